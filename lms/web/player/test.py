"""The final test: its rules, the paper, the result."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from courses.problems import AnswersRefused
from lms import clock
from lms.errors import Conflict
from lms.extensions import db, transaction
from lms.models import Attempt, AttemptState, Role
from lms.services import attempts
from lms.services.attempts import Sent
from lms.web.access import roles
from lms.web.context import clock_time, language, settings
from lms.web.errors import message_of
from lms.web.player.answers import given_to
from lms.web.player.frame import blueprint, is_fragment, own_enrolment

PREFIX = "q-"
CASE = "case:"


@blueprint.get("/learn/<slug>/test")
@roles(Role.MEMBER)
def test(slug: str) -> Any:
    """The rules of the test, earlier attempts, and the button that begins."""
    desk = attempts.test_desk(
        db.session(), own_enrolment(slug), settings=settings(), now=clock.now()
    )
    return render_template("player/test.html", desk=desk, course=desk.found.course)


@blueprint.post("/learn/<slug>/test")
@roles(Role.MEMBER)
def begin(slug: str) -> Any:
    """Draw an attempt, or go on with the one that is open."""
    enrolment = own_enrolment(slug)
    try:
        with transaction() as session:
            attempt = attempts.begin_attempt(
                session, enrolment, settings=settings(), now=clock.now()
            )
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("player.test", slug=slug))
    return redirect(url_for("player.paper", slug=slug, attempt_id=attempt.id))


def _own_attempt(slug: str, attempt_id: UUID) -> Attempt:
    return attempts.find_attempt(db.session(), own_enrolment(slug), attempt_id)


@blueprint.get("/learn/<slug>/test/<uuid:attempt_id>")
@roles(Role.MEMBER)
def paper(slug: str, attempt_id: UUID) -> Any:
    """The questions of an open attempt, with the answers kept so far."""
    attempt = _own_attempt(slug, attempt_id)
    now = clock.now()
    if attempt.state is not AttemptState.OPEN or attempts.has_closed(attempt, now=now):
        return redirect(url_for("player.result", slug=slug, attempt_id=attempt_id))
    return _paper_page(slug, attempt, attempt.answers, now=now)


def _paper_page(
    slug: str,
    attempt: Attempt,
    answers: dict[str, Any],
    *,
    now: datetime,
    problems: list[tuple[str, str | None]] | None = None,
    missing: dict[int, str] | None = None,
) -> Any:
    drawn = attempts.paper_of(db.session(), attempt, settings=settings())
    left = None
    if attempt.closes_at is not None:
        left = max(0, int((attempt.closes_at - now).total_seconds()))
    return render_template(
        "player/paper.html",
        slug=slug,
        attempt=attempt,
        course=attempt.enrolment.version,
        paper=drawn,
        answers=answers,
        seconds_left=left,
        problems=problems or [],
        missing=missing or {},
    )


def _sent_answers() -> dict[str, list[str]]:
    """What the form says: question id -> what was given to it."""
    asked = {name.partition(".")[0] for name in request.form if name.startswith(PREFIX)}
    return {name.removeprefix(PREFIX): given_to(name) for name in sorted(asked)}


@blueprint.post("/learn/<slug>/test/<uuid:attempt_id>/answers")
@roles(Role.MEMBER)
def keep(slug: str, attempt_id: UUID) -> Any:
    """Keep the answers as they come (asked by the page), or by the button of the page."""
    attempt = _own_attempt(slug, attempt_id)
    try:
        with transaction() as session:
            sent = attempts.keep_answers(
                session, attempt.id, _sent_answers(), settings=settings(), now=clock.now()
            )
    except AnswersRefused as error:
        return error.sentence(language()), 400, {"Content-Type": "text/plain; charset=utf-8"}
    if sent is Sent.KEPT:
        return "", 204
    # The page learns that time is over, and goes to the result.
    return _closing_words(attempt), 409, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.post("/learn/<slug>/test/<uuid:attempt_id>")
@roles(Role.MEMBER)
def submit(slug: str, attempt_id: UUID) -> Any:
    """Send the test: marked once; with questions unfinished, asked once more."""
    attempt = _own_attempt(slug, attempt_id)
    action, now = request.form.get("action", ""), clock.now()
    drawn = attempts.paper_of(db.session(), attempt, settings=settings())
    sent_answers = _sent_answers()
    answers = attempts.answers_with(attempt, drawn, sent_answers)
    missing = {
        number: problem.sentence(language())
        for number, problem in attempts.unfinished_questions(drawn, answers)
    }
    ready = action == "submit_anyway" or (action == "submit" and not missing)
    act = attempts.submit_attempt if ready else attempts.keep_answers
    case = action.removeprefix(CASE) if action.startswith(CASE) else None
    try:
        with transaction() as session:
            sent = act(session, attempt.id, sent_answers, settings=settings(), now=now)
            if case is not None:
                attempts.continue_case(session, attempt.id, case, settings=settings(), now=now)
    except AnswersRefused as error:
        problems: list[tuple[str, str | None]] = [
            (one.sentence(language()), None) for one in error.problems
        ]
        return _paper_page(slug, attempt, attempt.answers, now=now, problems=problems), 422
    if sent is Sent.KEPT:
        return _kept(slug, attempt, action, missing, now=now)
    if sent is Sent.TOO_LATE:
        flash(_closing_words(attempt), "warning")
    return redirect(url_for("player.result", slug=slug, attempt_id=attempt_id))


def _kept(
    slug: str, attempt: Attempt, action: str, missing: dict[int, str], *, now: datetime
) -> Any:
    """What follows when the answers are kept and the attempt stays open."""
    if action.startswith(CASE):
        drawn = attempts.paper_of(db.session(), attempt, settings=settings())
        ids = [question.id for question in drawn.questions]
        case = action.removeprefix(CASE)
        anchor = f"question-{ids.index(case) + 1}" if case in ids else None
        return redirect(url_for("player.paper", slug=slug, attempt_id=attempt.id, _anchor=anchor))
    if action == "keep":
        flash(_("Răspunsurile sunt salvate."), "success")
        return redirect(url_for("player.paper", slug=slug, attempt_id=attempt.id))
    if action != "submit":
        flash(_("Răspunsurile sunt salvate. Timpul curge mai departe."), "success")
        return redirect(url_for("player.test", slug=slug))
    problems: list[tuple[str, str | None]] = [
        (_("Întrebarea %(number)s: %(lacks)s", number=number, lacks=lacks), f"question-{number}")
        for number, lacks in missing.items()
    ]
    answers = attempt.answers
    return _paper_page(slug, attempt, answers, now=now, problems=problems, missing=missing), 422


def _closing_words(attempt: Attempt) -> str:
    if attempt.state is AttemptState.SUBMITTED:
        return _("Ați trimis deja testul; răspunsurile de acum nu s-au mai socotit.")
    return _(
        "Timpul s-a încheiat la %(time)s. Răspunsurile salvate până atunci s-au corectat; "
        "cele trimise mai târziu nu s-au mai putut socoti.",
        time=clock_time(attempt.closes_at),
    )


@blueprint.get("/learn/<slug>/test/<uuid:attempt_id>/result")
@roles(Role.MEMBER)
def result(slug: str, attempt_id: UUID) -> Any:
    """The marks; while an attempt closed by the clock is being marked, a page that waits."""
    attempt = _own_attempt(slug, attempt_id)
    if attempt.state is AttemptState.OPEN:
        if not attempts.has_closed(attempt, now=clock.now()):
            return redirect(url_for("player.paper", slug=slug, attempt_id=attempt_id))
        return render_template(
            "player/_marking.html" if is_fragment() else "player/marking.html",
            slug=slug,
            attempt=attempt,
        )
    if is_fragment():
        return Response("", headers={"HX-Refresh": "true"})
    desk = attempts.test_desk(db.session(), attempt.enrolment, settings=settings(), now=clock.now())
    return render_template(
        "player/result.html",
        slug=slug,
        desk=desk,
        marked=attempts.marked_attempt(db.session(), attempt, settings=settings()),
    )
