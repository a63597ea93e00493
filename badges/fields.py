"""Every claim of a credential as a row to print: where it is, what it is called, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from badges.labels import LABELS

_SHOWN_DEPTH = 36


@dataclass(frozen=True, slots=True)
class Field:
    """One leaf of the document; `steps` are member names and, where there are several, places."""

    steps: tuple[str | int, ...]
    value: str

    @property
    def path(self) -> str:
        """The place in the document: credentialSubject.achievement.tag[0]."""
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text

    def label(self, lang: str) -> str:
        """Return the place in words of `lang` (ro or en), from the whole to the part."""
        words: list[str] = []
        for step in self.steps:
            if isinstance(step, int):
                words[-1] = f"{words[-1]} {step + 1}"
                continue
            romanian, english = LABELS.get(step, (step, step))
            words.append(romanian if lang == "ro" else english)
        return " › ".join(words)


def flatten(document: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return every leaf of `document` in its order; empty objects and arrays are leaves too."""
    found: list[Field] = []
    stack: list[tuple[tuple[str | int, ...], object]] = [((), document)]
    while stack:
        steps, value = stack.pop()
        children = _children(value) if len(steps) < _SHOWN_DEPTH else []
        if children:
            stack.extend(((*steps, *step), child) for step, child in reversed(children))
        elif steps:
            found.append(Field(steps, _printed(value)))
    return tuple(found)


def _children(value: object) -> list[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, Mapping):
        return [((str(name),), member) for name, member in value.items()]
    if isinstance(value, list):
        # A list of one reads as the thing itself.
        if len(value) == 1 and not isinstance(value[0], list):
            return [((), value[0])]
        return [((place,), member) for place, member in enumerate(value)]
    return []


def _printed(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or value in ([], {}):
        return "—"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else "…"
