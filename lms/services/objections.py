"""Semnalați o greșeală: a member objects to a credit line, or to missing from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    CreditEntry,
    Decision,
    Edition,
    EditionState,
    EntryKind,
    Objection,
    ObjectionKind,
    Programme,
    Provider,
)
from lms.services import case_files, facts, ledger
from lms.services.listing import Page, Wanted, contains, fetch_page
from lms.services.objection_effects import UPHELD
from lms.services.searching import plain, plain_column

EDITIONS_SHOWN = 10
_PLACES: tuple[InstrumentedAttribute[Any], ...] = (
    Programme.title,
    Programme.title_en,
    Provider.name,
    Edition.place,
)


def kinds_for(entry: CreditEntry) -> tuple[ObjectionKind, ...]:
    """What can be said of a line: only an edition has a list on which one stands by mistake."""
    if entry.source.startswith("edition:"):
        return (ObjectionKind.DID_NOT_ATTEND, ObjectionKind.WRONG_CREDIT)
    return (ObjectionKind.WRONG_CREDIT,)


def open_objection_to(session: Session, entry_id: UUID) -> CaseFile | None:
    """The open file (or draft) about a line, if there is one."""
    return session.scalar(
        select(CaseFile)
        .join(Objection, Objection.case_id == CaseFile.id)
        .where(Objection.credit_entry_id == entry_id, Objection.closed_at.is_(None))
    )


def line_to_object_to(session: Session, member_id: UUID, entry_id: UUID) -> CreditEntry:
    """A member's own line that still counts; NotFound or Conflict otherwise."""
    entry = session.get(CreditEntry, entry_id)
    if entry is None or entry.member_id != member_id:
        raise NotFound(N_("Această linie nu există între creditele dumneavoastră."))
    reversed_by = select(CreditEntry.id).where(CreditEntry.reverses_id == entry_id)
    if entry.kind is EntryKind.REVERSAL or session.scalar(reversed_by) is not None:
        raise Conflict(
            N_("Linia a fost stornată; nu mai contează și nu mai este nimic de semnalat.")
        )
    return entry


def object_to_line(
    session: Session,
    entry_id: UUID,
    kind: ObjectionKind,
    *,
    member_id: UUID,
    account_id: UUID,
    now: datetime,
) -> CaseFile:
    """The draft of an objection to a line: a new one, or the open one with its kind changed."""
    ledger.lock_chains(session, [member_id])  # two clicks open one file
    entry = line_to_object_to(session, member_id, entry_id)
    if kind not in kinds_for(entry):
        raise BadInput(N_("Alegeți una dintre variantele din listă."), field="kind")
    case = open_objection_to(session, entry_id)
    if case is None:
        return _open(
            session, kind, entry_id, None, member_id=member_id, account_id=account_id, now=now
        )
    if case.state is CaseState.DRAFT:
        session.get_one(Objection, case.id).kind = kind
        session.flush()
    return case


def object_to_list(
    session: Session, edition_id: UUID, *, member_id: UUID, account_id: UUID, now: datetime
) -> CaseFile:
    """The draft of „Lipsesc de pe listă” for an edition that has taken place, one per edition."""
    ledger.lock_chains(session, [member_id])
    edition = session.get(Edition, edition_id)
    if edition is None or edition.state is EditionState.CANCELLED:
        raise BadInput(N_("Alegeți o ediție din listă."), field="edition")
    if edition.ends_on > legal_day(now):
        raise BadInput(
            N_("Ediția nu s-a încheiat încă. Lista de prezență se depune după ultima zi."),
            field="edition",
        )
    source = facts.edition_source(edition_id)
    if ledger.live_entry(session, member_id=member_id, source=source) is not None:
        raise BadInput(
            N_("Aveți deja credite pentru această ediție. Le găsiți la Creditele mele."),
            field="edition",
        )
    case = session.scalar(
        select(CaseFile)
        .join(Objection, Objection.case_id == CaseFile.id)
        .where(
            Objection.edition_id == edition_id,
            CaseFile.member_id == member_id,
            Objection.closed_at.is_(None),
        )
    )
    return case or _open(
        session,
        ObjectionKind.MISSING_FROM_LIST,
        None,
        edition_id,
        member_id=member_id,
        account_id=account_id,
        now=now,
    )


