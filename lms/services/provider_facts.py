"""What is known of an organiser that asks for approval: evidence, principals, fee; the answer.

A named principal is looked up in the register by code and name together, so that codes cannot be
tried one by one; what the register says of the person is for officers, the organiser reads only
whether the condition is met on the day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.provider import (
    Evidence,
    FeeProof,
    PrincipalWorker,
    ProviderFacts,
    assess_provider,
)
from credit_engine.results import Assessment
from lms.clock import legal_day
from lms.models import (
    ApprovalRequest,
    CaseDocument,
    CaseFile,
    CheckedWhen,
    Grade,
    Member,
    MemberGrade,
    MemberStatus,
    NamedPrincipal,
    PrincipalCheck,
    Provider,
    Status,
)
from lms.services import facts
from lms.services.members import search_words
from lms.services.regulations import norms

FEE = "proof_of_payment"  # the part of a document that shows that the fee was paid


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What the register says of a person on a day."""

    grade: Grade | None
    status: Status | None

    @property
    def counts(self) -> bool:
        """Whether the person counts as a principal social worker on that day."""
        return self.grade is Grade.PRINCIPAL and self.status is Status.ACTIVE


@dataclass(frozen=True, kw_only=True)
class PrincipalLine:
    """A named principal: the person of the register, what it says today, what it said before."""

    named: NamedPrincipal
    member: Member | None
    today: Registered
    checks: Sequence[PrincipalCheck]


def find_member(session: Session, *, rnasr_code: str, name: str) -> Member | None:
    """The member with this code whose name has all the words given (two or more), or None."""
    member = session.scalar(
        select(Member).where(Member.rnasr_code == rnasr_code, Member.withdrawn_at.is_(None))
    )
    words = set(search_words(name))
    if member is None or len(words) < 2 or not words <= set(member.folded_name.split()):
        return None
    return member


def registered_on(
    session: Session, member_ids: Collection[UUID], *, on: date
) -> dict[UUID, Registered]:
    """Grade and status of members on a day, as known now."""
    grades: dict[UUID, Grade] = {}
    for grade in session.scalars(
        select(MemberGrade)
        .where(MemberGrade.member_id.in_(member_ids), MemberGrade.superseded_at.is_(None))
        .order_by(MemberGrade.valid_from)
    ):
        if grade.valid_from <= on and (grade.valid_until is None or on < grade.valid_until):
            grades[grade.member_id] = grade.grade
    statuses: dict[UUID, Status] = {}
    for status in session.scalars(
        select(MemberStatus)
        .where(MemberStatus.member_id.in_(member_ids), MemberStatus.superseded_at.is_(None))
        .order_by(MemberStatus.valid_from)
    ):
        if status.valid_from <= on and (status.valid_until is None or on < status.valid_until):
            statuses[status.member_id] = status.status
    return {
        member_id: Registered(grade=grades.get(member_id), status=statuses.get(member_id))
        for member_id in member_ids
    }


_NOBODY = Registered(grade=None, status=None)


def principals_of(session: Session, case_id: UUID, *, on: date) -> list[PrincipalLine]:
    """The principals named in a file, looked up in the register as of a day."""
    named = session.scalars(
        select(NamedPrincipal)
        .where(NamedPrincipal.case_id == case_id)
        .order_by(NamedPrincipal.added_at, NamedPrincipal.id)
    ).all()
    ids = {row.member_id for row in named if row.member_id is not None}
    members = {
        member.id: member for member in session.scalars(select(Member).where(Member.id.in_(ids)))
    }
    found = registered_on(session, ids, on=on)
    checks = session.scalars(
        select(PrincipalCheck)
        .where(PrincipalCheck.principal_id.in_([row.id for row in named]))
        .order_by(PrincipalCheck.at)
    ).all()
    return [
        PrincipalLine(
            named=row,
            member=members.get(row.member_id) if row.member_id else None,
            today=found.get(row.member_id, _NOBODY) if row.member_id else _NOBODY,
            checks=[check for check in checks if check.principal_id == row.id],
        )
        for row in named
    ]


def note_checks(session: Session, case_id: UUID, occasion: CheckedWhen, *, now: datetime) -> None:
    """Keep what the register says now of every principal named in a file."""
    for line in principals_of(session, case_id, on=legal_day(now)):
        note_check(session, line.named, line.today, occasion, now=now)


def note_proposal(session: Session, case: CaseFile, now: datetime) -> None:
    """Keep what the register says of the principals on the day of the commission's proposal."""
    note_checks(session, case.id, CheckedWhen.PROPOSED, now=now)


def note_check(
    session: Session,
    named: NamedPrincipal,
    found: Registered,
    occasion: CheckedWhen,
    *,
    now: datetime,
) -> None:
    """Keep what the register says now of a named principal."""
    session.add(
        PrincipalCheck(
            id=uuid4(),
            principal_id=named.id,
            at=now,
            occasion=occasion,
            counts=found.counts,
            grade=found.grade,
            status=found.status,
        )
    )
    session.flush()


def provider_facts(session: Session, case_id: UUID, *, on: date) -> ProviderFacts:
    """What a file shows, as the engine reads it; principals count as the register says that day."""
    request = session.get_one(ApprovalRequest, case_id)
    provider = session.get_one(Provider, request.provider_id)
    documents = session.scalars(
        select(CaseDocument)
        .where(CaseDocument.case_id == case_id, CaseDocument.part.is_not(None))
        .order_by(CaseDocument.added_at, CaseDocument.id)
    ).all()
    fees = [document for document in documents if document.part == FEE]
    return ProviderFacts(
        id=str(provider.id),
        name=provider.name,
        evidence=tuple(
            Evidence(
                recorded_at=document.added_at,
                criterion=str(document.part),
                document=document.title,
            )
            for document in documents
            if document.part != FEE
        ),
        principals=tuple(
            PrincipalWorker(
                recorded_at=line.named.added_at,
                valid_from=min(on, legal_day(line.named.added_at)),
                member=str(line.named.member_id),
            )
            for line in principals_of(session, case_id, on=on)
            if line.today.counts
        ),
        fees=tuple(
            FeeProof(
                recorded_at=document.added_at,
                paid_on=request.fee_paid_on,
                document=document.title,
            )
            for document in fees
            if request.fee_paid_on is not None
        ),
        approvals=facts.approvals(provider.approvals),
    )


def assess(session: Session, case_id: UUID, *, on: date) -> Assessment:
    """What the norms in force say of a file on a day."""
    known = provider_facts(session, case_id, on=on)
    return assess_provider(norms(session), known, on=on, known_at=None)
