"""The next step of organisers on their way to approval, for the first page of their people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.models import (
    ApprovalRequest,
    CaseFile,
    CaseQuestion,
    CaseState,
    OrganiserKind,
    Provider,
    ProviderEntry,
    Side,
)
from lms.services.provider_register import Approved, approval_of, state_of


class Step(StrEnum):
    """What comes next for an organiser."""

    REFUSED = "refused"
    UNVERIFIED = "unverified"
    PREPARE = "prepare"
    DRAFT = "draft"
    QUESTION = "question"
    AT_COMMISSION = "at_commission"
    AT_BEX = "at_bex"
    RENEW = "renew"


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """An organiser, its next step, and the open file if there is one."""

    provider: Provider
    step: Step
    case: CaseFile | None


def next_steps(session: Session, provider_ids: Collection[UUID], *, on: date) -> Sequence[NextStep]:
    """The organisers that have a step to take or to wait for, by name; four queries."""
    providers = session.scalars(
        select(Provider)
        .where(Provider.id.in_(provider_ids))
        .options(selectinload(Provider.approvals))
        .order_by(Provider.name)
    ).all()
    entries = {
        entry.provider_id: entry
        for entry in session.scalars(
            select(ProviderEntry).where(ProviderEntry.provider_id.in_(provider_ids))
        )
    }
    cases = {
        case.provider_id: case
        for case in session.scalars(
            select(CaseFile)
            .join(ApprovalRequest, ApprovalRequest.case_id == CaseFile.id)
            .where(
                ApprovalRequest.provider_id.in_(provider_ids), ApprovalRequest.closed_at.is_(None)
            )
        )
    }
    asked = set(
        session.scalars(
            select(CaseQuestion.case_id).where(
                CaseQuestion.case_id.in_([case.id for case in cases.values()]),
                CaseQuestion.side == Side.COMMISSION,
                CaseQuestion.answered_at.is_(None),
            )
        )
    )
    found = []
    for provider in providers:
        case = cases.get(provider.id)
        step = _step(provider, entries.get(provider.id), case, asked=asked, on=on)
        if step is not None:
            found.append(NextStep(provider=provider, step=step, case=case))
    return found


def _step(
    provider: Provider,
    entry: ProviderEntry | None,
    case: CaseFile | None,
    *,
    asked: Collection[UUID],
    on: date,
) -> Step | None:
    if entry is not None and entry.refused_at is not None:
        return Step.REFUSED
    if case is not None and case.state is not CaseState.DRAFT:
        if case.state is CaseState.PROPOSED:
            return Step.AT_BEX
        return Step.QUESTION if case.id in asked else Step.AT_COMMISSION
    if entry is not None and entry.verified_at is None:
        return Step.UNVERIFIED
    if case is not None:
        return Step.DRAFT
    approval = approval_of(provider.approvals, on)
    if approval is None:
        return Step.PREPARE if entry is not None else None
    is_over = state_of(approval, on) is Approved.ENDED
    return Step.RENEW if is_over and provider.kind is OrganiserKind.APPROVED_PROVIDER else None
