"""Stories 1 and 2: a member learns, is credited and awarded; publishes; anybody verifies."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, checked, seen_on, sign_in
from tests.e2e.course import DEFINITION, answer_paper

pytestmark = pytest.mark.e2e
KEY = b"openbadgecredential"


@pytest.mark.timeout(300)
def test_a_member_learns_is_credited_and_anybody_verifies(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    context = browser.new_context(
        locale="ro-RO", viewport=PHONE, reduced_motion="reduce", accept_downloads=True
    )
    page = context.new_page()
    sign_in(page, demo.url, "membru@exemplu.ro")
    checked(page, "start")
    page.goto(f"{demo.url}/courses")
    page.get_by_role("link", name=re.compile("Cercetarea în asistența socială")).first.click()
    checked(page, "course")
    page.get_by_role("button", name="Înscrieți-vă și începeți").click()

    # Reads; a wrong self-check explains itself, in place.
    expect(page.get_by_role("heading", level=1)).to_have_text(DEFINITION.lessons[0].title.to("ro"))
    check = DEFINITION.checks[0]
    wrong = next(answer for answer in check.answers if not answer.correct)
    right = [answer for answer in check.answers if answer.correct]
    page.locator(f"#check-{check.id}-{wrong.id}").check()
    page.get_by_role("button", name="Verificați răspunsul").click()
    expect(seen_on(page).get_by_text("Încă nu. Citiți explicația")).to_be_visible()
    for answer in right:
        page.locator(f"#check-{check.id}-{answer.id}").check()
    page.get_by_role("button", name="Verificați din nou").click()
    expect(seen_on(page).get_by_text("Corect.", exact=True)).to_be_visible()
    checked(page, "lesson")
    pictures = page.locator(".lesson-figure img")
    assert pictures.count() > 0
    assert all((picture.get_attribute("alt") or "").strip() for picture in pictures.all())
    assert page.evaluate("[...document.images].every(i => !i.complete || i.naturalWidth > 0)")

    # Resumes where they stopped.
    page.get_by_role("button", name=re.compile("Mai departe")).click()
    page.get_by_role("button", name=re.compile("Mai departe")).click()
    third = DEFINITION.lessons[2].title.to("ro")
    expect(page.get_by_role("heading", level=1)).to_have_text(third)
    page.goto(f"{demo.url}/")
    page.get_by_role("link", name="Continuați cursul").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(third)
    spaced_text_is_remembered(page)
    checked(page, "lesson-spaced")
    for _lesson in DEFINITION.lessons[2:]:
        page.get_by_role("button", name=re.compile("Mai departe")).click()

    # Fails once, then passes.
    page.get_by_role("button", name="Începeți testul").click()
    answer_paper(page, wrong=20)
    checked(page, "paper")
    page.get_by_role("button", name="Trimiteți testul").click()
    expect(page.get_by_role("heading", name="De data aceasta, nu ați promovat")).to_be_visible()
    page.get_by_role("link", name="Pregătiți altă încercare").click()
    page.get_by_role("button", name="Începeți testul").click()
    answer_paper(page, wrong=2)
    page.get_by_role("button", name="Trimiteți testul").click()
    expect(page.get_by_role("heading", name="Ați promovat testul")).to_be_visible()
    checked(page, "passed")
    page.get_by_role("link", name="Vedeți ce ați obținut").click()

    # Within seconds, without reloading: completion, statements, credits, certificate, badge.
    expect(seen_on(page).get_by_text("5 credite", exact=True)).to_be_visible(timeout=10_000)
    expect(page.get_by_role("link", name="Vedeți insigna")).to_be_visible(timeout=10_000)
    checked(page, "done")
    seen_on(page).get_by_text(re.compile("declarații")).last.click()
    assert '"verb"' in (page.locator("pre.json").first.text_content() or "")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descărcați certificatul (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name=re.compile("De ce atât")).click()
    expect(seen_on(page).get_by_text("decizia nr. 7")).to_be_visible()
    checked(page, "receipt")

    # Looks at what the public would see; it is nobody's until published.
    page.goto(f"{demo.url}/badges")
    page.get_by_role("link", name=re.compile("Cercetarea")).first.click()
    checked(page, "my-badge")
    document = page.request.get(page.url + "/badge.json").json()
    public = str(document["id"])
    signed_out = browser.new_context(locale="ro-RO", viewport=PHONE, reduced_motion="reduce")
    stranger = signed_out.new_page()
    before = stranger.goto(public)
    assert before is not None
    assert before.status == 404
    consent = page.locator("form[action$='/publish'] input[type=checkbox]")
    if consent.count():
        consent.check()
    page.get_by_role("button", name="Publicați insigna").click()
    after = stranger.goto(public)
    assert after is not None
    assert after.status == 200
    expect(stranger.get_by_text("Ioana Mureșan").first).to_be_visible()
    checked(stranger, "public-badge")

    shares_it(page, stranger, public)
    picture = stranger.request.get(f"{public}.png").body()
    verify_everything(stranger, demo.url, picture, tmp_path)
    signed_out.close()
    context.close()


def spaced_text_is_remembered(page: Page) -> None:
    """Letters and lines apart: by the keyboard, kept over a reload, nothing beyond the edge."""
    button = page.get_by_role("button", name=re.compile("Litere și rânduri rărite"))
    expect(button).to_have_attribute("aria-pressed", "false")
    button.press("Enter")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    room = "element => parseFloat(getComputedStyle(element).letterSpacing)"
    assert page.locator(".prose p").last.evaluate(room) > 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def shares_it(page: Page, stranger: Page, public: str) -> None:
    """On LinkedIn with every field filled in; by a link for one person; an answer yes or no."""
    linkedin = page.get_by_role("link", name="Adăugați pe LinkedIn").get_attribute("href") or ""
    filled = parse_qs(urlsplit(linkedin).query)
    assert filled["certUrl"] == [public]
    assert filled["certId"] == [public.rpartition("/")[2]]
    for name in ("name", "organizationName", "issueYear", "issueMonth", "startTask"):
        assert filled[name][0], name
    shared = stranger.locator("meta[property='og:image']").get_attribute("content") or ""
    assert struct.unpack(">II", stranger.request.get(shared).body()[16:24]) == (1200, 627)

    page.get_by_role("link", name="Faceți un link").click()
    page.get_by_label("Pentru cine este?").fill("Primăria")
    checked(page, "link-form")
    page.get_by_role("button", name="Faceți linkul").click()
    open_as(stranger, page, "link-badge", "Valabilă astăzi")
    year = page.locator("select[name=shows] option[value^='enough:']").first.get_attribute("value")
    page.get_by_label("Ce arată?").select_option(year)
    page.get_by_role("button", name="Faceți linkul").click()
    open_as(stranger, page, "link-enough", "cel puțin")
    page.get_by_label("Ce arată?").select_option("portfolio")
    page.get_by_role("button", name="Faceți linkul").click()
    open_as(stranger, page, "link-portfolio", "Portofoliu")
    page.reload()
    checked(page, "links-given")
    expect(page.get_by_text("deschis o dată")).to_have_count(3)
    page.goto(page.url.split("/credits")[0] + "/badges")
    checked(page, "my-badges")


def open_as(stranger: Page, page: Page, name: str, said: str) -> None:
    """Whoever has the newest link opens it, signed out."""
    address = page.locator(".proofs .fingerprint").first.inner_text()
    origin = page.url.split("/credits")[0]
    stranger.goto(f"{origin}/p/{address.rpartition('/')[2]}")
    expect(seen_on(stranger).get_by_text(said).first).to_be_visible()
    checked(stranger, name)


def verify_everything(page: Page, url: str, picture: bytes, folder: Path) -> None:
    """Drop the picture on /verify: valid; a changed claim: invalid; a broken CRC: damaged."""
    good = folder / "insigna.png"
    good.write_bytes(picture)
    assert upload(page, url, good) == "valid"
    body = page.locator("main").inner_text()
    credential = credential_of(picture)
    for said in ("Ioana Mureșan", credential["issuer"]["id"], credential["id"]):
        assert said in body
    checked(page, "verify-valid")

    page.goto(f"{url}/verify")
    checked(page, "verify-form")
    page.locator("[name=reference]").fill(json.dumps(credential, ensure_ascii=False))
    page.get_by_role("button", name="Verificați", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Valabilă")
    page.goto(f"{url}/verify")
    page.locator("[name=reference]").fill("https://169.254.169.254/latest/meta-data")
    page.get_by_role("button", name="Verificați", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("adresă IP")
    checked(page, "verify-refused")

    forged = json.loads(json.dumps(credential))
    forged["credentialSubject"]["achievement"]["name"] = "Doctorat în asistență socială"
    changed = folder / "schimbata.png"
    changed.write_bytes(with_credential(picture, forged))
    assert upload(page, url, changed) == "invalid"
    checked(page, "verify-invalid")

    damaged = bytearray(picture)
    damaged[damaged.index(KEY) + 200] ^= 1
    broken = folder / "stricata.png"
    broken.write_bytes(bytes(damaged))
    assert upload(page, url, broken) == "damaged"
    text_file = folder / "nu-e-insigna.png"
    text_file.write_bytes(b"salut")
    assert upload(page, url, text_file) == "damaged"


def upload(page: Page, url: str, file: Path) -> str:
    """What the verify page answers to a file: valid, invalid, or damaged (refused as a file)."""
    page.goto(f"{url}/verify")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Verificați", exact=True).click()
    page.locator(".error-summary, .verdict__word").first.wait_for()
    if page.locator(".error-summary").count():
        return "damaged"
    heading = page.get_by_role("heading", level=1).inner_text().lower()
    return "invalid" if "nevalabil" in heading else "valid" if "valabil" in heading else heading


def credential_of(picture: bytes) -> dict[str, Any]:
    """The JSON baked into a picture."""
    for kind, data in chunks(picture):
        if kind == b"iTXt" and data.startswith(KEY + b"\0"):
            found: dict[str, Any] = json.loads(data[len(KEY) + 5 :])
            return found
    raise AssertionError("no badge in the picture")


def chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG: kind and data."""
    found, at = [], 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        found.append((picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def with_credential(picture: bytes, document: dict[str, Any]) -> bytes:
    """The picture with another credential in it, every CRC right."""
    out = picture[:8]
    for kind, data in chunks(picture):
        if kind == b"iTXt" and data.startswith(KEY + b"\0"):
            data = data[: len(KEY) + 5] + json.dumps(document, ensure_ascii=False).encode()  # noqa: PLW2901
        out += struct.pack(">I", len(data)) + kind + data
        out += struct.pack(">I", zlib.crc32(kind + data))
    return out
