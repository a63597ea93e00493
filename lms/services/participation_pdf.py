"""The PDF of a certificate of participation: PDF/A-3b with the signed document attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from lms.services.badge_classes import counted
from lms.services.filing_receipt import qr_svg
from lms.services.printing import compile_pdf, printed_day

ATTACHMENT = "adeverinta.json"
_MODALITIES = {"online": "online", "in_person": "cu prezență fizică", "hybrid": "în sistem mixt"}


def print_certificate(document: Mapping[str, Any], text: str, now: datetime) -> bytes:
    """PDF/A-3b with the signed document attached; texts go in as data, never as markup."""
    return compile_pdf(
        "participation.typ", _facts(document), files={ATTACHMENT: text.encode()}, now=now
    )


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    url = str(document["id"])
    holder, part, credits = document["holder"], document["participation"], document["credits"]
    place = f"{_MODALITIES[part['modality']]}{', ' + part['place'] if part['place'] else ''}"
    return {
        "heading": f"Adeverință de participare nr. {document['number']}",
        "issuer": document["issuer"]["name"],
        "holder": holder["name"],
        "code": f"cod RNASR {holder['code']}",
        "programme": part["programme"],
        "organiser": part["organiser"],
        "number": document["number"],
        "issued": printed_day(date.fromisoformat(document["issuedOn"])),
        "rows": [
            ["Perioada", _days([date.fromisoformat(day) for day in part["days"]])],
            ["Desfășurare", f"{place}; ediția {part['edition']}"],
            ["Prezență", f"{part['minutesPresent']} din {_minutes(part['minutesDelivered'])}"],
            ["Credite profesionale", _credits(credits)],
        ],
        "url": url,
        "attachment": ATTACHMENT,
        "qr": qr_svg(url),
        "qr_alt": f"Cod QR pentru {url}",
    }


def _days(days: Sequence[date]) -> str:
    first, last = printed_day(days[0]), printed_day(days[-1])
    if first == last:
        return first
    return f"{first} – {last} ({counted(len(days), 'zi', 'zile')})"


def _minutes(minutes: int) -> str:
    return counted(minutes, "minut", "minute")


def _credits(credits: Mapping[str, Any] | None) -> str:
    if credits is None:
        return "fără credite înscrise la data emiterii"
    written = f"{credits['amount'].replace('.', ',')}, pentru anul {credits['year']}"
    if credits["basis"] == "orientative":
        written += " (valoare orientativă, nestabilită de Colegiu)"
    return written
