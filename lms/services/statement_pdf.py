"""The PDF of a statement of credits: PDF/A-3b with the signed document attached."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date

from lms.services.filing_receipt import qr_svg

TEMPLATE = Path(__file__).with_name("documents") / "statement.typ"
FONTS = Path(__file__).parent.parent / "web" / "static" / "vendor" / "fonts"
ATTACHMENT = "adeverinta.json"


def print_statement(document: Mapping[str, Any], text: str, *, now: datetime) -> bytes:
    """PDF/A-3b with the signed document attached; texts go in as data, never as markup."""
    facts = _facts(document)
    # The compiler attaches files only from inside its root.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.joinpath("main.typ").write_text(TEMPLATE.read_text(encoding="utf-8"), "utf-8")
        root.joinpath(ATTACHMENT).write_text(text, "utf-8")
        pdf = typst.compile(
            root / "main.typ",
            root=root,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3b"],
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            timestamp=now.replace(microsecond=0),
        )
    assert isinstance(pdf, bytes)
    return pdf


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    url = str(document["id"])
    holder = document["holder"]
    return {
        "heading": f"Adeverință nr. {document['number']}",
        "issuer": document["issuer"]["name"],
        "holder": holder["name"],
        "code": f"cod RNASR {holder['code']}, treapta {holder['grade']}",
        "number": document["number"],
        "issued": _day(date.fromisoformat(document["issuedOn"])),
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
                _day(date.fromisoformat(line["day"])),
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
    return f"{_STAGES[year['stage']]}, făcută la {_day(date.fromisoformat(year['closedOn']))}."


def _ro(amount: str) -> str:
    return amount.replace(".", ",")


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="ro_RO"))
