"""Of activities whose sessions overlap, the choice with the greatest total counts.

An activity counts whole or not at all: its credits were fixed for the whole of it. Ties go
to the choice that keeps the earliest activity (by first start, then id).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from credit_engine.facts import Session


@dataclass(frozen=True, slots=True)
class Claim:
    """One activity that claims credits for its sessions."""

    id: str
    credits: Fraction
    sessions: tuple[Session, ...]


def dropped_by_overlap(claims: Sequence[Claim]) -> dict[str, str]:
    """Ids that do not count, each with the id of a counted activity that it overlaps."""
    if _apart(claims):
        return {}
    ordered = sorted(claims, key=lambda claim: (_first_start(claim), claim.id))
    clashes = _clashes(ordered)
    if not any(clashes):
        return {}
    kept = 0
    for group in _groups(clashes):
        kept |= _best(group, ordered, clashes, {})[1]
    return {
        claim.id: ordered[_lowest(clashes[index] & kept)].id
        for index, claim in enumerate(ordered)
        if not kept >> index & 1
    }


def held_at_once(claims: Sequence[Claim]) -> tuple[tuple[str, ...], ...]:
    """Ids whose sessions run at one instant, two or more each: first start first, then id."""
    ordered = sorted(claims, key=lambda claim: (_first_start(claim), claim.id))
    sittings = sorted(
        (session.start, session.end, index)
        for index, claim in enumerate(ordered)
        for session in claim.sessions
    )
    running: list[tuple[datetime, int]] = []
    found: dict[tuple[int, ...], None] = {}
    for start, end, index in sittings:
        running = [(until, other) for until, other in running if until > start]
        running.append((end, index))
        together = tuple(sorted({other for _, other in running}))
        if len(together) > 1:
            found[together] = None
    return tuple(tuple(ordered[index].id for index in group) for group in sorted(found))


def _apart(claims: Sequence[Claim]) -> bool:
    """Whether no session begins before another has ended: most years, and cheap to see."""
    spans = sorted([(session.start, session.end) for c in claims for session in c.sessions])
    return all(before[1] <= after[0] for before, after in pairwise(spans))


def _first_start(claim: Claim) -> datetime:
    return min(session.start for session in claim.sessions)


def _clashes(ordered: Sequence[Claim]) -> list[int]:
    """For each claim, the bit set of the claims whose sessions overlap its own."""
    sittings = sorted(
        (session.start, session.end, index)
        for index, claim in enumerate(ordered)
        for session in claim.sessions
    )
    clashes = [0] * len(ordered)
    running: list[tuple[datetime, int]] = []
    for start, end, index in sittings:
        running = [(until, other) for until, other in running if until > start]
        for _, other in running:
            if other != index:
                clashes[index] |= 1 << other
                clashes[other] |= 1 << index
        running.append((end, index))
    return clashes


def _groups(clashes: list[int]) -> list[int]:
    """Bit sets of claims connected by overlaps."""
    groups, seen = [], 0
    for index in range(len(clashes)):
        if seen >> index & 1:
            continue
        group, edge = 0, 1 << index
        while edge:
            group |= edge
            reached, rest = 0, edge
            while rest:
                reached |= clashes[_lowest(rest)]
                rest &= rest - 1
            edge = reached & ~group
        groups.append(group)
        seen |= group
    return groups


def _best(
    group: int,
    ordered: Sequence[Claim],
    clashes: list[int],
    memo: dict[int, tuple[Fraction, int]],
) -> tuple[Fraction, int]:
    """The greatest total of a group and the bit set that reaches it."""
    if not group:
        return Fraction(0), 0
    if group in memo:
        return memo[group]
    first = _lowest(group)
    rest = group & ~(1 << first)
    total, kept = _best(rest & ~clashes[first], ordered, clashes, memo)
    with_first = (total + ordered[first].credits, kept | 1 << first)
    best = with_first
    if clashes[first] & rest:
        without = _best(rest, ordered, clashes, memo)
        best = without if without[0] > with_first[0] else with_first
    memo[group] = best
    return best


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
