"""Regulations in force, as rows: text, hash and the act that adopted them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.loading import bundled_regulation_text, load_regulation
from credit_engine.regulation import Regulation
from lms.models import RegulationVersion

LINE = "nfpc"
BUNDLED = "nfpc-2013"


def ensure_bundled(session: Session, *, now: datetime) -> None:
    """Enter the norms that come with the product, once."""
    if session.get(RegulationVersion, BUNDLED) is not None:
        return
    text = bundled_regulation_text(BUNDLED)
    version = parse(text).versions[-1]
    session.add(
        RegulationVersion(
            id=version.id,
            line=LINE,
            text=text,
            sha256=sha256_of(text),
            effective_from=version.effective_from,
            adopted_by=version.legal_basis,
            recorded_at=now,
        )
    )
    session.flush()


def parsed(row: RegulationVersion) -> Regulation:
    """A recorded text, read; the same text is read once."""
    return _parsed(row.sha256, row.text)


def parse(text: str) -> Regulation:
    """A text that may not be recorded; raises RegulationError with every problem."""
    return _parsed(sha256_of(text), text)


@lru_cache(maxsize=16)
def _parsed(sha256: str, text: str) -> Regulation:
    del sha256
    return load_regulation(text, name=LINE)


def newest(session: Session, *, known_at: datetime | None = None) -> RegulationVersion:
    """The row recorded last by an instant; its text holds every version before it too.

    A new version always begins after all others of its line and is built on the last text, so
    the last recorded is also the last to take effect.
    """
    rows = select(RegulationVersion).where(RegulationVersion.line == LINE)
    if known_at is not None:
        rows = rows.where(RegulationVersion.recorded_at <= known_at)
    order = (RegulationVersion.recorded_at.desc(), RegulationVersion.effective_from.desc())
    row = session.scalars(rows.order_by(*order).limit(1)).first()
    if row is None:
        raise LookupError("No norms are recorded; run `treapta db upgrade` and `treapta seed`.")
    return row


def are_recorded(session: Session) -> bool:
    """Whether there are norms yet: a database has none between `db upgrade` and `seed`."""
    found = select(RegulationVersion.id).where(RegulationVersion.line == LINE).limit(1)
    return session.scalar(found) is not None


def history(session: Session) -> Sequence[RegulationVersion]:
    """Every row of the line, the newest to take effect first."""
    return session.scalars(
        select(RegulationVersion)
        .where(RegulationVersion.line == LINE)
        .order_by(RegulationVersion.effective_from.desc(), RegulationVersion.recorded_at.desc())
    ).all()


def norms(session: Session, *, known_at: datetime | None = None) -> Regulation:
    """The norms as they were recorded by an instant; `.in_force_on(day)` chooses the version."""
    return parsed(newest(session, known_at=known_at))


def sha256_of(text: str) -> str:
    """The hash by which a text is known."""
    return hashlib.sha256(text.encode()).hexdigest()
