"""Facts the engine reads: dated, recorded, superseded and never edited.

Two time axes: `valid_from`/`valid_until` (half-open, legal days) say when a fact holds;
`recorded_at`/`superseded_at` (aware instants, half-open) say when it was known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from credit_engine.legal_time import last_legal_day


class Status(StrEnum):
    """Standing of a member in the register."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class Leave(StrEnum):
    """Kinds of leave that may lower the requirement of a year."""

    PARENTAL = "parental"
    MEDICAL = "medical"


class PracticeField(StrEnum):
    """Seniority in the specialty and practice in the field are counted apart."""

    SPECIALTY = "specialty"
    FIELD = "field"


class Organiser(StrEnum):
    """Who holds an activity; `unapproved_provider` is never creditable without recognition."""

    APPROVED_PROVIDER = "approved_provider"
    BRANCH = "branch"
    OTHER_ENTITY = "other_entity"
    COLLEGE = "college"
    UNAPPROVED_PROVIDER = "unapproved_provider"


class ActivityKind(StrEnum):
    """What one source of credit is."""

    COURSE = "course"  # an e-learning course of the College, completed on the platform
    PROGRAMME = "programme"  # an edition of a programme, by attendance
    OPENING = "opening"  # credits of the past, imported with their source
    RECOGNITION = "recognition"  # training outside the register of providers
    OTHER = "other"  # boards, lecturing, books, ...


class Delivery(StrEnum):
    """How an activity reaches who takes part."""

    LIVE = "live"
    RECORDED = "recorded"
    SELF_STUDY = "self_study"


class ProgrammeForm(StrEnum):
    """The form a programme takes."""

    COURSE = "course"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    ROUND_TABLE = "round_table"
    WEBINAR = "webinar"
    ELEARNING_COURSE = "elearning_course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Recorded and perhaps superseded: aware instants, half-open."""

    recorded_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Fact):
    """A fact that holds on the legal days [valid_from, valid_until); None = open."""

    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Fact):
    """The day of registration in the register (RNASR); a correction supersedes it."""

    registered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPeriod(Period):
    """Standing in the register over a period."""

    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePeriod(Period):
    """Grade (treaptă) held over a period: an id of the regulation's `grades.order`."""

    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePeriod(Period):
    """Parental or medical leave over a period."""

    leave: Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePeriod(Period):
    """Practice over a period, in the specialty or in the field."""

    field: PracticeField


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedYear(Fact):
    """The record of one calendar year was imported in full from `document`."""

    year: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesYear(Fact):
    """The dues of one calendar year: paid on a day, or owed (None); no fact = not known."""

    year: int
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The act of a body: "BEX", "12", 2026-03-03."""

    body: str
    number: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Period):
    """Approval of a provider, or of a programme or course with the credits it fixes."""

    decision: Decision
    credits: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sitting: aware instants [start, end)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(Fact):
    """A ledger entry of this source: signed credits (a reversal is negative).

    `basis` is that of the rule which fixed the credits, as the engine gave it when booked.
    """

    entry: str
    credits: Fraction
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Fact):
    """One source of credit of one member.

    `id` names this source (one edition, one enrolment); `source` names what is repeated
    when taken again (the programme, the course). Minutes are whole minutes, summed over the
    edition: delivered (breaks excluded), present, late (missed before the first arrival).
    """

    id: str
    kind: ActivityKind
    source: str
    title: str
    organiser: Organiser = Organiser.COLLEGE
    form: ProgrammeForm | None = None
    provider_approvals: tuple[Approval, ...] = ()
    programme_approvals: tuple[Approval, ...] = ()
    sessions: tuple[Session, ...] = ()
    minutes_delivered: int | None = None
    minutes_present: int | None = None
    minutes_late: int = 0
    workload_minutes: int | None = None
    started_on: date | None = None
    completed_on: date | None = None
    credits_declared: Fraction | None = None  # openings only
    document: str | None = None  # openings only: where the past credits are written
    bookings: tuple[Booking, ...] = ()
    item: str | None = None  # other activities only: an id of the regulation's list
    quantity: Fraction | None = None  # other activities only: hours, works, years, supervisees
    category: str | None = None  # what it is about, as the regulation names it: "ethics"
    delivery: Delivery | None = None
    in_specialty: bool | None = None  # of the member who takes part; None = not known


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """All that is known of one member; `member` is the opaque uuid.

    `platform_from`: the first legal day from which the platform holds every credit of the
    member; years that begin earlier need an `ImportedYear` before they can be "not met".
    """

    member: str
    registrations: tuple[Registration, ...] = ()
    platform_from: date | None = None
    statuses: tuple[StatusPeriod, ...] = ()
    grades: tuple[GradePeriod, ...] = ()
    leaves: tuple[LeavePeriod, ...] = ()
    practice: tuple[PracticePeriod, ...] = ()
    imported_years: tuple[ImportedYear, ...] = ()
    dues: tuple[DuesYear, ...] = ()
    activities: tuple[Activity, ...] = ()


F = TypeVar("F", bound=Fact)
P = TypeVar("P", bound=Period)


def known(facts: tuple[F, ...], known_at: datetime | None) -> tuple[F, ...]:
    """The facts recorded by `known_at` and not yet superseded then; None = all that stand."""
    if not facts:
        return ()
    if known_at is None:
        return tuple([f for f in facts if f.superseded_at is None])
    return tuple(
        [
            f
            for f in facts
            if f.recorded_at <= known_at and (f.superseded_at is None or f.superseded_at > known_at)
        ]
    )


def in_force(periods: tuple[P, ...], day: date) -> P | None:
    """The period that holds on a legal day; of several, the latest to begin."""
    found: P | None = None
    for period in periods:
        holds = period.valid_from <= day and (
            period.valid_until is None or day < period.valid_until
        )
        if holds and (found is None or period.valid_from > found.valid_from):
            found = period
    return found


def registered_on(member: MemberFacts, known_at: datetime | None) -> date | None:
    """The day of registration as it was known; of several, the earliest; None = not known."""
    return min([r.registered_on for r in known(member.registrations, known_at)], default=None)


def last_day(activity: Activity) -> date | None:
    """The legal day on which an activity ended: last session, else completion; None = open."""
    if activity.sessions:
        return last_legal_day(max([session.end for session in activity.sessions]))
    return activity.completed_on
