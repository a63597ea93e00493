"""Each kind of question: what earns what, what is forgiven, what is refused, what is stated."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment import (
    AttemptPaper,
    draw_attempt,
    mark_attempt,
    paper_as_dict,
    paper_from_dict,
)
from courses.folder import check_course
from courses.marking import items_in_order, marked
from courses.numbers import readings
from courses.problems import AnswersRefused
from courses.progress import completion
from courses.responses import continued, decided_further, right_response, unfinished
from courses.statements import (
    answered_question,
    marked_test,
    statement_json,
    validate_statement,
)
from courses.statements.interactions import given_in, response_of
from tests.courses.kinds import kinds_course, kinds_files
from tests.courses.sample import ATTEMPT, LEARNER, NOON, PUBLIC_URL, REGISTRATION, sample_course
from tests.courses.test_folder import YAML_VALUES

COURSE = kinds_course()
QUESTIONS = {question.id: question for question in COURSE.questions}
NEW = ("m1", "o1", "t1", "n1", "z1")


def placed(*item_ids: str) -> list[str]:
    return [f"{item_id}[.]{place}" for place, item_id in enumerate(item_ids, 1)]


EARNED = [  # question, what is given, what it earns of the one point
    ("m1", ["cat[.]numar", "cum[.]vorba", "unde[.]harta"], "1"),
    ("m1", ["cat[.]numar", "cum[.]harta", "unde[.]harta"], "2/3"),
    ("m1", ["cat[.]numar"], "1/3"),
    ("m1", ["cat[.]nimic", "cum[.]nimic", "unde[.]nimic"], "0"),
    ("m1", [], "0"),
    ("o1", placed("unu", "doi", "trei", "patru"), "1"),
    ("o1", placed("patru", "unu", "doi", "trei"), "2/3"),  # one out of place
    ("o1", placed("unu", "trei", "doi", "patru"), "0"),
    ("o1", placed("patru", "trei", "doi", "unu"), "0"),
    ("o1", ["unu[.]1", "doi[.]2"], "1/3"),
    ("o1", ["unu[.]1", "doi[.]2", "trei[.]2", "patru[.]3"], "0"),  # the second place given twice
    ("t1", ["E\u015fantion  STRATIFICAT."], "1"),
    ("t1", ["esantion stratificat"], "1"),
    ("t1", ["Stratified-sample"], "1"),
    ("t1", ["eșantion"], "0"),
    ("t1", ["…"], "0"),
    ("n1", ["12,5"], "1"),
    ("n1", ["12.5 %"], "1"),
    ("n1", ["12,40"], "1"),
    ("n1", ["12,6 de puncte"], "1"),
    ("n1", ["12,61"], "0"),
    ("n1", ["12,39"], "0"),
    ("n1", ["-12,5"], "0"),
    ("n1", ["8"], "0"),
    ("n1", ["doisprezece"], "0"),
    ("z1", ["usa[.]astept", "masa[.]ascult"], "1"),
    ("z1", ["usa[.]intru", "scuze[.]da", "masa[.]ascult"], "2/3"),
    ("z1", ["usa[.]astept", "masa[.]scriu"], "1/2"),
    ("z1", ["usa[.]plec"], "0"),
    ("z1", ["usa[.]astept"], "1/2"),  # left open: what comes next counts as not decided well
    ("z1", ["usa[.]astept", "masa[.]"], "1/2"),
    ("z1", ["usa[.]astept", "scuze[.]da"], "1/2"),  # a step that this way does not reach
]


@pytest.mark.parametrize(("question_id", "answer", "earned"), EARNED)
def test_each_answer_earns_its_part(question_id: str, answer: list[str], earned: str) -> None:
    question = QUESTIONS[question_id]
    assert marked(question, answer).earned == Fraction(earned)
    assert marked(question, list(reversed(answer))).earned == Fraction(earned)


@pytest.mark.parametrize("question_id", NEW)
def test_the_right_response_earns_everything_and_is_whole(question_id: str) -> None:
    question = QUESTIONS[question_id]
    done = marked(question, right_response(question))
    assert done.right
    assert unfinished(question, right_response(question)) is None
    assert all(remark.right for remark in done.remarks)


@pytest.mark.parametrize(
    ("question_id", "answer", "code"),
    [
        ("m1", [], "answer_missing"),
        ("m1", ["cat[.]numar"], "answer_partial"),
        ("o1", ["unu[.]1", "doi[.]2"], "answer_partial"),
        ("o1", ["unu[.]1", "doi[.]1", "trei[.]2", "patru[.]3"], "answer_same_place"),
        ("t1", ["   "], "answer_missing"),
        ("n1", ["mult"], "answer_not_a_number"),
        ("z1", [], "answer_missing"),
        ("z1", ["usa[.]astept"], "answer_case_open"),
        ("z1", ["usa[.]astept", "masa[.]"], "answer_case_open"),
    ],
)
def test_an_unfinished_answer_says_what_is_missing(
    question_id: str, answer: list[str], code: str
) -> None:
    problem = unfinished(QUESTIONS[question_id], answer)
    assert problem is not None
    assert problem.code == code
    assert problem.sentence("ro")


@pytest.mark.parametrize(
    ("question_id", "answer", "code"),
    [
        ("m1", ["cat[.]altceva"], "answer_unknown"),
        ("m1", ["numar"], "answer_unknown"),
        ("m1", ["cat[.]numar", "cat[.]vorba"], "answer_one_only"),
        ("o1", ["unu[.]5"], "answer_unknown"),
        ("o1", ["unu[.]0"], "answer_unknown"),
        ("t1", ["a", "b"], "answer_one_only"),
        ("t1", ["a" * 201], "answer_too_long"),
        ("n1", ["1" * 41], "answer_too_long"),
        ("z1", ["usa[.]ascult"], "answer_unknown"),
        ("z1", ["pivnita[.]astept"], "answer_unknown"),
        ("z1", ["usa[.]astept", "usa[.]plec"], "answer_one_only"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    question_id: str, answer: list[str], code: str
) -> None:
    paper = AttemptPaper("etica", "1.2.0", "s", 70, (QUESTIONS[question_id],))
    with pytest.raises(AnswersRefused) as refusal:
        mark_attempt(paper, {question_id: answer})
    assert code in [problem.code for problem in refusal.value.problems]


def test_feedback_belongs_to_the_answer_given() -> None:
    def said(question_id: str, *answer: str) -> list[str]:
        return [one.said.to("ro") for one in marked(QUESTIONS[question_id], answer).remarks]

    assert said("t1", "eșantion") == ["De care?"]
    assert said("t1", "altceva") == ["Recitiți lecția."]
    assert said("n1", "8,0") == ["Ați împărțit invers."]
    assert said("n1", "9") == ["Împărțiți din nou."]
    assert said("z1", "usa[.]intru", "scuze[.]nu") == ["Nu fără voie.", "Ușa se închide."]
    wrong = marked(QUESTIONS["n1"], ["9"]).remarks[0]
    assert (wrong.wanted.to("ro"), wrong.wanted.to("en")) == ("12,5 de puncte", "12.5 points")
    crossed = marked(QUESTIONS["m1"], ["cat[.]harta"]).remarks
    assert [(one.right, one.chosen) for one in crossed] == [
        (False, True),
        (False, False),
        (False, False),
    ]
    assert (crossed[0].given.to("en"), crossed[0].wanted.to("en")) == ("A map", "A number")


def test_points_add_up_exactly_and_the_pass_mark_is_not_rounded() -> None:
    thirds = tuple(replace(QUESTIONS["m1"], id=f"m{number}") for number in range(3))
    paper = AttemptPaper("etica", "1.2.0", "s", 67, thirds)
    two_thirds = ["cat[.]numar", "cum[.]vorba"]
    marks = mark_attempt(paper, {question.id: two_thirds for question in thirds})
    assert (marks.exact, marks.percent, marks.passed) == ((2, 3), 66, False)
    assert mark_attempt(replace(paper, pass_percent=66), {q.id: two_thirds for q in thirds}).passed
    one = mark_attempt(paper, {"m0": two_thirds})
    assert (one.exact, one.scaled) == ((2, 9), Fraction(2, 9))


@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 100))
def test_what_is_stated_of_a_mark_decides_as_the_mark_does(
    first: int, second: int, pass_percent: int
) -> None:
    questions = (QUESTIONS["m1"], replace(QUESTIONS["m1"], id="m2"))
    words = ("cat[.]numar", "cum[.]vorba", "unde[.]harta")
    paper = AttemptPaper("etica", "1.2.0", "s", pass_percent, questions)
    marks = mark_attempt(paper, {"m1": words[:first], "m2": words[:second]})
    course = replace(COURSE, test=replace(COURSE.test, pass_percent=pass_percent))
    said = statement_json(
        marked_test(course, LEARNER, marks, attempt=ATTEMPT, at=NOON, duration=NOON - NOON)
    )
    assert validate_statement(said) == ()
    progress = completion(course, [said], public_url=PUBLIC_URL, registration=REGISTRATION)
    assert progress.test_passed == marks.passed


def stated(question_id: str, answer: list[str]) -> dict[str, Any]:
    one = marked(QUESTIONS[question_id], answer)
    return statement_json(answered_question(COURSE, LEARNER, one, attempt=ATTEMPT, at=NOON))


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize(
    ("question_id", "answer", "kind", "pattern", "response"),
    [
        ("q3", ["a"], "true-false", ["true"], "true"),
        (
            "m1",
            ["cum[.]harta", "cat[.]numar"],
            "matching",
            ["cat[.]numar[,]cum[.]vorba[,]unde[.]harta"],
            "cat[.]numar[,]cum[.]harta",
        ),
        (
            "o1",
            placed("doi", "unu", "trei", "patru"),
            "sequencing",
            ["unu[,]doi[,]trei[,]patru"],
            "doi[,]unu[,]trei[,]patru",
        ),
        (
            "t1",
            [" Stratificat "],
            "fill-in",
            [
                "{case_matters=false}{lang=ro}eșantion stratificat",
                "{case_matters=false}{lang=ro}stratificat",
                "{case_matters=false}{lang=en}stratified sample",
            ],
            "Stratificat",
        ),
        ("n1", ["12,5 %"], "numeric", ["12.4[:]12.6"], "12.5"),
        (
            "z1",
            ["usa[.]intru", "scuze[.]da"],
            "choice",
            ["usa.astept[,]masa.ascult"],
            "usa.intru[,]scuze.da",
        ),
    ],
)
def test_each_kind_is_stated_as_its_cmi_interaction(
    question_id: str, answer: list[str], kind: str, pattern: list[str], response: str, version: str
) -> None:
    said = stated(question_id, answer)
    definition = said["object"]["definition"]
    assert validate_statement(said, version=version) == ()
    assert definition["interactionType"] == kind
    assert definition["correctResponsesPattern"] == pattern
    assert said["result"]["response"] == response


def test_a_part_earned_is_stated_as_a_score() -> None:
    assert stated("m1", ["cat[.]numar"])["result"]["score"] == {
        "raw": 0.333333,
        "min": 0,
        "max": 1,
        "scaled": 0.333333,
    }
    assert "score" not in stated("t1", ["eșantion"])["result"]
    assert {one["id"] for one in stated("m1", [])["object"]["definition"]["target"]} == {
        "numar",
        "vorba",
        "harta",
        "nimic",
    }


@pytest.mark.parametrize(("question_id", "answer", "_earned"), EARNED)
def test_an_answer_is_read_back_from_its_statement(
    question_id: str, answer: list[str], _earned: str
) -> None:
    question = QUESTIONS[question_id]
    one = marked(question, answer)
    if unfinished(question, answer) is None:
        again = marked(question, given_in(question, response_of(question, one.chosen)))
        assert (again.earned, again.right) == (one.earned, one.right)


def test_an_answer_that_was_stated_by_the_id_of_the_answer_is_still_read() -> None:
    assert given_in(QUESTIONS["q3"], "a") == given_in(QUESTIONS["q3"], "true") == ("a",)


def test_a_case_goes_forward_only() -> None:
    case = QUESTIONS["z1"]
    chosen = decided_further(case, (), ["usa[.]intru"])
    assert decided_further(case, chosen, ["usa[.]astept"]) == ("usa[.]astept",)
    reached = continued(case, chosen)
    assert reached == ("usa[.]intru", "scuze[.]")
    assert decided_further(case, reached, ["usa[.]astept"]) == reached
    further = decided_further(case, reached, ["usa[.]astept", "scuze[.]da"])
    assert further == ("usa[.]intru", "scuze[.]da")
    assert decided_further(case, further, []) == further
    assert continued(case, ("usa[.]plec",)) == ("usa[.]plec",)
    assert continued(case, ()) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", ["12"]),
        ("+1 234,5", ["1234.5"]),
        ("1.234.567", ["1234567"]),
        ("1,234,567.8", ["1234567.8"]),
        ("1,5", ["1.5"]),
        (",5", ["0.5"]),
        ("−3,25", ["-3.25"]),
        ("1,234", ["1.234", "1234"]),
        ("1.234", ["1234", "1.234"]),
        ("0.125", ["0.125"]),
        ("12 %", ["12"]),
        ("1.2.3", []),
        ("1,2,3", []),
        ("1.23,4.5", []),
        ("12..5", []),
        ("1e3", []),
        ("١٢", []),
        ("", []),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, meant: list[str]) -> None:
    assert [*readings(typed)] == [Fraction(value) for value in meant]


@given(st.text(max_size=40))
def test_reading_a_number_never_fails(typed: str) -> None:
    assert len(readings(typed)) <= 2


@given(st.text(max_size=12))
def test_an_ordering_never_stands_in_its_right_order(seed: str) -> None:
    paper = draw_attempt(COURSE, seed)
    shown = next(question for question in paper.questions if question.id == "o1")
    assert shown.items != items_in_order(shown)
    assert QUESTIONS["o1"].items != items_in_order(QUESTIONS["o1"])
    assert paper_from_dict(COURSE, paper_as_dict(paper)) == paper
    assert marked(shown, right_response(shown)).right


PLANTED = [  # what stands there, what is written instead, the fault, the text of its line
    ("answer: numar", "answer: altul", "item_answer_unknown", "answer: altul"),
    ("kind: matching", "kind: potrivire", "value_unknown", "kind: potrivire"),
    (
        '      feedback: {ro: "Se numără.", en: "It is counted."}\n',
        "",
        "feedback_missing",
        "- id: cat",
    ),
    ("- id: vorba", "- id: numar", "id_duplicate", '- id: numar\n      text: {ro: "O poveste"'),
    ("- id: doi", "- id: unu", "id_duplicate", '- id: unu\n      text: {ro: "Apoi"'),
    ('"stratificat"]', '"ESANTION  stratificat."]', None, ""),
    ('["eșantion"]', '["Stratificat"]', "variant_repeated", "Stratificat"),
    ('["eșantion"]', '["?"]', "variant_empty", '["?"]'),
    ('en: ["sample"]', "", "translation_missing", 'variants: {ro: ["eșantion"]'),
    ('value: "12.5"', "value: 12.5", "decimal_expected", "value: 12.5"),
    ('value: "12.5"', 'value: "1e3"', "decimal_expected", 'value: "1e3"'),
    ('tolerance: "0,1"', 'tolerance: "-0.1"', "tolerance_negative", "-0.1"),
    ("next: scuze", "next: pivnita", "case_step_unknown", "- id: usa"),
    ("next: scuze", "next: masa", "case_step_unreached", "- id: scuze"),
    (
        '          text: {ro: "Ascult", en: "I listen"}',
        '          next: usa\n          text: {ro: "Ascult", en: "I listen"}',
        "case_without_end",
        "- id: masa",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "needle"), PLANTED)
def test_each_fault_of_a_kind_is_found_on_its_line(
    old: str, new: str, code: str | None, needle: str
) -> None:
    files = kinds_files()
    text = files["questions.yaml"].decode()
    assert old in text
    text = text.replace(old, new, 1)
    problems = check_course({**files, "questions.yaml": text.encode()})
    found = {(problem.code, problem.line) for problem in problems}
    if code is None:
        assert found == set()
    else:
        assert (code, text.split(needle)[0].count("\n") + 1) in found


@pytest.mark.parametrize(
    ("question_id", "code"),
    [("t1", "question_without_right_answer"), ("z1", "case_step_one_sided")],
)
def test_a_question_without_a_right_answer_is_found(question_id: str, code: str) -> None:
    files = kinds_files()
    before, after = files["questions.yaml"].decode().split(f"- id: {question_id}\n")
    text = f"{before}- id: {question_id}\n" + after.replace("correct: true", "correct: false")
    problems = check_course({**files, "questions.yaml": text.encode()})
    assert code in {problem.code for problem in problems}


@given(st.sampled_from(NEW), st.data())
def test_checking_never_crashes_on_values_of_the_wrong_kind(
    question_id: str, data: st.DataObject
) -> None:
    files = kinds_files()
    root = yaml.safe_load(files["questions.yaml"])
    holder = next(one for one in root if one["id"] == question_id)
    for inner in ("items", "answers", "steps"):
        if inner in holder and data.draw(st.booleans()):
            holder = holder[inner][-1]
    holder[data.draw(st.sampled_from(sorted(holder)))] = data.draw(YAML_VALUES)
    changed = yaml.safe_dump(root, allow_unicode=True).encode()
    assert isinstance(check_course({**files, "questions.yaml": changed}), tuple)


def test_keys_of_another_kind_are_refused() -> None:
    files = kinds_files()
    text = files["questions.yaml"].decode().replace("kind: numeric", "kind: ordering")
    problems = check_course({**files, "questions.yaml": text.encode()})
    assert {"key_missing", "key_unknown"} <= {problem.code for problem in problems}


def test_a_paper_drawn_before_there_were_items_is_still_read() -> None:
    course = sample_course()
    paper = draw_attempt(course, "vechi")
    kept = paper_as_dict(paper)
    for entry in kept["questions"]:
        del entry["items"], entry["steps"]
    assert paper_from_dict(course, kept) == paper
