"""Closing a year: provisional on 1 January, final after the evidence date, some members a step.

Nothing is refused or taken here: a standing is stated and the member is told. A year that was
closed as met is never undone by a run; what speaks against it is looked at (`year_reviews`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from credit_engine.results import Assessment, to_thousandths
from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict
from lms.faults import fault_point
from lms.models import ClosedStanding, Member, YearRun, YearStage
from lms.services import audit, crediting, jobs, letters, notifications, outbox
from lms.services.closed_years import (
    YearDates,
    enter_check,
    latest_standings,
    undone,
    year_dates,
)
from lms.services.notifications import Notice
from lms.services.upserts import insert_into

CLOSE_TASK = "year.close"
JOB_KIND = "year_close"
MEMBERS_PER_STEP = 200
SETTLES = timedelta(seconds=5)  # what was being written at `known_at` is committed by then
STARTS_WITHIN = timedelta(days=31)  # after that a missed close waits for an officer


def due_stage(dates: YearDates, *, on: date) -> YearStage | None:
    """What closing a year on a day means; None while the year runs."""
    if on <= dates.last_day:
        return None
    if dates.evidence_until is not None and on > dates.evidence_until:
        return YearStage.FINAL
    return YearStage.PROVISIONAL


def enter_due(session: Session, *, records_from: date | None, now: datetime) -> YearRun | None:
    """Start the close of last year when its day has come and nobody has; once for each stage."""
    on = legal_day(now)
    dates = year_dates(session, on.year - 1)
    stage = due_stage(dates, on=on)
    if stage is None:
        return None
    begins = dates.last_day if stage is YearStage.PROVISIONAL else dates.evidence_until
    if begins is None or on - begins > STARTS_WITHIN:
        return None
    if session.scalar(_runs(dates.year).where(YearRun.stage == stage).limit(1)) is not None:
        return None
    return _start(session, dates.year, stage, started_by=None, records_from=records_from, now=now)


def start_close(
    session: Session, year: int, *, account_id: UUID, records_from: date | None, now: datetime
) -> YearRun:
    """Run the close of a year by hand; Conflict while another run over it is going on."""
    stage = due_stage(year_dates(session, year), on=legal_day(now))
    if stage is None:
        raise BadInput(
            N_("Anul %(year)d nu s-a încheiat; situația lui se face de la 1 ianuarie %(next)d."),
            year=year,
            next=year + 1,
        )
    open_run = session.scalar(_runs(year).where(YearRun.finished_at.is_(None)).limit(1))
    if open_run is not None:
        raise Conflict(N_("Situația anului se face chiar acum; așteptați să se termine."))
    run = _start(session, year, stage, started_by=account_id, records_from=records_from, now=now)
    audit.record(
        session,
        "year.close_started",
        f"year_run:{run.id}",
        account_id=account_id,
        now=now,
        details={"year": year, "stage": stage.value},
    )
    return run


def _runs(year: int) -> Select[tuple[UUID]]:
    return select(YearRun.id).where(YearRun.year == year, YearRun.stage != YearStage.REMINDER)


def _start(
    session: Session,
    year: int,
    stage: YearStage,
    *,
    started_by: UUID | None,
    records_from: date | None,
    now: datetime,
) -> YearRun:
    earlier = session.scalar(
        select(func.count())
        .select_from(YearRun)
        .where(YearRun.year == year, YearRun.stage == stage)
    )
    run = enter_run(
        session,
        year,
        stage,
        key=f"{year}:{stage.value}:{(earlier or 0) + 1}",
        task=CLOSE_TASK,
        started_by=started_by,
        records_from=records_from,
        now=now,
    )
    if run is None:
        raise Conflict(N_("Situația anului se face chiar acum; așteptați să se termine."))
    return run


def enter_run(
    session: Session,
    year: int,
    stage: YearStage,
    *,
    key: str,
    task: str,
    started_by: UUID | None,
    records_from: date | None,
    now: datetime,
) -> YearRun | None:
    """A run over all members and the work that does it; None when its key was entered before."""
    total = session.scalar(select(func.count()).select_from(members_known(now).subquery())) or 0
    job = jobs.start_job(session, JOB_KIND, owner_id=started_by, total=total, now=now)
    run_id = session.scalar(
        insert_into(session, YearRun)
        .values(
            id=uuid4(),
            year=year,
            stage=stage,
            key=key,
            seen_on=legal_day(now),
            known_at=now,
            records_from=records_from,
            started_by=started_by,
            job_id=job.id,
            counts={},
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(YearRun.id)
    )
    if run_id is None:
        session.delete(job)
        session.flush()
        return None
    payload = {"run": str(run_id), "job": str(job.id)}
    outbox.enqueue(session, task, payload, key=f"{task}:{run_id}", now=now, run_after=now + SETTLES)
    return session.get_one(YearRun, run_id)


def members_known(known_at: datetime) -> Select[tuple[UUID]]:
    """The members of the register at an instant, in the order in which runs go over them."""
    return (
        select(Member.id)
        .where(Member.withdrawn_at.is_(None), Member.recorded_at <= known_at)
        .order_by(Member.id)
    )


def lock_run(session: Session, run_id: UUID) -> YearRun:
    """A run under a row lock, as it is now."""
    return session.scalars(
        select(YearRun)
        .where(YearRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def next_members(session: Session, run: YearRun, members: Select[tuple[UUID]]) -> list[UUID]:
    """The members of the next step of a run."""
    if run.cursor is not None:
        members = members.where(Member.id > run.cursor)
    return list(session.scalars(members.limit(MEMBERS_PER_STEP)))


def end_step(
    session: Session, run: YearRun, ids: Sequence[UUID], counts: Mapping[str, int], *, now: datetime
) -> bool:
    """Note how far a run is; True when more members follow."""
    run.counts = dict(Counter(run.counts) + Counter({**counts, "members": len(ids)}))
    if ids:
        run.cursor = ids[-1]
        jobs.advance(session, run.job_id, done=run.counts["members"])
    if len(ids) == MEMBERS_PER_STEP:
        session.flush()
        return True
    run.finished_at = now
    jobs.finish(session, run.job_id, now=now, result=run.counts)
    return False


def close_step(session: Session, run_id: UUID, *, write: letters.Writer, now: datetime) -> bool:
    """State the year of the next members and write to them; True when more follow."""
    run = lock_run(session, run_id)
    if run.finished_at is not None:
        return False
    ids = next_members(session, run, members_known(run.known_at))
    counts = _close(session, run, ids, write=write, now=now) if ids else {}
    return end_step(session, run, ids, counts, now=now)


def _close(
    session: Session, run: YearRun, ids: Sequence[UUID], *, write: letters.Writer, now: datetime
) -> dict[str, int]:
    answers = crediting.year_answers(
        session,
        ids,
        [run.year],
        records_from=run.records_from,
        on=run.seen_on,
        known_at=run.known_at,
    )
    before = latest_standings(session, ids, [run.year], run.stage)
    counts: Counter[str] = Counter()
    stated = []
    for member_id in ids:
        answer, last = answers[member_id, run.year], before.get((member_id, run.year))
        counts[answer.outcome.value] += 1
        fault_point("mid-batch")
        if last is not None and _says_the_same(last, answer):
            continue
        final = run.stage is YearStage.FINAL
        if final and last is not None and undone(last, answer.outcome.value):
            counts["reviews"] += 1
            enter_check(session, member_id, run.year, now=now)
            continue
        stated.append(
            new_standing(
                answer,
                member_id,
                year=run.year,
                stage=run.stage,
                last=last,
                records_from=run.records_from,
                now=now,
            )
        )
        stated[-1].run_id = run.id
    session.add_all(stated)
    session.flush()
    counts["stated"] = len(stated)
    _tell(session, stated, answers, write=write, now=now)
    return counts


def _says_the_same(standing: ClosedStanding, answer: Assessment) -> bool:
    figures = _figures(answer)
    return all(getattr(standing, name) == value for name, value in figures.items())


def _figures(answer: Assessment) -> dict[str, Any]:
    standing = answer.standing
    required = standing.required if standing else None
    return {
        "outcome": answer.outcome.value,
        "required": None if required is None else to_thousandths(required),
        "earned": to_thousandths(standing.earned) if standing else 0,
        "orientative": answer.orientative,
        "regulation_id": answer.regulation_id,
    }


def new_standing(
    answer: Assessment,
    member_id: UUID,
    *,
    year: int,
    stage: YearStage,
    last: ClosedStanding | None,
    records_from: date | None,
    now: datetime,
) -> ClosedStanding:
    """The next revision of a closed year, from an answer that has its `known_at`."""
    assert answer.known_at is not None, "a standing that is kept can be reproduced"
    return ClosedStanding(
        id=uuid4(),
        member_id=member_id,
        year=year,
        stage=stage,
        revision=1 if last is None else last.revision + 1,
        seen_on=answer.on,
        known_at=answer.known_at,
        records_from=records_from,
        findings_sha256=findings_sha256(answer),
        run_id=None,
        decision_id=None,
        recorded_at=now,
        **_figures(answer),
    )


def findings_sha256(answer: Assessment) -> str:
    """The SHA-256 of an answer's canonical text."""
    return hashlib.sha256(crediting.findings_text(answer).encode()).hexdigest()


