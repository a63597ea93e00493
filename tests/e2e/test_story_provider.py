"""A provider goes from registration through the decisions of BEX to the credits of its members."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select

from lms import clock
from lms.attendance import Session as Held
from lms.clock import LEGAL_ZONE
from lms.models import Edition, Mail, Member, MemberGrade, MemberStatus, Programme
from tests.e2e.conftest import DESK, NUMBERED, PHONE, checked, person, records, seen_on
from tests.e2e.webinar import attendees, balance, lines_of
from tests.infra.documents import pdf_of
from tests.infra.zoom import make_zoom_webinar
from tests.services.provider_world import with_check_digit

pytestmark = pytest.mark.e2e
NAME = "Asociația Prag Nou"
TITLE = "Lucrul cu doliul"
PASSWORD = "o parolă destul de lungă"


def principals(demo: Any) -> list[tuple[str, str]]:
    """Name and code of two principal social workers who are active."""
    with records(demo) as session:
        rows = session.execute(
            select(Member.first_name, Member.last_name, Member.rnasr_code)
            .join(MemberGrade)
            .join(MemberStatus, MemberStatus.member_id == Member.id)
            .where(
                MemberGrade.grade == "principal",
                MemberGrade.valid_until.is_(None),
                MemberStatus.status == "active",
                MemberStatus.valid_until.is_(None),
            )
            .order_by(Member.rnasr_code.desc())
            .limit(2)
        )
        return [(f"{row.first_name} {row.last_name}", row.rnasr_code) for row in rows]


def link(demo: Any, email: str) -> str:
    """The address in the last message to somebody."""
    with records(demo) as session:
        body = session.scalars(
            select(Mail.body).where(Mail.recipient == email).order_by(Mail.created_at.desc())
        ).first()
    found = re.search(r"/providers/join/\S+", body or "")
    assert found is not None
    return found[0]


def joins(page: Page, demo: Any) -> None:
    """The entity registers itself and opens its link."""
    page.goto(f"{demo.url}/registers/providers")
    page.get_by_role("link", name="Înscrieți o entitate").click()
    page.get_by_role("button", name="Trimiteți legătura de confirmare").click()
    expect(page.locator(".error-summary")).to_be_visible()
    checked(page, "provider-entry-errors")
    page.get_by_label("Numele entității").fill(NAME)
    page.get_by_label("Codul fiscal (CUI)").fill(with_check_digit("4455667"))
    page.get_by_label("Forma juridică").select_option("association")
    page.get_by_label("Județul sediului").select_option("CJ")
    page.get_by_label("Numele dumneavoastră").fill("Ana Prag")
    page.get_by_label("E-mailul dumneavoastră").fill("ana@prag.example")
    page.get_by_role("button", name="Trimiteți legătura de confirmare").click()
    expect(page.get_by_role("heading", name="Verificați e-mailul")).to_be_visible()
    page.goto(f"{demo.url}{link(demo, 'ana@prag.example')}")
    page.get_by_label("Parola nouă").fill(PASSWORD)
    page.get_by_role("button", name="Alegeți parola și intrați").click()
    expect(seen_on(page).get_by_text("De verificat")).to_be_visible()
    checked(page, "provider-organisation")


def prepares(page: Page, demo: Any) -> None:
    """The draft: a document for each criterion, two principals, the fee."""
    page.get_by_role("button", name="Pregătiți dosarul de avizare").click()
    expect(seen_on(page).get_by_text("0 din 6")).to_be_visible()
    checked(page, "provider-draft-empty")
    choices = page.get_by_label("Ce arată documentul").locator("option")
    for number in range(1, choices.count()):
        page.get_by_label("Ce arată documentul").select_option(index=number)
        page.get_by_label("Document", exact=True).set_input_files(
            {
                "name": f"document{number}.pdf",
                "mimeType": "application/pdf",
                "buffer": pdf_of(f"Document {number}"),
            }
        )
        page.get_by_role("button", name="Adăugați documentul").click()
    for name, code in principals(demo):
        page.get_by_label("Numele și prenumele").fill(name)
        page.get_by_label("Codul din RNASR").fill(code)
        page.get_by_role("button", name="Numiți persoana").click()
        expect(seen_on(page).get_by_text(code)).to_be_visible()
    page.get_by_label("Ziua în care ați plătit taxa").fill(
        (clock.today() - timedelta(days=2)).isoformat()
    )
    page.get_by_label("Programele pe care le propuneți").fill("Ateliere despre doliu.")
    page.get_by_role("button", name="Păstrați ciorna").click()
    expect(seen_on(page).get_by_text("6 din 6")).to_be_visible()
    expect(seen_on(page).get_by_text("după ce Colegiul verifică entitatea")).to_be_visible()
    checked(page, "provider-draft")


def is_approved(browser: Browser, demo: Any, provider: Page) -> None:
    """The entity is verified, the commission asks and proposes, BEX decides."""
    today = clock.today()
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as officer:
        officer.goto(f"{demo.url}/commission/entries")
        checked(officer, "provider-entries")
        officer.get_by_role("link", name=NAME).click()
        officer.get_by_label("Entitatea este cine spune că este").check()
        officer.get_by_label("Pe ce vă sprijiniți").fill("Registrul asociațiilor.")
        checked(officer, "provider-entry")
        officer.get_by_role("button", name="Înregistrați verificarea").click()
        provider.reload()
        provider.get_by_role("button", name="Depuneți dosarul").click()
        title = provider.get_by_role("heading", name=NUMBERED).inner_text()
        number = re.sub("^Dosarul ", "", title)
        checked(provider, "provider-submitted")
        officer.goto(f"{demo.url}/commission")
        officer.get_by_role("link", name=number).click()
        officer.get_by_role("button", name="Luați în analiză").click()
        reads_documents(officer)
        officer.get_by_text("Întrebați furnizorul").click()
        officer.get_by_label("Întrebarea").fill("În ce sală?")
        officer.get_by_label("Până la ce dată").fill((today + timedelta(days=9)).isoformat())
        officer.get_by_role("button", name="Trimiteți întrebarea").click()
        provider.reload()
        provider.get_by_label("Răspunsul dumneavoastră").fill("Sala primăriei, 30 de locuri.")
        provider.get_by_role("button", name="Trimiteți răspunsul").click()
        checked(provider, "provider-answered")
        officer.reload()
        expect(officer.get_by_text("Sala primăriei, 30 de locuri.")).to_be_visible()
        officer.get_by_label("Se avizează furnizorul").check()
        officer.get_by_label("Motivele").fill("Toate cerințele au dovadă.")
        officer.get_by_role("button", name="Trimiteți propunerea").click()
        expect(officer.locator(".error-summary")).to_contain_text("scrieți până când")
        officer.get_by_label("Valabil până la").fill((today + timedelta(days=1400)).isoformat())
        checked(officer, "provider-desk")
        officer.get_by_role("button", name="Trimiteți propunerea").click()
        expect(officer.get_by_text("hotărăște Biroul Executiv").first).to_be_visible()
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as bex:
        bex.goto(f"{demo.url}/commission")
        bex.get_by_role("link", name=number).click()
        bex.get_by_label("Numărul hotărârii").fill("1201")
        bex.get_by_label("Data hotărârii").fill(today.isoformat())
        bex.get_by_role("button", name="Înregistrați hotărârea").click()
        expect(bex.get_by_text("Furnizorul a fost anunțat").first).to_be_visible()


def reads_documents(officer: Page) -> None:
    """Documents are read in the page, by keys and from what they prove."""
    officer.keyboard.press("j")
    expect(officer.locator("#viewer-title")).to_be_focused()
    drawn = officer.get_by_role("group", name="Pagina 1 din 1")
    expect(drawn.locator("canvas")).to_be_visible()
    expect(drawn).to_contain_text("Document")
    title = officer.locator("#viewer-title").inner_text()
    checked(officer, "provider-desk-document")
    officer.keyboard.press("j")
    expect(officer.locator("#viewer-title")).not_to_have_text(title)
    officer.locator("#checks ~ .checklist a").first.click()
    expect(drawn.locator("canvas")).to_be_visible()
    officer.keyboard.press("?")
    expect(officer.get_by_text("documentul dinainte")).to_be_visible()
    officer.keyboard.press("?")


def programme(page: Page, demo: Any) -> str:
    """The file of a programme, from the first module to its number."""
    page.goto(f"{demo.url}/provider/programmes")
    checked(page, "programmes-empty")
    page.get_by_role("button", name="Pregătiți un program nou").click()
    checked(page, "programme-draft-empty")
    page.get_by_label("Tema modulului").fill("Primul contact cu familia")
    page.get_by_label("Minute de teorie").fill("120")
    page.get_by_label("Minute de practică").fill("60")
    page.get_by_label("Minute de pauză").fill("30")
    page.get_by_role("button", name="Adăugați modulul").click()
    expect(seen_on(page).get_by_text("3 credite").first).to_be_visible()
    for name, code in principals(demo):
        page.get_by_label("Numele și prenumele").fill(name)
        page.get_by_label("Codul din RNASR").fill(code)
        page.get_by_role("button", name="Adăugați lectorul").click()
        row = page.locator("#lecturers + ul > li").filter(has_text=code)
        row.locator("input[type=file]").set_input_files(paper(f"CV {code}"))
        row.get_by_role("button", name="Puneți CV-ul").click()
    choices = page.get_by_label("Ce arată documentul").locator("option")
    for number in range(1, choices.count()):
        page.get_by_label("Ce arată documentul").select_option(index=number)
        page.get_by_label("Document", exact=True).set_input_files(paper(f"Document {number}"))
        page.get_by_role("button", name="Adăugați documentul").click()
    page.get_by_label("Titlul programului").fill(TITLE)
    page.get_by_label("Pe scurt, ce învață participanții").fill("Cum stăm lângă cei în doliu.")
    page.get_by_label("Felul", exact=True).select_option("webinar")
    page.get_by_label("Domeniul").fill("familie")
    page.get_by_label("Cum se ține").select_option("online")
    page.locator("input[name=target_grades][value=practicant]").check()
    page.get_by_label("Cum alegeți participanții").fill("În ordinea înscrierii.")
    page.get_by_label("Cel mult participanți").fill("30")
    page.get_by_role("button", name="Păstrați ciorna").click()
    checked(page, "programme-draft")
    page.get_by_role("button", name="Depuneți dosarul").click()
    title = page.get_by_role("heading", name=NUMBERED).inner_text()
    checked(page, "programme-submitted")
    return re.sub("^Dosarul ", "", title)


def is_credited(browser: Browser, demo: Any, number: str) -> None:
    """The commission proposes the credits that the norms give, BEX decides them."""
    today = clock.today()
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as officer:
        officer.goto(f"{demo.url}/commission")
        officer.get_by_role("link", name=number).click()
        officer.get_by_role("button", name="Luați în analiză").click()
        officer.get_by_label("Se aprobă programul").check()
        officer.get_by_label("Motivele").fill("Programa și lectorii îndeplinesc normele.")
        officer.get_by_label("Valabil până la").fill((today + timedelta(days=700)).isoformat())
        checked(officer, "programme-desk")
        officer.get_by_role("button", name="Trimiteți propunerea").click()
        expect(officer.get_by_text("hotărăște Biroul Executiv").first).to_be_visible()
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as bex:
        bex.goto(f"{demo.url}/commission")
        bex.get_by_role("link", name=number).click()
        bex.get_by_label("Numărul hotărârii").fill("1202")
        bex.get_by_label("Data hotărârii").fill(today.isoformat())
        bex.get_by_role("button", name="Înregistrați hotărârea").click()
        expect(bex.get_by_text("Hotărârea BEX nr. 1202").first).to_be_visible()


def holds_and_reports(page: Page, demo: Any, file: Path) -> None:
    """An edition of today is entered, Zoom's report of it uploaded and booked."""
    held = held_today()
    page.goto(f"{demo.url}/registers/programmes?q=doliul")
    page.get_by_role("link", name=TITLE).click()
    expect(seen_on(page).get_by_text("BEX nr. 1202").first).to_be_visible()
    checked(page, "programme-register-one")
    page.goto(f"{demo.url}/provider/editions/new")
    page.get_by_label("Programul", exact=True).select_option(index=1)
    page.get_by_label("Ziua", exact=True).fill(held.starts_at.date().isoformat())
    page.get_by_label("De la ora").fill(f"{held.starts_at:%H:%M}")
    page.get_by_label("Până la ora").fill(f"{held.ends_at:%H:%M}")
    page.get_by_label("online", exact=True).check()
    page.get_by_role("button", name="Adăugați ediția").click()
    checked(page, "new-provider-edition")
    report, truth = make_zoom_webinar(
        list(attendees(demo).values())[:8], sessions=[held], seed=3, rows=14, topic=TITLE
    )
    file.write_bytes(report)
    page.get_by_role("link", name="Încărcați lista de prezență").click()
    names_columns(page, held)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Încărcați și verificați lista").click()
    page.get_by_role("link", name="Vedeți numerele și confirmați").click()
    page.get_by_role("button", name=re.compile("^Confirmați")).click()
    page.get_by_role("link", name="Vedeți rezultatul").click(timeout=60_000)
    page.wait_for_url(re.compile(r"/attendance/[^/]+$"))
    checked(page, "new-provider-result")
    with records(demo) as session:
        edition = session.scalars(
            select(Edition.id).join(Programme).where(Programme.title == TITLE)
        ).one()
    booked = balance(lines_of(demo, edition))
    assert set(booked) == truth.credited
    assert set(booked.values()) == {3000}


