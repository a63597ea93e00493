"""Stories 3 and 4: attendance in, credits out, undone and corrected; feedback from five answers."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import inspect, select
from sqlalchemy import text as sql

from lms.models import (
    FeedbackAnswer,
    Outbox,
)
from lms.services import outbox
from lms.services.feedback_form import FORM_V1
from tests.e2e.conftest import DESK, checked, person, records, seen_on
from tests.e2e.webinar import CAME, PROVIDER, Webinar, balance, correct, lines_of, webinar_of

pytestmark = pytest.mark.e2e
COMMISSION = "formare@exemplu.ro"


def upload(page: Page, url: str, edition: UUID, file: Path) -> None:
    """Choose a file on the upload page and send it."""
    page.goto(f"{url}/provider/editions/{edition}/attendance/new")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Încărcați și verificați lista").click()


def confirm(page: Page) -> None:
    """Look at the numbers, confirm, and watch until it is done."""
    page.get_by_role("link", name="Vedeți numerele și confirmați").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmați lista de prezență")
    checked(page, "attendance-numbers")
    page.get_by_role("button", name=re.compile("^Confirmați")).click()
    page.get_by_role("link", name="Vedeți rezultatul").click(timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rezultatul listei de prezență")
    checked(page, "attendance-result")


@pytest.mark.timeout(400)
def test_a_list_is_matched_reviewed_booked_undone_and_corrected(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    webinar = webinar_of(demo)
    truth, edition = webinar.truth, webinar.edition
    report = tmp_path / "attendee_81234567890.csv"
    report.write_bytes(webinar.report)
    with person(browser, demo, PROVIDER, viewport=DESK) as page:
        page.goto(f"{demo.url}/provider")
        checked(page, "provider")
        page.goto(f"{demo.url}/provider/editions/{edition}")
        page.get_by_role("link", name="Încărcați lista de prezență").click()
        checked(page, "attendance-upload")
        upload(page, demo.url, edition, report)
        review(page, webinar)
        checked(page, "attendance-review")
        confirm(page)
        first = lines_of(demo, edition)
        assert len(first) == len(balance(first)) > 10
        assert set(balance(first)) <= truth.credited | truth.by_name
        # One by name was said not to be a member, the other was chosen.
        assert len(truth.by_name & set(balance(first))) == 1
        assert not truth.left_early & set(balance(first))

        sees_credits(browser, demo, webinar, min(truth.by_code & set(balance(first))))

        # The same file again: it is shown, and nothing is booked twice.
        upload(page, demo.url, edition, report)
        expect(seen_on(page).get_by_text("Acest fișier a fost deja încărcat")).to_be_visible()
        assert lines_of(demo, edition) == first

        # Undo: each line gets its reversal, nothing is deleted.
        page.get_by_role("button", name=re.compile("^Anulați înregistrarea")).click()
        page.get_by_role("link", name="Înapoi la listă").click(timeout=60_000)
        undone = lines_of(demo, edition)
        assert undone[: len(first)] == first
        assert sorted(undone[len(first) :]) == sorted((code, -credits) for code, credits in first)
        assert balance(undone) == {}

        # Confirmed once more; then the corrected file books only the difference.
        confirm(page)
        again = lines_of(demo, edition)
        assert balance(again) == balance(first)
        corrected, gone = correct(webinar, set(balance(first)))
        second = tmp_path / "attendee_corectat.csv"
        second.write_bytes(corrected)
        upload(page, demo.url, edition, second)
        page.get_by_role("link", name="Vedeți numerele și confirmați").click()
        expect(seen_on(page).get_by_text("O listă corectată")).to_be_visible()
        difference = page.locator("table").inner_text()
        assert gone in difference
        assert CAME in difference
        page.go_back()
        confirm(page)
    final = lines_of(demo, edition)
    fresh = final[len(again) :]
    credits = balance(first)[gone]
    # What an officer decided of somebody on the first list holds for the second.
    assert sorted(fresh) == sorted([(gone, -credits), (CAME, credits)])


def sees_credits(browser: Browser, demo: Any, webinar: Webinar, code: str) -> None:
    """A member who was on the list sees the credits, and why."""
    with person(browser, demo, webinar.members[code].emails[0]) as page:
        page.goto(f"{demo.url}/credits")
        page.get_by_role("link", name=webinar.title).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("De ce 6 credite")
        checked(page, "attendance-receipt")
        page.get_by_role("link", name="Adeverința de participare").click()
        page.get_by_role("button", name="Emiteți adeverința").first.click()
        expect(page.get_by_text(re.compile(r"Adeverința nr\. \d+/\d+ este gata"))).to_be_visible()
        checked(page, "participations")
        page.get_by_role("link", name=re.compile("^Pagina de verificare")).first.click()
        expect(page.locator(".verdict__word")).to_have_text("Valabilă")
        checked(page, "participation")


def review(page: Page, webinar: Webinar) -> None:
    """Everybody is matched or not, with the reason; the doubtful are decided by keyboard alone."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Verificați lista de prezență")
    open_row, reason = page.locator("#row-title"), page.locator(".review__reason")
    for tab, people, why in (
        ("all", 30, None),
        ("sure", len(webinar.truth.sure), "Codul RNASR este al membrului."),
        ("unmatched", webinar.truth.strangers, "Niciun membru nu are acest cod"),
        ("review", len(webinar.truth.by_name), "numele singur nu creditează"),
    ):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator(".review__row")).to_have_count(people)
        if why:
            expect(reason).to_contain_text(why)
    names = [row.inner_text() for row in page.locator(".review__who").all()]
    press(page, "j", open_row, names[1])
    press(page, "k", open_row, names[0])
    press(page, "Enter", page.locator(".review__bar"), "Mai este 1 rând de hotărât")
    expect(open_row).to_have_text(names[1])
    checked(page, "attendance-row")
    press(page, "n", page.locator(".review__bar"), "Totul este hotărât")
    press(page, "z", page.locator(".review__bar"), "Mai este 1 rând de hotărât")
    expect(open_row).to_have_text(names[1])
    expect(open_row).to_be_focused()
    press(page, "n", page.locator(".review__bar"), "Totul este hotărât")
    finds_and_helps(page)
    page.locator("#tab-unmatched").click()
    expect(reason).to_contain_text("Niciun membru nu are acest cod")
    press(page, "s", page.locator(".review__bar"), "2 oameni fără pereche")
    page.locator("#tab-all").click()
    for word, count in (("sărit", 1), ("nu este membru", 1), ("fără pereche", 2), ("absent", 3)):
        expect(page.locator(".review__state").get_by_text(word, exact=True)).to_have_count(count)


