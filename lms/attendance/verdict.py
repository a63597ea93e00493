"""Whether a name beside a code or an e-mail is the member's, or clearly somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from lms.attendance.compare import MemberName, Words, is_glued, likeness, stands_for
from lms.attendance.names import FoldedName


class Fit(IntEnum):
    """How a name fits a member, from not at all to word for word."""

    NONE = 0
    # Only if a word that is another given name (another surname) is taken for a slip.
    OTHER_GIVEN = 1
    OTHER_SURNAME = 2
    # All that is the member's, and a given name more than the register knows.
    MORE_GIVEN = 3
    PARTLY = 4
    WHOLE = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that are members' names; `near_given` also takes a mistyped one."""

    given: frozenset[str]
    surnames: frozenset[str]
    near_given: Callable[[str], bool]


def fit(name: FoldedName, member: MemberName, lexicon: Lexicon) -> Fit:
    """The best fit over the readings of both names; for names that say a person."""
    return max(
        (
            _fit(tokens, surname, given, lexicon)
            for tokens in name.versions
            for surname, given in member.versions
        ),
        default=Fit.NONE,
    )


def _fit(tokens: Words, surname: Words, given: Words, lexicon: Lexicon) -> Fit:
    known = surname + given
    if sorted(tokens) == sorted(known):
        return Fit.WHOLE
    if is_glued(tokens, surname, given):
        return Fit.PARTLY
    if len(tokens) == 1 and not _like_any(tokens[0], known):
        tokens = _divided(tokens[0], known)
    # A word that is one of the surnames is no slip in a given name, nor the other way round.
    in_surname = [
        i
        for i, t in enumerate(tokens)
        if t in surname or (t not in given and _like_any(t, surname))
    ]
    in_given = [
        i for i, t in enumerate(tokens) if t in given or (t not in surname and _like_any(t, given))
    ]
    if len(tokens) == 1 or not surname or not given:
        fits = bool(in_surname or in_given)
    else:
        fits = any(i != j for i in in_surname for j in in_given)
    if not fits or _replaced(tokens, surname, given, lexicon):
        return Fit.NONE
    if any(_is_other(tokens[i], given, known, lexicon.given) for i in in_given):
        return Fit.OTHER_GIVEN
    if any(_is_other(tokens[i], surname, known, lexicon.surnames) for i in in_surname):
        return Fit.OTHER_SURNAME
    if any(t in lexicon.given and not _like_any(t, known) for t in tokens):
        return Fit.MORE_GIVEN
    return Fit.PARTLY


def _replaced(tokens: Words, surname: Words, given: Words, lexicon: Lexicon) -> bool:
    """Whether a word of the member is missing and another name of that kind stands in its place."""
    foreign = [t for t in tokens if len(t) > 2 and not _like_any(t, surname + given)]
    if not foreign:
        return False
    if _missing(given, tokens) and any(lexicon.near_given(t) for t in foreign):
        return True
    return _missing(surname, tokens) and any(
        t in lexicon.surnames and t not in lexicon.given for t in foreign
    )


def _is_other(word: str, side: Words, known: Words, names: frozenset[str]) -> bool:
    """Whether a word fits one side only as a slip, and is itself a name of that kind."""
    if word not in names or any(stands_for(word, k) for k in known):
        return False
    return _like_any(word, side)


def _divided(token: str, known: Sequence[str]) -> Words:
    """A word that begins or ends with one of the member's, in two ("stefanpopa", "popam")."""
    for word in known:
        rest = len(token) - len(word)
        if len(word) >= 3 and rest > 0:
            if token.startswith(word):
                return word, token[len(word) :]
            if token.endswith(word):
                return token[:rest], word
    return (token,)


def _like_any(token: str, words: Iterable[str]) -> bool:
    return any(likeness(token, word) > 0 for word in words)


def _missing(words: Words, tokens: Words) -> bool:
    return any(not any(likeness(t, word) > 0 for t in tokens) for word in words)
