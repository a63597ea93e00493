"""Long work that a person started: how far it is and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lms.models import Job, JobState


def start_job(
    session: Session, kind: str, *, owner_id: UUID | None, total: int, now: datetime
) -> Job:
    """A waiting job; the task that does the work advances it."""
    job = Job(
        id=uuid4(),
        kind=kind,
        owner_id=owner_id,
        state=JobState.WAITING,
        done=0,
        total=total,
        result=None,
        error=None,
        created_at=now,
        finished_at=None,
    )
    session.add(job)
    session.flush()
    return job


def advance(session: Session, job_id: UUID | None, *, done: int) -> None:
    """Note how far a job is."""
    job = session.get(Job, job_id) if job_id else None
    if job is not None:
        job.state = JobState.RUNNING
        job.done = done
        job.error = job.finished_at = None  # it had failed, and is tried again
        session.flush()


def finish(
    session: Session, job_id: UUID | None, *, now: datetime, result: Mapping[str, Any]
) -> None:
    """Note that a job is done, and what came of it."""
    job = session.get(Job, job_id) if job_id else None
    if job is not None:
        job.state = JobState.DONE
        job.done = job.total
        job.result = dict(result)
        job.finished_at = now
        session.flush()


def fail(session: Session, job_id: UUID | None, *, now: datetime, error: str) -> None:
    """Note that a job failed for good, and why."""
    job = session.get(Job, job_id) if job_id else None
    if job is not None:
        job.state = JobState.FAILED
        job.error = error
        job.finished_at = now
        session.flush()
