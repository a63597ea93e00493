"""Invented contestations: of a refused activity and of a refused grade, waiting for others."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import CaseFile, CaseKind, Decision, Member
from lms.services import case_files, promotions, reviews

_SEMINAR = (
    "Seminarul din primăvară a avut alt program: atunci am vorbit despre doliul copiilor, acum "
    "despre doliul perinatal. Vă rog să comparați cele două programe."
)
_GRADE = (
    "Contractul de muncă pentru perioada lipsă a fost depus la sucursală. Vă rog să îl cereți de "
    "acolo și să socotiți din nou practica în domeniu."
)


def add_contestations(session: Session, *, settings: Settings, now: datetime) -> None:
    """One file of each kind, filed in the last days by the members who were refused."""
    activity = _refused(session, CaseKind.OTHER_ACTIVITY)
    if activity is not None:
        at = now - timedelta(days=3)
        member_id, account_id = _whose(session, activity)
        case = reviews.contest(
            session, activity.id, _SEMINAR, member_id=member_id, account_id=account_id, now=at
        )
        case_files.submit(session, case, settings=settings, now=at)
    grade = _refused(session, CaseKind.PROMOTION)
    if grade is not None:
        member_id, account_id = _whose(session, grade)
        promotions.contest(
            session,
            grade.id,
            _GRADE,
            member_id=member_id,
            account_id=account_id,
            settings=settings,
            now=now - timedelta(days=2),
        )


def _refused(session: Session, kind: CaseKind) -> CaseFile | None:
    return session.scalar(
        select(CaseFile)
        .join(Decision, Decision.case_id == CaseFile.id)
        .where(CaseFile.kind == kind, Decision.outcome == "rejected")
        .order_by(CaseFile.submitted_at)
    )


def _whose(session: Session, case: CaseFile) -> tuple[UUID, UUID]:
    member = session.get_one(Member, case.member_id)
    assert member.account_id is not None
    return member.id, member.account_id
