"""Lessons: resume, read, answer a self-check, go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from courses.lessons import RenderedLesson, render_lesson
from courses.marking import MarkedQuestion
from courses.marking import marked as marked_question
from courses.model import Lesson, Question, QuestionKind, check_by_id
from courses.problems import AnswersRefused
from courses.progress import NextStep, Progress, StepKind
from courses.responses import case_path, continued, refusals
from lms import clock
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import learning, publishing
from lms.services.learning import Study
from lms.web.access import roles
from lms.web.catalogue import media_response
from lms.web.context import language, settings
from lms.web.player.answers import given_to
from lms.web.player.frame import blueprint, is_fragment, own_enrolment, own_study


@dataclass(frozen=True, kw_only=True)
class CheckShown:
    """A self-check as the page shows it: the last answer, or why one was not taken.

    `part` is a case that goes on: what was decided so far, with what is said of it.
    """

    check: Question
    marked: MarkedQuestion | None = None
    problem: str | None = None
    part: MarkedQuestion | None = None
    sent: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """What stands in the fields."""
        return self.marked.chosen if self.marked else self.sent


@blueprint.get("/learn/<slug>")
@roles(Role.MEMBER)
def resume(slug: str) -> Any:
    """Where the member stopped."""
    found = own_study(slug)
    place = found.enrolment.lesson_id
    step = found.progress.next_step
    if step.kind is StepKind.LESSON and place and place not in found.progress.lessons_done:
        anchor = found.enrolment.lesson_anchor
        return redirect(url_for("player.lesson", slug=slug, lesson_id=place, _anchor=anchor))
    return redirect(_address_of(step, slug))


def _address_of(step: NextStep, slug: str) -> str:
    if step.kind is StepKind.LESSON:
        return url_for("player.lesson", slug=slug, lesson_id=step.lesson_id)
    if step.kind is StepKind.TEST:
        return url_for("player.test", slug=slug)
    return url_for("player.done", slug=slug)


@blueprint.get("/learn/<slug>/lessons/<lesson_id>")
@roles(Role.MEMBER)
def lesson(slug: str, lesson_id: str) -> Any:
    """A lesson, with its self-checks inside the text."""
    return _lesson_page(own_study(slug), lesson_id)


def _lesson_page(found: Study, lesson_id: str, instead: CheckShown | None = None) -> Any:
    course = found.course
    position = next((n for n, one in enumerate(course.lessons) if one.id == lesson_id), None)
    if position is None:
        abort(404)
    answers = learning.last_answers(found, public_url=settings().public_url)
    rendered = _rendered(found, lesson_id)
    checks = {
        check_id: CheckShown(check=check_by_id(course, check_id), marked=answers.get(check_id))
        for check_id in rendered.check_ids
    }
    if instead is not None:
        checks[instead.check.id] = instead
    return render_template(
        "player/lesson.html",
        course=course,
        lesson=course.lessons[position],
        number=position + 1,
        rendered=rendered,
        checks=checks,
        spoken=language() if language() in course.languages else course.languages[0],
        done=set(found.progress.lessons_done),
        progress=found.progress,
        previous=course.lessons[position - 1] if position else None,
        following=_following(course.lessons, position, found.progress),
        is_ready=found.is_ready_for_test,
    )


def _following(lessons: tuple[Lesson, ...], position: int, progress: Progress) -> Lesson | None:
    """The lesson after this one, else the first that was left out; None: the test is next."""
    if position + 1 < len(lessons):
        return lessons[position + 1]
    left = [one for one in lessons[:position] if one.id not in progress.lessons_done]
    return left[0] if left else None


def _rendered(found: Study, lesson_id: str) -> RenderedLesson:
    course = found.course

    def media_url(path: str) -> str:
        return url_for("player.media", slug=course.slug, version=course.version, path=path)

    return render_lesson(course, lesson_id, language(), media_url=media_url)


@blueprint.post("/learn/<slug>/lessons/<lesson_id>/place")
@roles(Role.MEMBER)
def place(slug: str, lesson_id: str) -> Any:
    """Remember that the member is here (asked by the page as it is read)."""
    enrolment = own_enrolment(slug)
    with transaction() as session:
        learning.open_lesson(
            session,
            enrolment,
            lesson_id,
            anchor=request.form.get("anchor"),
            settings=settings(),
            now=clock.now(),
        )
    return "", 204


@blueprint.post("/learn/<slug>/lessons/<lesson_id>/finish")
@roles(Role.MEMBER)
def finish(slug: str, lesson_id: str) -> Any:
    """The lesson was read: note it, and go on to the next."""
    enrolment = own_enrolment(slug)
    with transaction() as session:
        progress = learning.finish_lesson(
            session, enrolment, lesson_id, settings=settings(), now=clock.now()
        )
    course = publishing.load_version(db.session(), enrolment.version, settings=settings())
    position = next(n for n, one in enumerate(course.lessons) if one.id == lesson_id)
    following = _following(course.lessons, position, progress)
    if following is not None:
        return redirect(url_for("player.lesson", slug=slug, lesson_id=following.id))
    return redirect(_address_of(progress.next_step, slug))


@blueprint.post("/learn/<slug>/lessons/<lesson_id>/checks/<check_id>")
@roles(Role.MEMBER)
def check(slug: str, lesson_id: str, check_id: str) -> Any:
    """Mark the answer to a self-check; the answer is the same part of the page."""
    enrolment = own_enrolment(slug)
    course = publishing.load_version(db.session(), enrolment.version, settings=settings())
    asked = next((c for c in course.checks if (c.id, c.lesson) == (check_id, lesson_id)), None)
    if asked is None:
        abort(404)
    given = given_to("answer")
    if "restart" in request.form:
        return _instead(slug, lesson_id, CheckShown(check=asked)), 200
    if asked.kind is QuestionKind.CASE and _goes_on(asked, given):
        part = marked_question(asked, given)
        shown = CheckShown(check=asked, part=part, sent=continued(asked, given))
        return _instead(slug, lesson_id, shown), 200
    try:
        with transaction() as session:
            marked = learning.answer_check(
                session, enrolment, check_id, given, settings=settings(), now=clock.now()
            )
    except AnswersRefused as error:
        problem = " ".join(one.sentence(language()) for one in error.problems)
        shown = CheckShown(check=asked, problem=problem, sent=tuple(given))
        return _instead(slug, lesson_id, shown), 422
    if is_fragment():
        return _fragment(slug, lesson_id, CheckShown(check=asked, marked=marked))
    return redirect(
        url_for("player.lesson", slug=slug, lesson_id=lesson_id, _anchor=f"check-{check_id}")
    )


def _goes_on(case: Question, given: list[str]) -> bool:
    """Whether what was decided last in a case leads to another step."""
    last = case_path(case, given)[-1].answer
    return not refusals(case, given) and last is not None and bool(last.next)


def _instead(slug: str, lesson_id: str, shown: CheckShown) -> Any:
    """The self-check as given, alone for htmx, else in its lesson."""
    if is_fragment():
        return _fragment(slug, lesson_id, shown)
    return _lesson_page(own_study(slug), lesson_id, shown)


def _fragment(slug: str, lesson_id: str, shown: CheckShown) -> str:
    return render_template("player/_check.html", shown=shown, slug=slug, lesson_id=lesson_id)


@blueprint.get("/learn/<slug>/media/<version>/<path:path>")
@roles(Role.MEMBER)
def media(slug: str, version: str, path: str) -> Any:
    """A picture or file of the version in which the member is enrolled."""
    enrolment = own_enrolment(slug)
    if enrolment.version.version != version:
        abort(404)
    course = publishing.load_version(db.session(), enrolment.version, settings=settings())
    return media_response(path, course.media.get(path), scope="private")
