"""The pages of every kind of file."""

from __future__ import annotations

from collections.abc import Mapping

from lms.models import CaseFile, CaseKind
from lms.web import (
    approval_page,
    objection_page,
    programme_page,
    promotion_page,
    request_page,
)
from lms.web.case_parts import CasePages
from lms.web.years import case_page as year_review_page

PAGES: Mapping[CaseKind, CasePages] = {
    CaseKind.OBJECTION: objection_page.PAGES,
    **request_page.PAGES,
    CaseKind.YEAR_REVIEW: year_review_page.PAGES,
    CaseKind.PROMOTION: promotion_page.PAGES,
    CaseKind.PROMOTION_REVIEW: promotion_page.REVIEW_PAGES,
    CaseKind.PROVIDER_APPROVAL: approval_page.PAGES,
    CaseKind.PROVIDER_RENEWAL: approval_page.PAGES,
    CaseKind.PROGRAMME_APPROVAL: programme_page.PAGES,
    CaseKind.PROGRAMME_RENEWAL: programme_page.PAGES,
    CaseKind.PROGRAMME_CHANGE: programme_page.PAGES,
}


def pages_of(case: CaseFile) -> CasePages:
    """The pages of a file's kind."""
    return PAGES[case.kind]
