"""Caps over the lines of a period, together with the choice among parallel sessions.

What counts is the greatest total that keeps every limit: which of the activities held at the same
hour count, and how much of each. So nothing more to count ever lowers a total. Of equal choices
the one that keeps the earliest activity, then most of what meets the fewest limits, then of what
ended first. What is taken off is laid on the limits that are full, one finding each.

A cap that does not bind takes nothing off: what it would take off is left to an officer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from credit_engine.allotment import Bound, allotted
from credit_engine.facts import Activity
from credit_engine.families import Cap, CapPer, Limit, ShareOf
from credit_engine.ground import ground, unknown_value
from credit_engine.legal_time import held_on
from credit_engine.overlap import Claim, dropped_by_overlap, held_at_once
from credit_engine.regulation import RegulationVersion, Value
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

    `doubted` None = not known how much. `dropped`: by overlap, each with one that counts instead.
    """

    left: Mapping[str, Fraction]
    findings: tuple[Finding, ...] = ()
    doubted: Fraction | None = NOTHING
    dropped: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    """The credits of one activity that fall on one legal day."""

    share: Share
    day: date
    credits: Fraction


@dataclass(frozen=True, slots=True)
class _Unit:
    """One day, programme, year or cycle under one cap; cells by their place in the list.

    `sure`: certainly selected; `perhaps`: these and those of which the facts do not say;
    `whole`: what a share of the total is a share of. `fixed`: the limit where it is no such share.
    """

    cap: Cap
    limit: Limit
    key: str | date | int | None
    sure: tuple[int, ...]
    perhaps: tuple[int, ...]
    whole: tuple[int, ...]
    fixed: Fraction | None

    def most(self, counted: Sequence[Fraction], of: Sequence[int]) -> Fraction:
        """The limit in credits; of a total, what together with the others keeps the share."""
        if self.fixed is not None:
            return self.fixed
        inside = set(of)
        others = sum((counted[i] for i in self.whole if i not in inside), NOTHING)
        parts, out_of = self.limit.parts or 0, self.limit.out_of or 1
        return others * Fraction(parts, out_of - parts)

    def bound(self) -> Bound:
        """The limit on what is certainly selected."""
        if self.fixed is not None:
            return Bound(dict.fromkeys(self.sure, Fraction(1)), self.fixed)
        part = Fraction(self.limit.parts or 0, self.limit.out_of or 1)
        inside = set(self.sure)
        return Bound({i: 1 - part if i in inside else -part for i in self.whole}, NOTHING)


def capped(
    version: RegulationVersion,
    shares: Sequence[Share],
    claims: Sequence[Claim],
    *,
    per: frozenset[CapPer],
    span: tuple[int, int],
    required: Fraction | None,
) -> Capped:
    """What counts of a period under every cap on the given units, and of `claims` once."""
    caps = sorted(
        (cap for cap in version.caps if cap.per in per), key=lambda cap: _ORDER.index(cap.per)
    )
    shares = [share for share in shares if share.credits > 0]
    cells = _cells(shares, caps)
    annual = version.annual_requirement.min_credits
    units: list[_Unit] = []
    findings: list[Finding] = []
    for cap in caps:
        whole = required if cap.per is CapPer.CYCLE else annual.value
        unknown = _unknown(cap, whole, annual)
        if unknown is None:
            units += _units(cap, cells, whole)
        elif any(cap.of.takes(share.activity) is not False for share in shares):
            findings.append(unknown_value(unknown, date(span[1], 12, 31)))
    bounds = [unit.bound() for unit in units if unit.cap.most.binds and unit.sure]
    choice = _chosen(cells, bounds, claims)
    doubted: Fraction | None = None if findings else NOTHING
    cut = [cell.credits - left for cell, left in zip(cells, choice.counted, strict=True)]
    for place in choice.out:
        cut[place] = NOTHING
    for unit in units:
        found, doubt = _explained(unit, cells, choice, cut, span=span)
        findings += found
        doubted = None if doubted is None else doubted + doubt
    left: dict[str, Fraction] = {}
    for cell, counted in zip(cells, choice.counted, strict=True):
        id_ = cell.share.activity.id
        left[id_] = left.get(id_, NOTHING) + counted
    return Capped(left, tuple(findings), doubted, choice.dropped)


