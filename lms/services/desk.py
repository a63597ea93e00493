"""What waits for a person, by role: the numbers on the desk of everybody who is not a member."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lms.models import (
    AttendanceFile,
    AttendanceState,
    CaseFile,
    CaseQuestion,
    CaseState,
    Edition,
    EditionState,
    ImportState,
    NormsDecision,
    Outbox,
    ProgrammeRequest,
    PromotionRequest,
    ProviderEntry,
    ProviderReply,
    RegisterImport,
    Role,
    Side,
)
from lms.services import undecided_attendance


@dataclass(frozen=True)
class Waiting:
    """A kind of work, and how much of it waits."""

    code: str
    count: int


def read_desk(
    session: Session,
    *,
    roles: Collection[Role],
    provider_ids: Collection[UUID],
    branch_ids: Collection[UUID],
    on: date,
) -> list[Waiting]:
    """What waits for somebody with these roles, in the order of the menu."""
    queries: list[tuple[str, Select[tuple[int]]]] = []
    if Role.PROVIDER in roles:
        queries += [
            (
                "lists_to_send",
                _count(Edition.id).where(*editions_without_list(provider_ids, on=on)),
            ),
            ("lists_to_review", _lists_in_review(provider_ids)),
            ("objections_to_answer", _objections_to_answer(provider_ids)),
            ("programme_questions", _programme_questions(provider_ids)),
        ]
    for role in (Role.CFPC, Role.CAAP):
        if role in roles:
            queries.append((f"files_{role.value}", _files_to_propose(role.value)))
    if Role.CFPC in roles:
        queries.append(("attendance", _rows_of(undecided_attendance.waiting())))
        queries.append(("entries", _entries_to_verify()))
    if Role.BEX in roles:
        queries.append(
            ("files_bex", _count(CaseFile.id).where(CaseFile.state == CaseState.PROPOSED))
        )
        queries.append(("norms", _norms_to_confirm()))
    if Role.BRANCH in roles:
        queries.append(("files_branch", _files_of_branches(branch_ids)))
    if not {Role.CAAP, Role.ADMINISTRATOR}.isdisjoint(roles):
        queries.append(
            (
                "imports",
                _count(RegisterImport.id).where(RegisterImport.state == ImportState.PREVIEW),
            )
        )
    if Role.ADMINISTRATOR in roles:
        queries.append(("failed_work", _count(Outbox.id).where(Outbox.failed_at.is_not(None))))
    return [Waiting(code, session.scalar(query) or 0) for code, query in queries]


def _count(column: object) -> Select[tuple[int]]:
    return select(func.count(column))  # type: ignore[arg-type]


def editions_without_list(
    provider_ids: Collection[UUID], *, on: date
) -> tuple[ColumnElement[bool], ...]:
    """What is true of the editions of organisers that were held and have no list yet."""
    filed = select(AttendanceFile.edition_id).where(
        AttendanceFile.state.not_in([AttendanceState.UNDONE, AttendanceState.REPLACED])
    )
    return (
        Edition.provider_id.in_(provider_ids),
        Edition.ends_on < on,
        Edition.state != EditionState.CANCELLED,
        Edition.id.not_in(filed),
    )


def _entries_to_verify() -> Select[tuple[int]]:
    return _count(ProviderEntry.id).where(
        ProviderEntry.confirmed_at.is_not(None),
        ProviderEntry.verified_at.is_(None),
        ProviderEntry.refused_at.is_(None),
    )


def _rows_of(query: Select[Any]) -> Select[tuple[int]]:
    return select(func.count()).select_from(query.order_by(None).subquery())


def _norms_to_confirm() -> Select[tuple[int]]:
    return _count(NormsDecision.id).where(
        NormsDecision.withdrawn_at.is_(None), NormsDecision.confirmed_at.is_(None)
    )


def _files_of_branches(branch_ids: Collection[UUID]) -> Select[tuple[int]]:
    return (
        _count(CaseFile.id)
        .join(PromotionRequest, PromotionRequest.case_id == CaseFile.id)
        .where(
            PromotionRequest.branch_id.in_(branch_ids),
            CaseFile.state.not_in([CaseState.DRAFT, CaseState.DECIDED, CaseState.WITHDRAWN]),
        )
    )


def _lists_in_review(provider_ids: Collection[UUID]) -> Select[tuple[int]]:
    return (
        _count(AttendanceFile.id)
        .join(Edition, Edition.id == AttendanceFile.edition_id)
        .where(
            Edition.provider_id.in_(provider_ids), AttendanceFile.state == AttendanceState.REVIEW
        )
    )


def _programme_questions(provider_ids: Collection[UUID]) -> Select[tuple[int]]:
    """Questions of the commission in files of programmes that are still open."""
    return (
        _count(CaseQuestion.id)
        .join(ProgrammeRequest, ProgrammeRequest.case_id == CaseQuestion.case_id)
        .where(
            ProgrammeRequest.provider_id.in_(provider_ids),
            ProgrammeRequest.closed_at.is_(None),
            CaseQuestion.side == Side.COMMISSION,
            CaseQuestion.answered_at.is_(None),
        )
    )


def _objections_to_answer(provider_ids: Collection[UUID]) -> Select[tuple[int]]:
    return (
        _count(ProviderReply.case_id)
        .join(CaseFile, CaseFile.id == ProviderReply.case_id)
        .where(
            ProviderReply.provider_id.in_(provider_ids),
            CaseFile.state == CaseState.WITH_PROVIDER,
        )
    )


def _files_to_propose(commission: str) -> Select[tuple[int]]:
    return _count(CaseFile.id).where(
        CaseFile.commission == commission,
        CaseFile.state.in_([CaseState.SUBMITTED, CaseState.IN_ANALYSIS]),
    )
