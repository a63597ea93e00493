"""Invented members, branches and officers, with believable careers."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from lms.counties import COUNTIES
from lms.demo.words import BRANCHES, COLLEAGUES, FIRST_NAMES, LAST_NAMES, OFFICERS
from lms.models import (
    Account,
    Branch,
    CoveredYear,
    Dues,
    Grade,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    PracticeKind,
    PracticePeriod,
    Provider,
    Role,
    RoleGrant,
    Status,
)
from lms.services.register_preview import folded_name

MEMBER_EMAIL = "membru@exemplu.ro"
# Members (by number) who are not simply active today.
SPECIAL = {11: Status.SUSPENDED, 23: Status.SUSPENDED, 37: Status.PARENTAL_LEAVE,
           58: Status.PARENTAL_LEAVE, 71: Status.MEDICAL_LEAVE, 90: Status.REMOVED}  # fmt: skip
YEARS_TO_GRADE = {Grade.PRACTICANT: 1, Grade.SPECIALIST: 4, Grade.PRINCIPAL: 9}


class Adds(Protocol):
    """What takes new rows: a session, or a list that is written at once later."""

    def add(self, instance: Any, /) -> None:
        """Take a row."""

    def flush(self) -> None:
        """Write what was taken."""


def new_uuid(rng: random.Random) -> UUID:
    """A version 4 uuid from the seeded generator, so that the demonstration is repeatable."""
    return UUID(int=rng.getrandbits(128), version=4)


def ascii_name(text: str) -> str:
    """A name as it stands in an e-mail address."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if c.isascii() and c.isalpha()).lower()


def add_branches(session: Session, rng: random.Random) -> dict[str, Branch]:
    """The branches, by county code."""
    by_county: dict[str, Branch] = {}
    for name, counties in BRANCHES:
        slug = "-".join(ascii_name(part) for part in name.replace("-", " ").split()[1:])
        branch = Branch(id=new_uuid(rng), slug=slug, name=name, counties=list(counties))
        session.add(branch)
        by_county.update(dict.fromkeys(counties, branch))
    session.flush()
    return by_county


def add_members(
    session: Adds,
    rng: random.Random,
    *,
    count: int,
    branches: dict[str, Branch],
    today: date,
    recorded_at: datetime,
) -> list[Member]:
    """Members of every county, the first one with the demonstration's member account."""
    counties = list(COUNTIES)
    members = []
    emails: set[str] = set()
    for number in range(count):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        if number % 9 == 4:
            last = f"{last}-{rng.choice(LAST_NAMES)}"
        county = counties[number] if number < len(counties) else rng.choice(counties)
        if number == 0:
            first, last, county = "Ioana", "Mureșan", "CJ"
        member = _member(
            rng,
            number,
            name=(first, last),
            county=county,
            branches=branches,
            today=today,
            recorded_at=recorded_at,
        )
        session.add(member)
        email = MEMBER_EMAIL if number == 0 else _email(first, last, emails, number)
        session.add(
            MemberEmail(
                id=new_uuid(rng),
                member=member,
                email=email,
                verified_at=recorded_at,
                is_primary=True,
                recorded_at=recorded_at,
            )
        )
        _add_career(session, rng, member, number, today=today, recorded_at=recorded_at)
        members.append(member)
    session.flush()
    return members


def _member(
    rng: random.Random,
    number: int,
    *,
    name: tuple[str, str],
    county: str,
    branches: dict[str, Branch],
    today: date,
    recorded_at: datetime,
) -> Member:
    first, last = name
    years = 6 if number == 0 else rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18))
    registered = date(today.year - years, rng.randint(1, 12), rng.randint(1, 28))
    branch = branches.get(county)
    return Member(
        id=new_uuid(rng),
        key=new_uuid(rng),
        rnasr_code=f"D{number + 1:05d}",
        last_name=last,
        first_name=first,
        folded_name=folded_name(last, first),
        county=county,
        branch=branch,
        registered_on=registered,
        recorded_at=recorded_at,
    )


def _email(first: str, last: str, taken: set[str], number: int) -> str:
    address = f"{ascii_name(first)}.{ascii_name(last)}@exemplu.ro"
    if address in taken:
        address = address.replace("@", f"{number}@")
    taken.add(address)
    return address


