"""The PDF of a statement of credits: PDF/A-3b with the signed document attached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lms.services.filing_receipt import qr_svg
from lms.services.printing import compile_pdf, printed_day

ATTACHMENT = "adeverinta.json"


def print_statement(document: Mapping[str, Any], text: str, now: datetime) -> bytes:
    """PDF/A-3b with the signed document attached; texts go in as data, never as markup."""
    return compile_pdf(
        "statement.typ", _facts(document), files={ATTACHMENT: text.encode()}, now=now
    )


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    url = str(document["id"])
    holder = document["holder"]
    return {
        "heading": f"Adeverință nr. {document['number']}",
        "issuer": document["issuer"]["name"],
        "holder": holder["name"],
        "code": f"cod RNASR {holder['code']}, treapta {holder['grade']}",
        "number": document["number"],
        "issued": printed_day(date.fromisoformat(document["issuedOn"])),
        "years": [_printed_year(year) for year in document["years"]],
        "url": url,
        "attachment": ATTACHMENT,
        "qr": qr_svg(url),
        "qr_alt": f"Cod QR pentru {url}",
    }


def _printed_year(year: Mapping[str, Any]) -> dict[str, Any]:
    required = year["required"]
    basis = (
        "Răspuns orientativ: îl hotărăște o valoare nestabilită de Colegiu."
        if year["basis"] == "orientative"
        else "Răspuns după valorile stabilite ale normelor."
    )
    return {
        "year": str(year["year"]),
        "standing": year["standing"],
        "sum": (
            f"{_ro(year['earned'])}; cerință nestabilită încă"
            if required is None
            else f"{_ro(year['earned'])} din {_ro(required)}"
        ),
        "sentence": year["sentence"],
        "stage": _stage(year),
        "basis": basis,
        "norms": f"Norme: {year['norms']}." if year["norms"] else "",
        "lines": [
            [
                printed_day(date.fromisoformat(line["day"])),
                line["title"] + (" (contestată)" if line["contested"] else ""),
                line["kind"],
                _ro(line["credits"]),
            ]
            for line in year["lines"]
        ],
    }


_STAGES = {"provisional": "Situația provizorie", "final": "Situația finală"}


def _stage(year: Mapping[str, Any]) -> str:
    if year["closedOn"] is None:
        return ""
    return (
        f"{_STAGES[year['stage']]}, făcută la {printed_day(date.fromisoformat(year['closedOn']))}."
    )


def _ro(amount: str) -> str:
    return amount.replace(".", ",")
