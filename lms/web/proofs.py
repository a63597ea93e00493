"""What a member shows of credits: statements with their public page, links for an employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from credit_engine.results import Outcome
from lms import clock
from lms.errors import BadInput
from lms.extensions import db, limiter, transaction
from lms.models import Award, LinkKind, ProofLink, Role
from lms.services import badge_classes, badge_pages, credit_statements, my_credits, proof_links
from lms.services.proof_links import Enough, Shows
from lms.web import listing
from lms.web.access import own_member_id, person, roles
from lms.web.badges.showing import show
from lms.web.context import (
    credits_text,
    credits_words,
    day,
    iso_day,
    localised,
    moment,
    number,
    settings,
)
from lms.web.credits import outcome_tag
from lms.web.downloads import send_stored
from lms.web.forms import show_refusal
from lms.web.forms.proofs import LinkForm, StatementForm
from lms.web.sessions import current

blueprint = Blueprint("proofs", __name__)

_LIMIT = "60 per minute; 600 per hour"
_PRIVATE = frozenset({"proofs.statement", "proofs.employer"})


@blueprint.after_request
def mark(response: Response) -> Response:
    """Pages that carry a person's name stay out of search engines and of others' logs."""
    if request.endpoint in _PRIVATE:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What search engines leave alone."""
    paths = ("/p/", "/verify/statements/", "/verify/participation/", "/files/receipts/")
    text = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in paths)
    return Response(text, content_type="text/plain; charset=utf-8")


def _page_number() -> int:
    number = request.args.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 7 else 1


# --- statements -------------------------------------------------------------------------------


@blueprint.get("/credits/statements")
@roles(Role.MEMBER)
def statements() -> Any:
    """The statements issued so far, and the form for a new one."""
    form = _statement_form()
    asked = request.args.get("year", "")
    known = [choice.value for choice in form.years.choices]
    form.years.data = [asked] if asked in known else known[:1]
    return _statements_page(form)


