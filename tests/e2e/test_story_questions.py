"""Every kind of question on a phone: in a lesson and in the test, by keys and taps alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.courses.kinds import kinds_course, kinds_files
from tests.e2e.conftest import checked, newcomers, person, seen_on
from tests.e2e.course import answer_question, by_field

pytestmark = pytest.mark.e2e
COURSE = kinds_course()
LEARN = f"/learn/{COURSE.slug}"


def publish(demo: Any, folder: Path) -> None:
    """The course of every kind in the running product."""
    for name, data in kinds_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    demo.treapta("course", "publish", str(folder))


@pytest.mark.timeout(300)
def test_every_kind_of_question_is_answered(browser: Browser, demo: Any, tmp_path: Path) -> None:
    publish(demo, tmp_path / "course")
    with person(browser, demo, newcomers(demo)[3]) as page:
        page.goto(f"{demo.url}/courses/{COURSE.slug}")
        page.get_by_role("button", name="Înscrieți-vă și începeți").click()
        matches_in_a_lesson(page)
        page.goto(f"{demo.url}{LEARN}/lessons/apoi")
        decides_in_a_lesson(page)
        for lesson in ("intai", "apoi"):
            page.goto(f"{demo.url}{LEARN}/lessons/{lesson}")
            page.locator(".lesson__next form button").click()
        page.get_by_role("button", name="Începeți testul").click()
        answers_the_test(page)


def matches_in_a_lesson(page: Page) -> None:
    box = page.locator("#check-cm1")
    box.locator("select").first.focus()
    page.keyboard.type("Un num")  # a list is chosen from by typing
    expect(box.locator("select").first).to_have_value("numar")
    page.locator("#check-cm1-send").press("Enter")
    expect(box.get_by_text("Rânduri fără răspuns: 2.")).to_be_visible()
    box.locator("select").nth(1).select_option("harta")
    box.locator("select").nth(2).select_option("harta")
    page.locator("#check-cm1-send").press("Enter")
    expect(box.get_by_text("ați ales: O hartă")).to_be_visible()
    checked(page, "check-matching")


def decides_in_a_lesson(page: Page) -> None:
    box = page.locator("#check-cz1")
    box.get_by_label("Intru").check()
    page.locator("#check-cz1-send").press("Enter")
    expect(box.get_by_text("Nu fără voie.")).to_be_visible()
    box.get_by_label("Îmi cer scuze").check()
    page.locator("#check-cz1-send").press("Enter")
    expect(box.get_by_text("Se poate repara.")).to_be_visible()
    checked(page, "check-case")
    box.get_by_label("Ascult").check()
    page.locator("#check-cz1-send").press("Enter")
    expect(box.locator(".verdict")).to_be_visible()
    page.locator("#check-cz1-restart").press("Enter")
    expect(box.get_by_label("Intru")).not_to_be_checked()


def answers_the_test(page: Page) -> None:
    page.locator("fieldset.question").first.wait_for()
    checked(page, "paper-empty")
    for question in COURSE.questions:
        answer_question(by_field(page, question), question, right=question.id != "o1")
    checked(page, "paper-kinds")
    page.get_by_role("button", name="Trimiteți testul").click()
    expect(page.get_by_role("heading", name="Ați promovat testul")).to_be_visible()
    expect(seen_on(page).get_by_text("Puncte: 12 din 13.")).to_be_visible()
    seen_on(page).get_by_text("Fiecare întrebare, cu explicația ei").click()
    expect(seen_on(page).get_by_text("la dumneavoastră: locul 4")).to_be_visible()
    checked(page, "result-kinds")
    page.get_by_role("link", name="English").first.click()
    page.get_by_text("Each question with its explanation").first.click()
    expect(seen_on(page).get_by_text("you put it at place 4")).to_be_visible()
