"""What a member reads about credits: the year, the lines, and why each line is as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from credit_engine.results import Finding, finding_from_dict
from lms.errors import N_, NotFound
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    CaseState,
    CreditEntry,
    DecisionReview,
    EntryKind,
    Member,
    Objection,
    ObjectionKind,
    ProviderReply,
    RecognitionRequest,
    RegulationVersion,
    YearStanding,
)
from lms.services import closed_years
from lms.services.closed_years import SaidYear
from lms.services.crediting import entries_of, year_answers
from lms.services.objection_effects import OBJECTION
from lms.services.objections import contested_lines


@dataclass(frozen=True, kw_only=True)
class CreditLine:
    """One entry for a list; `state` is counted, overlapped, reversed, pending or refused."""

    entry_id: UUID
    title: dict[str, Any]
    counts_on: date
    recorded_at: datetime
    credits: int  # thousandths, signed
    counted: int | None  # thousandths that the year counts of this source
    source_kind: str  # edition | course | opening
    is_reversal: bool
    is_reversed: bool
    is_contested: bool


@dataclass(frozen=True, kw_only=True)
class CreditYear:
    """A year of a member: what is said of it and its lines, newest first; the other years."""

    year: int
    years: Sequence[int]
    said: SaidYear
    lines: Sequence[CreditLine]
    others: Sequence[SaidYear]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why an entry is as it is: its findings, and what was said of it later."""

    entry: CreditEntry
    findings: Sequence[Finding]
    orientative: bool
    regulation: RegulationVersion
    reversal: CreditEntry | None
    reverses: CreditEntry | None
    objection: CaseFile | None


def years_of(session: Session, member_id: UUID, *, this_year: int) -> list[int]:
    """The years to offer: this one, those of entries, those with a known standing."""
    years = {this_year}
    years.update(
        row.year
        for row in session.execute(
            select(CreditEntry.counts_on).where(CreditEntry.member_id == member_id)
        ).scalars()
    )
    years.update(
        session.scalars(select(YearStanding.year).where(YearStanding.member_id == member_id))
    )
    return sorted(years, reverse=True)


def credit_year(
    session: Session, member_id: UUID, year: int, *, records_from: date | None, on: date
) -> CreditYear:
    """A year of a member as of a day."""
    years = years_of(session, member_id, this_year=on.year)
    wanted = sorted({*years, year})
    answers = year_answers(session, [member_id], wanted, records_from=records_from, on=on)
    said = closed_years.said_years(session, answers)
    answer = answers[member_id, year]
    entries = entries_of(session, member_id, year=year)
    counted = {
        line.activity: int(line.counted * 1000)
        for line in (answer.standing.lines if answer.standing else ())
    }
    reversed_ids = {entry.reverses_id for entry in entries if entry.reverses_id}
    contested = contested_lines(session, [entry.id for entry in entries])
    lines = [
        CreditLine(
            entry_id=entry.id,
            title=entry.title,
            counts_on=entry.counts_on,
            recorded_at=entry.recorded_at,
            credits=entry.credits,
            counted=counted.get(entry.source),
            source_kind=entry.source.split(":", 1)[0],
            is_reversal=entry.kind is EntryKind.REVERSAL,
            is_reversed=entry.id in reversed_ids,
            is_contested=entry.id in contested,
        )
        for entry in entries
    ]
    return CreditYear(
        year=year,
        years=years,
        said=said[member_id, year],
        lines=lines,
        others=[said[member_id, each] for each in years if each != year],
    )


def said_year(
    session: Session, member_id: UUID, year: int, *, records_from: date | None, on: date
) -> SaidYear:
    """What is said of one year of a member as of a day."""
    answers = year_answers(session, [member_id], [year], records_from=records_from, on=on)
    return closed_years.said_years(session, answers)[member_id, year]


@dataclass(frozen=True, kw_only=True)
class OpenObjection:
    """A mistake that a member reported and that is not decided yet."""

    case: CaseFile
    title: Mapping[str, str]
    kind: ObjectionKind
    provider_until: date | None  # while the provider has it


