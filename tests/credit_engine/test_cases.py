"""Every case in credit_engine/cases, one test each, named by its sentence."""

from pathlib import Path

import pytest

import credit_engine
from credit_engine import bundled_regulation_text, load_regulation
from credit_engine.casework import answer_to, differences, read_cases

FOLDER = Path(credit_engine.__file__).parent / "cases"


def _all():
    for path in sorted(FOLDER.glob("*.yaml")):
        regulation_id, cases = read_cases(path.read_text(encoding="utf-8"), name=path.name)
        for case, facts in cases:
            yield pytest.param(regulation_id, case, facts, id=case.sentence)


@pytest.mark.parametrize(("regulation_id", "case", "facts"), list(_all()))
def test_case(regulation_id, case, facts):
    regulation = load_regulation(bundled_regulation_text(regulation_id), name=regulation_id)
    answer = answer_to(regulation, facts, case.question, on=case.asked_on, known_at=case.known_at)
    assert differences(case, answer) == ()
    for lang in ("ro", "en"):
        assert all(finding.sentence(lang) for finding in answer.findings)
    summed = sum(f.credits for f in answer.findings if f.credits is not None)
    assert summed == (answer.credits or 0)


def test_sentences_of_cases_are_unique():
    sentences = [param.id for param in _all()]
    assert len(sentences) == len(set(sentences)) > 60
