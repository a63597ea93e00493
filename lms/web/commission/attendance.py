"""Attendance that the norms do not settle: the list, one with its reasons, the proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import undecided_attendance
from lms.services.undecided_attendance import Undecided, Weighed
from lms.web import listing
from lms.web.access import person, roles
from lms.web.attendance.words import outcome_text
from lms.web.case_words import edition_words
from lms.web.commission.frame import blueprint
from lms.web.context import credits_text, language, localised, minutes_text, settings
from lms.web.forms import show_refusal
from lms.web.forms.commission import ATTENDANCE_CHOICES, VerdictForm


def title_of(undecided: Undecided) -> str:
    """The programme in the reader's language."""
    programme = undecided.edition.programme
    return localised({"ro": programme.title, "en": programme.title_en})


def present(undecided: Undecided) -> int:
    """The minutes on which the answer rests: of all rows of the member."""
    outcome = undecided.row.outcome or {}
    return int(outcome.get("minutes", undecided.row.minutes))


def reason(undecided: Undecided) -> str:
    """Why the norms do not settle it."""
    return outcome_text(undecided.row.outcome or {})


COLUMNS = [
    listing.Column(key="title", label=_l("Programul"), value=title_of, sortable=True),
    listing.Column(
        key="ends_on",
        label=_l("Încheiată la"),
        value=lambda undecided: undecided.edition.ends_on,
        sortable=True,
    ),
    listing.Column(
        key="member",
        label=_l("Membrul"),
        value=lambda undecided: undecided.member.full_name,
        sortable=True,
    ),
    listing.Column(key="minutes", label=_l("Minute"), value=present, sortable=True, numeric=True),
    listing.Column(key="reason", label=_l("De ce așteaptă"), value=reason),
]


@blueprint.get("/commission/attendance")
@roles(Role.CFPC)
def attendance() -> Any:
    """Who attended and is not credited by the norms alone."""
    wanted = listing.read_wanted(COLUMNS, sort="ends_on", descending=True)
    search = request.args.get("q", "")[:100]
    page = undecided_attendance.list_waiting(db.session(), wanted, search=search)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="prezente-de-hotarat")
    return render_template(
        "commission/attendance.html",
        search=search,
        title_of=title_of,
        present=present,
        reason=reason,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/commission/attendance/<uuid:row_id>")
@roles(Role.CFPC)
def attendance_row(row_id: UUID) -> Any:
    """One attendance: the minutes, what the norms say, and the proposal."""
    weighed = _weighed(row_id)
    form = VerdictForm(
        formdata=None,
        credits="" if weighed.possible is None else credits_text(weighed.possible),
    )
    return _page(weighed, form)


@blueprint.post("/commission/attendance/<uuid:row_id>")
@roles(Role.CFPC)
def judge_attendance(row_id: UUID) -> Any:
    """Open the file with the proposal; BEX decides."""
    form = VerdictForm()
    form.offer(ATTENDANCE_CHOICES, asks_credits=True)
    if not form.validate_on_submit():
        return _page(_weighed(row_id), form), 422
    try:
        with transaction() as session:
            case = undecided_attendance.propose(
                session,
                row_id,
                form.verdict(),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(_weighed(row_id), form), 422
    flash(_("Propunerea a fost trimisă Biroului Executiv. Membrul a fost anunțat."), "success")
    return redirect(url_for("commission.show", case_id=case.id), 303)


def _weighed(row_id: UUID) -> Weighed:
    return undecided_attendance.weigh(db.session(), row_id, settings=settings(), now=clock.now())


def _page(weighed: Weighed, form: VerdictForm) -> str:
    form.offer(ATTENDANCE_CHOICES, asks_credits=True)
    undecided = weighed.undecided
    return render_template(
        "commission/attendance_row.html",
        weighed=weighed,
        undecided=undecided,
        form=form,
        title=title_of(undecided),
        edition=edition_words(undecided.edition),
        minutes=minutes_text(present(undecided)),
        reason=reason(undecided),
        findings=[
            {
                "text": finding.sentence(language()),
                "source": ", ".join(filter(None, [finding.article, finding.source])),
                "basis": finding.basis.value,
            }
            for finding in weighed.answer.findings
        ],
    )
