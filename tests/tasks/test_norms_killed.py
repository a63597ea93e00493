"""Norms that come into force, killed with SIGKILL while bookings are corrected: each only once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import CreditEntry, Job, JobState, Member, NormsDecision, Notification, Outbox
from lms.services import (
    crediting,
    ledger,
    norms_adoption,
    norms_drafts,
    norms_effects,
    norms_text,
    norms_values,
)
from lms.tasks import run_work
from tests.infra import norms as made
from tests.infra.cast import build_cast
from tests.infra.killed import killed_at
from tests.services import classroom

WORKER = """
import sys
from uuid import UUID
from lms.app import create_app
from lms.services import norms_effects
from lms.tasks import run_work
norms_effects.CHUNK = 2
app = create_app()
with app.app_context():
    run_work(UUID(sys.argv[1]), settings=app.extensions["settings"])
"""
DAY = date(2026, 3, 2)
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
BEFORE = [(1500, "nfpc-2013", None)]
AFTER = [*BEFORE, (-1500, "nfpc-2013", "norms_changed"), (3000, "nfpc-2026", None)]


def confirmed(session, settings):
    """Four members with a course, and confirmed norms by which it brings twice as much."""
    cast = build_cast(session)
    classroom.publish_small(session, settings)
    for member_id in session.scalars(select(Member.id)):
        enrolment = classroom.enrol(session, member_id, settings)
        enrolment.completed_at = classroom.NOON
        crediting.credit_completion(
            session,
            enrolment,
            completed_at=classroom.NOON,
            records_from=None,
            now=classroom.NOON,
        )
    officer = cast.cfpc.id
    draft = made.begin_draft(session, officer, now=NOW, effective_from=DAY, credits=None)
    leaf = {
        "value": norms_values.read_value(int, {"": ["30"]}),
        "basis": norms_text.text("adopted"),
        "source": norms_text.text("nfpc"),
    }
    norms_drafts.save_values(
        session,
        draft.id,
        {"college_courses.minutes_per_credit": norms_text.fields(leaf)},
        seen=draft.revision,
        account_id=officer,
        now=NOW,
    )
    made.simulate(session, draft, officer, now=NOW, years=[2026])
    decision = made.enter(
        session,
        draft,
        officer,
        now=NOW,
        effective_from=DAY,
        retroactive=True,
        compensates=True,
    )
    norms_adoption.confirm(session, decision.id, account_id=cast.bex.id, now=NOW)


def found(app):
    """Of each member in the work's order: lines, and notices (None: no account); the progress."""
    with app.app_context():
        members = db.session.execute(select(Member.id, Member.account_id).order_by(Member.id)).all()
        lines: dict[UUID, list[tuple[int, str, str | None]]] = {row.id: [] for row in members}
        for row in db.session.scalars(select(CreditEntry).order_by(CreditEntry.position)):
            lines[row.member_id].append((row.credits, row.regulation_id, row.reason))
        sent = select(Notification.account_id).where(
            Notification.kind == "credit_corrected_by_norms"
        )
        told = Counter(db.session.scalars(sent))
        decision = db.session.scalars(select(NormsDecision)).one()
        job = db.session.get_one(Job, decision.job_id)
        progress = (decision.counts.get("corrected"), job.done, job.state)
        assert list(ledger.check(db.session())) == []
        db.session.remove()
    accounts = [member.account_id for member in members]
    return list(lines.values()), [told[one] if one else None for one in accounts], progress


def test_norms_killed_in_force_correct_each_booking_once(app, database_url, tmp_path, monkeypatch):
    with app.app_context():
        with transaction() as session:
            confirmed(session, app.extensions["settings"])
        work_id = db.session.scalars(
            select(Outbox.id).where(Outbox.task == norms_adoption.EFFECTS_TASK)
        ).one()
        db.session.remove()
    assert found(app)[0] == [BEFORE] * 4
    # In the second step: the fourth member's line is reversed and not yet booked again.
    killed_at("mid-reversal", WORKER, work_id, passes=3, database_url=database_url, folder=tmp_path)
    lines, told, progress = found(app)
    assert lines == [AFTER, AFTER, BEFORE, BEFORE]
    assert progress == (2, 2, JobState.RUNNING)
    assert [count for count in told[:2] if count is not None] in ([1], [1, 1])
    assert [count for count in told[2:] if count is not None] in ([0], [0, 0])
    monkeypatch.setattr(norms_effects, "CHUNK", 2)
    for _ in range(2):  # the message may be given again
        with app.app_context():
            run_work(work_id, settings=app.extensions["settings"])
            db.session.remove()
        lines, told, progress = found(app)
        assert (lines, progress) == ([AFTER] * 4, (4, 4, JobState.DONE))
        assert sorted(count for count in told if count is not None) == [1, 1, 1]
