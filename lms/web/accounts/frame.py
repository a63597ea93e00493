"""The blueprint of accounts, and what its pages share."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request
from flask import session as browser

from lms import clock
from lms.config import Settings
from lms.extensions import db
from lms.services import accounts, signing_in
from lms.web.context import LANGUAGES
from lms.web.sessions import start_session

blueprint = Blueprint("accounts", __name__)


def visitor() -> signing_in.Visitor:
    """Where this request comes from, for counting attempts."""
    settings: Settings = current_app.extensions["settings"]
    return signing_in.Visitor(
        address=network_of(request.remote_addr or "unknown"),
        secret=settings.derived_key("throttle"),
    )


def network_of(address: str) -> str:
    """What one visitor holds: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def local_path(text: str | None) -> str:
    """A path of this site to go on to; anything that could lead elsewhere becomes "/"."""
    if not text or not text.startswith("/") or text.startswith("//"):
        return "/"
    if "\\" in text or any(ord(letter) < 33 for letter in text):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc else text


def enter(token: str) -> None:
    """Sign this browser in with a new session; what it carried before is dropped, but language."""
    account = accounts.account_of_session(db.session(), token, now=clock.now())
    assert account is not None, "the session was opened a moment ago"
    chosen = browser.get("language")
    browser.clear()
    if chosen in LANGUAGES:
        browser["language"] = chosen
    start_session(account, token)
