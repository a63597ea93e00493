"""The fixed cast: who is in the tests, built straight from the models, and signed in by name."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.infra.databases import CAST_FILE

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from lms.models import Account, Provider, Role

PASSWORD = "o parolă lungă de test"
RECORDED_AT = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
IN_FORCE_FROM = date(2025, 1, 15)
EDITION_ON = date(2026, 3, 14)
PROGRAMME_CREDITS = 6000  # thousandths
_BUCHAREST = ZoneInfo("Europe/Bucharest")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with an account; `id` is the account's. Members have a member id, key and code."""

    id: UUID
    email: str
    name: str
    member_id: UUID | None = None
    member_key: UUID | None = None
    rnasr_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everyone, and the things they have; plain ids, so they outlive any session."""

    member: Person
    colleague: Person  # a member of the same branch
    stranger: Person  # a member of another branch
    provider: Person
    provider_colleague: Person  # acts for the same provider
    stranger_provider: Person  # acts for another provider
    cfpc: Person
    caap: Person
    bex: Person
    branch: Person
    supervisor: Person
    administrator: Person
    not_activated: Person  # in the register with an e-mail, no account; `id` is the member's
    provider_id: UUID
    stranger_provider_id: UUID
    branch_id: UUID
    other_branch_id: UUID
    programme_id: UUID
    edition_id: UUID


def sign_in(client: FlaskClient, person: Person | Account) -> None:
    """Sign the client's browser in, as if the password had been given; replaces who was."""
    from lms import clock
    from lms.extensions import db, transaction
    from lms.models import Account
    from lms.services import accounts

    with client.application.app_context():
        with transaction() as session:
            account = session.get(Account, person.id)
            assert account is not None, f"{person} has no account"
            token = accounts.open_session(session, account, now=clock.now())
        db.session.remove()
    with client.session_transaction() as browser:
        browser.clear()
        browser["_user_id"] = token
        browser["_fresh"] = True


def sign_out(client: FlaskClient) -> None:
    """Forget who was signed in."""
    with client.session_transaction() as browser:
        browser.clear()


@pytest.fixture
def cast(app: Flask, backend: str, run_folder: Path) -> Cast:
    """The fixed cast, in the application's database (see `database_url`)."""
    from sqlalchemy import func, select

    from lms.extensions import db, transaction
    from lms.models import Account

    with app.app_context():
        written = db.session.scalar(select(func.count()).select_from(Account))
        db.session.remove()
        if written:
            known: Cast = pickle.loads((run_folder / CAST_FILE[backend]).read_bytes())
            return known
        with transaction() as session:
            built = build_cast(session)
        db.session.remove()
    return built


def build_cast(session: Session) -> Cast:
    """Write everyone and everything of the cast; flushes, never commits."""
    from lms.models import OrganiserKind, Role
    from lms.services import regulations

    regulations.ensure_bundled(session, now=RECORDED_AT)
    branch_id = _branch(session, "cluj", "Sucursala Cluj", ["CJ"])
    other_branch_id = _branch(session, "iasi", "Sucursala Iași", ["IS", "VS"])
    provider = _provider(session, "asociatia-punte", "Asociația Punte", OrganiserKind)
    other = _provider(session, "fundatia-alta", "Fundația Alta", OrganiserKind)
    programme_id, edition_id = _programme_with_edition(session, provider)
    people = {
        "member": _member(session, "Ana Moraru", "AS-10001", branch_id=branch_id),
        "colleague": _member(session, "Bogdan Țuțea", "AS-10002", branch_id=branch_id),
        "stranger": _member(session, "Carmen Știrbu", "AS-10003", branch_id=other_branch_id),
        "provider": _officer(session, "Dan Punte", Role.PROVIDER, provider_id=provider.id),
        "provider_colleague": _officer(
            session, "Elena Punte", Role.PROVIDER, provider_id=provider.id
        ),
        "stranger_provider": _officer(session, "Florin Alta", Role.PROVIDER, provider_id=other.id),
        "cfpc": _officer(session, "Gabriela Comisia", Role.CFPC),
        "caap": _officer(session, "Horia Comisia", Role.CAAP),
        "bex": _officer(session, "Ioana Birou", Role.BEX),
        "branch": _officer(session, "Jana Cluj", Role.BRANCH, branch_id=branch_id),
        "supervisor": _officer(session, "Kalman Supervizor", Role.SUPERVISOR),
        "administrator": _officer(session, "Lia Administrator", Role.ADMINISTRATOR),
        "not_activated": _member_without_account(session, branch_id),
    }
    return Cast(
        **people,
        provider_id=provider.id,
        stranger_provider_id=other.id,
        branch_id=branch_id,
        other_branch_id=other_branch_id,
        programme_id=programme_id,
        edition_id=edition_id,
    )


