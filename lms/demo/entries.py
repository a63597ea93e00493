"""Invented entities on their way to approval, and the earlier approvals of known providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.demo.papers import paper
from lms.demo.words import NEWCOMERS
from lms.models import (
    Account,
    CaseFile,
    Grade,
    LegalForm,
    Member,
    MemberGrade,
    MemberStatus,
    Provider,
    ProviderApproval,
    ProviderDuty,
    ProviderEntry,
    Status,
)
from lms.services import (
    accounts,
    case_questions,
    provider_approvals,
    provider_entry,
    provider_facts,
    provider_staff,
)
from lms.services.provider_entry import EntryState

ENTITIES = (
    ("Asociația Drumul Împreună", "40112232", LegalForm.ASSOCIATION, "MS"),
    ("Fundația Casa Ariniș", "37560040", LegalForm.FOUNDATION, "MM"),
)


def add_entries(
    session: Session, *, providers: Sequence[Provider], settings: Settings, now: datetime
) -> None:
    """A file that waits for the commission with a question in it, and an unverified draft."""
    for provider in providers[:3]:
        _earlier_approval(session, provider, now=now)
    officer = session.scalars(select(Account.id).where(Account.email == "formare@exemplu.ro")).one()
    first, second = (
        _enter(session, place, now=now - timedelta(days=12 - 9 * place)) for place in (0, 1)
    )
    provider_entry.check(
        session,
        first.id,
        EntryState.VERIFIED,
        "Datele corespund cu registrul asociațiilor și cu certificatul fiscal.",
        account_id=officer,
        now=now - timedelta(days=10),
    )
    case, manager = _filled(session, first, settings=settings, now=now - timedelta(days=6))
    provider_approvals.submit(
        session, case, account_id=manager, settings=settings, now=now - timedelta(days=6)
    )
    case_questions.ask_provider(
        session,
        case.id,
        "În ce sală se țin atelierele și câte locuri are?",
        until=legal_day(now) + timedelta(days=8),
        account_id=officer,
        now=now - timedelta(days=2),
        path=f"/provider/approvals/{case.id}#questions",
    )
    _draft(session, second, settings=settings, now=now - timedelta(days=1))


def _earlier_approval(session: Session, provider: Provider, *, now: datetime) -> None:
    begun = min(approval.valid_from for approval in provider.approvals)
    start = begun.replace(year=begun.year - 4)
    session.add(
        ProviderApproval(
            id=uuid5(NAMESPACE_URL, f"{provider.slug}:{start}"),
            provider_id=provider.id,
            decision_number=str(7 + start.month),
            decided_on=start,
            valid_from=start,
            valid_until=begun,
            recorded_at=now,
        )
    )
    session.flush()


def _enter(session: Session, place: int, *, now: datetime) -> ProviderEntry:
    """A confirmed entry; its manager signs in with the password of the demonstration."""
    name, code, form, county = ENTITIES[place]
    email, person, _role = NEWCOMERS[place]
    known = session.scalars(
        select(Account.password_hash).where(Account.email == "furnizor@exemplu.ro")
    ).one()
    account = accounts.create_account(session, email=email, display_name=person, now=now)
    account.password_hash = known
    entry = ProviderEntry(
        id=uuid4(),
        name=name,
        fiscal_code=provider_entry.read_fiscal_code(code),
        legal_form=form,
        county=county,
        contact_name=person,
        email=email,
        phone="",
        asked_at=now,
        reason="",
    )
    session.add(entry)
    session.flush()
    invited = provider_staff.Invited(
        name=person, email=email, duty=ProviderDuty.MANAGER, language="ro"
    )
    invitation, token = provider_staff.make_invitation(
        session, invited, length=provider_entry.LINK_LENGTH, now=now
    )
    invitation.entry_id = entry.id
    provider_entry.accept(session, token, password=None, now=now)
    return entry


def _draft(
    session: Session, entry: ProviderEntry, *, settings: Settings, now: datetime
) -> tuple[CaseFile, UUID]:
    """A draft with its first document."""
    manager = session.scalars(select(Account.id).where(Account.email == entry.email)).one()
    assert entry.provider_id is not None
    case = provider_approvals.start(session, entry.provider_id, account_id=manager, now=now)
    _document(session, case, 0, manager=manager, settings=settings, now=now)
    return case, manager


def _document(
    session: Session,
    case: CaseFile,
    which: int,
    *,
    manager: UUID,
    settings: Settings,
    now: datetime,
) -> None:
    part = provider_approvals.parts_asked(session, on=legal_day(now))[which]
    title = "Ordin de plată" if part == provider_facts.FEE else _TITLES[which % len(_TITLES)]
    provider_approvals.add_document(
        session,
        case,
        paper(title),
        part,
        filename=f"{title}.pdf",
        account_id=manager,
        settings=settings,
        now=now,
    )


_TITLES = ("Statut", "Contract de închiriere", "Scrisoare de intenție", "Raport de activitate")


def _filled(
    session: Session, entry: ProviderEntry, *, settings: Settings, now: datetime
) -> tuple[CaseFile, UUID]:
    """A draft with everything that the norms ask for."""
    case, manager = _draft(session, entry, settings=settings, now=now)
    for which in range(1, len(provider_approvals.parts_asked(session, on=legal_day(now)))):
        _document(session, case, which, manager=manager, settings=settings, now=now)
    provider_approvals.write(
        session,
        case,
        plan="Ateliere de o zi despre lucrul cu familiile plecate la muncă; șase pe an.",
        experience="Din 2019, 24 de ateliere pentru asistenți sociali din trei județe.",
        fee_paid_on=legal_day(now) - timedelta(days=3),
    )
    for member in principals(session, now=now):
        provider_approvals.name_principal(
            session,
            case,
            rnasr_code=member.rnasr_code,
            name=member.full_name,
            account_id=manager,
            now=now,
        )
    return case, manager


def principals(session: Session, *, now: datetime) -> Sequence[Member]:
    """Three principal social workers of the register, active today."""
    on = legal_day(now)
    return session.scalars(
        select(Member)
        .join(MemberGrade, MemberGrade.member_id == Member.id)
        .join(MemberStatus, MemberStatus.member_id == Member.id)
        .where(
            MemberGrade.grade == Grade.PRINCIPAL,
            MemberGrade.valid_from <= on,
            MemberGrade.valid_until.is_(None),
            MemberGrade.superseded_at.is_(None),
            MemberStatus.status == Status.ACTIVE,
            MemberStatus.valid_from <= on,
            MemberStatus.valid_until.is_(None),
            MemberStatus.superseded_at.is_(None),
        )
        .order_by(Member.rnasr_code)
        .limit(3)
    ).all()
