"""axe finds nothing where something went wrong, nor where nothing is there yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from sqlalchemy import select

from lms import clock
from lms.demo.build import PASSWORD
from lms.models import CreditEntry, EntryKind, FeedbackInvitation, Member, Role
from lms.services import accounts
from tests.e2e.conftest import (
    DESK,
    EVERY_LOOK,
    PHONE,
    axe_problems,
    overflow,
    records,
    shoot,
    sign_in,
)
from tests.e2e.webinar import PROVIDER, webinar_of
from tests.infra.fixtures import MakeDatabase
from tests.infra.product import Product, environment_of, running
from tests.infra.servers import free_port

pytestmark = pytest.mark.e2e
ROLES = tuple(role.value for role in Role)
LOOKS: tuple[tuple[str, Any, Any], ...] = (("ro", "light", DESK), ("en", "dark", PHONE))
MORE_LOOKS: tuple[tuple[str, Any, Any], ...] = (("ro", "dark", PHONE), ("en", "light", PHONE))
if EVERY_LOOK:
    LOOKS += MORE_LOOKS


def pages_with_forms(demo: Any) -> list[tuple[str | None, str, str]]:
    """Whose page, its name, its address: each has a form that may not be sent empty."""
    with records(demo) as session:
        invitation, member = (
            session.execute(
                select(FeedbackInvitation, Member)
                .join(Member, Member.id == FeedbackInvitation.member_id)
                .join(CreditEntry, CreditEntry.member_id == Member.id)
                .where(Member.account_id.is_not(None), FeedbackInvitation.used.is_(False))
                .order_by(Member.rnasr_code, FeedbackInvitation.id)
            )
            .tuples()
            .first()
        ) or pytest.fail("no member with an account has a form to fill in")
        line = session.scalars(
            select(CreditEntry.id).where(
                CreditEntry.member_id == member.id, CreditEntry.kind == EntryKind.CREDIT
            )
        ).first()
        form, email = invitation.id, member.emails[0].email
    edition = webinar_of(demo).edition
    return [
        (None, "login", "/login"),
        (None, "activate", "/activate"),
        (None, "password", "/password"),
        (None, "verify", "/verify"),
        (email, "feedback", f"/feedback/{form}"),
        (email, "objection", f"/files/new/line/{line}"),
        (PROVIDER, "attendance", f"/provider/editions/{edition}/attendance/new"),
        (PROVIDER, "edition", "/provider/editions/new"),
        ("atestare@exemplu.ro", "register", "/registry/imports/new"),
    ]


@pytest.fixture
def look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A profile in one language and one set of colours."""
    _, scheme, size = request.param
    context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    yield context
    context.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("look", "language"),
    [(look, look[0]) for look in LOOKS],
    ids=[f"{language}-{scheme}" for language, scheme, _ in LOOKS],
    indirect=["look"],
)
def test_forms_sent_empty(demo: Any, look: BrowserContext, language: str) -> None:
    problems: list[str] = []
    page, signed_in = look.new_page(), None
    for email, name, path in pages_with_forms(demo):
        if email != signed_in:
            look.clear_cookies()
            sign_in(page, demo.url, str(email))
            signed_in = email
        page.goto(f"{demo.url}/language/{language}")
        page.goto(demo.url + path)
        problems += sent_empty(page, f"errors-{name}-{language}")
    assert not problems, "\n".join(problems)


def sent_empty(page: Page, name: str) -> list[str]:
    """Send the page's form as it is; what axe finds on the answer, which must say what is wrong."""
    page.locator("main form[method=post] button[type=submit]:not([name=more])").last.click()
    try:
        page.locator(".error-summary").first.wait_for()
    except PlaywrightTimeout:
        return [f"{page.url}: nothing was said of an empty form"]
    found = axe_problems(page)
    if overflow(page) > 0:
        found.append(f"{page.url}: wider than the window")
    shoot(page, name)
    return found


@pytest.fixture(scope="module")
def fresh(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory, backend: str
) -> Iterator[Product]:
    """A new installation: seeded with norms and the course only, one account for each role."""
    folder = tmp_path_factory.mktemp("fresh")
    with make_database(backend) as url:
        environment = environment_of(database_url=url, folder=folder, port=free_port())
        (folder / "var").mkdir()
        address = environment["TREAPTA_PUBLIC_URL"]
        product = Product(url=address, environment=environment, folder=folder)
        product.treapta("seed")
        enter_people(product)
        with running(product):
            yield product


def enter_people(product: Product) -> None:
    """An account for each role, and the member behind one of them, of whom nothing is known."""
    now = datetime.now(UTC)
    with records(product) as session:
        for role in Role:
            account = accounts.create_account(
                session,
                email=f"{role.value}@exemplu.ro",
                display_name=role.value,
                password=PASSWORD,
                now=now,
            )
            accounts.grant_role(session, account, role, valid_from=clock.legal_day(now), now=now)
            if role is Role.MEMBER:
                of_member = account.id
        session.add(
            Member(
                id=uuid4(),
                key=uuid4(),
                rnasr_code="D00001",
                last_name="Mureșan",
                first_name="Ioana",
                folded_name="muresan ioana",
                registered_on=date(2020, 3, 1),
                recorded_at=now,
                account_id=of_member,
            )
        )
        session.commit()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("role", ROLES)
def test_empty_lists(browser: Browser, fresh: Product, role: str) -> None:
    problems: list[str] = []
    looks = LOOKS if EVERY_LOOK else (LOOKS[ROLES.index(role) % 2],)
    for language, scheme, size in looks:
        context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
        page = context.new_page()
        sign_in(page, fresh.url, f"{role}@exemplu.ro")
        page.goto(f"{fresh.url}/language/{language}")
        page.goto(fresh.url)
        menu = page.eval_on_selector_all(
            ".site-nav a[href], .menu--end a[href]", "links => links.map(link => link.href)"
        )
        for address in dict.fromkeys([fresh.url, *menu]):
            answer = page.goto(address)
            assert answer is not None
            if answer.status != 200:
                problems.append(f"{role}: {address} answered {answer.status}")
            problems += axe_problems(page)
            if overflow(page) > 0:
                problems.append(f"{address}: wider than {size['width']} px")
            shoot(page, f"empty-{role}-{language}-{address.rsplit('/', 1)[-1]}")
        context.close()
    assert not problems, "\n".join(problems)
