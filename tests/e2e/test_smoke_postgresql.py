"""The main story once on PostgreSQL: the same pages, the same words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from lms.models import Award, Edition, Member, Programme, Provider
from tests.e2e.conftest import DESK, PHONE, person, records

pytestmark = pytest.mark.e2e


@pytest.mark.timeout(400)
def test_the_main_story_on_either_database(browser: Browser, demo: Any, backend: str) -> None:
    assert demo.environment["TREAPTA_DATABASE_URL"].startswith(backend)
    assert demo.treapta("ledger", "check").strip() == "The ledger is whole."
    with records(demo) as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Member, Provider, Programme, Edition)
        ]
    assert counts == [300, 14, 40, 60]
    with person(browser, demo, "membru@exemplu.ro", viewport=PHONE) as page:
        page.goto(f"{demo.url}/courses")
        page.get_by_role("link", name=re.compile("Cercetarea în asistența socială")).first.click()
        page.get_by_role("button", name="Înscrieți-vă și începeți").click()
        page.get_by_role("button", name=re.compile("Mai departe")).click()
        expect(page.get_by_role("button", name=re.compile("Mai departe"))).to_be_visible()
        page.goto(f"{demo.url}/credits")
        expect(page.get_by_role("heading", level=1)).to_have_text("Creditele mele")
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("De ce .* credit"))
    with person(browser, demo, "furnizor@exemplu.ro", viewport=DESK) as page:
        page.goto(f"{demo.url}/provider?standing=awaited")
        page.locator("tbody a").first.click()
        page.get_by_role("link", name="Încărcați lista de prezență").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Încărcați lista de prezență")
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as page:
        page.goto(f"{demo.url}/commission")
        expect(page.get_by_role("heading", level=1)).to_have_text("Dosare de rezolvat")
        page.goto(f"{demo.url}/commission/feedback")
        page.locator("tbody tr").filter(has_text="răspunsuri").locator("a").first.click()
        expect(page.get_by_role("heading", name="Mediile")).to_be_visible()
    with records(demo) as session:
        published = select(Award.public_id).where(Award.published_at.is_not(None))
        public_id = session.scalars(published).first()
    stranger = browser.new_page(locale="ro-RO")
    answer = stranger.goto(f"{demo.url}/b/{public_id}")
    assert answer is not None
    assert answer.status == 200
    picture = stranger.request.get(f"{demo.url}/b/{public_id}.png").body()
    stranger.goto(f"{demo.url}/verify")
    insigna = {"name": "insigna.png", "mimeType": "image/png", "buffer": picture}
    stranger.locator("input[type=file]").set_input_files(insigna)  # type: ignore[arg-type]
    stranger.get_by_role("button", name="Verificați", exact=True).click()
    expect(stranger.locator(".verdict__word")).to_have_text("Valabilă")
    stranger.close()
