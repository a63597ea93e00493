"""The whole profession in a browser: a draft of norms from its first value to in force.

PostgreSQL, `treapta up`, two officers; prints the seconds of each step beside a floor (reading the
members' facts without assessing). STORY_MEMBERS asks for fewer members, to find faults sooner.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import time
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from lms import clock
from lms.clock import LEGAL_ZONE
from lms.models import Member, NormsChange, NormsDecision, Notification, Outbox
from lms.services import facts, norms_adoption
from tests.e2e.conftest import DESK, person, records
from tests.infra.product import TREAPTA, running
from tests.infra.servers import ROOT

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
MEMBERS, YEARS = int(os.environ.get("STORY_MEMBERS", "13500")), 5
CFPC, BEX = "formare@exemplu.ro", "birou@exemplu.ro"
TODAY = clock.today()
STARTS = date(TODAY.year + 1, 1, 1)
CHUNK = 200


class Steps:
    """Seconds of each step, printed as they end."""

    def __init__(self, capsys: Any) -> None:
        self.capsys = capsys
        self.begun = time.perf_counter()

    def done(self, name: str, more: str = "") -> None:
        took = time.perf_counter() - self.begun
        with self.capsys.disabled():
            print(f"  {name:46}{took:8.1f} s  {more}", flush=True)
        self.begun = time.perf_counter()


def seeded(product: Any) -> str:
    """Invents the profession by the command; gives the CPU seconds that the command took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*TREAPTA, "seed", "--members", str(MEMBERS), "--years", str(YEARS)]
    subprocess.run(
        command, cwd=ROOT, env=product.environment, check=True, capture_output=True, timeout=900
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{cpu:.1f} s of CPU in the command"


def drafted(page: Page, url: str) -> str:
    """A draft that asks for 14 credits a year; gives its address."""
    page.goto(f"{url}/norms/drafts")
    page.get_by_role("link", name="Începeți o ciornă").first.click()
    page.get_by_label("Ziua de la care ar intra în vigoare").fill(STARTS.isoformat())
    page.get_by_role("button", name="Începeți ciorna").click()
    page.wait_for_url(re.compile("/norms/drafts/[0-9a-f-]{36}$"))
    address = page.url
    page.get_by_role("link", name="Schimbați valorile").click()
    page.locator("#annual_requirement-min_credits-v").fill("14")
    page.get_by_role("button", name="Salvați capitolul").click()
    expect(page.get_by_text("S-a salvat capitolul")).to_be_visible()
    return address


def simulated(page: Page, address: str) -> set[str]:
    """Watches the simulation to its end without reloading; gives what the progress bar showed."""
    page.goto(address)
    page.get_by_role("button", name="Porniți simularea").click()
    page.wait_for_url(re.compile("/norms/simulations/"))
    shown: set[str] = set()
    deadline = time.monotonic() + 900
    while not page.get_by_text("Terminată").is_visible():
        assert time.monotonic() < deadline, f"the simulation did not end; it showed {shown}"
        shown |= set(
            page.evaluate("[...document.querySelectorAll('progress')].map(p => String(p.value))")
        )
        page.wait_for_timeout(250)
    return shown


def seen(page: Page) -> None:
    """The differences by county and by grade, and the members."""
    page.reload()
    expect(page.get_by_role("heading", name="Membrii")).to_be_visible()
    expect(page.locator("#by-county canvas")).to_be_visible()
    expect(page.locator("#by-grade canvas")).to_be_visible()


def decision_entered(page: Page) -> None:
    page.get_by_role("link", name="Mergeți la hotărâre").click()
    page.get_by_label("Consiliul național").check()
    page.get_by_label("Numărul hotărârii").fill("7")
    page.get_by_label("Data hotărârii").fill(TODAY.isoformat())
    page.get_by_label("Intră în vigoare la").fill(STARTS.isoformat())
    page.get_by_role("button", name="Înscrieți hotărârea").click()
    expect(page.get_by_text("Ați înscris dumneavoastră hotărârea.")).to_be_visible()


def confirmed(page: Page, address: str) -> None:
    page.goto(f"{address}/decision")
    page.get_by_role("button", name="Confirmați și puneți în vigoare").click()
    expect(page.get_by_text("Normele sunt adoptate și înscrise.")).to_be_visible()


def everybody_told(product: Any) -> int:
    """Waits until the members whom the norms affect are told; gives how many have an account.

    The years themselves follow on the day that the norms begin: that work waits until then.
    """
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        with records(product) as session:
            decision = session.scalars(select(NormsDecision)).one()
            work = {
                row.task: row
                for row in session.scalars(
                    select(Outbox).where(Outbox.key.endswith(str(decision.id)))
                )
            }
            if work[norms_adoption.TELL_TASK].done_at is not None:
                waits = work[norms_adoption.EFFECTS_TASK]
                assert waits.done_at is None
                assert waits.run_after.astimezone(LEGAL_ZONE).date() == STARTS
                told = select(func.count()).select_from(Notification)
                return session.scalar(told.where(Notification.kind == "norms_changed")) or 0
        time.sleep(0.5)
    raise AssertionError(f"those affected were not told.\n{product.logs()}")


def facts_read(product: Any) -> int:
    """The floor: the same facts read in chunks, nothing assessed."""
    with records(product) as session:
        ids = session.scalars(select(Member.id).order_by(Member.id)).all()
        for start in range(0, len(ids), CHUNK):
            facts.member_facts(session, ids[start : start + CHUNK], records_from=None)
            session.expunge_all()
    return len(ids)


def test_norms_of_the_whole_profession_go_in_force(
    browser: Browser, make_product: Any, capsys: Any
) -> None:
    product = make_product("postgresql", TREAPTA_DEMO="1")
    steps = Steps(capsys)
    steps.done(f"treapta seed --members {MEMBERS}", seeded(product))
    with running(product):
        steps.done("treapta up")
        with person(browser, product, CFPC, viewport=DESK) as page:
            address = drafted(page, product.url)
            steps.done("draft, one value changed")
            shown = simulated(page, address)
            steps.done("simulation, watched to its end", f"{len(shown)} values of progress seen")
            seen(page)
            steps.done("differences by county and grade")
            decision_entered(page)
            steps.done("decision entered")
        with person(browser, product, BEX, viewport=DESK) as page:
            confirmed(page, address)
            steps.done("confirmed by another officer")
            told = everybody_told(product)
            steps.done("those affected are told", f"{told} with an account")
            page.goto(f"{product.url}/norms?on={STARTS.isoformat()}")
            expect(page.locator(".answers li").first).to_contain_text("14 credite")
            steps.done("in force on its day")
    with records(product) as session:
        rows = session.scalar(select(func.count(NormsChange.member_id.distinct()))) or 0
    steps.begun = time.perf_counter()
    steps.done("floor: the same facts, not assessed", f"{facts_read(product)} members")
    assert rows == MEMBERS
    assert MEMBERS < 1000 or len(shown) > 3, f"the progress was not live: {shown}"
