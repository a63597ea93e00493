"""The members' index: built once, asked for every person of a file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from lms.attendance.compare import MemberName, full_forms, likeness, member_name, wildcard
from lms.attendance.model import MemberCandidate
from lms.attendance.names import FoldedName

_SPACE = re.compile(r"\s+")
_EMPTY: frozenset[int] = frozenset()
_MOST_FOR_ONE_WORD = 30
_MOST_TOKENS = 6


def code_key(code: str) -> str:
    """A RNASR code as it compares: no spaces, no case; nothing else is read into it."""
    return _SPACE.sub("", code).casefold()


def email_key(email: str) -> str:
    """An e-mail as it compares."""
    return _SPACE.sub("", email).removeprefix("mailto:").casefold()


@dataclass(frozen=True, slots=True, eq=False)
class MemberIndex:
    """Look-ups over members by position; `near` remembers answers, else nothing changes."""

    members: tuple[MemberCandidate, ...]
    names: tuple[MemberName, ...]
    by_code: dict[str, tuple[int, ...]]
    by_email: dict[str, tuple[int, ...]]
    by_key: dict[str, frozenset[int]]
    by_joined: dict[str, frozenset[int]]
    by_token: dict[str, frozenset[int]]
    by_gap: dict[str, tuple[str, ...]]
    by_length: dict[int, tuple[str, ...]]
    short_forms: dict[str, tuple[str, ...]]
    given_names: frozenset[str]
    position: dict[str, int]
    near: dict[str, frozenset[int]]


def build_index(members: Sequence[MemberCandidate]) -> MemberIndex:
    """The index of all members; build it once per file (13,500 members: about half a second)."""
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    by_email: defaultdict[str, list[int]] = defaultdict(list)
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    by_joined: defaultdict[str, set[int]] = defaultdict(set)
    by_token: defaultdict[str, set[int]] = defaultdict(set)
    given: Counter[str] = Counter()
    names = []
    for at, member in enumerate(members):
        name = member_name(member.last_name, member.first_name)
        names.append(name)
        if member.rnasr_code.strip():
            by_code[code_key(member.rnasr_code)].append(at)
        for email in {email_key(email) for email in member.emails if email.strip()}:
            by_email[email].append(at)
        for key in name.keys:
            by_key[key].add(at)
        for surname, first in name.versions:
            by_joined["".join(surname + first)].add(at)
            by_joined["".join(first + surname)].add(at)
        for token in name.tokens:
            by_token[token].add(at)
        given.update({token for _, first in name.versions for token in first})
    return MemberIndex(
        members=tuple(members),
        names=tuple(names),
        by_code={key: tuple(found) for key, found in by_code.items()},
        by_email={key: tuple(found) for key, found in by_email.items()},
        by_key={key: frozenset(found) for key, found in by_key.items()},
        by_joined={key: frozenset(found) for key, found in by_joined.items()},
        by_token={key: frozenset(found) for key, found in by_token.items()},
        by_gap=_gaps(by_token),
        by_length=_lengths(by_token),
        short_forms=_short_forms(by_token),
        given_names=frozenset(given),
        position={member.id: at for at, member in enumerate(members)},
        near={},
    )


def members_near(index: MemberIndex, name: FoldedName) -> frozenset[int]:
    """Members whose name shares two words (or all, or an unusual one) with a written name."""
    found: set[int] = set()
    for key in name.keys:
        found |= index.by_key.get(key, _EMPTY)
    for tokens in name.versions:
        found |= index.by_joined.get("".join(tokens), _EMPTY)
        words = [t for t in tokens if len(t) > 1][:_MOST_TOKENS]
        initials = [t for t in tokens if len(t) == 1]
        sets = [_near_token(index, word) for word in words]
        for one, other in combinations(sets, 2):
            found |= one & other
        if len(sets) == 1:
            found |= _with_one_word(index, sets[0], initials=initials)
    return frozenset(found)


def _with_one_word(
    index: MemberIndex, found: frozenset[int], *, initials: Sequence[str]
) -> frozenset[int]:
    if not initials:
        return found if len(found) <= _MOST_FOR_ONE_WORD else _EMPTY
    return frozenset(
        at
        for at in found
        if all(any(token[0] == letter for token in index.names[at].tokens) for letter in initials)
    )


def _near_token(index: MemberIndex, token: str) -> frozenset[int]:
    known = index.near.get(token)
    if known is None:
        known = frozenset().union(*(index.by_token[word] for word in _near_words(index, token)))
        index.near[token] = known
    return known


def _near_words(index: MemberIndex, token: str) -> set[str]:
    """The members' words that a written word may stand for."""
    words = {token} if token in index.by_token else set()
    words.update(form for form in full_forms(token) if form in index.by_token)
    words.update(index.short_forms.get(token, ()))
    if "?" in token:
        pattern = wildcard(token)
        plain_length = len(token)
        for length in range(plain_length - token.count("?"), plain_length + 3):
            words.update(w for w in index.by_length.get(length, ()) if pattern.fullmatch(w))
    for gap in (token, *_with_gap(token)):
        words.update(w for w in index.by_gap.get(gap, ()) if likeness(token, w) > 0)
    return words


def _with_gap(word: str) -> Iterable[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) >= 3 else ()


def _gaps(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word under itself and under itself less one letter: finds slips without a scan."""
    gaps: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= 3:
            gaps[word].append(word)
            for gap in _with_gap(word):
                gaps[gap].append(word)
    return {gap: tuple(found) for gap, found in gaps.items()}


def _lengths(words: Iterable[str]) -> dict[int, tuple[str, ...]]:
    lengths: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        lengths[len(word)].append(word)
    return {length: tuple(found) for length, found in lengths.items()}


def _short_forms(words: Collection[str]) -> dict[str, tuple[str, ...]]:
    """From a full given name to the short forms that members are registered under."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for full in full_forms(word):
            found[full].append(word)
    return {full: tuple(short) for full, short in found.items()}
