"""A member's badges and their publication: consent for each badge apart, dated, withdrawable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from lms.errors import N_, Conflict, Gone, NotFound
from lms.models import Award, BadgeClass, PublicationConsent
from lms.services import audit

CONSENT_VERSION = "2026-1"  # of the text that the page shows beside the consent


class Visibility(StrEnum):
    """Who sees the page of a badge."""

    PRIVATE = "private"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class SignedFacts:
    """What the signed document says, for a page; never what the tables say now."""

    holder: str
    started_at: datetime | None
    completed_at: datetime | None
    credits: int | None  # thousandths


def visibility(award: Award) -> Visibility:
    """Who sees the page of this badge now."""
    if award.withdrawn_at is not None:
        return Visibility.WITHDRAWN
    return Visibility.PRIVATE if award.published_at is None else Visibility.PUBLISHED


def badges_of(session: Session, member_id: UUID) -> Sequence[Award]:
    """All badges of a member, newest first."""
    return session.scalars(
        _with_class()
        .where(Award.member_id == member_id)
        .order_by(Award.awarded_at.desc(), Award.id)
    ).all()


def published_of(session: Session, member_id: UUID) -> Sequence[Award]:
    """The badges that a member has published and that stand, newest first."""
    return session.scalars(
        _with_class()
        .where(
            Award.member_id == member_id,
            Award.published_at.is_not(None),
            Award.withdrawn_at.is_(None),
            Award.revoked_at.is_(None),
        )
        .order_by(Award.awarded_at.desc(), Award.id)
    ).all()


def own_badge(session: Session, member_id: UUID, award_id: UUID) -> Award:
    """A badge of this member; NotFound for anybody else's."""
    award = session.scalar(_with_class().where(Award.id == award_id, Award.member_id == member_id))
    if award is None:
        raise NotFound(N_("Nu aveți o insignă la această adresă."))
    return award


def public_badge(session: Session, public_id: str) -> Award:
    """A published badge; NotFound before it is published, Gone after it was withdrawn."""
    award = session.scalar(_with_class().where(Award.public_id == public_id))
    state = None if award is None else visibility(award)
    if award is None or state is Visibility.PRIVATE:
        raise NotFound(N_("Nu există o insignă publicată la această adresă."))
    if state is Visibility.WITHDRAWN:
        raise Gone(N_("Titularul a retras această insignă; pagina ei nu mai este publică."))
    return award


def consent_of(session: Session, award: Award) -> PublicationConsent | None:
    """The last consent to publish a badge, withdrawn or not."""
    return session.scalars(
        select(PublicationConsent)
        .where(PublicationConsent.award_id == award.id)
        .order_by(PublicationConsent.given_at.desc(), PublicationConsent.id)
        .limit(1)
    ).first()


def publish(
    session: Session, award: Award, *, now: datetime, account_id: UUID | None = None
) -> None:
    """Record the consent of the holder and open the page; a published badge stays as it is."""
    _lock(session, award)
    if award.revoked_at is not None:
        raise Conflict(N_("Insigna a fost revocată și nu mai poate fi publicată."))
    if visibility(award) is Visibility.PUBLISHED:
        return
    session.add(
        PublicationConsent(
            id=uuid4(),
            award_id=award.id,
            given_at=now,
            withdrawn_at=None,
            text_version=CONSENT_VERSION,
        )
    )
    award.published_at = now
    award.withdrawn_at = None
    audit.record(session, "badge.published", f"award:{award.id}", account_id=account_id, now=now)


def withdraw(
    session: Session, award: Award, *, now: datetime, account_id: UUID | None = None
) -> None:
    """Withdraw the consent and close the page; a badge that is not published stays as it is."""
    _lock(session, award)
    if visibility(award) is not Visibility.PUBLISHED:
        return
    consent = consent_of(session, award)
    if consent is not None:
        consent.withdrawn_at = now
    award.withdrawn_at = now
    audit.record(session, "badge.withdrawn", f"award:{award.id}", account_id=account_id, now=now)


def document_of(award: Award) -> dict[str, Any]:
    """The signed document of a badge."""
    document: dict[str, Any] = json.loads(award.credential)
    return document


def signed_facts(document: Mapping[str, Any]) -> SignedFacts:
    """What one of our signed documents says of its holder."""
    subject = document["credentialSubject"]
    names = [
        entry["identityHash"]
        for entry in subject.get("identifier", [])
        if entry.get("identityType") == "name"
    ]
    credits = subject.get("creditsEarned")
    return SignedFacts(
        holder=names[0] if names else "",
        started_at=_instant(subject.get("activityStartDate")),
        completed_at=_instant(subject.get("activityEndDate")),
        # The document writes at most three decimals, so this is exact.
        credits=None if credits is None else round(credits * 1000),
    )


def _with_class() -> Select[tuple[Award]]:
    return select(Award).options(joinedload(Award.badge_class).joinedload(BadgeClass.issuer))


def _lock(session: Session, award: Award) -> None:
    session.execute(select(Award.id).where(Award.id == award.id).with_for_update(key_share=True))
    session.refresh(award)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
