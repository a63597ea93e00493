"""The review of a closed year on the pages that all kinds of file share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.extensions import Session
from lms.models import CaseFile
from lms.services import year_reviews
from lms.services.year_reviews import MAINTAINED, UNDONE
from lms.web.access import person
from lms.web.case_parts import CasePages, DeskPart
from lms.web.context import credits_words, day
from lms.web.years import words

CHOICES = {
    MAINTAINED: _l("Anul rămâne cum s-a încheiat"),
    UNDONE: _l("Situația anului se schimbă după faptele de acum"),
}


def _what(session: Session, case: CaseFile) -> str:
    """What is looked at."""
    review = year_reviews.review_of(session, case.id)
    return _("Anul %(year)s, încheiat, ar fi altfel după fapte noi", year=review.year)


def _rows(session: Session, case: CaseFile) -> list[Any]:
    """The year as closed, what would be now, until when the notice runs."""
    review = year_reviews.review_of(session, case.id)
    standing = review.standing
    year: Any = (_("Anul"), str(review.year))
    if person().member_id == case.member_id:
        year = {
            "term": _("Anul"),
            "value": str(review.year),
            "action_url": url_for("years.mine", year=review.year),
            "action_label": _("Vedeți situația"),
        }
    return [
        year,
        (
            _("Încheiat ca"),
            f"{words.OUTCOME_WORDS[standing.outcome]}, {credits_words(standing.earned)}",
        ),
        (
            _("După faptele de acum"),
            f"{words.OUTCOME_WORDS[review.found_outcome]}, {credits_words(review.found_earned)}",
        ),
        (_("Anul se poate schimba numai printr-o hotărâre de la"), day(review.notice_until)),
    ]


def _desk(session: Session, case: CaseFile) -> DeskPart:
    """Two outcomes, no credits."""
    del session, case
    return DeskPart(choices=CHOICES, asks_credits=False)


def _result(case: CaseFile) -> str:
    """What the decision changed."""
    assert case.decision is not None
    if case.decision.outcome == UNDONE:
        return _("Situația anului s-a schimbat prin hotărâre; cea dinainte rămâne în evidență.")
    return _("Anul rămâne cum s-a încheiat.")


PAGES = CasePages(
    what=_what,
    rows=_rows,
    draft_url=lambda case: url_for("files.show", case_id=case.id),
    desk=_desk,
    result=_result,
    withdrawal=lambda: "",  # it is not the member's request, so there is nothing to take back
)
