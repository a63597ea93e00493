"""Story: a member sees what is missing, tries "what if", takes the plan along; a year is closed."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from lms import clock
from lms.models import Account, ClosedStanding, Member, YearStage, YearStanding
from tests.e2e.conftest import DESK, PHONE, checked, person, records, seen_on

pytestmark = pytest.mark.e2e
YEAR = clock.today().year
OFFICER = "formare@exemplu.ro"


def somebody_short(demo: Any) -> str:
    """The e-mail of a member with an account who lacks most of this year's credits."""
    with records(demo) as session:
        return session.scalars(
            select(Account.email)
            .join(Member, Member.account_id == Account.id)
            .join(YearStanding, YearStanding.member_id == Member.id)
            .where(YearStanding.year == YEAR, YearStanding.outcome == "in_progress")
            .order_by(YearStanding.earned, Account.email)
            .limit(1)
        ).one()


def test_a_member_finds_a_way_and_takes_it_along(browser: Browser, demo: Any) -> None:
    with person(browser, demo, somebody_short(demo), viewport=PHONE) as page:
        page.get_by_role("link", name="Vedeți ce vă mai trebuie").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce îmi mai trebuie")
        expect(seen_on(page).get_by_text("Mai aveți nevoie de")).to_be_visible()
        answer = page.locator("#what-if")
        ticked = page.locator("input[name=pick]:checked")
        assert ticked.count() >= 1, "a plan is proposed"
        checked(page, "needs")
        while ticked.count():
            ticked.first.uncheck()
        expect(answer).to_contain_text("Bifați ce v-ar interesa")
        dated = page.locator(".offer", has=page.get_by_text("Adăugați în calendar")).first
        dated.locator("input[name=pick]").check()
        expect(answer).to_contain_text("Cu ce ați bifat ajungeți la")
        with page.expect_download() as download:
            dated.get_by_role("link", name="Adăugați în calendar").click()
        events = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
        assert events
        assert all(str(event["uid"]).endswith("@localhost") for event in events)


def test_what_if_works_without_javascript(browser: Browser, demo: Any) -> None:
    with person(browser, demo, somebody_short(demo), java_script_enabled=False) as page:
        page.goto(f"{demo.url}/needs")
        page.locator("input[name=pick]").last.check()
        page.get_by_role("button", name="Socotiți cu ce am bifat").click()
        expect(page.locator("#what-if")).to_contain_text("Cu ce ați bifat ajungeți la")


def test_an_officer_closes_last_year_and_members_read_it(browser: Browser, demo: Any) -> None:
    year = YEAR - 1
    with person(browser, demo, OFFICER, viewport=DESK) as page:
        page.goto(f"{demo.url}/years/{year}")
        checked(page, "year-before")
        page.get_by_role("button", name="Faceți situația").click()
        state = page.locator("#year-state")
        expect(state).to_contain_text("este făcută", timeout=60_000)
        page.reload()
        checked(page, "year-closed")
    with records(demo) as session:
        members = session.scalar(select(func.count()).select_from(Member))
        stages = session.execute(
            select(ClosedStanding.stage, func.count(func.distinct(ClosedStanding.member_id)))
            .where(ClosedStanding.year == year)
            .group_by(ClosedStanding.stage)
        ).all()
        assert [count for _stage, count in stages] == [members]
        assert {stage for stage, _count in stages} <= {YearStage.PROVISIONAL, YearStage.FINAL}
    with person(browser, demo, "membru@exemplu.ro", viewport=PHONE) as page:
        page.goto(f"{demo.url}/years/{year}/mine")
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(year))
        checked(page, "year-mine")
