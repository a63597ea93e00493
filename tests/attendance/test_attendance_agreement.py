"""A row beside a member, word by word."""

from __future__ import annotations

import pytest

from lms.attendance.agreement import Agreement, agreement

MEMBER = {"last_name": "Știrbu-Pop", "first_name": "Daniela", "rnasr_code": "AS-10003"}


@pytest.mark.parametrize(
    ("names", "code", "expected"),
    [
        (["Daniela STIRBU POP"], "as-10003", Agreement(("Știrbu", "Pop", "Daniela"), code=True)),
        (["Stirbu Dana"], "", Agreement(("Știrbu",), (("Daniela", "dana"),), ("Pop",))),
        (
            ["?tirbu Daniela Xerxes"],
            "AS-1",
            Agreement(("Daniela",), (("Știrbu", "?tirbu"),), ("Pop",), ("xerxes",), False),
        ),
        (["iPhone"], "", Agreement()),
        ([""], "AS 10003", Agreement(code=False)),
        (["iPhone", "Pop Daniela"], "", Agreement(("Pop", "Daniela"), missing=("Știrbu",))),
    ],
)
def test_words_agree_are_near_or_stand_on_one_side_only(names, code, expected):
    assert agreement(names, code, **MEMBER) == expected


def test_one_word_of_the_row_stands_for_one_word_of_the_member():
    found = agreement(["Pop"], "", last_name="Pop", first_name="Pop", rnasr_code="X")
    assert (found.same, found.missing) == (("Pop",), ("Pop",))


def test_both_readings_of_the_old_letter_are_the_same_word():
    found = agreement(["Stirbu Ion"], "", last_name="Stârbu", first_name="Ion", rnasr_code="X")
    other = agreement(["Stîrbu Ion"], "", last_name="Stârbu", first_name="Ion", rnasr_code="X")
    assert found.same == other.same == ("Stârbu", "Ion")
