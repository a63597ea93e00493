"""Who a name may be: members near it, best first, registrants before others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from lms.attendance.compare import similarity
from lms.attendance.index import MemberIndex, members_named, members_near, some_near, words_near
from lms.attendance.model import Candidate
from lms.attendance.names import FoldedName

_LEAST_FOR_REVIEW = 0.72
_LEAST_FOR_REGISTRANT = 0.55
# Above it nobody who did not register can come first, only stand below under the same name.
_CLEAR = 0.95
# Beside a registrant, others are shown only when they are not much farther.
_FAR = 0.1
# Candidates nearer than this are not told apart.
MARGIN = 0.04
_MOST_CANDIDATES = 8
_MOST_NAMESAKES = 40
# A member who did not register is a weaker guess than one who did, but is still shown.
_NOT_REGISTERED = 0.8

Scored = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Members by position with scores from 0 to 1, best first; `level` cannot be told apart."""

    scored: tuple[Scored, ...]
    level: int
    registrant: bool

    @property
    def best(self) -> Scored:
        """The first of them."""
        return self.scored[0]


def rank(
    names: Sequence[FoldedName], index: MemberIndex, *, registered: frozenset[int]
) -> Ranking | None:
    """Everyone whom the names may mean; None where nobody is near."""
    named = _each(names, lambda name: members_named(index, name))
    # Where registrants are called exactly so, others of the name are all there is to see.
    near = named
    if named.isdisjoint(registered):
        near = _each(names, lambda name: members_near(index, name))
    known = _best_of(names, index, near & registered, least=_LEAST_FOR_REGISTRANT)
    if registered and max(known, default=(0.0, 0))[0] < _LEAST_FOR_REVIEW:
        near_one_word = _each(names, lambda name: some_near(index, name, among=registered))
        known = _best_of(names, index, near_one_word, least=_LEAST_FOR_REGISTRANT)
    others = near - registered
    if known and max(known)[0] >= _CLEAR:
        others &= named
    least = max(_LEAST_FOR_REVIEW, max(known, default=(0.0, 0))[0] - _FAR)
    rest = _best_of(names, index, others, least=least)
    if known:
        rest = [(score * _NOT_REGISTERED, at) for score, at in rest]
    ordered = sorted(known + rest, key=_best_first)
    if not ordered:
        return None
    best, owner = ordered[0]
    level = sum(best - score < MARGIN for score, _ in ordered)
    return Ranking(tuple(ordered), level, owner in registered)


def scores(
    names: Sequence[FoldedName], index: MemberIndex, positions: Iterable[int]
) -> list[Scored]:
    """Each member with the likeness of the name nearest to it, in no order."""
    known = index.names
    return [
        (max((similarity(name, known[at]) for name in names), default=0.0), at) for at in positions
    ]


def _best_of(
    names: Sequence[FoldedName], index: MemberIndex, positions: Collection[int], *, least: float
) -> list[Scored]:
    """The members with a score of at least `least`: all that come first, and a few below."""
    hopes = sorted(
        (pair for pair in _hopes(names, index, positions) if pair[0] >= least), reverse=True
    )
    found: list[Scored] = []
    best = 0.0
    for hope, at in hopes:
        if len(found) >= _MOST_CANDIDATES and hope < best - MARGIN:
            break
        score = max(similarity(name, index.names[at]) for name in names)
        if score >= least:
            found.append((score, at))
            best = max(best, score)
    return found


def _hopes(
    names: Sequence[FoldedName], index: MemberIndex, positions: Collection[int]
) -> Iterable[Scored]:
    """What each member could score at the most, from the words alone; quick to find."""
    versions = [
        [words_near(index, token) for token in tokens] for name in names for tokens in name.versions
    ]
    words, sizes = index.words, index.sizes
    for at in positions:
        most, own, size = 0.0, words[at], sizes[at]
        for near in versions:
            total = 0.0
            for values in near:
                nearest = 0.0
                for word in own:
                    if word in values and values[word] > nearest:
                        nearest = values[word]
                total += nearest
            count = len(near)
            shorter, longer = (count, size) if count < size else (size, count)
            total = min(total, shorter)
            hope = total * (0.65 / shorter + 0.35 / longer)
            most = max(most, hope)
        yield most, at


def listed(
    index: MemberIndex,
    scored: Collection[Scored],
    *,
    level: int = 1,
    always: Collection[int] = (),
) -> tuple[Candidate, ...]:
    """The best few and all who are level with the best, who carry one score; and `always` those."""
    ordered = sorted(scored, key=_best_first)
    most = min(max(_MOST_CANDIDATES, level), _MOST_NAMESAKES)
    best = ordered[0][0]
    return tuple(
        Candidate(index.members[at].id, round(best if place < level else score, 2))
        for place, (score, at) in enumerate(ordered)
        if place < most or at in always
    )


def _each(
    names: Sequence[FoldedName], find: Callable[[FoldedName], frozenset[int]]
) -> frozenset[int]:
    empty: frozenset[int] = frozenset()
    return empty.union(*(find(name) for name in names))


def _best_first(pair: Scored) -> Scored:
    return -pair[0], pair[1]