def names_columns(page: Page, held: Held) -> None:
    """A list of its own making is shown with its columns, tried out live, and given up."""
    strange: FilePayload = {
        "name": "lista noastră.csv",
        "mimeType": "text/csv",
        "buffer": "Cine;De unde;Cât a stat\nPopa Ana;Cluj;90\nDinu Ion;Iași;120\n".encode(),
    }
    page.locator("input[type=file]").set_input_files(strange)
    page.get_by_role("button", name="Încărcați și verificați lista").click()
    page.get_by_label("Cine", exact=True).select_option("full_name")
    page.get_by_label("Cât a stat").select_option("minutes")
    counted = min(120, (held.ends_at - held.starts_at) // timedelta(minutes=1))  # of what was held
    hours, minutes = divmod(counted, 60)
    expect(page.locator("#read")).to_contain_text(f"{minutes} min" if minutes else f"{hours} h")
    checked(page, "attendance-columns")
    seen_on(page).get_by_text("Renunțați la listă").first.click()
    page.get_by_role("button", name="Renunțați la listă").click()
    expect(seen_on(page).get_by_text("Am șters copia listei")).to_be_visible()


def held_today() -> Held:
    """Up to three hours of today that are over; before four in the morning fewer."""
    now = datetime.now(LEGAL_ZONE)
    midnight = datetime.combine(clock.legal_day(now), time(), tzinfo=LEGAL_ZONE)
    ends = max(now - timedelta(hours=1), midnight + timedelta(minutes=20))
    ends = ends.replace(second=0, microsecond=0)
    return Held(max(midnight, ends - timedelta(hours=3)), ends)


def paper(words: str) -> Any:
    """A small PDF as a file to choose."""
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": pdf_of(words)}


@pytest.mark.timeout(400)
def test_from_registration_to_booked_credits(browser: Browser, demo: Any, tmp_path: Path) -> None:
    own = browser.new_context(
        viewport=PHONE, locale="ro-RO", reduced_motion="reduce", accept_downloads=True
    )
    own.set_default_timeout(20_000)
    provider = own.new_page()
    joins(provider, demo)
    prepares(provider, demo)
    is_approved(browser, demo, provider)
    provider.reload()
    expect(provider.get_by_text("Sunteți în registrul public")).to_be_visible()
    provider.get_by_role("link", name="Cum apare în registrul public").click()
    expect(provider.get_by_text("BEX nr. 1201")).to_be_visible()
    checked(provider, "provider-register-one")
    provider.goto(f"{demo.url}/registers/providers?q=asociatia+prag")
    expect(provider.get_by_role("link", name=NAME)).to_be_visible()
    checked(provider, "provider-register")
    is_credited(browser, demo, programme(provider, demo))
    holds_and_reports(provider, demo, tmp_path / "attendee_report.csv")
    own.close()
