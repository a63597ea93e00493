"""Old Office files (compound files): their streams, and what an XLS holds before it is opened."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# [MS-CFB]: marks in the table of sectors and kinds of directory entries.
_LAST_REAL_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
# [MS-XLS] records: a cell's begin with row and column; FILEPASS says that the rest is encrypted.
_FILEPASS = 0x002F
_BEGIN_OF_SHEET = 0x0809
_FORMULA = 0x0006
_CELLS = frozenset((_FORMULA, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x0207))


class NotACompoundFile(Exception):
    """The bytes begin like a compound file and are none."""


@dataclass(frozen=True, slots=True)
class OldWorkbook:
    """What an XLS holds: rows × columns of its largest sheet, whether encrypted, formulas.

    `first_formula` is the row and the column, both from 0, of the first of them.
    """

    cells: int
    encrypted: bool
    formulas: int
    first_formula: tuple[int, int] | None = None


class CompoundFile:
    """The names and the streams of a compound file; raises NotACompoundFile."""

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError, ValueError) as error:
            raise NotACompoundFile from error

    def _open(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in {512, 4096}:
            raise ValueError
        first_directory, self._cutoff = struct.unpack_from("<I4xI", data, 48)
        first_small = struct.unpack_from("<I", data, 60)[0]
        self._table = self._sector_table()
        self.entries: dict[str, tuple[int, int, int]] = {}
        directory = self._chain(first_directory, self._table)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind:
                self.entries[name] = (kind, start, size)
        small = self._chain(first_small, self._table)
        self._small_table = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
        root = next((e for e in self.entries.values() if e[0] == _ROOT), None)
        self._small = self._chain(root[1], self._table) if root else b""

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None where there is none of the name."""
        kind, start, size = self.entries.get(name, (0, 0, 0))
        if kind != _STREAM:
            return None
        if size >= self._cutoff:
            return self._chain(start, self._table)[:size]
        parts, seen = [], 0
        while start < len(self._small_table) and seen <= len(self._small_table):
            parts.append(self._small[start * 64 : start * 64 + 64])
            start, seen = self._small_table[start], seen + 1
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _sector_table(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        more, seen = struct.unpack_from("<I", self._data, 68)[0], 0
        most = len(self._data) // self._size + 1
        while more < _LAST_REAL_SECTOR and seen < most:
            *found, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            numbers += found
            seen += 1
        table = b"".join(self._sector(n) for n in numbers if n < most)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, start: int, table: tuple[int, ...]) -> bytes:
        parts, seen = [], 0
        while start < len(table) and seen <= len(table):
            parts.append(self._sector(start))
            start, seen = table[start], seen + 1
        return b"".join(parts)


def look_into(book: bytes) -> OldWorkbook:
    """The extent of the sheets of a `Workbook` stream, without opening it."""
    cells = rows = columns = formulas = 0
    first = None
    for kind, body in _records(book):
        if kind == _FILEPASS:
            return OldWorkbook(0, encrypted=True, formulas=0)
        if kind == _BEGIN_OF_SHEET:
            cells, rows, columns = max(cells, rows * columns), 0, 0
        elif kind in _CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind == _FORMULA:
                formulas, first = formulas + 1, first or (row, column)
    size = max(cells, rows * columns)
    return OldWorkbook(size, encrypted=False, formulas=formulas, first_formula=first)


def _records(book: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(book)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + min(length, 8)]
        at += 4 + length
