"""What can be awarded: the badge of a course version, its texts in two languages, its picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

import badges
from courses.model import Course as CourseDefinition
from lms.config import Settings
from lms.models import BadgeClass, CourseVersion
from lms.services import issuers
from lms.services.publishing import load_version
from lms.services.upserts import insert_into

LANGUAGE = "ro"  # credentials are signed in Romanian; pages show both languages
RIM = "Colegiul Național al Asistenților Sociali"
# A course without supervision at the test says so, in the page and in the signed document.
IDENTITY = {
    "ro": "Identitate neverificată la evaluare.",
    "en": "Identity not verified at the assessment.",
}
_ISCED_SOCIAL_WORK = "0923"  # ISCED-F 2013: Social work and counselling
_PICTURES = (
    ("cercet", badges.Emblem.LENS, badges.Palette.TEAL),
    ("deontolog", badges.Emblem.CHECK, badges.Palette.PLUM),
    ("supervi", badges.Emblem.PEOPLE, badges.Palette.AMBER),
)


def ensure_course_badge(
    session: Session, version: CourseVersion, *, settings: Settings, now: datetime
) -> BadgeClass:
    """The badge class of a course version; made once, whoever asks first."""
    found = course_badge(session, version)
    if found is not None:
        return found
    issuer = issuers.ensure_college_issuer(session, settings=settings, now=now)
    course = load_version(session, version, settings=settings)
    statement = insert_into(session, BadgeClass).values(
        id=uuid4(),
        slug=f"{course.slug}-{version.version.replace('.', '-')}",
        version=version.version,
        issuer_id=issuer.id,
        course_id=version.course_id,
        name=dict(version.title),
        description=dict(version.summary),
        criteria=_criteria(course),
        outcomes=[outcome.text.as_map() for outcome in course.outcomes],
        assessment=_assessment(course),
        workload_minutes=version.workload_minutes,
        picture=_picture(course),
        created_at=now,
        retired_at=None,
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["course_id", "version"]))
    made = course_badge(session, version)
    assert made is not None
    return made


def course_badge(session: Session, version: CourseVersion) -> BadgeClass | None:
    """The badge class of a course version, if it was made."""
    return session.scalar(
        select(BadgeClass).where(
            BadgeClass.course_id == version.course_id, BadgeClass.version == version.version
        )
    )


def class_by_slug(session: Session, slug: str) -> BadgeClass | None:
    """A badge class by the name in its address."""
    return session.scalar(select(BadgeClass).where(BadgeClass.slug == slug))


def class_url(badge_class: BadgeClass, settings: Settings) -> str:
    """The public page of a badge class; it is also the id of the achievement."""
    return issuers.public_address(settings, f"/classes/{badge_class.slug}")


def achievement_facts(
    badge_class: BadgeClass, *, credits: int, settings: Settings, pass_percent: int | None = None
) -> badges.AchievementFacts:
    """The badge class as it stands in a credential; `credits` in thousandths.

    `pass_percent` is what its test asks for, None where there was no test.
    """
    url = class_url(badge_class, settings)
    outcomes = "\n".join(f"- {text[LANGUAGE]}" for text in badge_class.outcomes)
    return badges.AchievementFacts(
        id=url,
        name=str(badge_class.name[LANGUAGE]),
        description=str(badge_class.description[LANGUAGE]),
        # Not the id itself: one address may not be described in two places of a signed document.
        criteria_url=f"{url}#criteria",
        criteria_narrative=f"{badge_class.criteria[LANGUAGE]}\n\nTitularul:\n{outcomes}",
        achievement_type="Course",
        language=LANGUAGE,
        version=badge_class.version,
        field_of_study=_ISCED_SOCIAL_WORK,
        credits_available=credits,
        image=badges.ImageFacts(f"{url}.png", picture_alt(badge_class, LANGUAGE)),
        result_descriptions=_result_kinds(url, pass_percent),
        creator=issuers.issuer_facts(badge_class.issuer, settings),
    )


def picture_of(badge_class: BadgeClass) -> badges.BadgePicture:
    """The parameters of the picture of a badge class."""
    kept: Mapping[str, Any] = badge_class.picture
    return badges.BadgePicture(
        title=str(badge_class.name[LANGUAGE]),
        lang=LANGUAGE,
        issuer=RIM,
        ribbon=str(kept["ribbon"]),
        shape=badges.Shape(kept["shape"]),
        palette=badges.Palette(kept["palette"]),
        emblem=badges.Emblem(kept["emblem"]),
        lit=int(kept["lit"]),
    )


def picture_alt(badge_class: BadgeClass, lang: str) -> str:
    """The picture of a badge class in words."""
    name = badge_class.name.get(lang) or badge_class.name[LANGUAGE]
    if lang == "en":
        return f"Badge “{name}”: a round seal in which four steps rise towards a sun."
    return f"Insigna „{name}”: o pecete rotundă în care patru trepte urcă spre un soare."


def counted(amount: int, one: str, many: str) -> str:
    """Romanian numbers: 1 lecție, 8 lecții, 20 de lecții, 101 lecții."""
    if amount == 1:
        return f"1 {one}"
    linked = amount == 0 or 0 < amount % 100 < 20
    return f"{amount} {many}" if linked else f"{amount} de {many}"


def _result_kinds(url: str, pass_percent: int | None) -> tuple[badges.ResultDescriptionFacts, ...]:
    """What had to be reached; what a member reached beyond it is not told to everyone."""
    if pass_percent is None:
        return ()
    return (
        badges.ResultDescriptionFacts(
            id=f"{url}#test",
            name="Test final",
            result_type="Percent",
            value_min="0",
            value_max="100",
            required_value=str(pass_percent),
        ),
    )


def _criteria(course: CourseDefinition) -> dict[str, str]:
    lessons, test = len(course.lessons), course.test
    return {
        "ro": f"A parcurs {counted(lessons, 'lecție', 'lecții')} și a trecut testul final: cel "
        f"puțin {test.pass_percent} % răspunsuri corecte din "
        f"{counted(test.questions, 'întrebare', 'întrebări')}.",
        "en": f"Worked through {lessons} lessons and passed the final test: at least "
        f"{test.pass_percent}% right answers of {test.questions} questions.",
    }


def _assessment(course: CourseDefinition) -> dict[str, str]:
    test = course.test
    romanian = [f"{counted(test.questions, 'întrebare', 'întrebări')} extrase la întâmplare"]
    english = [f"{test.questions} questions drawn at random"]
    if test.time_limit_minutes is not None:
        romanian.append(f"{counted(test.time_limit_minutes, 'minut', 'minute')}")
        english.append(f"{test.time_limit_minutes} minutes")
    romanian.append(f"cel mult {counted(test.attempts, 'încercare', 'încercări')}")
    english.append(f"at most {test.attempts} attempts")
    return {
        "ro": f"Test final online, fără supraveghere: {', '.join(romanian)}. {IDENTITY['ro']}",
        "en": f"Final test online, without supervision: {', '.join(english)}. {IDENTITY['en']}",
    }


def _picture(course: CourseDefinition) -> dict[str, Any]:
    emblem, palette = next(
        (drawn for word, *drawn in _PICTURES if word in course.slug),
        (badges.Emblem.BOOK, badges.Palette.TEAL),
    )
    return {
        "shape": badges.Shape.SEAL.value,
        "palette": palette.value,
        "emblem": emblem.value,
        "ribbon": "Curs absolvit",
        "lit": badges.BadgePicture(title="x", lang=LANGUAGE).lit,
    }
