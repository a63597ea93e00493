"""The College's course as its folder defines it, and how to answer its test."""

from __future__ import annotations

from playwright.sync_api import Page

from courses.folder import load_course, read_course_folder
from lms.demo.learning import COURSE
from tests.infra.servers import ROOT

DEFINITION = load_course(read_course_folder(ROOT / "courses/content" / COURSE))


def answer_paper(page: Page, *, wrong: int) -> None:
    """Answer every question of the paper, the first `wrong` of them badly."""
    by_id = {question.id: question for question in DEFINITION.questions}
    page.locator("fieldset.question").first.wait_for()
    for number, box in enumerate(page.locator("fieldset.question").all()):
        name = box.locator("input").first.get_attribute("name") or ""
        question = by_id[name.removeprefix("q-")]
        right = number >= wrong
        for answer in question.answers:
            if answer.correct == right:
                box.locator(f"input[value='{answer.id}']").check()
                if question.kind != "multiple":
                    break
