"""Papers are repeatable and balanced; marks are exact; what was not asked is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment import (
    AttemptPaper,
    draw_attempt,
    mark_attempt,
    mark_check,
    paper_as_dict,
    paper_from_dict,
)
from courses.problems import AnswersRefused, CourseError
from tests.courses.sample import sample_course

COURSE = sample_course()
EXPECTED_PAPER = [("q2", "bca"), ("q7", "bca"), ("q1", "bca"), ("q8", "ab")]


def right_answers(paper: AttemptPaper) -> dict[str, list[str]]:
    return {question.id: list(question.right_answer_ids) for question in paper.questions}


def test_a_seed_always_draws_the_same_paper() -> None:
    # Written out: a change of the drawing would change papers that members have begun.
    paper = draw_attempt(COURSE, "enrolment:1")
    assert [(q.id, "".join(a.id for a in q.answers)) for q in paper.questions] == EXPECTED_PAPER
    assert paper == draw_attempt(COURSE, "enrolment:1")


def test_seeds_draw_different_papers_in_different_orders() -> None:
    papers = [draw_attempt(COURSE, f"seed {number}") for number in range(60)]
    assert len({tuple(q.id for q in paper.questions) for paper in papers}) > 30
    assert {q.id for paper in papers for q in paper.questions} == {q.id for q in COURSE.questions}
    orders = {tuple(a.id for a in q.answers) for p in papers for q in p.questions if q.id == "q1"}
    assert len(orders) == 6


@given(st.text(max_size=20), st.integers(1, 8))
def test_a_paper_is_spread_over_the_outcomes(seed: str, size: int) -> None:
    course = replace(COURSE, test=replace(COURSE.test, questions=size))
    paper = draw_attempt(course, seed)
    ids = [question.id for question in paper.questions]
    assert len(ids) == len(set(ids)) == size
    counts = Counter(question.outcome for question in paper.questions)
    # o2 has 3 questions only: from 6 on, o1 has to fill up.
    assert abs(counts["o1"] - counts["o2"]) <= 1 or counts["o2"] == 3


def test_without_shuffling_the_order_of_the_bank_and_of_the_answers_stays() -> None:
    course = replace(COURSE, test=replace(COURSE.test, shuffle=False, questions=8))
    assert draw_attempt(course, "x").questions == COURSE.questions


def test_true_comes_before_false() -> None:
    for number in range(20):
        for question in draw_attempt(COURSE, str(number)).questions:
            if question.kind == "true_false":
                assert [answer.id for answer in question.answers] == ["a", "b"]


def test_all_right_passes_and_nothing_answered_fails() -> None:
    paper = draw_attempt(COURSE, "s")
    marks = mark_attempt(paper, right_answers(paper))
    assert (marks.exact, marks.scaled, marks.percent) == ((4, 4), Fraction(1), 100)
    assert marks.passed
    empty = mark_attempt(paper, {})
    assert (empty.exact, empty.passed) == ((0, 4), False)
    assert all(not item.right for item in empty.questions)


@pytest.mark.parametrize(
    ("right", "asked", "pass_percent", "passed"),
    [
        (7, 10, 70, True),
        (6, 10, 70, False),
        (2, 3, 67, False),
        (2, 3, 66, True),
        (14, 20, 70, True),
    ],
)
def test_the_pass_mark_is_exact(right: int, asked: int, pass_percent: int, *, passed: bool) -> None:
    one = COURSE.questions[0]
    questions = tuple(replace(one, id=f"n{number}") for number in range(asked))
    paper = AttemptPaper("etica", "1.2.0", "s", pass_percent, questions)
    answers = {f"n{number}": ["b" if number < right else "a"] for number in range(asked)}
    marks = mark_attempt(paper, answers)
    assert (marks.exact, marks.passed) == ((right, asked), passed)


@pytest.mark.parametrize(
    ("chosen", "right"),
    [(["a", "c"], True), (["c", "a", "a"], True), (["a"], False), (["a", "b", "c"], False)],
)
def test_several_right_answers_count_all_or_nothing(chosen: list[str], *, right: bool) -> None:
    question = COURSE.questions[1]
    paper = AttemptPaper("etica", "1.2.0", "s", 70, (question,))
    marked = mark_attempt(paper, {question.id: chosen}).questions[0]
    assert marked.right is right
    said = {remark.said.to("en") for remark in marked.remarks}
    assert said == {f"Because {letter}." for letter in {"a", "c", *chosen}}


def test_the_result_says_what_to_read_again() -> None:
    paper = draw_attempt(COURSE, "s")
    answers = right_answers(paper)
    wrong = next(question for question in paper.questions if question.outcome == "o2")
    answers[wrong.id] = []
    marks = mark_attempt(paper, answers)
    assert [(r.outcome, r.asked, r.right, r.reread) for r in marks.outcomes] == [
        ("o1", 2, 2, ()),
        ("o2", 2, 1, ("apoi",)),
    ]


def test_what_was_not_asked_is_refused_with_every_problem() -> None:
    paper = AttemptPaper("etica", "1.2.0", "s", 70, COURSE.questions[:2])
    with pytest.raises(AnswersRefused) as refusal:
        mark_attempt(paper, {"q1": ["a", "b"], "q2": ["z"], "q7": ["a"]})
    assert {problem.code for problem in refusal.value.problems} == {
        "answer_one_only",
        "answer_unknown",
        "answer_not_asked",
    }
    assert "q7" in refusal.value.sentence("ro")


def test_a_self_check_is_marked_and_needs_an_answer() -> None:
    assert mark_check(COURSE, "c1", ["b"]).right
    assert not mark_check(COURSE, "c1", ["a"]).right
    for check, chosen, code in [
        ("c1", [], "answer_missing"),
        ("c1", ["z"], "answer_unknown"),
        ("q1", ["a"], "answer_not_asked"),
    ]:
        with pytest.raises(AnswersRefused) as refusal:
            mark_check(COURSE, check, chosen)
        assert [problem.code for problem in refusal.value.problems] == [code]


@given(st.text(max_size=20))
def test_a_paper_survives_storage(seed: str) -> None:
    paper = draw_attempt(COURSE, seed)
    assert paper_from_dict(COURSE, paper_as_dict(paper)) == paper


def test_a_paper_is_read_only_against_its_own_version() -> None:
    stored = paper_as_dict(draw_attempt(COURSE, "s"))
    with pytest.raises(CourseError, match=r"etica 1\.2\.0.*etica 1\.3\.0"):
        paper_from_dict(replace(COURSE, version="1.3.0"), stored)
