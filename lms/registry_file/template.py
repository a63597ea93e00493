"""The workbook to fill in: one sheet of each kind, and a sheet that explains them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lms.registry_file.layout import (
    GRADES,
    PRACTICE_WORDS,
    SHEETS,
    STATUS_WORDS,
    Field,
)
from lms.registry_file.model import Kind

_ROWS = 20_000  # formatted ahead, so that codes stay text
_DATES = frozenset({Field.REGISTERED_ON, Field.VALID_FROM, Field.VALID_UNTIL, Field.PAID_ON})
_TEXTS = frozenset({Field.CODE, Field.CREDITS, Field.LAST_DAY})
_CHOICES = {
    Field.GRADE: list(GRADES),
    Field.STATUS: list(STATUS_WORDS.values()),
    Field.PRACTICE: list(PRACTICE_WORDS.values()),
}
_HEAD = PatternFill("solid", fgColor="0B5D66")
_GENERAL: dict[str, Sequence[str]] = {
    "ro": (
        "Completați foile de care aveți nevoie; celelalte pot rămâne goale.",
        "Codul RNASR este un text: coloana este formatată așa, ca zerourile de la început să nu "
        "se piardă. Nu lipiți peste ea celule formatate ca număr.",
        "Datele se scriu zz.ll.aaaa. „valabil_pana_la” este ultima zi, inclusiv; gol înseamnă "
        "până azi și mai departe.",
        "Nu scrieți codul numeric personal (CNP) nicăieri și nici date despre beneficiari.",
        "Foile „trepte”, „statute” și „practica” înlocuiesc tot ce se știa, de acel fel, despre "
        "membrii pe care îi conțin. Membrii care lipsesc din foaie rămân neschimbați.",
        "Foile „cotizatii” și „ani_acoperiti” schimbă doar anii scriși. Foaia „credite” adaugă; "
        "același rând, importat din nou, nu se adună încă o dată.",
    ),
    "en": (
        "Fill in the sheets you need; the others may stay empty.",
        "The RNASR code is text: the column is formatted so, to keep leading zeros. Do not paste "
        "cells formatted as numbers over it.",
        "Dates are written dd.mm.yyyy. “valabil_pana_la” (valid until) is the last day, included; "
        "empty means until today and beyond.",
        "Write no personal number (CNP) anywhere, and nothing about beneficiaries.",
        "The sheets “trepte” (grades), “statute” (statuses) and “practica” (practice) replace all "
        "that was known, of that kind, about the members they contain. Members missing from a "
        "sheet stay as they are.",
        "The sheets “cotizatii” (dues) and “ani_acoperiti” (covered years) change only the years "
        "given. The sheet “credite” (credits) adds; the same row imported again adds nothing.",
    ),
}
_ABOUT: dict[Kind, tuple[str, str]] = {
    Kind.MEMBERS: ("Membrii, câte unul pe rând.", "The members, one a row."),
    Kind.GRADES: ("Treptele de competență, cu hotărârea.", "The grades, with the decision."),
    Kind.STATUSES: (
        f"Statutul în registru: {', '.join(STATUS_WORDS.values())}.",
        "The standing in the register: active, suspended, parental leave, medical leave, removed.",
    ),
    Kind.PRACTICE: (
        "Perioadele de practică: specialitate sau domeniu.",
        "The periods of practice: specialty or field.",
    ),
    Kind.DUES: ("Cotizațiile; „platit_la” gol: neplătită.", "The dues; no day means not paid."),
    Kind.CREDITS: (
        "Creditele din anii trecuți: anul sau ultima zi, creditele (7,5), denumirea și documentul "
        "din care provin.",
        "Credits of past years: the year or the last day, the credits (7.5), the title and the "
        "document they come from.",
    ),
    Kind.COVERED: (
        "Anii a căror evidență este completă și documentul care o dovedește. Fără acest rând, un "
        "an cu prea puține credite rămâne „nu se poate stabili încă”.",
        "The years whose record is complete, and the document that proves it. Without this row a "
        "year with too few credits stays “cannot be determined yet”.",
    ),
}


def template_workbook(lang: str = "ro") -> bytes:
    """The template as XLSX; its explanations in "ro" or "en"."""
    language = "en" if lang.startswith("en") else "ro"
    book = openpyxl.Workbook()
    _explain(book.active, language)
    for kind, layout in SHEETS.items():
        sheet = book.create_sheet(kind.value)
        sheet.append([field.value for field in layout.columns])
        sheet.freeze_panes = "A2"
        for index, field in enumerate(layout.columns, 1):
            _prepare(sheet, index, field)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any, language: str) -> None:
    sheet.title = "instructiuni"
    heading = "Registrul membrilor: model" if language == "ro" else "Register of members: template"
    sheet.append([heading])
    sheet["A1"].font = Font(bold=True, size=16)
    for line in _GENERAL[language]:
        sheet.append([line])
    sheet.append([])
    words = ("Foaia", "Coloane", "Ce conține") if language == "ro" else ("Sheet", "Columns", "What")
    sheet.append(words)
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for kind, layout in SHEETS.items():
        columns = ", ".join(
            f"{field.value}*" if field in layout.required else field.value
            for field in layout.columns
        )
        sheet.append([kind.value, columns, _ABOUT[kind][0 if language == "ro" else 1]])
    sheet.append(["* obligatorie" if language == "ro" else "* required"])
    for letter, width in (("A", 34), ("B", 60), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=9):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _prepare(sheet: Any, index: int, field: Field) -> None:
    letter = get_column_letter(index)
    head = sheet.cell(row=1, column=index)
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = _HEAD
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(14, len(field.value) + 4)
    if field in _DATES:
        dimension.number_format = "dd.mm.yyyy"
    elif field in _TEXTS:
        dimension.number_format = "@"
    if field in _CHOICES:
        validation = DataValidation(
            type="list", formula1=f'"{",".join(_CHOICES[field])}"', allow_blank=True
        )
        sheet.add_data_validation(validation)
        validation.add(f"{letter}2:{letter}{_ROWS}")
