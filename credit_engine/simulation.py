"""A draft of a regulation beside the one in force: what changes for each member, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from credit_engine.facts import MemberFacts, in_force, known
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from credit_engine.year import assess_year

_FINE = frozenset({Outcome.MET, Outcome.EXEMPT})


class Effect(StrEnum):
    """What a draft does to one member's year."""

    GAINS = "gains"
    LOSES = "loses"
    UNDETERMINED = "becomes_undetermined"
    CHANGED = "changed"
    SAME = "same"


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
        effect=effect_of(before, after),
        before=before,
        after=after,
        attributes=attributes or {},
    )


def effect_of(before: Assessment, after: Assessment) -> Effect:
    """In one word: settled or not comes first, then how much is missing, then what is earned."""
    if before.outcome is not after.outcome:
        return _turn(before.outcome, after.outcome)
    if after.outcome is Outcome.UNDETERMINED:  # nothing is known to be missing or earned
        same = (before.credits, _required(before)) == (after.credits, _required(after))
        return Effect.SAME if same else Effect.CHANGED
    missing = _missing(after) - _missing(before)
    if missing:
        return Effect.LOSES if missing > 0 else Effect.GAINS
    earned = (after.credits or Fraction(0)) - (before.credits or Fraction(0))
    if earned:
        return Effect.GAINS if earned > 0 else Effect.LOSES
    return Effect.SAME if _required(before) == _required(after) else Effect.CHANGED


def _turn(before: Outcome, after: Outcome) -> Effect:
    if after is Outcome.UNDETERMINED:
        return Effect.UNDETERMINED
    if (before in _FINE) is not (after in _FINE):
        return Effect.GAINS if after in _FINE else Effect.LOSES
    if Outcome.NOT_MET in (before, after):
        return Effect.LOSES if after is Outcome.NOT_MET else Effect.GAINS
    return Effect.CHANGED


def _required(answer: Assessment) -> Fraction | None:
    return None if answer.standing is None else answer.standing.required


def _missing(answer: Assessment) -> Fraction:
    if answer.standing is None or answer.standing.missing is None:
        return Fraction(0)
    return answer.standing.missing


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
