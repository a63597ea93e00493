"""Documents in a file: bounded, read for personal numbers, kept encrypted."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import PurePath
from uuid import UUID, uuid4

import pypdf
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf.errors import PyPdfError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.attendance.cnp import mask_cnp
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import CaseDocument, CaseFile, CaseState, StoredFile
from lms.services import stored_files
from lms.services.case_files import BEFORE_PROPOSAL, add_event

MOST_BYTES = 10 * 1024 * 1024
MOST_DOCUMENTS = 10
MOST_PAGES = 100
MOST_PIXELS = 60_000_000
SHOWN_PIXELS = 1400  # the longer side of a picture shown beside a file
_FORMATS = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
}


def add_document(
    session: Session,
    case: CaseFile,
    data: bytes,
    *,
    filename: str,
    account_id: UUID,
    settings: Settings,
    now: datetime,
    checked: tuple[str, str] | None = None,
    most: int = MOST_DOCUMENTS,
) -> CaseDocument:
    """Keep a PDF, JPEG or PNG in a file that is still open; BadInput says why one cannot be.

    `checked` is what check_document() said of the data, where that was asked before; `most` how
    many documents a file of this kind may have.
    """
    if case.state is not CaseState.DRAFT and case.state not in BEFORE_PROPOSAL:
        raise Conflict(N_("La acest dosar nu se mai pot adăuga documente."))
    media_type, ending = checked or check_document(data)
    title = clean_title(filename, ending=ending)
    count = session.scalar(select(func.count()).where(CaseDocument.case_id == case.id)) or 0
    if count >= most:
        raise BadInput(
            N_("Un dosar poate avea cel mult %(most)d documente."),
            most=most,
            field="file",
        )
    stored = stored_files.store(
        session, data, filename=title, media_type=media_type, settings=settings, now=now
    )
    same = select(CaseDocument).join(StoredFile, StoredFile.id == CaseDocument.stored_file_id)
    present = session.scalar(
        same.where(
            CaseDocument.case_id == case.id,
            StoredFile.sha256 == stored.sha256,
            StoredFile.id != stored.id,
        )
    )
    if present is not None:
        session.delete(stored)
        session.flush()
        return present
    document = CaseDocument(
        id=uuid4(),
        case_id=case.id,
        stored_file_id=stored.id,
        title=title,
        added_by=account_id,
        added_at=now,
    )
    session.add(document)
    session.flush()
    if case.state is not CaseState.DRAFT:
        add_event(session, case, "document_added", account_id=account_id, now=now)
    return document


def remove_document(session: Session, case: CaseFile, document_id: UUID) -> None:
    """Take a document out of a draft, for good; one that is gone already is no error."""
    if case.state is not CaseState.DRAFT:
        raise Conflict(N_("Dosarul a fost depus; documentele lui nu se mai scot."))
    document = session.get(CaseDocument, document_id)
    if document is None or document.case_id != case.id:
        return
    session.delete(document)
    session.flush()
    stored_files.forget_unused(session, [document.stored_file_id])
    session.expire_all()


def read_document(
    session: Session, case: CaseFile, document_id: UUID, *, settings: Settings
) -> tuple[StoredFile, bytes]:
    """A document of a file and its bytes; NotFound for one of another file."""
    document = session.get(CaseDocument, document_id)
    if document is None or document.case_id != case.id:
        raise NotFound(N_("Acest document nu este în dosar."))
    stored = session.get_one(StoredFile, document.stored_file_id)
    return stored, stored_files.read(stored, settings=settings)


def read_receipt(
    session: Session, case: CaseFile, *, settings: Settings
) -> tuple[StoredFile, bytes]:
    """The receipt of a submitted file and its bytes."""
    if case.receipt_file_id is None:
        raise NotFound(N_("Dosarul nu a fost depus încă; dovada apare la depunere."))
    stored = session.get_one(StoredFile, case.receipt_file_id)
    return stored, stored_files.read(stored, settings=settings)


def check_document(data: bytes) -> tuple[str, str]:
    """Media type and ending of bytes that may be kept, by what they are and not by their name."""
    if not data:
        raise BadInput(N_("Fișierul este gol. Alegeți altul."), field="file")
    if len(data) > MOST_BYTES:
        raise BadInput(
            N_("Fișierul are peste %(most)d MB. Micșorați-l sau împărțiți-l în două."),
            most=MOST_BYTES // 1024 // 1024,
            field="file",
        )
    for start, (media_type, ending) in _FORMATS.items():
        if data.startswith(start):
            if media_type == "application/pdf":
                _check_pdf(data)
            else:
                _check_picture(data)
            return media_type, ending
    raise BadInput(
        N_("Fișierul nu este PDF, JPG sau PNG. Salvați documentul ca PDF și trimiteți-l din nou."),
        field="file",
    )


def picture_of(stored: StoredFile, data: bytes) -> bytes:
    """A picture drawn anew as a JPEG to look at beside the file: nothing else of it is left."""
    if not stored.media_type.startswith("image/"):
        raise NotFound(N_("Acest document nu este o imagine."))
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (SHOWN_PIXELS, SHOWN_PIXELS))
        drawn = ImageOps.exif_transpose(picture).convert("RGB")
    drawn.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=82)
    return out.getvalue()


def clean_title(filename: str, *, ending: str) -> str:
    """A file name to show and to save under: no path, no control characters, the right ending."""
    name = PurePath(filename.replace("\\", "/")).name
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*')
    stem = re.sub(r"\.(pdf|jpe?g|png)$", "", mask_cnp(name).strip(" ."), flags=re.IGNORECASE)
    return f"{stem[:100].strip(' .') or 'document'}{ending}"


def _check_pdf(data: bytes) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise BadInput(
                N_("PDF-ul are parolă. Salvați-l fără parolă și trimiteți-l din nou."),
                field="file",
            )
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise BadInput(
                N_("PDF-ul are prea multe pagini: %(count)d; poate avea cel mult %(most)d."),
                count=count,
                most=MOST_PAGES,
                field="file",
            )
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            if mask_cnp(text) != text:
                raise BadInput(
                    N_(
                        "Documentul conține un cod numeric personal (CNP), la pagina %(page)d. "
                        "Nu l-am păstrat. Acoperiți CNP-ul și trimiteți documentul din nou."
                    ),
                    page=number,
                    field="file",
                )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(
            N_("PDF-ul este deteriorat și nu poate fi citit. Salvați-l din nou și reîncercați."),
            field="file",
        ) from error


def _check_picture(data: bytes) -> None:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadInput(N_("Imaginea este prea mare. Micșorați-o."), field="file")
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadInput(
            N_("Imaginea este deteriorată și nu poate fi citită. Fotografiați documentul din nou."),
            field="file",
        ) from None
