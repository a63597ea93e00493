"""The receipt of a file (dovada depunerii): a PDF with its number, day, kind and documents."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import segno
import typst
from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.regulation import Value
from lms.clock import LEGAL_ZONE
from lms.config import Settings
from lms.models import CaseDocument, CaseFile, Member, StoredFile
from lms.services.procedures import Procedure
from lms.services.stored_files import store

TEMPLATE = Path(__file__).with_name("documents") / "filing_receipt.typ"
FONTS = Path(__file__).parent.parent / "web" / "static" / "vendor" / "fonts"


def receipt_url(settings: Settings, case: CaseFile) -> str:
    """Where anyone who holds the receipt can compare it with the register."""
    return f"{settings.public_url.rstrip('/')}/files/receipts/{case.id}"


def make_receipt(
    session: Session,
    case: CaseFile,
    *,
    procedure: Procedure,
    days: Value[int] | None,
    settings: Settings,
    now: datetime,
) -> StoredFile:
    """Print the receipt of a file that has its number, and keep it."""
    assert case.number is not None
    facts = _facts(session, case, procedure=procedure, settings=settings, now=now)
    facts["next"] = _next(case, days)
    return store(
        session,
        print_receipt(facts, now=now),
        filename=f"dovada-depunerii-{case.number.replace('/', '-')}.pdf",
        media_type="application/pdf",
        settings=settings,
        now=now,
    )


def print_receipt(facts: Mapping[str, Any], *, now: datetime, template: Path = TEMPLATE) -> bytes:
    """The PDF of the facts that the template prints; they are data, so no text is markup."""
    pdf = typst.compile(
        template,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _facts(
    session: Session,
    case: CaseFile,
    *,
    procedure: Procedure,
    settings: Settings,
    now: datetime,
) -> dict[str, Any]:
    url = receipt_url(settings, case)
    local = now.astimezone(LEGAL_ZONE)
    rows = [
        ["Depus la", f"{_day(local.date())}, ora {local:%H:%M}"],
        ["Felul dosarului", procedure.title["ro"]],
        ["Adresat", f"Comisiei {procedure.commission.value.upper()}; hotărăște BEX"],
    ]
    member = None if case.member_id is None else session.get(Member, case.member_id)
    if member is not None:
        rows.insert(1, ["Depus de", f"{member.full_name}, cod RNASR {member.rnasr_code}"])
    subject = procedure.subjects(session, [case.id]).get(case.id)
    if subject is not None:
        rows.append(["Despre", subject["ro"]])
    rows += procedure.receipt_rows(session, case)
    return {
        "heading": f"Dovada depunerii nr. {case.number}",
        "number": f"{case.number}",
        "rows": rows,
        "documents": _inventory(session, case),
        "qr": qr_svg(url),
        "qr_alt": f"Cod QR pentru {url}",
        "footer": f"Document generat electronic, verificabil la {url}",
    }


def _next(case: CaseFile, days: Value[int] | None) -> str:
    if case.due_on is None or days is None:
        return "Veți primi răspunsul în aplicație; termenul nu este stabilit încă."
    note = "" if days.binds else " (valoare orientativă, nestabilită de Colegiu)"
    return f"Comisia răspunde până la {_day(case.due_on)}{note}. Răspunsul vine în aplicație."


def _inventory(session: Session, case: CaseFile) -> list[list[str]]:
    documents = session.execute(
        select(CaseDocument.title, StoredFile.size, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == CaseDocument.stored_file_id)
        .where(CaseDocument.case_id == case.id)
        .order_by(CaseDocument.added_at, CaseDocument.id)
    )
    return [[row.title, f"{-(-row.size // 1024)} KB", row.sha256[:16] + "…"] for row in documents]


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="ro_RO"))


def qr_svg(url: str) -> str:
    """A QR code as SVG text."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, dark="#1B2430")
    return out.getvalue().decode()
