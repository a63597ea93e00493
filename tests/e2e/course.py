"""The College's course as its folder defines it, and how to answer its test."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from courses.folder import load_course, read_course_folder
from courses.model import CHOICES, Course, Question, QuestionKind
from courses.responses import pair, pairs_of, right_response
from lms.demo.learning import COURSE
from tests.infra.servers import ROOT

DEFINITION = load_course(read_course_folder(ROOT / "courses/content" / COURSE))


def answer_paper(page: Page, *, wrong: int, course: Course = DEFINITION) -> None:
    """Answer every question of the paper, the first `wrong` of them badly."""
    by_id = {question.id: question for question in course.questions}
    page.locator("fieldset.question").first.wait_for()
    for number in range(page.locator("fieldset.question").count()):
        box = page.locator(f"#question-{number + 1}")
        name = box.locator("input, select").first.get_attribute("name") or ""
        question = by_id[name.removeprefix("q-").partition(".")[0]]
        answer_question(box, question, right=number >= wrong)


def by_field(page: Page, question: Question) -> Locator:
    """The box of a question on the paper, found by its fields."""
    named = f"[name='q-{question.id}'], [name^='q-{question.id}.']"
    return page.locator("fieldset.question", has=page.locator(named))


def answer_question(box: Locator, question: Question, *, right: bool) -> None:
    """Answer one question or self-check, wholly right or earning nothing."""
    words = right_response(question) if right else wrong_response(question)
    if question.kind is QuestionKind.CASE:
        decide(box, question, right=right)
    elif question.kind in CHOICES:
        for answer_id in words:
            box.locator(f"input[value='{answer_id}']").check()
    elif question.kind in (QuestionKind.MATCHING, QuestionKind.ORDERING):
        for item_id, answer_id in pairs_of(words).items():
            box.locator(f"select[name$='.{item_id}']").select_option(answer_id)
    else:
        box.locator("input[type=text]").fill(words[0])


def decide(box: Locator, question: Question, *, right: bool) -> None:
    """Go through a case by right decisions, or by wrong ones, to its end."""
    steps = {step.id: step for step in question.steps}
    step = question.steps[0]
    while True:
        answer = next(answer for answer in step.answers if answer.correct is right)
        box.locator(f"input[type=radio][name$='.{step.id}'][value='{answer.id}']").check()
        if not answer.next:
            return
        box.locator(f"button[value='case:{question.id}']").click()
        step = steps[answer.next]
        box.locator(f"input[type=radio][name$='.{step.id}']").first.wait_for()


def wrong_response(question: Question) -> tuple[str, ...]:
    """A whole answer that earns nothing."""
    if question.kind in CHOICES:
        return tuple(answer.id for answer in question.answers if not answer.correct)[:1]
    if question.kind is QuestionKind.MATCHING:
        shifted = (*(item.answer for item in question.items[1:]), question.items[0].answer)
        return tuple(
            pair(item.id, answer) for item, answer in zip(question.items, shifted, strict=True)
        )
    if question.kind is QuestionKind.ORDERING:
        last = len(question.items) + 1
        return tuple(pair(item.id, str(last - int(item.answer))) for item in question.items)
    return ("-99",)
