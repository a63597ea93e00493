"""Verification of badges: our issuers and lists from the database, of others only by a fetcher."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.errors import Gone, NotFound
from lms.models import Issuer
from lms.services import badge_classes, badge_pages, issuers, open_badges_2, status_lists
from lms.services.fetching import Fetcher

Found = Mapping[str, Any] | badges.Unresolved
_OURS = re.compile(
    r"/(?:(?P<area>classes|issuers)/(?P<slug>[a-z0-9.-]{1,120})"
    r"(?P<document>/ob2\.json|/revocations\.json|/keys/(?P<key>[1-9][0-9]{0,8})\.json)"
    r"|b/(?P<badge>[A-Za-z0-9_-]{16,40})/ob2\.json)"
)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The answer about one credential; `issuer` is set when it is one of this installation's."""

    report: badges.VerificationReport
    issuer: Issuer | None
    document: Mapping[str, Any]

    @property
    def is_authentic(self) -> bool:
        """Whether the issuer that is named really made it, whatever became of it."""
        return self.report.outcome not in {badges.Outcome.INVALID, badges.Outcome.UNDETERMINED}


@dataclass(frozen=True)
class _Sources:
    """Where documents come from; without a fetcher nothing is opened on the internet."""

    session: Session
    settings: Settings
    now: datetime
    fetcher: Fetcher | None

    def issuer(self, did: str) -> Found:
        """The DID document of an issuer: ours, one that is its own identifier, or fetched."""
        issuer = issuers.issuer_by_did(self.session, did, settings=self.settings)
        if issuer is not None:
            return issuers.did_document(self.session, issuer, settings=self.settings)
        try:
            if did.startswith("did:key:"):
                return badges.did_key_document(did)
            return self._fetched(badges.did_web_url(did))
        except badges.BadgeError as error:
            refused = error.code == "did_ip"
            reason = badges.UnresolvedReason
            return badges.Unresolved(reason.REFUSED if refused else reason.UNKNOWN)

    def status(self, url: str) -> Found:
        """The status list at an address."""
        if not self._is_ours(url):
            return self._fetched(url)
        number = _list_number(url, self.settings)
        found = None
        if number is not None:
            found = status_lists.published(
                self.session, number, settings=self.settings, now=self.now
            )
        if found is None:
            return badges.Unresolved(badges.UnresolvedReason.UNKNOWN)
        listed: dict[str, Any] = json.loads(found)
        return listed

    def v2(self, url: str) -> Found:
        """A document of Open Badges 2.0 at an address."""
        if not self._is_ours(url):
            return self._fetched(url)
        base = self.settings.public_url.rstrip("/")
        match = _OURS.fullmatch(url.removeprefix(base))
        try:
            found = self._own_v2(match) if match else None
        except NotFound:
            found = None
        except Gone:
            return badges.Unresolved(badges.UnresolvedReason.GONE)
        return badges.Unresolved(badges.UnresolvedReason.UNKNOWN) if found is None else found

    def _own_v2(self, match: re.Match[str]) -> Mapping[str, Any] | None:
        session, settings = self.session, self.settings
        if match["badge"]:
            award = badge_pages.public_badge(session, match["badge"])
            return open_badges_2.hosted_assertion(award, settings=settings)
        if match["area"] == "classes":
            named = badge_classes.class_by_slug(session, match["slug"])
            if named is None or match["document"] != "/ob2.json":
                return None
            return open_badges_2.badge_class(session, named, settings=settings)
        issuer = issuers.issuer_by_slug(session, match["slug"])
        if issuer is None:
            return None
        if match["key"]:
            return open_badges_2.key_document(session, issuer, int(match["key"]), settings=settings)
        if match["document"] == "/ob2.json":
            return open_badges_2.profile(session, issuer, settings=settings)
        return open_badges_2.revocations(session, issuer, settings=settings)

    def _is_ours(self, url: str) -> bool:
        own = urlsplit(self.settings.public_url)
        try:
            asked = urlsplit(url)
        except ValueError:
            return False
        return asked.netloc.lower() == own.netloc.lower()

    def _fetched(self, url: str) -> Found:
        if self.fetcher is None:
            return badges.Unresolved(badges.UnresolvedReason.UNKNOWN)
        return self.fetcher.document(url)


def verify_document(
    session: Session,
    secured: Mapping[str, Any] | badges.JwtCredential,
    *,
    settings: Settings,
    now: datetime,
    fetcher: Fetcher | None = None,
) -> Verified:
    """What can be said of a credential now."""
    sources = _Sources(session, settings, now, fetcher)
    if badges.is_open_badges_2(secured):
        report = badges.verify_open_badges_2(secured, resolve=sources.v2, now=now)
    else:
        report = badges.verify_credential(
            secured, resolve_issuer=sources.issuer, resolve_status=sources.status, now=now
        )
    return Verified(
        report=report,
        issuer=_own_issuer(session, report.issuer_id, settings),
        document=secured.document if isinstance(secured, badges.JwtCredential) else secured,
    )


def _own_issuer(session: Session, name: str | None, settings: Settings) -> Issuer | None:
    if not name:
        return None
    found = issuers.issuer_by_did(session, name, settings=settings)
    if found is not None:
        return found
    prefix = issuers.public_address(settings, "/issuers/")
    match = re.fullmatch(re.escape(prefix) + r"([a-z0-9-]{1,60})/ob2\.json", name)
    return issuers.issuer_by_slug(session, match[1]) if match else None


def _list_number(url: str, settings: Settings) -> int | None:
    prefix = re.escape(issuers.public_address(settings, "/status/"))
    match = re.fullmatch(prefix + r"([1-9][0-9]{0,8})", url)
    return int(match[1]) if match else None
