"""Totals of the whole profession: the commissions and BEX; nobody is named in them."""

from __future__ import annotations

from tests.infra.cast import Cast
from tests.roles import Access, only

OFFICERS = ("cfpc", "caap", "bex")


def idle(cast: Cast) -> str:
    """The address with no computation under way."""
    del cast
    from lms import clock
    from lms.extensions import transaction
    from lms.services import jobs, standings

    with transaction() as session:
        job = standings.present_job(session)
        if job is not None:
            jobs.finish(session, job.id, now=clock.now(), result={})
    return "/commission/totals/refresh"


MATRIX = [
    Access(
        "commission.totals_page", "GET", url=lambda cast: "/commission/totals",
        **only(200, *OFFICERS),
    ),
    Access(
        "commission.totals_state", "GET", url=lambda cast: "/commission/totals/state",
        **only(200, *OFFICERS),
    ),
    Access("commission.refresh_standings", "POST", url=idle, **only(302, *OFFICERS)),
]  # fmt: skip
