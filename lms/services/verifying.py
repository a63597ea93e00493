"""Verification of badges: our issuers and lists from the database, nobody else's is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.models import Issuer
from lms.services import issuers, status_lists


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The answer about one credential; `issuer` is set when it is one of this installation's."""

    report: badges.VerificationReport
    issuer: Issuer | None
    document: Mapping[str, Any]


def verify_document(
    session: Session,
    secured: Mapping[str, Any] | badges.JwtCredential,
    *,
    settings: Settings,
    now: datetime,
) -> Verified:
    """What can be said of a credential now."""

    def resolve_issuer(did: str) -> Mapping[str, Any] | badges.Unresolved:
        issuer = issuers.issuer_by_did(session, did, settings=settings)
        if issuer is None:
            return badges.Unresolved(badges.UnresolvedReason.UNKNOWN)
        return issuers.did_document(session, issuer, settings=settings)

    def resolve_status(url: str) -> Mapping[str, Any] | badges.Unresolved:
        number = _list_number(url, settings)
        found = None
        if number is not None:
            found = status_lists.published(session, number, settings=settings, now=now)
        if found is None:
            return badges.Unresolved(badges.UnresolvedReason.UNKNOWN)
        listed: dict[str, Any] = json.loads(found)
        return listed

    report = badges.verify_credential(
        secured, resolve_issuer=resolve_issuer, resolve_status=resolve_status, now=now
    )
    did = report.issuer_id
    return Verified(
        report=report,
        issuer=issuers.issuer_by_did(session, did, settings=settings) if did else None,
        document=secured.document if isinstance(secured, badges.JwtCredential) else secured,
    )


def _list_number(url: str, settings: Settings) -> int | None:
    prefix = re.escape(issuers.public_address(settings, "/status/"))
    match = re.fullmatch(prefix + r"([1-9][0-9]{0,8})", url)
    return int(match[1]) if match else None