def reproduce(session: Session, standing: ClosedStanding) -> Assessment:
    """The answer that a closed standing rests on, computed again from what was known then."""
    answers = crediting.year_answers(
        session,
        [standing.member_id],
        [standing.year],
        records_from=standing.records_from,
        on=standing.seen_on,
        known_at=standing.known_at,
    )
    return answers[standing.member_id, standing.year]


def _tell(
    session: Session,
    stated: Sequence[ClosedStanding],
    answers: Mapping[tuple[UUID, int], Assessment],
    *,
    write: letters.Writer,
    now: datetime,
) -> None:
    said = {row.member_id: _told(row, answers[row.member_id, row.year]) for row in stated}
    told = notifications.notify_members(
        session,
        {
            row.member_id: Notice(
                kind="year_closed",
                key=f"year.closed:{row.id}",
                params=said[row.member_id],
                path=f"/years/{row.year}/mine",
            )
            for row in stated
        },
        now=now,
    )
    params = {member_id: said[member_id] for member_id in told}
    letters.send_to_members(session, write, params, kind="year_closed", now=now)


def _told(row: ClosedStanding, answer: Assessment) -> dict[str, Any]:
    until = answer.standing.evidence_until if answer.standing else None
    return {
        "year": row.year,
        "stage": row.stage.value,
        "outcome": row.outcome,
        "earned": row.earned,
        "required": row.required,
        "until": until.isoformat() if until else None,
    }
