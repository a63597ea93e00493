"""Google Meet attendance: first joining, last leaving, and the time really spent between them."""

from __future__ import annotations

from collections.abc import Sequence

from lms.attendance.headers import Field, cell_at, columns_of, title_key
from lms.attendance.raw import Extent, FormatReader, RawReading, RawRow
from lms.attendance.tables import Line, Table

_HEADER_WITHIN = 20
_JOINED_TITLES = """time joined|ora conectarii|ora intrarii|ora alaturarii|ora la care a intrat
|beitrittszeit|heure d arrivee|heure de connexion|hora de entrada"""
_LEFT_TITLES = """time exited|ora deconectarii|ora iesirii|ora parasirii|ora la care a iesit
|austrittszeit|heure de depart|heure de deconnexion|hora de salida"""
_JOINED = frozenset(title.strip() for title in _JOINED_TITLES.split("|"))
_LEFT = frozenset(title.strip() for title in _LEFT_TITLES.split("|"))


def recognise(tables: Sequence[Table]) -> int:
    """92 for its header: first and last name, duration, time joined, time exited."""
    return 92 if any(_header(table) for table in tables) else 0


def read(tables: Sequence[Table]) -> RawReading:
    """One row per person; masked addresses of guests are left out."""
    rows: list[RawRow] = []
    titles: dict[str, str] = {}
    for table in tables:
        found = _header(table)
        if found is None:
            continue
        place, columns = found
        header = table.lines[place].cells
        titles |= {field.value: header[at] for field, at in columns.items()}
        rows += [
            _row(line, columns, table.sheet)
            for line in table.lines[place + 1 :]
            if line.cells != header
        ]
    return RawReading(tuple(rows), titles=titles)


def _header(table: Table) -> tuple[int, dict[Field, int]] | None:
    for place, line in enumerate(table.lines[:_HEADER_WITHIN]):
        keys = {title_key(cell) for cell in line.cells}
        columns = columns_of(line.cells)
        wanted = {Field.FIRST_NAME, Field.LAST_NAME, Field.MINUTES, Field.JOINED, Field.LEFT}
        if keys & _JOINED and keys & _LEFT and wanted <= columns.keys():
            return place, columns
    return None


def _row(line: Line, columns: dict[Field, int], sheet: str) -> RawRow:
    def cell(field: Field) -> str:
        return cell_at(line.cells, columns, field)

    name = " ".join(filter(None, (cell(Field.LAST_NAME), cell(Field.FIRST_NAME))))
    email = cell(Field.EMAIL)
    return RawRow(
        row=line.number,
        sheet=sheet,
        names=(name,) if name else (),
        email="" if "*" in email else email,
        code=cell(Field.CODE),
        joined=cell(Field.JOINED),
        left=cell(Field.LEFT),
        duration=cell(Field.MINUTES),
        extent=Extent.FIRST_TO_LAST,
    )


READER = FormatReader(
    name="google_meet",
    label_ro="lista de prezență Google Meet (CSV sau XLSX)",
    label_en="the attendance list of Google Meet (CSV or XLSX)",
    recognise=recognise,
    read=read,
)
