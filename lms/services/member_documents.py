"""Documentele mele: what a member keeps once, encrypted, and puts in as many files as needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from lms.attendance.cnp import mask_cnp
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    CaseDocument,
    CaseFile,
    CaseState,
    DocumentKind,
    MemberDocument,
    StoredFile,
)
from lms.services import ledger, stored_files
from lms.services.case_documents import MOST_DOCUMENTS, check_document, clean_title
from lms.services.case_files import BEFORE_PROPOSAL, add_event
from lms.services.listing import Order, Page, Wanted, contains, fetch_page

MOST_KEPT = 200
LONGEST_TITLE = 100
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True, kw_only=True)
class KeptDocument:
    """A document in the list, with the files that hold it: drafts too."""

    document: MemberDocument
    used_in: Sequence[CaseFile]


def keep(
    session: Session,
    member_id: UUID,
    data: bytes,
    *,
    filename: str,
    kind: DocumentKind,
    title: str,
    issued_on: date | None,
    settings: Settings,
    now: datetime,
    checked: tuple[str, str] | None = None,
) -> MemberDocument:
    """Keep a PDF, JPEG or PNG; the same bytes sent again are the document that is there.

    `checked` is what check_document() said of the data, where that was asked before.
    """
    media_type, ending = checked or check_document(data)
    ledger.lock_chains(session, [member_id])  # two clicks keep one document
    name = clean_title(filename, ending=ending)
    title = _clean_name(title) or name.removesuffix(ending)
    _check_day(issued_on, on=legal_day(now))
    stored = stored_files.store(
        session, data, filename=name, media_type=media_type, settings=settings, now=now
    )
    own = select(MemberDocument).where(MemberDocument.member_id == member_id)
    present = session.scalar(
        own.join(StoredFile, StoredFile.id == MemberDocument.stored_file_id).where(
            StoredFile.sha256 == stored.sha256
        )
    )
    if present is not None:
        stored_files.forget_unused(session, [stored.id])
        session.expunge(stored)
        return present
    if (session.scalar(select(func.count()).select_from(own.subquery())) or 0) >= MOST_KEPT:
        raise BadInput(
            N_("Puteți păstra cel mult %(most)d de documente. Ștergeți întâi unul vechi."),
            most=MOST_KEPT,
            field="file",
        )
    document = MemberDocument(
        id=uuid4(),
        member_id=member_id,
        stored_file_id=stored.id,
        kind=kind,
        title=title,
        issued_on=issued_on,
        added_at=now,
    )
    session.add(document)
    session.flush()
    return document


def describe(
    session: Session,
    document: MemberDocument,
    *,
    kind: DocumentKind,
    title: str,
    issued_on: date | None,
    on: date,
) -> None:
    """Change the name, the kind and the day of a document; the files that hold it keep theirs."""
    _check_day(issued_on, on=on)
    document.title = _clean_name(title) or document.title
    document.kind = kind
    document.issued_on = issued_on
    session.flush()


def own_document(session: Session, member_id: UUID, document_id: UUID) -> MemberDocument:
    """A member's own document; NotFound for somebody else's."""
    document = session.get(MemberDocument, document_id)
    if document is None or document.member_id != member_id:
        raise NotFound(N_("Acest document nu există între documentele dumneavoastră."))
    return document


def read(
    session: Session, document: MemberDocument, *, settings: Settings
) -> tuple[StoredFile, bytes]:
    """A document and its bytes."""
    stored = session.get_one(StoredFile, document.stored_file_id)
    return stored, stored_files.read(stored, settings=settings)


def forget(session: Session, document: MemberDocument) -> None:
    """Take a document out of the list; the files that hold it keep it, the rest is deleted."""
    stored_id = document.stored_file_id
    session.delete(document)
    session.flush()
    stored_files.forget_unused(session, [stored_id])


def list_documents(
    session: Session, member_id: UUID, *, kind: str, search: str, wanted: Wanted
) -> Page[KeptDocument]:
    """A member's documents, of a kind and with a word in the name when these are given."""
    query = (
        select(MemberDocument)
        .join(StoredFile, StoredFile.id == MemberDocument.stored_file_id)
        .options(contains_eager(MemberDocument.stored))
        .where(MemberDocument.member_id == member_id)
    )
    if kind in set(DocumentKind):
        query = query.where(MemberDocument.kind == DocumentKind(kind))
    for word in search.split()[:6]:
        query = query.where(contains(MemberDocument.title, word))
    orders: dict[str, Order] = {
        "added_at": MemberDocument.added_at,
        "title": func.lower(MemberDocument.title),
        "kind": MemberDocument.kind,
        "issued_on": MemberDocument.issued_on,
    }
    page = fetch_page(session, query, wanted, orders=orders, tie=MemberDocument.id)
    uses = used_in(session, [row.stored_file_id for row in page.rows])
    rows = [
        KeptDocument(document=row, used_in=uses.get(row.stored_file_id, ())) for row in page.rows
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def used_in(session: Session, stored_ids: Collection[UUID]) -> Mapping[UUID, Sequence[CaseFile]]:
    """The files that hold stored files, by the id of the stored file."""
    found: dict[UUID, list[CaseFile]] = {}
    rows = session.execute(
        select(CaseDocument.stored_file_id, CaseFile)
        .join(CaseFile, CaseFile.id == CaseDocument.case_id)
        .where(CaseDocument.stored_file_id.in_(stored_ids))
        .order_by(CaseFile.opened_at)
    )
    for stored_id, case in rows:
        found.setdefault(stored_id, []).append(case)
    return found


def to_choose_from(session: Session, case: CaseFile) -> Sequence[MemberDocument]:
    """The member's documents that are not in a file yet, the newest first."""
    inside = select(CaseDocument.stored_file_id).where(CaseDocument.case_id == case.id)
    return session.scalars(
        select(MemberDocument)
        .where(
            MemberDocument.member_id == case.member_id,
            MemberDocument.stored_file_id.not_in(inside),
        )
        .order_by(MemberDocument.added_at.desc(), MemberDocument.id)
        .limit(MOST_KEPT)
    ).all()


def put_in(
    session: Session,
    case: CaseFile,
    document_ids: Collection[UUID],
    *,
    account_id: UUID,
    now: datetime,
) -> int:
    """Put documents of the member's in a file that is still open; how many were not there yet."""
    if case.state is not CaseState.DRAFT and case.state not in BEFORE_PROPOSAL:
        raise Conflict(N_("La acest dosar nu se mai pot adăuga documente."))
    wanted = [
        document for document in to_choose_from(session, case) if document.id in set(document_ids)
    ]
    inside = session.scalar(select(func.count()).where(CaseDocument.case_id == case.id)) or 0
    if inside + len(wanted) > MOST_DOCUMENTS:
        raise BadInput(
            N_("Un dosar poate avea cel mult %(most)d documente."),
            most=MOST_DOCUMENTS,
            field="documents",
        )
    for document in reversed(wanted):
        session.add(
            CaseDocument(
                id=uuid4(),
                case_id=case.id,
                stored_file_id=document.stored_file_id,
                title=document.title,
                kind=document.kind,
                added_by=account_id,
                added_at=now,
            )
        )
    session.flush()
    if wanted and case.state is not CaseState.DRAFT:
        add_event(session, case, "document_added", account_id=account_id, now=now)
    return len(wanted)


def _clean_name(title: str) -> str:
    title = " ".join("".join(ch for ch in title if ch.isprintable()).split())
    if len(title) > LONGEST_TITLE:
        raise BadInput(
            N_("Numele poate avea cel mult %(most)d de semne."), most=LONGEST_TITLE, field="title"
        )
    if mask_cnp(title) != title:
        raise BadInput(
            N_("Numele conține un cod numeric personal (CNP). Ștergeți-l: nu avem nevoie de el."),
            field="title",
        )
    return title


def _check_day(issued_on: date | None, *, on: date) -> None:
    if issued_on is not None and not EARLIEST <= issued_on <= on:
        raise BadInput(
            N_("Data documentului nu poate fi aceasta. Scrieți ziua de pe document."),
            field="issued_on",
        )
