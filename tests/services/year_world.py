"""A year to close: members with and without enough credits, and runs made step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms import clock
from lms.models import ClosedStanding, CreditEntry, Outbox, YearRun
from lms.services import (
    case_decisions,
    crediting,
    ledger,
    year_close,
    year_review_files,
    year_reviews,
)
from lms.services.letters import Letter
from lms.services.procedures import Verdict
from tests.infra.cast import build_cast

RECORDS_FROM = date(2025, 1, 1)
IN_YEAR = datetime(2025, 6, 10, 9, 0, tzinfo=UTC)
JANUARY = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 6, 0, tzinfo=UTC)
SETTINGS: Any = SimpleNamespace(
    derived_key=lambda purpose: bytes(32),
    records_from=RECORDS_FROM,
    public_url="http://localhost:8000",
    year_reminders="10-01 12-01",
    reminder_days=lambda: ["10-01", "12-01"],
    evidence_reminder_days=30,
)


def write(kind, language, params):
    return Letter(subject=f"{kind}/{language}", body=repr(sorted(params)))


def build(session):
    """The cast; Ana (member) has 10 credits in 2025, Bogdan (colleague) 4, the others none."""
    cast = build_cast(session)
    credit(session, cast.member.member_id, 10_000, "edition:a")
    credit(session, cast.colleague.member_id, 4_000, "edition:b")
    return cast


def credit(session, member_id, amount, source, *, at=IN_YEAR) -> CreditEntry:
    booking = ledger.Booking(
        member_id=member_id,
        source=source.replace("edition", "course"),
        credits=amount,
        counts_on=date(2025, 6, 1),
        regulation_id="nfpc-2013",
        basis="adopted",
        title={"ro": "Atelier", "en": "Workshop"},
        findings="{}",
    )
    [entry] = ledger.book(session, [booking], now=at).values()
    return entry


def reverse(session, entry, *, at):
    crediting.reverse_entries(
        session, [entry], reason="test", batch=None, records_from=RECORDS_FROM, now=at
    )


def close(session, cast, *, at, year=2025) -> YearRun:
    run = year_close.start_close(
        session, year, account_id=cast.cfpc.id, records_from=RECORDS_FROM, now=at
    )
    while year_close.close_step(session, run.id, write=write, now=at):
        pass
    return run


def resolve(
    session, cast, review, outcome, *, decided_on=None, now=datetime(2026, 6, 20, 9, 0, tzinfo=UTC)
):
    """The Commission's proposal on a review, then the decision."""
    verdict = Verdict(outcome=outcome, reasons="Lista de prezență a fost greșită.")
    proposing = {"account_id": cast.cfpc.id, "now": APRIL + timedelta(days=11)}
    case_decisions.propose(session, review.case_id, verdict, **proposing)
    return case_decisions.decide(
        session,
        review.case_id,
        verdict,
        number="77",
        decided_on=decided_on or clock.legal_day(now),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=now,
    )


def standings(session, member_id) -> list[ClosedStanding]:
    return list(
        session.scalars(
            select(ClosedStanding)
            .where(ClosedStanding.member_id == member_id)
            .order_by(ClosedStanding.recorded_at, ClosedStanding.revision)
        )
    )


def entered(session, task) -> list[Outbox]:
    return list(session.scalars(select(Outbox).where(Outbox.task == task)))


def look(session, *, at) -> None:
    """Do the work that a reversal entered: look at the closed years, register files."""
    for row in entered(session, "year.check"):
        year_reviews.check(
            session,
            UUID(row.payload["member"]),
            row.payload["year"],
            records_from=RECORDS_FROM,
            now=at,
        )
    for row in entered(session, "year.register_review"):
        year_review_files.register(
            session,
            UUID(row.payload["review"]),
            opened_by=UUID(row.payload["opened_by"]),
            settings=SETTINGS,
            now=at,
        )
