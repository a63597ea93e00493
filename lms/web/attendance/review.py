"""The review screen: the row of the file on the left, who it may be on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import AttendanceFile, AttendanceRow, AttendanceState, Resolution, Role
from lms.services import attendance_booking, attendance_files, attendance_review
from lms.services.attendance_review import Act, Filter, Tab
from lms.services.crediting import minutes_delivered
from lms.web.access import person, roles
from lms.web.attendance import booking, timeline, words
from lms.web.attendance.frame import FILE, address, blueprint, find, go, is_fragment, scope
from lms.web.errors import message_of


@blueprint.get(FILE)
@roles(Role.PROVIDER)
def show(edition_id: UUID, file_id: UUID) -> Any:
    """A list where it stands: its review, its progress, or what became of everyone."""
    file = find(edition_id, file_id)
    if file.state in (AttendanceState.BOOKING, AttendanceState.UNDOING):
        return booking.progress_page(file)
    reviewing = file.state in (AttendanceState.REVIEW, AttendanceState.UNDONE)
    if reviewing or (file.state is AttendanceState.BOOKED and "tab" in request.args):
        return _screen(file)
    return booking.result_page(file)


def _asked_tab(counts: attendance_review.Counts) -> Tab:
    try:
        return Tab(request.values.get("tab", ""))
    except ValueError:
        return next((tab for tab in (Tab.REVIEW, Tab.UNMATCHED) if counts.tabs[tab]), Tab.ALL)


def _asked_row() -> UUID | None:
    try:
        return UUID(request.args.get("row", ""))
    except ValueError:
        return None


def _asked_page() -> int | None:
    number = request.args.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else None


def _asked_filter() -> Filter:
    said = request.values.get("said", "")
    return Filter(
        text=" ".join(request.values.get("q", "").split())[:80],
        reason=request.values.get("reason", "")[:40],
        said=Resolution(said) if said in set(Resolution) else None,
    )


def _filter_values(wanted: Filter) -> dict[str, str]:
    values = {"q": wanted.text, "reason": wanted.reason, "said": wanted.said or ""}
    return {name: str(value) for name, value in values.items() if value}


def _screen(
    file: AttendanceFile,
    *,
    row_id: UUID | None = None,
    tab: Tab | None = None,
    said: str | None = None,
    problem: str | None = None,
) -> Any:
    session = db.session()
    counts = attendance_review.counts_of(session, file.id)
    tab = tab or _asked_tab(counts)
    wanted = _asked_filter()
    code = request.args.get("code", "").strip()
    asked = row_id or _asked_row()
    shown = attendance_review.row_page(
        session, file, tab=tab, row_id=asked, page=_asked_page(), code=code, wanted=wanted
    )
    is_open = shown.selected is not None and shown.selected.id == asked
    is_search = is_fragment() and request.headers.get("HX-Trigger") == "review-filter"
    if is_search:
        said = ngettext("%(num)s rând în listă", "%(num)s rânduri în listă", shown.total)
    template = "attendance/_review.html" if is_fragment() else "attendance/review.html"
    page = render_template(
        template,
        file=file,
        edition=file.edition,
        counts=counts,
        tab=tab,
        shown=shown,
        is_open=is_open,
        wanted=wanted,
        filters=_filter_values(wanted),
        reasons=_reason_options(attendance_review.reasons_of(session, file.id, tab=tab)),
        last=attendance_review.last_decision(session, file, account_id=person().account_id),
        presence=timeline.presence_of(
            file.edition,
            shown.selected,
            least=attendance_review.least_percent(session, file.edition),
        ),
        takes_focus=is_fragment() and not is_search,
        code=code,
        said=said,
        problem=problem,
        delivered=minutes_delivered(file.edition),
        may_decide=shown.selected is not None
        and attendance_review.may_decide(file, shown.selected),
        may_decide_all=file.state is not AttendanceState.BOOKED,
        pending=attendance_booking.pending_members(session, file),
        questions=attendance_booking.open_questions(file),
        asks_order=attendance_files.may_choose_date_order(file),
        address=address,
        words=words,
        tabs=_tab_names(),
        is_fragment=is_fragment(),
        unlisted=() if is_fragment() else attendance_review.claims_without_row(session, file),
    )
    response = make_response(page)
    if is_fragment():
        open_row = asked if is_open else None
        response.headers["HX-Replace-Url"] = address(
            "show", file, tab=tab.value, row=open_row, **_filter_values(wanted)
        )
    return response


def _reason_options(codes: Sequence[str]) -> dict[str, str]:
    labels = words.reason_labels()
    return {code: labels[code] for code in codes if code in labels}


def _tab_names() -> dict[Tab, str]:
    return {
        Tab.REVIEW: _("De hotărât"),
        Tab.UNMATCHED: _("Fără pereche"),
        Tab.SURE: _("Siguri"),
        Tab.ALL: _("Toți"),
    }


@blueprint.post(FILE + "/rows/<uuid:row_id>")
@roles(Role.PROVIDER)
def decide(edition_id: UUID, file_id: UUID, row_id: UUID) -> Any:
    """Keep what is said of one person, and go on to the next."""
    choice, _sep, key = request.form.get("choice", "").partition(":")
    problem = said = None
    following, tab, wanted = row_id, _form_tab(), _asked_filter()
    try:
        act = Act(choice)
        member_key = UUID(key) if key else None
    except ValueError:
        problem = _("Alegeți un membru, „Nu este membru” sau „Săriți”.")
    else:
        try:
            with transaction() as session:
                row = attendance_review.decide(
                    session,
                    edition_id,
                    file_id,
                    row_id,
                    act,
                    member_key=member_key,
                    account_id=person().account_id,
                    now=clock.now(),
                    **scope(),
                )
                said = _said(row, act)
                if act is Act.REOPEN:
                    tab = tab if tab in (Tab.ALL, row.decision) else Tab(row.decision)
                else:
                    after = attendance_review.next_row(session, row, tab=tab, wanted=wanted)
                    following = after.id
                    if after is not row:
                        said = f"{said} {_('Urmează %(name)s.', name=_name(after))}"
        except BadInput as error:
            problem = message_of(error)
    if is_fragment():
        file = find(edition_id, file_id)
        return _screen(file, row_id=following, tab=tab, said=said, problem=problem)
    if problem:
        flash(problem, "error")
    shown = _filter_values(wanted) | {"tab": tab.value, "_anchor": "row-title"}
    return go("show", edition_id, file_id, row=following, **shown)


def _form_tab() -> Tab:
    try:
        return Tab(request.form.get("tab", ""))
    except ValueError:
        return Tab.ALL


def _name(row: AttendanceRow) -> str:
    return row.name or row.email or row.rnasr_code or _("nume șters")


def _said(row: AttendanceRow, act: Act) -> str:
    name = _name(row)
    if act is Act.ACCEPT:
        return _("%(name)s: membru ales, păstrat.", name=name)
    if act is Act.NOT_MEMBER:
        return _("%(name)s: nu este membru, păstrat.", name=name)
    if act is Act.SKIP:
        return _("%(name)s: sărit.", name=name)
    return _("%(name)s: hotărârea a fost retrasă.", name=name)


@blueprint.post(FILE + "/unmatched")
@roles(Role.PROVIDER)
def decide_unmatched(edition_id: UUID, file_id: UUID) -> Any:
    """Say of everyone without a match that they are no members, or take it back."""
    try:
        act = Act(request.form.get("act", ""))
        with transaction() as session:
            count = attendance_review.decide_unmatched(
                session,
                edition_id,
                file_id,
                act,
                account_id=person().account_id,
                now=clock.now(),
                **scope(),
            )
    except ValueError:
        flash(_("Alegeți ce se spune despre cei fără pereche."), "error")
    except BadInput as error:
        flash(message_of(error), "error")
    else:
        flash(_unmatched_words(act, count), "success")
    return go("show", edition_id, file_id, tab=Tab.UNMATCHED.value)


def _unmatched_words(act: Act, count: int) -> str:
    if act is Act.REOPEN:
        return ngettext(
            "Un rând este din nou nehotărât.",
            "%(num)s rânduri sunt din nou nehotărâte.",
            count,
        )
    return ngettext(
        "Un rând este al cuiva care nu este membru.",
        "%(num)s rânduri sunt ale unor oameni care nu sunt membri.",
        count,
    )
