"""Celery carries ids; `run_work` does a piece of outbox work, step by step, exactly once.

A handler does one step inside one transaction and returns True when more steps follow, so that
long work shows progress and survives a killed process: the step that was not committed is done
again. The last step marks the work done in the same transaction as its effects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Celery
from flask import Flask
from kombu.connection import Connection
from sqlalchemy.orm import Session

from lms import clock
from lms.config import Settings
from lms.extensions import db, transaction
from lms.models import Outbox
from lms.services import jobs, outbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a handler gets: the session, the payload, the instant, the settings."""

    session: Session
    payload: Mapping[str, Any]
    now: datetime
    settings: Settings


class UnknownTaskError(Exception):
    """Work names a task that this version does not have."""


Handler = Callable[[Step], bool | None]
HANDLERS: dict[str, Handler] = {}
PERIODIC: dict[str, timedelta] = {}


def handler(name: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Register the handler of a task by its wire name; `every` makes it periodic."""

    def register(function: Handler) -> Handler:
        HANDLERS[name] = function
        if every is not None:
            PERIODIC[name] = every
        return function

    return register


def make_celery(app: Flask, settings: Settings) -> Celery:
    """The Celery application of a Flask application, with its one task `treapta.run`."""
    celery = Celery("treapta", broker=settings.broker_url, set_as_current=False)
    celery.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport_options(settings),
        task_default_queue="treapta",
    )

    celery.amqp.Connection = _PromptConnection

    # Shared, it would belong to every application of this process and keep this one alive.
    @celery.task(name="treapta.run", shared=False)  # type: ignore[untyped-decorator]
    def run(work_id: str) -> None:
        with app.app_context():
            run_work(UUID(work_id), settings=settings)

    app.extensions["celery"] = celery
    return celery


class _PromptConnection(Connection):
    """A worker that is told to end looks up from its queue at once, not after two seconds."""

    def drain_events(self, timeout: float | None = None, **kwargs: Any) -> Any:
        """What arrives within `timeout` seconds, at most a fifth of one; else TimeoutError."""
        at_most = timeout and min(timeout, 0.2)
        return super().drain_events(timeout=at_most, **kwargs)  # type: ignore[no-untyped-call]


def _transport_options(settings: Settings) -> dict[str, object]:
    if settings.embedded_broker:
        return {"polling_interval": 0.05}
    if settings.broker_url.startswith("redis"):
        # Measured: Redis gives a killed worker's message back only after this time, and then it
        # finds the work done. What brings the work back at once is the end of its lease.
        return {"visibility_timeout": 3600}
    return {}


def run_work(work_id: UUID, *, settings: Settings) -> None:
    """Do a piece of work to its end; an error is recorded and the work tried again later."""
    try:
        if _begin(work_id, settings=settings):
            while _run_step(work_id, settings=settings):
                pass
    except Exception as error:
        log.exception("work.failed", work=str(work_id))
        now = clock.now()
        said = str(error) if isinstance(error, UnknownTaskError) else _said(error)
        with transaction() as session:
            row = outbox.record_failure(session, work_id, error=said, now=now)
            _give_up(session, row, now=now)
    finally:
        db.session.remove()


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _begin(work_id: UUID, *, settings: Settings) -> bool:
    now = clock.now()
    with transaction() as session:
        row = outbox.begin(session, work_id, now=now, lease_seconds=settings.task_lease_seconds)
        _give_up(session, row, now=now)
        return row is not None and row.failed_at is None


def _give_up(session: Session, row: Outbox | None, *, now: datetime) -> None:
    """Work that failed for good ends the job that a person waits for."""
    if row is not None and row.failed_at is not None and "job" in row.payload:
        jobs.fail(session, UUID(row.payload["job"]), now=now, error=row.last_error or "")


def _run_step(work_id: UUID, *, settings: Settings) -> bool:
    with transaction() as session:
        row = outbox.lock_work(session, work_id)
        if row is None:
            return False
        step = Step(session=session, payload=row.payload, now=clock.now(), settings=settings)
        more = bool(_handler_of(row.task)(step))
        now = clock.now()  # a slow step must not leave a lease that has already ended
        if more:
            row.leased_until = now + timedelta(seconds=settings.task_lease_seconds)
            row.attempts = 1  # it moves: only attempts that bring nothing are counted
        else:
            row.done_at, row.leased_until = now, None
    return more


def _handler_of(task: str) -> Handler:
    if task not in HANDLERS:
        raise UnknownTaskError(
            f"This version of Treapta has no task “{task}”: a newer or older version entered the "
            "work. Run the worker in the version of the web process; the work is tried again."
        )
    return HANDLERS[task]
