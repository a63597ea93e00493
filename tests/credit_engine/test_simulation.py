"""A draft beside the regulation in force."""

import json
from datetime import date

import pytest

from credit_engine import bundled_regulation_text, load_regulation
from credit_engine.__main__ import main
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


def test_the_command_line_replays_a_file_of_members(tmp_path, capsys):
    draft, facts = tmp_path / "draft.yaml", tmp_path / "facts.jsonl"
    draft.write_text(TEXT, encoding="utf-8")
    line = {"schema": "treapta-facts/1", "member": {"member": "m-1"}}
    facts.write_text(json.dumps(line) + "\n\n" + json.dumps(line) + "\n", encoding="utf-8")
    asked = ["--regulation", str(draft), "--year", "2025", "--on", "2026-05-01"]
    assert main(["simulate", str(facts), *asked]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["all"]["all"]["unchanged"] == len(printed["members"]) == 2
    facts.write_text(json.dumps(line) + "\n{}\n", encoding="utf-8")
    assert main(["simulate", str(facts), *asked]) == 1
    assert "facts.jsonl:2" in capsys.readouterr().err