def _add_career(
    session: Adds,
    rng: random.Random,
    member: Member,
    number: int,
    *,
    today: date,
    recorded_at: datetime,
) -> None:
    def fact(start: date, end: date | None = None) -> dict[str, Any]:
        return {
            "id": new_uuid(rng),
            "member": member,
            "valid_from": start,
            "valid_until": end,
            "recorded_at": recorded_at,
        }

    start = member.registered_on
    for kind in PracticeKind:
        session.add(PracticePeriod(**fact(start), kind=kind))
    for grade, begin, end in _grades(start, number, today):
        session.add(MemberGrade(**fact(begin, end), grade=grade, decision=None))
    for status, begin, end in _statuses(rng, start, number, today):
        session.add(MemberStatus(**fact(begin, end), status=status))
    for year in range(max(start.year, today.year - 2), today.year + 1):
        paid = None if year == today.year and number % 7 == 3 else date(year, 2, rng.randint(1, 28))
        session.add(
            Dues(id=new_uuid(rng), member=member, year=year, paid_on=paid, recorded_at=recorded_at)
        )
    if number % 5:
        session.add(
            CoveredYear(
                id=new_uuid(rng),
                member=member,
                year=today.year - 2,
                source="Evidența Colegiului pe hârtie",
                recorded_at=recorded_at,
            )
        )


def _grades(start: date, number: int, today: date) -> list[tuple[Grade, date, date | None]]:
    steps = [(Grade.DEBUTANT, start)]
    for grade, years in YEARS_TO_GRADE.items():
        begin = start.replace(year=start.year + years) + timedelta(days=40 + number % 60)
        if begin < today and not (grade is Grade.PRINCIPAL and number % 3 == 0):
            steps.append((grade, begin))
    ends: list[date | None] = [begin for _, begin in steps[1:]]
    return [(grade, begin, end) for (grade, begin), end in zip(steps, [*ends, None], strict=True)]


def _statuses(
    rng: random.Random, start: date, number: int, today: date
) -> list[tuple[Status, date, date | None]]:
    status = SPECIAL.get(number)
    if status is None:
        return [(Status.ACTIVE, start, None)]
    begin = max(today - timedelta(days=200 + rng.randint(0, 60)), start + timedelta(days=30))
    return [(Status.ACTIVE, start, begin), (status, begin, None)]


def add_accounts(
    session: Session,
    rng: random.Random,
    *,
    members: Sequence[Member],
    providers: Sequence[Provider],
    branches: dict[str, Branch],
    password_hash: str,
    since: date,
    now: datetime,
) -> list[tuple[str, str, str]]:
    """Accounts of the first 40 members and of the officers; (e-mail, name, role) of those shown."""
    shown = []
    for number, member in enumerate(members[:40]):
        email = member.emails[0].email
        account = _account(
            session, rng, email=email, name=member.full_name, password=password_hash, now=now
        )
        member.account_id = account.id
        _grant(session, rng, account=account, role=Role.MEMBER, since=since, now=now)
        if number == 0:
            shown.append((email, member.full_name, "member"))
    for email, name, role, provider in OFFICERS:
        account = _account(session, rng, email=email, name=name, password=password_hash, now=now)
        grant = _grant(session, rng, account=account, role=Role(role), since=since, now=now)
        if provider is not None:
            grant.provider_id = providers[provider].id
        if role == "branch":
            grant.branch_id = branches["CJ"].id
        shown.append((email, name, role))
    apart = random.Random(len(COLLEAGUES))  # noqa: S311 (what is invented after them stays as it is)
    for email, name, role in COLLEAGUES:
        account = _account(session, apart, email=email, name=name, password=password_hash, now=now)
        _grant(session, apart, account=account, role=Role(role), since=since, now=now)
        shown.append((email, name, role))
    session.flush()
    return shown


def _account(
    session: Session, rng: random.Random, *, email: str, name: str, password: str, now: datetime
) -> Account:
    account = Account(
        id=new_uuid(rng),
        email=email,
        display_name=name,
        language="ro",
        created_at=now,
        password_hash=password,
    )
    session.add(account)
    session.flush()
    return account


def _grant(
    session: Session,
    rng: random.Random,
    *,
    account: Account,
    role: Role,
    since: date,
    now: datetime,
) -> RoleGrant:
    grant = RoleGrant(
        id=new_uuid(rng),
        account_id=account.id,
        role=role,
        valid_from=since,
        recorded_at=now,
    )
    session.add(grant)
    session.flush()
    return grant
