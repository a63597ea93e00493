"""A higher grade by decision: the grade held ends, the new one begins; nothing is edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput
from lms.models import Grade, Member, MemberGrade

_RISING = list(Grade)


def raise_grade(
    session: Session, member_id: UUID, grade: Grade, *, on: date, act: str, now: datetime
) -> MemberGrade:
    """Record that a member holds a grade from a day on; the same act recorded twice is one fact.

    Rows that hold later than the day are superseded and recorded again until that day. BadInput
    when the register knows no lower grade on that day.
    """
    session.scalar(select(Member.id).where(Member.id == member_id).with_for_update())
    standing = session.scalars(
        select(MemberGrade).where(
            MemberGrade.member_id == member_id, MemberGrade.superseded_at.is_(None)
        )
    ).all()
    for row in standing:
        if (row.grade, row.valid_from, row.decision) == (grade, on, act):
            return row
    _check(standing, grade, on=on)
    again = []
    for row in standing:
        if row.valid_until is None or row.valid_until > on:
            row.superseded_at = now
            again.append(_again(row, until=on, now=now))
    session.flush()
    raised = MemberGrade(
        id=uuid4(),
        member_id=member_id,
        grade=grade,
        valid_from=on,
        valid_until=None,
        decision=act,
        recorded_at=now,
    )
    session.add_all([*again, raised])
    session.flush()
    return raised


def _again(row: MemberGrade, *, until: date, now: datetime) -> MemberGrade:
    return MemberGrade(
        id=uuid4(),
        member_id=row.member_id,
        grade=row.grade,
        valid_from=row.valid_from,
        valid_until=until,
        decision=row.decision,
        recorded_at=now,
    )


def _check(rows: Sequence[MemberGrade], grade: Grade, *, on: date) -> None:
    if any(row.valid_from >= on for row in rows):
        raise BadInput(
            N_(
                "În registru este trecută deja o treaptă din ziua hotărârii sau de mai târziu. "
                "Verificați data și fișa membrului."
            ),
            field="decided_on",
        )
    held = [row for row in rows if row.valid_until is None or row.valid_until > on]
    if not held:
        raise BadInput(
            N_("Registrul nu arată ce treaptă avea membrul în ziua hotărârii; completați-l întâi."),
            field="decided_on",
        )
    if any(_RISING.index(row.grade) >= _RISING.index(grade) for row in held):
        raise BadInput(
            N_("După registru, membrul are deja această treaptă sau una mai înaltă."),
            field="outcome",
        )
