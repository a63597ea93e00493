"""The opis of a provider's file: every document with what it shows, its size and its hash."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.sentences import label_of
from lms.config import Settings
from lms.models import CaseDocument, CaseFile, NamedPrincipal, StoredFile
from lms.services.filing_receipt import print_receipt, qr_svg, receipt_url
from lms.services.provider_approval_effects import request_of
from lms.services.provider_facts import FEE
from lms.services.stored_files import store

TEMPLATE = Path(__file__).with_name("documents") / "opis.typ"


def make_opis(session: Session, case: CaseFile, *, settings: Settings, now: datetime) -> StoredFile:
    """Print the opis of a file that has its number, and keep it."""
    assert case.number is not None
    url = receipt_url(settings, case)
    documents = session.execute(
        select(CaseDocument.title, CaseDocument.part, StoredFile.size, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == CaseDocument.stored_file_id)
        .where(CaseDocument.case_id == case.id)
        .order_by(CaseDocument.added_at, CaseDocument.id)
    )
    people = session.scalars(
        select(NamedPrincipal)
        .where(NamedPrincipal.case_id == case.id)
        .order_by(NamedPrincipal.added_at, NamedPrincipal.id)
    )
    facts = {
        "heading": f"Opisul dosarului nr. {case.number}",
        "number": case.number,
        "who": request_of(session, case).provider.name,
        "documents": [
            [row.title, _part(row.part), f"{-(-row.size // 1024)} KB", row.sha256]
            for row in documents
        ],
        "people": [[person.name, person.rnasr_code] for person in people],
        "qr": qr_svg(url),
        "qr_alt": f"Cod QR pentru {url}",
        "footer": f"Document generat electronic, verificabil la {url}",
    }
    return store(
        session,
        print_receipt(facts, now=now, template=TEMPLATE),
        filename=f"opis-{case.number.replace('/', '-')}.pdf",
        media_type="application/pdf",
        settings=settings,
        now=now,
    )


def _part(code: str | None) -> str:
    if code is None:
        return "–"
    return "dovada plății taxei" if code == FEE else label_of(code, "ro")
