"""The file (dosar) once for every kind: draft, registration, history, withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from credit_engine.regulation import Value
from lms.attendance.cnp import mask_cnp
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    CaseDocument,
    CaseEvent,
    CaseFile,
    CaseKind,
    CaseState,
    RegistrationCounter,
)
from lms.services import audit, stored_files
from lms.services.filing_receipt import make_receipt
from lms.services.objection_effects import OBJECTION
from lms.services.procedures import Procedure
from lms.services.programme_effects import PROGRAMMES
from lms.services.promotion_effects import PROMOTION, PROMOTION_REVIEW
from lms.services.provider_approval_effects import PROVIDER_APPROVAL, PROVIDER_RENEWAL
from lms.services.regulations import norms
from lms.services.request_effects import OTHER_ACTIVITY, RECOGNITION
from lms.services.review_effects import REVIEW
from lms.services.upserts import insert_into
from lms.services.year_reviews import YEAR_REVIEW

PROCEDURES: Mapping[CaseKind, Procedure] = {
    CaseKind.OBJECTION: OBJECTION,
    CaseKind.RECOGNITION: RECOGNITION,
    CaseKind.OTHER_ACTIVITY: OTHER_ACTIVITY,
    CaseKind.REVIEW: REVIEW,
    CaseKind.YEAR_REVIEW: YEAR_REVIEW,
    CaseKind.PROMOTION: PROMOTION,
    CaseKind.PROMOTION_REVIEW: PROMOTION_REVIEW,
    CaseKind.PROVIDER_APPROVAL: PROVIDER_APPROVAL,
    CaseKind.PROVIDER_RENEWAL: PROVIDER_RENEWAL,
    **PROGRAMMES,
}
LONGEST_TEXT = 6000
AT_COMMISSION = frozenset({CaseState.SUBMITTED, CaseState.IN_ANALYSIS})
BEFORE_PROPOSAL = AT_COMMISSION | {CaseState.WITH_PROVIDER}


def procedure_of(case: CaseFile) -> Procedure:
    """What the kind of a file adds."""
    return PROCEDURES[case.kind]


# --- the member -------------------------------------------------------------------------------


def own_case(session: Session, member_id: UUID, case_id: UUID) -> CaseFile:
    """A member's own file, under a row lock; NotFound for somebody else's."""
    case = lock_case(session, case_id)
    if case is None or case.member_id != member_id:
        raise NotFound(N_("Acest dosar nu există între dosarele dumneavoastră."))
    return case


def open_draft(
    session: Session,
    kind: CaseKind,
    *,
    account_id: UUID,
    now: datetime,
    member_id: UUID | None = None,
    provider_id: UUID | None = None,
) -> CaseFile:
    """A new draft of a member or of an organiser; it has no number until it is submitted."""
    case = CaseFile(
        id=uuid4(),
        kind=kind,
        state=CaseState.DRAFT,
        commission=PROCEDURES[kind].commission.value,
        member_id=member_id,
        provider_id=provider_id,
        opened_by=account_id,
        opened_at=now,
        statement="",
    )
    session.add(case)
    session.flush()
    add_event(session, case, "opened", account_id=account_id, now=now)
    return case


def write_statement(session: Session, case: CaseFile, text: str) -> None:
    """Keep what the person writes in a draft; BadInput when it is too long or names a CNP."""
    require_state(case, {CaseState.DRAFT})
    case.statement = clean_text(text, field="statement")
    session.flush()


def submit(session: Session, case: CaseFile, *, settings: Settings, now: datetime) -> CaseFile:
    """Register a draft: its number, its due day, its receipt; a second time changes nothing."""
    if case.state is not CaseState.DRAFT:
        return case
    procedure = procedure_of(case)
    procedure.check_submission(session, case)
    day = legal_day(now)
    case.registration_year = day.year
    case.registration_number = next_number(session, day.year)
    case.state = CaseState.SUBMITTED
    case.submitted_at = now
    days = answer_days(session, case, on=day)
    case.due_on = None if days is None or days.value is None else day + timedelta(days=days.value)
    case.receipt_file_id = make_receipt(
        session, case, procedure=procedure, days=days, settings=settings, now=now
    ).id
    session.flush()
    add_event(session, case, "submitted", account_id=case.opened_by, now=now)
    audit.record(session, "case.submitted", f"case:{case.id}", account_id=case.opened_by, now=now)
    return case


def withdraw(session: Session, case: CaseFile, *, account_id: UUID, now: datetime) -> None:
    """Take a file back before the commission has proposed."""
    if case.state is CaseState.WITHDRAWN:
        return
    if case.state not in BEFORE_PROPOSAL:
        raise Conflict(
            N_(
                "Dosarul nu se mai poate retrage: Comisia a făcut deja propunerea. "
                "Urmează hotărârea."
            )
        )
    case.state = CaseState.WITHDRAWN
    procedure_of(case).close(session, case, now)
    session.flush()
    add_event(session, case, "withdrawn", account_id=account_id, now=now)
    audit.record(session, "case.withdrawn", f"case:{case.id}", account_id=account_id, now=now)


def discard_draft(session: Session, case: CaseFile) -> None:
    """Delete a draft and everything in it; it never had a number."""
    require_state(case, {CaseState.DRAFT})
    procedure_of(case).discard(session, case)
    stored = session.scalars(
        select(CaseDocument.stored_file_id).where(CaseDocument.case_id == case.id)
    ).all()
    for table in (CaseDocument, CaseEvent):
        session.execute(delete(table).where(table.case_id == case.id))
    stored_files.forget_unused(session, stored)
    session.execute(delete(CaseFile).where(CaseFile.id == case.id))
    session.expire_all()


# --- what all of them use ---------------------------------------------------------------------


def next_number(session: Session, year: int) -> int:
    """The next registration number of a year; gap-free, because it rolls back with the rest."""
    session.execute(
        insert_into(session, RegistrationCounter)
        .values(year=year, last=0)
        .on_conflict_do_nothing(index_elements=["year"])
    )
    # The row stays locked until the transaction ends: others wait for their number.
    number = session.scalar(
        update(RegistrationCounter)
        .where(RegistrationCounter.year == year)
        .values(last=RegistrationCounter.last + 1)
        .returning(RegistrationCounter.last)
        .execution_options(synchronize_session=False)
    )
    assert number is not None
    return number


def answer_days(session: Session, case: CaseFile, *, on: date) -> Value[int] | None:
    """The days in which the commission answers, with their basis, by the norms of a day."""
    version = norms(session).in_force_on(on)
    return None if version is None else procedure_of(case).days_to_answer(version)


def add_event(
    session: Session,
    case: CaseFile,
    code: str,
    *,
    account_id: UUID | None,
    now: datetime,
    **params: Any,
) -> None:
    """A step in the history of a file."""
    session.add(
        CaseEvent(
            id=uuid4(), case_id=case.id, code=code, params=params, account_id=account_id, at=now
        )
    )
    session.flush()


CNP_IN_TEXT = N_("Textul conține un cod numeric personal (CNP). Ștergeți-l: nu avem nevoie de el.")
CNP_IN_NUMBER = N_(
    "Cele 13 cifre arată ca un cod numeric personal (CNP), pe care nu îl păstrăm. Dacă este chiar "
    "numărul documentului, scrieți numai ultimele 8 cifre: numărul întreg se vede pe document."
)


def clean_text(text: str, *, field: str, refusal: str = CNP_IN_TEXT) -> str:
    """A free text as it is kept; BadInput when it is too long or holds a personal number."""
    text = "".join(letter for letter in text if letter in "\n\t" or letter.isprintable()).strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            N_("Textul este prea lung: %(count)d din cel mult %(most)d de semne. Scurtați-l."),
            count=len(text),
            most=LONGEST_TEXT,
            field=field,
        )
    if mask_cnp(text) != text:
        raise BadInput(refusal, field=field)
    return text


def lock_case(session: Session, case_id: UUID) -> CaseFile | None:
    """A file under a row lock, as it is now."""
    return session.scalar(
        select(CaseFile)
        .where(CaseFile.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def require_state(case: CaseFile, states: Collection[CaseState]) -> None:
    """Conflict, with a sentence, when a file is in none of these states."""
    if case.state in states:
        return
    if case.state is CaseState.WITHDRAWN:
        raise Conflict(N_("Dosarul a fost retras între timp; nu mai este nimic de făcut."))
    if case.state is CaseState.DRAFT:
        raise Conflict(N_("Dosarul nu a fost depus încă."))
    if case.state is CaseState.WITH_PROVIDER:
        raise Conflict(N_("Dosarul este la furnizor; ajunge la Comisie după răspunsul lui."))
    raise Conflict(N_("Dosarul a trecut mai departe între timp. Reîncărcați pagina lui."))
