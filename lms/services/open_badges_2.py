"""Badges as Open Badges 2.0: documents for verifiers, and the copies signed with RSA."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.models import Award, BadgeClass, Issuer, IssuerKey
from lms.services import awarding, badge_classes, issuers
from lms.services.badge_files import picture
from lms.services.badge_pages import document_of

MEDIA_TYPE = "application/ld+json"


def addresses(session: Session, issuer: Issuer, settings: Settings) -> badges.IssuerAddresses:
    """Where the 2.0 documents of an issuer stand."""
    base = issuers.profile_url(issuer, settings)
    return badges.IssuerAddresses(
        profile=f"{base}/ob2.json",
        revocations=f"{base}/revocations.json",
        keys=tuple(_key_url(key, issuer, settings) for key in _keys(session, issuer)),
    )


def profile(session: Session, issuer: Issuer, *, settings: Settings) -> dict[str, Any]:
    """The Issuer profile; without an address of its own, the one that the site writes from."""
    return badges.build_profile_v2(
        issuers.issuer_facts(issuer, settings),
        addresses(session, issuer, settings),
        email=parseaddr(settings.mail_from)[1],
    )


def key_document(
    session: Session, issuer: Issuer, number: int, *, settings: Settings
) -> dict[str, Any]:
    """The public half of one RSA key; NotFound when the issuer has no such key."""
    key = next((one for one in _keys(session, issuer) if one.number == number), None)
    if key is None:
        raise NotFound(N_("Nu există o cheie la această adresă."))
    return badges.build_key_v2(
        _key_url(key, issuer, settings),
        owner=addresses(session, issuer, settings).profile,
        public_pem=key.public_pem,
    )


def revocations(session: Session, issuer: Issuer, *, settings: Settings) -> dict[str, Any]:
    """The list of the signed assertions that were revoked; it tells nobody's address."""
    where = addresses(session, issuer, settings)
    rows = session.execute(
        select(Award.id, Award.revocation_reason)
        .join(BadgeClass)
        .where(BadgeClass.issuer_id == issuer.id, Award.revoked_at.is_not(None))
        .order_by(Award.revoked_at, Award.id)
    )
    return badges.build_revocation_list_v2(
        where.revocations,
        issuer=where.profile,
        revoked=[(_signed_id(award_id), reason or "revoked") for award_id, reason in rows],
    )


def badge_class(session: Session, found: BadgeClass, *, settings: Settings) -> dict[str, Any]:
    """The BadgeClass of 2.0."""
    facts = badge_classes.achievement_facts(found, credits=0, settings=settings)
    return badges.build_badge_class_v2(
        _class_url(found, settings),
        facts,
        issuer=addresses(session, found.issuer, settings).profile,
    )


def hosted_assertion(award: Award, *, settings: Settings) -> dict[str, Any]:
    """What stands at the address of a published badge; a revoked one says so."""
    address = f"{awarding.badge_url(award.public_id, settings)}/ob2.json"
    if award.revoked_at is not None:
        return badges.revoked_assertion_v2(address, reason=award.revocation_reason or "revoked")
    return badges.build_assertion_v2(
        document_of(award), address=address, badge=_class_url(award.badge_class, settings)
    )


def signed_assertion(session: Session, award: Award, *, settings: Settings, now: datetime) -> str:
    """The badge as a JWS that needs no public page of its own; the first one makes the RSA key."""
    issuer = award.badge_class.issuer
    key = issuers.ensure_key(session, issuer, issuers.RSA, settings=settings, now=now)
    assertion = badges.build_assertion_v2(
        document_of(award),
        address=_signed_id(award.id),
        badge=_class_url(award.badge_class, settings),
        key=_key_url(key, issuer, settings),
    )
    return badges.sign_assertion_v2(
        assertion,
        private_pem=issuers.private_pem(key, settings),
    )


def baked_png(award: Award, text: str) -> bytes:
    """The picture of a badge with a 2.0 assertion in it."""
    return badges.bake_v2(picture(award.badge_class), text)


def baked_svg(award: Award, text: str) -> bytes:
    """The drawing of a badge with a 2.0 assertion in it."""
    drawing = badges.render_badge_svg(badge_classes.picture_of(award.badge_class))
    return badges.bake_v2(drawing.encode(), text)


def _keys(session: Session, issuer: Issuer) -> Sequence[IssuerKey]:
    """The RSA keys that hold, oldest first; a stolen one proves nothing any more."""
    return session.scalars(
        select(IssuerKey)
        .where(
            IssuerKey.issuer_id == issuer.id,
            IssuerKey.algorithm == issuers.RSA,
            IssuerKey.revoked_at.is_(None),
        )
        .order_by(IssuerKey.number)
    ).all()


def _key_url(key: IssuerKey, issuer: Issuer, settings: Settings) -> str:
    return f"{issuers.profile_url(issuer, settings)}/keys/{key.number}.json"


def _class_url(found: BadgeClass, settings: Settings) -> str:
    return f"{badge_classes.class_url(found, settings)}/ob2.json"


def _signed_id(award_id: UUID) -> str:
    return f"urn:uuid:{award_id}"
