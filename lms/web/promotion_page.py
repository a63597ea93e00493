"""A higher grade, and the contestation of its decision, on the pages that all files share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import Session
from lms.models import Branch, CaseFile, CaseKind, PromotionRequest
from lms.services import promotions
from lms.services.promotion_effects import contested, request_of
from lms.services.regulations import norms
from lms.web.case_parts import CasePages, DeskPart, MemberPart
from lms.web.case_words import OUTCOMES
from lms.web.context import day, grade_words
from lms.web.promotion_words import CHOICES, REVIEW_CHOICES, parts_of


def _what(session: Session, case: CaseFile) -> str:
    del session
    if case.kind is CaseKind.PROMOTION:
        return _("Treaptă superioară")
    return _("Contestație despre treaptă")


def _rows(session: Session, case: CaseFile) -> list[Any]:
    request = request_of(session, case)
    found: list[Any] = [
        (_("Treapta cerută"), grade_words(request.grade)),
        (_("Treapta la depunere"), grade_words(request.held)),
    ]
    if case.kind is CaseKind.PROMOTION and request.branch_id is not None:
        branch = session.get_one(Branch, request.branch_id)
        found.append((_("Depus prin"), _("%(branch)s, la cererea membrului", branch=branch.name)))
    return found


def _review_rows(session: Session, case: CaseFile) -> list[Any]:
    earlier = contested(session, case)
    decision = earlier.decision
    assert decision is not None
    act = _(
        "nr. %(number)s din %(day)s: %(outcome)s",
        number=decision.number,
        day=day(decision.decided_on),
        outcome=str(OUTCOMES[decision.outcome]).lower(),
    )
    return [
        *_rows(session, case),
        (_("Dosarul contestat"), earlier.number),
        (_("Hotărârea contestată"), act),
    ]


def _draft_url(case: CaseFile) -> str:
    del case
    return url_for("promotions.index")


def _choices(session: Session) -> dict[str, Any]:
    """The outcomes that the norms in force name; all of them while the norms name none."""
    version = norms(session).in_force_on(clock.today())
    named = None if version is None else version.grades.outcomes.value
    return {code: label for code, label in CHOICES.items() if not named or code in named}


def _effect(request: PromotionRequest) -> str:
    return _(
        "Dacă se aprobă, treapta %(grade)s este trecută în registru din ziua hotărârii; membrul "
        "este anunțat.",
        grade=grade_words(request.grade),
    )


def _desk(session: Session, case: CaseFile) -> DeskPart:
    request = request_of(session, case)
    record = promotions.stored_record(session, case)
    return DeskPart(
        choices=_choices(session) if case.kind is CaseKind.PROMOTION else REVIEW_CHOICES,
        asks_credits=False,
        partial="promotions/_desk.html",
        context={
            "parts": parts_of(record),
            "is_same": promotions.recomputed(session, case).text == record.text,
            "record_url": url_for("promotions.officer_record", case_id=case.id),
        },
        effect=_effect(request),
    )


def _member_part(session: Session, case: CaseFile) -> MemberPart:
    record = promotions.stored_record(session, case)
    review = promotions.contestation_of(session, case.id)
    may = promotions.may_contest(session, case)
    return MemberPart(
        partial="promotions/_member.html",
        context={
            "parts": parts_of(record),
            "record_url": url_for("promotions.record", case_id=case.id),
            "contest_url": url_for("promotions.contest", case_id=case.id) if may else None,
            "review": review,
        },
    )


def _result(case: CaseFile) -> str:
    decision = case.decision
    assert decision is not None
    if decision.outcome in ("approved", "upheld"):
        return _("Treapta nouă este în registru din %(day)s.", day=day(decision.decided_on))
    if case.kind is CaseKind.PROMOTION_REVIEW:
        return _("Hotărârea contestată rămâne cum este.")
    return _("Treapta rămâne cum era. Puteți contesta hotărârea sau cere din nou mai târziu.")


def _withdrawal() -> str:
    return _("Comisia nu îl mai analizează. Puteți cere din nou oricând, cu alt număr.")


PAGES = CasePages(
    what=_what,
    rows=_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=_result,
    withdrawal=_withdrawal,
    member_part=_member_part,
)
REVIEW_PAGES = CasePages(
    what=_what,
    rows=_review_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=_result,
    withdrawal=_withdrawal,
    member_part=_member_part,
)
