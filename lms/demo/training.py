"""Invented providers, programmes and editions, their attendance and the credits booked for it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.clock import LEGAL_ZONE
from lms.config import Settings
from lms.demo.people import ascii_name, new_uuid
from lms.demo.words import PROGRAMMES, PROVIDERS
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Branch,
    Edition,
    EditionRegistration,
    EditionSession,
    EditionState,
    Member,
    Modality,
    OrganiserKind,
    Programme,
    ProgrammeApproval,
    ProgrammeKind,
    ProgrammeOrganiser,
    Provider,
    ProviderApproval,
    Resolution,
)
from lms.services import attendance_outcomes as outcomes
from lms.services import crediting, facts, notifications, stored_files

HELD = 44
AWAITING_LIST = 2
PLANNED = 14


@dataclass(frozen=True)
class HeldEdition:
    """An edition that took place, with the members who came and its batch."""

    edition: Edition
    attendees: Sequence[Member]


def add_providers(
    session: Session,
    rng: random.Random,
    *,
    branches: dict[str, Branch],
    today: date,
    recorded_at: datetime,
    years: int = 2,
) -> list[Provider]:
    """The providers with their approvals, `years` back; one approval has ended lately."""
    providers = []
    for number, (name, kind, county) in enumerate(PROVIDERS):
        provider = Provider(
            id=new_uuid(rng),
            slug="-".join(filter(None, (ascii_name(word) for word in name.split()))),
            name=name,
            kind=OrganiserKind(kind),
            county=county,
            branch_id=branches[county].id if kind == "branch" else None,
            recorded_at=recorded_at,
        )
        session.add(provider)
        if provider.kind is OrganiserKind.APPROVED_PROVIDER:
            start = date(today.year - years, 1 + number % 6, 10)
            end = start.replace(year=today.year + 2)
            if number == 8:
                end = today - timedelta(days=45)
            session.add(
                ProviderApproval(
                    id=new_uuid(rng),
                    provider=provider,
                    decision_number=str(20 + number),
                    decided_on=start,
                    valid_from=start,
                    valid_until=end,
                    recorded_at=recorded_at,
                )
            )
        providers.append(provider)
    session.flush()
    return providers


def add_programmes(
    session: Session,
    rng: random.Random,
    *,
    providers: Sequence[Provider],
    today: date,
    recorded_at: datetime,
    years: int = 2,
) -> list[tuple[Programme, int]]:
    """The programmes with the credits fixed for them, `years` back; with each its hours."""
    programmes = []
    for number, words in enumerate(PROGRAMMES):
        title, title_en, summary, summary_en, kind, field, credits, hours = words
        dialogue = title.startswith("Dialoguri")
        provider = providers[11] if dialogue else providers[number % len(providers)]
        programme = Programme(
            id=new_uuid(rng),
            slug="-".join(filter(None, (ascii_name(word) for word in title.split()))),
            provider=provider,
            title=title,
            title_en=title_en,
            summary=summary,
            summary_en=summary_en,
            kind=ProgrammeKind(kind),
            field=field,
            max_participants=rng.choice((30, 40, 60, 200)),
            recorded_at=recorded_at,
        )
        session.add(programme)
        start = date(today.year - years, 8 + number % 4, 5)
        session.add(
            ProgrammeApproval(
                id=new_uuid(rng),
                programme=programme,
                credits=credits * 1000,
                decision_number=str(100 + number),
                decided_on=start,
                valid_from=start,
                valid_until=start.replace(year=today.year + 1),
                recorded_at=recorded_at,
            )
        )
        if number % 10 == 6:
            partner = providers[(number + 5) % len(providers)]
            session.add(ProgrammeOrganiser(id=new_uuid(rng), programme=programme, provider=partner))
        programmes.append((programme, hours))
    session.flush()
    return programmes


def add_editions(
    session: Session,
    rng: random.Random,
    *,
    programmes: Sequence[tuple[Programme, int]],
    today: date,
    recorded_at: datetime,
) -> list[Edition]:
    """60 editions, oldest first: most held, two whose list is awaited, the rest planned."""
    first_day = date(today.year - 1, 1, 15)
    span = (today - first_day).days - 20
    days = sorted(first_day + timedelta(days=rng.randint(0, span)) for _ in range(HELD))
    days += [today - timedelta(days=6), today - timedelta(days=3)]
    days += sorted(today + timedelta(days=rng.randint(4, 120)) for _ in range(PLANNED))
    numbers: dict[Any, int] = {}
    editions = []
    for place, day in enumerate(days):
        # The demonstration's provider (the first one) has the editions whose list is awaited.
        awaited = HELD <= place < HELD + AWAITING_LIST
        programme, hours = programmes[0 if awaited else (place * 7 + 3) % len(programmes)]
        numbers[programme.id] = numbers.get(programme.id, 0) + 1
        online = awaited or place % 3 != 1
        edition = Edition(
            id=new_uuid(rng),
            programme=programme,
            provider=programme.provider,
            number=numbers[programme.id],
            modality=Modality.ONLINE if online else Modality.IN_PERSON,
            county=None if online else programme.provider.county,
            place=None if online else "Sala de formare, Strada Școlii 12",
            starts_on=day,
            ends_on=day,
            state=EditionState.HELD if day < today else EditionState.PLANNED,
            recorded_at=recorded_at,
        )
        edition.sessions = sessions_of(rng, day, hours)
        session.add(edition)
        editions.append(edition)
    session.flush()
    return editions


def sessions_of(rng: random.Random, day: date, hours: int) -> list[EditionSession]:
    """Blocks of at most three hours from ten o'clock, with an hour's break between them."""
    blocks = []
    begin = datetime.combine(day, time(10), tzinfo=LEGAL_ZONE).astimezone(UTC)
    while hours > 0:
        length = min(3, hours)
        end = begin + timedelta(hours=length)
        blocks.append(EditionSession(id=new_uuid(rng), starts_at=begin, ends_at=end))
        begin, hours = end + timedelta(hours=1), hours - length
    return blocks


def hold_edition(
    session: Session,
    rng: random.Random,
    edition: Edition,
    *,
    members: Sequence[Member],
    uploader: Any,
    settings: Settings,
) -> HeldEdition:
    """An edition's attendance as a booked file, and the credits that follow from it."""
    came = rng.sample(list(members), rng.randint(12, 30))
    if members[0] not in came and rng.random() < 0.12:
        came.append(members[0])
    booked_at = edition.sessions[-1].ends_at + timedelta(days=rng.randint(1, 8), hours=2)
    session.add_all(
        EditionRegistration(
            id=new_uuid(rng),
            edition_id=edition.id,
            member_id=member.id,
            registered_at=edition.sessions[0].starts_at - timedelta(days=rng.randint(2, 20)),
        )
        for member in came
    )
    delivered = crediting.minutes_delivered(edition)
    minutes = {m.id: delivered * rng.randint(86, 100) // 100 for m in came}
    file = _attendance_file(
        session,
        rng,
        edition=edition,
        minutes={member: minutes[member.id] for member in came},
        uploader=uploader,
        booked_at=booked_at,
        settings=settings,
    )
    booked = crediting.book_attendance(
        session,
        facts.load_edition(session, edition.id),
        [crediting.Attendee(member_id=m.id, minutes_present=minutes[m.id]) for m in came],
        batch=f"attendance:{file.id}",
        records_from=settings.records_from,
        now=booked_at,
    )
    for row in file.rows:
        assert row.member_id is not None
        answer, entry = booked[row.member_id]
        written = (
            outcomes.credited(entry.credits) if entry is not None else outcomes.not_credited(answer)
        )
        row.outcome = written | {"minutes": row.minutes, "late": 0}
    for member_id, (_, entry) in booked.items():
        if entry is not None:
            notifications.notify_member(
                session,
                member_id,
                "credit_booked",
                key=f"credit_booked:{entry.id}",
                now=booked_at,
                params={"title": entry.title, "credits": entry.credits},
                path=f"/credits/{entry.id}",
            )
    return HeldEdition(edition, came)


def _attendance_file(
    session: Session,
    rng: random.Random,
    *,
    edition: Edition,
    minutes: dict[Member, int],
    uploader: Any,
    booked_at: datetime,
    settings: Settings,
) -> AttendanceFile:
    lines = ["Nume și prenume,Cod RNASR,Minute"]
    lines += [f"{m.full_name},{m.rnasr_code},{present}" for m, present in minutes.items()]
    text = "\r\n".join(lines).encode()
    stored = stored_files.store(
        session,
        text,
        filename=f"prezenta-{edition.starts_on}.csv",
        media_type="text/csv",
        settings=settings,
        now=booked_at,
    )
    file = AttendanceFile(
        id=new_uuid(rng),
        edition_id=edition.id,
        filename=stored.filename,
        sha256=hashlib.sha256(text).hexdigest(),
        stored_file_id=stored.id,
        format="handmade",
        encoding="utf-8",
        read_sessions=[],
        problems=[],
        state=AttendanceState.BOOKED,
        uploaded_by=uploader,
        uploaded_at=booked_at - timedelta(minutes=20),
        confirmed_at=booked_at,
        booked_at=booked_at,
    )
    session.add(file)
    session.add_all(
        AttendanceRow(
            id=new_uuid(rng),
            file=file,
            ordinal=place,
            source_rows=[place + 1],
            name=member.full_name,
            email=None,
            rnasr_code=member.rnasr_code,
            minutes=present,
            duration_minutes=present,
            intervals=[],
            member_id=member.id,
            rung="code",
            score=1000,
            decision="sure",
            candidates=[],
            reason={"code": "code_matches", "params": {}},
            resolution=Resolution.OPEN,
            outcome=None,
        )
        for place, (member, present) in enumerate(minutes.items(), start=1)
    )
    session.flush()
    return file
