"""Caps over the lines of a period: what is above a limit is taken off, with a finding each.

A cap that does not bind takes nothing off: what it would take off is left to an officer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from credit_engine.facts import Activity
from credit_engine.families import Cap, CapPer, Limit, ShareOf
from credit_engine.ground import ground, unknown_value
from credit_engine.legal_time import legal_day
from credit_engine.regulation import RegulationVersion
from credit_engine.results import Finding, Input, Outcome
from credit_engine.sentences import amount_text

NOTHING = Fraction(0)
_ORDER = tuple(CapPer)


@dataclass(frozen=True, slots=True)
class Share:
    """What one activity brings before caps."""

    activity: Activity
    last_day: date
    credits: Fraction


@dataclass(frozen=True, slots=True)
class Capped:
    """Credits left by activity id; `doubted`: what a cap would take that does not take by itself.

    `doubted` None = not known how much.
    """

    left: Mapping[str, Fraction]
    findings: tuple[Finding, ...] = ()
    doubted: Fraction | None = NOTHING


class _Sum:
    """Credits by activity and legal day, lowered by one cap after the other."""

    def __init__(self, version: RegulationVersion, shares: Sequence[Share]) -> None:
        self.caps = version.caps
        self.shares = sorted(shares, key=self._rank)
        self.by_day = {share.activity.id: _days(share) for share in shares}

    def _rank(self, share: Share) -> tuple[int, int, str]:
        """What meets the most limits is taken off first, then what ended last."""
        met = sum(cap.of.takes(share.activity) is not False for cap in self.caps)
        return (-met, -share.last_day.toordinal(), share.activity.id)

    def left(self, id_: str, day: date | None = None) -> Fraction:
        days = self.by_day[id_]
        return days.get(day, NOTHING) if day is not None else sum(days.values(), NOTHING)

    def take(self, group: Sequence[Share], over: Fraction, day: date | None) -> None:
        for share in group:
            days = self.by_day[share.activity.id]
            for each in sorted(days, reverse=True) if day is None else [day]:
                taken = min(over, days.get(each, NOTHING))
                if taken:
                    days[each] -= taken
                    over -= taken
            if not over:
                return


def capped(
    version: RegulationVersion,
    shares: Sequence[Share],
    *,
    per: frozenset[CapPer],
    span: tuple[int, int],
    required: Fraction | None,
) -> Capped:
    """The shares of a period after every cap on the given units, in the order of `CapPer`."""
    state = _Sum(version, shares)
    findings: list[Finding] = []
    doubted: Fraction | None = NOTHING
    for cap in sorted(version.caps, key=lambda cap: _ORDER.index(cap.per)):
        if cap.per not in per:
            continue
        if cap.most.value is None:
            if any(cap.of.takes(share.activity) is not False for share in shares):
                findings.append(unknown_value(cap.most, date(span[1], 12, 31)))
                doubted = None
            continue
        for key, group in _groups(cap, state.shares).items():
            unit = _Unit(key, group, span, required)
            found, doubt = _apply(state, cap, cap.most.value, unit)
            findings += found
            doubted = None if doubted is None else doubted + doubt
    left = {share.activity.id: state.left(share.activity.id) for share in shares}
    return Capped(left, tuple(findings), doubted)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One day, programme, year or cycle, with the activities that share its limit."""

    key: Hashable
    group: list[Share]
    span: tuple[int, int]
    required: Fraction | None


def _apply(state: _Sum, cap: Cap, limit: Limit, unit: _Unit) -> tuple[list[Finding], Fraction]:
    key, group, span = unit.key, unit.group, unit.span
    day = key if isinstance(key, date) else None
    within = [s for s in state.shares if cap.per is not CapPer.YEAR or s.last_day.year == key]
    all_ = sum((state.left(s.activity.id) for s in within), NOTHING)
    sure = [share for share in group if cap.of.takes(share.activity)]

    def over(these: Sequence[Share]) -> tuple[Fraction, Fraction]:
        taken = sum((state.left(s.activity.id, day) for s in these), NOTHING)
        most = _most(limit, others=all_ - taken, required=unit.required)
        return max(taken - most, NOTHING), most

    (excess, most), (perhaps, _) = over(sure), over(group)
    params: dict[str, Input] = {"most": amount_text(most), "first": span[0], "last": span[1]}
    params |= {"title": group[0].activity.title, "year": group[0].last_day.year}
    params |= {} if day is None else {"day": day.isoformat()}
    inputs: dict[str, Input] = {"activities": sorted(s.activity.id for s in group)}
    findings = []
    if excess and cap.most.binds:
        state.take(sure, excess, day)
        words: dict[str, Input] = params | {"lost": amount_text(excess)}
        code = f"cap-{cap.per.value}"
        findings.append(ground(cap.most, Outcome.MET, code, words, inputs=inputs, credits=-excess))
        perhaps -= excess
    if perhaps <= 0:
        return findings, NOTHING
    words = params | {"lost": amount_text(perhaps)}
    findings.append(ground(cap.most, Outcome.UNDETERMINED, "cap-for-officer", words, inputs=inputs))
    return findings, perhaps


def _most(limit: Limit, *, others: Fraction, required: Fraction | None) -> Fraction:
    """The limit in credits; of a total, what together with the others keeps the share."""
    if limit.credits is not None:
        return limit.credits
    parts, out_of = limit.parts or 0, limit.out_of or 1
    if limit.share_of is ShareOf.TOTAL:
        return others * Fraction(parts, out_of - parts)
    return (required or NOTHING) * Fraction(parts, out_of)


def _groups(cap: Cap, shares: Sequence[Share]) -> dict[Hashable, list[Share]]:
    """The activities that share one limit; only those with sessions have hours of a day."""
    groups: dict[Hashable, list[Share]] = defaultdict(list)
    for share in shares:
        activity = share.activity
        if not share.credits or cap.of.takes(activity) is False:
            continue
        if cap.per is CapPer.DAY:
            for day in _days(share) if activity.sessions else ():
                groups[day].append(share)
        elif cap.per is CapPer.PROGRAMME:
            groups[activity.source].append(share)
        else:
            groups[share.last_day.year if cap.per is CapPer.YEAR else None].append(share)
    return dict(sorted(groups.items(), key=lambda item: str(item[0])))


def _days(share: Share) -> dict[date, Fraction]:
    """Credits by legal day, in proportion to the seconds held on it."""
    seconds: dict[date, int] = defaultdict(int)
    for session in share.activity.sessions:
        held = int((session.end - session.start).total_seconds())
        seconds[legal_day(session.start)] += held
    whole = sum(seconds.values())
    if not whole:
        return {share.last_day: share.credits}
    return {day: share.credits * Fraction(part, whole) for day, part in sorted(seconds.items())}
