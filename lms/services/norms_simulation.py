"""A draft replayed over every member, some at a step: who gains, who loses, who is not known.

A year is replayed as if the draft had been in force from the first day of the first year asked
about; members are seen as they were known when the simulation began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from credit_engine.regulation import Regulation
from credit_engine.results import Assessment
from credit_engine.simulation import compare
from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    DraftState,
    Effect,
    Job,
    JobState,
    Member,
    NormsChange,
    NormsDraft,
    NormsSimulation,
)
from lms.services import audit, facts, jobs, norms_drafts, outbox, regulations
from lms.services.upserts import insert_into

TASK = "norms.simulate"
CHUNK = 200  # members per transaction
MOST_YEARS = 5
FIRST_YEAR = 2014


def start(
    session: Session,
    draft_id: UUID,
    *,
    years: Sequence[int],
    seen: int,
    account_id: UUID,
    now: datetime,
) -> NormsSimulation:
    """Start replaying the draft as it was seen (its revision), over years of every member."""
    draft = norms_drafts.lock_draft(session, draft_id)
    _refuse(session, draft, seen=seen)
    wanted = _checked_years(years, this_year=legal_day(now).year)
    total = session.scalar(_members().with_only_columns(func.count())) or 0
    job = jobs.start_job(session, TASK, owner_id=account_id, total=total, now=now)
    simulation = NormsSimulation(
        id=uuid4(),
        draft_id=draft.id,
        base_id=draft.base_id,
        text=draft.text,
        sha256=draft.sha256,
        years=wanted,
        asked_on=legal_day(now),
        known_at=now,
        last_member_id=None,
        job_id=job.id,
        created_by=account_id,
        created_at=now,
        finished_at=None,
    )
    session.add(simulation)
    session.flush()
    outbox.enqueue(
        session,
        TASK,
        {"simulation": str(simulation.id), "job": str(job.id)},
        key=f"{TASK}:{simulation.id}",
        now=now,
    )
    audit.record(
        session,
        "norms.simulated",
        f"norms_draft:{draft.id}",
        account_id=account_id,
        now=now,
        details={"simulation": str(simulation.id), "sha256": draft.sha256},
    )
    return simulation


def _refuse(session: Session, draft: NormsDraft, *, seen: int) -> None:
    if draft.state is not DraftState.DRAFT:
        raise Conflict(N_("Această ciornă nu mai este în lucru; nu se mai simulează."))
    if draft.revision != seen:
        raise Conflict(
            N_("Ciorna a fost salvată din nou între timp. Uitați-vă la ea, apoi porniți simularea.")
        )
    if norms_drafts.is_stale(session, draft):
        raise Conflict(
            N_("Între timp au intrat în vigoare alte norme. Începeți o ciornă nouă de la ele.")
        )
    if norms_drafts.problems_of(draft):
        raise BadInput(N_("Textul ciornei are probleme. Corectați-le, apoi porniți simularea."))
    running = select(NormsSimulation.id).join(Job, Job.id == NormsSimulation.job_id)
    if session.scalar(
        running.where(
            NormsSimulation.draft_id == draft.id,
            Job.state.in_((JobState.WAITING, JobState.RUNNING)),
        ).limit(1)
    ):
        raise Conflict(N_("O simulare a acestei ciorne lucrează chiar acum. Așteptați să termine."))


def _checked_years(years: Sequence[int], *, this_year: int) -> list[int]:
    wanted = sorted(set(years))
    if not wanted:
        raise BadInput(N_("Alegeți cel puțin un an."), field="years")
    if len(wanted) > MOST_YEARS or wanted[0] < FIRST_YEAR or wanted[-1] > this_year + 1:
        raise BadInput(
            N_("Alegeți cel mult %(most)d ani, între %(first)d și %(last)d."),
            field="years",
            most=MOST_YEARS,
            first=FIRST_YEAR,
            last=this_year + 1,
        )
    return wanted


def _members() -> Any:
    return select(Member).where(Member.withdrawn_at.is_(None))


def step(
    session: Session, simulation_id: UUID, *, records_from: date | None, now: datetime
) -> bool:
    """Replay the next members; True when more are left."""
    simulation = session.scalars(
        select(NormsSimulation)
        .where(NormsSimulation.id == simulation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if simulation.finished_at is not None:
        return False
    wanted = _members().order_by(Member.id).limit(CHUNK)
    if simulation.last_member_id is not None:
        wanted = wanted.where(Member.id > simulation.last_member_id)
    members = session.scalars(wanted).all()
    if not members:
        simulation.finished_at = now
        jobs.finish(session, simulation.job_id, now=now, result={})
        return False
    rows = _rows(session, simulation, members, records_from=records_from)
    if rows:
        keys = ["simulation_id", "member_id", "year"]
        session.execute(
            insert_into(session, NormsChange).on_conflict_do_nothing(index_elements=keys), rows
        )
    simulation.last_member_id = members[-1].id
    job = session.get_one(Job, simulation.job_id)
    jobs.advance(session, job.id, done=min(job.done + len(members), job.total))
    return True


def _rows(
    session: Session,
    simulation: NormsSimulation,
    members: Sequence[Member],
    *,
    records_from: date | None,
) -> list[dict[str, Any]]:
    current = regulations.norms(session, known_at=simulation.known_at)
    draft = replayed(regulations.parse(simulation.text), since=date(min(simulation.years), 1, 1))
    known = facts.member_facts(session, [m.id for m in members], records_from=records_from)
    rows = []
    for member in members:
        for year in simulation.years:
            change = compare(
                current,
                draft,
                known[member.id],
                year=year,
                on=simulation.asked_on,
                known_at=simulation.known_at,
            )
            rows.append(
                {
                    "simulation_id": simulation.id,
                    "member_id": member.id,
                    "year": year,
                    "county": member.county,
                    "grade": change.grade,
                    "effect": Effect(change.effect.value),
                    "outcome_before": change.before.outcome.value,
                    "outcome_after": change.after.outcome.value,
                    "credits_before": _thousandths(change.before.credits),
                    "credits_after": _thousandths(change.after.credits),
                    "required_before": _required(change.before),
                    "required_after": _required(change.after),
                }
            )
    return rows


def _thousandths(amount: Fraction | None) -> int | None:
    return None if amount is None else int(amount * 1000)


def _required(answer: Assessment) -> int | None:
    return None if answer.standing is None else _thousandths(answer.standing.required)


def replayed(regulation: Regulation, *, since: date) -> Regulation:
    """A regulation as if its last version had been in force from a day on."""
    *earlier, last = regulation.versions
    begins = min(last.effective_from, since)
    before = tuple(version for version in earlier if version.effective_from < begins)
    return replace(regulation, versions=(*before, replace(last, effective_from=begins)))


def get_simulation(session: Session, simulation_id: UUID) -> NormsSimulation:
    """A simulation by id."""
    found = session.get(NormsSimulation, simulation_id)
    if found is None:
        raise NotFound(N_("Această simulare nu există."))
    return found


def simulations_of(session: Session, draft_id: UUID) -> Sequence[NormsSimulation]:
    """The simulations of a draft, the last first."""
    return session.scalars(
        select(NormsSimulation)
        .where(NormsSimulation.draft_id == draft_id)
        .order_by(NormsSimulation.created_at.desc())
    ).all()


def of_this_text(session: Session, draft: NormsDraft) -> NormsSimulation | None:
    """The last finished simulation of exactly the draft's text, against its base."""
    return session.scalars(
        select(NormsSimulation)
        .where(
            NormsSimulation.draft_id == draft.id,
            NormsSimulation.sha256 == draft.sha256,
            NormsSimulation.base_id == draft.base_id,
            NormsSimulation.finished_at.is_not(None),
        )
        .order_by(NormsSimulation.created_at.desc())
        .limit(1)
    ).first()
