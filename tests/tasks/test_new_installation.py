"""A database that was migrated and not yet seeded has work to do, none of which fails."""

from __future__ import annotations

from lms import clock, tasks
from lms.extensions import db, transaction
from lms.tasks import Step


def test_periodic_work_waits_for_norms_and_issuers(app):
    assert "year.refresh" in tasks.PERIODIC
    with app.app_context():
        for name in tasks.PERIODIC:
            with transaction() as session:
                step = Step(
                    session=session,
                    payload={},
                    now=clock.now(),
                    settings=app.extensions["settings"],
                )
                assert not tasks.HANDLERS[name](step), name
            db.session.remove()
