"""Regulations in force, as rows: text, hash and the act that adopted them."""

from __future__ import annotations

import hashlib
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
    version = load_regulation(text, name=BUNDLED).versions[-1]
    session.add(
        RegulationVersion(
            id=version.id,
            line=LINE,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            effective_from=version.effective_from,
            adopted_by=version.legal_basis,
            recorded_at=now,
        )
    )
    session.flush()


@lru_cache(maxsize=16)
def _parsed(sha256: str, text: str) -> Regulation:
    del sha256
    return load_regulation(text, name=LINE)


def norms(session: Session, *, known_at: datetime | None = None) -> Regulation:
    """The norms as recorded by an instant: the newest text holds the versions before it too."""
    rows = select(RegulationVersion).where(RegulationVersion.line == LINE)
    if known_at is not None:
        rows = rows.where(RegulationVersion.recorded_at <= known_at)
    row = session.scalars(rows.order_by(RegulationVersion.effective_from.desc()).limit(1)).first()
    if row is None:
        raise LookupError("No norms are recorded; run `treapta db upgrade` and `treapta seed`.")
    return _parsed(row.sha256, row.text)
