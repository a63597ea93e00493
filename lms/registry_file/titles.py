"""Which kind a sheet is, where its titles stand, and its rows by column."""

from __future__ import annotations

from collections.abc import Mapping

from lms.registry_file.cells import Row
from lms.registry_file.layout import (
    SHEETS,
    Field,
    columns_of,
    kind_of_columns,
    kind_of_sheet,
)
from lms.registry_file.model import Kind, Place, Problem, Severity
from lms.registry_file.sources import Line, RawSheet

_TITLE_LINES = 20


def titled_rows(sheet: RawSheet, problems: list[Problem]) -> tuple[Kind, bool, list[Row]] | None:
    """The kind of a sheet, whether it can be read, and its rows; None when it is not ours."""
    kind = kind_of_sheet(sheet.name)
    found = _titles(sheet, kind)
    if found is None:
        code = "unknown_sheet" if kind is None else "no_titles"
        if not sheet.lines:
            return None
        required = SHEETS[kind].columns if kind else ()
        problems.append(
            Problem(
                code=code,
                severity=Severity.NOTICE if kind is None else Severity.ERROR,
                sheet=sheet.name,
                params={"sheets": ", ".join(Kind), "columns": ", ".join(required)},
            )
        )
        return None if kind is None else (kind, False, _bare_rows(sheet))
    kind, at, columns = found
    titles = sheet.lines[at]
    readable = _check_titles(sheet, kind, titles, columns=columns, problems=problems)
    names = {field: titles.cells[index] for field, index in columns.items()}
    data_rows = [
        Row(
            Place(sheet.name, line.number),
            {
                field: line.cells[index]
                for field, index in columns.items()
                if index < len(line.cells)
            },
            {field: line.marks[index] for field, index in columns.items() if index in line.marks},
            names,
        )
        for line in sheet.lines[at + 1 :]
        if any(index < len(line.cells) and line.cells[index] for index in columns.values())
    ]
    return kind, readable, data_rows


def _bare_rows(sheet: RawSheet) -> list[Row]:
    return [Row(Place(sheet.name, line.number), {}, {}, {}) for line in sheet.lines]


def _titles(sheet: RawSheet, kind: Kind | None) -> tuple[Kind, int, dict[Field, int]] | None:
    """The kind, the line of column titles and where each column stands."""
    for at, line in enumerate(sheet.lines[:_TITLE_LINES]):
        columns = columns_of(line.cells)
        if Field.CODE not in columns or len(columns) < 2:
            continue
        of_kind = kind or kind_of_columns(frozenset(columns))
        if of_kind is not None:
            own = set(SHEETS[of_kind].columns)
            return of_kind, at, {f: i for f, i in columns.items() if f in own}
    return None


def _check_titles(
    sheet: RawSheet,
    kind: Kind,
    titles: Line,
    *,
    columns: Mapping[Field, int],
    problems: list[Problem],
) -> bool:
    missing = [
        field for field in SHEETS[kind].columns if field in SHEETS[kind].required - set(columns)
    ]
    if kind is Kind.CREDITS and not columns.keys() & {Field.YEAR, Field.LAST_DAY}:
        missing.append(Field.LAST_DAY)
    for field in missing:
        problems.append(
            Problem(
                code="missing_column",
                sheet=sheet.name,
                row=titles.number,
                params={"missing": field.value},
            )
        )
    used = set(columns.values())
    for index, title in enumerate(titles.cells):
        if title and index not in used and index < 40:
            problems.append(
                Problem(
                    code="unknown_column",
                    severity=Severity.NOTICE,
                    sheet=sheet.name,
                    row=titles.number,
                    column=title[:80],
                )
            )
    return not missing
