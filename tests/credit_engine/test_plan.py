"""What is missing, and the smallest set of dated programmes that fills it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from importlib import import_module
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import Outcome, bundled_regulation_text, load_regulation
from credit_engine.facts import ActivityKind, Delivery, DuesYear, Organiser, ProgrammeForm
from credit_engine.offers import Offer, attended
from credit_engine.plan import plan, what_if
from credit_engine.plan_search import Budget, Option, exclusions, greedy, smallest_sets

from .builders import RECORDED, approval, course, edition, member, sitting
from .test_promotion import THREE, both, candidate, paid

TEXT = bundled_regulation_text("nfpc-2013")
NFPC = load_regulation(TEXT, name="nfpc-2013.yaml")
ON = date(2026, 6, 1)
MORNING = datetime(2026, 6, 2, 6, tzinfo=UTC)


def offer(id_, credits="4", *, days=0, hours=0, **more):
    start = MORNING + timedelta(days=days, hours=hours)
    given_: dict[str, Any] = {"sessions": (sitting(start, 120),), "county": "CJ"} | more
    return Offer(id=id_, title=f"Program {id_}", credits=Fraction(credits), **given_)


def plan_of(*offers, facts=None, **asked):
    given_: dict[str, Any] = {
        "target": "year:2026",
        "on": ON,
        "known_at": None,
        "county": "CJ",
        "offers": offers,
    }
    regulation = asked.pop("regulation", NFPC)
    return plan(regulation, member() if facts is None else facts, **(given_ | asked))


def names(made):
    return [chosen.id for chosen in made.programmes]


def test_fewest_programmes_come_first():
    made = plan_of(offer("a", "4"), offer("b", "4", days=1), offer("c", "10", days=90))
    assert names(made) == ["c"]
    assert (made.filled, made.gap, made.after.outcome) == (True, 10, Outcome.MET)
    assert made.earliest == date(2026, 8, 31)
    assert [f.code for f in made.missing] == ["year-in-progress"]
    assert made.after.credits == 10


def test_of_as_many_programmes_the_earliest_to_end_come_first():
    made = plan_of(
        offer("late", "6", days=30),
        offer("a", "6", days=3),
        offer("b", "4", days=9),
        offer("far", "4", days=8, county="IS"),
    )
    assert names(made) == ["a", "far"]
    assert made.earliest == date(2026, 6, 10)


def test_of_programmes_that_end_on_the_same_day_the_nearest_come_first():
    far = offer("a", "10", county="IS")
    assert names(plan_of(far, offer("b", "10", county="CJ"))) == ["b"]
    assert names(plan_of(far, offer("c", "10", county="IS", online=True))) == ["c"]
    assert names(plan_of(far, offer("b", "10", county=None))) == ["a"]
    assert names(plan_of(far, offer("b", "10"), county=None)) == ["a"]
    assert names(plan_of(far, offer("b", "10", days=1))) == ["a"]
    pair = [offer("n1", "5", days=1), offer("f1", "5", days=1, county="IS", hours=3)]
    assert names(plan_of(*pair, offer("n2", "5", days=1, hours=6))) == ["n1", "n2"]


def test_programmes_at_the_same_time_are_not_taken_together():
    together = [offer("a", "5"), offer("b", "5", hours=1), offer("c", "5", hours=2)]
    assert names(plan_of(*together)) == ["a", "c"]
    assert names(plan_of(*together[:2])) == ["a"]
    assert not plan_of(*together[:2]).filled


def test_the_same_programme_is_not_taken_twice():
    made = plan_of(
        offer("a", "5", source="p"), offer("b", "5", days=1, source="p"), offer("c", "5", days=9)
    )
    assert names(made) == ["a", "c"]


def test_a_programme_already_credited_is_not_proposed_again():
    had = edition("past", start=datetime(2026, 2, 2, tzinfo=UTC), credits="1", source="p")
    again = {"source": "p", "organiser": Organiser.BRANCH, "programme_approvals": (approval("9"),)}
    offers = (offer("same", "9", **again), offer("other", "9", days=60))
    assert names(plan_of(*offers, facts=member(had))) == ["other"]
    assert names(plan_of(*offers, facts=member(had), known_at=RECORDED - timedelta(1))) != ["other"]
    renewed = replace(offers[0], programme_approvals=(approval("9", valid_from=date(2026, 5, 1)),))
    assert names(plan_of(renewed, offers[1], facts=member(had))) == ["same"]


def test_an_offer_is_worth_what_the_engine_credits():
    refused = offer("a", "10", organiser=Organiser.UNAPPROVED_PROVIDER)
    fixed_lower = offer("b", "10", days=1, programme_approvals=(approval("6"),))
    made = plan_of(refused, fixed_lower, offer("c", "4", days=2))
    assert names(made) == ["b", "c"]
    expired = approval("10", valid_until=date(2026, 6, 2))
    assert (
        names(plan_of(offer("a", "10", organiser=Organiser.BRANCH, programme_approvals=(expired,))))
        == []
    )


def test_an_offer_that_overlaps_with_what_is_already_attended_is_passed_over():
    day = sitting(MORNING, 120)
    had = edition("had", start=MORNING, credits="6", minutes=120)
    assert had.sessions == (day,)
    made = plan_of(
        offer("a", "4", hours=1), offer("b", "4", days=5), facts=member(had), on=date(2026, 6, 2)
    )
    assert names(made) == ["b"]


def test_a_course_at_ones_own_pace_can_be_done_at_once():
    at_home = Offer(
        id="c", title="Curs", credits=Fraction(10), kind=ActivityKind.COURSE, workload_minutes=600
    )
    made = plan_of(offer("a", "10"), at_home)
    assert (names(made), made.earliest, made.after.orientative) == (["c"], ON, True)
    decided = replace(at_home, workload_minutes=None)
    made = plan_of(offer("a", "10"), decided)
    assert (names(made), made.after.orientative) == (["c"], False)
    assert attended(decided, ON).completed_on == ON
    had = course("c", completed_on=date(2026, 3, 3), workload=60, source="c")
    made = plan_of(replace(at_home, source="c"), facts=member(had))
    assert (names(made), made.filled, made.gap) == ([], False, 9)


def test_an_offer_once_attended_was_attended_in_full():
    two = (sitting(MORNING, 90), sitting(MORNING + timedelta(days=1), 30))
    made = attended(offer("a", sessions=two, form=ProgrammeForm.WEBINAR), ON)
    assert (made.minutes_present, made.minutes_delivered) == (120, 120)
    assert (made.id, made.source, made.form) == ("offer:a", "offer:a", ProgrammeForm.WEBINAR)
    assert (made.completed_on, made.sessions) == (None, two)
    at_home = attended(offer("b", sessions=(), workload_minutes=45, source="p"), ON)
    assert (at_home.minutes_present, at_home.source, at_home.completed_on) == (45, "p", ON)
    assert attended(offer("b", sessions=()), ON).minutes_present == 1
    late = offer("n", sessions=(sitting(datetime(2026, 6, 2, 20, tzinfo=UTC), 120),))
    assert late.dates == (date(2026, 6, 2), date(2026, 6, 3))
    midnight = offer("n", sessions=(sitting(datetime(2026, 6, 2, 19, tzinfo=UTC), 120),))
    assert midnight.dates == (date(2026, 6, 2),)


def test_what_began_or_ends_outside_the_year_is_left_out():
    made = plan_of(
        offer("begun", "10", days=-2),
        offer("next", "10", days=213),
        offer("two", "10", sessions=(sitting(MORNING - timedelta(2), 60), sitting(MORNING, 60))),
    )
    assert (names(made), made.filled, made.earliest) == ([], False, None)
    assert names(plan_of(offer("today", "10", days=-1))) == ["today"]
    assert names(plan_of(offer("eve", "10", days=212))) == ["eve"]


def test_when_nothing_fills_the_gap_the_most_useful_are_shown():
    made = plan_of(offer("a", "2"), offer("b", "3", days=1), offer("z", "0"))
    assert (names(made), made.filled, made.earliest) == (["a", "b"], False, None)
    assert made.after.standing is not None
    assert made.after.standing.missing == 5


def test_a_year_that_is_met_or_exempt_needs_nothing():
    full = member(edition("a", start=datetime(2026, 2, 2, tzinfo=UTC), credits="10"))
    made = plan_of(offer("b", "10"), facts=full)
    assert (made.missing, made.gap, made.programmes, made.earliest) == ((), 0, (), ON)
    made = plan_of(offer("b", "10"), target="year:2015")
    assert (made.programmes, made.filled) == ((), True)


def test_a_year_of_which_nothing_is_known_gets_no_plan():
    made = plan_of(offer("b", "10"), facts=member(registrations=()))
    assert (made.gap, made.programmes, made.filled, made.earliest) == (None, (), False, None)
    assert [f.code for f in made.missing] == ["registration-unknown"]


def test_a_grade_needs_its_seniority_and_its_credits():
    facts = candidate(*THREE[:2], practice=both(date(2023, 9, 1)))
    made = plan_of(
        offer("a", "6"), offer("b", "4", days=120), facts=facts, target="promotion:specialist"
    )
    assert [f.code for f in made.missing] == [
        "seniority-specialty-short",
        "seniority-field-short",
        "promotion-credits-short-orientative",
    ]
    assert made.gap == 10
    assert names(made) == ["a", "b"]
    assert made.earliest == date(2026, 9, 30)
    assert (made.after.outcome, made.after.on) == (Outcome.MET, date(2026, 9, 30))
    early = plan_of(offer("a", "10"), facts=facts, target="promotion:specialist")
    assert early.earliest == date(2026, 9, 1)


def test_credits_that_one_more_full_year_asks_for_are_planned_too():
    facts = candidate(*THREE[:2], dues=paid(*range(2023, 2028)))
    offers = (offer("a", "6", days=400), offer("b", "4", days=401), offer("c", "10", days=402))
    made = plan_of(*offers, facts=facts, target="promotion:specialist")
    assert sorted(names(made)) == ["a", "b", "c"]  # ends after 1 June 2027: 40 are asked for
    assert made.filled
    assert made.after.credits == 40


def test_sets_that_end_before_one_more_full_year_are_not_lost_behind_later_ones():
    """On 1 June 2027 ten credits more are asked for: four programmes before it, six after."""
    facts = candidate(*THREE[:2], dues=paid(*range(2023, 2028)))
    day = date(2027, 5, 10)
    since = (day - ON).days - 1
    before = [offer("b1", "5", days=since + 12)]
    before += [offer(f"b{n}", "2", days=since + days) for n, days in ((2, 5), (3, 3), (4, 13))]
    after = [offer("a1", "5", days=since + 32), offer("a2", "3", days=since + 37)]
    after += [offer("a3", "2", days=since + 23), offer("a4", "3", days=since + 30)]
    made = plan_of(*before, *after, facts=facts, target="promotion:specialist", on=day)
    assert sorted(names(made)) == ["b1", "b2", "b3", "b4"]
    assert (made.filled, made.earliest) == (True, date(2027, 5, 23))
    later = plan_of(
        *before[:3], *after, facts=facts, target="promotion:specialist", on=day
    )  # nine credits before that day are too few; after it twenty are needed
    assert len(names(later)) == 6
    assert later.after.credits == 40


def test_a_grade_out_of_order_gets_no_plan_and_dues_no_date():
    made = plan_of(offer("a", "10"), facts=candidate(), target="promotion:principal")
    assert (made.programmes, made.earliest) == ((), None)
    owing = candidate(*THREE, dues=(DuesYear(recorded_at=RECORDED, year=2024),))
    made = plan_of(offer("a", "10"), facts=owing, target="promotion:specialist")
    assert [f.code for f in made.missing] == ["dues-owed"]
    assert (made.programmes, made.filled, made.earliest) == ((), True, None)


def test_a_grade_whose_credits_are_not_set_waits_only_for_its_seniority():
    held = replace(candidate().grades[0], grade="debutant")
    facts = candidate(grades=(held,), practice=both(date(2025, 9, 1)))
    made = plan_of(offer("a", "10"), facts=facts, target="promotion:practicant")
    assert (made.gap, made.programmes, made.earliest) == (None, (), date(2026, 9, 1))


def test_what_if_is_the_answer_once_they_are_attended():
    offers = (offer("a", "6"), offer("b", "3.5", days=30))
    asked: dict[str, Any] = {"target": "year:2026", "on": ON, "known_at": None}
    answer = what_if(NFPC, member(), offers, **asked)
    assert (answer.credits, answer.on) == (Fraction("9.5"), date(2026, 7, 2))
    assert what_if(NFPC, member(), (), **asked).credits == 0
    asked["target"] = "promotion:specialist"
    grade = what_if(NFPC, candidate(*THREE[:2]), (offer("a", "10"),), **asked)
    assert grade.outcome is Outcome.MET
    assert grade.credits == 30


@pytest.mark.parametrize("target", ["year", "year:x", "promotion:", "provider", "year:0"])
def test_another_target_is_refused_in_words(target):
    with pytest.raises(ValueError, match="write year:YYYY or promotion:GRADE"):
        plan_of(target=target)


def test_the_engine_is_asked_a_bounded_number_of_times(monkeypatch):
    planning = import_module("credit_engine.plan")
    asked = {"whole": 0, "alone": 0}

    def counted(name, kind):
        asker = getattr(planning, name)

        def ask(*args, **kwargs):
            asked[kind] += 1
            return asker(*args, **kwargs)

        monkeypatch.setattr(planning, name, ask)

    counted("assess_year", "whole")
    counted("assess_activity", "alone")
    offers = [offer(f"o{n:03}", "0.5", days=n // 2, hours=n % 2) for n in range(200)]
    made = plan_of(*offers)
    assert made.filled
    assert len(made.programmes) == 20
    assert asked["whole"] <= 16
    assert asked["alone"] <= 200


# laws


@st.composite
def offer_lists(draw, most=7):
    made = []
    for number in range(draw(st.integers(0, most))):
        made.append(
            offer(
                f"o{number}",
                draw(st.sampled_from(("0.5", "2", "3.5", "5", "8"))),
                days=draw(st.integers(0, 4)),
                hours=draw(st.integers(0, 3)),
                county=draw(st.sampled_from(("CJ", "IS", None))),
                online=draw(st.booleans()),
                source=draw(st.sampled_from((None, "p", "q"))),
            )
        )
    return made


def key_of(chosen):
    return (
        len(chosen),
        max((o.dates[-1] for o in chosen), default=ON),
        sum(1 for o in chosen if not o.online and o.county != "CJ"),
    )


def is_free(chosen):
    def clash(a, b):
        same = a.source is not None and a.source == b.source
        return same or any(
            s.start < t.end and t.start < s.end for s in a.sessions for t in b.sessions
        )

    return not any(clash(a, b) for a, b in combinations(chosen, 2))


@given(offer_lists(), st.sampled_from(("0", "3", "7.5")))
@settings(deadline=None)
def test_the_plan_is_the_best_of_all_sets_and_really_fills_the_gap(offers, had):
    start = datetime(2026, 2, 2, tzinfo=UTC)
    facts = member(edition("had", start=start, credits=had))
    made = plan_of(*offers, facts=facts)
    need = 10 - Fraction(had)
    best = min(
        (
            key_of(group)
            for size in range(len(offers) + 1)
            for group in combinations(offers, size)
            if is_free(group) and sum(o.credits for o in group) >= need
        ),
        default=None,
    )
    assert made.filled is (best is not None)
    assert is_free(made.programmes)
    again = what_if(NFPC, facts, made.programmes, target="year:2026", on=ON, known_at=None)
    assert again == made.after
    if best is not None:
        assert key_of(made.programmes) == best
        assert again.outcome is Outcome.MET


@given(offer_lists(), st.randoms(use_true_random=False))
def test_the_order_of_offers_is_irrelevant(offers, random):
    shuffled = list(offers)
    random.shuffle(shuffled)
    assert plan_of(*shuffled) == plan_of(*offers)


def options(*weights):
    return [Option(weight, ON + timedelta(n), far=False) for n, weight in enumerate(weights)]


def test_the_search_stops_when_its_budget_is_spent():
    rows = options(*(1 for _ in range(30)))
    found = smallest_sets(rows, [0] * 30, need=15, most=30, budget=Budget(60))
    assert list(found) == []
    found = smallest_sets(rows, [0] * 30, need=15, most=30, budget=Budget(1000))
    assert next(found) == tuple(range(15))
    assert len(list(found)) < 300
    none = smallest_sets(rows, [0] * 30, need=31, most=30, budget=Budget(1000))
    assert list(none) == []
    assert list(smallest_sets(rows, [0] * 30, need=15, most=14, budget=Budget(1000))) == []


def test_sets_come_in_the_order_of_preference():
    rows = options(2, 2, 4)
    found = list(smallest_sets(rows, [0] * 3, need=4, most=3, budget=Budget(1000)))
    assert found == [(2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    shut = [0b010, 0b001, 0]
    found = list(smallest_sets(rows, shut, need=4, most=3, budget=Budget(1000)))
    assert found == [(2,), (0, 2), (1, 2)]


def test_the_heaviest_are_taken_until_the_sum_is_reached():
    rows = options(1, 3, 3, 2)
    assert greedy(rows, [0] * 4, need=5, most=9) == [1, 2]
    assert greedy(rows, [0] * 4, need=7, most=9) == [1, 2, 3]
    assert greedy(rows, [0] * 4, need=9, most=2) == [1, 2]
    assert greedy(rows, [0, 0b100, 0b010, 0], need=9, most=9) == [0, 1, 3]


def test_only_what_meets_at_the_same_time_or_is_the_same_excludes():
    hour = timedelta(hours=1)
    sittings = [
        [(MORNING, MORNING + hour)],
        [(MORNING + hour, MORNING + 2 * hour)],
        [(MORNING + 2 * hour, MORNING + 3 * hour), (MORNING + hour / 2, MORNING + hour)],
        [],
    ]
    assert exclusions(sittings, ["a", "b", "c", "a"]) == [{2, 3}, set(), {0}, {0}]


def test_what_an_offer_is_about_and_how_it_is_held_are_facts_of_the_activity():
    made = attended(offer("a", category="ethics", delivery=Delivery.LIVE, in_specialty=True), ON)
    assert (made.category, made.delivery, made.in_specialty) == ("ethics", Delivery.LIVE, True)
