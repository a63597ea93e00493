"""Papers of the College (adeverințe): numbered, signed, printed once, kept as issued.

A paper is a JSON document signed with a key of the College, and its PDF with the document attached.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

import badges
from lms.clock import legal_day
from lms.config import Settings
from lms.models import StoredFile
from lms.models.proofs import SignedPaper
from lms.services import case_files, issuers, stored_files

Print = Callable[[Mapping[str, Any], str, datetime], bytes]  # the document, its text, now


class Issued(TypedDict):
    """The columns of a paper that issuing fills."""

    public_id: str
    registration_year: int
    registration_number: int
    document: str
    stored_file_id: UUID
    issued_at: datetime


def issue(
    session: Session,
    content: Mapping[str, Any],
    *,
    kind: str,
    path: str,
    filename: str,
    print_pdf: Print,
    settings: Settings,
    now: datetime,
) -> Issued:
    """Number, sign, print and store what a paper says; all in the caller's transaction.

    `path` is where anyone checks it, before its public id; `filename` what the PDF is called,
    before its number.
    """
    day: date = legal_day(now)
    number = case_files.next_number(session, day.year)
    public_id = secrets.token_urlsafe(16)
    issuer = issuers.ensure_college_issuer(session, settings=settings, now=now)
    document = issuers.sign_json(
        {
            "type": kind,
            "version": 1,
            "id": issuers.public_address(settings, f"{path}/{public_id}"),
            "issuer": {"id": issuers.did_of(issuer, settings), "name": issuer.name},
            "number": f"{number}/{day.year}",
            "issuedOn": day.isoformat(),
            **content,
        },
        issuer,
        issuers.signing_key(session, issuer),
        settings=settings,
        now=now,
    )
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    stored = stored_files.store(
        session,
        print_pdf(document, text, now),
        filename=f"{filename}-{number}-{day.year}.pdf",
        media_type="application/pdf",
        settings=settings,
        now=now,
    )
    return Issued(
        public_id=public_id,
        registration_year=day.year,
        registration_number=number,
        document=text,
        stored_file_id=stored.id,
        issued_at=now,
    )


def pdf_of(session: Session, paper: SignedPaper, *, settings: Settings) -> tuple[StoredFile, bytes]:
    """The PDF of a paper as it was issued."""
    stored = session.get_one(StoredFile, paper.stored_file_id)
    return stored, stored_files.read(stored, settings=settings)


def sha256_of(session: Session, paper: SignedPaper) -> str:
    """The SHA-256 of a paper's PDF."""
    return session.get_one(StoredFile, paper.stored_file_id).sha256


def refusal_of(session: Session, document: Mapping[str, Any], *, settings: Settings) -> str | None:
    """Why the signature of a paper does not hold; None when it does."""
    issuer = issuers.issuer_by_slug(session, issuers.COLLEGE)
    if issuer is None:
        return "key_unknown"
    return badges.refusal_of_json(
        document, issuers.did_document(session, issuer, settings=settings)
    )


def amount(thousandths: int) -> str:
    """7500 -> "7.5": exact, whatever the reader's language."""
    whole, rest = divmod(thousandths, 1000)
    return str(whole) if not rest else f"{whole}.{rest:03d}".rstrip("0")
