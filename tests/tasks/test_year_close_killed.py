"""The close of a year, killed in the middle with SIGKILL, ends as if nothing had happened."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import ClosedStanding, Job, JobState, Notification, Outbox, YearRun
from lms.services import year_close
from lms.tasks import run_work
from tests.infra.killed import killed_at
from tests.services.year_world import APRIL, RECORDS_FROM, build

WORKER = """
import sys
from uuid import UUID
from lms.app import create_app
from lms.services import year_close
from lms.tasks import run_work
year_close.MEMBERS_PER_STEP = 2
app = create_app()
with app.app_context():
    run_work(UUID(sys.argv[1]), settings=app.extensions["settings"])
"""


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_killed_close_goes_on_where_it_was(app, database_url, tmp_path, monkeypatch):
    with app.app_context():
        with transaction() as session:
            cast = build(session)
            run = year_close.start_close(
                session, 2025, account_id=cast.cfpc.id, records_from=RECORDS_FROM, now=APRIL
            )
            run_id = run.id
        work_id = db.session.scalars(
            select(Outbox.id).where(Outbox.task == year_close.CLOSE_TASK)
        ).one()
        db.session.remove()
    # In the second step, at the fourth member.
    killed_at("mid-batch", WORKER, work_id, passes=3, database_url=database_url, folder=tmp_path)
    assert finish(app, run_id) == (2, 2, JobState.RUNNING)
    monkeypatch.setattr(year_close, "MEMBERS_PER_STEP", 2)
    with app.app_context():
        run_work(UUID(str(work_id)), settings=app.extensions["settings"])
        db.session.remove()
    assert finish(app, run_id) == (4, 4, JobState.DONE)
    with app.app_context():
        told = select(Notification.key).where(Notification.kind == "year_closed")
        assert len(set(db.session.scalars(told))) == count_told() == 3, "one has no account"
        db.session.remove()


def count_told():
    told = select(func.count()).where(Notification.kind == "year_closed")
    return db.session.scalar(told)


def finish(app, run_id):
    with app.app_context():
        run = db.session.get_one(YearRun, run_id)
        job = db.session.get_one(Job, run.job_id)
        found = (count(ClosedStanding), job.done, job.state)
        db.session.remove()
    return found
