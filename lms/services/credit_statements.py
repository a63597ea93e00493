"""Statements of credits (adeverințe): issued once, signed, kept as issued, open to verification."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from credit_engine.results import Outcome
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, NotFound
from lms.ledger_proof import canonical_json
from lms.models import (
    CreditEntry,
    CreditStatement,
    Member,
    RegulationVersion,
    StoredFile,
)
from lms.services import audit, closed_years, signed_papers
from lms.services.closed_years import SaidYear
from lms.services.crediting import entries_of, year_answers
from lms.services.listing import Page, Wanted, fetch_page
from lms.services.my_credits import years_of
from lms.services.objections import contested_lines
from lms.services.proof_links import grade_on
from lms.services.signed_papers import amount
from lms.services.statement_pdf import print_statement

VERIFY_PATH = "/verify/statements"
MOST_YEARS = 10
PAGE_SIZE = 20

KINDS = {
    "edition": "Program de formare",
    "course": "Curs al Colegiului",
    "opening": "Credite din evidența anterioară",
    "recognition": "Formare recunoscută",
    "other": "Altă activitate",
    "decision": "Hotărâre",
}
_CHANGES_BY_DAY = frozenset({"sentence", "stage", "closedOn"})
OUTCOMES = {
    Outcome.MET: "Îndeplinit",
    Outcome.NOT_MET: "Neîndeplinit",
    Outcome.IN_PROGRESS: "În curs",
    Outcome.EXEMPT: "Scutit",
    Outcome.NOT_IN_FORCE: "Fără norme în vigoare",
    Outcome.UNDETERMINED: "Nu se poate stabili încă",
}


# --- issuing ----------------------------------------------------------------------------------


def issue(
    session: Session,
    member_id: UUID,
    years: Sequence[int],
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CreditStatement:
    """The statement for these years as of now; the same content asked again today is the same."""
    day = legal_day(now)
    wanted = sorted(set(years))
    _check_years(session, member_id, wanted, on=day)
    # Two clicks at once issue one: the member's row orders them.
    member = session.scalars(select(Member).where(Member.id == member_id).with_for_update()).one()
    content = _content(session, member, wanted, settings=settings, on=day)
    digest = digest_of(content)
    key = f"{member_id.hex}:{day.isoformat()}:{digest[:32]}"
    found = session.scalar(select(CreditStatement).where(CreditStatement.key == key))
    if found is not None:
        return found
    row = CreditStatement(
        id=uuid4(),
        key=key,
        member_id=member_id,
        years=wanted,
        content_sha256=digest,
        **signed_papers.issue(
            session,
            content,
            kind="TreaptaCreditStatement",
            path=VERIFY_PATH,
            filename="adeverinta-credite",
            print_pdf=print_statement,
            settings=settings,
            now=now,
        ),
    )
    session.add(row)
    session.flush()
    audit.record(
        session, "credits.statement", f"statement:{row.id}", account_id=account_id, now=now
    )
    return row


def _check_years(session: Session, member_id: UUID, years: Sequence[int], *, on: date) -> None:
    if not years:
        raise BadInput(N_("Alegeți cel puțin un an."), field="years")
    if len(years) > MOST_YEARS:
        raise BadInput(
            N_("O adeverință poate cuprinde cel mult %(most)d ani."),
            most=MOST_YEARS,
            field="years",
        )
    if not set(years) <= set(years_of(session, member_id, this_year=on.year)):
        raise BadInput(N_("Alegeți anii din listă."), field="years")


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a statement says, without what a day changes by itself."""
    said = {
        "holder": content["holder"],
        "years": [
            {name: value for name, value in year.items() if name not in _CHANGES_BY_DAY}
            for year in content["years"]
        ],
    }
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def _content(
    session: Session, member: Member, years: Sequence[int], *, settings: Settings, on: date
) -> dict[str, Any]:
    answers = year_answers(session, [member.id], years, records_from=settings.records_from, on=on)
    said = closed_years.said_years(session, answers)
    entries = entries_of(session, member.id)
    contested = contested_lines(session, [entry.id for entry in entries])
    names = {
        row.id: row.adopted_by or row.id
        for row in session.execute(select(RegulationVersion.id, RegulationVersion.adopted_by))
    }
    grade = grade_on(session, member.id, on)
    return {
        "holder": {
            "name": member.full_name,
            "code": member.rnasr_code,
            "grade": "necunoscută" if grade is None else grade.value,
        },
        "years": [
            _year(said[member.id, year], entries, contested=contested, norms=names)
            for year in years
        ],
    }


