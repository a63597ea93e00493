"""Debian's Chromium, driven by Playwright: one browser for each worker, a new context a test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.infra.servers import MissingProgramError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The worker's own Chromium."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise MissingProgramError("chromium is not installed; run `make test`, which installs it.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A new profile: Romanian, Bucharest's clock, motion reduced, a wide screen."""
    context = browser.new_context(
        locale="ro-RO",
        timezone_id="Europe/Bucharest",
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 900},
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page; an error in its console, or a script that throws, fails the test."""
    problems: list[str] = []
    opened = browser_context.new_page()
    opened.on("pageerror", lambda error: problems.append(f"{opened.url}: {error}"))
    opened.on(
        "console",
        lambda message: (
            problems.append(f"{opened.url}: {message.text}") if message.type == "error" else None
        ),
    )
    yield opened
    # A page that is meant to be refused says so in the console; only our own scripts count.
    ours = [text for text in problems if "Failed to load resource" not in text]
    assert not ours, "The browser's console has errors:\n" + "\n".join(ours)
