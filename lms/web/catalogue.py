"""Area: catalogue. The courses, for everybody; enrolment, for members."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import catalogue, learning, publishing
from lms.services.catalogue import CatalogueQuery, CourseCard, CreditPromise, Length, Standing
from lms.web.access import own_member_id, roles
from lms.web.context import LANGUAGES, credits_words, language, minutes_text, settings
from lms.web.sessions import current

blueprint = Blueprint("catalogue", __name__)

MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
}
# A picture opened by itself may draw and style itself, and nothing else.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
Choice = TypeVar("Choice", bound=StrEnum)


@blueprint.get("/courses")
def index() -> Any:
    """The courses that match what is asked: ?q=, ?language=, ?length=, ?standing=."""
    member_id = _member_id()
    query = _query(with_standing=member_id is not None)
    cards = catalogue.list_courses(
        db.session(), query, member_id=member_id, on=clock.today(), now=clock.now()
    )
    return render_template(
        "catalogue/index.html",
        cards=cards,
        query=query,
        facts_of=facts_of,
        call_of=call_of,
        lengths=length_words(),
        standings=standing_words() if member_id is not None else {},
        languages=language_words(),
        filtered=query != CatalogueQuery(),
    )


@blueprint.get("/courses/<slug>")
def show(slug: str) -> Any:
    """A course: what one will be able to do, its lessons, its credits."""
    page = catalogue.course_page(
        db.session(),
        slug,
        member_id=_member_id(),
        settings=settings(),
        on=clock.today(),
        now=clock.now(),
    )
    return render_template(
        "catalogue/show.html",
        page=page,
        card=page.card,
        course=page.course,
        promise=promise_words(page.card.promise),
        spoken=", ".join(language_words().get(code, code) for code in page.course.languages),
        is_member=_member_id() is not None,
        is_signed_in=current() is not None,
    )


@blueprint.post("/courses/<slug>/enrol")
@roles(Role.MEMBER)
def enrol(slug: str) -> Any:
    """Enrol, and go to the first lesson."""
    member_id = own_member_id()
    with transaction() as session:
        learning.enrol(session, member_id, slug, settings=settings(), now=clock.now())
    flash(
        _("V-ați înscris. Puteți învăța când doriți; locul în care vă opriți se ține minte."),
        "success",
    )
    return redirect(url_for("player.resume", slug=slug))


@blueprint.get("/courses/<slug>/cover/<version>")
def cover(slug: str, version: str) -> Any:
    """The cover of a course version, for everybody."""
    newest = publishing.newest_version(db.session(), slug)
    if newest is None or newest.version != version:
        abort(404)
    course = publishing.load_version(db.session(), newest, settings=settings())
    return media_response(course.cover, course.media.get(course.cover), scope="public")


def media_response(path: str, data: bytes | None, *, scope: str) -> Response:
    """A file of a course version, which never changes; `scope` is public or private."""
    kind = MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
    if data is None or kind is None:
        abort(404)
    response = Response(data, content_type=kind)
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers["Cache-Control"] = f"{scope}, max-age=31536000, immutable"
    response.add_etag()
    response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return response


def _member_id() -> UUID | None:
    someone = current()
    return someone.member_id if someone is not None and someone.has(Role.MEMBER) else None


def _query(*, with_standing: bool) -> CatalogueQuery:
    asked = request.args
    spoken = asked.get("language")
    return CatalogueQuery(
        text=asked.get("q", "").strip()[:200],
        language=spoken if spoken in LANGUAGES else None,
        length=_choice(Length, asked.get("length")),
        standing=_choice(Standing, asked.get("standing")) if with_standing else None,
    )


def _choice(kind: type[Choice], text: str | None) -> Choice | None:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def language_words() -> dict[str, str]:
    """The languages of courses, in words."""
    return {"ro": _("română"), "en": _("engleză")}


def length_words() -> dict[str, str]:
    """How long a course takes, as the filter says it."""
    return {
        Length.SHORT.value: _("până la o oră"),
        Length.MEDIUM.value: _("între una și patru ore"),
        Length.LONG.value: _("peste patru ore"),
    }


def standing_words() -> dict[str, str]:
    """Where the member is with a course, as the filter says it."""
    return {
        Standing.NEW.value: _("pe care nu le-am început"),
        Standing.STARTED.value: _("pe care le-am început"),
        Standing.DONE.value: _("pe care le-am absolvit"),
    }


def facts_of(card: CourseCard) -> list[tuple[str, str]]:
    """Icon and words of the facts of a card: work, credits, languages."""
    spoken = language_words()
    amount = _marked_amount(card.promise)
    return [
        ("clock", minutes_text(card.version.workload_minutes)),
        *([("award", amount)] if amount else []),
        ("book", ", ".join(spoken.get(code, code) for code in card.version.languages)),
    ]


def promise_words(promise: CreditPromise | None) -> dict[str, str] | None:
    """What a course gives: the amount, the sentence of the rule, its basis; None if unknown."""
    if promise is None:
        return None
    return {
        "amount": (
            _("credite nestabilite încă")
            if promise.credits is None
            else credits_words(promise.credits)
        ),
        "sentence": promise.finding.sentence(language()),
        "basis": promise.finding.basis.value,
    }


def _marked_amount(promise: CreditPromise | None) -> str:
    """The amount for a card, marked where the College has not set it; empty if unknown."""
    words = promise_words(promise)
    if promise is None or words is None:
        return ""
    if promise.credits is not None and words["basis"] in ("default", "assumed"):
        return _("%(amount)s (orientativ)", amount=words["amount"])
    return words["amount"]


def call_of(card: CourseCard) -> tuple[str, str] | None:
    """Tag of a card for a member who began or finished: kind and words."""
    if card.enrolment is None:
        return None
    if card.standing is Standing.DONE:
        return "done", _("Absolvit")
    done, total = card.enrolment.lessons_done, card.enrolment.version.lesson_count
    return "waiting", _("În curs: %(done)s din %(total)s lecții", done=done, total=total)
