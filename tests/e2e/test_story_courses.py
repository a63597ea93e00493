"""Every course of the College, taken to its end on a phone in each language."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.folder import load_course, read_course_folder
from courses.model import Course
from tests.e2e.conftest import newcomers, overflow, person
from tests.e2e.course import answer_paper, answer_question
from tests.infra.servers import ROOT

pytestmark = pytest.mark.e2e
COURSES = [
    load_course(read_course_folder(path.parent))
    for path in sorted((ROOT / "courses/content").glob("*/course.yaml"))
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["ro", "en"])
def test_each_course_is_taken_to_its_end(browser: Browser, demo: Any, language: str) -> None:
    someone = newcomers(demo)[5]
    with person(browser, demo, someone) as page:
        page.goto(f"{demo.url}/language/{language}")
        for course in COURSES:
            page.goto(f"{demo.url}/courses/{course.slug}")
            page.locator("form[action$='/enrol'] button").click()
            for lesson in course.lessons:
                expect(page.locator("h1")).to_have_text(lesson.title.to(language))
                reads(page, course, lesson.id)
                page.locator(".lesson__next form button").click()
            page.locator("main form button[type=submit]").first.click()
            answer_paper(page, wrong=0, course=course)
            page.locator("button[name=action][value^=submit]").click()
            expect(page.locator("a[href$='/done']").first).to_be_visible()


def reads(page: Page, course: Course, lesson_id: str) -> None:
    """A lesson: it fits, its pictures are there, its self-checks are answered."""
    assert overflow(page) == 0, f"{page.url} is wider than a phone"
    pictures = page.locator(".lesson-figure img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") > 0
    for check in course.checks:
        if check.lesson == lesson_id:
            box = page.locator(f"#check-{check.id}")
            answer_question(box, check, right=True)
            page.locator(f"#check-{check.id}-send").click()
            expect(box.locator(".verdict")).to_be_visible()