_hashes: dict[str, str] = {}


def _password_hash() -> str:
    """One Argon2 hash for everyone: making thirteen would take most of a test's time."""
    from argon2 import PasswordHasher

    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    return _hashes[PASSWORD]


def email_of(name: str) -> str:
    """ "Bogdan Țuțea" -> "bogdan.tutea@example.ro"."""
    plain = name.lower().translate(str.maketrans("ăâîșț", "aaist"))
    return f"{plain.replace(' ', '.')}@example.ro"


def _account(session: Session, name: str) -> Account:
    from lms.services import accounts

    account = accounts.create_account(
        session, email=email_of(name), display_name=name, now=RECORDED_AT
    )
    account.password_hash = _password_hash()
    session.flush()
    return account


def _officer(
    session: Session,
    name: str,
    role: Role,
    *,
    provider_id: UUID | None = None,
    branch_id: UUID | None = None,
) -> Person:
    from lms.services import accounts

    account = _account(session, name)
    accounts.grant_role(
        session,
        account,
        role,
        valid_from=IN_FORCE_FROM,
        now=RECORDED_AT,
        provider_id=provider_id,
        branch_id=branch_id,
    )
    return Person(id=account.id, email=account.email, name=name)


def _member(session: Session, name: str, code: str, *, branch_id: UUID) -> Person:
    from lms.models import Member, Role
    from lms.services import accounts

    account = _account(session, name)
    accounts.grant_role(session, account, Role.MEMBER, valid_from=IN_FORCE_FROM, now=RECORDED_AT)
    member = _member_row(session, name, code, branch_id=branch_id, verified_at=RECORDED_AT)
    row = session.get_one(Member, member)
    row.account_id = account.id
    session.flush()
    return Person(
        id=account.id,
        email=account.email,
        name=name,
        member_id=row.id,
        member_key=row.key,
        rnasr_code=code,
    )


def _member_without_account(session: Session, branch_id: UUID) -> Person:
    from lms.models import Member

    name, code = "Mihai Neactivat", "AS-10004"
    member_id = _member_row(session, name, code, branch_id=branch_id, verified_at=None)
    return Person(
        id=member_id,
        email=email_of(name),
        name=name,
        member_id=member_id,
        member_key=session.get_one(Member, member_id).key,
        rnasr_code=code,
    )


def _member_row(
    session: Session, name: str, code: str, *, branch_id: UUID, verified_at: datetime | None
) -> UUID:
    from lms.models import Grade, Member, MemberEmail, MemberGrade, MemberStatus, Status

    first, last = name.split(" ", 1)
    plain = email_of(name).split("@")[0].split(".")
    fact = {
        "valid_from": date(2019, 5, 6),
        "valid_until": None,
        "recorded_at": RECORDED_AT,
        "superseded_at": None,
        "import_id": None,
    }
    member = Member(
        id=uuid4(),
        key=uuid4(),
        rnasr_code=code,
        last_name=last,
        first_name=first,
        folded_name=" ".join(sorted(plain)),
        county="CJ",
        branch_id=branch_id,
        registered_on=date(2019, 5, 6),
        account_id=None,
        recorded_at=RECORDED_AT,
        import_id=None,
    )
    session.add(member)
    session.flush()
    session.add_all(
        [
            MemberEmail(
                id=uuid4(),
                member_id=member.id,
                email=email_of(name),
                verified_at=verified_at,
                is_primary=True,
                removed_at=None,
                recorded_at=RECORDED_AT,
                import_id=None,
            ),
            MemberGrade(
                id=uuid4(), member_id=member.id, grade=Grade.PRACTICANT, decision=None, **fact
            ),
            MemberStatus(id=uuid4(), member_id=member.id, status=Status.ACTIVE, **fact),
        ]
    )
    session.flush()
    return member.id


