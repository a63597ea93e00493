"""Published status lists: which badges were revoked, without saying who holds which place."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.models import Award, Issuer, StatusList
from lms.services import issuers
from lms.services.upserts import insert_into

VALIDITY = timedelta(days=7)
RENEWED_AFTER = timedelta(days=3)
_CLOCKS_DIFFER = timedelta(minutes=5)  # a verifier's clock may be behind ours
_TRIES = 8


def list_url(number: int, settings: Settings) -> str:
    """Where a list is published; it is also the id of the credential."""
    return issuers.public_address(settings, f"/status/{number}")


def free_place(
    session: Session, issuer: Issuer, *, settings: Settings, now: datetime
) -> tuple[int, int]:
    """A list and a random free index in it; a nearly full list is followed by a new one."""
    newest = session.scalar(
        select(func.max(StatusList.number)).where(StatusList.issuer_id == issuer.id)
    )
    if newest is not None:
        drawn = [secrets.randbelow(badges.MIN_ENTRIES) for _ in range(_TRIES)]
        taken = set(
            session.scalars(
                select(Award.status_index).where(
                    Award.revocation_list == newest, Award.status_index.in_(drawn)
                )
            )
        )
        free = [index for index in drawn if index not in taken]
        if free:
            return newest, free[0]
    number = _open_list(session, issuer, settings=settings, now=now)
    return number, secrets.randbelow(badges.MIN_ENTRIES)


def published(session: Session, number: int, *, settings: Settings, now: datetime) -> str | None:
    """The signed list as JSON; None when there is no such list.

    Signed again on the spot, and not stored, should the stored one be behind.
    """
    row = session.get(StatusList, number)
    if row is None:
        return None
    return row.credential if _is_current(row, now) else _sign(session, row, settings, now)


def publish_changes(
    session: Session, numbers: Iterable[int], *, settings: Settings, now: datetime
) -> None:
    """Sign lists anew after a bit of theirs changed."""
    for number in sorted(set(numbers)):
        row = _locked(session, number)
        row.generation += 1
        _store(session, row, settings, now)


def renew_lists(session: Session, *, settings: Settings, now: datetime) -> int:
    """Sign anew the lists that would go out of date; returns how many."""
    numbers = session.scalars(select(StatusList.number).order_by(StatusList.number)).all()
    renewed = 0
    for number in numbers:
        row = _locked(session, number)
        if not _is_current(row, now):
            _store(session, row, settings, now)
            renewed += 1
    return renewed


def _is_current(row: StatusList, now: datetime) -> bool:
    return row.signed_generation == row.generation and now < row.signed_at + RENEWED_AFTER


def _locked(session: Session, number: int) -> StatusList:
    # Not FOR UPDATE: badges that are being awarded refer to the list and need not wait.
    return session.scalars(
        select(StatusList)
        .where(StatusList.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _store(session: Session, row: StatusList, settings: Settings, now: datetime) -> None:
    row.credential = _sign(session, row, settings, now)
    row.signed_generation = row.generation
    row.signed_at = now
    session.flush()


def _sign(session: Session, row: StatusList, settings: Settings, now: datetime) -> str:
    revoked = session.scalars(
        select(Award.status_index).where(
            Award.revocation_list == row.number, Award.revoked_at.is_not(None)
        )
    ).all()
    issuer = session.get_one(Issuer, row.issuer_id)
    return _signed_json(session, issuer, row.number, revoked, settings=settings, now=now)


def _signed_json(
    session: Session,
    issuer: Issuer,
    number: int,
    revoked: Iterable[int],
    *,
    settings: Settings,
    now: datetime,
) -> str:
    document = badges.build_status_list_credential(
        badges.make_status_list(revoked),
        url=list_url(number, settings),
        issuer_did=issuers.did_of(issuer, settings),
        purpose=badges.StatusPurpose.REVOCATION,
        valid_from=now - _CLOCKS_DIFFER,
        valid_until=now + VALIDITY,
    )
    key = issuers.signing_key(session, issuer)
    signed = issuers.sign(document, issuer, key, settings=settings, now=now)
    return json.dumps(signed, ensure_ascii=False)


def _open_list(session: Session, issuer: Issuer, *, settings: Settings, now: datetime) -> int:
    number = (session.scalar(select(func.max(StatusList.number))) or 0) + 1
    statement = insert_into(session, StatusList).values(
        number=number,
        issuer_id=issuer.id,
        purpose=badges.StatusPurpose.REVOCATION.value,
        length=badges.MIN_ENTRIES,
        credential=_signed_json(session, issuer, number, (), settings=settings, now=now),
        generation=1,
        signed_generation=1,
        signed_at=now,
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["number"]))
    return number
