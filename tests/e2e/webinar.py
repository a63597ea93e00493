"""The awaited edition of the demonstration, and Zoom's report of who came, as files in hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.attendance import MemberCandidate
from lms.attendance import Session as Held
from lms.models import (
    Account,
    AttendanceFile,
    CreditEntry,
    Edition,
    EditionState,
    Member,
    RoleGrant,
)
from tests.e2e.conftest import records
from tests.infra.zoom import ZoomTruth, make_zoom_webinar

PROVIDER = "furnizor@exemplu.ro"
SEED, PEOPLE = 15, 24  # 20 with their code, 2 by e-mail, 2 by name, 3 strangers, one left early
CAME = "D00030"  # a member who was not on the first list


@dataclass(frozen=True)
class Webinar:
    """The awaited edition, members with an account by RNASR code, and the report of who came."""

    edition: UUID
    title: str
    members: dict[str, MemberCandidate]
    report: bytes
    truth: ZoomTruth


def webinar_of(demo: Any) -> Webinar:
    """What the provider holds in hand: Zoom's report of an edition whose list is awaited."""
    with records(demo) as session:
        edition = session.scalars(
            select(Edition)
            .join(RoleGrant, RoleGrant.provider_id == Edition.provider_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(Account.email == PROVIDER, Edition.state == EditionState.HELD)
            .where(Edition.id.not_in(select(AttendanceFile.edition_id)))
            .order_by(Edition.starts_on)
        ).first()
        assert edition is not None
        members = list(attendees(demo).values())
        report, truth = make_zoom_webinar(
            members[:PEOPLE],
            sessions=[Held(each.starts_at, each.ends_at) for each in edition.sessions],
            seed=SEED,
            rows=40,
            topic=edition.programme.title,
        )
        return Webinar(
            edition=edition.id,
            title=edition.programme.title,
            members={m.id: m for m in members},
            report=report,
            truth=truth,
        )


def attendees(demo: Any) -> dict[str, MemberCandidate]:
    """Members of the demonstration with an account, by RNASR code, in its order."""
    with records(demo) as session:
        found = session.scalars(
            select(Member).where(Member.account_id.is_not(None)).order_by(Member.rnasr_code)
        )
        return {
            m.rnasr_code: MemberCandidate(
                id=m.rnasr_code,
                rnasr_code=m.rnasr_code,
                last_name=m.last_name,
                first_name=m.first_name,
                emails=tuple(email.email for email in m.emails),
            )
            for m in found
        }


def lines_of(demo: Any, edition: UUID) -> Sequence[tuple[str, int]]:
    """Every line that the ledger has for an edition, in order: RNASR code, thousandths."""
    with records(demo) as session:
        found = session.execute(
            select(Member.rnasr_code, CreditEntry.credits)
            .join(Member, Member.id == CreditEntry.member_id)
            .where(CreditEntry.source == f"edition:{edition}")
            .order_by(CreditEntry.recorded_at)
        )
        return [(code, credits) for code, credits in found]


def balance(lines: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Thousandths that each member has from an edition, those who have none left out."""
    found: Counter[str] = Counter()
    for code, credits in lines:
        found[code] += credits
    return {code: credits for code, credits in found.items() if credits}


def correct(webinar: Webinar, credited: set[str]) -> tuple[bytes, str]:
    """The report with another member in the rows of one who was credited, and who that was."""
    gone = max(webinar.truth.by_code & credited)
    before, after = webinar.members[gone], webinar.members[CAME]
    lines = webinar.report.decode("utf-8-sig").splitlines()
    for number, line in enumerate(lines):
        if gone.lower() in line:
            for old, new in (
                (before.first_name, after.first_name),
                (before.last_name, after.last_name),
                (gone.lower(), CAME.lower()),
            ):
                lines[number] = lines[number].replace(old, new)
    return "\r\n".join(lines).encode("utf-8-sig"), gone
