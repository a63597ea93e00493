"""The member's first page: where am I, what is next, one button."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from credit_engine.ladder import NextStep
from credit_engine.results import Outcome, to_thousandths
from lms import clock
from lms.extensions import db
from lms.models import Grade
from lms.services.closed_years import SaidYear
from lms.services.start_page import Action, NextAction, StartPage, start_page
from lms.web.access import own_member_id
from lms.web.context import credits_text, credits_words, day, grade_words, localised, settings
from lms.web.credits import outcome_tag
from lms.web.notices import notice_text


def render_home() -> Any:
    """The page of the signed-in member."""
    page = start_page(
        db.session(), own_member_id(), records_from=settings().records_from, on=clock.today()
    )
    return render_template(
        "start/member.html",
        page=page,
        said=page.said,
        outcome=outcome_tag(page.said.outcome),
        last_year=last_year_words(page.last_year),
        grades=[(grade.value, grade_words(grade.value)) for grade in Grade],
        ladder_text=ladder_text(page.ladder),
        action=action_words(page.action),
        greeting=greeting(page),
        news=[(notice_text(row), row.path, row.created_at) for row in page.news],
    )


def last_year_words(said: SaidYear | None) -> str | None:
    """What is left of last year while its evidence is received; None when nothing is asked."""
    standing = said.answer.standing if said else None
    if said is None or standing is None or said.outcome is not Outcome.IN_PROGRESS:
        return None
    return _(
        "Anul %(year)s: %(earned)s din %(required)s; dovezile se primesc până la %(until)s.",
        year=said.year,
        earned=credits_text(said.earned),
        required=credits_words(said.required),
        until=day(standing.evidence_until),
    )


def greeting(page: StartPage) -> str:
    """A greeting that fits the hour in Bucharest."""
    hour = clock.now().astimezone(clock.LEGAL_ZONE).hour
    name = page.member.first_name
    if 5 <= hour < 11:
        return _("Bună dimineața, %(name)s", name=name)
    if 11 <= hour < 18:
        return _("Bună ziua, %(name)s", name=name)
    return _("Bună seara, %(name)s", name=name)


def ladder_text(step: NextStep) -> str | None:
    """ "Până la specialist: 8 luni și 4 credite." with what can be said."""
    if step.coming is None:
        return _("Ați ajuns pe treapta cea mai înaltă.") if step.progress == 100 else None
    parts = []
    if step.months_missing:
        parts.append(
            ngettext(
                "%(count)s lună", "%(count)s luni", step.months_missing, count=step.months_missing
            )
        )
    if step.credits_missing:
        parts.append(credits_words(to_thousandths(step.credits_missing)))
    grade = grade_words(step.coming)
    if parts:
        return _("Până la treapta %(grade)s: %(what)s.", grade=grade, what=_(" și ").join(parts))
    if step.months_missing is None:
        return _(
            "Vechimea nu este trecută în registru; nu putem socoti până la treapta %(grade)s.",
            grade=grade,
        )
    return _("Vechimea și creditele pentru treapta %(grade)s sunt strânse.", grade=grade)


def action_words(action: Action) -> dict[str, str]:
    """Title, text, button and address of the next action."""
    subject = action.subject
    if action.kind is NextAction.CONTINUE_COURSE:
        done, total = subject.lessons_done, subject.version.lesson_count
        return {
            "title": localised(subject.version.title),
            "text": (
                _("Ați parcurs toate lecțiile; urmează testul final.")
                if done >= total
                else _("Lecția %(next)s din %(total)s vă așteaptă.", next=done + 1, total=total)
            ),
            "label": _("Continuați cursul"),
            "url": url_for("player.resume", slug=subject.course.slug),
        }
    if action.kind is NextAction.GIVE_FEEDBACK:
        about = subject.edition.programme.title if subject.edition else _("cursul absolvit")
        return {
            "title": _("Cum a fost?"),
            "text": _("Trei minute de feedback anonim despre: %(what)s.", what=about),
            "label": _("Completați formularul de feedback"),
            "url": url_for("feedback.form", invitation_id=subject.id),
        }
    if action.kind is NextAction.SEE_BADGE:
        return {
            "title": localised(subject.badge_class.name),
            "text": _(
                "Aveți o insignă digitală nouă. O vedeți doar dumneavoastră până o publicați."
            ),
            "label": _("Vedeți insigna"),
            "url": url_for("badges.show", award_id=subject.id),
        }
    if action.kind is NextAction.START_COURSE:
        return {
            "title": localised(subject.title),
            "text": localised(subject.summary),
            "label": _("Vedeți cursul"),
            "url": url_for("catalogue.show", slug=subject.course.slug),
        }
    return {
        "title": _("Totul este la zi"),
        "text": _("Nu aveți nimic de făcut acum. Puteți răsfoi cursurile și programele."),
        "label": _("Răsfoiți cursurile"),
        "url": url_for("catalogue.index"),
    }
