"""The public register of providers (Registrul furnizorilor): as of any day, and each one's past."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.errors import N_, NotFound
from lms.models import LegalForm, ProgrammeApproval, Provider, ProviderApproval, ProviderEntry
from lms.services.catalogue import folded
from lms.services.listing import Page, Wanted, cut_page

Approval = TypeVar("Approval", ProviderApproval, ProgrammeApproval)


class Approved(StrEnum):
    """Whether a provider is approved on the day asked."""

    NOW = "approved"
    ENDED = "ended"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What of the register is asked for; `state` "" means approved on the day, "all" everyone."""

    on: date
    text: str = ""
    county: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """A provider in the register on a day: the approval that holds, or the last one before."""

    provider: Provider
    fiscal_code: str | None
    legal_form: LegalForm | None
    approval: ProviderApproval
    state: Approved


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """One provider with every approval that it ever had, the latest first."""

    line: RegisterLine
    approvals: Sequence[ProviderApproval]


def approval_of(approvals: Collection[Approval], on: date) -> Approval | None:
    """The approval that holds on a day, else the last that ended, else the first to come."""
    current = [each for each in approvals if each.superseded_at is None]
    begun = [each for each in current if each.valid_from <= on]
    if begun:
        return max(begun, key=lambda each: (_holds(each, on), each.valid_from, each.decided_on))
    return min(current, key=lambda each: each.valid_from, default=None)


def _holds(approval: ProviderApproval | ProgrammeApproval, on: date) -> bool:
    return approval.valid_from <= on and (approval.valid_until is None or on < approval.valid_until)


def state_of(approval: ProviderApproval | ProgrammeApproval, on: date) -> Approved:
    """What an approval says on a day."""
    if _holds(approval, on):
        return Approved.NOW
    return Approved.LATER if on < approval.valid_from else Approved.ENDED


def list_register(session: Session, asked: RegisterFilter, wanted: Wanted) -> Page[RegisterLine]:
    """The register on a day, filtered, sorted and paged; three queries however long it is."""
    words = folded(asked.text).split()
    lines = [
        line
        for line in _lines(session, on=asked.on)
        if all(word in _searched(line) for word in words)
        and (not asked.county or line.provider.county == asked.county)
        and _asked_state(line, asked.state)
    ]
    lines.sort(key=lambda line: folded(line.provider.name))
    return cut_page(lines, wanted, orders=_ORDERS)


_ORDERS: dict[str, Callable[[RegisterLine], Any]] = {
    "county": lambda line: line.provider.county or "",
    "valid_until": lambda line: line.approval.valid_until or date.max,
    "decided_on": lambda line: line.approval.decided_on,
}


def _searched(line: RegisterLine) -> str:
    return f"{folded(line.provider.name)} {line.fiscal_code or ''}"


def _asked_state(line: RegisterLine, state: str) -> bool:
    return state == "all" or line.state == (state or Approved.NOW.value)


def _lines(session: Session, *, on: date) -> list[RegisterLine]:
    providers = session.scalars(
        select(Provider)
        .where(Provider.id.in_(select(ProviderApproval.provider_id)))
        .options(selectinload(Provider.approvals))
    ).all()
    entries = _entries(session, [provider.id for provider in providers])
    return [
        line
        for provider in providers
        if (line := _line(provider, entries.get(provider.id), on=on)) is not None
    ]


def _line(provider: Provider, entry: ProviderEntry | None, *, on: date) -> RegisterLine | None:
    approval = approval_of(provider.approvals, on)
    if approval is None:
        return None
    return RegisterLine(
        provider=provider,
        fiscal_code=entry.fiscal_code if entry else None,
        legal_form=entry.legal_form if entry else None,
        approval=approval,
        state=state_of(approval, on),
    )


def _entries(session: Session, provider_ids: Sequence[UUID]) -> dict[UUID, ProviderEntry]:
    rows = session.scalars(select(ProviderEntry).where(ProviderEntry.provider_id.in_(provider_ids)))
    return {row.provider_id: row for row in rows if row.provider_id is not None}


def read_provider(session: Session, slug: str, *, on: date) -> RegisterPage:
    """One provider of the register on a day; NotFound when it never had an approval."""
    provider = session.scalar(
        select(Provider).where(Provider.slug == slug).options(selectinload(Provider.approvals))
    )
    entries = {} if provider is None else _entries(session, [provider.id])
    line = None if provider is None else _line(provider, entries.get(provider.id), on=on)
    if provider is None or line is None:
        raise NotFound(N_("Acest furnizor nu este în registru."))
    standing = [each for each in provider.approvals if each.superseded_at is None]
    return RegisterPage(
        line=line,
        approvals=sorted(standing, key=lambda each: each.valid_from, reverse=True),
    )
