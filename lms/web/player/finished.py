"""The end of a course: completion, statements, credits, certificate, badge, as they arrive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, current_app, redirect, render_template, url_for

from courses.statements import instant_of
from courses.statements.formatting import one_wording
from lms import clock
from lms.extensions import db
from lms.models import Role
from lms.services.completion_page import CompletionPage, completion_page
from lms.web.access import roles
from lms.web.context import language, settings
from lms.web.player.frame import blueprint, own_enrolment

# What a reader looks for first; each answer of a test stands behind "all".
KEY_VERBS = ("registered", "passed", "failed", "completed")


@blueprint.get("/learn/<slug>/done")
@roles(Role.MEMBER)
def done(slug: str) -> Any:
    """What the finished course brought; brings itself up to date until everything is there."""
    page = _page(slug)
    if not page.is_complete:
        return redirect(url_for("player.resume", slug=slug))
    return render_template("player/done.html", **_shown(slug, page))


@blueprint.get("/learn/<slug>/done/news")
@roles(Role.MEMBER)
def done_news(slug: str) -> Any:
    """The part of the page that changes while the work is done."""
    page = _page(slug)
    if not page.is_complete:
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("player/_outcome.html", **_shown(slug, page))


def _page(slug: str) -> CompletionPage:
    return completion_page(db.session(), own_enrolment(slug), settings=settings(), now=clock.now())


def _shown(slug: str, page: CompletionPage) -> dict[str, Any]:
    statements = [statement_shown(said) for said in page.statements]
    return {
        "slug": slug,
        "page": page,
        "course": page.found.course,
        "statements": statements,
        "key_statements": [one for one in statements if one["is_key"]],
        "certificate_url": _award_url("badges.certificate", page),
        "badge_url": _award_url("badges.show", page),
    }


def _award_url(endpoint: str, page: CompletionPage) -> str | None:
    if page.award is None or endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, award_id=page.award.id)


def statement_shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """A statement in words, with its instant and its JSON."""
    definition = said["object"].get("definition", {})
    name = definition.get("name") or definition.get("description") or {}
    verb = said["verb"]["id"].rsplit("/", 1)[1]
    on_course = definition.get("type", "").endswith("/course")
    at: datetime = instant_of(said["timestamp"])
    return {
        "verb": _capital(_wording(said["verb"].get("display", {}))),
        "object": _wording(name) or said["object"].get("id", ""),
        "at": at,
        "score": _score(said),
        "json": json.dumps(said, ensure_ascii=False, indent=2),
        "is_key": verb in KEY_VERBS and (on_course or verb in {"passed", "failed"}),
    }


def _wording(wordings: Mapping[str, str]) -> str:
    return next(iter(one_wording(wordings, [language()]).values()), "")


def _score(said: Mapping[str, Any]) -> tuple[int, int] | None:
    """Right answers and questions; None when the statement has no such score."""
    score = said.get("result", {}).get("score", {})
    if not score.get("max"):
        return None
    return int(score.get("raw", 0)), int(score["max"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
