"""Each number and day of the five other regulations decides some case, from above and from below.

A value that changes nothing when it changes is one that no rule reads or no case looks at.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import credit_engine
from credit_engine import RegulationError, bundled_regulation_text, load_regulation
from credit_engine.casework import answer_to, differences, read_cases

FOLDER = Path(credit_engine.__file__).parent / "cases"
OTHERS = ("doctors-ro", "iacet-units", "nurses-ro", "psychologists-ro", "us-social-work")
NUMBER = re.compile(
    r'\b(value|credits|parts|out_of|month|day|effective_from): ("?)(\d[\d.-]*)("?)', re.ASCII
)


def neighbours(name, text):
    """The values next to one: a day, a whole, half a credit."""
    if name == "effective_from":
        day = date.fromisoformat(text)
        return [(day + timedelta(days=step)).isoformat() for step in (-1, 1)]
    step = Decimal("0.5") if "." in text or name == "credits" else Decimal(1)
    return [
        str(Decimal(text) + side * step) for side in (-1, 1) if Decimal(text) + side * step >= 0
    ]


def _all():
    for regulation_id in OTHERS:
        text = bundled_regulation_text(regulation_id)
        for found in NUMBER.finditer(text):
            line = text.count("\n", 0, found.start())
            key = text.splitlines()[line].strip(" -{").partition(":")[0]
            for other in neighbours(found[1], found[3]):
                changed = text[: found.start(3)] + other + text[found.end(3) :]
                label = f"{regulation_id}:{line + 1} {key} {found[3]} to {other}"
                yield pytest.param(regulation_id, changed, id=label)


def cases_of(regulation_id):
    return read_cases((FOLDER / f"{regulation_id}.yaml").read_text(encoding="utf-8"), name="c")[1]


CASES = {regulation_id: cases_of(regulation_id) for regulation_id in OTHERS}


@pytest.mark.parametrize(("regulation_id", "text"), list(_all()))
def test_a_value_changed_a_little_changes_a_case(regulation_id, text):
    try:
        regulation = load_regulation(text, name=regulation_id)
    except RegulationError:
        return  # no conversion to 0 credits, no 31 February: it cannot even be written
    for case, facts in CASES[regulation_id]:
        answer = answer_to(
            regulation, facts, case.question, on=case.asked_on, known_at=case.known_at
        )
        if differences(case, answer):
            return
    pytest.fail("No case has another answer.")
