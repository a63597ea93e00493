"""axe finds nothing on any page that any role can reach by links, in ro and en, light and dark."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import DESK, EVERY_LOOK, PHONE, axe_problems, overflow, shoot, sign_in

pytestmark = pytest.mark.e2e

ROLES = {
    "anonymous": None,
    "member": "membru@exemplu.ro",
    "provider": "furnizor@exemplu.ro",
    "cfpc": "formare@exemplu.ro",
    "caap": "atestare@exemplu.ro",
    "bex": "birou@exemplu.ro",
    "branch": "sucursala@exemplu.ro",
    "supervisor": "supervizor@exemplu.ro",
    "administrator": "admin@exemplu.ro",
}
LOOKS = (("ro", "light", DESK), ("en", "dark", PHONE))  # language, colours, window
PER_ROLE = 2 if EVERY_LOOK else 1
# These walk in both looks, the others take turns. A page of one shape (an id in the path) is looked
# at once in each look by members, else once; `make axe` shows all to all.
IN_BOTH = {"anonymous", "member"}
CASES = [
    pytest.param(role, *look, id=f"{look[0]}-{look[1]}-{role}")
    for number, role in enumerate(ROLES)
    for look in (LOOKS if EVERY_LOOK or role in IN_BOTH else (LOOKS[number % 2],))
]
_looked_at: set[str] = set()
NOT_PAGES = re.compile(
    r"\.(json|png|svg|pdf|csv|xlsx|css|js|zip|mbz)$|format=|/language/|/metrics|/xapi|/static/"
    r"|\.ics\b|/(files|approvals)/[^/]+/documents/[^/]+$|/documents/[^/]+/file$"
    r"|/(opis|receipt)$"  # downloads
)


def shape_of(path: str) -> str:
    """A path with its ids and numbers taken out, so that one page of each kind is visited."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"(?<=/b/)[^/.]+", "<public>", path)
    path = re.sub(r"(?<=/learn/)([^/]+)/[^/]+$", r"\1/<lesson>", path)
    path = re.sub(r"(?<=/registers/)(providers|programmes)/[^/]+", r"\1/<slug>", path)
    return re.sub(r"\d+", "<n>", path)


def links_of(html: str, address: str) -> list[str]:
    """Addresses of the same origin that a page links to, without fragments."""
    hrefs = re.findall(r'<a\b[^>]*?\shref="([^"]+)', html)
    found = [urljoin(address, unescape(href)) for href in hrefs]
    here = urlsplit(address).netloc
    return [
        link.split("#")[0]
        for link in found
        if urlsplit(link).netloc == here and not NOT_PAGES.search(link)
    ]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("role", "language", "scheme", "size"), CASES)
def test_axe_finds_nothing(
    browser: Browser, demo: Any, role: str, language: str, scheme: Any, size: Any
) -> None:
    context = browser.new_context(
        locale="ro-RO",
        timezone_id="Europe/Bucharest",
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport=size,
    )
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
    page.goto(f"{demo.url}/language/{language}")
    if ROLES[role]:
        sign_in(page, demo.url, str(ROLES[role]))
        page.goto(f"{demo.url}/language/{language}")
    seen: Counter[str] = Counter()
    visited: set[str] = set()
    waiting = [f"{demo.url}/", f"{demo.url}/verify", f"{demo.url}/courses", f"{demo.url}/nope"]
    if role == "anonymous":
        waiting += [f"{demo.url}/{path}" for path in ("login", "activate", "styleguide", "norms")]
    if role == "member":
        waiting.append(f"{demo.url}/check-in")  # the way in is a code on a screen
    problems: list[str] = []
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        shape = shape_of(parts.path) + ("?" if parts.query else "")
        if address in visited or seen[shape] >= PER_ROLE:
            continue
        visited.add(address)
        seen[shape] += 1
        known = f"{language} {shape}" if role == "member" else shape
        looks = EVERY_LOOK or shape == "/" or known not in _looked_at
        _looked_at.update((shape, f"{language} {shape}"))
        # Where others have looked already, only the links are followed: no browser is needed.
        response: Any = page.goto(address) if looks else context.request.get(address)
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        assert response.status < 500, f"{role}: {address} answered {response.status}"
        if looks:
            problems += axe_problems(page)
            wider = overflow(page)
            if wider > 0:
                problems.append(f"{address}: {wider} px wider than {size['width']} px")
            if seen[shape] == 1 and not parts.query:
                shoot(page, f"{role}-{language}-{scheme}-{re.sub(r'[^a-z]+', '-', shape)}")
        html = page.content() if looks else response.text()
        waiting += [link for link in links_of(html, response.url) if link not in visited]
    context.close()
    print(f"{role}, {language}, {scheme}: {len(visited)} pages")
    assert not broken, "\n".join(broken)
    assert not problems, "\n".join(problems)
