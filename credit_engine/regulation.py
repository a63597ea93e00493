"""The typed shape of a regulation: dated versions, each value with its basis and source.

These dataclasses ARE the schema: `loading` reads YAML by their annotations, `schemas` prints
the JSON Schema from them. A leaf is a `Value`; None inside it means "not known".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from credit_engine.facts import Organiser, ProgrammeForm
from credit_engine.families import Cap, Conversion, Cycle, Minimum
from credit_engine.values import Rounding, RoundingMode, Scope, Value

# Named again here, where those who read a regulation look for them.
__all__ = ["Regulation", "RegulationVersion", "Rounding", "RoundingMode", "Scope", "Value"]


class AnnualPeriod(StrEnum):
    CALENDAR_YEAR = "calendar_year"


class RelativeYear(StrEnum):
    SAME = "same"
    NEXT = "next"


class ShortfallEffect(StrEnum):
    FLAG_AND_NOTIFY = "flag_and_notify"


class CountsFor(StrEnum):
    YEAR_OF_LAST_DAY = "year_of_last_day"


class MonthRule(StrEnum):
    STARTED = "started"
    WHOLE = "whole"


class YearCloseRule(StrEnum):
    DECISION_AND_NOTICE = "decision_and_notice"


class AbsenceEffect(StrEnum):
    PRO_RATA = "pro_rata"
    NONE = "none"


class RegistrationYear(StrEnum):
    EXEMPT = "exempt"
    FULL = "full"


class CreditsRule(StrEnum):
    AS_FIXED_BY_DECISION = "as_fixed_by_decision"


class Excluded(StrEnum):
    BREAKS = "breaks"
    MEALS = "meals"
    REGISTRATION = "registration"


class OverlapRule(StrEnum):
    COUNTED_ONCE = "counted_once"
    ALL = "all"


class RepeatRule(StrEnum):
    NO_SECOND_CREDIT = "no_second_credit"
    NO_SECOND_CREDIT_WHILE_APPROVED = "no_second_credit_while_approved"
    CREDITED_AGAIN = "credited_again"


class ParticipantsRule(StrEnum):
    MUST_BE_DECLARED = "must_be_declared"


class FeedbackRule(StrEnum):
    ORGANISER_ASKS = "organiser_asks"


class ConversionOf(StrEnum):
    DECLARED_WORKLOAD = "declared_workload"
    MINUTES_DELIVERED = "minutes_delivered"


class Per(StrEnum):
    YEAR = "year"
    HOUR = "hour"
    SUPERVISEE = "supervisee"
    WORK = "work"
    ONCE = "once"


class WindowStart(StrEnum):
    CERTIFICATE_ISSUED = "certificate_issued"


class ForeignRule(StrEnum):
    CASE_BY_CASE = "case_by_case"


class DuesRule(StrEnum):
    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


class RetentionRule(StrEnum):
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A text in both languages."""

    ro: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDay:
    """A day of the same or the next year: {month: 3, day: 31, year: next}."""

    month: int
    day: int
    year: RelativeYear

    def of(self, year: int) -> date:
        """The legal day that this names for a year."""
        return date(year + (self.year is RelativeYear.NEXT), self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProRata:
    """How months of absence lower the requirement; exemptions are looked at first."""

    months: MonthRule
    rounding: Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class YearClose:
    """What may still undo a met year after its evidence date."""

    reversal: YearCloseRule
    notice_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlanketGrant:
    """Credits granted by a decision to every member registered on a day, for one year."""

    year: int
    credits: Value[Fraction]
    registered_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualRequirement:
    min_credits: Value[Fraction]
    period: Value[AnnualPeriod]
    evidence_until: Value[YearDay]
    carry_over_max: Value[Fraction]
    shortfall_effect: Value[ShortfallEffect]
    counts_for: Value[CountsFor]
    pro_rata: Value[ProRata]
    after_year_close: Value[YearClose]
    blanket_grants: tuple[BlanketGrant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    suspended_months: Value[AbsenceEffect]
    parental_or_medical_leave: Value[AbsenceEffect]
    registration_year: Value[RegistrationYear]
    min_months_practised: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the engine proposes to the Commission before it decides on a programme."""

    minutes_per_credit: Value[int]
    exclude: Value[tuple[Excluded, ...]]
    max_per_day: Value[Fraction]
    max_per_programme: Value[Fraction]
    rounding: Value[Rounding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmes:
    organisers: Value[tuple[Organiser, ...]]
    reserved_to_approved_providers: Value[tuple[str, ...]]
    approval: Value[tuple[Organiser, ...]]  # the organisers whose programmes need a decision
    kinds: Value[tuple[ProgrammeForm, ...]]
    credits: Value[CreditsRule]
    proposal: Proposal
    attendance_min_percent: Value[int]
    attendance_review_from_percent: Value[int]
    late_arrival_tolerance_minutes: Value[int]
    elearning_course_repeat: Value[RepeatRule]
    overlapping_sessions: Value[OverlapRule]
    repeated_programme: Value[RepeatRule]
    min_principal_lecturers: Value[int]
    max_participants: Value[ParticipantsRule]
    file: Value[tuple[str, ...]]
    validity_months: Value[int]
    completion_documents_due_days: Value[int]
    completion_documents: Value[bool]
    feedback_form: Value[FeedbackRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    criteria: Value[tuple[str, ...]]
    fee_proof: Value[bool]
    fee_amount: Value[Fraction]
    min_principal_social_workers: Value[int]
    validity_months: Value[int]
    renewal_notice_days: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeCourses:
    """E-learning of the College, until a decision fixes the credits of each course."""

    conversion_of: Value[ConversionOf]
    minutes_per_credit: Value[int]
    rounding: Value[Rounding]
    repeat: Value[RepeatRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherActivity:
    """One entry of the College's list: that it is listed is one value, what it brings others."""

    listed: Value[bool]
    credits: Value[Fraction]
    per: Value[Per]
    cap: Value[Fraction]
    conditions: tuple[Value[str], ...]
    evidence: Value[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherActivities:
    cap_per_year: Value[Fraction]
    items: Mapping[str, OtherActivity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Training by providers that the College has not approved."""

    allowed: Value[bool]
    window: Value[WindowStart]
    window_days: Value[int]
    latest: Value[YearDay]
    foreign: Value[ForeignRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    order: Value[tuple[str, ...]]
    min_years_of_practice: Mapping[str, Value[int]]
    credits_per_full_year_since_last_grade: Mapping[str, Value[Fraction]]
    dues_paid: Value[DuesRule]
    outcomes: Value[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    supervisor_min_grade: Value[str]
    hours_required: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    sample_percent: Value[Fraction]
    evidence_retention_years: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    provider_answers_objection_days: Value[int]
    commission_answers_objection_days: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    decisions: Value[RetentionRule]
    evidence_years: Value[int]
    rejected_files_years: Value[int]
    logs_years: Value[int]
    feedback_text_years: Value[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationVersion:
    """One version, in force from `effective_from` until the next of its line begins."""

    id: str
    title: Title
    legal_basis: str
    status: str | None
    effective_from: date
    applies_to: Value[str]
    annual_requirement: AnnualRequirement
    exemptions: Exemptions
    programmes: Programmes
    providers: Providers
    college_courses: CollegeCourses
    other_activities: OtherActivities
    recognition: Recognition
    grades: Grades
    supervision: Supervision
    audit: Audit
    clocks: Clocks
    retention: Retention
    conversion: Conversion | None = None
    caps: tuple[Cap, ...] = ()
    minimums: tuple[Minimum, ...] = ()
    cycle: Cycle | None = None
    not_regulated: tuple[str, ...] = ()  # paths of sections and values it has no rule for
    recorded_at: datetime | None = None  # unknown to questions about an earlier instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """A line of versions, oldest first; sources by id, as cited by the values."""

    id: str
    sources: Mapping[str, str]
    notes: tuple[str, ...]
    versions: tuple[RegulationVersion, ...]

    def in_force_on(
        self, day: date, *, known_at: datetime | None = None
    ) -> RegulationVersion | None:
        """The version in force on a legal day, of those recorded by an instant; None before any."""
        found = None
        for version in self.versions if known_at is None else self.recorded_by(known_at):
            if version.effective_from <= day:
                found = version
        return found

    def recorded_by(self, known_at: datetime | None) -> tuple[RegulationVersion, ...]:
        """The versions that were known at an instant; None = all."""
        return tuple(
            version
            for version in self.versions
            if known_at is None or version.recorded_at is None or version.recorded_at <= known_at
        )
