"""Time counted exactly to the day: months that fit, days held once, what is never reached."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from credit_engine.seniority import Duration, add_months, complete_on, counted, union, whole_months


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 5000))
def test_whole_months_is_the_greatest_number_that_fits(start, length):
    end = start + timedelta(days=length)
    months = whole_months(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)
    years, rest, left = Duration(start, length).parts
    assert years * 12 + rest == months
    assert add_months(start, months) + timedelta(days=left) == end


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3),
)
def test_the_union_holds_each_day_once(kept, out):
    zero = date(2026, 1, 1)

    def spans(pairs):
        return [(zero + timedelta(a), zero + timedelta(b)) for a, b in pairs]

    def held(pairs):
        return {n for a, b in pairs for n in range(a, b)}

    found = union(spans(kept), without=spans(out))
    left = held(kept) - held(out)
    assert sum((b - a).days for a, b in found) == len(left)
    assert {(a - zero).days + n for a, b in found for n in range((b - a).days)} == left
    assert list(found) == sorted(found)
    duration = counted(found, on=zero + timedelta(20))
    assert (0 if duration is None else duration.days) == len([n for n in left if n < 20])


def test_time_that_never_suffices_and_the_end_of_the_calendar():
    spans = union([(date(2024, 1, 1), date(2025, 1, 1))])
    assert complete_on(spans, years=1) == date(2025, 1, 1)
    assert complete_on(spans, years=2) is None
    assert complete_on((), years=1) is None
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 1, 31), 120_000) == date.max


def test_the_first_day_counts_and_the_day_asked_does_not():
    spans = union([(date(2024, 5, 1), date(2024, 5, 1)), (date(2024, 5, 3), date(2024, 5, 5))])
    assert spans == ((date(2024, 5, 3), date(2024, 5, 5)),)
    assert counted(spans, on=date(2024, 5, 3)) is None
    assert counted(spans, on=date(2024, 5, 4)) == Duration(date(2024, 5, 3), 1)
    assert counted(spans, on=date(2024, 6, 1)) == Duration(date(2024, 5, 3), 2)
    assert Duration(date(2024, 5, 3), 366).years == 1
    assert Duration(date(2024, 5, 3), 364).years == 0


def test_spans_that_touch_are_one_and_what_is_taken_out_splits_them():
    first, second, third = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
    assert union([(second, third), (first, second)]) == ((first, third),)
    day = timedelta(days=1)
    assert union([(first, third)], without=[(second, second + day)]) == (
        (first, second),
        (second + day, third),
    )


def test_a_year_is_complete_after_the_days_taken_out():
    spans = union([(date(2023, 3, 1), date.max)], without=[(date(2023, 6, 1), date(2023, 6, 11))])
    assert complete_on(spans, years=1) == date(2024, 3, 11)
    assert complete_on(spans, years=0) == date(2023, 3, 1)
