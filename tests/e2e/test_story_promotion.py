"""A grade is asked for in one click, proposed, decided; the register and the start page show it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lms import clock
from tests.e2e.conftest import DESK, NUMBERED, checked, person, seen_on

pytestmark = pytest.mark.e2e


def opens(page: Page, url: str, number: str) -> None:
    """An officer opens the file from the list of grades."""
    page.goto(f"{url}/commission/promotions")
    checked(page, "promotion-month")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


@pytest.mark.timeout(400)
def test_from_one_click_to_the_changed_grade(browser: Browser, demo: Any) -> None:
    today = clock.today()
    with person(browser, demo, "membru@exemplu.ro") as page:
        page.goto(f"{demo.url}/promotion")
        checked(page, "promotion-before")
        page.get_by_role("button", name="Cereți treapta principal").click()
        title = page.get_by_role("heading", name=NUMBERED).inner_text()
        number = re.sub("^Dosarul ", "", title)
        checked(page, "promotion-asked")
    with person(browser, demo, "atestare@exemplu.ro", viewport=DESK) as page:
        opens(page, demo.url, number)
        page.get_by_role("button", name="Luați în analiză").click()
        seen_on(page).get_by_text("Cereți membrului un document").click()
        page.get_by_role("button", name="Cereți documentul").click()
        expect(page.locator(".error-summary")).to_be_visible()
        checked(page, "promotion-ask-errors")
        page.get_by_label("De ce document este nevoie").fill("Copia contractului de muncă.")
        page.get_by_label("Până la ce dată").fill((today + timedelta(days=14)).isoformat())
        page.get_by_role("button", name="Cereți documentul").click()
        expect(page.get_by_role("heading", name="Document cerut")).to_be_visible()
        page.get_by_label("Se aprobă: membrul primește treapta cerută").check()
        page.get_by_label("Motivele").fill("Îndeplinește toate condițiile.")
        checked(page, "promotion-desk")
        page.get_by_role("button", name="Trimiteți propunerea").click()
        expect(seen_on(page).get_by_text("hotărăște Biroul Executiv").first).to_be_visible()
        page.get_by_role("link", name="Cum arăta la altă dată").click()
        page.get_by_label("Cum arăta la data").fill((today - timedelta(days=30)).isoformat())
        page.get_by_role("button", name="Arătați").click()
        checked(page, "promotion-record")
        links = page.get_by_role("link", name="Descărcați textul canonic (JSON)")
        first, second = (page.request.get(f"{demo.url}{links.get_attribute('href')}") for _ in "12")
        assert first.body() == second.body()
        assert json.loads(first.body())["schema"] == "treapta-promotion-file/1"
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as page:
        page.goto(f"{demo.url}/commission/promotions/session")
        page.get_by_role("button", name="Înregistrați hotărârile").click()
        expect(page.locator(".error-summary")).to_be_visible()
        checked(page, "promotion-session-errors")
        page.get_by_label("Data ședinței").fill(today.isoformat())
        page.get_by_label(f"Numărul hotărârii la dosarul {number}").fill("991")
        page.get_by_role("button", name="Înregistrați hotărârile").click()
        expect(seen_on(page).get_by_text("A fost înregistrată 1 hotărâre.")).to_be_visible()
        checked(page, "promotion-session")
    with person(browser, demo, "membru@exemplu.ro") as page:
        expect(
            seen_on(page).get_by_text(f"Treapta cerută în dosarul {number} a fost aprobată.")
        ).to_be_visible()
        expect(seen_on(page).get_by_text("Ați ajuns pe treapta cea mai înaltă.")).to_be_visible()
        page.goto(f"{demo.url}/promotion")
        expect(seen_on(page).get_by_text("Aveți treapta cea mai înaltă.")).to_be_visible()
        page.get_by_role("link", name=f"Dosarul {number}").click()
        expect(seen_on(page).get_by_text("nr. 991")).to_be_visible()
        checked(page, "promotion-approved")
