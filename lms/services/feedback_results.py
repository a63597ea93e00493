"""What the answers say: from five up, in steps of five, never an answer as a whole.

The shuffling job opens answers in groups of five, so what can be read is a multiple of five and
two views of the same edition differ by five answers or by none. Should other rows ever be there,
the count of each subject and form is rounded down and the answers with the smallest (random) ids
count. Words that belong to one answer are never shown side by side: each question has its own
list, ordered by a hash of the text.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    cast,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, joinedload

from lms.errors import N_, NotFound
from lms.models import (
    Course,
    Edition,
    FeedbackAnswer,
    FeedbackForm,
    FeedbackInvitation,
    Programme,
    Provider,
)
from lms.services.feedback import GROUP, course_titles
from lms.services.feedback_form import POINTS, Question, QuestionKind, read_questions
from lms.services.listing import Order, Page, Wanted, contains, fetch_page
from lms.services.providing import of_organisers

_FETCHED_BY_ID = 500  # more rows than this are tallied in one sweep instead


@dataclass(frozen=True, kw_only=True)
class ScaleResult:
    """A scale question: how many chose each of the five points, and their exact mean."""

    question: Question
    counts: tuple[int, ...]
    mean: Fraction


@dataclass(frozen=True, kw_only=True)
class TextResult:
    """What was written to a question, in an order that says nothing."""

    question: Question
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """Results over `counted` answers, a multiple of five; 0 means that nothing is shown."""

    invited: int
    answered: int
    counted: int
    scales: tuple[ScaleResult, ...]
    texts: tuple[TextResult, ...]

    @property
    def response_rate(self) -> Fraction | None:
        """Answered of invited, from 0 to 1."""
        return Fraction(self.answered, self.invited) if self.invited else None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many were asked, answered, and how many answers can be read."""

    invited: int = 0
    answered: int = 0
    counted: int = 0


