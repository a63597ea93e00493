"""Training abroad is recognised: request, documents kept once, proposal, decision, the receipt."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from lms import clock
from lms.models import CreditEntry, Member, MemberEmail
from tests.e2e.conftest import DESK, NUMBERED, checked, newcomers, person, records, seen_on
from tests.e2e.test_story_objection import PIXEL, opens

pytestmark = pytest.mark.e2e
TITLE = "Intervenția în familii migrante"


def lines_of(demo: Any, email: str) -> list[tuple[int, str]]:
    """Credits and source of the lines that a member has by file, in order."""
    with records(demo) as session:
        rows = session.execute(
            select(CreditEntry.credits, CreditEntry.source)
            .join(Member, Member.id == CreditEntry.member_id)
            .join(MemberEmail, MemberEmail.member_id == Member.id)
            .where(MemberEmail.email == email, CreditEntry.source.startswith("recognition:"))
            .order_by(CreditEntry.position)
        )
        return [(credits, source.partition(":")[0]) for credits, source in rows]


def waits_for_line(demo: Any, email: str) -> list[tuple[int, str]]:
    """The lines once the work that follows the decision is done."""
    for _ in range(200):
        if found := lines_of(demo, email):
            return found
        time.sleep(0.1)
    return []


@pytest.mark.timeout(400)
def test_training_abroad_becomes_credits_by_decision(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    email = newcomers(demo)[-1]
    with person(browser, demo, email) as page:
        number = asks(page, demo.url, tmp_path)
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as page:
        opens(page, demo.url, number)
        expect(seen_on(page).get_by_text("Certificatul este la dosar.")).to_be_visible()
        checked(page, "recognition-desk")
        page.get_by_role("button", name="Luați în analiză").click()
        expect(page.get_by_label("Credite care se cuvin")).to_have_value("12")
        page.get_by_label("Se admite: creditele se acordă").check()
        page.get_by_label("Credite care se cuvin").fill("10,5")
        page.get_by_label("Motivele").fill("Zece ore și jumătate sunt din domeniu.")
        page.get_by_role("button", name="Trimiteți propunerea").click()
        expect(seen_on(page).get_by_text("hotărăște Biroul Executiv").first).to_be_visible()
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as page:
        opens(page, demo.url, number)
        expect(page.get_by_label("Credite care se cuvin")).to_have_value("10,5")
        page.get_by_label("Numărul hotărârii").fill("88")
        page.get_by_label("Data hotărârii").fill(clock.today().isoformat())
        page.get_by_role("button", name="Înregistrați hotărârea").click()
        expect(seen_on(page).get_by_text("Dosarul este încheiat.")).to_be_visible()
    assert waits_for_line(demo, email) == [(10_500, "recognition")]
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/credits?year={ended().year}")
        page.get_by_role("link", name=TITLE).click()
        expect(seen_on(page).get_by_text("prin hotărârea nr. 88")).to_be_visible()
        expect(page.locator(".receipt__total")).to_contain_text("+10,5")
        checked(page, "recognition-receipt")
        page.goto(f"{demo.url}/documents")
        expect(page.get_by_role("link", name=number)).to_be_visible()
        page.get_by_role("link", name=number).click()
        expect(seen_on(page).get_by_text("S-au stabilit 10,5 credite.")).to_be_visible()
        checked(page, "recognition-decided")


def ended() -> date:
    """The last day of the training: in this year whenever that is possible."""
    return clock.today() - timedelta(days=9)


def asks(page: Page, url: str, folder: Path) -> str:
    """A member asks for recognition from the list of files; the number of the file."""
    page.goto(f"{url}/files")
    page.get_by_role("link", name="Dosar nou").click()
    checked(page, "recognition-new")
    page.get_by_role("link", name="Recunoașterea unei formări").click()
    checked(page, "recognition-norms")
    page.get_by_role("button", name="Începeți cererea").click()
    page.get_by_role("button", name="Continuați").click()
    expect(page.locator(".error-summary")).to_contain_text("Scrieți numărul certificatului.")
    checked(page, "recognition-errors")
    page.get_by_label("Titlul formării").fill(TITLE)
    page.get_by_label("Cine a organizat-o").fill("Université de Genève")
    page.get_by_label("Țara organizatorului").select_option("CH")
    page.get_by_label("Prima zi").fill((ended() - timedelta(days=1)).isoformat())
    page.get_by_label("Ultima zi").fill(ended().isoformat())
    page.get_by_label("Câte ore a durat").fill("12")
    page.get_by_label("Numărul certificatului").fill("GE-77")
    page.get_by_label("Ziua în care a fost eliberat").fill(ended().isoformat())
    expect(page.locator("[data-autosave-status]")).to_contain_text("Salvat")
    page.get_by_role("button", name="Continuați").click()
    document = folder / "certificat.png"
    document.write_bytes(PIXEL)
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="Adăugați documentul").click()
    expect(page.get_by_role("link", name="certificat")).to_be_visible()
    checked(page, "recognition-documents")
    page.get_by_role("link", name="Continuați").click()
    expect(seen_on(page).get_by_text("Elveția")).to_be_visible()
    checked(page, "recognition-check")
    page.get_by_role("button", name="Depuneți dosarul").click()
    title = page.get_by_role("heading", name=NUMBERED).inner_text()
    checked(page, "recognition-sent")
    return re.sub("^Dosarul ", "", title)
