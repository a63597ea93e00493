"""What every browser test uses: signing in by the form, axe, screenshots to look at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from lms.demo.build import PASSWORD
from tests.infra.servers import ROOT

AXE = ROOT / "lms/web/assets/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENSHOTS = os.environ.get("TREAPTA_SCREENSHOTS", "")  # a folder; empty: none are kept
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

SignIn = Callable[[Page, str], None]


def sign_in(page: Page, url: str, email: str) -> None:
    """Sign in by the form, as a person would."""
    page.goto(f"{url}/login")
    page.get_by_label(re.compile("e-mail", re.I)).first.fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)


def axe_problems(page: Page) -> list[str]:
    """What axe finds on the page as it is: rule, impact and the elements."""
    # Evaluated over the protocol: the page's CSP would refuse an added script element.
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{page.url}: {rule['id']} ({rule['impact']}): {rule['help']}: "
        + json.dumps([node["html"][:160] for node in rule["nodes"][:3]], ensure_ascii=False)
        for rule in found["violations"]
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
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
    if before is not None:
        page.set_viewport_size(before)


@pytest.fixture
def as_member(page: Page, demo: Any) -> Page:
    """The demonstration's member, signed in."""
    sign_in(page, demo.url, "membru@exemplu.ro")
    return page
