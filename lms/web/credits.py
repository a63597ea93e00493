"""Creditele mele: the year, its lines, and the explanation of each line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.results import Outcome, to_thousandths
from lms import clock
from lms.errors import Conflict
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import attendance_claims, awaited_lists, facts, my_credits, participation
from lms.services.closed_years import SaidYear
from lms.services.listing import Page, Wanted
from lms.services.my_credits import CreditLine, CreditYear, Explanation
from lms.web import listing
from lms.web.access import own_member_id, person, roles
from lms.web.case_words import KINDS as CASE_KINDS
from lms.web.case_words import OBJECTIONS, next_step, state_tag
from lms.web.context import credits_text, day, language, localised, settings
from lms.web.errors import message_of

blueprint = Blueprint("credits", __name__)

KINDS = {
    "edition": _l("Program de formare"),
    "course": _l("Curs al Colegiului"),
    "opening": _l("Credite din evidența anterioară"),
    "recognition": _l("Formare recunoscută"),
    "other": _l("Altă activitate"),
    "decision": _l("Hotărâre"),
}
STATES = {
    "counts": _l("contează"),
    "contested": _l("contestate"),
    "reversed": _l("stornate și storno"),
}
COLUMNS = [
    listing.Column(
        key="counts_on", label=_l("Data"), value=lambda line: line.counts_on, sortable=True
    ),
    listing.Column(
        key="title",
        label=_l("Activitatea"),
        value=lambda line: localised(line.title),
        sortable=True,
    ),
    listing.Column(
        key="kind", label=_l("Felul"), value=lambda line: str(KINDS.get(line.source_kind, ""))
    ),
    listing.Column(
        key="credits",
        label=_l("Credite"),
        value=lambda line: credits_text(line.credits),
        sortable=True,
        numeric=True,
    ),
    listing.Column(key="state", label=_l("Starea"), value=lambda line: state_of(line)[1]),
]


def state_of(line: CreditLine) -> tuple[str, str]:
    """The kind of tag and the word for a line."""
    if line.is_reversal:
        return "info", _("Storno")
    if line.is_reversed:
        return "neutral", _("Stornat")
    if line.is_contested:
        return "warning", _("Contestat")
    if line.counted is not None and line.counted < line.credits:
        return "warning", _("Contează parțial")
    return "done", _("Contează")


def outcome_tag(outcome: Outcome) -> tuple[str, str]:
    """The kind of tag and the word for the annual answer."""
    return {
        Outcome.MET: ("done", _("Îndeplinit")),
        Outcome.NOT_MET: ("problem", _("Neîndeplinit")),
        Outcome.IN_PROGRESS: ("waiting", _("În curs")),
        Outcome.EXEMPT: ("info", _("Scutit")),
        Outcome.NOT_IN_FORCE: ("neutral", _("Fără norme în vigoare")),
        Outcome.UNDETERMINED: ("neutral", _("Nu se poate stabili încă")),
    }[outcome]


@blueprint.get("/credits")
@roles(Role.MEMBER)
def index() -> Any:
    """The year asked for (?year=), its lines filtered (?kind=) and sorted."""
    today = clock.today()
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    if not 1990 <= year <= today.year + 1:
        year = today.year
    shown = my_credits.credit_year(
        db.session(), own_member_id(), year, records_from=settings().records_from, on=today
    )
    wanted = listing.read_wanted(COLUMNS, sort="counts_on", descending=True)
    lines = _wanted_lines(
        shown,
        kind=request.args.get("kind", ""),
        state=request.args.get("state", ""),
        wanted=wanted,
    )
    if listing.export_format():
        return listing.export(lines, COLUMNS, filename=f"credite-{year}")
    return render_template(
        "credits/index.html",
        shown=shown,
        said=shown.said,
        figures=figures_of(shown.said),
        outcome=outcome_tag(shown.said.outcome),
        closed=shown.said.closed,
        this_year=today.year,
        state_of=state_of,
        kinds=KINDS,
        kind=request.args.get("kind", ""),
        states=STATES,
        state=request.args.get("state", ""),
        is_past=shown.year < today.year,
        others=[(other, outcome_tag(other.outcome)) for other in shown.others],
        claimable=attendance_claims.claimable(db.session(), own_member_id()),
        awaited=awaited_lists.awaited(db.session(), own_member_id(), now=clock.now()),
        requested=[
            (row, CASE_KINDS[row.case.kind], state_tag(row.case), next_step(row.case))
            for row in my_credits.open_requests(db.session(), own_member_id(), shown.year)
        ],
        contested=[
            (row, state_tag(row.case), next_step(row.case))
            for row in my_credits.open_objections(db.session(), own_member_id())
        ],
        objections=OBJECTIONS,
        **listing.frame(_page_of(lines, wanted), COLUMNS, wanted),
    )


def _is_in(line: CreditLine, state: str) -> bool:
    gone = line.is_reversal or line.is_reversed
    wanted = {"counts": not gone, "contested": line.is_contested, "reversed": gone}
    return wanted.get(state, True)


def _page_of(lines: list[CreditLine], wanted: Wanted) -> Page[CreditLine]:
    pages = max(1, -(-len(lines) // wanted.size))
    number = min(wanted.page or 1, pages)
    rows = lines[(number - 1) * wanted.size : number * wanted.size]
    return Page(rows=rows, total=len(lines), number=number, pages=pages)


@blueprint.post("/credits/awaited/<uuid:edition_id>/remind")
@roles(Role.MEMBER)
def remind(edition_id: UUID) -> Any:
    """Remind the provider that a list is awaited, at most once in some days."""
    try:
        with transaction() as session:
            sent = awaited_lists.remind(
                session,
                own_member_id(),
                edition_id,
                account_id=person().account_id,
                now=clock.now(),
            )
    except Conflict as error:
        flash(message_of(error), "warning")
    else:
        words = (
            _("Furnizorul a fost anunțat că așteptați lista.")
            if sent
            else _("Furnizorul a fost anunțat în ultimele zile; mai lăsați-i puțin timp.")
        )
        flash(words, "success" if sent else "info")
    return redirect(url_for("credits.index", _anchor="awaited"), 303)


def _wanted_lines(shown: CreditYear, *, kind: str, state: str, wanted: Wanted) -> list[CreditLine]:
    lines = [
        line
        for line in shown.lines
        if (not kind or line.source_kind == kind) and _is_in(line, state)
    ]
    order = {
        "counts_on": lambda line: (line.counts_on, line.recorded_at),
        "title": lambda line: localised(line.title).casefold(),
        "credits": lambda line: line.credits,
    }[wanted.sort]
    return sorted(lines, key=order, reverse=wanted.descending)


def figures_of(said: SaidYear) -> dict[str, Any]:
    """Thousandths and days of a year, for the ring and the sentence beside it."""
    figures: dict[str, Any] = {"earned": said.earned, "required": said.required}
    standing = said.answer.standing
    if standing is None or said.is_upheld:
        return {**figures, "missing": None, "surplus": 0, "until": None, "days_left": None}
    return {
        **figures,
        "missing": None if standing.missing is None else to_thousandths(standing.missing),
        "surplus": to_thousandths(standing.surplus),
        "until": standing.evidence_until,
        "days_left": standing.days_left,
    }


@blueprint.get("/credits/<uuid:entry_id>")
@roles(Role.MEMBER)
def entry(entry_id: UUID) -> Any:
    """The explanation of one line, as a receipt."""
    session = db.session()
    found = my_credits.explanation(session, own_member_id(), entry_id)
    edition_id = facts.edition_of(found.entry.source)
    if edition_id and not participation.took_part(session, own_member_id(), edition_id):
        edition_id = None
    return render_template(
        "credits/entry.html",
        found=found,
        receipt_of=receipt_parts(found),
        edition_id=edition_id,
    )


def receipt_parts(found: Explanation) -> dict[str, Any]:
    """The receipt of an entry: facts, lines with article and basis, and the total."""
    lang = language()
    entry_row = found.entry
    norms_url = url_for("norms.index", on=entry_row.counts_on, _anchor=entry_row.regulation_id)
    facts = [
        (_("Felul"), str(KINDS.get(entry_row.source.split(":", 1)[0], ""))),
        (_("Contează pentru anul"), str(entry_row.counts_on.year)),
        (_("Ultima zi a activității"), day(entry_row.counts_on)),
        (_("Înscris în evidență"), day(entry_row.recorded_at)),
    ]
    lines = [
        {
            "text": finding.sentence(lang),
            "amount": _amount(finding.credits),
            "article": finding.article,
            "article_url": norms_url if finding.article else None,
            "basis": finding.basis.value,
            "note": finding.source,
        }
        for finding in found.findings
    ]
    return {
        "title": localised(entry_row.title),
        "facts": facts,
        "lines": lines,
        "total": _total(entry_row),
        "basis": entry_row.basis if found.orientative else None,
    }


def _amount(credits: Any) -> str:
    if credits is None or credits == 0:
        return ""
    return ("+" if credits > 0 else "") + credits_text(to_thousandths(credits))


def _total(entry_row: Any) -> str:
    return ("+" if entry_row.credits > 0 else "") + credits_text(entry_row.credits)
