"""The members' index: built once, asked for every person of a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from lms.attendance.compare import (
    MemberName,
    full_forms,
    likeness,
    member_name,
    short_forms_like,
    wildcard,
)
from lms.attendance.model import MemberCandidate
from lms.attendance.names import FoldedName
from lms.attendance.verdict import Lexicon
from lms.attendance.words import GIVEN_NAMES

_EMPTY: frozenset[int] = frozenset()
_MOST_FOR_ONE_WORD = 30
_MOST_TOKENS = 6
_PREFIX = 3
Key = TypeVar("Key", str, int)


def code_key(code: str) -> str:
    """A RNASR code as it compares: no spaces, no case; nothing else is read into it."""
    return "".join(code.split()).casefold()


def email_key(email: str) -> str:
    """An e-mail as it compares."""
    return "".join(email.split()).removeprefix("mailto:").casefold()


@dataclass(frozen=True, slots=True, eq=False)
class MemberIndex:
    """Look-ups over members by position; the two `near` remember answers, else nothing changes."""

    members: tuple[MemberCandidate, ...]
    names: tuple[MemberName, ...]
    position: dict[str, int]
    by_code: dict[str, tuple[int, ...]]
    by_email: dict[str, tuple[int, ...]]
    by_key: dict[str, frozenset[int]]
    by_joined: dict[str, frozenset[int]]
    by_token: dict[str, frozenset[int]]
    by_gap: dict[str, tuple[str, ...]]
    by_length: dict[int, tuple[str, ...]]
    by_prefix: dict[str, tuple[str, ...]]
    short_forms: dict[str, tuple[str, ...]]
    given_names: frozenset[str]
    surnames: frozenset[str]
    words: tuple[tuple[str, ...], ...]
    sizes: tuple[int, ...]
    near_words: dict[str, dict[str, float]]
    near: dict[str, frozenset[int]]

    @property
    def lexicon(self) -> Lexicon:
        """The members' own words, for telling a slip from another name."""
        given = self.given_names | (GIVEN_NAMES - self.surnames)
        return Lexicon(given, self.surnames, self._near_given)

    def _near_given(self, word: str) -> bool:
        return word in GIVEN_NAMES or not self.given_names.isdisjoint(words_near(self, word))


def build_index(members: Sequence[MemberCandidate]) -> MemberIndex:
    """The index of all members; build it once per file (13,500 members: half a second)."""
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    by_email: defaultdict[str, list[int]] = defaultdict(list)
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    by_joined: defaultdict[str, set[int]] = defaultdict(set)
    by_token: defaultdict[str, set[int]] = defaultdict(set)
    given: Counter[str] = Counter()
    last: Counter[str] = Counter()
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
        last.update({token for surname, _ in name.versions for token in surname})
    return MemberIndex(
        members=tuple(members),
        names=tuple(names),
        position={member.id: at for at, member in enumerate(members)},
        by_code={key: tuple(found) for key, found in by_code.items()},
        by_email={key: tuple(found) for key, found in by_email.items()},
        by_key={key: frozenset(found) for key, found in by_key.items()},
        by_joined={key: frozenset(found) for key, found in by_joined.items()},
        by_token={key: frozenset(found) for key, found in by_token.items()},
        by_gap=_gaps(by_token),
        by_length=_listed((len(word), word) for word in by_token),
        by_prefix=_listed((word[:_PREFIX], word) for word in by_token if len(word) >= _PREFIX),
        short_forms=_listed((full, word) for word in by_token for full in full_forms(word)),
        given_names=_mostly(given, last),
        surnames=_mostly(last, given),
        words=tuple(tuple(name.tokens) for name in names),
        sizes=tuple(sum(map(len, name.versions[0])) or 1 for name in names),
        near_words={},
        near={},
    )


def members_near(index: MemberIndex, name: FoldedName) -> frozenset[int]:
    """Members whose name shares two words (or all, or an unusual one) with a written name."""
    found = set(members_named(index, name))
    for tokens in name.versions:
        sets = _near_sets(index, tokens)
        for one, other in combinations(sets, 2):
            found |= one & other
        if len(sets) == 1:
            initials = [t for t in tokens if len(t) == 1]
            found |= _with_one_word(index, sets[0], initials=initials)
    return frozenset(found)


def members_named(index: MemberIndex, name: FoldedName) -> frozenset[int]:
    """Members of exactly these words, in any order or glued together."""
    found = _EMPTY.union(*(index.by_key.get(key, _EMPTY) for key in name.keys))
    return found.union(*(index.by_joined.get("".join(t), _EMPTY) for t in name.versions))


def some_near(index: MemberIndex, name: FoldedName, *, among: frozenset[int]) -> frozenset[int]:
    """Those of a few members (registrants) who share one word with a written name."""
    found = members_named(index, name) & among
    for tokens in name.versions:
        found = found.union(*(among & near for near in _near_sets(index, tokens)))
    return found


def words_near(index: MemberIndex, token: str) -> Mapping[str, float]:
    """The members' words that a written word may stand for, with the likeness of each."""
    known = index.near_words.get(token)
    if known is None:
        found = _of_initial(index, token) if len(token) == 1 else _near_words(index, token)
        known = index.near_words[token] = {word: likeness(token, word) for word in found}
    return known


def _near_sets(index: MemberIndex, tokens: Sequence[str]) -> list[frozenset[int]]:
    return [_near_token(index, t) for t in tokens if len(t) > 1][:_MOST_TOKENS]


def _with_one_word(
    index: MemberIndex, found: frozenset[int], *, initials: Sequence[str]
) -> frozenset[int]:
    if not initials:
        return found if len(found) <= _MOST_FOR_ONE_WORD else _EMPTY
    return frozenset(
        at
        for at in found
        if all(any(token[0] == letter for token in index.words[at]) for letter in initials)
    )


def _near_token(index: MemberIndex, token: str) -> frozenset[int]:
    known = index.near.get(token)
    if known is None:
        known = _EMPTY.union(*(index.by_token[word] for word in words_near(index, token)))
        index.near[token] = known
    return known


def _of_initial(index: MemberIndex, token: str) -> Iterable[str]:
    return [word for word in index.by_token if word.startswith(token)]


def _near_words(index: MemberIndex, token: str) -> set[str]:
    words = {token} if token in index.by_token else set()
    words.update(form for form in full_forms(token) if form in index.by_token)
    words.update(index.short_forms.get(token, ()))
    if "?" in token:
        pattern = wildcard(token)
        forms = {full for form in short_forms_like(token) for full in full_forms(form)}
        words.update(form for form in forms if form in index.by_token)
        for length in range(len(token) - token.count("?"), len(token) + 2):
            words.update(w for w in index.by_length.get(length, ()) if pattern.fullmatch(w))
    likely = {word for gap in (token, *_with_gap(token)) for word in index.by_gap.get(gap, ())}
    likely.update(index.by_prefix.get(token[:_PREFIX], ()))
    words.update(word for word in likely if likeness(token, word) > 0)
    return words


def _with_gap(word: str) -> Iterable[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) >= 3 else ()


def _gaps(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word under itself and under itself less one letter: finds slips without a scan."""
    return _listed(
        (gap, word) for word in words if len(word) >= 3 for gap in {word, *_with_gap(word)}
    )


def _listed(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for key, word in pairs:
        found[key].append(word)
    return {key: tuple(words) for key, words in found.items()}


def _mostly(counted: Mapping[str, int], other: Mapping[str, int]) -> frozenset[str]:
    """The words of one kind, without those that are of the other kind ten times as often."""
    return frozenset(word for word, count in counted.items() if 10 * count >= other.get(word, 0))
