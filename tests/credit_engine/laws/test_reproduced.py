"""The command line: an answer with a past --known-at is the same bytes after all has changed."""

import json

import pytest

from credit_engine import bundled_regulation_text
from credit_engine.__main__ import main

NORMS = bundled_regulation_text("doctors-ro")
ONE_MORE = """
  - id: doctors-2025
    amends: doctors-ro
    effective_from: 2024-12-31
    recorded_at: "2026-04-01T09:00:00+03:00"
    annual_requirement:
      min_credits: {value: "40", basis: adopted, source: cmr-12-2018}
"""
EARLY, LATE = "2020-01-01T00:00:00+00:00", "2026-04-01T06:00:00+00:00"
ASKED, JUST_AFTER = "2026-04-01T05:59:59+00:00", LATE


def activity(id_, hour, **more):
    session = {"start": f"2025-03-10T{hour}:00:00+02:00", "end": "2025-03-10T20:00:00+02:00"}
    return {
        "recorded_at": EARLY,
        "id": id_,
        "kind": "programme",
        "source": id_,
        "title": f"Programul {id_}",
        "sessions": [session],
        "minutes_present": 240,
    } | more


def document(*activities, **more):
    member = {
        "member": "m-1",
        "registrations": [{"recorded_at": EARLY, "registered_on": "2015-02-01"}],
        "statuses": [{"recorded_at": EARLY, "valid_from": "2015-02-01", "status": "active"}],
        "activities": list(activities),
    } | more
    return json.dumps({"schema": "treapta-facts/1", "member": member})


BEFORE = document(activity("a", "11"), activity("b", "15"))
AFTER = document(
    activity("a", "11", superseded_at=LATE),
    activity("a", "11", recorded_at=LATE, minutes_present=60),
    activity("b", "15", bookings=[
        {"recorded_at": LATE, "entry": "e-1", "credits": "2", "basis": "adopted"},
    ]),
    activity("c", "10", recorded_at=LATE),
    leaves=[{"recorded_at": LATE, "valid_from": "2025-01-01", "leave": "medical"}],
)  # fmt: skip


@pytest.fixture
def said(tmp_path, capsysbinary):
    """What the command line prints about these facts and norms."""

    def ask(facts, norms, *, question, known_at):
        (tmp_path / "facts.json").write_text(facts, encoding="utf-8")
        (tmp_path / "norms.yaml").write_text(norms, encoding="utf-8")
        arguments = ["assess", str(tmp_path / "facts.json"), "--question", question]
        arguments += ["--on", "2026-05-01", "--known-at", known_at]
        arguments += ["--regulation-file", str(tmp_path / "norms.yaml")]
        assert main(arguments) == 0
        return capsysbinary.readouterr().out

    return ask


@pytest.mark.parametrize("question", ["year:2025", "cycle:2025", "activity:a"])
def test_an_answer_of_the_past_is_the_same_bytes(question, said):
    then = said(BEFORE, NORMS, question=question, known_at=ASKED)
    assert said(AFTER, NORMS + ONE_MORE, question=question, known_at=ASKED) == then
    assert said(AFTER, NORMS + ONE_MORE, question=question, known_at=JUST_AFTER) != then


def test_a_version_counts_from_the_instant_at_which_it_was_recorded(said):
    answers = (
        said(BEFORE, NORMS + ONE_MORE, question="year:2025", known_at=known_at)
        for known_at in (ASKED, JUST_AFTER)
    )
    assert [json.loads(a)["regulation"] for a in answers] == ["doctors-ro", "doctors-2025"]
