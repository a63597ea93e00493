"""A branch files for a member of its own who asks: found, looked at, filed; always logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.extensions import db, transaction
from lms.models import Grade, Member, Role
from lms.services import members, promotion_lists, promotions
from lms.services.listing import Page, Wanted
from lms.services.members import MemberFilter, MemberRow
from lms.services.promotions import Standing
from lms.web import listing
from lms.web.access import person, roles
from lms.web.case_words import state_tag
from lms.web.context import grade_words, settings
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.promotions import FileForMemberForm
from lms.web.promotion_words import parts_of
from lms.web.promotions.frame import blueprint

COLUMNS = [
    listing.Column(
        key="number", label=_l("Numărul"), value=lambda row: row.case.number, sortable=True
    ),
    listing.Column(
        key="member",
        label=_l("Membrul"),
        value=lambda row: row.member.full_name,
        sortable=True,
    ),
    listing.Column(
        key="grade",
        label=_l("Treapta cerută"),
        value=lambda row: grade_words(row.request.grade),
        sortable=True,
    ),
    listing.Column(
        key="submitted_at",
        label=_l("Depus la"),
        value=lambda row: row.case.submitted_at,
        sortable=True,
    ),
    listing.Column(
        key="state",
        label=_l("Starea"),
        value=lambda row: state_tag(row.case, row.outcome)[1],
        sortable=True,
    ),
]
FOUND_AT_MOST = 20


@blueprint.get("/branch/promotions")
@roles(Role.BRANCH)
def branch() -> Any:
    """What the branch has filed; and members of its own, found by name or code."""
    session = db.session()
    wanted = listing.read_wanted(COLUMNS, sort="submitted_at", descending=True)
    page = promotion_lists.of_branches(session, person().branch_ids(), wanted=wanted)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="trepte-sucursala")
    search = request.args.get("q", "")[:100].strip()
    return render_template(
        "promotions/branch.html",
        search=search,
        found=_found(search) if search else None,
        state_tag=state_tag,
        **listing.frame(page, COLUMNS, wanted),
    )


def _found(search: str) -> Page[MemberRow]:
    """Members of the branches by name, or by code where no name fits."""
    pages = []
    for branch_id in sorted(person().branch_ids()):
        for asked in (
            MemberFilter(name=search, branch_id=branch_id),
            MemberFilter(code=search, branch_id=branch_id),
        ):
            pages.append(
                members.list_members(
                    db.session(),
                    asked,
                    Wanted(page=1, sort="name", size=FOUND_AT_MOST),
                    on=clock.today(),
                )
            )
    rows = {row.member.id: row for page in pages for row in page.rows}
    total = max((page.total for page in pages), default=0)
    return Page(rows=list(rows.values()), total=total, number=1, pages=1)


def _own_member(key: UUID) -> Member:
    """A member of one of the person's branches; 404 for anybody else."""
    found = promotions.branch_member(db.session(), key, branch_ids=person().branch_ids())
    if found is None:
        raise NotFound(N_("Acest membru nu este în sucursala dumneavoastră."))
    return found


@blueprint.get("/branch/promotions/<uuid:key>")
@roles(Role.BRANCH)
def branch_member(key: UUID) -> Any:
    """What a file of this member would hold; the member sees that it was opened."""
    _own_member(key)
    with transaction() as session:
        members.open_member(
            session,
            key,
            account_id=person().account_id,
            role=Role.BRANCH.value,
            on=clock.today(),
            now=clock.now(),
        )
    return _member_page(_own_member(key), FileForMemberForm(formdata=None))


@blueprint.post("/branch/promotions/<uuid:key>")
@roles(Role.BRANCH)
def file_for_member(key: UUID) -> Any:
    """File for the member who asked."""
    member = _own_member(key)
    form = FileForMemberForm()
    if not form.validate_on_submit():
        return _member_page(member, form), 422
    assert member.branch_id is not None
    try:
        with transaction() as session:
            case = promotions.file_for_member(
                session,
                member,
                Grade(form.grade.data),
                str(form.how.data),
                branch_id=member.branch_id,
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _member_page(_own_member(key), form), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("promotions.branch_member", key=key))
    words = _("Ați depus dosarul %(number)s. Membrul a fost anunțat și îl poate retrage.",
              number=case.number)  # fmt: skip
    flash(words, "success")
    return redirect(url_for("promotions.branch"))


def _member_page(member: Member, form: FileForMemberForm) -> str:
    found: Standing = promotions.standing_of(
        db.session(), member.id, records_from=settings().records_from, now=clock.now()
    )
    return render_template(
        "promotions/branch_member.html",
        found=found,
        member=member,
        form=form,
        parts=None if found.record is None else parts_of(found.record),
        state_tag=state_tag,
    )
