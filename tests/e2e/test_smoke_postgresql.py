"""The pages of the main story on PostgreSQL: everything else of e2e runs on SQLite."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import person

pytestmark = pytest.mark.e2e


@pytest.mark.timeout(300)
def test_each_role_finds_its_work(browser: Browser, demo: Any, backend: str) -> None:
    assert backend in {"sqlite", "postgresql"}
    with person(browser, demo, "membru@exemplu.ro") as page:
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ioana")
        page.goto(f"{demo.url}/courses")
        page.get_by_role("link", name=re.compile("Cercetarea în asistența socială")).first.click()
        page.get_by_role("button", name="Înscrieți-vă și începeți").click()
        page.get_by_role("button", name=re.compile("Mai departe")).click()
        page.goto(f"{demo.url}/credits")
        expect(page.get_by_role("heading", name="Creditele mele")).to_be_visible()
        page.locator("table tbody a").first.click()
        expect(page.get_by_text("Credite înscrise")).to_be_visible()
    for email, paths in (
        ("furnizor@exemplu.ro", ["/provider"]),
        ("formare@exemplu.ro", ["/commission", "/commission/feedback"]),
        ("atestare@exemplu.ro", ["/registry", "/registry/imports"]),
        ("admin@exemplu.ro", ["/admin"]),
    ):
        with person(browser, demo, email) as page:
            for path in paths:
                answer = page.goto(demo.url + path)
                assert answer is not None
                assert answer.status == 200, path
    assert "The ledger is whole" in demo.treapta("ledger", "check")
