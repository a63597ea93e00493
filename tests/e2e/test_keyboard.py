"""The whole of a member's work without a mouse, the focus always to be seen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.demo.build import PASSWORD
from lms.demo.learning import COURSE
from tests.e2e.conftest import DESK, PHONE, newcomers, person
from tests.e2e.course import DEFINITION

pytestmark = pytest.mark.e2e
MOST_TABS = 120
NEXT = "form[action$='/finish'] button"

# What the eye sees of the focus: the focused element or the label beside it changes its drawing.
FOCUS_IS_DRAWN = """() => {
  const at = document.activeElement;
  const drawn = (element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  };
  const box = at.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const above = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const covered = above && above !== at && !at.contains(above) && !above.contains(at);
  return {drawn: drawn(at), inside, covered: Boolean(covered), html: at.outerHTML.slice(0, 160)};
}"""


def tab_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    """Press Tab until the element has the focus; each stop on the way must be visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        seen = page.evaluate(FOCUS_IS_DRAWN)
        assert seen["drawn"], f"{page.url}: the focus is not drawn on {seen['html']}"
        assert seen["inside"], f"{page.url}: the focus is outside the window on {seen['html']}"
        assert not seen["covered"], f"{page.url}: something covers {seen['html']}"
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{page.url}: {MOST_TABS} times {key} did not reach {selector}")


def focused(page: Page) -> str:
    """What has the focus, by its visible text."""
    return str(page.evaluate("document.activeElement.textContent.trim()"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_signing_in_and_learning_with_the_keyboard_only(
    browser: Browser, demo: Any, size: Any
) -> None:
    email = newcomers(demo)[0 if size == DESK else 1]
    context = browser.new_context(viewport=size, locale="ro-RO", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{demo.url}/login")
    tab_to(page, "input[type=email], #email")
    page.keyboard.type(email)
    tab_to(page, "input[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login" not in address)

    # The skip link is the first stop and leads past the navigation.
    page.goto(f"{demo.url}/courses/{COURSE}")
    page.keyboard.press("Tab")
    assert focused(page) == "Treceți la conținut"
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")

    # A self-check: Space chooses, Enter sends, and the focus stays where the answer is.
    expect(page.get_by_role("heading", level=1)).to_have_text(DEFINITION.lessons[0].title.to("ro"))
    check = DEFINITION.checks[0]
    tab_to(page, f"[id^='check-{check.id}-']")
    page.keyboard.press("Space")
    tab_to(page, f"#check-{check.id}-send")
    page.keyboard.press("Enter")
    expect(page.locator(f"#check-{check.id} .verdict")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == f"check-{check.id}-send"

    # On through every lesson to the paper, and out of it with a result.
    for lesson in DEFINITION.lessons[1:]:
        tab_to(page, NEXT)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title.to("ro"))
    tab_to(page, NEXT)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Testul final")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.question").first).to_be_visible()
    tab_to(page, "fieldset.question .form-check-input")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")
    tab_to(page, "button[value=submit]")
    page.keyboard.press("Enter")
    # Unanswered questions are listed first, where the focus now is; sent again, it is marked.
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "button[value=submit_anyway]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="De data aceasta, nu ați promovat")).to_be_visible()
    context.close()


def test_menus_with_the_keyboard_on_a_phone(browser: Browser, demo: Any) -> None:
    with person(browser, demo, "admin@exemplu.ro", viewport=PHONE) as page:
        page.goto(f"{demo.url}/")
        tab_to(page, ".site-nav__narrow > summary")
        page.keyboard.press("Enter")
        sheet = page.locator(".site-nav__sheet")
        expect(sheet).to_be_visible()
        tab_to(page, ".site-nav__sheet a")
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        assert page.evaluate("document.activeElement.matches('.site-nav__narrow > summary')")
        page.keyboard.press("Space")
        tab_to(page, ".site-nav__sheet a[href='/admin/accounts']")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/admin/accounts"))
        # The way out is a button in the account's menu.
        tab_to(page, ".menu--end > summary")
        page.keyboard.press("Enter")
        tab_to(page, ".menu--end button[type=submit]")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Intrați în cont").first).to_be_attached()
