"""A statement is verified signed out; an objection goes member, provider, commission, BEX."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms import clock
from lms.models import CreditEntry, Edition, Member, Role, RoleGrant
from tests.e2e.conftest import DESK, NUMBERED, PHONE, checked, person, records, seen_on
from tests.infra.servers import ROOT

pytestmark = pytest.mark.e2e


def attended(demo: Any) -> tuple[str, str, UUID, str]:
    """A member with credits of an edition whose provider can answer.

    Gives the member's e-mail and name, the line, and the provider's e-mail.
    """
    with records(demo) as session:
        reversal = aliased(CreditEntry)
        rows = session.scalars(
            select(CreditEntry)
            .join(Member, Member.id == CreditEntry.member_id)
            .where(
                Member.account_id.is_not(None),
                CreditEntry.source.startswith("edition:"),
                CreditEntry.reverses_id.is_(None),
                ~select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
            )
            .order_by(Member.rnasr_code, CreditEntry.position)
        )
        for entry in rows:
            edition = session.get_one(Edition, UUID(entry.source.partition(":")[2]))
            grant = session.scalars(
                select(RoleGrant).where(
                    RoleGrant.role == Role.PROVIDER, RoleGrant.provider_id == edition.provider_id
                )
            ).first()
            if grant is not None:
                member = session.get_one(Member, entry.member_id)
                email = member.emails[0].email
                return email, member.full_name, entry.id, grant.account.email
    raise AssertionError(
        "nobody in the demonstration attended an edition of a provider with account"
    )


def issues(page: Page, url: str) -> tuple[str, dict[str, Any]]:
    """The member issues a statement from the credits; gives its address and what it says."""
    page.goto(f"{url}/credits")
    checked(page, "credits")
    page.get_by_role("link", name="Adeverință", exact=True).click()
    page.get_by_role("button", name="Emiteți adeverința").click()
    expect(seen_on(page).get_by_text("este gata")).to_be_visible()
    checked(page, "statements")
    link = page.get_by_role("link", name="Descărcați PDF").first.get_attribute("href")
    pdf = page.request.get(f"{url}{link}").body()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        said = json.loads(document.attachments["adeverinta.json"].get_file().read_bytes())
    return said["id"], said


@pytest.mark.timeout(300)
def test_a_statement_and_a_link_are_opened_signed_out(browser: Browser, demo: Any) -> None:
    email, name, _line, _provider = attended(demo)
    with person(browser, demo, email) as page:
        address, said = issues(page, demo.url)
        page.goto(f"{demo.url}/credits")
        page.get_by_role("link", name="Dovadă pentru angajator").click()
        page.get_by_label("Pentru cine este?").fill("DGASPC")
        page.get_by_role("button", name="Faceți linkul").click()
        checked(page, "links")
        link = page.locator(".proofs .fingerprint").first.inner_text()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copiați linkul: DGASPC").press("Enter")
        expect(page.locator("#announcer")).to_have_text("Copiat")
        assert page.evaluate("navigator.clipboard.readText()") == link
    anyone = browser.new_context(viewport=PHONE, locale="ro-RO")
    try:
        page = anyone.new_page()
        page.goto(f"{demo.url}/verify/statements/{address.rpartition('/')[2]}")
        expect(page.locator(".verdict__word")).to_have_text("Valabilă")
        for shown in (name, said["number"], said["holder"]["code"]):
            expect(seen_on(page).get_by_text(shown, exact=True).first).to_be_visible()
        checked(page, "statement-public")
        page.goto(f"{demo.url}/p/{link.rpartition('/')[2]}")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        checked(page, "employer")
    finally:
        anyone.close()


def verified(proof: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The proof as anybody verifies it: no settings, no database, no network."""
    return subprocess.run(
        [sys.executable, "-m", "lms", "ledger", "verify", str(proof), *arguments, "--lang", "ro"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.timeout(300)
def test_a_proof_is_downloaded_and_verified_offline(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    email, _name, line, _provider = attended(demo)
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/credits/{line}")
        seen_on(page).get_by_text("Amprenta liniei în evidență").press("Enter")
        page.get_by_role("link", name="Dovada că linia stă în evidență").press("Enter")
        checked(page, "proof")
        with page.expect_download() as saved:
            page.get_by_role("link", name="Descărcați dovada (JSON)").click()
        proof = tmp_path / saved.value.suggested_filename
        saved.value.save_as(proof)
        for name in ("did.json", "1.json"):
            link = page.get_by_role("link", name=name, exact=True).get_attribute("href")
            (tmp_path / name).write_bytes(page.request.get(f"{demo.url}{link}").body())
        page.get_by_role("link", name="Rădăcinile evidenței, pentru oricine").click()
        checked(page, "roots")
    others = ("--issuer", str(tmp_path / "did.json"), "--root", str(tmp_path / "1.json"))
    true = verified(proof, *others)
    assert true.returncode == 0, true.stdout + true.stderr
    text = proof.read_text()
    credits = json.loads(json.loads(text)["entry"])["credits"]
    forged = text.replace(f'\\"credits\\":{credits}', f'\\"credits\\":{credits + 1}')
    assert forged != text
    proof.write_text(forged)
    false = verified(proof, *others)
    assert false.returncode == 1
    assert "a fost schimbată" in false.stdout


@pytest.mark.timeout(400)
def test_an_objection_goes_to_the_provider_the_commission_and_bex(
    browser: Browser, demo: Any
) -> None:
    email, name, line, provider = attended(demo)
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/files/new/line/{line}")
        page.get_by_label("Nu am participat").check()
        page.get_by_role("button", name="Continuați").click()
        page.locator("textarea").fill("În acea zi eram în concediu.")
        page.get_by_role("button", name="Continuați").click()
        page.get_by_role("link", name="Continuați").click()
        expect(seen_on(page).get_by_text("dosarul trece singur la Comisie")).to_be_visible()
        page.get_by_role("button", name="Depuneți dosarul").click()
        title = page.get_by_role("heading", name=NUMBERED).inner_text()
        number = title.removeprefix("Dosarul ")
        expect(seen_on(page).get_by_text("La furnizor").first).to_be_visible()
        checked(page, "file-with-provider")
    with person(browser, demo, provider, viewport=DESK) as page:
        page.goto(f"{demo.url}/provider/objections")
        checked(page, "provider-objections")
        page.get_by_role("link", name=number).click()
        expect(seen_on(page).get_by_text(name).first).to_be_visible()
        page.get_by_role("button", name="Trimiteți răspunsul").click()
        checked(page, "provider-reply-errors")
        page.get_by_label("Membrul are dreptate").check()
        page.get_by_label("Ce arată datele dumneavoastră").fill("Am trecut altă persoană pe listă.")
        page.get_by_role("button", name="Trimiteți răspunsul").click()
        expect(seen_on(page).get_by_text("Răspunsul: ați confirmat greșeala")).to_be_visible()
        checked(page, "provider-replied")
    with person(browser, demo, "formare@exemplu.ro", viewport=DESK) as page:
        page.goto(f"{demo.url}/commission/attendance")
        checked(page, "attendance-to-decide")
        page.goto(f"{demo.url}/commission")
        page.get_by_role("link", name=number).click()
        page.get_by_role("button", name="Luați în analiză").click()
        expect(seen_on(page).get_by_text("Am trecut altă persoană pe listă.")).to_be_visible()
        checked(page, "desk-with-reply")
        page.get_by_label("Se admite: membrul are dreptate").check()
        page.get_by_label("Motivele").fill("Furnizorul confirmă greșeala.")
        page.get_by_role("button", name="Trimiteți propunerea").click()
    with person(browser, demo, "birou@exemplu.ro", viewport=DESK) as page:
        page.goto(f"{demo.url}/commission")
        page.get_by_role("link", name=number).click()
        page.get_by_label("Se admite: membrul are dreptate").check()
        page.get_by_label("Motivele").fill("Propunerea este întemeiată.")
        page.get_by_label("Numărul hotărârii").fill("77")
        page.get_by_label("Data hotărârii").fill(clock.today().isoformat())
        page.get_by_role("button", name="Înregistrați hotărârea").click()
        expect(seen_on(page).get_by_text("Dosarul este încheiat.")).to_be_visible()
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/credits/{line}")
        expect(seen_on(page).get_by_text("Această linie a fost stornată")).to_be_visible()
        checked(page, "line-reversed")