def _unknown(
    cap: Cap, required: Fraction | None, annual: Value[Fraction]
) -> Value[Limit] | Value[Fraction] | None:
    """The value that would have to be known before the cap can be looked at."""
    if cap.most.value is None:
        return cap.most
    return annual if cap.most.value.share_of is ShareOf.REQUIRED and required is None else None


def _cells(shares: Sequence[Share], caps: Sequence[Cap]) -> list[_Cell]:
    """Activities by legal day, in the order in which they are kept."""

    def rank(share: Share) -> tuple[int, date, str]:
        met = sum(cap.of.takes(share.activity) is not False for cap in caps)
        return met, share.last_day, share.activity.id

    return [
        _Cell(share, day, credits)
        for share in sorted(shares, key=rank)
        for day, credits in _days(share).items()
    ]


def _days(share: Share) -> dict[date, Fraction]:
    """Credits by legal day, in proportion to the time held on it."""
    held: dict[date, timedelta] = {}
    for session in share.activity.sessions:
        for day, length in held_on(session.start, session.end).items():
            held[day] = held.get(day, timedelta()) + length
    tick = timedelta(microseconds=1)
    whole = sum(held.values(), timedelta()) // tick
    if not whole:
        return {share.last_day: share.credits}
    return {day: share.credits * Fraction(held[day] // tick, whole) for day in sorted(held)}


def _units(cap: Cap, cells: Sequence[_Cell], required: Fraction | None) -> Iterator[_Unit]:
    """The groups of cells that share one limit; only sessions have hours of a day."""
    limit = cap.most.value
    assert limit is not None
    groups: dict[str | date | int | None, list[int]] = {}
    for place, cell in enumerate(cells):
        timed = cap.per is not CapPer.DAY or cell.share.activity.sessions
        if timed and cap.of.takes(cell.share.activity) is not False:
            groups.setdefault(_key(cap, cell), []).append(place)
    fixed = limit.credits
    if limit.share_of is ShareOf.REQUIRED:
        fixed = (required or NOTHING) * Fraction(limit.parts or 0, limit.out_of or 1)
    for key, group in sorted(groups.items(), key=lambda item: str(item[0])):
        yield _Unit(
            cap=cap,
            limit=limit,
            key=key,
            sure=tuple(p for p in group if cap.of.takes(cells[p].share.activity)),
            perhaps=tuple(group),
            whole=tuple(
                place
                for place, cell in enumerate(cells)
                if cap.per is not CapPer.YEAR or cell.share.last_day.year == key
            ),
            fixed=fixed,
        )


def _key(cap: Cap, cell: _Cell) -> str | date | int | None:
    """What the limit is applied once to."""
    keys: dict[CapPer, str | date | int] = {
        CapPer.DAY: cell.day,
        CapPer.PROGRAMME: cell.share.activity.source,
        CapPer.YEAR: cell.share.last_day.year,
    }
    return keys.get(cap.per)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What counts of each cell; the places of cells that do not count beside a parallel one."""

    counted: list[Fraction]
    out: frozenset[int]
    dropped: Mapping[str, str]


def _chosen(cells: Sequence[_Cell], bounds: list[Bound], claims: Sequence[Claim]) -> _Choice:
    dropped = dropped_by_overlap(claims)
    first = _counted(cells, bounds, frozenset(dropped))
    whole = [NOTHING if cell.share.activity.id in dropped else cell.credits for cell in cells]
    if dropped and first != whole:  # a limit bites: the best choice may be another
        return _Search(cells, bounds, claims).chosen(sum(first, NOTHING))
    out = (place for place, cell in enumerate(cells) if cell.share.activity.id in dropped)
    return _Choice(first, frozenset(out), dropped)


def _counted(
    cells: Sequence[_Cell], bounds: Sequence[Bound], out: frozenset[str]
) -> list[Fraction]:
    amounts = [NOTHING if c.share.activity.id in out else c.credits for c in cells]
    return allotted(amounts, bounds)


class _Search:
    """Branch and bound over which of the parallel activities count; the earlier is tried first.

    The bound lets parallel activities share their hour in parts, which is never too low.
    """

    def __init__(
        self, cells: Sequence[_Cell], bounds: list[Bound], claims: Sequence[Claim]
    ) -> None:
        groups = held_at_once(claims)
        self.cells, self.bounds = cells, bounds
        self.clashing: dict[str, frozenset[str]] = {}
        for group in groups:
            for id_ in group:
                others = frozenset(group) - {id_}
                self.clashing[id_] = self.clashing.get(id_, frozenset()) | others
        starts = {c.id: min(session.start for session in c.sessions) for c in claims}
        self.order = sorted(self.clashing, key=lambda id_: (starts[id_], id_))
        self.shared = [*bounds, *(self._once(group) for group in groups)]
        self.best: tuple[Fraction, frozenset[str]] | None = None

    def _once(self, group: tuple[str, ...]) -> Bound:
        factors = {
            place: 1 / cell.share.credits
            for place, cell in enumerate(self.cells)
            if cell.share.activity.id in group
        }
        return Bound(factors, Fraction(1))

    def chosen(self, least: Fraction) -> _Choice:
        """The choice of the greatest total, which is known to be at least so much."""
        self._look(frozenset(), least)
        assert self.best is not None
        out = self.best[1]
        dropped = {
            id_: next(k for k in self.order if k in self.clashing[id_] and k not in out)
            for id_ in self.order
            if id_ in out
        }
        places = (p for p, cell in enumerate(self.cells) if cell.share.activity.id in out)
        return _Choice(_counted(self.cells, self.bounds, out), frozenset(places), dropped)

    def _look(self, out: frozenset[str], least: Fraction) -> None:
        undecided = next(
            (id_ for id_ in self.order if id_ not in out and self.clashing[id_] - out), None
        )
        within = self.bounds if undecided is None else self.shared
        total = sum(_counted(self.cells, within, out), NOTHING)
        if total < least or (self.best is not None and total <= self.best[0]):
            return
        if undecided is None:
            self.best = total, out
            return
        self._look(out | self.clashing[undecided], least)
        self._look(out | {undecided}, least)


def _explained(
    unit: _Unit,
    cells: Sequence[_Cell],
    choice: _Choice,
    cut: list[Fraction],
    *,
    span: tuple[int, int],
) -> tuple[list[Finding], Fraction]:
    """What a full limit took of the cuts not yet explained, and what an officer may still take."""
    cap, counted = unit.cap, choice.counted
    last = cells[unit.perhaps[-1]].share
    most = unit.most(counted, unit.sure)
    params: dict[str, Input] = {"most": amount_text(most), "first": span[0], "last": span[1]}
    params |= {"title": last.activity.title, "year": last.last_day.year}
    params |= {"day": unit.key.isoformat()} if isinstance(unit.key, date) else {}
    inputs: dict[str, Input] = {
        "activities": sorted(
            {cells[p].share.activity.id for p in unit.perhaps if p not in choice.out}
        )
    }
    findings = []
    if cap.most.binds and sum((counted[p] for p in unit.sure), NOTHING) == most:
        lost = sum((cut[place] for place in unit.sure), NOTHING)
        for place in unit.sure:
            cut[place] = NOTHING
        if lost:
            words: dict[str, Input] = params | {"lost": amount_text(lost)}
            code = f"cap-{cap.per.value}"
            findings.append(
                ground(cap.most, Outcome.MET, code, words, inputs=inputs, credits=-lost)
            )
    taken = sum((counted[place] for place in unit.perhaps), NOTHING)
    doubt = taken - unit.most(counted, unit.perhaps)
    if doubt <= 0:
        return findings, NOTHING
    words = params | {"lost": amount_text(doubt)}
    findings.append(ground(cap.most, Outcome.UNDETERMINED, "cap-for-officer", words, inputs=inputs))
    return findings, doubt
