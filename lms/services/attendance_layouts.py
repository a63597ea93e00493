"""Lists of a layout that is not known: kept for a day until their columns are named.

What the columns are is remembered for the organiser, by the titles, so that it is asked once. Of
the file only the copy without personal numbers is kept, and it goes when it is read or given up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import attendance
from lms.attendance import ColumnMapping, Preview, UnknownLayout
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.models import AttendanceDraft, AttendanceLayout, Edition, Provider, StoredFile
from lms.services import audit, stored_files
from lms.services.attendance_files import HIDDEN
from lms.services.attendance_reading import (
    ReadFile,
    clean_filename,
    columns_json,
    limits_of,
    mapping_of,
    read_upload,
    sessions_of,
)

KEPT = timedelta(days=1)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_known(
    session: Session, edition: Edition, *, data: bytes, filename: str, settings: Settings
) -> ReadFile:
    """Read a file, by the columns named before where its layout is the organiser's own.

    Raises attendance.UnknownLayout where the columns must be named, AttendanceRefused otherwise.
    """
    try:
        return read_upload(session, edition, data=data, filename=filename, settings=settings)
    except UnknownLayout as unknown:
        mapping = remembered(session, edition.provider_id, unknown.preview.signature)
        if mapping is None:
            raise
        return read_upload(
            session, edition, data=data, filename=filename, settings=settings, mapping=mapping
        )


def remembered(session: Session, provider_id: UUID, signature: str) -> ColumnMapping | None:
    """What an organiser said of titles like these."""
    kept = session.scalar(
        select(AttendanceLayout.columns).where(
            AttendanceLayout.provider_id == provider_id, AttendanceLayout.signature == signature
        )
    )
    return mapping_of(kept) if kept else None


# --- a file that waits for its columns --------------------------------------------------------


def keep_draft(
    session: Session,
    edition: Edition,
    *,
    data: bytes,
    filename: str,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> AttendanceDraft:
    """Keep the copy of a file without personal numbers; the same bytes again are the same draft."""
    digest = sha256(data).hexdigest()
    there = session.scalar(
        select(AttendanceDraft).where(
            AttendanceDraft.edition_id == edition.id, AttendanceDraft.sha256 == digest
        )
    )
    if there is not None:
        return there
    name = clean_filename(filename)
    copy = attendance.scrubbed_copy(data, filename=name, limits=limits_of(settings))
    stored = stored_files.store(
        session,
        copy,
        filename=name,
        media_type=_XLSX if copy.startswith(b"PK") else "text/csv",
        settings=settings,
        now=now,
    )
    draft = AttendanceDraft(
        id=uuid4(),
        edition_id=edition.id,
        filename=name,
        sha256=digest,
        stored_file_id=stored.id,
        uploaded_by=account_id,
        uploaded_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def find_draft(
    session: Session, edition_id: UUID, draft_id: UUID, *, provider_ids: Collection[UUID]
) -> AttendanceDraft:
    """A file that waits for its columns, with its edition; NotFound for a stranger's."""
    draft = session.scalar(
        select(AttendanceDraft)
        .join(Edition)
        .where(
            AttendanceDraft.id == draft_id,
            AttendanceDraft.edition_id == edition_id,
            Edition.provider_id.in_(provider_ids),
        )
        .options(
            joinedload(AttendanceDraft.edition).options(
                joinedload(Edition.programme), selectinload(Edition.sessions)
            )
        )
    )
    if draft is None:
        raise NotFound(HIDDEN)
    return draft


def copy_of(session: Session, draft: AttendanceDraft, *, settings: Settings) -> bytes:
    """What is kept of the file."""
    return stored_files.read(session.get_one(StoredFile, draft.stored_file_id), settings=settings)


def preview_of(draft: AttendanceDraft, copy: bytes, *, settings: Settings) -> Preview:
    """The top of the file, with the columns as far as they can be guessed."""
    try:
        attendance.read_attendance(copy, filename=_as_kept(draft, copy), limits=limits_of(settings))
    except UnknownLayout as unknown:
        return unknown.preview
    raise NotFound(HIDDEN)  # a layout known by now: it is to be uploaded again


