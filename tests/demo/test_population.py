"""The invented profession: whole chains, the same again, what the engine would say; only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lms.cli import build as build_command
from lms.demo import offers, population
from lms.errors import Conflict
from lms.extensions import db, transaction
from lms.models import ChainHead, CreditEntry, LedgerRoot, Member, YearStanding
from lms.services import crediting, facts, ledger

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
COUNT, YEARS = 60, 3


def populate(app: Flask) -> None:
    with transaction() as session:
        population.build_population(
            session,
            count=COUNT,
            years=YEARS,
            settings=app.extensions["settings"],
            now=NOW,
            password="parola",
            say=lambda _text: None,
        )


@pytest.fixture(autouse=True)
def few_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "EDITIONS_A_YEAR", 40)


def heads(session: Session) -> dict[str, tuple[int, str]]:
    rows = session.execute(
        select(Member.rnasr_code, ChainHead.position, ChainHead.root).join(
            Member, Member.id == ChainHead.member_id
        )
    )
    return {row.rnasr_code: (row.position, row.root) for row in rows}


def test_the_population_is_whole_and_as_the_engine_says(app: Flask) -> None:
    with app.app_context():
        populate(app)
        session = db.session()
        assert list(ledger.check(session)) == []
        assert session.scalar(select(func.count()).select_from(Member)) == COUNT
        assert session.scalar(select(func.count()).select_from(LedgerRoot)) == 1
        entries = session.scalars(
            select(CreditEntry).options(selectinload(CreditEntry.member))
        ).all()
        assert {entry.counts_on.year for entry in entries} == {2024, 2025, 2026}
        assert {entry.source.split(":")[0] for entry in entries} == {"edition", "opening", "course"}
        assert session.scalar(select(func.count()).select_from(YearStanding)) == COUNT * YEARS
        for entry in [e for e in entries if e.source.startswith("edition:")][::25]:
            as_booked(session, entry)
        db.session.remove()


def as_booked(session: Session, entry: CreditEntry) -> None:
    """The findings are those that this very member would have got for this edition."""
    edition = facts.load_edition(session, type(entry.id)(entry.source[8:]))
    minutes = crediting.minutes_delivered(edition)
    answers = crediting.assess_attendance(
        session,
        edition,
        [crediting.Attendee(member_id=entry.member_id, minutes_present=minutes)],
        records_from=None,
        now=entry.recorded_at,
    )
    answer = answers[entry.member_id]
    assert crediting.findings_text(answer) == entry.findings
    assert answer.credits is not None
    assert int(answer.credits * 1000) == entry.credits


def test_the_same_number_gives_the_same_chains(make_app: Callable[..., Flask]) -> None:
    found = []
    for _ in range(2):
        app = make_app()
        with app.app_context():
            try:
                with transaction() as session:
                    population.build_population(
                        session,
                        count=10,
                        years=2,
                        settings=app.extensions["settings"],
                        now=NOW,
                        password="parola",
                        say=lambda _text: None,
                    )
                    found.append(heads(session))
                    raise KeyboardInterrupt  # nothing is kept: the second build begins anew
            except KeyboardInterrupt:
                db.session.remove()
    assert found[0] == found[1]
    assert len(found[0]) > 5


def test_a_database_with_people_is_refused_and_left_as_it_is(app: Flask, cast) -> None:
    with app.app_context():
        with pytest.raises(Conflict):
            populate(app)
        assert db.session.scalar(select(func.count()).select_from(CreditEntry)) == 0
        db.session.remove()


def test_the_command_says_why_it_refuses(make_app: Callable[..., Flask], cast) -> None:
    def run(app: Flask) -> tuple[int, str]:
        group = build_command(lambda: app)
        done = CliRunner().invoke(group, ["seed", "--members", "5"], obj={})
        return done.exit_code, done.output

    code, said = run(make_app(demo=True))
    assert code == 2
    assert "already has people" in said
    assert run(make_app())[0] == 2
