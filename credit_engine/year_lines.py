"""What each activity brings to its year, before and after overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from credit_engine.activity import Judged, judged_activity
from credit_engine.caps import Capped, Share, capped
from credit_engine.conversion import Amount
from credit_engine.eligibility import Reading, objections
from credit_engine.facts import Activity, Booking, MemberFacts, known, last_day
from credit_engine.families import CapPer
from credit_engine.ground import ground, unknown_value
from credit_engine.overlap import Claim, dropped_by_overlap
from credit_engine.regulation import OverlapRule, Regulation, RegulationVersion
from credit_engine.results import BINDING, Basis, Finding, Input, Outcome, YearLine
from credit_engine.sentences import amount_text
from credit_engine.values import total_of

NOTHING = Fraction(0)
_IN_A_YEAR = frozenset({CapPer.DAY, CapPer.PROGRAMME, CapPer.YEAR})
_NO_CAPS = Capped({})


class Line(NamedTuple):
    """One activity of a year; `possible` is what an officer may still grant (None = unknown)."""

    activity: Activity
    last_day: date
    gross: Fraction
    state: str
    basis: Basis
    possible: Fraction | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class YearSum:
    """The sum of a year. `binding`: of lines that rest on decisions and sources alone.

    `possible`: what officers or unknown rules may still add; None = unbounded. `shares`: what is
    left of each activity, for the minimums of the norms (empty where they have none).
    """

    total: Fraction
    binding: Fraction
    possible: Fraction | None
    lines: tuple[YearLine, ...]
    findings: tuple[Finding, ...]
    shares: tuple[Share, ...] = ()
    doubted: Fraction | None = NOTHING


_NO_LINES = YearSum(total=NOTHING, binding=NOTHING, possible=NOTHING, lines=(), findings=())


def sum_of_year(
    regulation: Regulation,
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    *,
    on: date,
    known_at: datetime | None,
) -> YearSum:
    """The activities that end in a year, with overlaps counted once; order is irrelevant."""
    return sum_of_years(regulation, version, member, (year, year), on=on, known_at=known_at)


def sum_of_years(
    regulation: Regulation,
    version: RegulationVersion,
    member: MemberFacts,
    span: tuple[int, int],
    *,
    on: date,
    known_at: datetime | None,
    per: frozenset[CapPer] = _IN_A_YEAR,
    required: Fraction | None = None,
) -> YearSum:
    """The activities that end in a span of years, under the caps on the given units."""
    first, last = span
    found = []
    for activity in known(member.activities, known_at):
        ended = last_day(activity)
        if ended is not None and first <= ended.year <= last and ended <= on:
            found.append((ended, activity.id, activity))
    if not found:
        return _NO_LINES
    found.sort(key=itemgetter(0, 1))
    read = objections(member, known_at)
    lines = [
        line
        for ended, _, activity in found
        if (line := _line(regulation, member, activity, ended, on=on, known_at=known_at, read=read))
    ]
    if required is None:
        required = version.annual_requirement.min_credits.value
    return _summed(version, lines, span, per=per, required=required)


def _line(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    ended: date,
    *,
    on: date,
    known_at: datetime | None,
    read: Reading,
) -> Line | None:
    bookings = known(activity.bookings, known_at)
    if bookings:
        return _booked(activity, ended, bookings)
    answer = judged_activity(
        regulation, member, activity, day=ended, on=on, known_at=known_at, read=read
    )
    if answer.version is None:
        return None
    params: dict[str, Input] = {"title": activity.title, "day": ended.isoformat()}
    if answer.outcome is Outcome.MET and answer.amount is not None:
        return _assessed(activity, ended, answer, answer.amount, params)
    deciding = next(f for f in answer.findings() if f.outcome is answer.outcome)
    state = "refused" if answer.outcome is Outcome.NOT_MET else "pending"
    finding = _finding(
        activity,
        rule=deciding.rule,
        basis=deciding.basis,
        outcome=answer.outcome,
        code=f"year-line-{state}",
        params=params,
    )
    return Line(activity, ended, NOTHING, state, deciding.basis, answer.possible, finding)


def _assessed(
    activity: Activity, ended: date, answer: Judged, fixed: Amount, params: dict[str, Input]
) -> Line:
    credits = answer.credits or NOTHING
    basis = Basis.DEFAULT if answer.orientative else fixed.basis
    params["credits"] = amount_text(credits)
    finding = _finding(
        activity,
        rule=fixed.rule,
        basis=basis,
        outcome=Outcome.MET,
        code="year-line",
        params=params,
        credits=credits,
    )
    return Line(activity, ended, credits, "counted", basis, NOTHING, finding)


def _booked(activity: Activity, ended: date, bookings: tuple[Booking, ...]) -> Line:
    gross = total_of([booking.credits for booking in bookings])
    latest = max(bookings, key=lambda booking: (booking.recorded_at, booking.entry))
    basis = Basis(latest.basis)
    params: dict[str, Input] = {"title": activity.title, "day": ended.isoformat()}
    params["credits"] = amount_text(gross)
    code, state = ("year-line", "counted") if gross else ("year-line-reversed", "reversed")
    finding = _finding(
        activity,
        rule="ledger",
        basis=basis,
        outcome=Outcome.MET,
        code=code,
        params=params,
        credits=gross,
    )
    return Line(activity, ended, gross, state, basis, NOTHING, finding)


def _finding(
    activity: Activity,
    *,
    rule: str,
    basis: Basis,
    outcome: Outcome,
    code: str,
    params: Mapping[str, Input],
    credits: Fraction | None = None,
) -> Finding:
    inputs: dict[str, Input] = {"activity": activity.id}
    return Finding(
        rule=rule,
        article=None,
        source=activity.document,
        basis=basis,
        outcome=outcome,
        code=code,
        params=params,
        inputs=inputs,
        credits=credits,
    )


def _summed(
    version: RegulationVersion,
    lines: list[Line],
    span: tuple[int, int],
    *,
    per: frozenset[CapPer],
    required: Fraction | None,
) -> YearSum:
    claims = _claims(version, lines)
    after = _NO_CAPS
    if version.caps:
        shares = [Share(line.activity, line.last_day, line.gross) for line in lines]
        after = capped(version, shares, claims, per=per, span=span, required=required)
    dropped = dropped_by_overlap(claims) if after.dropped is None else after.dropped
    notes, may_add = _overlaps(version, lines, dropped, date(span[0], 1, 1))
    possible: Fraction | None = may_add
    shown = []
    for line in lines:
        id_ = line.activity.id
        out = id_ in dropped
        if line.state == "pending":
            unknown = possible is None or line.possible is None
            possible = None if unknown else possible + line.possible  # type: ignore[operator]
        shown.append(
            YearLine(
                activity=id_,
                title=line.activity.title,
                last_day=line.last_day,
                gross=line.gross,
                counted=NOTHING if out else after.left.get(id_, line.gross),
                state="overlapped" if out else line.state,
            )
        )
    pairs = list(zip(lines, shown, strict=True))
    total = total_of([kept.counted for kept in shown])
    firm = [kept.counted for line, kept in pairs if line.basis in BINDING]
    return YearSum(
        total=total,
        binding=total if len(firm) == len(shown) else total_of(firm),
        possible=possible,
        lines=tuple(shown),
        findings=(*[line.finding for line in lines], *notes, *after.findings),
        shares=tuple(
            [
                Share(line.activity, line.last_day, kept.counted)
                for line, kept in pairs
                if version.minimums and kept.counted
            ]
        ),
        doubted=after.doubted,
    )


def _claims(version: RegulationVersion, lines: list[Line]) -> list[Claim]:
    """What may not be counted twice for the same hour; none where the norms do not mind."""
    rule = version.programmes.overlapping_sessions
    if rule.value is OverlapRule.ALL or not rule.regulated:
        return []
    return [
        Claim(line.activity.id, line.gross, line.activity.sessions)
        for line in lines
        if line.activity.sessions and line.gross.numerator > 0
    ]


def _overlaps(
    version: RegulationVersion, lines: list[Line], dropped: Mapping[str, str], day: date
) -> tuple[list[Finding], Fraction]:
    """The findings of what overlaps, and what it would add if the rule gave way."""
    rule = version.programmes.overlapping_sessions
    if not dropped:
        return [], NOTHING
    notes = [] if rule.value is not None else [unknown_value(rule, day)]
    by_id = {line.activity.id: line for line in lines}
    lost = NOTHING
    for id_, kept in dropped.items():
        line = by_id[id_]
        lost += line.gross
        params: dict[str, Input] = {
            "title": line.activity.title,
            "other": by_id[kept].activity.title,
            "credits": amount_text(line.gross),
        }
        inputs: dict[str, Input] = {"activity": id_, "counted": kept}
        notes.append(
            ground(rule, Outcome.MET, "overlap-once", params, inputs=inputs, credits=-line.gross)
        )
    return notes, NOTHING if rule.binds else lost