def finds_and_helps(page: Page) -> None:
    """The list is searched and the keys are shown without a mouse, the focus always kept."""
    page.locator("#tab-all").click()
    expect(page.locator("#tab-all")).to_have_attribute("aria-current", "page")
    people = [row.inner_text() for row in page.locator(".review__who").all()]
    wanted = next(name for name in people if name.isascii())
    page.keyboard.press("/")
    expect(page.locator("#review-q")).to_be_focused()
    page.keyboard.type(wanted.upper())
    page.keyboard.press("Enter")
    expect(page.locator(".review__found")).to_contain_text("se potrivește filtrului")
    expect(page.locator(".review__who")).to_have_text(wanted)
    expect(page.locator("#review-q")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("1 rând în listă")
    page.keyboard.press("Escape")
    help_ = page.locator("[data-review-keys]")
    press(page, "?", help_, "anulați ultima hotărâre")
    expect(help_.locator("summary")).to_be_focused()
    expect(help_.locator("dl")).to_be_visible()
    page.keyboard.press("?")
    expect(help_.locator("dl")).to_be_hidden()
    expect(page.locator("#row-title")).to_be_focused()


def press(page: Page, key: str, shown: Locator, text: str) -> None:
    """Press a key of the review screen and wait for what it changes."""
    page.keyboard.press(key)
    expect(shown).to_contain_text(text)


@pytest.mark.timeout(400)
def test_the_commission_sees_feedback_from_five_answers(
    browser: Browser, demo: Any, tmp_path: Path
) -> None:
    webinar = webinar_of(demo)
    report = tmp_path / "zoom.csv"
    report.write_bytes(webinar.report)
    with person(browser, demo, PROVIDER, viewport=DESK) as page:
        upload(page, demo.url, webinar.edition, report)
        page.get_by_role("link", name="Vedeți numerele și confirmați").click()
        page.get_by_role("button", name=re.compile("^Confirmați")).click()
        expect(page.get_by_role("link", name="Vedeți rezultatul")).to_be_visible(timeout=60_000)
    answering = sorted(balance(lines_of(demo, webinar.edition)))[:5]
    results = f"{demo.url}/commission/feedback/{webinar.edition}"
    with person(browser, demo, COMMISSION, viewport=DESK) as desk:
        for place, code in enumerate(answering, start=1):
            gives_feedback(browser, demo, webinar.members[code].emails[0], webinar.title, place)
            if place == len(answering) - 1:
                open_feedback_now(demo)
                desk.goto(results)
                expect(desk.get_by_text("Sunt necesare cel puțin cinci răspunsuri")).to_be_visible()
                assert "Răspunsul nr." not in desk.locator("main").inner_text()
                checked(desk, "feedback-too-few")
        open_feedback_now(demo)
        desk.goto(results)
        expect(desk.get_by_role("heading", name="Mediile")).to_be_visible()
        voices = desk.locator(".voices li").all_inner_texts()
        assert sorted(voices) == [f"Răspunsul nr. {place}." for place in range(1, 6)]
        content = desk.locator(".means div").filter(has_text="Conținut")
        expect(content.locator("strong")).to_have_text("3,00")  # of 1, 2, 3, 4 and 5
        checked(desk, "feedback-results")
        # Nobody's name, code or address stands anywhere on the page, nor in the tables.
        shown = desk.content()
        for code in answering:
            member = webinar.members[code]
            assert code not in shown
            assert f"{member.first_name} {member.last_name}" not in shown
    assert set(tables_with(demo, "Răspunsul nr. 3.")) == {"feedback_answer"}
    with records(demo) as session:
        columns = set(FeedbackAnswer.__table__.columns.keys())
        assert columns == {"id", "edition_id", "course_id", "form_id", "answers"}
        mine = FeedbackAnswer.edition_id == webinar.edition
        assert len(session.scalars(select(FeedbackAnswer).where(mine)).all()) == len(answering)


def tables_with(demo: Any, text: str) -> Iterator[str]:
    """The tables in which a text stands anywhere, readable, whatever the column."""
    escaped = json.dumps(text)[1:-1]
    with records(demo) as session:
        for name in inspect(session.get_bind()).get_table_names():
            for row in session.execute(sql(f'SELECT * FROM "{name}"')):
                if any(text in str(value) or escaped in str(value) for value in row):
                    yield name


def gives_feedback(browser: Browser, demo: Any, email: str, title: str, point: int) -> None:
    """A member answers the form of a programme from the list of forms, with keys on the way."""
    with person(browser, demo, email) as page:
        page.goto(f"{demo.url}/feedback")
        page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
        if point == 1:
            page.get_by_role("button", name="Trimiteți răspunsul").click()
            expect(page.locator(".error-summary")).to_be_visible()
            checked(page, "feedback-errors")
        for question in FORM_V1:
            if question["kind"] == "scale":
                page.locator(f"input[name={question['id']}][value='{point}']").check()
        page.locator("textarea[name=helped]").fill(f"Răspunsul nr. {point}.")
        page.get_by_role("button", name="Trimiteți răspunsul").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mulțumim")
        if point == 1:
            checked(page, "feedback-thanks")


def open_feedback_now(demo: Any) -> None:
    """Have the product open what may be opened, as it does each minute, and wait until it has."""
    key = f"e2e:{uuid4()}"
    with records(demo) as session:
        outbox.enqueue(session, "feedback.shuffle", {}, key=key, now=datetime.now(UTC))
        session.commit()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if session.scalar(select(Outbox.done_at).where(Outbox.key == key)):
                return
            session.rollback()
            time.sleep(0.2)
    raise AssertionError("feedback.shuffle was not run within a minute.")