def _branch(session: Session, slug: str, name: str, counties: list[str]) -> UUID:
    from lms.models import Branch

    branch = Branch(id=uuid4(), slug=slug, name=name, counties=counties)
    session.add(branch)
    session.flush()
    return branch.id


def _provider(session: Session, slug: str, name: str, kinds: type) -> Provider:
    from lms.models import Provider, ProviderApproval

    provider = Provider(
        id=uuid4(),
        slug=slug,
        name=name,
        kind=kinds.APPROVED_PROVIDER,  # type: ignore[attr-defined]
        county="CJ",
        branch_id=None,
        recorded_at=RECORDED_AT,
    )
    session.add(provider)
    session.flush()
    session.add(
        ProviderApproval(
            id=uuid4(),
            provider_id=provider.id,
            decision_number="12",
            decided_on=IN_FORCE_FROM,
            body="BEX",
            valid_from=IN_FORCE_FROM,
            valid_until=date(2028, 1, 15),
            recorded_at=RECORDED_AT,
            superseded_at=None,
            import_id=None,
        )
    )
    session.flush()
    return provider


def _programme_with_edition(session: Session, provider: Provider) -> tuple[UUID, UUID]:
    from lms.models import (
        Edition,
        EditionSession,
        EditionState,
        Modality,
        Programme,
        ProgrammeApproval,
        ProgrammeKind,
    )

    programme = Programme(
        id=uuid4(),
        slug="interventia-in-criza",
        provider_id=provider.id,
        title="Intervenția în criză",
        title_en="Crisis intervention",
        summary="Primele 72 de ore lângă o familie.",
        summary_en="The first 72 hours beside a family.",
        kind=ProgrammeKind.COURSE,
        field="practică",
        max_participants=30,
        recorded_at=RECORDED_AT,
    )
    session.add(programme)
    session.flush()
    approval = ProgrammeApproval(
        id=uuid4(),
        programme_id=programme.id,
        credits=PROGRAMME_CREDITS,
        decision_number="31",
        decided_on=date(2025, 2, 1),
        body="BEX",
        valid_from=date(2025, 2, 1),
        valid_until=date(2028, 2, 1),
        recorded_at=RECORDED_AT,
        superseded_at=None,
        import_id=None,
    )
    edition = Edition(
        id=uuid4(),
        programme_id=programme.id,
        provider_id=provider.id,
        number=1,
        modality=Modality.ONLINE,
        county=None,
        place=None,
        starts_on=EDITION_ON,
        ends_on=EDITION_ON,
        state=EditionState.HELD,
        recorded_at=RECORDED_AT,
    )
    session.add_all([approval, edition])
    session.flush()
    session.add_all(
        EditionSession(
            id=uuid4(),
            edition_id=edition.id,
            starts_at=_at(begin),
            ends_at=_at(end),
            topic=topic,
        )
        for begin, end, topic in ((9, 12, "Primul contact"), (13, 16, "Planul de siguranță"))
    )
    session.flush()
    return programme.id, edition.id


def _at(hour: int) -> datetime:
    return datetime(
        EDITION_ON.year, EDITION_ON.month, EDITION_ON.day, hour, tzinfo=_BUCHAREST
    ).astimezone(UTC)
