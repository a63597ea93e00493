"""Story 5: the register comes in with preview, difference and undo; a new member activates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from lms import clock
from lms.models import CreditEntry, Member
from tests.e2e.conftest import DESK, PHONE, checked, person, records, seen_on, sign_in
from tests.registry_file.builder import Sheets, xlsx

pytestmark = pytest.mark.e2e
OFFICER = "atestare@exemplu.ro"
CODE, EMAIL, PASSWORD = "N-00451", "ana.moraru@exemplu.ro", "o parolă lungă de tot"
TWICE = "N-00999"
YEAR = clock.today().year


def register(*, problems: bool) -> Sheets:
    """A new member with a covered year and a year of which nothing is known, and a known one."""
    sheets: Sheets = {
        "membri": [
            ["cod_rnasr", "nume", "prenume", "emailuri", "judet", "sucursala", "inregistrat_la"],
            [CODE, "Moraru", "Ana", EMAIL, "Cluj", "", f"05.03.{YEAR - 6}"],
        ],
        "trepte": [
            ["cod_rnasr", "treapta", "valabil_de_la", "valabil_pana_la", "hotarare"],
            [CODE, "debutant", f"05.03.{YEAR - 6}", f"04.03.{YEAR - 4}", "BEX 4"],
            [CODE, "practicant", f"05.03.{YEAR - 4}", "", "BEX 9"],
        ],
        "statute": [
            ["cod_rnasr", "statut", "valabil_de_la", "valabil_pana_la"],
            [CODE, "activ", f"05.03.{YEAR - 6}", ""],
        ],
        "practica": [
            ["cod_rnasr", "fel", "valabil_de_la", "valabil_pana_la"],
            [CODE, "specialitate", f"05.03.{YEAR - 6}", ""],
            [CODE, "domeniu", f"05.03.{YEAR - 6}", ""],
        ],
        "cotizatii": [["cod_rnasr", "an", "platit_la"], [CODE, YEAR, f"10.02.{YEAR}"]],
        "credite": [
            ["cod_rnasr", "an", "ultima_zi", "credite", "denumire", "sursa"],
            [CODE, YEAR - 2, "", "12,5", "Intervenția în criză", "Adeverința 12"],
            [CODE, YEAR - 3, "", "4", "Atelier de supervizare", "Adeverința 3"],
        ],
        "ani_acoperiti": [["cod_rnasr", "an", "sursa"], [CODE, YEAR - 2, "Fișa membrului"]],
    }
    if problems:
        for last_name in ("Alta", "Ultima"):
            sheets["membri"].append([TWICE, last_name, "Persoană", "", "Cluj", "", "05.03.2018"])
        sheets["credite"].append(["D00001", YEAR - 2, "", "multe", "Curs", "Adeverința 7"])
    return sheets


def upload(page: Page, url: str, file: Path) -> None:
    """Send a register file and wait for its page."""
    page.goto(f"{url}/registry/imports/new")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Citiți fișierul").click()
    page.wait_for_url(re.compile("/registry/imports/[0-9a-f-]{36}"))


def apply(page: Page) -> None:
    """Apply the import that is shown, and watch it until it is done, without reloading."""
    page.get_by_role("button", name=re.compile("^Aplicați")).click()
    expect(seen_on(page).get_by_text("Aplicat", exact=True)).to_be_visible(timeout=60_000)


def known(demo: Any) -> tuple[bool, int]:
    """Whether the register has the new member, and the thousandths in their ledger."""
    with records(demo) as session:
        found = session.scalars(select(Member).where(Member.rnasr_code == CODE)).one_or_none()
        if found is None:
            return False, 0
        mine = select(func.sum(CreditEntry.credits)).where(CreditEntry.member_id == found.id)
        return True, int(session.scalar(mine) or 0)


@pytest.mark.timeout(400)
def test_the_register_comes_in_and_a_new_member_activates(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    bad, good = tmp_path / "registru-vechi.xlsx", tmp_path / "registru.xlsx"
    bad.write_bytes(xlsx(register(problems=True)))
    good.write_bytes(xlsx(register(problems=False)))
    with person(browser, demo, OFFICER, viewport=DESK) as page:
        page.goto(f"{demo.url}/registry/imports")
        checked(page, "register-imports")

        # A file with problems: every one is said, and nothing happens by itself.
        upload(page, demo.url, bad)
        problems = page.locator(".problems")
        expect(problems.locator("li")).to_have_count(3)
        expect(problems).to_contain_text("rândul 4, coloana „credite”: numărul de credite „multe”")
        expect(problems).to_contain_text(f"codul „{TWICE}” este și al altui membru din fișier")
        page.get_by_role("button", name=re.compile("^Aplicați")).click()
        expect(page.locator(".error-summary")).to_be_visible()
        checked(page, "register-problems")
        page.get_by_role("button", name="Renunțați la import").click()
        expect(seen_on(page).get_by_text("Renunțat", exact=True)).to_be_visible()
        assert known(demo) == (False, 0)

        # The good one: what would change, then it changes, then it is taken back.
        upload(page, demo.url, good)
        expect(seen_on(page).get_by_text("1 membru nou intră în registru.")).to_be_visible()
        expect(
            seen_on(page).get_by_text("2 linii de credite anterioare, în total 16,5")
        ).to_be_visible()
        assert "Moraru" in page.locator(".changes").inner_text()
        assert known(demo) == (False, 0)
        checked(page, "register-preview")
        apply(page)
        checked(page, "register-applied")
        assert known(demo) == (True, 16_500)
        seen_on(page).get_by_text("Anulați acest import").click()
        page.get_by_role("button", name="Anulați importul").click()
        expect(seen_on(page).get_by_text("Anulat", exact=True)).to_be_visible(timeout=60_000)
        checked(page, "register-undone")
        assert known(demo)[1] == 0
        upload(page, demo.url, good)
        apply(page)
        assert known(demo) == (True, 16_500)
        page.goto(f"{demo.url}/registry?code={CODE}")
        page.get_by_role("link", name="Moraru Ana").click()
        checked(page, "register-member")
    activates(browser, demo)


def activates(browser: Browser, demo: Any) -> None:
    """The new member gets a link by e-mail, chooses a password, and sees what is known."""
    context = browser.new_context(viewport=PHONE, locale="ro-RO", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{demo.url}/activate")
    page.locator("#rnasr_code").fill(CODE)
    page.get_by_role("button", name="Trimiteți legătura de activare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verificați e-mailul")
    checked(page, "activation-sent")
    page.goto(link_in_mailbox(browser, demo))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bine ați venit, Ana Moraru")
    page.locator("input[type=password]").fill("scurt")
    page.get_by_role("button", name="Activați contul").click()
    expect(page.locator(".error-summary")).to_be_visible()
    checked(page, "activation-password")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Activați contul").click()
    expect(page.get_by_role("button", name="Activați contul")).to_have_count(0)
    page.context.clear_cookies()
    sign_in(page, demo.url, EMAIL, PASSWORD)
    checked(page, "new-member-start")
    # Whatever the credits that are known: a year without a complete record is never "not met".
    for year, answer in (
        (YEAR - 2, "Îndeplinit"),
        (YEAR - 3, "Nu se poate stabili încă"),
        (YEAR - 4, "Nu se poate stabili încă"),
    ):
        page.goto(f"{demo.url}/credits?year={year}")
        expect(page.locator(".year-summary").get_by_text(answer, exact=True)).to_be_visible()
        assert "Neîndeplinit" not in page.locator("main").inner_text()
    checked(page, "new-member-year")
    context.close()


def link_in_mailbox(browser: Browser, demo: Any) -> str:
    """The activation link, as the demonstration's mailbox page shows it."""
    with person(browser, demo, "admin@exemplu.ro", viewport=DESK) as page:
        for _ in range(40):
            page.goto(f"{demo.url}/admin/mailbox?q={EMAIL}")
            if page.locator("tbody a").count():
                break
            page.wait_for_timeout(500)
        page.locator("tbody a").first.click()
        return str(page.locator(".letter a").first.get_attribute("href"))
