"""How near two names are: word by word, then the whole name, 0 to 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from lms.attendance.names import FoldedName, fold_member_name
from lms.attendance.words import DIMINUTIVE_ENDINGS, FULL_BY_SHORT

_INITIAL = 0.8
_NICKNAME = 0.92
_REGISTERED_SHORT = 0.9
_SHORTENED = 0.85
_DIMINUTIVE = 0.82
_WILDCARD = 0.97
_GLUED = 0.98
_ONE_SIDE_ONLY = 0.7
_LONG_WORD = 7

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member's name in both readings of â/î: (surname tokens, given tokens) each."""

    versions: tuple[tuple[Words, Words], ...]

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
    if known in full_forms(written):
        return _NICKNAME
    if written in full_forms(known):
        return _REGISTERED_SHORT
    if len(written) == 2 and known.startswith(written):
        return _INITIAL  # "Gh." for Gheorghe
    if "?" in written and any(known in full_forms(form) for form in short_forms_like(written)):
        return _REGISTERED_SHORT
    return max(_shortened(written, known), _slipped(written, known))


def _shortened(written: str, known: str) -> float:
    """The first letters of a name, alone or with the ending of a diminutive."""
    if len(written) >= 3 and len(known) - len(written) >= 3 and known.startswith(written):
        return _SHORTENED if len(written) >= 4 else _DIMINUTIVE
    for kept in range(3, len(written)):
        if written[:kept] != known[:kept]:
            break
        if written[kept:] in DIMINUTIVE_ENDINGS:
            return _DIMINUTIVE
    return 0.0


def _slipped(written: str, known: str) -> float:
    """A slip of the fingers: one letter in a word, two in a long one."""
    shorter, longer = sorted((len(written), len(known)))
    slips = 1 if longer < _LONG_WORD else 2
    if shorter < 3 or longer - shorter > slips:
        return 0.0
    distance = OSA.distance(written, known, score_cutoff=slips)
    return 0.0 if distance > slips else 1.0 - distance / longer


@lru_cache(maxsize=65_536)
def stands_for(written: str, known: str) -> bool:
    """Whether a word is the known one without supposing a slip or a made-up short form."""
    return (
        written == known
        or (len(written) <= 2 and known.startswith(written))
        or (len(known) == 1 and written.startswith(known))
        or known in full_forms(written)
        or ("?" in written and wildcard(written).fullmatch(known) is not None)
    )


@lru_cache(maxsize=4096)
def short_forms_like(written: str) -> tuple[str, ...]:
    """The short forms that a word with lost letters may be ("?tefi")."""
    pattern = wildcard(written)
    return tuple(form for form in FULL_BY_SHORT if pattern.fullmatch(form))


@lru_cache(maxsize=4096)
def wildcard(token: str) -> re.Pattern[str]:
    """A lost letter stands as one `?`, or two for two bytes, or after it when the mark was lost."""
    return re.compile(
        "".join(
            f"[a-z]{{0,{max(2, len(part))}}}" if part.startswith("?") else re.escape(part)
            for part in re.split(r"(\?+)", token)
            if part
        )
    )


def similarity(name: FoldedName, member: MemberName) -> float:
    """How near a written name is to a member's, 0 to 1; 1 for the same folded words."""
    best = 0.0
    for tokens in name.versions:
        for surname, given in member.versions:
            best = max(best, _similarity(tokens, surname, given))
    return best


@lru_cache(maxsize=131_072)
def _similarity(tokens: Words, surname: Words, given: Words) -> float:
    known = surname + given
    if not tokens or not known:
        return 0.0
    if len(tokens) == len(known) and sorted(tokens) == sorted(known):
        return 1.0
    if is_glued(tokens, surname, given):
        return _GLUED
    pairs = [
        (-value, i, j)
        for i, t in enumerate(tokens)
        for j, k in enumerate(known)
        if (value := 1.0 if t == k else likeness(t, k)) > 0
    ]
    pairs.sort()
    used_tokens: set[int] = set()
    used_known: set[int] = set()
    total = 0.0
    for value, i, j in pairs:
        if i not in used_tokens and j not in used_known:
            used_tokens.add(i)
            used_known.add(j)
            total -= value
    shorter, longer = sorted((len(tokens), len(known)))
    score = 0.65 * total / shorter + 0.35 * total / longer
    on_surname = any(j < len(surname) for j in used_known)
    on_given = any(j >= len(surname) for j in used_known)
    return min(1.0, score) * (1.0 if on_surname and on_given else _ONE_SIDE_ONLY)


def is_glued(tokens: Words, surname: Words, given: Words) -> bool:
    """Whether the words are the member's, joined or divided elsewhere ("PopescuMaria")."""
    joined = "".join(tokens)
    return joined in ("".join(surname + given), "".join(given + surname))
