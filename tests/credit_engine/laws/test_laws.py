"""The laws of the engine, over generated norms and members (`make laws`: 2,000 examples each)."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from credit_engine import assess_activity, finding_from_dict
from credit_engine.facts import Activity, MemberFacts, Session, last_day
from credit_engine.families import CapPer, ShareOf
from credit_engine.legal_time import legal_day
from credit_engine.regulation import Regulation
from credit_engine.year_lines import NOTHING, sum_of_years

from .norms import regulations
from .worlds import ASKED, MET, activities, booked, meets, members, worlds

PROFILE = settings.get_current_profile_name()
# `make laws` asks for 2,000; every other run is content with few, for they are not cheap.
EXAMPLES = settings().max_examples if PROFILE == "laws" else min(settings().max_examples, 40)
law = settings(max_examples=EXAMPLES)
places = st.integers(0, 7)
seeds = st.integers(0, 2**16)


def test_the_examples_meet_caps_overlaps_exemptions_and_version_changes(capsys):
    met: Counter[str] = Counter()
    number = EXAMPLES if PROFILE == "laws" else 150

    @settings(max_examples=number, derandomize=True, database=None)
    @given(worlds())
    def look(world):
        met["examples"] += 1
        met.update(meets(world))

    look()
    shares = {name: met[name] * 100 // met["examples"] for name in MET}
    if PROFILE == "laws":
        with capsys.disabled():
            print(f"\n{met['examples']} examples:", *(f"{n} {s} %" for n, s in shares.items()))
    assert min(shares.values()) >= 20, shares


@law
@given(worlds())
def test_nothing_is_ever_negative(world):
    """Neither the total, nor what counts of an activity, nor what is missing or possible."""
    answer = world.answer()
    assert (answer.credits or 0) >= 0
    assert (answer.possible or 0) >= 0
    if answer.standing is not None:
        standing = answer.standing
        assert all(0 <= line.counted <= line.gross for line in standing.lines)
        figures = (standing.required, standing.missing, standing.surplus, standing.possible)
        assert all(figure is None or figure >= 0 for figure in figures)
        assert not (standing.missing and standing.surplus)
    for activity in world.facts.activities:
        alone = assess_activity(
            world.regulation, world.facts, activity, on=world.on, known_at=world.known_at
        )
        assert sum(f.credits or 0 for f in alone.findings) == (alone.credits or 0) >= 0
        assert (alone.possible or 0) >= 0


@law
@given(worlds())
def test_the_explanation_sums_to_the_total(world):
    """The credits of all findings add up to the total, and so do the lines of a year."""
    answer = world.answer()
    assert sum(finding.credits or 0 for finding in answer.findings) == (answer.credits or 0)
    if answer.standing is not None:
        codes = ("grant-to-all", "carry-over")
        besides = sum(f.credits or 0 for f in answer.findings if f.code in codes)
        counted = sum(line.counted for line in answer.standing.lines)
        assert counted + besides == answer.credits == answer.standing.earned


@law
@given(worlds())
def test_a_stored_finding_says_the_same_in_both_languages(world):
    for finding in world.answer().findings:
        stored = finding_from_dict(json.loads(json.dumps(finding.as_dict())))
        for lang in ("ro", "en"):
            assert stored.sentence(lang) == finding.sentence(lang)


@law
@given(worlds())
def test_no_cap_is_exceeded(world):
    """What counts keeps every cap that binds, as far as the facts say what it is about."""
    year = int(world.question.partition(":")[2])
    version = world.regulation.in_force_on(date(year, 1, 1))
    assume(version is not None and version.caps)
    asked = {"on": world.on, "known_at": world.known_at}
    span, per, required = (year, year), frozenset(CapPer) - {CapPer.CYCLE}, None
    if world.question.startswith("cycle") and version.cycle is not None:
        span, per, required = version.cycle.span(year), frozenset(CapPer), Fraction(0)
        version = world.regulation.in_force_on(date(span[0], 1, 1))
        assume(version is not None and version.cycle is not None)
        required = version.cycle.min_credits.value
    sums = sum_of_years(
        world.regulation, version, world.facts, span, per=per, required=required, **asked
    )
    annual = version.annual_requirement.min_credits.value
    by_id = {activity.id: activity for activity in world.facts.activities}
    counted = {line.activity: line.counted for line in sums.lines if line.counted}
    gross = {line.activity: line.gross for line in sums.lines}
    for cap in version.caps:
        most = cap.most.value
        if cap.per not in per or not cap.most.binds:
            continue
        chosen = {id_ for id_ in counted if cap.of.takes(by_id[id_])}
        if cap.per is CapPer.DAY:
            timed = [by_id[id_] for id_ in chosen if by_id[id_].sessions]
            assert _fits_in_days(timed, counted, gross, most.credits)
            continue
        key: dict[CapPer, Any] = {
            CapPer.PROGRAMME: lambda a: a.source,
            CapPer.YEAR: _year_of,
        }
        group_of = key.get(cap.per, lambda a: None)
        for group in {group_of(by_id[id_]) for id_ in chosen}:
            scope = [
                i for i in counted if cap.per is not CapPer.YEAR or group_of(by_id[i]) == group
            ]
            inside = [i for i in scope if i in chosen and group_of(by_id[i]) == group]
            whole: dict[Any, Any] = {
                ShareOf.TOTAL: sum(counted[i] for i in scope),
                ShareOf.REQUIRED: required if cap.per is CapPer.CYCLE else annual,
            }
            limit = most.credits
            if limit is None and whole[most.share_of] is not None:
                limit = whole[most.share_of] * Fraction(most.parts, most.out_of)
            if limit is not None:
                assert sum(counted[i] for i in inside) <= limit


def _year_of(activity):
    ended = last_day(activity)
    return ended and ended.year


def _fits_in_days(timed, counted, gross, most):
    """Whether what counts can be laid on the legal days held, at most so much on each (Hall)."""
    held = {a.id: _held(a) for a in timed}
    days = {day for on in held.values() for day in on}
    return all(
        sum(
            max(
                counted[id_]
                - gross[id_]
                * Fraction(sum(n for d, n in on.items() if d not in some), sum(on.values())),
                NOTHING,
            )
            for id_, on in held.items()
        )
        <= most * size
        for size in range(1, len(days) + 1)
        for some in combinations(sorted(days), size)
    )


def _held(activity):
    """Half hours by legal day."""
    found: Counter[date] = Counter()
    for session in activity.sessions:
        at = session.start
        while at < session.end:
            found[legal_day(at)] += 1
            at += timedelta(minutes=30)
    return found


@law
@given(worlds(), seeds)
def test_the_order_of_facts_is_irrelevant(world, seed):
    """Activities, their sessions and entries, and every other list, in any order."""
    mixed = random.Random(seed)

    def shuffled(record):
        changes = {}
        for name in record.__dataclass_fields__:
            value = getattr(record, name)
            if isinstance(value, tuple):
                group = [shuffled(v) if hasattr(v, "__dataclass_fields__") else v for v in value]
                mixed.shuffle(group)
                changes[name] = tuple(group)
        return replace(record, **changes)

    assert world.answer(shuffled(world.facts)) == world.answer()


@law
@given(worlds(), seeds)
def test_splitting_the_minutes_of_one_source_changes_nothing(world, seed):
    """A session in several that follow one another; credits booked in several entries."""
    cut = random.Random(seed)

    def parts(session):
        length = session.end - session.start
        at = sorted(session.start + length * cut.random() for _ in range(cut.randrange(3)))
        edges = [session.start, *at, session.end]
        return [Session(start=a, end=b) for a, b in pairwise(edges) if a < b]

    def entries(booking):
        some = booking.credits * Fraction(cut.randrange(4), 3)
        return [
            replace(booking, entry=f"{booking.entry}-{n}", credits=credits)
            for n, credits in enumerate((some, booking.credits - some))
        ]

    def split(activity):
        return replace(
            activity,
            sessions=tuple(part for session in activity.sessions for part in parts(session)),
            bookings=tuple(entry for booking in activity.bookings for entry in entries(booking)),
        )

    many = replace(world.facts, activities=tuple(split(a) for a in world.facts.activities))
    assert world.answer(many) == world.answer()


@law
@given(worlds(), activities("new"))
def test_one_more_activity_never_lowers_the_total(world, new):
    """Whatever is added: credited by itself (eligible), pending or refused.

    The one exception is in the norms, not in the sum: an earlier delivery of the very source that
    was taken again later becomes the first, and the first is the one that brings credit. It keeps
    its source to itself here. Caps, overlaps, carry-over and an exempt year are no exception.
    """
    ended = last_day(new)
    for other in world.facts.activities:
        after = last_day(other)
        if other.source == new.source and (ended is None or after is None or ended <= after):
            new = replace(new, source="new")
    richer = replace(world.facts, activities=(*world.facts.activities, new))
    alone = assess_activity(world.regulation, richer, new, on=world.on, known_at=world.known_at)
    event("the new activity is credited by itself" if alone.credits else "it is not")
    assert world.total(richer) >= world.total()


@law
@given(worlds(), places)
def test_a_reversal_is_the_exact_inverse(world, place):
    """Booked and reversed is as if it had never been; booked once more is as booked once."""
    assume(world.facts.activities)
    place %= len(world.facts.activities)

    def with_entries(*signed):
        held = list(world.facts.activities)
        held[place] = replace(held[place], bookings=booked(*signed))
        return replace(world.facts, activities=tuple(held))

    gone = world.facts.activities[place].id
    without = tuple(a for a in world.facts.activities if a.id != gone)
    reversed_, never = (
        world.answer(f) for f in (with_entries("6", "-6"), replace(world.facts, activities=without))
    )
    assert _beside(reversed_, gone) == _beside(never, gone)
    assert world.answer(with_entries("6", "-6", "6")) == world.answer(with_entries("6"))


def _beside(answer, gone):
    """An answer without the lines of one activity."""
    standing = answer.standing
    if standing is not None:
        standing = replace(standing, lines=tuple(x for x in standing.lines if x.activity != gone))
    findings = tuple(f for f in answer.findings if f.inputs.get("activity") != gone)
    return replace(answer, standing=standing, findings=findings)


AFTER = ASKED + timedelta(microseconds=1)


@law
@given(worlds(), members("later"), regulations(), seeds)
def test_what_is_recorded_later_changes_no_answer_with_the_same_known_at(world, more, norms, seed):
    """Facts superseded, corrected and added later, and versions of the norms recorded later.

    The text that the command line would write is the same, byte for byte.
    """
    asked = replace(world, known_at=ASKED)
    some = random.Random(seed)
    now = replace(
        asked,
        facts=_later(asked.facts, more, some),
        regulation=_with_versions(asked.regulation, norms),
    )
    assert now.text() == asked.text()


def _later(facts: MemberFacts, more: MemberFacts, some: random.Random) -> MemberFacts:
    changes: dict[str, Any] = {}
    for name in facts.__dataclass_fields__:
        held = getattr(facts, name)
        if not isinstance(held, tuple):
            continue
        kept = [replace(f, superseded_at=AFTER) if some.random() < 0.5 else f for f in held]
        if name == "activities":
            kept = [_weighed_again(activity) for activity in kept]
            kept += [_corrected(a) for a in held if some.random() < 0.3]
        kept += [replace(f, recorded_at=AFTER) for f in getattr(more, name)]
        some.shuffle(kept)
        changes[name] = tuple(kept)
    return replace(facts, **changes)


def _weighed_again(activity: Activity) -> Activity:
    """Its approvals are superseded and its credits booked once more."""
    gone = tuple(replace(a, superseded_at=AFTER) for a in activity.programme_approvals)
    entries = (*activity.bookings, *booked("40", at=AFTER))
    return replace(activity, programme_approvals=gone, bookings=entries)


def _corrected(activity: Activity) -> Activity:
    """The same source as it was put right later."""
    return replace(activity, recorded_at=AFTER, minutes_present=1, workload_minutes=1)


def _with_versions(regulation: Regulation, more: Regulation) -> Regulation:
    taken = {version.effective_from for version in regulation.versions}
    later = [
        replace(v, id=f"later-{v.id}", recorded_at=AFTER)
        for v in more.versions
        if v.effective_from not in taken
    ]
    ordered = sorted((*regulation.versions, *later), key=lambda v: v.effective_from)
    return replace(regulation, versions=tuple(ordered))
