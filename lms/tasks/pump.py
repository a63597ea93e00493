"""The pump: leases due outbox work, hands it to Celery, and enters periodic work."""

from __future__ import annotations

import threading
from datetime import datetime

import structlog
from celery import Celery
from flask import Flask

from lms import clock
from lms.config import Settings
from lms.extensions import db, transaction
from lms.faults import fault_point, name_thread
from lms.services import outbox
from lms.tasks import PERIODIC

log = structlog.get_logger(__name__)


def enter_periodic(now: datetime) -> None:
    """Enter each periodic task once per interval, however many pumps there are."""
    tasks = {
        f"periodic:{name}:{int(now.timestamp() // interval.total_seconds())}": name
        for name, interval in PERIODIC.items()
    }
    missing = outbox.unknown_keys(db.session(), tasks)
    if not missing:
        return  # nothing is written most of the time
    with transaction() as session:
        for key in sorted(missing):
            outbox.enqueue(session, tasks[key], {}, key=key, now=now)


def pump_once(celery: Celery, settings: Settings) -> int:
    """Lease and hand over what is due; returns how many pieces."""
    now = clock.now()
    if not outbox.has_due(db.session(), now=now):
        return 0
    with transaction() as session:
        claimed = outbox.claim(session, now=now, lease_seconds=settings.task_lease_seconds)
    for index, work_id in enumerate(claimed):
        fault_point("after-flush")
        try:
            celery.send_task("treapta.run", args=[str(work_id)])
        except Exception as error:
            log.warning("pump.broker", error=str(error))
            with transaction() as session:
                outbox.release(session, claimed[index:])
            raise
    return len(claimed)


def run_pump(app: Flask, celery: Celery, settings: Settings, stop: threading.Event) -> None:
    """Pump until told to stop; a failing database or broker is waited out."""
    name_thread("pump")
    pause = settings.pump_interval_ms / 1000
    last_periodic = 0.0
    with app.app_context():
        while not stop.is_set():
            wait = pause
            try:
                now = clock.now()
                if now.timestamp() - last_periodic >= 5:
                    enter_periodic(now)
                    last_periodic = now.timestamp()
                if pump_once(celery, settings):
                    wait = 0.01
            except Exception:
                log.exception("pump.waits")
                wait = 1.0
            finally:
                db.session.remove()
            stop.wait(wait)