@blueprint.post("/credits/statements")
@roles(Role.MEMBER)
def issue() -> Any:
    """Issue a statement; the same one asked twice on a day is the same."""
    form = _statement_form()
    if not form.validate_on_submit():
        return _statements_page(form), 422
    try:
        with transaction() as session:
            made = credit_statements.issue(
                session,
                own_member_id(),
                [int(year) for year in form.years.data],
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _statements_page(form), 422
    flash(_("Adeverința nr. %(number)s este gata.", number=made.number), "success")
    return redirect(url_for("proofs.statements"), 303)


@blueprint.get("/credits/statements/<uuid:statement_id>.pdf")
@roles(Role.MEMBER)
def statement_pdf(statement_id: UUID) -> Any:
    """The PDF as it was issued."""
    return send_stored(
        *credit_statements.own_pdf(db.session(), own_member_id(), statement_id, settings=settings())
    )


def _statement_form() -> StatementForm:
    form = StatementForm()
    years = my_credits.years_of(db.session(), own_member_id(), this_year=clock.today().year)
    form.years.choices = [SelectChoice(str(year), str(year)) for year in years]
    return form


def _statements_page(form: StatementForm) -> str:
    page = credit_statements.list_statements(db.session(), own_member_id(), page=_page_number())
    return render_template(
        "proofs/statements.html",
        form=form,
        page=page,
        page_url=lambda number: listing.address(page=number),
    )


@blueprint.get("/verify/statements/<public_id>")
@limiter.limit(_LIMIT)
def statement(public_id: str) -> Any:
    """Public: every field of a statement as issued, and whether the record changed since."""
    found = credit_statements.verify(
        db.session(), public_id[:40], settings=settings(), now=clock.now()
    )
    tag, word = paper_verdict(
        found.refusal, ("warning", _("Depășită")) if found.is_outdated else ("done", _("Valabilă"))
    )
    return render_template(
        "proofs/statement.html",
        found=found,
        tag=tag,
        word=word,
        outcomes={outcome.value: outcome_tag(outcome)[1] for outcome in Outcome},
        stage_of=stage_words,
        signed_at=moment_of(found.document["proof"]["created"]),
        checked_at=clock.now(),
    )


def paper_verdict(refusal: str | None, otherwise: tuple[str, str]) -> tuple[str, str]:
    """The kind of tag and the one word for a paper that somebody checks."""
    return ("problem", _("Nevalabilă")) if refusal else otherwise


def stage_words(year: Mapping[str, Any]) -> str:
    """How a year of a statement was closed when it was issued; "" while it ran."""
    on = iso_day(year.get("closedOn"))
    words = {
        "provisional": _("situația provizorie, din %(day)s", day=on),
        "final": _("situația finală, din %(day)s", day=on),
    }
    return f" ({words[year['stage']]})" if year.get("stage") in words else ""


def moment_of(written: str) -> str:
    """An instant that a document carries, as a person reads it."""
    return moment(datetime.fromisoformat(written))


@blueprint.app_template_filter("amount")
def amount(written: str) -> str:
    """An amount as a document writes it ("7.5"), in the reader's language."""
    whole, _point, rest = written.partition(".")
    return credits_text(int(whole) * 1000 + int((rest or "0").ljust(3, "0")))


# --- links for an employer --------------------------------------------------------------------


@blueprint.get("/credits/links")
@roles(Role.MEMBER)
def links() -> Any:
    """The links given so far, and the form for a new one, prepared by ?shows=."""
    form = _link_form(bare=True)
    asked = request.args.get("shows", "")
    if asked in [choice.value for choice in form.shows.choices]:
        form.shows.data = asked
    return _links_page(form)


@blueprint.post("/credits/links")
@roles(Role.MEMBER)
def give_link() -> Any:
    """Give a link; the same form sent twice gives one."""
    form = _link_form()
    if not form.validate_on_submit():
        return _links_page(form), 422
    try:
        with transaction() as session:
            proof_links.give(
                session,
                own_member_id(),
                UUID(str(form.id.data)),
                label=form.label.data or "",
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
                shows=_shows(form),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _links_page(form), 422
    flash(_("Linkul este gata. Copiați-l de mai jos."), "success")
    return redirect(url_for("proofs.links"), 303)


def _link_form(*, bare: bool = False) -> LinkForm:
    """The form, with what this member can show; `bare` before anything was sent."""
    form = LinkForm(formdata=None) if bare else LinkForm()
    member_id = own_member_id()
    choices = [SelectChoice("standing", _("Treapta, creditele și situația anului"))]
    for year in my_credits.years_of(db.session(), member_id, this_year=clock.today().year):
        words = _("Doar da sau nu: destule credite în %(year)s, fără cursuri", year=year)
        choices.append(SelectChoice(f"enough:{year}", words))
    choices.append(SelectChoice("portfolio", _("Portofoliul: insignele pe care le-ați publicat")))
    choices += [
        SelectChoice(f"badge:{award.id}", _("Insigna %(name)s", name=badge_title(award)))
        for award in badge_pages.badges_of(db.session(), member_id)
    ]
    form.shows.choices = choices
    form.days.choices = [
        SelectChoice(
            str(days), ngettext("%(count)s zi", "%(count)s zile", days, count=number(days))
        )
        for days in proof_links.TERMS
    ]
    return form


def badge_title(award: Award) -> str:
    """A badge among others: its name and its day."""
    return f"{localised(award.badge_class.name)}, {day(award.awarded_at)}"


def _shows(form: LinkForm) -> Shows:
    kind, _colon, rest = str(form.shows.data).partition(":")
    shows = Shows(kind=LinkKind(kind), days=int(form.days.data))
    if shows.kind is LinkKind.BADGE:
        return replace(shows, award_id=UUID(rest))
    if shows.kind is LinkKind.ENOUGH:
        return replace(shows, year=int(rest), at_least=form.at_least.data)
    return shows


def link_words(link: ProofLink) -> str:
    """What a link shows, for the member's list."""
    if link.kind is LinkKind.ENOUGH:
        return _(
            "Da sau nu: cel puțin %(credits)s în %(year)s",
            credits=credits_words((link.at_least or 0) * 1000),
            year=link.year,
        )
    if link.kind is LinkKind.BADGE and link.award is not None:
        return _("Insigna %(name)s", name=badge_title(link.award))
    if link.kind is LinkKind.PORTFOLIO:
        return _("Portofoliul: insignele pe care le-ați publicat")
    return _("Treapta, creditele și situația anului")


@blueprint.post("/credits/links/<uuid:link_id>/revoke")
@roles(Role.MEMBER)
def revoke_link(link_id: UUID) -> Any:
    """Take a link back."""
    with transaction() as session:
        proof_links.revoke(
            session, own_member_id(), link_id, account_id=person().account_id, now=clock.now()
        )
    flash(_("Linkul a fost retras. Cine îl deschide nu mai vede nimic."), "success")
    return redirect(url_for("proofs.links"), 303)


def _links_page(form: LinkForm) -> str:
    page = proof_links.list_links(db.session(), own_member_id(), page=_page_number())
    return render_template(
        "proofs/links.html",
        form=form,
        page=page,
        page_url=lambda number: listing.address(page=number),
        address_of=lambda link: proof_links.address_of(link, settings()),
        link_words=link_words,
        now=clock.now(),
    )


@blueprint.get("/p/<token>")
@limiter.limit(_LIMIT)
def employer(token: str) -> Any:
    """Public: what somebody sees of a member, while the link lasts."""
    session, now = db.session(), clock.now()
    link = proof_links.find(session, token[:100], now=now)
    visitor = current()
    if visitor is None or visitor.member_id != link.member_id:
        with transaction() as writing:
            proof_links.count_view(writing, link.id)
        link = proof_links.find(session, token[:100], now=now)
    return _PAGES[link.kind](link)


def _standing_page(link: ProofLink) -> str:
    shown = proof_links.standing(db.session(), link, settings=settings(), now=clock.now())
    return render_template(
        "proofs/employer.html",
        shown=shown,
        years=[(said, outcome_tag(said.outcome)) for said in shown.years],
        checked_at=clock.now(),
    )


def _enough_page(link: ProofLink) -> str:
    answer = proof_links.enough(db.session(), link, settings=settings(), now=clock.now())
    words = {
        Enough.YES: ("done", _("Da")),
        Enough.NO: ("problem", _("Nu")),
        Enough.NOT_YET: ("waiting", _("Nu încă")),
        Enough.UNKNOWN: ("neutral", _("Nu se poate stabili încă")),
    }
    return render_template(
        "proofs/enough.html",
        link=link,
        tag=words[answer][0],
        word=words[answer][1],
        is_unknown=answer is Enough.UNKNOWN,
        checked_at=clock.now(),
    )


def _badge_page(link: ProofLink) -> str:
    assert link.award is not None
    return render_template(
        "proofs/badge.html", link=link, shown=show(link.award), identity=badge_classes.IDENTITY
    )


def _portfolio_page(link: ProofLink) -> str:
    awards = badge_pages.published_of(db.session(), link.member_id)
    return render_template("proofs/portfolio.html", link=link, awards=awards)


_PAGES = {
    LinkKind.STANDING: _standing_page,
    LinkKind.ENOUGH: _enough_page,
    LinkKind.BADGE: _badge_page,
    LinkKind.PORTFOLIO: _portfolio_page,
}
