"""Register files for tests: a good one, and the same with something planted in it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

import openpyxl

from lms.registry_file import read_register

TODAY = date(2026, 5, 4)
BRANCHES = {"sucursala cluj": "cluj"}
Sheets = dict[str, list[list[Any]]]

GOOD: Sheets = {
    "membri": [
        [
            "cod_rnasr",
            "nume",
            "prenume",
            "emailuri",
            "judet",
            "sucursala",
            "inregistrat_la",
        ],
        ["00123", "Moraru", "Ana", "Ana@ex.ro; ana2@ex.ro", "Cluj", "Sucursala Cluj", "05.03.2018"],
        ["00124", "Țuțea-Pop", "Ion", "ion@ex.ro", "iași", "", date(2019, 6, 1)],
    ],
    "trepte": [
        ["cod_rnasr", "treapta", "valabil_de_la", "valabil_pana_la", "hotarare"],
        ["00123", "debutant", "05.03.2018", "04.03.2020", "BEX 4/2018"],
        ["00123", "Practicant", "05.03.2020", "", "BEX 9/2020"],
        ["00124", "debutant", "2019-06-01", "", ""],
    ],
    "statute": [
        ["cod_rnasr", "statut", "valabil_de_la", "valabil_pana_la"],
        ["00123", "activ", "05.03.2018", "31.12.2022"],
        ["00123", "Concediu pentru creșterea copilului", "01.01.2023", "31.12.2024"],
        ["00123", "activ", "01.01.2025", ""],
        ["00124", "activ", "01.06.2019", ""],
    ],
    "practica": [
        ["cod_rnasr", "fel", "valabil_de_la", "valabil_pana_la"],
        ["00123", "specialitate", "05.03.2018", ""],
    ],
    "cotizatii": [["cod_rnasr", "an", "platit_la"], ["00123", 2025, "10.02.2025"]],
    "credite": [
        ["cod_rnasr", "an", "ultima_zi", "credite", "denumire", "sursa"],
        ["00123", 2024, "", "7,5", "Intervenția în criză", "Adeverința 12/2024"],
        ["00123", "", "14.03.2025", 2.25, "Atelier", "Adeverința 3/2025"],
    ],
    "ani_acoperiti": [["cod_rnasr", "an", "sursa"], ["00123", 2024, "Fișa membrului"]],
}


def good(**changed: list[list[Any]]) -> Sheets:
    """A copy of the good file with whole sheets replaced."""
    return deepcopy(GOOD) | changed


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """The sheets as a workbook; a text that begins with = becomes a formula."""
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(
    rows: Sequence[Sequence[Any]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    """One sheet as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    text = out.getvalue()
    if encoding == "cp1250":  # it has only the cedilla letters
        text = text.translate(str.maketrans("ȘșȚț", "\u015e\u015f\u0162\u0163"))
    return text.encode(encoding)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(sheets: Mapping[str, Sequence[Sequence[Any]]], **options: Any) -> Any:
    """What the reader makes of sheets."""
    return read_bytes(xlsx(sheets), **options)


def read_bytes(data: bytes, *, filename: str = "registru.xlsx", **options: Any) -> Any:
    """What the reader makes of bytes."""
    return read_register(data, filename=filename, today=TODAY, branches=BRANCHES, **options)
