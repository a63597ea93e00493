"""A draft of a regulation beside the one in force: what changes for each member, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from credit_engine.facts import MemberFacts, in_force, known
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from credit_engine.year import assess_year

_FINE = frozenset({Outcome.MET, Outcome.EXEMPT})


class Effect(StrEnum):
    """What a draft does to one member's year."""

    GAIN = "gain"
    LOSE = "lose"
    UNDETERMINED = "become_undetermined"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One member's year under both regulations; `attributes` come from beside the facts."""

    member: str
    year: int
    grade: str | None
    effect: Effect
    before: Assessment
    after: Assessment
    attributes: Mapping[str, str] = field(default_factory=dict)


def compare(
    current: Regulation,
    draft: Regulation,
    member: MemberFacts,
    *,
    year: int,
    on: date,
    known_at: datetime | None,
    attributes: Mapping[str, str] | None = None,
) -> Change:
    """The year of a member by the regulation in force and by the draft."""
    before = assess_year(current, member, year=year, on=on, known_at=known_at)
    after = assess_year(draft, member, year=year, on=on, known_at=known_at)
    held = in_force(known(member.grades, known_at), on)
    return Change(
        member=member.member,
        year=year,
        grade=None if held is None else held.grade,
        effect=_effect(before.outcome, after.outcome),
        before=before,
        after=after,
        attributes=attributes or {},
    )


def _effect(before: Outcome, after: Outcome) -> Effect:
    if before is after or {before, after} <= _FINE:
        return Effect.UNCHANGED
    if after is Outcome.UNDETERMINED:
        return Effect.UNDETERMINED
    if after in _FINE:
        return Effect.GAIN
    return Effect.LOSE if before in _FINE else Effect.UNCHANGED


def tally(changes: Iterable[Change]) -> dict[str, Any]:
    """Counts of effects: in all, by year, by grade, and by each attribute given."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for change in changes:
        groups = {"year": str(change.year), "grade": change.grade or "-", **change.attributes}
        for name, value in (("all", "all"), *groups.items()):
            counts[name, value, change.effect.value] += 1
    found: dict[str, Any] = {}
    for (name, value, effect), number in sorted(counts.items()):
        by_value = found.setdefault(name, {})
        by_value.setdefault(value, {each.value: 0 for each in Effect})[effect] = number
    return found
