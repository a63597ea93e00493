"""A mistake is reported, proposed on, decided; the credit is reversed and its badge revoked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from lms import clock
from lms.models import Award, CreditEntry, Member
from tests.e2e.conftest import DESK, NUMBERED, checked, person, records, seen_on

pytestmark = pytest.mark.e2e
COURSE = "Cercetarea în asistența socială"
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99="
    b"\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def learner(demo: Any) -> tuple[str, UUID]:
    """A member whose badge of the course is published: their e-mail, and the award."""
    with records(demo) as session:
        award = session.scalars(
            select(Award)
            .join(Award.member)
            .where(Award.published_at.is_not(None), Member.account_id.is_not(None))
            .order_by(Member.rnasr_code)
        ).first()
        assert award is not None
        return award.member.emails[0].email, award.id


def lines_behind(demo: Any, award_id: UUID) -> list[int]:
    """Thousandths of every line with the source of the line on which a badge rests, in order."""
    with records(demo) as session:
        entry = session.get_one(CreditEntry, session.get_one(Award, award_id).credit_entry_id)
        of_source = select(CreditEntry.credits).where(
            CreditEntry.member_id == entry.member_id, CreditEntry.source == entry.source
        )
        return list(session.scalars(of_source.order_by(CreditEntry.position)))


def verify(page: Page, url: str, picture: Path) -> str:
    """The one word that /verify says of a picture."""
    page.goto(f"{url}/verify")
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="Verificați", exact=True).click()
    return page.locator(".verdict__word").inner_text()


@pytest.mark.timeout(400)
def test_a_decision_reverses_the_credit_and_revokes_the_badge(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    email, award = learner(demo)
    with records(demo) as session:
        public_id = session.get_one(Award, award).public_id
    assert lines_behind(demo, award) == [5000]
    picture = tmp_path / "insigna.png"
    with person(browser, demo, email) as page:
        answer = page.request.get(f"{demo.url}/b/{public_id}.png")
        assert answer.status == 200
        picture.write_bytes(answer.body())
        assert verify(page, demo.url, picture) == "Valabilă"
        number = reports(page, demo.url, tmp_path)
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as page:
        opens(page, demo.url, number)
        page.get_by_role("button", name="Luați în analiză").click()
        page.get_by_role("button", name="Trimiteți propunerea").click()
        expect(page.locator(".error-summary")).to_be_visible()
        checked(page, "desk-errors")
        page.get_by_label("Se admite: membrul are dreptate").check()
        page.get_by_label("Credite care se cuvin").fill("4")
        page.get_by_label("Motivele").fill("Pentru varianta urmată se cuvin 4 credite.")
        checked(page, "desk-proposal")
        page.get_by_role("button", name="Trimiteți propunerea").click()
        expect(seen_on(page).get_by_text("hotărăște Biroul Executiv").first).to_be_visible()
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as page:
        opens(page, demo.url, number)
        page.get_by_label("Se admite: membrul are dreptate").check()
        page.get_by_label("Credite care se cuvin").fill("4")
        page.get_by_label("Motivele").fill("Propunerea Comisiei este întemeiată.")
        page.get_by_label("Numărul hotărârii").fill("41")
        page.get_by_label("Data hotărârii").fill(clock.today().isoformat())
        checked(page, "desk-decision")
        page.get_by_role("button", name="Înregistrați hotărârea").click()
        expect(seen_on(page).get_by_text("Dosarul este încheiat.")).to_be_visible()
        checked(page, "desk-decided")
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/files")
        page.get_by_role("link", name=number).click()
        expect(seen_on(page).get_by_text("nr. 41")).to_be_visible()
        checked(page, "file-decided")
        assert lines_behind(demo, award) == [5000, -5000, 4000]
        for _ in range(60):
            if verify(page, demo.url, picture) != "Valabilă":
                break
            page.wait_for_timeout(500)
        expect(page.locator(".verdict__word")).to_have_text("Revocată")
        checked(page, "verify-revoked")
        page.goto(f"{demo.url}/b/{public_id}")
        checked(page, "public-badge-revoked")
        # In its place there is one that rests on the corrected credit, nobody's until published.
        page.goto(f"{demo.url}/badges")
        checked(page, "badges-after")
        expect(seen_on(page).get_by_text("Revocată", exact=True)).to_have_count(1)
        expect(seen_on(page).get_by_text("O vedeți doar dumneavoastră", exact=True)).to_have_count(
            1
        )


def reports(page: Page, url: str, folder: Path) -> str:
    """The member reports the line of the course, step by step; gives the number of the file."""
    page.goto(f"{url}/credits")
    page.get_by_role("link", name=COURSE).first.click()
    page.get_by_role("link", name="Semnalați o greșeală").click()
    page.get_by_role("button", name="Continuați").click()
    expect(page.locator(".error-summary")).to_be_visible()
    checked(page, "report-kind-errors")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Continuați").click()
    page.get_by_role("button", name="Continuați").click()
    expect(page.locator(".error-summary")).to_be_visible()
    checked(page, "report-statement-errors")
    page.locator("textarea").fill("Cursul l-am urmat în varianta scurtă; cred că sunt 4 credite.")
    page.get_by_role("button", name="Continuați").click()
    document = folder / "adeverinta.png"
    document.write_bytes(PIXEL)
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="Adăugați documentul").click()
    expect(page.get_by_role("link", name="adeverinta.png")).to_be_visible()
    checked(page, "report-documents")
    page.get_by_role("link", name="Continuați").click()
    checked(page, "report-check")
    page.get_by_role("button", name="Depuneți dosarul").click()
    title = page.get_by_role("heading", name=NUMBERED).inner_text()
    checked(page, "report-sent")
    return re.sub("^Dosarul ", "", title)


def opens(page: Page, url: str, number: str) -> None:
    """An officer opens the file from the queue."""
    page.goto(f"{url}/commission")
    checked(page, "desk-queue")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
