"""Everything works as plain pages and forms: a lesson, its test, an attendance list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lms.demo.learning import COURSE
from tests.e2e.conftest import DESK, newcomers, person, seen_on
from tests.e2e.course import DEFINITION, answer_paper
from tests.e2e.webinar import PROVIDER, balance, lines_of, webinar_of

pytestmark = pytest.mark.e2e


def reload_until(page: Page, shown: Locator) -> None:
    """Reload by hand, as the page says, until the page shows what is waited for."""
    for _ in range(60):
        if shown.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{page.url}: not there after 30 seconds: {shown}")


@pytest.mark.timeout(300)
def test_a_member_learns_without_javascript(browser: Browser, demo: Any) -> None:
    email = newcomers(demo)[2]
    with person(browser, demo, email, java_script_enabled=False) as page:
        page.goto(f"{demo.url}/courses/{COURSE}")
        page.get_by_role("button", name="Înscrieți-vă și începeți").click()
        check = DEFINITION.checks[0]
        for answer in check.answers:
            if answer.correct:
                page.locator(f"#check-{check.id}-{answer.id}").check()
        page.get_by_role("button", name="Verificați răspunsul").first.click()
        expect(seen_on(page).get_by_text("Corect.", exact=True)).to_be_visible()
        for _lesson in DEFINITION.lessons:
            page.get_by_role("button", name=re.compile("Mai departe")).click()
        page.get_by_role("button", name="Începeți testul").click()
        answer_paper(page, wrong=0)
        page.get_by_role("button", name="Trimiteți testul").click()
        expect(page.get_by_role("heading", name="Ați promovat testul")).to_be_visible()
        page.get_by_role("link", name="Vedeți ce ați obținut").click()
        reload_until(page, page.get_by_role("link", name="Vedeți insigna"))
        page.goto(f"{demo.url}/credits")
        expect(
            page.locator("tbody").get_by_role("link", name=re.compile("Cercetarea"))
        ).to_have_count(1)


@pytest.mark.timeout(300)
def test_a_list_is_booked_without_javascript(browser: Browser, demo: Any, tmp_path: Path) -> None:
    webinar = webinar_of(demo)
    report = tmp_path / "zoom.csv"
    report.write_bytes(webinar.report)
    with person(browser, demo, PROVIDER, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{demo.url}/provider/editions/{webinar.edition}/attendance/new")
        page.locator("input[type=file]").set_input_files(report)
        page.get_by_role("button", name="Încărcați și verificați lista").click()
        for _doubtful in webinar.truth.by_name:
            page.locator(".candidate").first.click()
        expect(seen_on(page).get_by_text("Totul este hotărât.")).to_be_visible()
        page.get_by_role("link", name="Vedeți numerele și confirmați").click()
        page.get_by_role("button", name=re.compile("^Confirmați")).click()
        reload_until(page, page.get_by_role("heading", name="Rezultatul listei de prezență"))
    assert webinar.truth.by_name <= set(balance(lines_of(demo, webinar.edition)))
