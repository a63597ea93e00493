"""A draft of norms replayed over the whole profession, beside the engine's time alone."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from credit_engine.simulation import compare
from lms import clock
from lms.extensions import db, transaction
from lms.models import Account, Member, NormsChange, NormsSimulation
from lms.services import facts, norms_simulation, regulations
from tests.benchmarks.test_figures import rate, show, timed
from tests.infra import norms as made

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
MEMBERS, YEARS = 13_500, 5


def test_a_draft_over_the_whole_profession(app: Flask, backend: str, capsys) -> None:
    from lms.demo import population

    year = clock.today().year
    with app.app_context():
        with transaction() as session:
            population.build_population(
                session,
                count=MEMBERS,
                years=YEARS,
                settings=app.extensions["settings"],
                now=clock.now() - timedelta(days=1),
                password="x",
                say=lambda text: None,
            )
        with transaction() as session:
            officer = session.scalars(select(Account.id).limit(1)).one()
            draft = made.begin_draft(
                session, officer, now=clock.now(), effective_from=date(year + 1, 1, 1)
            )
            simulation_id = norms_simulation.start(
                session,
                draft.id,
                years=[year - 1, year],
                seen=draft.revision,
                account_id=officer,
                now=clock.now(),
            ).id
        took = _run(simulation_id)
        with transaction() as session:
            rows = session.scalar(select(func.count()).select_from(NormsChange)) or 0
            engine = _engine_alone(session, simulation_id)
    assert rows == 2 * MEMBERS
    with capsys.disabled():
        show(backend, f"simulation: {MEMBERS} members, 2 years", f"{took:8.1f} s")
        show(backend, "   members' years a second", rate(rows, took))
        show(backend, "   floor: the engine alone, a sample", rate(*engine))


def _run(simulation_id: object) -> float:
    start = time.perf_counter()
    more = True
    while more:
        with transaction() as session:
            more = norms_simulation.step(
                session,
                simulation_id,  # type: ignore[arg-type]
                records_from=None,
                now=clock.now(),
            )
        db.session.remove()
    return time.perf_counter() - start


def _engine_alone(session, simulation_id) -> tuple[int, float]:
    simulation = session.get_one(NormsSimulation, simulation_id)
    ids = session.scalars(select(Member.id).limit(500)).all()
    people = facts.member_facts(session, ids, records_from=None)
    current = regulations.norms(session)
    draft = norms_simulation.replayed(
        regulations.parse(simulation.text), since=date(min(simulation.years), 1, 1)
    )

    def ask() -> None:
        for member in people.values():
            for year in simulation.years:
                compare(
                    current,
                    draft,
                    member,
                    year=year,
                    on=simulation.asked_on,
                    known_at=simulation.known_at,
                )

    return len(people) * len(simulation.years), timed(ask)
