"""What is missing for a year or a grade, and a smallest set of dated programmes that fills it.

The engine itself is asked what the programmes would bring: an offer is proposed only with what
it would be credited, and a set only when the answer with it is the one wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import islice

from credit_engine.activity import assess_activity
from credit_engine.facts import MemberFacts
from credit_engine.offers import Offer, attended
from credit_engine.plan_table import Table
from credit_engine.promotion import assess_promotion, earliest_promotion
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Finding, Outcome
from credit_engine.year import assess_year

_NONE = Fraction(0)
_MOST_ASKED = 12  # whole answers with a set of programmes
_AT_ONE_SUM = 4  # of them before more credits than the gap are looked for
_SHORT = (
    "promotion-credits-short",
    "promotion-credits-for-officer",
    "promotion-credits-unrecorded",
)
_OPEN = (Outcome.NOT_MET, Outcome.IN_PROGRESS, Outcome.UNDETERMINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is missing, article by article, and what would fill it.

    `gap`: credits still to be collected when the plan was made (None = not known). `filled`:
    whether `programmes` fill it; else they are the most useful that could be found. `earliest`:
    the first day on which the question can be answered with yes; None = it cannot be said.
    `after`: the answer once the programmes are attended.
    """

    target: str
    missing: tuple[Finding, ...]
    gap: Fraction | None
    earliest: date | None
    programmes: tuple[Offer, ...]
    filled: bool
    after: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    regulation: Regulation
    member: MemberFacts
    target: str
    on: date
    known_at: datetime | None
    not_before: date  # the day on which everything but the credits can be met


def plan(
    regulation: Regulation,
    member: MemberFacts,
    *,
    target: str,
    on: date,
    known_at: datetime | None,
    offers: Sequence[Offer],
    county: str | None,
) -> Plan:
    """A smallest set of offers that fills what is missing for "year:2026" or "promotion:GRADE".

    Fewest programmes, then the earliest to end, then those online or in the county. Exact for
    small sets; else heaviest first. Offers that began before the day asked are left out.
    """
    before = _ask(regulation, member, target, on=on, known_at=known_at)
    missing = tuple(f for f in before.findings if _is_missing(f))
    ready = _ready(before, on)
    question = _Question(
        regulation=regulation,
        member=member,
        target=target,
        on=on,
        known_at=known_at,
        not_before=ready or on,
    )
    then = before if ready in (None, on) else _asked_with(question, ())
    gap = _gap(then)
    chosen: tuple[Offer, ...] = ()
    if gap is not None and not _is_filled(then) and not _is_barred(before):
        chosen = _chosen(question, _eligible(question, offers), gap, county)
    after = _asked_with(question, chosen)
    filled = _is_filled(after)
    return Plan(
        target=target,
        missing=missing,
        gap=gap,
        earliest=_earliest(question, chosen) if filled and ready is not None else None,
        programmes=chosen,
        filled=filled,
        after=after,
    )


