"""Area: needs. Ce îmi mai trebuie: what is missing, a plan, "what if I also attend", calendar."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from credit_engine.results import Outcome
from lms import clock
from lms.extensions import db
from lms.models import Edition, Role
from lms.services import needs as service
from lms.services.calendar_files import calendar_file
from lms.services.needs import Choice, Needs
from lms.web.access import own_member_id, roles
from lms.web.context import credits_words, grade_words, language, localised, settings
from lms.web.credits import outcome_tag
from lms.web.register_words import county_words

blueprint = Blueprint("needs", __name__)
MOST_IN_A_CALENDAR = 60
Lit = list[dict[str, Any]]


@blueprint.get("/needs")
@roles(Role.MEMBER)
def index() -> Any:
    """What is missing for ?target= (year:2026, promotion:specialist), with ?pick= looked at."""
    return render_template("needs/index.html", **_shown(_read()))


@blueprint.get("/needs/what-if")
@roles(Role.MEMBER)
def what_if() -> Any:
    """The answer with what is picked: the part of the page that changes."""
    return render_template("needs/_answer.html", **_shown(_read()))


def _read() -> Needs:
    asked = "asked" in request.args
    return service.read_needs(
        db.session(),
        own_member_id(),
        target=request.args.get("target", "")[:60],
        picks=[pick[:60] for pick in request.args.getlist("pick")] if asked else None,
        records_from=settings().records_from,
        now=clock.now(),
        on=clock.today(),
    )


def _shown(needs: Needs) -> dict[str, Any]:
    picked = {choice.id for choice in needs.picked.choices}
    return {
        "needs": needs,
        "is_year": needs.target.startswith("year:"),
        "target_words": {target: target_words(target) for target in needs.targets},
        "outcome": outcome_tag(needs.before.outcome),
        "done": needs.before.outcome in (Outcome.MET, Outcome.EXEMPT),
        "ask_url": _ask_url(needs),
        "figures": _figures(needs),
        "stairs": stairs(needs),
        "picked": picked,
        "planned": {step.id for step in needs.steps},
        "shortfall": _shortfall(needs),
        "title_of": title_of,
        "place_of": place_of,
        "amount": amount,
        "url_of": _url_of,
        "calendar_url": _calendar_url(needs.steps),
        "edition_url": lambda choice: _calendar_url([choice]),
    }


def target_words(target: str) -> str:
    """A target as the page calls it."""
    kind, _sep, of = target.partition(":")
    if kind == "year":
        return _("Anul %(year)s", year=of)
    return _("Treapta %(grade)s", grade=grade_words(of))


def title_of(choice: Choice) -> str:
    """The name of an edition's programme, or of a course."""
    if choice.edition is not None:
        return edition_title(choice.edition)
    return localised(choice.version.title) if choice.version else choice.offer.title


def edition_title(edition: Edition) -> str:
    """The name of its programme, in the reader's language."""
    programme = edition.programme
    return programme.title if language() == "ro" else programme.title_en or programme.title


def place_of(choice: Choice) -> str:
    """Where it is held, in words."""
    if choice.edition is None:
        return _("online, în ritmul dumneavoastră")
    return edition_place(choice.edition)


def edition_place(edition: Edition) -> str:
    """Where an edition is held, in words."""
    where = ", ".join(
        part
        for part in (edition.place, county_words(edition.county) if edition.county else "")
        if part
    )
    if edition.modality.value == "online" or not where:
        return _("online")
    return _("%(where)s și online", where=where) if edition.modality.value == "hybrid" else where


def amount(credits: Fraction | None) -> str:
    """Credits of the engine in words."""
    return credits_words(_thousandths(credits))


def _thousandths(credits: Fraction | None) -> int | None:
    """For showing: what is finer than a thousandth is cut."""
    return None if credits is None else int(credits * 1000)


def _figures(needs: Needs) -> dict[str, Any]:
    missing = None
    if needs.required is not None and needs.earned is not None:
        missing = max(Fraction(0), needs.required - needs.earned)
    return {
        "earned": _thousandths(needs.earned) or 0,
        "required": _thousandths(needs.required),
        "missing": _thousandths(missing),
        "after": _thousandths(needs.picked.earned) or 0,
        "offered": len(needs.choices),
    }


def _ask_url(needs: Needs) -> str | None:
    """Where a grade is asked for once nothing is missing."""
    if needs.target.startswith("year:") or needs.before.outcome is not Outcome.MET:
        return None
    return url_for("promotions.index")


def _shortfall(needs: Needs) -> str:
    """What would still be missing with what is picked."""
    required, reached = needs.required, needs.picked.earned
    if required is not None and reached is not None and reached < required:
        return _("Ar mai lipsi %(missing)s.", missing=amount(required - reached))
    open_ones = [f for f in needs.picked.answer.findings if f.outcome is not Outcome.MET]
    return open_ones[-1].sentence(language()) if open_ones else ""


def stairs(needs: Needs) -> dict[str, Any] | None:
    """The picture: what there is, a step for each thing picked, and the line to reach.

    Heights out of 100 for the greater of the line and the top; None when nothing is known.
    """
    required, earned = needs.required, needs.earned
    if required is None or earned is None or not required:
        return None
    steps: Lit = []
    reached = earned
    for choice in needs.picked.choices:
        reached += needs.picked.added.get(choice.id, Fraction(0))
        steps.append({"height": reached, "words": title_of(choice)})
    top = max(required, reached) * Fraction(11, 10)

    def share(value: Fraction) -> int:
        return int(value * 100 / top)

    count = len(steps) + 1
    return {
        "base": share(earned),
        "line": share(required),
        "steps": [{**step, "height": share(step["height"])} for step in steps],
        "width": 100 / count,
        "words": _(
            "Aveți %(earned)s. Cu ce ați bifat ajungeți la %(after)s; se cer %(required)s.",
            earned=amount(earned),
            after=amount(reached),
            required=amount(required),
        ),
    }


def _url_of(choice: Choice) -> str | None:
    """Where a course can be taken, or a place at an edition."""
    if choice.edition is not None:
        return url_for("editions.show", edition_id=choice.edition.id)
    if choice.version is None:
        return None
    return url_for("catalogue.show", slug=choice.version.course.slug)


def _calendar_url(steps: Any) -> str | None:
    ids = [str(step.edition.id) for step in steps if step.edition is not None]
    return url_for("needs.calendar", edition=ids) if ids else None


@blueprint.get("/needs/calendar.ics")
@roles(Role.MEMBER)
def calendar() -> Any:
    """The sessions of ?edition= (repeatable) as a calendar file; 404 when none is announced."""
    ids = [_uuid(text) for text in request.args.getlist("edition")[:MOST_IN_A_CALENDAR]]
    found = service.announced_editions(
        db.session(), [each for each in ids if each is not None], on=clock.today()
    )
    if not found:
        abort(404)
    name = "treapta-plan.ics" if len(found) > 1 else "treapta-program.ics"
    return calendar_answer(found, filename=name)


def _about(edition: Edition) -> str:
    organiser = _("Organizator: %(who)s", who=edition.provider.name)
    if edition.cancellation is None:
        return organiser
    why = _("Ediția a fost anulată. Motivul: %(reason)s", reason=edition.cancellation.reason)
    return f"{why}\n{organiser}"


def calendar_answer(found: Sequence[Edition], *, filename: str) -> Response:
    """Editions as a calendar file to keep."""
    body = calendar_file(
        found,
        host=urlsplit(settings().public_url).hostname or "treapta",
        title=edition_title,
        place=edition_place,
        about=_about,
        now=clock.now(),
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
