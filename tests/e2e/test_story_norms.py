"""A draft of norms goes from its first value to in force, in a browser, by two officers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from lms import clock
from lms.models import NormsChange, RegulationVersion
from tests.e2e.conftest import DESK, checked, person, records, seen_on

pytestmark = pytest.mark.e2e
CFPC, BEX, MEMBER = "formare@exemplu.ro", "birou@exemplu.ro", "membru@exemplu.ro"
TODAY = clock.today()
STARTS = date(TODAY.year + 1, 1, 1)


def drafted(page: Page, url: str) -> str:
    """A draft that asks for 14 credits a year; gives its address."""
    page.goto(f"{url}/norms/drafts")
    checked(page, "norms-drafts")
    page.get_by_role("link", name="Începeți o ciornă").first.click()
    page.get_by_label("Ziua de la care ar intra în vigoare").fill(STARTS.isoformat())
    checked(page, "norms-new")
    page.get_by_role("button", name="Începeți ciorna").click()
    page.wait_for_url(re.compile("/norms/drafts/[0-9a-f-]{36}$"))
    address = page.url
    page.get_by_role("link", name="Schimbați valorile").click()
    value = page.locator("#annual_requirement-min_credits-v")
    value.fill("patruzeci")
    page.get_by_role("button", name="Salvați capitolul").click()
    expect(page.locator(".error-summary")).to_contain_text("„patruzeci” nu este un număr")
    expect(value).to_have_value("patruzeci")
    checked(page, "norms-values-refused")
    value.fill("14")
    page.get_by_role("button", name="Salvați capitolul").click()
    expect(seen_on(page).get_by_text("S-a salvat capitolul")).to_be_visible()
    checked(page, "norms-values")
    return address


def corrected_in_text(page: Page, address: str) -> None:
    """An expert's mistake is said while it is typed, with its line."""
    page.goto(f"{address}/text")
    area = page.locator("#text")
    right = area.input_value()
    area.fill(right.replace('value: "14"', "value: 14.5"))
    expect(page.locator("#problems")).to_contain_text("14.5 este un număr cu virgulă mobilă")
    checked(page, "norms-text-problem")
    page.locator("#problems a").first.click()
    expect(area).to_be_focused()
    area.fill(right)
    expect(page.locator("#problems")).to_contain_text("Nicio problemă")
    checked(page, "norms-text")


def with_a_case(page: Page, address: str) -> None:
    """A case in words, with a made-up member."""
    page.goto(f"{address}/cases")
    page.get_by_label("Cazul, într-o propoziție").fill(
        f"Cu 13 credite, anul {STARTS.year} nu este îndeplinit."
    )
    page.get_by_label("Înscris în registru la").fill("2015-02-01")
    page.get_by_label("Credite în anul întrebat").fill("13")
    page.get_by_label("Ziua în care se întreabă").fill(f"{STARTS.year + 1}-04-01")
    page.get_by_label("neîndeplinit", exact=True).check()
    page.get_by_role("button", name="Adăugați cazul").click()
    expect(seen_on(page).get_by_text("Iese cum trebuie")).to_be_visible()
    checked(page, "norms-cases")


def simulated(page: Page, address: str) -> None:
    """The simulation is watched to its end without reloading by hand."""
    page.goto(address)
    page.get_by_role("button", name="Porniți simularea").click()
    page.wait_for_url(re.compile("/norms/simulations/"))
    expect(seen_on(page).get_by_text("Terminată")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("heading", name="Membrii")).to_be_visible()
    expect(page.locator("#by-county canvas")).to_be_visible()
    checked(page, "norms-simulation")


@pytest.mark.timeout(400)
def test_norms_go_from_a_draft_to_in_force(browser: Browser, demo: Any) -> None:
    with person(browser, demo, CFPC, viewport=DESK) as page:
        address = drafted(page, demo.url)
        corrected_in_text(page, address)
        with_a_case(page, address)
        simulated(page, address)
        page.get_by_role("link", name="Mergeți la hotărâre").click()
        page.get_by_label("Consiliul național").check()
        page.get_by_label("Numărul hotărârii").fill("7")
        page.get_by_label("Data hotărârii").fill(TODAY.isoformat())
        page.get_by_label("Intră în vigoare la").fill(f"{STARTS.year}-02-01")
        page.get_by_role("button", name="Înscrieți hotărârea").click()
        expect(page.locator(".error-summary")).to_contain_text("Textul simulat intră în vigoare")
        checked(page, "norms-decision-refused")
        page.get_by_label("Intră în vigoare la").fill(STARTS.isoformat())
        page.get_by_role("button", name="Înscrieți hotărârea").click()
        expect(seen_on(page).get_by_text("Ați înscris dumneavoastră hotărârea.")).to_be_visible()
        expect(page.get_by_role("button", name="Confirmați")).to_have_count(0)
        checked(page, "norms-decision-entered")
    with person(browser, demo, BEX, viewport=DESK) as page:
        page.goto(f"{demo.url}/norms/drafts")
        checked(page, "norms-waiting")
        page.goto(f"{address}/decision")
        checked(page, "norms-decision-confirm")
        page.get_by_role("button", name="Confirmați și puneți în vigoare").click()
        expect(seen_on(page).get_by_text("Normele sunt adoptate și înscrise.")).to_be_visible()
        checked(page, "norms-in-force")
    with records(demo) as session:
        row = session.scalars(
            select(RegulationVersion).order_by(RegulationVersion.recorded_at.desc()).limit(1)
        ).one()
        assert row.effective_from == STARTS
        assert row.adopted_by == f"Consiliul național, hotărârea nr. 7 din {TODAY:%d.%m.%Y}"
        assert session.scalar(select(NormsChange.member_id).limit(1)) is not None
    with person(browser, demo, MEMBER) as page:
        page.goto(f"{demo.url}/norms?on={STARTS.isoformat()}")
        expect(page.locator(".answers li").first).to_contain_text("14 credite")
        checked(page, "norms-public-ahead")
        page.goto(f"{demo.url}/norms")
        expect(page.locator(".answers li").first).to_contain_text("10 credite")
        checked(page, "norms-public")
