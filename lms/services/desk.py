"""What waits for a person, by role: the numbers on the desk of everybody who is not a member."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.models import (
    AttendanceFile,
    AttendanceState,
    CaseFile,
    CaseState,
    Edition,
    EditionState,
    ImportState,
    Outbox,
    ProviderReply,
    RegisterImport,
    Role,
)


@dataclass(frozen=True)
class Waiting:
    """A kind of work, and how much of it waits."""

    code: str
    count: int


def read_desk(
    session: Session, *, roles: Collection[Role], provider_ids: Collection[UUID], on: date
) -> list[Waiting]:
    """What waits for somebody with these roles, in the order of the menu."""
    queries: list[tuple[str, Select[tuple[int]]]] = []
    if Role.PROVIDER in roles:
        queries += [
            ("lists_to_send", _editions_without_list(provider_ids, on=on)),
            ("lists_to_review", _lists_in_review(provider_ids)),
            ("objections_to_answer", _objections_to_answer(provider_ids)),
        ]
    for role in (Role.CFPC, Role.CAAP):
        if role in roles:
            queries.append((f"files_{role.value}", _files_to_propose(role.value)))
    if Role.BEX in roles:
        queries.append(
            ("files_bex", _count(CaseFile.id).where(CaseFile.state == CaseState.PROPOSED))
        )
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


def _editions_without_list(provider_ids: Collection[UUID], *, on: date) -> Select[tuple[int]]:
    filed = select(AttendanceFile.edition_id).where(
        AttendanceFile.state.not_in([AttendanceState.UNDONE, AttendanceState.REPLACED])
    )
    return _count(Edition.id).where(
        Edition.provider_id.in_(provider_ids),
        Edition.ends_on < on,
        Edition.state != EditionState.CANCELLED,
        Edition.id.not_in(filed),
    )


def _lists_in_review(provider_ids: Collection[UUID]) -> Select[tuple[int]]:
    return (
        _count(AttendanceFile.id)
        .join(Edition, Edition.id == AttendanceFile.edition_id)
        .where(
            Edition.provider_id.in_(provider_ids), AttendanceFile.state == AttendanceState.REVIEW
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
