"""How near two names are, and whether one clearly contradicts the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from lms.attendance.names import FoldedName, fold_member_name
from lms.attendance.words import FULL_BY_SHORT

_INITIAL = 0.8
_NICKNAME = 0.92
_SHORTENED = 0.85
_WILDCARD = 0.97
_ONE_SIDE_ONLY = 0.7


class Verdict(StrEnum):
    """What a name of the file says about a member."""

    AGREES = "agrees"
    SILENT = "silent"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member's name in both readings of â/î: (surname tokens, given tokens) each."""

    versions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The sorted tokens of each version as one string."""
        return tuple(dict.fromkeys(" ".join(sorted(s + g)) for s, g in self.versions))

    @property
    def tokens(self) -> frozenset[str]:
        """Every token of every version."""
        return frozenset(token for s, g in self.versions for token in s + g)


def member_name(last_name: str, first_name: str) -> MemberName:
    """The name of a member, ready to compare."""
    last, first = fold_member_name(last_name, first_name)
    count = max(len(last.versions), len(first.versions))
    versions = tuple(
        (
            last.versions[min(i, len(last.versions) - 1)],
            first.versions[min(i, len(first.versions) - 1)],
        )
        for i in range(count)
    )
    return MemberName(versions)


def full_forms(token: str) -> frozenset[str]:
    """The given names a short form stands for."""
    return FULL_BY_SHORT.get(token, frozenset())


@lru_cache(maxsize=262_144)
def likeness(written: str, known: str) -> float:
    """How likely a written word stands for a known one, 0 to 1; 0 below a plausible slip."""
    if written == known:
        return 1.0
    if len(written) == 1 or len(known) == 1:
        return _INITIAL if written[0] == known[0] else 0.0
    if "?" in written and wildcard(written).fullmatch(known):
        return _WILDCARD
    if known in full_forms(written) or written in full_forms(known):
        return _NICKNAME
    shorter, longer = sorted((written, known), key=len)
    if len(shorter) >= 4 and len(longer) - len(shorter) >= 3 and longer.startswith(shorter):
        return _SHORTENED
    slips = 1 if len(longer) < 7 else 2
    distance = OSA.distance(written, known, score_cutoff=slips)
    if distance > slips or len(shorter) < 3:
        return 0.0
    return 1.0 - distance / len(longer)


@lru_cache(maxsize=4096)
def wildcard(token: str) -> re.Pattern[str]:
    """A lost letter stands as one `?`, or two when the letter was two bytes."""
    return re.compile(
        "".join(
            "[a-z]{1,2}" if part.startswith("?") else re.escape(part)
            for part in re.split(r"(\?+)", token)
            if part
        )
    )


def similarity(name: FoldedName, member: MemberName) -> float:
    """How near a written name is to a member's, 0 to 1; 1 for the same folded words."""
    if any(key in member.keys for key in name.keys):
        return 1.0
    return max(
        (
            _similarity(tokens, surname=surname, given=given)
            for tokens in name.versions
            for surname, given in member.versions
        ),
        default=0.0,
    )


def verdict(
    name: FoldedName, member: MemberName, *, other_names: frozenset[str] = frozenset()
) -> Verdict:
    """Whether a name fits the member on both sides, surname and given name.

    A single word need fit on one side only. `other_names` are given names that count as a
    different person's even when only a letter apart (Ioan, Ioana).
    """
    if not name.says_person:
        return Verdict.SILENT
    for tokens in name.versions:
        for surname, given in member.versions:
            if _fits(tokens, surname=surname, given=given, other_names=other_names):
                return Verdict.AGREES
    return Verdict.CONTRADICTS


def _fits(
    tokens: tuple[str, ...],
    *,
    surname: tuple[str, ...],
    given: tuple[str, ...],
    other_names: frozenset[str],
) -> bool:
    if "".join(tokens) in {"".join(surname + given), "".join(given + surname)}:
        return True
    in_surname = [i for i, t in enumerate(tokens) if any(likeness(t, k) for k in surname)]
    in_given = [
        i
        for i, t in enumerate(tokens)
        if any(_same_given(t, k, other_names=other_names) for k in given)
    ]
    if len(tokens) == 1:
        return bool(in_surname or in_given)
    if not surname or not given:
        return bool(in_surname or in_given)
    return any(i != j for i in in_surname for j in in_given)


def _same_given(written: str, known: str, *, other_names: frozenset[str]) -> bool:
    if written == known or known in full_forms(written) or written in full_forms(known):
        return True
    return likeness(written, known) > 0 and written not in other_names


def _similarity(
    tokens: tuple[str, ...], *, surname: tuple[str, ...], given: tuple[str, ...]
) -> float:
    known = surname + given
    if not tokens or not known:
        return 0.0
    if "".join(tokens) in {"".join(known), "".join(given + surname)}:
        return 0.98
    pairs = sorted(
        ((likeness(t, k), i, j) for i, t in enumerate(tokens) for j, k in enumerate(known)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    used_tokens: set[int] = set()
    used_known: set[int] = set()
    total = 0.0
    for value, i, j in pairs:
        if value > 0 and i not in used_tokens and j not in used_known:
            used_tokens.add(i)
            used_known.add(j)
            total += value
    shorter, longer = sorted((len(tokens), len(known)))
    score = 0.65 * total / shorter + 0.35 * total / longer
    on_surname = any(j < len(surname) for j in used_known)
    on_given = any(j >= len(surname) for j in used_known)
    return min(1.0, score) * (1.0 if on_surname and on_given else _ONE_SIDE_ONLY)
