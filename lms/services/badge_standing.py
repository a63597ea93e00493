"""The holder's standing beside a badge, on the day it is looked at, when the holder lets it be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import Award, Grade, MemberStatus, Status
from lms.services import audit, issuers
from lms.services.proof_links import grade_on
from lms.services.verifying import Verified


@dataclass(frozen=True, kw_only=True)
class HolderToday:
    """What others may know: active or not (never why not), and the grade."""

    is_active: bool
    grade: Grade | None


def allow(session: Session, award: Award, *, now: datetime, account_id: UUID | None) -> None:
    """Let those who verify this badge see the standing of the day."""
    if award.standing_shown_at is None:
        award.standing_shown_at = now
        audit.record(
            session, "badge.standing_shown", f"award:{award.id}", account_id=account_id, now=now
        )


def forbid(session: Session, award: Award, *, now: datetime, account_id: UUID | None) -> None:
    """Show it no more."""
    if award.standing_shown_at is not None:
        award.standing_shown_at = None
        audit.record(
            session, "badge.standing_hidden", f"award:{award.id}", account_id=account_id, now=now
        )


def of_award(session: Session, award: Award, *, on: date) -> HolderToday | None:
    """The standing of the holder on a day; None when the holder does not show it."""
    if award.standing_shown_at is None:
        return None
    status = session.scalar(
        select(MemberStatus.status)
        .where(
            MemberStatus.member_id == award.member_id,
            MemberStatus.superseded_at.is_(None),
            MemberStatus.valid_from <= on,
            or_(MemberStatus.valid_until.is_(None), MemberStatus.valid_until > on),
        )
        .order_by(MemberStatus.valid_from.desc())
        .limit(1)
    )
    grade = grade_on(session, award.member_id, on)
    return HolderToday(is_active=status is Status.ACTIVE, grade=grade)


def own_award(session: Session, found: Verified, *, settings: Settings) -> Award | None:
    """The badge of ours that a verified document is; only an authentic one leads to it."""
    prefix = issuers.public_address(settings, "/b/")
    credential = found.report.credential_id or ""
    if found.issuer is None or not found.is_authentic or not credential.startswith(prefix):
        return None
    public_id = credential.removeprefix(prefix).partition("/")[0]
    return session.scalar(select(Award).where(Award.public_id == public_id))
