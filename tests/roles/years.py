"""The profession's year: the Commission, BEX, administrators; a closed year: its member."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.infra.cast import Cast
from tests.roles import Access, only

OFFICERS = ("cfpc", "bex", "administrator")
CLOSERS = ("cfpc", "administrator")


def _idle(cast: Cast) -> str:
    del cast
    from lms import clock
    from lms.extensions import transaction
    from lms.models import YearRun
    from lms.services import regulations

    with transaction() as session:
        regulations.ensure_bundled(session, now=clock.now())
        for run in session.query(YearRun).all():
            run.finished_at = clock.now()
    return "/years/2025/close"


def _closed(cast: Cast) -> str:
    _idle(cast)
    from lms.extensions import transaction
    from lms.models import ClosedStanding, YearStage
    from lms.services import year_close
    from tests.services.year_world import write

    now = datetime(2026, 4, 2, 6, 0, tzinfo=UTC)
    with transaction() as session:
        if session.query(ClosedStanding).filter_by(stage=YearStage.FINAL).first() is None:
            run = year_close.start_close(
                session, 2025, account_id=cast.cfpc.id, records_from=None, now=now
            )
            year_close.close_step(session, run.id, write=write, now=now)
    return "/years/2025/mine"


def _review(cast: Cast) -> str:
    from uuid import uuid4

    from lms import clock
    from lms.extensions import transaction
    from lms.models import ClosedStanding, YearReview

    _closed(cast)
    with transaction() as session:
        found = session.query(YearReview).first()
        if found is None:
            closed = session.query(ClosedStanding).filter_by(member_id=cast.not_activated.id).one()
            found = YearReview(
                id=uuid4(),
                standing_id=closed.id,
                member_id=closed.member_id,
                year=2025,
                found_outcome="not_met",
                found_earned=0,
                found_required=10_000,
                notice_until=clock.today(),
                opened_at=clock.now(),
                case_id=None,
                closed_at=None,
            )
            session.add(found)
        review_id = found.id
    return f"/years/reviews/{review_id}/register"


MATRIX = [
    Access("years.index", "GET", url=lambda cast: "/years", **only(302, *OFFICERS)),
    Access("years.show", "GET", url=lambda cast: "/years/2025", **only(200, *OFFICERS)),
    Access("years.state", "GET", url=lambda cast: "/years/2025/state", **only(200, *OFFICERS)),
    Access("years.close", "POST", url=_idle, **only(302, *CLOSERS)),
    Access("years.register_review", "POST", url=_review, **only(302, *CLOSERS)),
    Access("years.mine", "GET", url=_closed, **only(200, "member")),
]
