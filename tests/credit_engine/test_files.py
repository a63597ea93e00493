"""Facts of files: read whole or refused, asked on the command line, and the laws they obey."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine import (
    FactsError,
    Outcome,
    assess_provider,
    propose_programme_credits,
)
from credit_engine.__main__ import main
from credit_engine.casework import answer_to
from credit_engine.facts_reading import Facts, read_document, read_facts
from credit_engine.programme import Lecturer, ProgrammeFacts
from credit_engine.provider import (
    Evidence,
    PrincipalWorker,
    ProviderFacts,
)
from credit_engine.regulation import Excluded

from .builders import RECORDED, member
from .files import (
    ASKED,
    CRITERIA,
    LATER,
    NFPC,
    ON,
    part,
    programme,
    proposed,
    provider,
    request,
)

STAMP = {"recorded_at": "2020-01-01T00:00:00Z"}


def document(**facts):
    return json.dumps({"schema": "treapta-facts/1", **facts})


def problems_of(text):
    with pytest.raises(FactsError) as refused:
        read_document(text, name="f.json")
    return {(problem.path, problem.code) for problem in refused.value.problems}


def test_facts_of_files_are_read_whole_or_refused_with_every_problem():
    backwards = {"valid_from": "2026-01-02", "valid_until": "2026-01-01", **STAMP}
    decision = {"body": "BEX", "number": "1", "decided_on": "2026-01-01"}
    text = document(
        provider={
            "id": "p",
            "name": "P",
            "principals": [{"member": "m", **backwards}],
            "approvals": [{"valid_from": "2026-01-01", "decision": decision, "credits": "-1",
                           **STAMP}],
            "evidence": [{"criterion": "c", "document": "d", "recorded_at": "2020-01-01T00:00:00Z",
                          "superseded_at": "2019-01-01T00:00:00Z"}],
        },
        programme={
            "id": "x",
            "title": "T",
            "organisers": ["branch"],
            "max_participants": 0,
            "parts": [
                {"minutes": 1441, "activity": "A", "day": "2026-01-01", **STAMP},
                {"minutes": -1, "activity": "A", **STAMP},
                {"minutes": 1441, "activity": "A", **STAMP},
            ],
        },
        recognition={
            "id": "r",
            "title": "T",
            "provider": "P",
            "country": "Ro",
            "minutes": 0,
            "ended_on": "2026-01-02",
            "certificate_issued_on": "2026-01-01",
        },
    )  # fmt: skip
    assert problems_of(text) == {
        ("provider.principals[1]", "period-backwards"),
        ("provider.approvals[1].credits", "credits-negative"),
        ("provider.evidence[1]", "superseded-backwards"),
        ("programme.max_participants", "participants-absurd"),
        ("programme.parts[1].minutes", "minutes-absurd"),
        ("programme.parts[2].minutes", "minutes-absurd"),
        ("recognition.minutes", "minutes-absurd"),
        ("recognition.country", "country-wrong"),
        ("recognition.certificate_issued_on", "certificate-early"),
    }
    with pytest.raises(FactsError) as refused:
        read_document(text, name="f.json")
    for lang in ("ro", "en"):
        assert all(problem.sentence(lang) for problem in refused.value.problems)


def test_the_limits_of_facts_of_files_are_allowed():
    text = document(
        programme={
            "id": "x",
            "title": "T",
            "organisers": ["branch"],
            "max_participants": 1,
            "parts": [{"minutes": 1440, "activity": "A", "day": "2026-01-01", **STAMP}],
        },
        recognition={
            "id": "r",
            "title": "T",
            "provider": "P",
            "country": "RO",
            "minutes": 1,
            "ended_on": "2026-01-01",
            "certificate_issued_on": "2026-01-01",
        },
    )
    facts = read_document(text, name="f.json")
    assert facts.programme is not None
    assert facts.programme.parts[0].minutes == 1440


@pytest.mark.parametrize(
    ("quantity", "refused"), [("0", 1), ("-1", 1), ("0.5", 0), ("10000", 0), ("10000.5", 1)]
)
def test_an_absurd_quantity_is_refused(quantity, refused):
    activity = {
        "id": "a",
        "kind": "other",
        "source": "a",
        "title": "A",
        "item": "book",
        "quantity": quantity,
        **STAMP,
    }
    text = document(member={"member": "m", "activities": [activity]})
    if refused:
        assert problems_of(text) == {("member.activities[1].quantity", "quantity-absurd")}
    else:
        assert read_facts(text, name="f.json").activities[0].quantity == Fraction(quantity)


def test_a_document_without_a_member_has_no_member_to_read():
    with pytest.raises(FactsError, match="member"):
        read_facts(document(), name="f.json")


def test_a_question_says_which_facts_it_needs():
    facts = Facts(
        member=member(), provider=provider(), programme=programme(part(60)), recognition=request()
    )
    for question, named in (
        ("provider", "provider:p-1"),
        ("programme", "programme:x"),
        ("recognition", "recognition:r"),
        ("year:2026", "year:2026"),
        ("promotion:specialist", "promotion:specialist"),
    ):
        assert answer_to(NFPC, facts, question, **ASKED).question == named
    for question, needed in (
        ("provider", "needs provider in"),
        ("programme", "needs programme in"),
        ("recognition", "needs member and recognition in"),
        ("year:2026", "needs member in"),
    ):
        with pytest.raises(ValueError, match=needed):
            answer_to(NFPC, Facts(), question, **ASKED)
    with pytest.raises(ValueError, match="needs member and recognition"):
        answer_to(NFPC, Facts(recognition=request()), "recognition", **ASKED)


def test_the_command_line_answers_each_question(tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_text(
        document(
            member={"member": "m"},
            provider={"id": "p", "name": "P"},
            programme={"id": "x", "title": "T", "organisers": ["college"]},
            recognition={"id": "r", "title": "T", "provider": "P"},
        ),
        encoding="utf-8",
    )
    for question in ("promotion:specialist", "provider", "programme", "recognition"):
        for lang in ("ro", "en"):
            arguments = [
                "assess",
                str(path),
                "--question",
                question,
                "--on",
                "2026-03-01",
                "--lang",
                lang,
            ]
            assert main(arguments) == 0
            answer = json.loads(capsys.readouterr().out)
            assert answer["question"].split(":")[0] == question.split(":")[0]
            assert all(finding["sentence"] for finding in answer["findings"])


# laws

MOMENTS = st.sampled_from((RECORDED, LATER - timedelta(hours=1), LATER, LATER + timedelta(hours=1)))


@st.composite
def providers(draw):
    return provider(
        evidence=tuple(
            Evidence(recorded_at=draw(MOMENTS), criterion=c, document="d")
            for c in draw(st.lists(st.sampled_from(CRITERIA)))
        ),
        principals=tuple(
            PrincipalWorker(
                recorded_at=draw(MOMENTS),
                valid_from=ON + timedelta(draw(st.integers(-2, 2))),
                valid_until=draw(st.sampled_from((None, ON, ON + timedelta(3)))),
                member=draw(st.sampled_from(("a", "b", "c"))),
            )
            for _ in range(draw(st.integers(0, 4)))
        ),
    )


@st.composite
def programmes(draw):
    days = st.sampled_from((None, ON, ON + timedelta(1)))
    kinds = st.sampled_from((None, None, Excluded.BREAKS))
    return programme(
        *(
            replace(
                part(draw(st.integers(0, 500)), draw(days), excluded=draw(kinds)),
                recorded_at=draw(MOMENTS),
            )
            for _ in range(draw(st.integers(0, 5)))
        ),
        lecturers=tuple(
            Lecturer(
                recorded_at=draw(MOMENTS),
                name=name,
                grade=draw(st.sampled_from((None, "principal", "none"))),
            )
            for name in draw(st.sets(st.sampled_from("ABC")))
        ),
    )


def shuffled(facts, random):
    mixed = {}
    for name in facts.__dataclass_fields__:
        value = getattr(facts, name)
        if isinstance(value, tuple):
            group = list(value)
            random.shuffle(group)
            mixed[name] = tuple(group)
    return replace(facts, **mixed)


def superseded(facts, later):
    """The facts as they stand once all is superseded after LATER and `later` is recorded."""
    after = LATER + timedelta(seconds=1)
    changed = {}
    for name in facts.__dataclass_fields__:
        value = getattr(facts, name)
        if isinstance(value, tuple) and value and hasattr(value[0], "recorded_at"):
            gone = [replace(f, superseded_at=max(after, f.recorded_at)) for f in value]
            new = [replace(f, recorded_at=after) for f in getattr(later, name)]
            changed[name] = (*gone, *new)
    return replace(facts, **changed)


ASKERS = {
    ProviderFacts: lambda facts, at: assess_provider(NFPC, facts, on=ON, known_at=at),
    ProgrammeFacts: lambda facts, at: propose_programme_credits(NFPC, facts, on=ON, known_at=at),
}
pairs = st.one_of(st.tuples(providers(), providers()), st.tuples(programmes(), programmes()))


@given(pairs, st.sampled_from((None, LATER)), st.randoms(use_true_random=False))
def test_the_order_of_what_is_filed_is_irrelevant(pair, at, random):
    ask = ASKERS[type(pair[0])]
    assert ask(shuffled(pair[0], random), at) == ask(pair[0], at)


@given(pairs)
def test_what_is_recorded_later_changes_no_earlier_answer(pair):
    facts, later = pair
    ask = ASKERS[type(facts)]
    now = ask(superseded(facts, later), LATER)
    assert json.dumps(now.as_dict()) == json.dumps(ask(facts, LATER).as_dict())


@given(programmes(), st.integers(1, 300))
def test_more_minutes_never_lower_a_proposal(facts, minutes):
    more = replace(facts, parts=(*facts.parts, part(minutes, day=ON)))
    before, after = (proposed(f) for f in (facts, more))
    assert (after.credits or 0) >= (before.credits or 0) >= 0
    if after.outcome is not Outcome.NOT_MET:
        assert after.possible is not None
        assert after.credits is not None
        assert after.possible >= after.credits
