"""Invented requests for a higher grade, in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.results import Outcome
from lms.clock import legal_day
from lms.config import Settings
from lms.models import Account, CaseFile, Grade, Member, RoleGrant
from lms.services import case_asking, case_decisions, promotions
from lms.services.procedures import Verdict

_REASONS = {
    "approved": "Vechimea, creditele și cotizațiile sunt dovedite.",
    "rejected": "Practica în domeniu nu este dovedită pentru toată perioada.",
    "postponed": "Se așteaptă copia contractului de muncă.",
}
_WANTED = 8


def add_promotions(
    session: Session, *, members: Sequence[Member], settings: Settings, now: datetime
) -> None:
    """Files registered, asked for a document, in analysis, proposed, approved and rejected."""
    asking = _who_can_ask(session, members, settings=settings, now=now)
    if len(asking) < _WANTED:
        return
    caap, bex = (_officer(session, name) for name in ("atestare@exemplu.ro", "birou@exemplu.ro"))
    cases = [
        _ask(session, *who, settings=settings, now=now - timedelta(days=21 - 2 * place))
        for place, who in enumerate(asking[: _WANTED - 1])
    ]
    for place, outcome in enumerate(("approved", "rejected", "approved", "postponed")):
        _propose(session, cases[place], outcome, caap=caap, now=now - timedelta(days=8))
    for place, number in ((0, "80"), (1, "81")):
        _decide(session, cases[place], number, bex=bex, settings=settings,
                now=now - timedelta(days=6))  # fmt: skip
    taken = now - timedelta(days=5)
    case_decisions.take_into_analysis(session, cases[4].id, account_id=caap, now=taken)
    case_asking.ask_document(
        session,
        cases[4].id,
        "Vă rugăm să adăugați copia contractului de muncă pentru perioada 2019-2021.",
        until=legal_day(now) + timedelta(days=20),
        account_id=caap,
        now=taken,
    )
    _file_by_branch(session, asking[_WANTED - 1 :], settings=settings, now=now)


def _who_can_ask(
    session: Session, members: Sequence[Member], *, settings: Settings, now: datetime
) -> list[tuple[Member, Grade]]:
    """Members with an account (not the first: that one is for trying) and their next grade.

    By turns one of whom nothing is known to be missing and one who lacks something.
    """
    ready: list[tuple[Member, Grade]] = []
    others: list[tuple[Member, Grade]] = []
    for member in members[1:]:
        if member.account_id is None:
            continue
        standing = promotions.standing_of(
            session, member.id, records_from=settings.records_from, now=now
        )
        if standing.record is not None:
            of_kind = others if standing.record.outcome is Outcome.NOT_MET else ready
            of_kind.append((member, standing.record.grade))
    pairs = [who for pair in zip(ready, others, strict=False) for who in pair]
    left = len(pairs) // 2
    return pairs + ready[left:] + others[left:]


def _officer(session: Session, email: str) -> UUID:
    return session.scalars(select(Account.id).where(Account.email == email)).one()


def _ask(
    session: Session, member: Member, grade: Grade, *, settings: Settings, now: datetime
) -> CaseFile:
    assert member.account_id is not None
    return promotions.ask(
        session, member.id, grade, account_id=member.account_id, settings=settings, now=now
    )


def _propose(session: Session, case: CaseFile, outcome: str, *, caap: UUID, now: datetime) -> None:
    verdict = Verdict(outcome=outcome, reasons=_REASONS[outcome])
    case_decisions.propose(session, case.id, verdict, account_id=caap, now=now)


def _decide(
    session: Session,
    case: CaseFile,
    number: str,
    *,
    bex: UUID,
    settings: Settings,
    now: datetime,
) -> None:
    latest = case.proposals[-1]
    case_decisions.decide(
        session,
        case.id,
        Verdict(outcome=latest.outcome, reasons=latest.reasons),
        number=number,
        decided_on=legal_day(now),
        account_id=bex,
        settings=settings,
        now=now,
    )


def _file_by_branch(
    session: Session,
    asking: Sequence[tuple[Member, Grade]],
    *,
    settings: Settings,
    now: datetime,
) -> None:
    """The branch with an account files for one of its members."""
    account_id = _officer(session, "sucursala@exemplu.ro")
    branch_id = session.scalar(
        select(RoleGrant.branch_id).where(RoleGrant.account_id == account_id)
    )
    for member, grade in asking:
        if branch_id is not None and member.branch_id == branch_id:
            promotions.file_for_member(
                session,
                member,
                grade,
                "A cerut la ședința sucursalei.",
                branch_id=branch_id,
                account_id=account_id,
                settings=settings,
                now=now - timedelta(days=1),
            )
            return
