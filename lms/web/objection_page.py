"""An objection on the pages that all kinds of file share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms.clock import legal_day
from lms.extensions import Session
from lms.models import CaseFile, CreditEntry, ObjectionKind
from lms.services import my_credits, objection_checks, objections, provider_turns
from lms.services.case_queries import subjects_of
from lms.services.objection_effects import UPHELD, asks_credits
from lms.web.access import person
from lms.web.case_parts import CasePages, DeskPart, MemberPart
from lms.web.case_words import OBJECTIONS, check_words, edition_words
from lms.web.context import credits_text, credits_words, day, localised
from lms.web.credits import receipt_parts
from lms.web.forms.commission import ATTENDANCE_CHOICES, OUTCOME_CHOICES


def _what(session: Session, case: CaseFile) -> str:
    """What the member says is wrong."""
    return str(OBJECTIONS[objections.objection_of(session, case).kind])


def _rows(session: Session, case: CaseFile) -> list[Any]:
    """The activity, its edition and the line."""
    about = objections.objection_of(session, case)
    subject = subjects_of(session, [case]).get(case.id, {})
    found: list[Any] = [
        (_("Ce se semnalează"), str(OBJECTIONS[about.kind])),
        (_("Activitatea"), localised(dict(subject))),
    ]
    if about.edition is not None:
        found.append((_("Ediția"), edition_words(about.edition)))
    if about.entry is not None:
        words = f"{credits_words(about.entry.credits)}, {day(about.entry.counts_on)}"
        row: dict[str, Any] = {"term": _("Linia"), "value": words}
        if person().member_id == case.member_id:
            row["action_url"] = url_for("credits.entry", entry_id=about.entry.id)
            row["action_label"] = _("Vedeți linia")
        found.append(row)
    return found


def _draft_url(case: CaseFile) -> str:
    """Where a draft goes on."""
    written = bool(case.statement.strip())
    return url_for("files.check" if written else "files.write", case_id=case.id)


def _desk(session: Session, case: CaseFile) -> DeskPart:
    """Checklist, contested line and the credits by approval."""
    about = objections.objection_of(session, case)
    expected = (
        None if about.edition is None else objection_checks.credits_by_approval(about.edition)
    )
    return DeskPart(
        choices=ATTENDANCE_CHOICES if about.kind is ObjectionKind.UNDECIDED else OUTCOME_CHOICES,
        asks_credits=asks_credits(about.kind),
        expected="" if expected is None else credits_text(expected),
        checks=[check_words(row) for row in objection_checks.checks_of(session, case, about)],
        partial="commission/_objection.html",
        context={"receipt_of": _receipt(session, about.entry)} | _turn(session, case),
    )


def _turn(session: Session, case: CaseFile) -> dict[str, Any]:
    """The provider's turn, and on what its term rests."""
    assert case.submitted_at is not None
    days = provider_turns.days_to_answer(session, on=legal_day(case.submitted_at))
    return {
        "turn": provider_turns.turn_of(session, case.id),
        "turn_basis": days[1] if days else None,
    }


def _member_part(session: Session, case: CaseFile) -> MemberPart:
    """What the provider says, or until when it may."""
    return MemberPart(partial="files/_turn.html", context=_turn(session, case))


def _receipt(session: Session, entry: CreditEntry | None) -> dict[str, Any] | None:
    return None if entry is None else receipt_parts(my_credits.explain(session, entry))


def _result(case: CaseFile) -> str:
    """What the decision changed."""
    assert case.decision is not None
    if case.decision.outcome != UPHELD:
        return _("În evidență nu s-a schimbat nimic.")
    if case.decision.credits:
        return _(
            "S-au stabilit %(credits)s. Linia nouă este în Creditele mele.",
            credits=credits_words(case.decision.credits),
        )
    return _("Linia a fost stornată: rămâne în evidență, cu stornoul ei, iar împreună fac zero.")


def _withdrawal() -> str:
    """What taking the file back means."""
    return _(
        "Comisia nu îl mai analizează, iar linia rămâne cum este. Puteți depune mai târziu "
        "alt dosar, cu alt număr."
    )


PAGES = CasePages(
    what=_what,
    rows=_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=_result,
    withdrawal=_withdrawal,
    member_part=_member_part,
)
