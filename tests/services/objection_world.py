"""A member with a credited edition, ready to object: shared by the tests of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lms.config import Settings, load_settings
from lms.models import CaseFile, CreditEntry, ObjectionKind
from lms.services import case_decisions, case_files, crediting, facts, objections, regulations
from lms.services.procedures import Verdict
from tests.infra.cast import Cast, Person, build_cast
from tests.infra.settings import MASTER_KEY, PUBLIC_URL

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
SETTINGS: Settings = load_settings({}, public_url=PUBLIC_URL, master_key=MASTER_KEY)


@dataclass(frozen=True)
class World:
    """The cast, and the line of credit of its member."""

    cast: Cast
    entry_id: UUID


def build_world(session: Session) -> World:
    """The cast, the norms, and the member's (and colleague's) credits for the edition."""
    regulations.ensure_bundled(session, now=NOW)
    return world_of(session, build_cast(session))


def world_of(session: Session, cast: Cast) -> World:
    """The credits of an existing cast; the norms must be there."""
    edition = facts.load_edition(session, cast.edition_id)
    attendees = [
        crediting.Attendee(member_id=member_id, minutes_present=355)
        for member_id in (cast.member.member_id, cast.colleague.member_id)
        if member_id is not None
    ]
    booked = crediting.book_attendance(
        session, edition, attendees, batch=f"attendance:{uuid4()}", records_from=None, now=NOW
    )
    assert cast.member.member_id is not None
    entry = booked[cast.member.member_id][1]
    assert entry is not None, booked
    return World(cast, entry.id)


def member_id(person: Person) -> UUID:
    """The member id of a person who has one."""
    assert person.member_id is not None
    return person.member_id


def draft(
    session: Session, world: World, kind: ObjectionKind = ObjectionKind.DID_NOT_ATTEND
) -> CaseFile:
    """A written draft of the member's objection to the line."""
    person = world.cast.member
    case = objections.object_to_line(
        session,
        world.entry_id,
        kind,
        member_id=member_id(person),
        account_id=person.id,
        now=NOW,
    )
    case_files.write_statement(session, case, "Nu am fost acolo.")
    return case


def missing_draft(session: Session, cast: Cast) -> CaseFile:
    """A written draft of the stranger's „Lipsesc de pe listă”."""
    case = objections.object_to_list(
        session,
        cast.edition_id,
        member_id=member_id(cast.stranger),
        account_id=cast.stranger.id,
        now=NOW,
    )
    case_files.write_statement(session, case, "Am fost, dar nu sunt pe listă.")
    return case


def submitted(
    session: Session, world: World, kind: ObjectionKind = ObjectionKind.DID_NOT_ATTEND
) -> CaseFile:
    """The same, with a registration number."""
    return case_files.submit(session, draft(session, world, kind), settings=SETTINGS, now=NOW)


def proposed(session: Session, case: CaseFile, cast: Cast, verdict: Verdict) -> CaseFile:
    """A submitted file on which the commission has proposed."""
    case_decisions.propose(session, case.id, verdict, account_id=cast.cfpc.id, now=NOW)
    return case


def upheld(credits: int | None = None) -> Verdict:
    """Uphold, with credits in thousandths where the objection asks for them."""
    return Verdict(outcome="upheld", reasons="Lista arată altă persoană.", credits=credits)


REJECTED = Verdict(outcome="rejected", reasons="Raportul Zoom arată prezența.")
Deciding = Callable[..., object]


def decided(
    session: Session, case: CaseFile, cast: Cast, verdict: Verdict, *, number: str = "45"
) -> CaseFile:
    """A proposed file that BEX has decided."""
    case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=NOW.date(),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=NOW,
    )
    return case


def entries(session: Session, person: Person) -> list[CreditEntry]:
    """The chain of a person, first to last."""
    return crediting.entries_of(session, member_id(person))[::-1]
