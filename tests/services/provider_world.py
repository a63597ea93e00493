"""An invented entity on its way to being a provider: entered, verified, with a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from lms import clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.config import Settings
    from lms.models import CaseFile, ProviderEntry, RoleGrant
    from tests.infra.cast import Cast

PASSWORD = "o parolă destul de lungă"
FISCAL_CODE = "1590082"
_numbers = count(1)


def with_check_digit(digits: str) -> str:
    """A fiscal code of these digits with the right check digit."""
    weighed = zip(reversed(digits), reversed((7, 5, 3, 2, 1, 7, 5, 3, 2)), strict=False)
    return f"{digits}{sum(int(digit) * key for digit, key in weighed) * 10 % 11 % 10}"


def enter(session: Session, *, now: datetime, name: str = "Asociația Început") -> ProviderEntry:
    """A confirmed entry with its manager; the account's e-mail is the entry's."""
    from lms.models import LegalForm, ProviderDuty, ProviderEntry
    from lms.services import provider_entry, provider_staff

    number = next(_numbers)
    email = f"contact{number}.{uuid4().hex[:8]}@example.ro"
    entry = ProviderEntry(
        id=uuid4(),
        name=name,
        fiscal_code=with_check_digit(f"{uuid4().int % 10**7 + 10**7}"),
        legal_form=LegalForm.ASSOCIATION,
        county="CJ",
        contact_name="Mara Început",
        email=email,
        phone="",
        asked_at=now,
        reason="",
    )
    session.add(entry)
    session.flush()
    invited = provider_staff.Invited(
        name="Mara Început", email=email, duty=ProviderDuty.MANAGER, language="ro"
    )
    invitation, token = provider_staff.make_invitation(
        session, invited, length=timedelta(hours=1), now=now
    )
    invitation.entry_id = entry.id
    provider_entry.accept(session, token, password=PASSWORD, now=now)
    return entry


def provider_of(entry: ProviderEntry) -> UUID:
    """The organiser of a confirmed entry."""
    assert entry.provider_id is not None
    return entry.provider_id


def verify(session: Session, entry: ProviderEntry, *, by: UUID, now: datetime) -> None:
    """An officer verifies an entry."""
    from lms.services import provider_entry
    from lms.services.provider_entry import EntryState

    provider_entry.check(
        session, entry.id, EntryState.VERIFIED, "Verificat la ANAF.", account_id=by, now=now
    )


def act_for(session: Session, provider_id: UUID, account_id: UUID, **more: Any) -> RoleGrant:
    """Somebody of the cast acts for an organiser too."""
    from lms.models import Account, Role
    from lms.services import accounts

    grant = accounts.grant_role(
        session,
        session.get_one(Account, account_id),
        Role.PROVIDER,
        valid_from=date(2025, 1, 15),
        now=more.pop("now"),
        provider_id=provider_id,
    )
    for name, value in more.items():
        setattr(grant, name, value)
    session.flush()
    return grant


def add_approval(
    session: Session,
    provider_id: UUID | None,
    valid_from: date,
    valid_until: date | None,
    *,
    now: datetime,
) -> None:
    """An approval by an earlier decision."""
    from lms.models import ProviderApproval

    session.add(
        ProviderApproval(
            id=uuid4(),
            provider_id=provider_id,
            decision_number=f"{next(_numbers)}",
            decided_on=valid_from,
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_at=now,
        )
    )
    session.flush()


def make_principal(session: Session, member_id: UUID, *, now: datetime) -> None:
    """From 2024 on this member's grade is principal."""
    from sqlalchemy import update

    from lms.models import Grade, MemberGrade

    session.execute(
        update(MemberGrade)
        .where(MemberGrade.member_id == member_id)
        .values(valid_until=date(2024, 1, 1))
    )
    session.add(
        MemberGrade(
            id=uuid4(),
            member_id=member_id,
            grade=Grade.PRINCIPAL,
            valid_from=date(2024, 1, 1),
            recorded_at=now,
        )
    )
    session.flush()


def fill(
    session: Session,
    case: CaseFile,
    cast: Cast,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> None:
    """Everything that the norms ask of a file: documents, fee, two principals."""
    from lms.services import provider_approvals
    from tests.infra.documents import pdf_of

    for part in provider_approvals.parts_asked(session, on=clock.legal_day(now)):
        provider_approvals.add_document(
            session,
            case,
            pdf_of(f"Dovada {part}"),
            part,
            filename=f"{part}.pdf",
            account_id=account_id,
            settings=settings,
            now=now,
        )
    provider_approvals.write(
        session,
        case,
        experience="Zece ateliere.",
        plan="Supervizare.",
        fee_paid_on=clock.legal_day(now),
    )
    for someone in (cast.member, cast.colleague):
        assert someone.member_id is not None
        assert someone.rnasr_code is not None
        make_principal(session, someone.member_id, now=now)
        provider_approvals.name_principal(
            session,
            case,
            rnasr_code=someone.rnasr_code,
            name=someone.name,
            account_id=account_id,
            now=now,
        )


def submitted(
    session: Session,
    cast: Cast,
    *,
    settings: Settings,
    now: datetime,
    name: str = "Asociația Început",
) -> CaseFile:
    """The file of a new entity, submitted by its manager."""
    from lms.models import RoleGrant
    from lms.services import provider_approvals

    entry = enter(session, now=now, name=name)
    verify(session, entry, by=cast.cfpc.id, now=now)
    assert entry.provider_id is not None
    manager = session.query(RoleGrant.account_id).filter_by(provider_id=entry.provider_id).scalar()
    case = provider_approvals.start(session, entry.provider_id, account_id=manager, now=now)
    fill(session, case, cast, account_id=manager, settings=settings, now=now)
    return provider_approvals.submit(session, case, account_id=manager, settings=settings, now=now)
