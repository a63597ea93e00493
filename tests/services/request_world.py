"""Requests for credits in every state, shared by the tests of services, pages and roles."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.models import CaseFile, Decision, DocumentKind, MemberDocument, Outbox, Role
from lms.services import accounts, case_decisions, case_files, credit_requests, member_documents
from lms.services.credit_requests import ActivityDetails, RecognitionDetails
from lms.services.procedures import Verdict
from tests.infra.cast import RECORDED_AT, Cast, Person
from tests.infra.documents import pdf_of
from tests.services.objection_world import NOW, SETTINGS, member_id

TRAINING = RecognitionDetails(
    provider="Universität Wien",
    country="AT",
    title="Terapia sistemică a familiei",
    starts_on=date(2026, 2, 10),
    ends_on=date(2026, 2, 12),
    minutes=18 * 60,
    certificate_number="WS-2026/114",
    certificate_on=date(2026, 2, 20),
)
ARTICLE = ActivityDetails(
    title="Lucrul cu familiile din rural",
    place="Revista de asistență socială",
    mark="ISSN 1583-0608, 1/2026",
    quantity=1000,
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 3, 1),
)


def training(
    session: Session, person: Person, details: RecognitionDetails = TRAINING, *, now=NOW
) -> CaseFile:
    """A written draft of a request for recognition."""
    who: dict[str, Any] = {"member_id": member_id(person), "account_id": person.id, "now": now}
    case = credit_requests.open_recognition(session, **who)
    credit_requests.write_recognition(session, case, details, on=clock.legal_day(now))
    return case


def activity(
    session: Session,
    person: Person,
    details: ActivityDetails = ARTICLE,
    *,
    item: str = "article",
    now=NOW,
) -> CaseFile:
    """A written draft of a request for another activity."""
    who: dict[str, Any] = {"member_id": member_id(person), "account_id": person.id, "now": now}
    case = credit_requests.open_activity(session, item, **who)
    credit_requests.write_activity(session, case, details, on=clock.legal_day(now))
    return case


def kept(
    session: Session,
    person: Person,
    text: str = "certificat",
    *,
    title: str = "",
    kind: DocumentKind = DocumentKind.CERTIFICATE,
    now=NOW,
) -> MemberDocument:
    """A document among those that a member keeps."""
    return member_documents.keep(
        session,
        member_id(person),
        pdf_of(text),
        filename=f"{text}.pdf",
        kind=kind,
        title=title,
        issued_on=date(2026, 2, 20),
        settings=SETTINGS,
        now=now,
    )


def submit(session: Session, case: CaseFile, *, now=NOW) -> CaseFile:
    """The draft with its number."""
    return case_files.submit(session, case, settings=SETTINGS, now=now)


def upheld(credits: int | None) -> Verdict:
    """Uphold with thousandths of a credit."""
    return Verdict(outcome="upheld", reasons="Formarea este din domeniu.", credits=credits)


REJECTED = Verdict(outcome="rejected", reasons="Formarea nu este din domeniu.")


def propose(
    session: Session,
    case: CaseFile,
    cast: Cast,
    verdict: Verdict,
    *,
    account_id: UUID | None = None,
    now=NOW,
) -> CaseFile:
    """A file that the commission has proposed on."""
    who = account_id or cast.cfpc.id
    case_decisions.propose(session, case.id, verdict, account_id=who, now=now)
    return case


def decide(
    session: Session,
    case: CaseFile,
    cast: Cast,
    verdict: Verdict,
    *,
    number: str | None = None,
    account_id: UUID | None = None,
    now=NOW,
) -> Decision:
    """The decision of BEX on a file."""
    return case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number or uuid4().hex,
        decided_on=clock.legal_day(now),
        account_id=account_id or cast.bex.id,
        settings=SETTINGS,
        now=now,
    )


def another_officer(session: Session, role: Role) -> UUID:
    """The account of a second officer of a body: who decided once does not decide again."""
    name = f"Alt {role.value}"
    email = f"alt.{role.value}@example.ro"
    account = accounts.create_account(session, email=email, display_name=name, now=RECORDED_AT)
    accounts.grant_role(session, account, role, valid_from=RECORDED_AT.date(), now=RECORDED_AT)
    return account.id


def work_of(session: Session) -> list[Outbox]:
    """The bookings that wait or were done."""
    return list(session.scalars(select(Outbox).where(Outbox.task == "request.book")))
