"""What a row and a member have in common, word by word, and what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.attendance.compare import likeness
from lms.attendance.index import code_key
from lms.attendance.names import fold_member_name, fold_name

_CLOSE = 0.72
_BETWEEN_WORDS = re.compile(r"[\s\-]+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A row beside a member: words of the member's name, then words only the row has.

    `close` pairs a word of the member with the word of the row that is near it. `code` is True
    when the codes are the same, False when they differ, None when the row has none. All of the
    name is empty where the row names no person.
    """

    same: tuple[str, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    code: bool | None = None


def agreement(
    names: Sequence[str], code: str, *, last_name: str, first_name: str, rnasr_code: str
) -> Agreement:
    """Compare the name that fits best of those the row shows, and its code, with a member's.

    >>> found = agreement(["Stirbu Dana"], "", last_name="Știrbu", first_name="Daniela Ana",
    ...     rnasr_code="AS-1")
    >>> found.same, found.close, found.missing, found.extra, found.code
    (('Știrbu',), (('Daniela', 'dana'),), ('Ana',), (), None)
    """
    same_code = code_key(code) == code_key(rnasr_code) if code_key(code) else None
    compared = [
        _compared(version, last_name, first_name, same_code)
        for folded in map(fold_name, names)
        if folded.says_person
        for version in folded.versions
    ]
    if not compared:
        return Agreement(code=same_code)
    return max(compared, key=lambda each: (len(each.same), len(each.close), -len(each.extra)))


def _compared(
    written: tuple[str, ...], last_name: str, first_name: str, code: bool | None
) -> Agreement:
    known = [word for word in _BETWEEN_WORDS.split(f"{last_name} {first_name}") if word]
    forms = [_forms(word) for word in known]
    pairs = sorted(
        (
            (max(likeness(word, form) for form in forms[at]), at, place)
            for at in range(len(known))
            for place, word in enumerate(written)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found: dict[int, tuple[float, int]] = {}
    taken: set[int] = set()
    for near, at, place in pairs:
        if near < _CLOSE:
            break
        if at not in found and place not in taken:
            found[at] = near, place
            taken.add(place)
    return Agreement(
        same=tuple(word for at, word in enumerate(known) if at in found and found[at][0] == 1.0),
        close=tuple(
            (word, written[found[at][1]])
            for at, word in enumerate(known)
            if at in found and found[at][0] < 1.0
        ),
        missing=tuple(word for at, word in enumerate(known) if at not in found),
        extra=tuple(word for place, word in enumerate(written) if place not in taken),
        code=code,
    )


def _forms(word: str) -> tuple[str, ...]:
    folded, _nothing = fold_member_name(word, "")
    return tuple("".join(version) for version in folded.versions) or (word.lower(),)