@dataclass(frozen=True, kw_only=True)
class EditionRow:
    """An edition of the list with its tally."""

    edition: Edition
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class CourseRow:
    """A course of the College with its tally; `title` is {"ro", "en"}."""

    course_id: UUID
    title: Mapping[str, str]
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What of the list is asked for: words of the title, a provider, a year of holding.

    `organisers`: only editions that one of these providers holds or sees; None means all.
    """

    programme: str = ""
    provider_id: UUID | None = None
    year: int | None = None
    organisers: Collection[UUID] | None = None


Subject = type[FeedbackAnswer] | type[FeedbackInvitation]


def edition_results(session: Session, edition_id: UUID) -> Results:
    """Results of one edition."""
    return _results(session, lambda table: table.edition_id == edition_id)


def course_results(session: Session, course_id: UUID) -> Results:
    """Results of one course of the College."""
    return _results(session, lambda table: table.course_id == course_id)


def programme_results(session: Session, programme_id: UUID, *, year: int | None = None) -> Results:
    """Results of a programme: its editions (of a year) together.

    Only answers that each edition shows by itself are pooled: no difference between a programme
    and its editions says anything of a small one.
    """
    editions = select(Edition.id).where(Edition.programme_id == programme_id)
    if year is not None:
        editions = editions.where(extract("year", Edition.ends_on) == year)
    return _results(session, lambda table: table.edition_id.in_(editions))


def _results(session: Session, about: Callable[[Subject], ColumnElement[bool]]) -> Results:
    invited, answered = session.execute(
        select(func.count(), _sum_of_used()).where(about(FeedbackInvitation))
    ).one()
    rows = session.execute(
        select(
            FeedbackAnswer.edition_id,
            FeedbackAnswer.course_id,
            FeedbackAnswer.form_id,
            FeedbackAnswer.answers,
        )
        .where(about(FeedbackAnswer))
        .order_by(FeedbackAnswer.id)
    ).all()
    groups: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for edition_id, course_id, form_id, answers in rows:
        groups[edition_id, course_id, form_id].append(answers)
    whole = {key: group[: _whole(len(group))] for key, group in groups.items()}
    shown = [answers for group in whole.values() for answers in group]
    forms = {form_id for (_, _, form_id), group in whole.items() if group}
    questions = _questions(session, forms) if forms else []
    return Results(
        invited=invited,
        answered=answered,
        counted=len(shown),
        scales=tuple(_scales(questions, shown)),
        texts=tuple(_texts(questions, shown)),
    )


def _whole(count: int) -> int:
    return count // GROUP * GROUP


def _sum_of_used() -> ColumnElement[int]:
    return func.coalesce(func.sum(cast(FeedbackInvitation.used, Integer)), 0)


def _questions(session: Session, form_ids: set[UUID]) -> list[Question]:
    """The questions of these forms; of several versions of one, the newest wording."""
    forms = session.scalars(
        select(FeedbackForm).where(FeedbackForm.id.in_(form_ids)).order_by(FeedbackForm.version)
    )
    found: dict[str, Question] = {}
    for form in forms:
        found |= {question.id: question for question in read_questions(form.questions)}
    return list(found.values())


def _scales(
    questions: Iterable[Question], shown: Sequence[Mapping[str, Any]]
) -> Iterable[ScaleResult]:
    for question in questions:
        if question.kind is not QuestionKind.SCALE:
            continue
        counts = Counter(answers[question.id] for answers in shown if question.id in answers)
        yield ScaleResult(
            question=question,
            counts=tuple(counts[point] for point in POINTS),
            mean=Fraction(sum(point * counts[point] for point in POINTS), counts.total()),
        )


def _texts(
    questions: Iterable[Question], shown: Sequence[Mapping[str, Any]]
) -> Iterable[TextResult]:
    for question in questions:
        if question.kind is not QuestionKind.TEXT:
            continue
        texts = [answers[question.id] for answers in shown if answers.get(question.id)]
        yield TextResult(question=question, texts=tuple(sorted(texts, key=_scatter(question.id))))


def _scatter(question_id: str) -> Callable[[str], bytes]:
    return lambda text: hashlib.sha256(f"{question_id}:{text}".encode()).digest()


def list_editions(session: Session, wanted: Wanted, filters: Filters) -> Page[EditionRow]:
    """Editions about which members were asked; sort by programme, provider, ends_on or a count."""
    query = (
        select(Edition)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .where(select(FeedbackInvitation.id).where(_of_edition(FeedbackInvitation)).exists())
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
    )
    orders: dict[str, Order] = {
        "ends_on": Edition.ends_on,
        "programme": func.lower(Programme.title),
        "provider": func.lower(Provider.name),
        "invited": _counted_by_edition(func.count()),
        "answered": _counted_by_edition(_sum_of_used()),
    }
    page = fetch_page(session, _filtered(query, filters), wanted, orders=orders, tie=Edition.id)
    tallies = _tallies(session, [edition.id for edition in page.rows], "edition_id")
    return Page(
        rows=[
            EditionRow(edition=edition, tally=tallies.get(edition.id, Tally()))
            for edition in page.rows
        ],
        total=page.total,
        number=page.number,
        pages=page.pages,
    )


def _of_edition(table: Subject) -> ColumnElement[bool]:
    return table.edition_id == Edition.id


def _counted_by_edition(counted: ColumnElement[int]) -> ColumnElement[int]:
    query = select(counted).where(_of_edition(FeedbackInvitation)).correlate(Edition)
    return query.scalar_subquery()


def _filtered(query: Select[tuple[Edition]], filters: Filters) -> Select[tuple[Edition]]:
    if filters.programme:
        query = query.where(
            or_(
                contains(Programme.title, filters.programme),
                contains(Programme.title_en, filters.programme),
            )
        )
    if filters.organisers is not None:
        query = query.where(of_organisers(filters.organisers))
    if filters.provider_id is not None:
        query = query.where(Edition.provider_id == filters.provider_id)
    if filters.year is not None:
        first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
        query = query.where(Edition.ends_on.between(first, last))
    return query


def _tallies(session: Session, ids: Sequence[UUID], name: str) -> dict[UUID, Tally]:
    """The tally of each subject; `name` is its column in invitation and answer."""

    def count(table: Subject, *columns: ColumnElement[int]) -> dict[UUID, Sequence[int]]:
        subject = getattr(table, name)
        query = select(subject, *columns).where(subject.is_not(None)).group_by(subject)
        if len(ids) <= _FETCHED_BY_ID:
            query = query.where(subject.in_(ids))
        return {row[0]: row[1:] for row in session.execute(query)}

    asked = count(FeedbackInvitation, func.count(), _sum_of_used())
    opened = count(FeedbackAnswer, func.count())
    return {
        subject: Tally(
            invited=invited,
            answered=answered,
            counted=_whole(opened[subject][0]) if subject in opened else 0,
        )
        for subject, (invited, answered) in asked.items()
    }


def list_courses(session: Session) -> list[CourseRow]:
    """Courses of the College about which members were asked, by title."""
    ids = session.scalars(
        select(Course.id).where(
            select(FeedbackInvitation.id).where(FeedbackInvitation.course_id == Course.id).exists()
        )
    ).all()
    titles, tallies = course_titles(session, ids), _tallies(session, ids, "course_id")
    rows = [
        CourseRow(course_id=course_id, title=titles[course_id], tally=tallies[course_id])
        for course_id in ids
    ]
    return sorted(rows, key=lambda row: (row.title["ro"], row.course_id))


def years(session: Session) -> list[int]:
    """The years in which editions with feedback ended, newest first."""
    first, last = session.execute(
        select(func.min(Edition.ends_on), func.max(Edition.ends_on)).where(
            select(FeedbackInvitation.id).where(_of_edition(FeedbackInvitation)).exists()
        )
    ).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def providers(session: Session) -> Sequence[tuple[UUID, str]]:
    """Providers that held an edition, by name: id and name."""
    rows = session.execute(
        select(Provider.id, Provider.name)
        .where(select(Edition.id).where(Edition.provider_id == Provider.id).exists())
        .order_by(func.lower(Provider.name), Provider.id)
    )
    return [(provider_id, name) for provider_id, name in rows]


def edition(session: Session, edition_id: UUID) -> Edition:
    """An edition with its programme and provider; NotFound otherwise."""
    found = session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Nu există o ediție cu această adresă."))
    return found


def programme(session: Session, programme_id: UUID) -> Programme:
    """A programme with its provider; NotFound otherwise."""
    found = session.get(Programme, programme_id, options=[joinedload(Programme.provider)])
    if found is None:
        raise NotFound(N_("Nu există un program cu această adresă."))
    return found


def course_title(session: Session, course_id: UUID) -> Mapping[str, str]:
    """The title of a course, {"ro", "en"}; NotFound otherwise."""
    titles = course_titles(session, [course_id])
    if course_id not in titles:
        raise NotFound(N_("Nu există un curs cu această adresă."))
    return titles[course_id]
