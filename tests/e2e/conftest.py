"""What every browser test uses: signing in by the form, axe, screenshots to look at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from lms.demo.build import PASSWORD
from tests.infra.servers import ROOT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.infra.product import Product

AXE = ROOT / "lms/web/assets/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENSHOTS = os.environ.get("E2E_SCREENSHOTS", "")  # a folder; empty: none are kept
# "all" (make axe): every page of every role in every look; else each kind of page once or twice.
EVERY_LOOK = os.environ.get("E2E_LOOKS", "") == "all"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}

NUMBERED = re.compile(r"^Dosarul \d")  # the heading of a file that was submitted

SignIn = Callable[[Page, str], None]

# A page says of itself that it is being left: by a link, by a form (also one that is kept first
# and then sent again by our script, but not one that htmx sends), by a script.
LEAVING = """
const leaves = () => { window.isBeingLeft = true; };
navigation.addEventListener("navigate", (event) => {
  if (!event.destination.sameDocument && event.downloadRequest === null) leaves();
});
addEventListener("submit", ({ target }) => {
  const isByHtmx = target.matches("[hx-get], [hx-post]");
  if (!isByHtmx && target.target !== "_blank" && target.method !== "dialog") leaves();
});
"""


def settle(page: Page, downloads: list[Any]) -> None:
    """Wait, when the page is being left, until the next one is there (or a download began)."""
    until = monotonic() + 15
    while not downloads and not page.is_closed() and monotonic() < until:
        try:
            if not page.evaluate("window.isBeingLeft === true"):
                page.wait_for_load_state("domcontentloaded")
                return
        except PlaywrightError:  # the next page arrived at this moment
            continue
        page.wait_for_timeout(10)


@pytest.fixture(scope="session", autouse=True)
def clicks_wait_for_the_page() -> Iterator[None]:
    """After a click a story goes on when the page that the click leads to has arrived.

    People read before they go on; a script that does not may fill in a field of the old page.
    """
    click, new_context = Locator.click, Browser.new_context

    def click_and_settle(locator: Locator, **options: Any) -> None:
        downloads: list[Any] = []

        def begun(download: Any) -> None:
            downloads.append(download)

        locator.page.on("download", begun)
        click(locator, **options)
        settle(locator.page, downloads)
        locator.page.remove_listener("download", begun)

    def watched_context(browser: Browser, **options: Any) -> BrowserContext:
        context = new_context(browser, **options)
        context.add_init_script(LEAVING)
        return context

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_settle)
        patch.setattr(Browser, "new_context", watched_context)
        yield


def sign_in(page: Page, url: str, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as a person would."""
    page.goto(f"{url}/login")
    page.get_by_label(re.compile("e-mail", re.I)).first.fill(email)
    page.locator("input[type=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)


def seen_on(page: Page) -> Locator:
    """All of the page but the words for screen readers only, which repeat others."""
    return page.locator("body > :not(#announcer)")


def _axe_violations(page: Page) -> list[dict[str, Any]]:
    # Evaluated over the protocol: the page's CSP would refuse an added script element.
    page.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = page.evaluate(
        # What passed is not described: that took four fifths of the time.
        "tags => axe.run(document, {resultTypes: ['violations'], selectors: false,"
        " runOnly: {type: 'tag', values: tags}}).then(found => found.violations)",
        TAGS,
    )
    return violations


def axe_problems(page: Page) -> list[str]:
    """What axe finds on the page as it is: rule, impact and the elements."""
    for _ in range(3):
        page.wait_for_load_state()
        try:
            violations = _axe_violations(page)
            break
        except PlaywrightError as error:  # the next page arrived while this one was looked at
            gone = str(error)
    else:
        raise AssertionError(f"{page.url} did not stand still to be looked at: {gone}")
    return [
        f"{page.url}: {rule['id']} ({rule['impact']}): {rule['help']}: "
        + json.dumps([node["html"][:160] for node in rule["nodes"][:3]], ensure_ascii=False)
        for rule in violations
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window: 0 on a page that fits a phone."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def shoot(page: Page, name: str) -> None:
    """Keep a screenshot of the whole page, at 390 and 1280 px, when a folder is given."""
    if not SCREENSHOTS:
        return
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
    if before is not None:
        page.set_viewport_size(before)


def checked(page: Page, name: str) -> None:
    """The page is accessible and fits; its picture is kept."""
    assert axe_problems(page) == []
    assert overflow(page) == 0, f"{page.url} is wider than the window"
    shoot(page, f"story-{name}")


@contextmanager
def person(browser: Browser, demo: Any, email: str, **options: Any) -> Iterator[Page]:
    """A page in a profile of its own, signed in to the demonstration as `email`."""
    settings: dict[str, Any] = {"viewport": PHONE, "locale": "ro-RO", "reduced_motion": "reduce"}
    context = browser.new_context(accept_downloads=True, **settings | options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
    try:
        sign_in(page, demo.url, email)
        yield page
    finally:
        context.close()
    assert not broken, "\n".join(broken)


@contextmanager
def records(demo: Product) -> Iterator[Session]:
    """The database of a running product, to read what a person would be told on paper."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    engine = create_engine(demo.environment["TREAPTA_DATABASE_URL"])
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def newcomers(demo: Any) -> list[str]:
    """E-mails of members with an account who have not begun the course."""
    from sqlalchemy import select

    from lms.models import Enrolment, Member

    with records(demo) as session:
        begun = select(Enrolment.member_id)
        members = session.scalars(
            select(Member)
            .where(Member.account_id.is_not(None), Member.id.not_in(begun))
            .order_by(Member.rnasr_code)
        )
        return [member.emails[0].email for member in members]


@pytest.fixture
def as_member(page: Page, demo: Any) -> Page:
    """The demonstration's member, signed in."""
    sign_in(page, demo.url, "membru@exemplu.ro")
    return page
