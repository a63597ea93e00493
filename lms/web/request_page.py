"""Requests for credits, and reviews of decisions, on the pages that all kinds of file share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.regulation import OtherActivity
from credit_engine.results import Assessment, Outcome
from lms import clock
from lms.extensions import Session
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    CaseState,
    DecisionReview,
    RecognitionRequest,
    ReviewAsked,
    Role,
)
from lms.services import request_answers, request_checks, review_effects, reviews
from lms.services.case_queries import documents_of
from lms.services.regulations import norms
from lms.services.request_checks import Request
from lms.web.access import person
from lms.web.case_parts import CasePages, DeskPart, MemberPart
from lms.web.context import credits_text, credits_words, day, settings
from lms.web.request_words import (
    answer_lines,
    answer_total,
    item_rows,
    item_words,
    recognition_rows,
    request_rows,
)

CHOICES = {
    "upheld": _l("Se admite: creditele se acordă"),
    "rejected": _l("Se respinge: nu se acordă credite"),
}
REVIEW_CHOICES = {
    "upheld": _l("Hotărârea se schimbă: se stabilesc alte credite"),
    "rejected": _l("Hotărârea rămâne cum este"),
}


def item_of(session: Session, row: ActivityRequest) -> OtherActivity | None:
    """What the norms say of an activity: those of its last day, or of today while it has none."""
    version = norms(session).in_force_on(row.ends_on or clock.today())
    return None if version is None else version.other_activities.items.get(row.item)


def norms_rows(session: Session, row: Request) -> list[dict[str, Any]]:
    """What the norms say of a request, each value with its basis."""
    if isinstance(row, ActivityRequest):
        item = item_of(session, row)
        return [] if item is None else item_rows(item)
    version = norms(session).in_force_on(row.ends_on or clock.today())
    return [] if version is None else recognition_rows(version, row)


def rows_of(session: Session, row: Request) -> list[Any]:
    """What a request is about."""
    item = item_of(session, row) if isinstance(row, ActivityRequest) else None
    return request_rows(row, item=item)


def answer_of(session: Session, case: CaseFile) -> dict[str, Any] | None:
    """What the engine says of a request now: lines and total, for the receipt."""
    answer = request_answers.assess_request(
        session, case, records_from=settings().records_from, now=clock.now()
    )
    if answer is None:
        return None
    return {
        "lines": answer_lines(answer),
        "total": answer_total(answer),
        "label": _("Credite după norme")
        if answer.outcome is Outcome.MET
        else _("Se pot propune, după norme"),
        "expected": _expected(answer),
    }


def _expected(answer: Assessment) -> str:
    credits = answer.credits if answer.outcome is Outcome.MET else answer.possible
    return "" if not credits else credits_text(int(credits * 1000))


def _what(session: Session, case: CaseFile) -> str:
    row = request_checks.request_of(session, case)
    if isinstance(row, RecognitionRequest):
        return _("Recunoașterea unei formări")
    return item_words(row.item)


def _rows(session: Session, case: CaseFile) -> list[Any]:
    return rows_of(session, request_checks.request_of(session, case))


def _draft_url(case: CaseFile) -> str:
    return url_for("files.details", case_id=case.id)


def _desk(session: Session, case: CaseFile) -> DeskPart:
    row = request_checks.request_of(session, case)
    answer = answer_of(session, case)
    return DeskPart(
        choices=CHOICES,
        asks_credits=True,
        expected="" if answer is None else answer["expected"],
        checks=_checks(session, case, row),
        partial="commission/_request.html",
        context={
            "answer": answer,
            "norms_rows": norms_rows(session, row),
            "norms_day": row.ends_on,
            "may_review": _may_review(session, case),
        },
    )


def _may_review(session: Session, case: CaseFile) -> bool:
    """Whether this officer may propose that the decision be changed."""
    if case.state is not CaseState.DECIDED or not person().has(Role.CFPC):
        return False
    return reviews.open_review_of(session, case.id) is None


def _member_part(session: Session, case: CaseFile) -> MemberPart | None:
    """What came after the decision, and the way to contest it."""
    if case.state is not CaseState.DECIDED:
        return None
    context = {
        "later": reviews.decisions_since(session, case.id),
        "open_review": reviews.open_review_of(session, case.id),
        "contested": case,
    }
    return MemberPart(partial="files/_after_decision.html", context=context)


def _checks(session: Session, case: CaseFile, row: Request) -> list[dict[str, Any]]:
    found = []
    earlier = request_checks.duplicate_of(session, case)
    if earlier is not None and earlier.state is not CaseState.DRAFT:
        text = _("Același certificat sau aceeași lucrare este și în dosarul %(number)s.")
        found.append(_check("warning", text % {"number": earlier.number}))
    else:
        found.append(
            _check("done", _("Membrul nu are alt dosar despre același certificat sau lucrare."))
        )
    for title in request_checks.used_by_others(session, case):
        text = _("Documentul „%(title)s” este, identic, și în dosarul altui membru.", title=title)
        found.append(_check("warning", text))
    if not documents_of(session, case):
        found.append(_check("warning", _("Dosarul nu are niciun document.")))
    if isinstance(row, RecognitionRequest):
        found += _term_checks(session, case, row)
    return found


def _term_checks(session: Session, case: CaseFile, row: RecognitionRequest) -> list[dict[str, Any]]:
    version = None if row.ends_on is None else norms(session).in_force_on(row.ends_on)
    last = None if version is None else request_answers.last_day_to_file(version, row)
    if version is None or last is None or case.submitted_at is None:
        return []
    filed = clock.legal_day(case.submitted_at)
    if filed <= last:
        return [_check("done", _("Cererea a fost depusă până la %(day)s.", day=day(last)))]
    text = _("Cererea a fost depusă după %(day)s.", day=day(last))
    if not version.recognition.window_days.binds:
        text += " " + _("Termenul este orientativ, nestabilit de Colegiu: hotărâți dumneavoastră.")
    return [_check("warning", text)]


def _check(kind: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "text": text}


def _result(case: CaseFile) -> str:
    assert case.decision is not None
    if case.decision.outcome == "upheld":
        return _(
            "S-au stabilit %(credits)s. Linia este în Creditele mele.",
            credits=credits_words(case.decision.credits),
        )
    return _("Nu s-au acordat credite. Puteți contesta hotărârea.")


def _withdrawal() -> str:
    return _(
        "Comisia nu îl mai analizează. Documentele rămân în Documentele mele, iar cererea o "
        "puteți depune din nou, cu alt număr."
    )


# --- the review of a decision -------------------------------------------------------------------


def _review_what(session: Session, case: CaseFile) -> str:
    asked = session.get_one(DecisionReview, case.id).asked
    if asked is ReviewAsked.BY_MEMBER:
        return _("Contestație")
    return _("Reexaminare propusă de Comisie")


def review_rows(session: Session, case: CaseFile) -> list[Any]:
    """The decision that is looked at again, what stands now, and what the request was about."""
    return decided_rows(session, review_effects.reviewed_file(session, case))


def decided_rows(session: Session, reviewed: CaseFile) -> list[Any]:
    """A decided request: its decision, the credits that stand, what it was about."""
    live = review_effects.credited_now(session, reviewed)
    found: list[Any] = [(_("Dosarul"), reviewed.number)]
    if reviewed.decision is not None:
        act = _(
            "nr. %(number)s din %(day)s",
            number=reviewed.decision.number,
            day=day(reviewed.decision.decided_on),
        )
        found.append((_("Hotărârea"), act))
    found.append((_("Credite acum"), credits_words(0 if live is None else live.credits)))
    return found + _rows(session, reviewed)


def _review_draft_url(case: CaseFile) -> str:
    return url_for("files.check_request", case_id=case.id)


def _review_desk(session: Session, case: CaseFile) -> DeskPart:
    reviewed = review_effects.reviewed_file(session, case)
    row = request_checks.request_of(session, reviewed)
    return DeskPart(
        choices=REVIEW_CHOICES,
        asks_credits=True,
        partial="commission/_request.html",
        context={
            "answer": answer_of(session, reviewed),
            "norms_rows": norms_rows(session, row),
            "norms_day": row.ends_on,
            "reviewed": reviewed,
            "may_review": False,
        },
    )


def _review_result(case: CaseFile) -> str:
    assert case.decision is not None
    if case.decision.outcome != "upheld":
        return _("Hotărârea dinainte rămâne în vigoare.")
    if not case.decision.credits:
        return _("Creditele dinainte au fost stornate.")
    return _(
        "S-au stabilit %(credits)s, în locul celor dinainte. Linia nouă este în Creditele mele.",
        credits=credits_words(case.decision.credits),
    )


def _review_withdrawal() -> str:
    return _("Comisia nu o mai analizează, iar hotărârea rămâne cum este.")


REQUEST_PAGES = CasePages(
    what=_what,
    rows=_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=_result,
    withdrawal=_withdrawal,
    member_part=_member_part,
)
REVIEW_PAGES = CasePages(
    what=_review_what,
    rows=review_rows,
    draft_url=_review_draft_url,
    desk=_review_desk,
    result=_review_result,
    withdrawal=_review_withdrawal,
)
PAGES = {
    CaseKind.RECOGNITION: REQUEST_PAGES,
    CaseKind.OTHER_ACTIVITY: REQUEST_PAGES,
    CaseKind.REVIEW: REVIEW_PAGES,
}
