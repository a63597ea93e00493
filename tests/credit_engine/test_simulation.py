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
    ("least", "effect", "back"),
    [
        ("8", Effect.GAINS, Effect.LOSES),
        ("7.5", Effect.GAINS, Effect.LOSES),
        ("9", Effect.GAINS, Effect.LOSES),  # still short, but of less
        ("10.0", Effect.SAME, Effect.SAME),
    ],
)
def test_a_lower_requirement_gains_those_who_were_short(least, effect, back):
    assert LEAST in TEXT
    draft = load_regulation(TEXT.replace(LEAST, f'min_credits: {{value: "{least}"'), name="draft")
    facts = member(course("c", completed_on=date(2025, 5, 1), workload=500))
    changed = compare(NOW, draft, facts, year=2025, on=date(2026, 5, 1), known_at=None)
    assert changed.effect is effect
    undone = compare(draft, NOW, facts, year=2025, on=date(2026, 5, 1), known_at=None)
    assert undone.effect is back


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
    assert counted["all"]["all"]["same"] == 3
    assert counted["county"]["CJ"]["same"] == 2
    assert counted["county"]["IS"] == {
        "gains": 0, "loses": 0, "becomes_undetermined": 0, "changed": 0, "same": 1,
    }  # fmt: skip


def test_the_command_line_replays_a_file_of_members(tmp_path, capsys):
    draft, facts = tmp_path / "draft.yaml", tmp_path / "facts.jsonl"
    draft.write_text(TEXT, encoding="utf-8")
    line = {"schema": "treapta-facts/1", "member": {"member": "m-1"}}
    facts.write_text(json.dumps(line) + "\n\n" + json.dumps(line) + "\n", encoding="utf-8")
    asked = ["--regulation", str(draft), "--year", "2025", "--on", "2026-05-01"]
    assert main(["simulate", str(facts), *asked]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["all"]["all"]["same"] == len(printed["members"]) == 2
    facts.write_text(json.dumps(line) + "\n{}\n", encoding="utf-8")
    assert main(["simulate", str(facts), *asked]) == 1
    assert "facts.jsonl:2" in capsys.readouterr().err