def what_if(
    regulation: Regulation,
    member: MemberFacts,
    offers: Sequence[Offer],
    *,
    target: str,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The answer if these are attended in full too, as seen on the last of their days."""
    question = _Question(
        regulation=regulation,
        member=member,
        target=target,
        on=on,
        known_at=known_at,
        not_before=on,
    )
    return _asked_with(question, offers)


def _ask(
    regulation: Regulation,
    member: MemberFacts,
    target: str,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    kind, _, of = target.partition(":")
    if kind == "year" and of.isdecimal() and 1 <= int(of) <= 9998:
        return assess_year(regulation, member, year=int(of), on=on, known_at=known_at)
    if kind == "promotion" and of:
        return assess_promotion(regulation, member, grade=of, on=on, known_at=known_at)
    raise ValueError(
        f"No plan can be made for {target!r}; write year:YYYY or promotion:GRADE, "
        "such as year:2026 or promotion:specialist."
    )


def _is_missing(finding: Finding) -> bool:
    """Whether a finding is on an article not met yet, and not on a single activity."""
    return finding.outcome in _OPEN and "activity" not in finding.inputs


def _ready(before: Assessment, on: date) -> date | None:
    """The first day on which nothing but credits is missing; None = it cannot be said."""
    if before.question.startswith("year:"):
        return on
    earliest = earliest_promotion(before)
    blocked = any(_is_missing(f) and not _waits(f) for f in before.findings)
    return None if earliest is None or blocked else max(on, earliest)


def _waits(finding: Finding) -> bool:
    """Whether time or credits alone can mend a finding."""
    return finding.credits is not None or finding.inputs.get("earliest") is not None


def _is_barred(before: Assessment) -> bool:
    """A grade that cannot be the next one needs no credits."""
    return any(f.rule == "grades.order" and f.outcome is Outcome.NOT_MET for f in before.findings)


def _gap(answer: Assessment) -> Fraction | None:
    if answer.standing is not None:
        return answer.standing.missing
    for finding in answer.findings:
        if finding.code.startswith("promotion-credits-") and "missing" in finding.params:
            return Fraction(str(finding.params["missing"]))
    return None


def _is_filled(answer: Assessment) -> bool:
    if answer.question.startswith("year:"):
        return answer.outcome in (Outcome.MET, Outcome.EXEMPT)
    return not any(f.code.startswith(_SHORT) for f in answer.findings)


def _earliest(question: _Question, chosen: tuple[Offer, ...]) -> date:
    return max((question.not_before, *(offer.ends(question.on) for offer in chosen)))


def _eligible(question: _Question, offers: Sequence[Offer]) -> list[Offer]:
    """Offers that begin on the day asked or later and end in the year asked for."""
    kind, _, of = question.target.partition(":")
    found = []
    for offer in offers:
        ends = offer.ends(question.on)
        begins = offer.begins(question.on)
        if begins >= question.on and (kind != "year" or ends.year == int(of)):
            found.append(offer)
    return found


def _asked_with(question: _Question, offers: Sequence[Offer]) -> Assessment:
    on = _earliest(question, tuple(offers))
    added = tuple(attended(offer, question.on) for offer in offers)
    member = replace(question.member, activities=(*question.member.activities, *added))
    return _ask(question.regulation, member, question.target, on=on, known_at=question.known_at)


def _chosen(
    question: _Question, offers: list[Offer], gap: Fraction, county: str | None
) -> tuple[Offer, ...]:
    """The preferred set for which the engine gives the answer wanted, else the most useful one.

    What is asked for grows with the day on which one asks (a full year more on a grade), so that
    the sets that end before such a day are looked for apart from the later ones.
    """
    best: tuple[tuple[int, date, int], tuple[Offer, ...]] | None = None
    useful: tuple[Offer, ...] = ()
    for last, need in _steps(question, offers, gap):
        table = Table(
            [offer for offer in offers if offer.ends(question.on) <= last],
            gap=need,
            county=county,
            on=question.on,
            credited=lambda o: _alone(question, o),
        )
        chosen = _filling(question, table, need)
        if chosen is None:
            useful = _useful(question, table.heaviest(need))
        elif best is None or table.key(chosen) < best[0]:
            best = table.key(chosen), chosen
    return useful if best is None else best[1]


def _steps(
    question: _Question, offers: Sequence[Offer], gap: Fraction
) -> list[tuple[date, Fraction]]:
    """The last days on which as many credits are asked for as on the days before, with the gap."""
    days = sorted({_earliest(question, (offer,)) for offer in offers})
    if question.target.startswith("year:"):
        return [(days[-1], gap)] if days else []

    def need(day: date) -> Fraction:
        target = question.target
        now = _ask(question.regulation, question.member, target, on=day, known_at=question.known_at)
        return _gap(now) or gap

    steps: list[tuple[date, Fraction]] = []
    start = 0
    while start < len(days):
        low, high, wanted = start, len(days) - 1, need(days[start])
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if need(days[middle]) == wanted else (low, middle - 1)
        steps.append((days[low], wanted))
        start = low + 1
    return steps


def _filling(question: _Question, table: Table, gap: Fraction) -> tuple[Offer, ...] | None:
    """The first set of a table that fills the gap when the engine is asked; None = not found."""
    need, asked = gap, 0
    while asked < _MOST_ASKED:
        shortest: Fraction | None = None
        for chosen in islice(table.sets(need), _AT_ONE_SUM):
            after = _asked_with(question, chosen)
            asked += 1
            if _is_filled(after):
                return chosen
            short = _gap(after) or table.step
            shortest = short if shortest is None else min(short, shortest)
        if shortest is None:
            break
        need += shortest  # something does not count together: a cap, an overlap, another year
    return None


def _useful(question: _Question, chosen: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Of a set that may not suffice, the programmes that still count when all are attended."""
    standing = _asked_with(question, chosen).standing
    if standing is None:
        return chosen
    counted = {line.activity for line in standing.lines if line.counted > 0}
    return tuple(offer for offer in chosen if offer.activity_id in counted)


def _alone(question: _Question, offer: Offer) -> Fraction:
    """What an offer would be credited if nothing else were attended."""
    answer = assess_activity(
        question.regulation,
        question.member,
        attended(offer, question.on),
        on=offer.ends(question.on),
        known_at=question.known_at,
    )
    return answer.credits or _NONE
