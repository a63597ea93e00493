"""A draft beside the regulation in force."""

from datetime import date

import pytest

from credit_engine import bundled_regulation_text, load_regulation
from credit_engine.simulation import Effect, compare, tally

from .builders import course, member

TEXT = bundled_regulation_text("nfpc-2013")
NOW = load_regulation(TEXT, name="now")
LEAST = 'min_credits: {value: "10"'


@pytest.mark.parametrize(
    ("least", "effect"),
    [("8", Effect.GAIN), ("9", Effect.UNCHANGED), ("7.5", Effect.GAIN)],
)
def test_a_lower_requirement_gains_exactly_those_who_reach_it(least, effect):
    assert LEAST in TEXT
    draft = load_regulation(TEXT.replace(LEAST, f'min_credits: {{value: "{least}"'), name="draft")
    facts = member(course("c", completed_on=date(2025, 5, 1), workload=500))
    changed = compare(NOW, draft, facts, year=2025, on=date(2026, 5, 1), known_at=None)
    assert changed.effect is effect
    back = compare(draft, NOW, facts, year=2025, on=date(2026, 5, 1), known_at=None)
    assert back.effect is (Effect.LOSE if effect is Effect.GAIN else Effect.UNCHANGED)


def test_effects_are_counted_in_all_and_by_each_attribute():
    changes = [
        compare(
            NOW,
            NOW,
            member(),
            year=2025,
            on=date(2026, 5, 1),
            known_at=None,
            attributes={"county": county},
        )
        for county in ("CJ", "CJ", "IS")
    ]
    counted = tally(changes)
    assert counted["all"]["all"]["unchanged"] == 3
    assert counted["county"]["CJ"]["unchanged"] == 2
    assert counted["county"]["IS"] == {
        "gain": 0, "lose": 0, "become_undetermined": 0, "unchanged": 1,
    }  # fmt: skip
