"""People who are asked for feedback, and what they answer; for tests of services and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from lms.services import feedback

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.config import Settings

ASKED_AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SCALES = ("content", "trainer", "organisation", "usefulness", "accessibility")


def add_members(session: Session, count: int) -> list[UUID]:
    """New members of the register, without accounts."""
    from lms.models import Member

    rows = [
        Member(
            id=uuid4(),
            key=uuid4(),
            rnasr_code=f"FB-{uuid4().hex[:12]}",
            last_name=f"Familie{number}",
            first_name=f"Prenume{number}",
            folded_name=f"familie{number} prenume{number}",
            county="CJ",
            branch_id=None,
            registered_on=date(2020, 1, 1),
            account_id=None,
            recorded_at=ASKED_AT,
            import_id=None,
        )
        for number in range(count)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def add_edition(
    session: Session, programme_id: UUID, *, number: int, on: date = date(2026, 5, 9)
) -> UUID:
    """A further edition, held, of a programme of the cast."""
    from lms.models import Edition, EditionState, Modality, Programme

    edition = Edition(
        id=uuid4(),
        programme_id=programme_id,
        provider_id=session.get_one(Programme, programme_id).provider_id,
        number=number,
        modality=Modality.ONLINE,
        county=None,
        place=None,
        starts_on=on,
        ends_on=on,
        state=EditionState.HELD,
        recorded_at=ASKED_AT,
    )
    session.add(edition)
    session.flush()
    return edition.id


def invite(session: Session, edition_id: UUID, member_ids: list[UUID]) -> dict[UUID, UUID]:
    """Ask members about an edition; the invitation of each member."""
    from sqlalchemy import select

    from lms.models import FeedbackInvitation

    feedback.invite_for_edition(session, edition_id, member_ids, now=ASKED_AT)
    rows = session.execute(
        select(FeedbackInvitation.member_id, FeedbackInvitation.id).where(
            FeedbackInvitation.edition_id == edition_id
        )
    )
    return {row.member_id: row.id for row in rows}


def answer(point: int = 4, *, helped: str = "", change: str = "", **points: int) -> dict[str, Any]:
    """A whole answer: the same point on every scale, unless said otherwise."""
    return dict.fromkeys(SCALES, point) | points | {"helped": helped, "change": change}


def everyone_answers(
    session: Session, edition_id: UUID, answers: list[dict[str, Any]], settings: Settings
) -> list[UUID]:
    """As many new members as answers, invited and heard; nothing is opened yet."""
    members = add_members(session, len(answers))
    invitations = invite(session, edition_id, members)
    for member_id, given in zip(members, answers, strict=True):
        feedback.submit(session, invitations[member_id], member_id, given, settings=settings)
    return members
