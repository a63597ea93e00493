"""The organiser's public reply to the results of an edition: published, replaced, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.attendance.cnp import mask_cnp
from lms.errors import N_, BadInput, Conflict
from lms.models import Edition, FeedbackInvitation, FeedbackReply
from lms.services import audit
from lms.services.feedback_results import edition_results
from lms.services.providing import find_edition

SHORTEST, LONGEST = 20, 3000  # characters
MOST_SHOWN = 10


def current_reply(session: Session, edition_id: UUID) -> FeedbackReply | None:
    """The reply that is public now, with its organiser."""
    return session.scalars(
        select(FeedbackReply)
        .where(FeedbackReply.edition_id == edition_id, FeedbackReply.ended_at.is_(None))
        .options(joinedload(FeedbackReply.provider))
    ).one_or_none()


def replies_for_member(session: Session, member_id: UUID) -> Sequence[FeedbackReply]:
    """The newest public replies about editions on which this member was asked."""
    asked = select(FeedbackInvitation.edition_id).where(FeedbackInvitation.member_id == member_id)
    return session.scalars(
        select(FeedbackReply)
        .where(FeedbackReply.ended_at.is_(None), FeedbackReply.edition_id.in_(asked))
        .options(
            joinedload(FeedbackReply.edition).joinedload(Edition.programme),
            joinedload(FeedbackReply.provider),
        )
        .order_by(FeedbackReply.published_at.desc(), FeedbackReply.id)
        .limit(MOST_SHOWN)
    ).all()


def publish(
    session: Session,
    edition_id: UUID,
    text: str,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> FeedbackReply:
    """Publish a reply in place of the one before; the same text again changes nothing.

    BadInput on `text` (length in characters, SHORTEST to LONGEST); Conflict while nothing can be
    read of the edition; NotFound for a stranger's edition.
    """
    edition = _lock_own(session, edition_id, provider_ids=provider_ids)
    wanted = _checked(text)
    if not edition_results(session, edition_id).counted:
        raise Conflict(
            N_("Puteți răspunde după ce apar rezultatele, de la cinci răspunsuri în sus.")
        )
    before = current_reply(session, edition_id)
    if before is not None and before.text == wanted:
        return before
    if before is not None:
        before.ended_at = now
        session.flush()
    reply = FeedbackReply(
        id=uuid4(),
        edition_id=edition_id,
        provider_id=edition.provider_id,
        text=wanted,
        published_by=account_id,
        published_at=now,
    )
    session.add(reply)
    session.flush()
    _note(session, "feedback.reply.publish", reply, account_id=account_id, now=now)
    return reply


def withdraw(
    session: Session,
    edition_id: UUID,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> None:
    """Take the public reply back; again changes nothing. NotFound for a stranger's edition."""
    _lock_own(session, edition_id, provider_ids=provider_ids)
    reply = current_reply(session, edition_id)
    if reply is None:
        return
    reply.ended_at = now
    session.flush()
    _note(session, "feedback.reply.withdraw", reply, account_id=account_id, now=now)


def _lock_own(session: Session, edition_id: UUID, *, provider_ids: Collection[UUID]) -> Edition:
    """The edition that one of these providers files, locked; a partner may read, not reply."""
    edition = find_edition(session, edition_id, provider_ids=provider_ids)
    if edition.provider_id not in provider_ids:
        raise Conflict(N_("Răspunde organizatorul care depune lista de prezență a ediției."))
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())
    return edition


def _checked(text: str) -> str:
    wanted = mask_cnp(text.replace("\r\n", "\n").strip())
    if len(wanted) < SHORTEST:
        raise BadInput(
            N_("Scrieți cel puțin o propoziție (%(count)d de caractere): ce ați schimbat."),
            field="text",
            count=SHORTEST,
        )
    if len(wanted) > LONGEST:
        raise BadInput(
            N_("Răspunsul are %(length)d caractere; cel mult %(most)d. Scurtați-l."),
            field="text",
            length=len(wanted),
            most=LONGEST,
        )
    return wanted


def _note(
    session: Session, action: str, reply: FeedbackReply, *, account_id: UUID, now: datetime
) -> None:
    audit.record(
        session,
        action,
        f"edition:{reply.edition_id}",
        account_id=account_id,
        now=now,
        details={"reply": str(reply.id)},
    )
