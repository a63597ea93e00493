"""Work is done step by step, each in one transaction; what fails is recorded and tried again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms import clock, tasks
from lms.extensions import db, transaction
from lms.models import Job, JobState, Outbox
from lms.services import jobs, outbox
from lms.tasks import pump, run_work


@pytest.fixture
def enter(app):
    """Enters work for a handler given as a function; returns the id of the work."""

    def do(task="test.work", **payload):
        with app.app_context():
            with transaction() as session:
                outbox.enqueue(session, task, payload, key=task, now=clock.now())
            work_id = db.session.scalars(select(Outbox.id).where(Outbox.key == task)).one()
            db.session.remove()
        return work_id

    return do


@pytest.fixture
def handle(monkeypatch):
    """Registers a handler for this test only."""

    def do(function, task="test.work"):
        monkeypatch.setitem(tasks.HANDLERS, task, function)

    return do


def run(app, work_id):
    with app.app_context():
        run_work(work_id, settings=app.extensions["settings"])


def look(app, work_id):
    with app.app_context():
        row = db.session.get_one(Outbox, work_id)
        db.session.remove()
    return row


def note(session, text, now):
    """An effect that can be counted: work that is never due."""
    outbox.enqueue(session, "test.effect", {}, key=text, now=now, run_after=now + timedelta(9))


def effects(app):
    with app.app_context():
        found = db.session.scalars(
            select(Outbox.key).where(Outbox.task == "test.effect").order_by(Outbox.key)
        ).all()
        db.session.remove()
    return list(found)


def test_the_work_is_done_in_the_transaction_of_its_effects(app, enter, handle, monkeypatch):
    handle(lambda step: note(step.session, "effect", step.now))
    work_id = enter()
    with monkeypatch.context() as patch:
        patch.setattr("lms.extensions.fault_point", fails_at("before-commit", passing=1))
        run(app, work_id)
    assert (effects(app), look(app, work_id).done_at) == ([], None)
    run(app, work_id)
    assert effects(app) == ["effect"]
    assert look(app, work_id).done_at is not None


def fails_at(point, *, passing):
    """Something that goes wrong once, at a point, after it was passed so often."""
    left = [passing]

    def point_passed(name):
        if name == point:
            left[0] -= 1
            if left[0] == -1:
                raise OSError("the disk is full")

    return point_passed


def test_a_step_that_fails_leaves_nothing_and_is_tried_again_later(app, enter, handle):
    def fail(step):
        note(step.session, "half", step.now)
        raise ValueError("no room")

    handle(fail)
    work_id = enter()
    before = clock.now()
    run(app, work_id)
    row = look(app, work_id)
    assert effects(app) == []
    assert (row.last_error, row.attempts, row.leased_until) == ("ValueError: no room", 1, None)
    assert row.run_after >= before + timedelta(seconds=1)
    assert (row.done_at, row.failed_at) == (None, None)


def test_steps_follow_each_other_and_an_interrupted_one_goes_on(app, enter, handle):
    tried = []

    def step_on(step):
        done = len(effects_in(step.session))
        tried.append(done)
        if tried == [0, 1]:
            raise ValueError("once")
        note(step.session, f"step {done}", step.now)
        return done < 2

    handle(step_on)
    work_id = enter()
    run(app, work_id)
    assert effects(app) == ["step 0"]
    run(app, work_id)
    assert effects(app) == ["step 0", "step 1", "step 2"]
    assert tried == [0, 1, 1, 2]
    assert look(app, work_id).done_at is not None


def effects_in(session):
    return session.scalars(select(Outbox.id).where(Outbox.task == "test.effect")).all()


def test_each_step_renews_the_lease(app, enter, handle):
    leases = []

    def step_on(step):
        row = step.session.scalars(select(Outbox).where(Outbox.task == "test.work")).one()
        leases.append(row.leased_until)
        return len(leases) < 3

    handle(step_on)
    run(app, enter())
    assert leases[0] < leases[1] < leases[2]


def test_long_work_interrupted_often_is_not_given_up_while_it_moves(app, enter, handle):
    calls = []

    def step_on(step):
        calls.append(1)
        if len(calls) % 2 == 0:
            raise ValueError("interrupted")
        return len(calls) < 2 * outbox.MAX_ATTEMPTS + 3

    handle(step_on)
    work_id = enter()
    for _ in range(outbox.MAX_ATTEMPTS + 3):
        run(app, work_id)
    assert look(app, work_id).done_at is not None


def test_done_work_handed_over_again_does_nothing(app, enter, handle):
    calls = []
    handle(lambda step: calls.append(1))
    work_id = enter()
    run(app, work_id)
    run(app, work_id)
    assert calls == [1]


def test_an_unknown_task_says_what_to_do(app, enter):
    work_id = enter("future.task")
    run(app, work_id)
    error = look(app, work_id).last_error
    assert error.startswith("This version of Treapta has no task “future.task”")
    assert "Run the worker in the version of the web process" in error


def test_work_given_up_ends_the_job_a_person_waits_for_and_a_retry_revives_it(app, enter, handle):
    with app.app_context():
        with transaction() as session:
            job = jobs.start_job(session, "test", owner_id=None, total=2, now=clock.now())
        job_id = job.id
        db.session.remove()
    broken = [True]

    def work(step):
        if broken[0]:
            raise ValueError("no room")
        jobs.advance(step.session, UUID(step.payload["job"]), done=1)

    handle(work)
    work_id = enter(job=str(job_id))
    for _ in range(outbox.MAX_ATTEMPTS):
        run(app, work_id)
    assert look(app, work_id).failed_at is not None
    assert job_of(app, job_id) == (JobState.FAILED, "ValueError: no room")
    broken[0] = False
    with app.app_context(), transaction() as session:
        assert outbox.retry(session, work_id, now=clock.now())
    run(app, work_id)
    assert look(app, work_id).done_at is not None
    assert job_of(app, job_id) == (JobState.RUNNING, None)


def job_of(app, job_id):
    with app.app_context():
        job = db.session.get_one(Job, job_id)
        db.session.remove()
    return job.state, job.error


def test_a_step_sees_what_another_worker_committed_meanwhile(app, enter, handle, open_session):
    """Two steps share one session: what it remembers of the first must not hide a change."""
    kept, seen = [], []

    def step_on(step):
        row = step.session.scalars(select(Outbox).where(Outbox.key == "other")).one()
        kept.append(row)  # keeps it in the session, as a relationship would
        seen.append(row.last_error)
        return len(seen) < 2

    handle(step_on)
    enter("other")
    work_id = enter()
    settings = app.extensions["settings"]
    with app.app_context():
        assert tasks._run_step(work_id, settings=settings) is True
        another = open_session()
        another.scalars(select(Outbox).where(Outbox.key == "other")).one().last_error = "changed"
        another.commit()
        assert tasks._run_step(work_id, settings=settings) is False
        db.session.remove()
    assert seen == [None, "changed"]


# --- the pump ------------------------------------------------------------------------------


class Broker:
    """Takes messages, or refuses them."""

    def __init__(self, *, takes=99):
        self.takes, self.taken = takes, []

    def send_task(self, _name, *, args):
        if len(self.taken) == self.takes:
            raise ConnectionError("the broker is away")
        self.taken.append(UUID(args[0]))


def pump_once(app, broker):
    with app.app_context():
        try:
            return pump.pump_once(broker, app.extensions["settings"])
        finally:
            db.session.remove()


def test_the_pump_hands_each_piece_over_once(app, enter):
    work_id, broker = enter(), Broker()
    assert (pump_once(app, broker), pump_once(app, broker)) == (1, 0)
    assert broker.taken == [work_id]


def test_what_the_broker_refuses_is_handed_over_when_it_is_back(app, enter):
    ids = {enter(f"test.{n}") for n in range(3)}
    broker = Broker(takes=1)
    with pytest.raises(ConnectionError):
        pump_once(app, broker)
    broker.takes = 99
    assert pump_once(app, broker) == 2
    assert (set(broker.taken), len(broker.taken)) == (ids, 3)


def test_periodic_work_is_entered_once_per_interval_by_any_number_of_pumps(app, monkeypatch):
    monkeypatch.setattr(pump, "PERIODIC", {"test.often": timedelta(seconds=60)})
    start = clock.now().replace(second=0, microsecond=0)
    with app.app_context():
        for second in (0, 5, 59, 60):
            for _pump in (1, 2):
                pump.enter_periodic(start + timedelta(seconds=second))
        found = db.session.scalars(select(Outbox.task)).all()
        db.session.remove()
    assert found == ["test.often", "test.often"]


def test_an_idle_pump_writes_nothing(app, monkeypatch):
    with app.app_context():
        pump.enter_periodic(clock.now())
        db.session.remove()
        monkeypatch.setattr(pump, "transaction", lambda: pytest.fail("it wrote"))
        pump.enter_periodic(clock.now() + timedelta(microseconds=1))
        db.session.remove()


def test_every_periodic_task_has_a_handler():
    assert set(tasks.PERIODIC) <= set(tasks.HANDLERS)
    assert "sweep" in tasks.PERIODIC
