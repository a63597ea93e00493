"""Smallest sets of options that reach a sum: fewest, then earliest, then nearest.

Exact by depth-first search with a bound, for as many nodes as allowed; `greedy` needs none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what it weighs, its last day, whether it is far."""

    weight: int
    ends: date
    far: bool


class Budget:
    """The steps that searches may still take together; about a microsecond each."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def take(self, steps: int) -> bool:
        """Whether so many steps were still allowed."""
        self.steps -= steps
        return self.steps >= 0


@dataclass(frozen=True, slots=True)
class _State:
    """A partial choice: the next option, those chosen, what they shut, and what is still needed."""

    start: int
    chosen: tuple[int, ...]
    shut: int
    far: int
    rest: int


class _Best:
    """The greatest sums that the tail of a list of options can still bring."""

    def __init__(self, options: Sequence[Option], size: int) -> None:
        self.near: list[list[int]] = [[0]]
        self.far: list[list[int]] = [[0]]
        tops: dict[bool, list[int]] = {False: [], True: []}
        for option in reversed(options):
            top = sorted((*tops[option.far], option.weight), reverse=True)[:size]
            tops[option.far] = top
            self.near.append(_sums(tops[False]))
            self.far.append(_sums(tops[True]))
        self.near.reverse()
        self.far.reverse()

    def sum_from(self, start: int, count: int, far: int) -> int:
        """At most so much from `count` options of the tail, `far` of them far; -1 = too few."""
        near, distant = self.near[start], self.far[start]
        if far >= len(distant) or count - far >= len(near) or not 0 <= far <= count:
            return -1
        return near[count - far] + distant[far]


def _sums(top: list[int]) -> list[int]:
    sums = [0]
    for weight in top:
        sums.append(sums[-1] + weight)
    return sums


def smallest_sets(
    options: Sequence[Option], clashes: Sequence[int], *, need: int, most: int, budget: Budget
) -> Iterator[tuple[int, ...]]:
    """Indices of sets that reach `need`, the preferred one first.

    `options` are in order of `ends`, nearer ones first; `clashes[i]` is the bit set of those that
    exclude option i. It ends early when the budget is spent.
    """
    days = list(_days(options, most))
    for size in range(1, min(most, len(options)) + 1):
        for begins, length, top in days:
            if length < size or top[size] < need:
                continue
            if not budget.take(length):
                return
            best = _Best(options[:length], size)
            for far in range(size + 1):
                bounds = _Bounds(begins, length, size, far)
                yield from _choices(options, clashes, bounds, best=best, need=need, budget=budget)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """`size` of the first `length` options, `far` of them far, one at `begins` or later."""

    begins: int
    length: int
    size: int
    far: int


def _choices(
    options: Sequence[Option],
    clashes: Sequence[int],
    bounds: _Bounds,
    *,
    best: _Best,
    need: int,
    budget: Budget,
) -> Iterator[tuple[int, ...]]:
    """Sets within the bounds that reach `need`, in the order of their options."""
    stack = [_State(0, (), 0, 0, need)]
    while stack:
        at = stack.pop()
        left = bounds.size - len(at.chosen)
        if left == 0:
            if at.rest <= 0:
                yield at.chosen
            continue
        start = max(at.start, bounds.begins) if left == 1 else at.start
        if start >= bounds.length or best.sum_from(start, left, bounds.far - at.far) < at.rest:
            continue
        if not budget.take(4):
            return
        # pushed last is looked at first: with this option, then without it
        stack.append(_State(start + 1, at.chosen, at.shut, at.far, at.rest))
        option = options[start]
        far = at.far + option.far
        if not at.shut >> start & 1 and far <= bounds.far:
            shut = at.shut | clashes[start]
            rest = at.rest - option.weight
            stack.append(_State(start + 1, (*at.chosen, start), shut, far, rest))


def greedy(options: Sequence[Option], clashes: Sequence[int], *, need: int, most: int) -> list[int]:
    """Heaviest first, ties in order, until `need` is reached or nothing more can be taken."""
    taken: list[int] = []
    shut = 0
    for index in sorted(range(len(options)), key=lambda i: (-options[i].weight, i)):
        if need <= 0 or len(taken) == most:
            break
        if not shut >> index & 1:
            taken.append(index)
            shut |= clashes[index]
            need -= options[index].weight
    return sorted(taken)


def exclusions(
    sittings: Sequence[Sequence[tuple[datetime, datetime]]], sources: Sequence[str]
) -> list[set[int]]:
    """For each option, those that cannot be taken with it: at the same time or the same thing."""
    excluded: list[set[int]] = [set() for _ in sittings]
    held = sorted((start, end, i) for i, spans in enumerate(sittings) for start, end in spans)
    running: list[tuple[datetime, int]] = []
    for start, end, index in held:
        running = [(until, other) for until, other in running if until > start]
        for _, other in running:
            if other != index:
                excluded[index].add(other)
                excluded[other].add(index)
        running.append((end, index))
    same: dict[str, list[int]] = {}
    for index, source in enumerate(sources):
        for other in same.setdefault(source, []):
            excluded[index].add(other)
            excluded[other].add(index)
        same[source].append(index)
    return excluded


def _days(options: Sequence[Option], most: int) -> Iterator[tuple[int, int, list[int]]]:
    """For each last day: its first index, the index after its last, the greatest sums so far."""
    length, top = 0, list[int]()
    for _, group in groupby(options, key=lambda option: option.ends):
        begins, weights = length, [option.weight for option in group]
        length += len(weights)
        top = sorted((*top, *weights), reverse=True)[:most]
        yield begins, length, _sums(top)