def _open(
    session: Session,
    kind: ObjectionKind,
    entry_id: UUID | None,
    edition_id: UUID | None,
    *,
    member_id: UUID,
    account_id: UUID,
    now: datetime,
) -> CaseFile:
    case = case_files.open_draft(
        session, CaseKind.OBJECTION, member_id=member_id, account_id=account_id, now=now
    )
    session.add(
        Objection(case_id=case.id, kind=kind, credit_entry_id=entry_id, edition_id=edition_id)
    )
    session.flush()
    return case


@dataclass(frozen=True, kw_only=True)
class ObjectionView:
    """What an objection is about: the line, or the edition of which a member says they miss."""

    kind: ObjectionKind
    entry: CreditEntry | None
    edition: Edition | None  # of the line too, when the line is of an edition


def objection_of(session: Session, case: CaseFile) -> ObjectionView:
    """What a file of kind objection is about."""
    objection = session.get_one(Objection, case.id)
    entry = None
    edition_id = objection.edition_id
    if objection.credit_entry_id is not None:
        entry = session.get_one(CreditEntry, objection.credit_entry_id)
        if entry.source.startswith("edition:"):
            edition_id = UUID(entry.source.removeprefix("edition:"))
    return ObjectionView(
        kind=objection.kind,
        entry=entry,
        edition=None if edition_id is None else facts.load_edition(session, edition_id),
    )


def past_editions(
    session: Session, member_id: UUID, *, search: str, page: int, on: date
) -> Page[Edition]:
    """Editions that have taken place and brought this member nothing, newest first.

    `search` looks in title, provider and place, whatever the case and the diacritics.
    """
    credited = [
        UUID(source.removeprefix("edition:"))
        for source in session.scalars(live_edition_sources(member_id))
    ]
    query = (
        select(Edition)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .where(
            Edition.ends_on <= on,
            Edition.state != EditionState.CANCELLED,
            Edition.id.not_in(credited),
        )
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
    )
    for word in plain(search).split()[:6]:
        places: tuple[InstrumentedAttribute[Any], ...] = (
            Programme.title,
            Programme.title_en,
            Provider.name,
            Edition.place,
        )
        query = query.where(or_(*(contains(plain_column(place), word) for place in places)))
    wanted = Wanted(page=max(1, page), sort="ends_on", descending=True, size=EDITIONS_SHOWN)
    return fetch_page(session, query, wanted, orders={"ends_on": Edition.ends_on}, tie=Edition.id)


def live_edition_sources(member_id: UUID) -> Select[tuple[str]]:
    """The sources of the editions for which a member has credits that count."""
    reversed_ids = select(CreditEntry.reverses_id).where(CreditEntry.reverses_id.is_not(None))
    return select(CreditEntry.source).where(
        CreditEntry.member_id == member_id,
        CreditEntry.source.startswith("edition:"),
        CreditEntry.reverses_id.is_(None),
        CreditEntry.id.not_in(reversed_ids.where(CreditEntry.member_id == member_id)),
    )


def decided_absent(session: Session, edition_id: UUID) -> frozenset[UUID]:
    """Members who, by decision, did not attend an edition: a later list does not credit them."""
    source = facts.edition_source(edition_id)
    return frozenset(
        session.scalars(
            select(CreditEntry.member_id)
            .join(Objection, Objection.credit_entry_id == CreditEntry.id)
            .join(Decision, Decision.case_id == Objection.case_id)
            .where(
                CreditEntry.source == source,
                Objection.kind == ObjectionKind.DID_NOT_ATTEND,
                Decision.outcome == UPHELD,
            )
        )
    )


def contested_entries() -> Select[tuple[UUID | None]]:
    """The lines that a submitted file contests: they stay as they are until it is decided."""
    return (
        select(Objection.credit_entry_id)
        .join(CaseFile, CaseFile.id == Objection.case_id)
        .where(
            Objection.credit_entry_id.is_not(None),
            Objection.closed_at.is_(None),
            CaseFile.state != CaseState.DRAFT,
        )
    )


def contested_lines(session: Session, entry_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these lines a submitted file contests."""
    found = session.scalars(contested_entries().where(Objection.credit_entry_id.in_(entry_ids)))
    return frozenset(entry_id for entry_id in found if entry_id is not None)
