"""The demonstration: of the promised size, believable, whole, and the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.counties import COUNTIES
from lms.demo import build, people
from lms.demo.words import BRANCHES, PROGRAMMES
from lms.extensions import db, transaction
from lms.models import (
    Account,
    Award,
    CaseFile,
    CaseKind,
    CaseState,
    CreditEntry,
    Edition,
    FeedbackAnswer,
    Member,
    Programme,
    Provider,
    YearStanding,
)
from lms.services import case_decisions, ledger

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def built(app: Flask) -> None:
    with transaction() as session:
        build.build(
            session,
            settings=app.extensions["settings"],
            today=TODAY,
            now=NOW,
            say=lambda _text: None,
        )


def test_the_demonstration_is_of_its_size_and_its_ledger_is_whole(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(records_from=date(2025, 1, 1))
    with app.app_context():
        built(app)
        session = db.session()

        def count(table: type) -> int:
            return session.scalar(select(func.count()).select_from(table)) or 0

        sizes = [count(table) for table in (Member, Provider, Programme, Edition)]
        assert sizes == [300, 14, 40, 60]
        assert set(session.scalars(select(Member.county).distinct())) == set(COUNTIES)
        assert list(ledger.check(session)) == []
        years = set(session.scalars(select(func.extract("year", CreditEntry.counts_on)).distinct()))
        assert years == {2025, 2026}
        assert count(CreditEntry) > 600
        assert count(Award) >= 10
        assert count(FeedbackAnswer) > 200
        outcomes = set(session.scalars(select(YearStanding.outcome).distinct()))
        assert {"met", "in_progress", "exempt"} <= outcomes
        assert build.is_built(session)
        _a_contestation_waits_for_others(session)
        assert build.demo_member(session).full_name == "Ioana Mureșan"
        db.session.remove()


def _a_contestation_waits_for_others(session: Session) -> None:
    """The first officer of the commission may not propose; the second may."""
    emails = {email for email, _role in build.shown_accounts()}
    for kind, body in ((CaseKind.REVIEW, "formare"), (CaseKind.PROMOTION_REVIEW, "atestare")):
        case = session.scalars(select(CaseFile).where(CaseFile.kind == kind)).one()
        assert case.state is CaseState.SUBMITTED
        may = {}
        for email in (f"{body}@exemplu.ro", f"{body}2@exemplu.ro"):
            officer = session.scalars(select(Account.id).where(Account.email == email)).one()
            may[email] = case_decisions.why_not_act(session, case, account_id=officer) is None
        assert list(may.values()) == [False, True]
        assert set(may) < emails


def test_words_are_not_repeated() -> None:
    titles = [words[0] for words in PROGRAMMES]
    assert len(set(titles)) == len(titles)
    covered = [county for _, counties in BRANCHES for county in counties]
    assert len(set(covered)) == len(covered)
    assert set(covered) < set(COUNTIES)


def test_names_in_addresses_are_plain() -> None:
    assert people.ascii_name("Țăranu-Șuteu") == "taranusuteu"
