"""A member's closed year: what was stated, on which day, what would change it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from lms import clock
from lms.extensions import db
from lms.models import Role
from lms.services import closed_years, my_credits, year_close, year_reviews
from lms.web.access import own_member_id, roles
from lms.web.context import settings
from lms.web.years import words
from lms.web.years.frame import blueprint, known_year


@blueprint.get("/years/<int:year>/mine")
@roles(Role.MEMBER)
def mine(year: int) -> Any:
    """The statement of a member's year, with the findings that it rests on."""
    session, member_id = db.session(), own_member_id()
    standing = closed_years.closed_standing(session, member_id, known_year(year))
    if standing is None:
        abort(404)
    answer = year_close.reproduce(session, standing)
    now = my_credits.said_year(
        session, member_id, year, records_from=settings().records_from, on=clock.today()
    )
    dates = closed_years.year_dates(session, year)
    review = year_reviews.open_review(session, member_id, year)
    return render_template(
        "years/mine.html",
        year=year,
        standing=standing,
        answer=answer,
        tag=words.outcome_kind(standing.outcome),
        text=words.standing_text(standing, dates.evidence_until),
        stage=words.STAGE_WORDS[standing.stage],
        dates=dates,
        basis=words.evidence_basis(dates),
        now=now,
        now_tag=words.outcome_kind(now.outcome.value),
        changed=(now.outcome.value, now.earned) != (standing.outcome, standing.earned),
        review=review,
        review_text=words.review_text(review) if review else None,
    )
