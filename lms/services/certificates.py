"""The certificate of a credited course (adeverință): a PDF/A with the signed badge attached."""

from __future__ import annotations

import io
import zlib
from datetime import datetime
from typing import Any

import pikepdf
import segno
from babel.numbers import format_decimal
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, Conflict
from lms.models import Award, CreditEntry, Member, RegulationVersion
from lms.services import issuers
from lms.services.badge_classes import IDENTITY, counted
from lms.services.badge_files import picture
from lms.services.badge_pages import document_of, signed_facts
from lms.services.printing import compile_pdf, printed_day

ATTACHMENT = "insigna.json"
_MOST_ATTACHED = 1024 * 1024


def verify_url(award: Award, settings: Settings) -> str:
    """Where anyone who holds the paper can have it verified."""
    return issuers.public_address(settings, f"/verify?code={award.public_id}")


def certificate_pdf(session: Session, award: Award, *, settings: Settings, now: datetime) -> bytes:
    """The certificate as PDF/A-3b, made anew each time from the signed document."""
    if award.revoked_at is not None:
        raise Conflict(N_("Insigna a fost revocată, așa că adeverința ei nu se mai emite."))
    facts = _facts(session, award, settings=settings)
    return compile_pdf(
        "certificate.typ",
        facts,
        files={"badge.png": picture(award.badge_class), ATTACHMENT: award.credential.encode()},
        now=now,
    )


def attached_credential(pdf: bytes) -> bytes | None:
    """The signed badge attached to a certificate; None when there is none that can be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if ATTACHMENT not in document.attachments:
                return None
            stream = document.attachments[ATTACHMENT].get_file().obj
            return _inflated(stream.read_raw_bytes(), filters=stream.get("/Filter"))
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, zlib.error):
        return None


def _inflated(raw: bytes, *, filters: Any) -> bytes | None:
    """The bytes of a stream as our compiler writes it, never unpacked beyond what a badge takes."""
    names = (
        [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if names not in (["None"], ["/FlateDecode"]):
        return None
    inflater = zlib.decompressobj()
    data = raw if names == ["None"] else inflater.decompress(raw, _MOST_ATTACHED + 1)
    return data if len(data) <= _MOST_ATTACHED else None


def _facts(session: Session, award: Award, *, settings: Settings) -> dict[str, Any]:
    badge_class = award.badge_class
    signed = signed_facts(document_of(award))
    member = session.get_one(Member, award.member_id)
    entry = session.get_one(CreditEntry, award.credit_entry_id)
    regulation = session.get_one(RegulationVersion, entry.regulation_id)
    url = verify_url(award, settings)
    return {
        "heading": f"Adeverință: {badge_class.name['ro']}",
        "issuer": badge_class.issuer.name,
        "holder": signed.holder,
        "code": f"cod RNASR {member.rnasr_code}",
        "course": str(badge_class.name["ro"]),
        "rows": _rows(signed.started_at, signed.completed_at, badge_class.workload_minutes)
        + _credit_rows(entry, regulation),
        "criteria": str(badge_class.criteria["ro"]),
        "outcomes": [str(text["ro"]) for text in badge_class.outcomes],
        "assessment": str(badge_class.assessment["ro"]).replace(IDENTITY["ro"], "").strip(),
        "identity": IDENTITY["ro"],
        "number": award.public_id,
        "issued": printed_day(legal_day(award.awarded_at)),
        "url": url,
        "address": issuers.public_address(settings, "/verify"),
        "attachment": ATTACHMENT,
        "qr": _qr(url),
        "qr_alt": f"Cod QR pentru {url}",
        "picture_alt": f"Insigna digitală „{badge_class.name['ro']}”",
    }


def _rows(started: datetime | None, completed: datetime | None, minutes: int) -> list[list[str]]:
    rows = [["Volum de muncă", _hours(minutes)]]
    if started is not None and completed is not None:
        rows.insert(
            0,
            [
                "Perioada",
                f"{printed_day(legal_day(started))} – {printed_day(legal_day(completed))}",
            ],
        )
    return rows


def _credit_rows(entry: CreditEntry, regulation: RegulationVersion) -> list[list[str]]:
    amount = f"{_credits(entry.credits)}, pentru anul {entry.counts_on.year}"
    if entry.basis in {"default", "assumed"}:
        amount += " (valoare orientativă, nestabilită de Colegiu)"
    named = regulation.adopted_by or regulation.id
    return [
        ["Credite profesionale", amount],
        [
            "Norme",
            f"{named}; versiunea {regulation.id}, din {printed_day(regulation.effective_from)}",
        ],
    ]


def _credits(thousandths: int) -> str:
    if thousandths % 1000 == 0:
        return counted(thousandths // 1000, "credit", "credite")
    whole, rest = divmod(thousandths, 1000)
    return f"{format_decimal(whole, locale='ro_RO')},{f'{rest:03d}'.rstrip('0')} credite"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    words = [counted(hours, "oră", "ore")] if hours else []
    if rest or not hours:
        words.append(counted(rest, "minut", "minute"))
    return " și ".join(words)


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, dark="#1B2430")
    return out.getvalue().decode()
