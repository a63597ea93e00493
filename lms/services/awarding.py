"""Awards: the badge that follows a credited course, and its revocation when the credit goes."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import badges
from lms.config import Settings
from lms.models import (
    Award,
    BadgeClass,
    CreditEntry,
    Enrolment,
    IssuerKey,
    Member,
    MemberEmail,
)
from lms.services import badge_classes, issuers, ledger, notifications, status_lists
from lms.services.badge_classes import ensure_course_badge
from lms.services.publishing import load_version
from lms.services.upserts import insert_into

__all__ = ["award_for_completion", "award_of", "ensure_course_badge", "follow_reversals"]

_TRIES = 5
_SALT_BYTES = 16


def badge_url(public_id: str, settings: Settings) -> str:
    """The public page of a badge; it is also the id of the credential."""
    return issuers.public_address(settings, f"/b/{public_id}")


def award_source(entry: CreditEntry) -> str:
    """What an award is for: the source of its credit; a corrected credit earns a new badge."""
    return entry.source if entry.revision == 1 else f"{entry.source}/{entry.revision}"


def award_for_completion(
    session: Session,
    enrolment: Enrolment,
    entry: CreditEntry,
    *,
    settings: Settings,
    now: datetime,
) -> Award | None:
    """The badge of a credited completion, once; None when the credit was reversed meanwhile."""
    if _is_reversed(session, entry):
        return None
    badge_class = ensure_course_badge(session, enrolment.version, settings=settings, now=now)
    source = award_source(entry)
    for _ in range(_TRIES):
        known = _award(session, badge_class, enrolment.member_id, source)
        if known is not None:
            return known
        _issue(session, badge_class, enrolment, entry, settings=settings, now=now)
    raise RuntimeError(f"No free place in a status list was found in {_TRIES} tries.")


def award_of(session: Session, *, member_id: UUID, course_id: UUID) -> Award | None:
    """The badge of a member for a course: the one that stands, else the last that was revoked."""
    return session.scalars(
        select(Award)
        .join(BadgeClass)
        .where(Award.member_id == member_id, BadgeClass.course_id == course_id)
        .options(joinedload(Award.badge_class))
        .order_by(Award.revoked_at.is_not(None), Award.awarded_at.desc())
        .limit(1)
    ).first()


def follow_reversals(
    session: Session,
    entry_ids: Sequence[UUID],
    *,
    reason: str,
    settings: Settings,
    now: datetime,
) -> list[Award]:
    """Revoke the badges that rest on reversed credits; where a corrected credit is live, award
    anew. Call it after the booking that corrects. Safe to repeat; returns what it revoked."""
    if not entry_ids:
        return []
    awards = session.scalars(
        select(Award)
        .where(Award.credit_entry_id.in_(entry_ids), Award.revoked_at.is_(None))
        .options(joinedload(Award.badge_class))
        .order_by(Award.id)
        .with_for_update(of=Award)
        .execution_options(populate_existing=True)
    ).all()
    for award in awards:
        award.revoked_at = now
        award.revocation_reason = reason
    session.flush()
    status_lists.publish_changes(
        session, [award.revocation_list for award in awards], settings=settings, now=now
    )
    for award in awards:
        if _award_corrected(session, award, settings=settings, now=now) is None:
            _notify_revoked(session, award, now=now)
    return list(awards)


def _issue(
    session: Session,
    badge_class: BadgeClass,
    enrolment: Enrolment,
    entry: CreditEntry,
    *,
    settings: Settings,
    now: datetime,
) -> None:
    """Sign and insert an award; nothing happens when another one was there first."""
    key = issuers.signing_key(session, badge_class.issuer)
    award = Award(
        id=uuid4(),
        public_id=secrets.token_urlsafe(_SALT_BYTES),
        badge_class_id=badge_class.id,
        member_id=enrolment.member_id,
        source=award_source(entry),
        credit_entry_id=entry.id,
        issuer_key_id=key.id,
        awarded_at=now,
        salt=secrets.token_hex(_SALT_BYTES),
    )
    award.revocation_list, award.status_index = status_lists.free_place(
        session, badge_class.issuer, settings=settings, now=now
    )
    document = badges.build_credential(
        _facts(session, award, badge_class, enrolment, entry, settings=settings),
        issuers.issuer_facts(badge_class.issuer, settings),
    )
    award.credential = _signed(document, badge_class, key, settings=settings, now=now)
    values = {
        column.key: getattr(award, column.key)
        for column in Award.__mapper__.columns
        if getattr(award, column.key) is not None
    }
    # Any conflict at all: the award exists, or somebody took the place in the list.
    session.execute(insert_into(session, Award).values(values).on_conflict_do_nothing())


def _signed(
    document: dict[str, object],
    badge_class: BadgeClass,
    key: IssuerKey,
    *,
    settings: Settings,
    now: datetime,
) -> str:
    signed = issuers.sign(document, badge_class.issuer, key, settings=settings, now=now)
    return json.dumps(signed, ensure_ascii=False)


def _facts(
    session: Session,
    award: Award,
    badge_class: BadgeClass,
    enrolment: Enrolment,
    entry: CreditEntry,
    *,
    settings: Settings,
) -> badges.AwardFacts:
    url = badge_url(award.public_id, settings)
    member = session.get_one(Member, enrolment.member_id)
    email = _email(session, member)
    course = load_version(session, enrolment.version, settings=settings)
    assert enrolment.completed_at is not None
    return badges.AwardFacts(
        id=url,
        name=str(badge_class.name[badge_classes.LANGUAGE]),
        subject=badges.SubjectFacts(
            uuid=uuid4(),  # of this badge alone: two badges are not linked by it
            name=_clean(member.full_name),
            email=None if email is None else badges.hash_email(_clean(email), salt=award.salt),
            activity_start=enrolment.enrolled_at,
            activity_end=enrolment.completed_at,
            credits_earned=entry.credits,
        ),
        achievement=badge_classes.achievement_facts(
            badge_class,
            credits=entry.credits,
            settings=settings,
            pass_percent=course.test.pass_percent,
        ),
        awarded_at=award.awarded_at,
        valid_from=award.awarded_at,
        image=badges.ImageFacts(f"{url}.png"),
        evidence=(
            badges.EvidenceFacts(
                name="Cum a fost evaluată",
                narrative=str(badge_class.assessment[badge_classes.LANGUAGE]),
                genre="Test final",
            ),
        ),
        status=(
            badges.StatusEntry(
                badges.StatusPurpose.REVOCATION,
                status_lists.list_url(award.revocation_list, settings),
                award.status_index,
            ),
        ),
    )


def _award_corrected(
    session: Session, award: Award, *, settings: Settings, now: datetime
) -> Award | None:
    """The badge for the corrected credit that took the place of a reversed one, if there is one."""
    reversed_entry = session.get_one(CreditEntry, award.credit_entry_id)
    live = ledger.live_entry(
        session, member_id=reversed_entry.member_id, source=reversed_entry.source
    )
    enrolment = session.scalar(
        select(Enrolment).where(
            Enrolment.member_id == award.member_id,
            Enrolment.course_id == award.badge_class.course_id,
        )
    )
    if live is None or enrolment is None or live.id == reversed_entry.id:
        return None
    made = award_for_completion(session, enrolment, live, settings=settings, now=now)
    if made is not None:
        notifications.notify_member(
            session,
            made.member_id,
            "badge_awarded",
            key=f"badge_awarded:{made.id}",
            now=now,
            params={"title": award.badge_class.name},
            path=f"/badges/{made.id}",
        )
    return made


def _notify_revoked(session: Session, award: Award, *, now: datetime) -> None:
    notifications.notify_member(
        session,
        award.member_id,
        "badge_revoked",
        key=f"badge_revoked:{award.id}",
        now=now,
        params={"title": award.badge_class.name},
        path=f"/badges/{award.id}",
    )


def _award(session: Session, badge_class: BadgeClass, member_id: UUID, source: str) -> Award | None:
    return session.scalar(
        select(Award).where(
            Award.badge_class_id == badge_class.id,
            Award.member_id == member_id,
            Award.source == source,
        )
    )


def _is_reversed(session: Session, entry: CreditEntry) -> bool:
    reversal = select(CreditEntry.id).where(CreditEntry.reverses_id == entry.id)
    return session.scalar(reversal) is not None


def _email(session: Session, member: Member) -> str | None:
    return session.scalars(
        select(MemberEmail.email)
        .where(MemberEmail.member_id == member.id, MemberEmail.removed_at.is_(None))
        .order_by(MemberEmail.is_primary.desc(), MemberEmail.recorded_at, MemberEmail.id)
        .limit(1)
    ).first()


def _clean(text: str) -> str:
    """Text without control characters, which verifiers of other makes read differently."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
