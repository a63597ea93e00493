"""The sentences' own small language: numbers with their nouns, and lists of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def worded(text: str, params: Mapping[str, str | int], *, lang: str) -> str:
    """A sentence with its parameters; `{count:one thing|things}` counts, `{rows:row|rows}` lists.

    >>> worded("{n:o celulă|celule}", {"n": 20}, lang="ro")
    '20 de celule'
    >>> worded("{rows:rândul|rândurile}", {"rows": "3, 5"}, lang="ro")
    'rândurile 3 și 5'
    """
    return text.format_map(_Known({name: _Said(value, lang) for name, value in params.items()}))


@dataclass(frozen=True, slots=True)
class _Said:
    """A parameter as a sentence says it; `{count:one thing|things}` counts, `{rows:…}` lists."""

    value: str | int
    lang: str

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self.value)
        one, many = spec.split("|")
        if isinstance(self.value, int):
            return one if self.value == 1 else f"{self._number()} {many}"
        *before, last = self.value.split(", ")
        if not before:
            return f"{one} {last}"
        joint = ", " if last == "…" else " and " if self.lang == "en" else " și "
        return f"{many} {', '.join(before)}{joint}{last}"

    def _number(self) -> str:
        """The number; in Romanian with "de" from 20 on, but for 101 to 119 and the like."""
        assert isinstance(self.value, int)
        if self.lang == "en":
            return f"{self.value:,}"
        digits = f"{self.value:,}".replace(",", ".")
        return digits if self.value == 0 or 0 < self.value % 100 < 20 else f"{digits} de"


class _Known(dict[str, _Said]):
    """Parameters; "…" for one of a problem stored before its sentence said as much as now."""

    def __missing__(self, key: str) -> _Said:
        return _Said("…", "ro")
