"""The annual answers of the whole register, computed again: some members a step, as a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, Conflict
from lms.models import CreditEntry, Job, JobState, Member
from lms.services import crediting, jobs, outbox

TASK = "standings.refresh"
STEP = 500  # members a step: some seconds, and little memory


def years_with_credits(session: Session, *, today: date) -> list[int]:
    """Every year from the first credit on, the present one included."""
    first = session.scalar(select(func.min(CreditEntry.counts_on)))
    begin = today.year if first is None else min(first.year, today.year)
    return list(range(begin, today.year + 1))


def present_job(session: Session) -> Job | None:
    """The last time that the whole register was computed, or is being computed."""
    return session.scalar(
        select(Job).where(Job.kind == TASK).order_by(Job.created_at.desc()).limit(1)
    )


def start(session: Session, *, owner_id: UUID | None, now: datetime) -> Job:
    """Enter the work; Conflict while it is under way."""
    last = present_job(session)
    if last is not None and last.state in {JobState.WAITING, JobState.RUNNING}:
        raise Conflict(N_("Situațiile se recalculează deja; așteptați să se termine."))
    total = session.scalar(select(func.count()).select_from(Member)) or 0
    job = jobs.start_job(session, TASK, owner_id=owner_id, total=total, now=now)
    years = years_with_credits(session, today=legal_day(now))
    outbox.enqueue(
        session, TASK, {"job": str(job.id), "years": years}, key=f"{TASK}:{job.id}", now=now
    )
    return job


def step(
    session: Session,
    job_id: UUID,
    *,
    years: Sequence[int],
    records_from: date | None,
    now: datetime,
) -> bool:
    """Compute the next members; False when all are done. A step that was lost is done again."""
    job = session.get_one(Job, job_id)
    after = UUID(job.result["last"]) if job.result else None
    members = next_members(session, after=after, limit=STEP)
    if members:
        crediting.refresh_standings(session, members, years, records_from, now)
        jobs.advance(session, job_id, done=min(job.done + len(members), job.total))
        job.result = {"last": str(members[-1])}
        return True
    jobs.finish(session, job_id, now=now, result={"members": job.done, "years": list(years)})
    return False


def next_members(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """The ids of the next members in a fixed order."""
    query = select(Member.id).order_by(Member.id).limit(limit)
    return list(session.scalars(query if after is None else query.where(Member.id > after)))