def try_out(
    draft: AttendanceDraft, copy: bytes, mapping: ColumnMapping, *, settings: Settings
) -> attendance.Reading:
    """Who is in the file by these columns, matched with nobody; raises AttendanceRefused."""
    return attendance.read_attendance(
        copy,
        filename=_as_kept(draft, copy),
        sessions=sessions_of(draft.edition),
        mapping=mapping,
        limits=limits_of(settings),
    )


def read_draft(
    session: Session,
    draft: AttendanceDraft,
    copy: bytes,
    mapping: ColumnMapping,
    *,
    settings: Settings,
) -> ReadFile:
    """The file read and matched by these columns; raises AttendanceRefused."""
    read = read_upload(
        session,
        draft.edition,
        data=copy,
        filename=_as_kept(draft, copy),
        settings=settings,
        mapping=mapping,
    )
    reading = replace(read.reading, sha256=draft.sha256)
    return replace(read, reading=reading, filename=draft.filename)


def _as_kept(draft: AttendanceDraft, copy: bytes) -> str:
    """A name that says what the copy is: a workbook of any kind is kept as XLSX."""
    return "lista.xlsx" if copy.startswith(b"PK") else draft.filename


def drop_draft(session: Session, draft: AttendanceDraft) -> None:
    """Forget a file that was read or given up."""
    stored_id = draft.stored_file_id
    session.delete(draft)
    session.flush()
    session.execute(delete(StoredFile).where(StoredFile.id == stored_id))


def drop_old_drafts(session: Session, *, now: datetime) -> int:
    """Forget files whose columns nobody named for a day; how many there were."""
    old = session.scalars(
        select(AttendanceDraft).where(AttendanceDraft.uploaded_at < now - KEPT)
    ).all()
    for draft in old:
        drop_draft(session, draft)
    return len(old)


# --- what is remembered -----------------------------------------------------------------------


def remember(
    session: Session,
    provider_id: UUID,
    preview: Preview,
    mapping: ColumnMapping,
    *,
    account_id: UUID,
    now: datetime,
) -> None:
    """Keep what the columns are for lists with these titles, instead of what was said before."""
    session.get_one(Provider, provider_id, with_for_update=True)
    session.execute(
        delete(AttendanceLayout).where(
            AttendanceLayout.provider_id == provider_id,
            AttendanceLayout.signature == preview.signature,
        )
    )
    titles = titles_of(preview, mapping.header_row)
    session.add(
        AttendanceLayout(
            id=uuid4(),
            provider_id=provider_id,
            signature=preview.signature,
            titles=[titles.get(at, "") for at in sorted(mapping.columns.values())],
            columns=columns_json(mapping),
            named_by=account_id,
            named_at=now,
        )
    )
    session.flush()


def titles_of(preview: Preview, header_row: int) -> dict[int, str]:
    """The titles of the columns, by place from 0."""
    for table in preview.tables:
        for line in table.lines:
            if line.number == header_row:
                return dict(enumerate(line.cells))
    return {}


def list_layouts(session: Session, provider_ids: Collection[UUID]) -> Sequence[AttendanceLayout]:
    """What is remembered for organisers, the newest first."""
    return session.scalars(
        select(AttendanceLayout)
        .where(AttendanceLayout.provider_id.in_(provider_ids))
        .order_by(AttendanceLayout.named_at.desc(), AttendanceLayout.id)
    ).all()


def forget(
    session: Session,
    layout_id: UUID,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> None:
    """Forget what was said of a layout: the next such list asks again."""
    layout = session.get(AttendanceLayout, layout_id)
    if layout is None or layout.provider_id not in provider_ids:
        raise NotFound(N_("Această potrivire de coloane nu există."))
    audit.record(
        session,
        "attendance.layout_forgotten",
        f"provider:{layout.provider_id}",
        account_id=account_id,
        now=now,
        details={"layout": str(layout.id)},
    )
    session.delete(layout)
    session.flush()
