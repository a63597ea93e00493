"""Pages about imports: the list of them, one import, its problems and its difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.models import (
    Account,
    AttendanceRow,
    ChangeKind,
    CreditEntry,
    EntryKind,
    Job,
    Member,
    Outbox,
    RegisterChange,
    RegisterImport,
    StoredFile,
)
from lms.registry_file import Problem, problem_from_dict
from lms.services.listing import Page, Wanted, contains, fetch_page
from lms.services.members import search_words
from lms.services.register_import import APPLY_TASK, BUSY, UNDO_TASK, can_undo
from lms.services.register_state import load_branches

PROBLEMS_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """An import in the list, with the name of who uploaded it."""

    found: RegisterImport
    uploaded_by: str | None


@dataclass(frozen=True, kw_only=True)
class UndoPlan:
    """What undoing would do, in numbers; credits in thousandths."""

    withdrawn: int  # new members of whom nothing else is known
    kept: int  # new members who have an account or activity since
    changed: int
    entries: int
    credits: int
    restored: int  # of lines that the import had corrected, booked again


@dataclass(frozen=True, kw_only=True)
class ImportDetail:
    """One import with its job; `undo` only when it can be undone.

    `stopped`: the work failed too often and waits for an administrator to try it again.
    """

    found: RegisterImport
    uploaded_by: str | None
    job: Job | None
    undo: UndoPlan | None
    stopped: bool


def list_imports(session: Session, wanted: Wanted) -> Page[ImportRow]:
    """Imports, by default newest first."""
    page = fetch_page(
        session,
        select(RegisterImport),
        wanted,
        orders={
            "uploaded_at": RegisterImport.uploaded_at,
            "filename": RegisterImport.filename,
            "state": RegisterImport.state,
        },
        tie=RegisterImport.id,
    )
    ids = {row.uploaded_by for row in page.rows if row.uploaded_by is not None}
    names = _names(session, ids)
    rows = [
        ImportRow(found=row, uploaded_by=names.get(row.uploaded_by) if row.uploaded_by else None)
        for row in page.rows
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def read_detail(session: Session, found: RegisterImport) -> ImportDetail:
    """What the page of an import shows beside its lists."""
    names = _names(session, {found.uploaded_by}) if found.uploaded_by else {}
    return ImportDetail(
        found=found,
        uploaded_by=names.get(found.uploaded_by) if found.uploaded_by else None,
        job=session.get(Job, found.job_id) if found.job_id else None,
        undo=_undo_plan(session, found) if can_undo(session, found) else None,
        stopped=_is_stopped(session, found),
    )


def _is_stopped(session: Session, found: RegisterImport) -> bool:
    keys = [f"{task}:{found.job_id}" for task in (APPLY_TASK, UNDO_TASK)]
    failed = select(Outbox.id).where(Outbox.key.in_(keys), Outbox.failed_at.is_not(None))
    return found.state in BUSY and session.scalar(failed) is not None


def _undo_plan(session: Session, found: RegisterImport) -> UndoPlan:
    new = (
        select(func.count())
        .select_from(RegisterChange)
        .join(Member, Member.id == RegisterChange.member_id)
        .where(RegisterChange.import_id == found.id, RegisterChange.kind == ChangeKind.NEW)
    )
    credited = select(CreditEntry.member_id).where(CreditEntry.kind == EntryKind.CREDIT)
    present = select(AttendanceRow.member_id).where(AttendanceRow.member_id.is_not(None))
    traced = or_(Member.account_id.is_not(None), Member.id.in_(credited), Member.id.in_(present))
    kept = session.scalar(new.where(traced)) or 0
    total = session.scalar(new) or 0
    reversed_ids = select(CreditEntry.reverses_id).where(CreditEntry.reverses_id.is_not(None))
    entries, credits = session.execute(
        select(func.count(), func.coalesce(func.sum(CreditEntry.credits), 0)).where(
            CreditEntry.batch == f"import:{found.id}",
            CreditEntry.kind == EntryKind.OPENING,
            CreditEntry.id.not_in(reversed_ids),
        )
    ).one()
    return UndoPlan(
        withdrawn=total - kept,
        kept=kept,
        changed=found.counts.get("changed", 0),
        entries=entries,
        credits=int(credits),
        restored=found.counts.get("credits_reversed", 0),
    )


def list_changes(
    session: Session, import_id: UUID, wanted: Wanted, *, search: str, kind: ChangeKind | None
) -> Page[RegisterChange]:
    """What an import changes, member by member; search in name (folded) or code."""
    query = select(RegisterChange).where(RegisterChange.import_id == import_id)
    if kind is not None:
        query = query.where(RegisterChange.kind == kind)
    if search.strip():
        by_name = [contains(RegisterChange.folded_name, word) for word in search_words(search)]
        by_code = contains(RegisterChange.rnasr_code, search.strip())
        for condition in by_name:
            query = query.where(or_(condition, by_code))
        if not by_name:
            query = query.where(by_code)
    return fetch_page(
        session,
        query,
        wanted,
        orders={"position": RegisterChange.position, "name": RegisterChange.folded_name},
        tie=RegisterChange.position,
    )


def branch_names(session: Session) -> dict[str, str]:
    """The names of the branches by the slugs that differences are kept with."""
    return {slug: branch.name for slug, branch in load_branches(session).by_slug.items()}


def list_problems(
    found: RegisterImport, *, sheet: str, severity: str, code: str, page: int | None
) -> Page[Problem]:
    """The problems of an import that match, a page of them or (None) all."""
    matching = [
        problem_from_dict(problem)
        for problem in found.problems
        if (not sheet or problem["sheet"] == sheet)
        and (not severity or problem["severity"] == severity)
        and (not code or problem["code"] == code)
    ]
    if page is None:
        return Page(rows=matching, total=len(matching), number=1, pages=1)
    pages = max(1, -(-len(matching) // PROBLEMS_PER_PAGE))
    number = min(max(1, page), pages)
    start = (number - 1) * PROBLEMS_PER_PAGE
    return Page(
        rows=matching[start : start + PROBLEMS_PER_PAGE],
        total=len(matching),
        number=number,
        pages=pages,
    )


def sheets_with_problems(found: RegisterImport) -> Sequence[str]:
    """The names of the sheets that have problems, in order of appearance."""
    return list(dict.fromkeys(str(p["sheet"]) for p in found.problems if p["sheet"]))


def kept_file(session: Session, found: RegisterImport) -> StoredFile | None:
    """The file of an import as it was kept."""
    return session.get(StoredFile, found.stored_file_id) if found.stored_file_id else None