def open_objections(session: Session, member_id: UUID) -> list[OpenObjection]:
    """What a member contests now, oldest first."""
    rows = session.execute(
        select(CaseFile, Objection.kind, ProviderReply.due_on)
        .join(Objection, Objection.case_id == CaseFile.id)
        .outerjoin(ProviderReply, ProviderReply.case_id == CaseFile.id)
        .where(
            CaseFile.member_id == member_id,
            Objection.closed_at.is_(None),
            CaseFile.state != CaseState.DRAFT,
        )
        .order_by(CaseFile.submitted_at)
    ).all()
    titles = OBJECTION.subjects(session, [row[0].id for row in rows]) if rows else {}
    return [
        OpenObjection(
            case=case,
            title=titles.get(case.id, {}),
            kind=kind,
            provider_until=due_on if case.state is CaseState.WITH_PROVIDER else None,
        )
        for case, kind, due_on in rows
    ]


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """Credits that a member asked for by file and that are not decided: nothing counts yet."""

    case: CaseFile
    title: str
    ended_on: date


_UNDECIDED = (CaseState.SUBMITTED, CaseState.IN_ANALYSIS, CaseState.PROPOSED)


def open_requests(session: Session, member_id: UUID, year: int) -> list[OpenRequest]:
    """Undecided requests about a year, and contestations of decided ones, oldest first."""
    about = func.coalesce(DecisionReview.reviewed_id, CaseFile.id)
    title = func.coalesce(RecognitionRequest.title, ActivityRequest.title)
    ended_on = func.coalesce(RecognitionRequest.ends_on, ActivityRequest.ends_on)
    rows = session.execute(
        select(CaseFile, title.label("title"), ended_on.label("ended_on"))
        .outerjoin(DecisionReview, DecisionReview.case_id == CaseFile.id)
        .outerjoin(RecognitionRequest, RecognitionRequest.case_id == about)
        .outerjoin(ActivityRequest, ActivityRequest.case_id == about)
        .where(
            CaseFile.member_id == member_id,
            CaseFile.kind.in_([CaseKind.RECOGNITION, CaseKind.OTHER_ACTIVITY, CaseKind.REVIEW]),
            CaseFile.state.in_(_UNDECIDED),
            ended_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(CaseFile.submitted_at)
    )
    return [OpenRequest(case=row[0], title=row.title, ended_on=row.ended_on) for row in rows]


def explanation(session: Session, member_id: UUID, entry_id: UUID) -> Explanation:
    """Why a member's entry is as it is; NotFound for somebody else's."""
    entry = session.scalar(
        select(CreditEntry).where(CreditEntry.id == entry_id, CreditEntry.member_id == member_id)
    )
    if entry is None:
        raise NotFound(N_("Această linie nu există între creditele dumneavoastră."))
    return explain(session, entry)


def explain(session: Session, entry: CreditEntry) -> Explanation:
    """The findings stored with an entry, its regulation, its reversal and its open objection."""
    stored = json.loads(entry.findings)
    return Explanation(
        entry=entry,
        findings=[finding_from_dict(finding) for finding in stored.get("findings", [])],
        orientative=bool(stored.get("orientative", False)),
        regulation=session.get_one(RegulationVersion, entry.regulation_id),
        reversal=session.scalar(select(CreditEntry).where(CreditEntry.reverses_id == entry.id)),
        reverses=session.get(CreditEntry, entry.reverses_id) if entry.reverses_id else None,
        objection=session.scalar(
            select(CaseFile)
            .join(Objection, Objection.case_id == CaseFile.id)
            .where(
                Objection.credit_entry_id == entry.id,
                Objection.closed_at.is_(None),
                CaseFile.state != CaseState.DRAFT,
            )
        ),
    )


def member_of(session: Session, member_id: UUID) -> Member:
    """A member by id."""
    return session.get_one(Member, member_id)
