"""What a decision on an objection does: reverse the line, book the decided credits, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import Assessment, Basis, Outcome
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    CaseFile,
    CaseKind,
    CreditEntry,
    Decision,
    Edition,
    Objection,
    ObjectionKind,
    Role,
)
from lms.services import crediting, decided_credits, facts, ledger
from lms.services.awarding import follow_reversals
from lms.services.procedures import Procedure, Verdict
from lms.services.regulations import norms

REASON = "objection_upheld"
UPHELD, REJECTED = "upheld", "rejected"
MOST_CREDITS = 60_000  # thousandths; no source of the profession brings more
_WITH_CREDITS = frozenset(
    {ObjectionKind.WRONG_CREDIT, ObjectionKind.MISSING_FROM_LIST, ObjectionKind.UNDECIDED}
)


def asks_credits(kind: ObjectionKind) -> bool:
    """Whether upholding an objection of this kind needs a number of credits."""
    return kind in _WITH_CREDITS


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    titles: dict[UUID, Mapping[str, str]] = {}
    entries = select(Objection.case_id, CreditEntry.title).join(
        CreditEntry, CreditEntry.id == Objection.credit_entry_id
    )
    for row in session.execute(entries.where(Objection.case_id.in_(case_ids))):
        titles[row.case_id] = {code: str(text) for code, text in row.title.items()}
    editions = (
        select(Objection.case_id, Edition)
        .join(Edition, Edition.id == Objection.edition_id)
        .where(Objection.case_id.in_(case_ids))
        .options(joinedload(Edition.programme))
    )
    for case_id, edition in session.execute(editions):
        titles.setdefault(case_id, _title(edition))
    return titles


def _title(edition: Edition) -> Mapping[str, str]:
    return {"ro": edition.programme.title, "en": edition.programme.title_en}


def _check_submission(session: Session, case: CaseFile) -> None:
    if not case.statement.strip():
        raise BadInput(N_("Scrieți ce s-a întâmplat înainte de a depune."), field="statement")
    objection = session.get_one(Objection, case.id)
    if objection.credit_entry_id is not None:
        reversal = select(CreditEntry.id).where(
            CreditEntry.reverses_id == objection.credit_entry_id
        )
        if session.scalar(reversal) is not None:
            raise Conflict(N_("Linia a fost stornată între timp; nu mai aveți ce semnala la ea."))
        return
    assert objection.edition_id is not None
    assert case.member_id is not None
    source = facts.edition_source(objection.edition_id)
    if ledger.live_entry(session, member_id=case.member_id, source=source) is not None:
        raise Conflict(
            N_("Între timp ați primit credite pentru această ediție; le găsiți la Creditele mele.")
        )


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    objection = session.get_one(Objection, case.id)
    if verdict.outcome != UPHELD or not asks_credits(objection.kind):
        if verdict.credits is not None:
            raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")
        return
    if verdict.credits is None or verdict.credits <= 0:
        raise BadInput(N_("Scrieți câte credite se cuvin, de exemplu 4 sau 7,5."), field="credits")
    if verdict.credits > MOST_CREDITS:
        raise BadInput(
            N_("Pot fi cel mult %(most)d de credite la o activitate; verificați numărul."),
            most=MOST_CREDITS // 1000,
            field="credits",
        )
    if objection.kind is ObjectionKind.WRONG_CREDIT:
        entry = session.get_one(CreditEntry, objection.credit_entry_id)
        if entry.credits == verdict.credits:
            raise BadInput(
                N_("Linia are deja atâtea credite. Dacă sunt corecte, respingeți cererea."),
                field="credits",
            )


def _carry_out(
    session: Session, case: CaseFile, decision: Decision, settings: Settings, now: datetime
) -> None:
    if decision.outcome != UPHELD:
        return
    objection = session.get_one(Objection, case.id)
    assert case.member_id is not None
    ledger.lock_chains(session, [case.member_id])
    if objection.kind is ObjectionKind.DID_NOT_ATTEND:
        entry = session.get_one(CreditEntry, objection.credit_entry_id)
        live = ledger.live_entry(session, member_id=entry.member_id, source=entry.source)
        reversed_ids = _reverse(session, live or entry, decision, settings, now)
    else:
        reversed_ids = _book_decided(session, case, objection, decision, settings=settings, now=now)
    follow_reversals(session, reversed_ids, reason=REASON, settings=settings, now=now)


def _reverse(
    session: Session,
    entry: CreditEntry,
    decision: Decision,
    settings: Settings,
    now: datetime,
) -> list[UUID]:
    crediting.reverse_entries(
        session,
        [entry],
        reason=REASON,
        batch=_batch(decision),
        records_from=settings.records_from,
        now=now,
    )
    return [entry.id]


def _batch(decision: Decision) -> str:
    return f"decision:{decision.id}"


def _book_decided(
    session: Session,
    case: CaseFile,
    objection: Objection,
    decision: Decision,
    *,
    settings: Settings,
    now: datetime,
) -> list[UUID]:
    assert case.member_id is not None
    assert decision.credits is not None
    source, counts_on, title = _what(session, objection)
    live = ledger.live_entry(session, member_id=case.member_id, source=source)
    if live is not None and live.credits == decision.credits:
        return []  # put right meanwhile: the decision is already so
    reversed_ids = [] if live is None else _reverse(session, live, decision, settings, now)
    regulation_id = _regulation_id(session, objection, counts_on)
    booking = ledger.Booking(
        member_id=case.member_id,
        source=source,
        credits=decision.credits,
        counts_on=counts_on,
        regulation_id=regulation_id,
        basis=Basis.ADOPTED.value,
        title=title,
        findings=crediting.findings_text(
            _answer(case, decision, source=source, regulation_id=regulation_id, now=now)
        ),
        batch=_batch(decision),
    )
    ledger.book(session, [booking], now=now)
    crediting.refresh_standings(
        session, [case.member_id], [counts_on.year], settings.records_from, now
    )
    return reversed_ids


def _what(session: Session, objection: Objection) -> tuple[str, date, Mapping[str, str]]:
    if objection.credit_entry_id is not None:
        entry = session.get_one(CreditEntry, objection.credit_entry_id)
        return entry.source, entry.counts_on, entry.title
    assert objection.edition_id is not None
    edition = facts.load_edition(session, objection.edition_id)
    return facts.edition_source(edition.id), edition.ends_on, _title(edition)


def _regulation_id(session: Session, objection: Objection, counts_on: date) -> str:
    if objection.credit_entry_id is not None:
        return session.get_one(CreditEntry, objection.credit_entry_id).regulation_id
    version = norms(session).in_force_on(counts_on)
    if version is None:
        raise BadInput(N_("În ziua activității nu era în vigoare nicio versiune a normelor."))
    return version.id


def _answer(
    case: CaseFile, decision: Decision, *, source: str, regulation_id: str, now: datetime
) -> Assessment:
    finding = decided_credits.finding_of(case, decision)
    return Assessment(
        question=f"activity:{source}",
        outcome=Outcome.MET,
        credits=finding.credits,
        findings=(finding,),
        orientative=False,
        regulation_id=regulation_id,
        on=legal_day(now),
        known_at=None,
        basis=Basis.ADOPTED,
    )


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    session.get_one(Objection, case.id).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    session.execute(delete(Objection).where(Objection.case_id == case.id))


def _days_to_answer(version: RegulationVersion) -> Value[int]:
    return version.clocks.commission_answers_objection_days


OBJECTION = Procedure(
    kind=CaseKind.OBJECTION,
    title={
        "ro": "Semnalarea unei greșeli la credite",
        "en": "Report of a mistake in credits",
    },
    commission=Role.CFPC,
    outcomes=(UPHELD, REJECTED),
    days_to_answer=_days_to_answer,
    subjects=_subjects,
    check_submission=_check_submission,
    check_verdict=_check_verdict,
    carry_out=_carry_out,
    close=_close,
    discard=_discard,
)