def _year(
    said: SaidYear,
    entries: Sequence[CreditEntry],
    *,
    contested: frozenset[UUID],
    norms: Mapping[str, str],
) -> dict[str, Any]:
    reversed_ids = {entry.reverses_id for entry in entries if entry.reverses_id}
    live = [
        entry
        for entry in reversed(entries)
        if entry.counts_on.year == said.year
        and not entry.reverses_id
        and entry.id not in reversed_ids
    ]
    regulation = said.regulation_id
    return {
        "year": said.year,
        "required": None if said.required is None else amount(said.required),
        "earned": amount(said.earned),
        "outcome": said.outcome.value,
        "standing": OUTCOMES[said.outcome],
        "stage": said.closed.stage.value if said.closed else "open",
        "closedOn": said.closed.seen_on.isoformat() if said.closed else None,
        "sentence": said.sentence("ro"),
        "basis": "orientative" if said.orientative else "norms",
        "norms": f"{norms.get(regulation) or regulation}; {regulation}" if regulation else None,
        "lines": [
            {
                "day": entry.counts_on.isoformat(),
                "title": str(entry.title.get("ro", "")),
                "kind": KINDS.get(entry.source.split(":", 1)[0], ""),
                "credits": amount(entry.credits),
                "contested": entry.id in contested,
            }
            for entry in sorted(live, key=lambda entry: (entry.counts_on, entry.position))
        ],
    }


# --- reading ----------------------------------------------------------------------------------


def list_statements(session: Session, member_id: UUID, *, page: int) -> Page[CreditStatement]:
    """The statements issued to a member, newest first."""
    return fetch_page(
        session,
        select(CreditStatement).where(CreditStatement.member_id == member_id),
        Wanted(page=page, sort="issued_at", descending=True, size=PAGE_SIZE),
        orders={"issued_at": CreditStatement.issued_at},
        tie=CreditStatement.id,
    )


def own_pdf(
    session: Session, member_id: UUID, statement_id: UUID, *, settings: Settings
) -> tuple[StoredFile, bytes]:
    """The PDF as it was issued; NotFound for somebody else's."""
    row = session.scalar(
        select(CreditStatement).where(
            CreditStatement.id == statement_id, CreditStatement.member_id == member_id
        )
    )
    if row is None:
        raise NotFound(N_("Această adeverință nu există între ale dumneavoastră."))
    return signed_papers.pdf_of(session, row, settings=settings)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What can be said of a statement now: as issued, whether it holds, whether it is outdated.

    `refusal` is why its signature does not hold; `changed_on` the day of the first change since.
    """

    statement: CreditStatement
    document: Mapping[str, Any]
    pdf_sha256: str
    refusal: str | None
    is_outdated: bool
    changed_on: date | None


def verify(session: Session, public_id: str, *, settings: Settings, now: datetime) -> Verified:
    """Compare a statement as issued with its signature and with the record now."""
    row = session.scalar(
        select(CreditStatement)
        .where(CreditStatement.public_id == public_id)
        .options(joinedload(CreditStatement.member))
    )
    if row is None:
        raise NotFound(N_("Nu există o adeverință cu această adresă."))
    document: dict[str, Any] = json.loads(row.document)
    present = _content(
        session,
        row.member,
        [int(year) for year in row.years],
        settings=settings,
        on=legal_day(now),
    )
    outdated = digest_of(present) != row.content_sha256
    return Verified(
        statement=row,
        document=document,
        pdf_sha256=signed_papers.sha256_of(session, row),
        refusal=signed_papers.refusal_of(session, document, settings=settings),
        is_outdated=outdated,
        changed_on=_first_change(session, row) if outdated else None,
    )


def _first_change(session: Session, row: CreditStatement) -> date | None:
    """The legal day of the first line entered after issuing, in the years of the statement."""
    years = [int(year) for year in row.years]
    found = session.scalar(
        select(func.min(CreditEntry.recorded_at)).where(
            CreditEntry.member_id == row.member_id,
            CreditEntry.recorded_at > row.issued_at,
            or_(
                *(
                    CreditEntry.counts_on.between(date(year, 1, 1), date(year, 12, 31))
                    for year in years
                )
            ),
        )
    )
    return None if found is None else legal_day(found)
