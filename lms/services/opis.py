"""The opis of a file: every document with what it shows, its size and its hash; who is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import CaseDocument, CaseFile, NamedPrincipal, StoredFile
from lms.services.filing_receipt import print_receipt, qr_svg, receipt_url
from lms.services.stored_files import store

TEMPLATE = Path(__file__).with_name("documents") / "opis.typ"


@dataclass(frozen=True, kw_only=True)
class Opis:
    """What the opis of a kind of file says: whose it is, what each part is called, what it adds.

    `part_words`: a document's part in Romanian. `more`: further rows of [what, what it shows] for
    what is in the file without being a document.
    """

    who: str
    part_words: Callable[[str], str]
    more: Sequence[tuple[str, str]] = ()


def make_opis(
    session: Session, case: CaseFile, opis: Opis, *, settings: Settings, now: datetime
) -> StoredFile:
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
    rows = [
        [
            row.title,
            opis.part_words(row.part) if row.part else "–",
            f"{-(-row.size // 1024)} KB",
            row.sha256,
        ]
        for row in documents
    ]
    facts = {
        "heading": f"Opisul dosarului nr. {case.number}",
        "number": case.number,
        "who": opis.who,
        "documents": [[what, shows, "–", ""] for what, shows in opis.more] + rows,
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
