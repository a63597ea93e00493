"""Members with practice, dues and credits, ready to ask for a grade: shared by tests of grades."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings, load_settings
from lms.models import (
    Account,
    CaseFile,
    Dues,
    Grade,
    Member,
    MemberGrade,
    PracticeKind,
    PracticePeriod,
    Role,
)
from lms.services import accounts, case_decisions, promotions, regulations
from lms.services.procedures import Verdict
from tests.infra.cast import RECORDED_AT, Cast, Person, build_cast
from tests.infra.settings import MASTER_KEY, PUBLIC_URL

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 4, 2)
SETTINGS: Settings = load_settings({}, public_url=PUBLIC_URL, master_key=MASTER_KEY)
APPROVED = Verdict(outcome="approved", reasons="Îndeplinește condițiile.")
REJECTED = Verdict(outcome="rejected", reasons="Nu are creditele cerute.")


def build_world(session: Session) -> Cast:
    """The cast, with the norms and the member's practice and dues."""
    regulations.ensure_bundled(session, now=RECORDED_AT)
    cast = build_cast(session)
    furnish(session, cast)
    return cast


def furnish(session: Session, cast: Cast) -> None:
    """Practice since the registration and dues of every year, for the member and the stranger."""
    for person in (cast.member, cast.stranger):
        for kind in PracticeKind:
            session.add(
                PracticePeriod(
                    id=uuid4(),
                    member_id=person.member_id,
                    kind=kind,
                    valid_from=date(2019, 5, 6),
                    valid_until=None,
                    recorded_at=RECORDED_AT,
                    superseded_at=None,
                    import_id=None,
                )
            )
        for year in range(2019, 2027):
            session.add(dues(person, year, date(year, 1, 20)))
    session.flush()


def dues(person: Person, year: int, paid_on: date | None) -> Dues:
    """The dues of a year as first recorded."""
    return Dues(
        id=uuid4(),
        member_id=person.member_id,
        year=year,
        paid_on=paid_on,
        recorded_at=RECORDED_AT,
        superseded_at=None,
        import_id=None,
    )


def second_officers(session: Session, cast: Cast) -> tuple[UUID, UUID]:
    """Another officer of the attestation commission and another of BEX: account ids."""
    found = []
    for name, role in (("Nora Comisia", Role.CAAP), ("Oana Birou", Role.BEX)):
        email = f"{name.split()[0].lower()}@example.ro"
        account = session.scalar(select(Account).where(Account.email == email))
        if account is None:
            account = accounts.create_account(
                session, email=email, display_name=name, now=RECORDED_AT
            )
            accounts.grant_role(
                session, account, role, valid_from=RECORDED_AT.date(), now=RECORDED_AT
            )
        found.append(account.id)
    return found[0], found[1]


def asked(
    session: Session, cast: Cast, person: Person | None = None, now: datetime = NOW
) -> CaseFile:
    """The member's registered file for the next grade."""
    person = person or cast.member
    assert person.member_id is not None
    return promotions.ask(
        session,
        person.member_id,
        Grade.SPECIALIST,
        account_id=person.id,
        settings=SETTINGS,
        now=now,
    )


def proposed(session: Session, cast: Cast, case: CaseFile, verdict: Verdict = APPROVED) -> CaseFile:
    """A file on which the commission has proposed."""
    case_decisions.propose(session, case.id, verdict, account_id=cast.caap.id, now=NOW)
    return case


def decided(
    session: Session,
    cast: Cast,
    case: CaseFile,
    verdict: Verdict = APPROVED,
    *,
    number: str = "45",
    decided_on: date = TODAY,
    now: datetime = NOW,
) -> CaseFile:
    """A proposed file that BEX has decided."""
    case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=decided_on,
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=now,
    )
    return case


def grades(session: Session, person: Person) -> list[tuple[str, str, str | None, str | None]]:
    """The standing grades of a person: grade, first day, end, act; oldest first."""
    rows = session.scalars(
        select(MemberGrade)
        .where(MemberGrade.member_id == person.member_id, MemberGrade.superseded_at.is_(None))
        .order_by(MemberGrade.valid_from)
    )
    return [
        (
            row.grade.value,
            row.valid_from.isoformat(),
            row.valid_until.isoformat() if row.valid_until else None,
            row.decision,
        )
        for row in rows
    ]


def member_of(session: Session, person: Person) -> Member:
    """The member row of a person."""
    return session.get_one(Member, person.member_id)


LATER = NOW + timedelta(days=30)
