"""Invented requests for credits in every state, with the documents that members keep for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.models import Account, CaseFile, DocumentKind, Member
from lms.services import (
    case_decisions,
    case_files,
    credit_requests,
    member_documents,
    request_booking,
)
from lms.services.credit_requests import ActivityDetails, RecognitionDetails
from lms.services.filing_receipt import FONTS
from lms.services.procedures import Verdict

# title, provider, country, hours, days ago, number of the certificate
TRAININGS = (
    ("Terapia sistemică a familiei, nivelul I", "Universitatea din Viena", "AT", 18, 75, "WS-114"),
    ("Comunicarea cu adolescenții", "Asociația Podul Verde", "RO", 8, 30, "PV-2207"),
    ("Case management in child protection", "University of Salford", "GB", 12, 48, "SAL-0931"),
    ("Primul ajutor în criză", "Fundația Liman", "RO", 6, 20, "L-58"),
)
# item, title, place, mark, thousandths of the unit, days ago
ACTIVITIES = (
    ("article", "Familiile plecate la muncă", "Revista Punți Sociale", "ISSN 0000-1111", 1000, 40),
    ("student_practice", "Practica studenților din anul II", "Universitatea", "P-12", 1000, 25),
    ("lecturer", "Seminar despre consilierea în doliu", "Casa de Cultură", "", 3000, 60),
)


def add_requests(
    session: Session, *, members: Sequence[Member], settings: Settings, now: datetime
) -> None:
    """Drafts, submitted, proposed, decided and rejected requests of members with an account."""
    asking = [member for member in members if member.account_id is not None][:6]
    cfpc, bex = (_officer(session, name) for name in ("formare@exemplu.ro", "birou@exemplu.ro"))
    start = now - timedelta(days=14)
    credited = _training(session, asking[0], 0, settings=settings, now=start)
    _decide(session, credited, "70", 9000, cfpc=cfpc, bex=bex, settings=settings, now=start)
    refused = _activity(session, asking[1], 2, settings=settings, now=start)
    _decide(session, refused, "71", None, cfpc=cfpc, bex=bex, settings=settings, now=start)
    proposed = _training(session, asking[2], 2, settings=settings, now=now - timedelta(days=9))
    _propose(session, proposed, _upheld(6000), cfpc=cfpc, now=now - timedelta(days=4))
    taken = _activity(session, asking[3], 0, settings=settings, now=now - timedelta(days=6))
    case_decisions.take_into_analysis(
        session, taken.id, account_id=cfpc, now=now - timedelta(days=5)
    )
    _training(session, asking[4], 3, settings=settings, now=now - timedelta(days=2))
    _activity(session, asking[5], 1, settings=settings, now=now - timedelta(days=1))
    _draft(session, asking[0], settings=settings, now=now)


def _officer(session: Session, email: str) -> UUID:
    return session.scalars(select(Account.id).where(Account.email == email)).one()


def _training(
    session: Session, member: Member, which: int, *, settings: Settings, now: datetime
) -> CaseFile:
    case = _opened_training(session, member, which, now=now)
    title = f"Certificat: {TRAININGS[which][0]}"
    _with_document(session, case, title, DocumentKind.CERTIFICATE, settings=settings, now=now)
    return case_files.submit(session, case, settings=settings, now=now)


def _opened_training(session: Session, member: Member, which: int, *, now: datetime) -> CaseFile:
    title, provider, country, hours, ago, number = TRAININGS[which]
    assert member.account_id is not None
    case = credit_requests.open_recognition(
        session, member_id=member.id, account_id=member.account_id, now=now
    )
    ended = legal_day(now) - timedelta(days=ago)
    details = RecognitionDetails(
        provider=provider,
        country=country,
        title=title,
        starts_on=ended - timedelta(days=hours // 6),
        ends_on=ended,
        minutes=hours * 60,
        certificate_number=number,
        certificate_on=ended + timedelta(days=5),
    )
    credit_requests.write_recognition(session, case, details, on=legal_day(now))
    return case


def _activity(
    session: Session, member: Member, which: int, *, settings: Settings, now: datetime
) -> CaseFile:
    item, title, place, mark, quantity, ago = ACTIVITIES[which]
    assert member.account_id is not None
    case = credit_requests.open_activity(
        session, item, member_id=member.id, account_id=member.account_id, now=now
    )
    ended = legal_day(now) - timedelta(days=ago)
    details = ActivityDetails(
        title=title,
        place=place,
        mark=mark,
        quantity=quantity,
        starts_on=ended - timedelta(days=20),
        ends_on=ended,
    )
    credit_requests.write_activity(session, case, details, on=legal_day(now))
    _with_document(session, case, title, DocumentKind.PROOF, settings=settings, now=now)
    return case_files.submit(session, case, settings=settings, now=now)


def _draft(session: Session, member: Member, *, settings: Settings, now: datetime) -> None:
    """A draft half written, and a document that waits for its file."""
    _opened_training(session, member, 1, now=now)
    member_documents.keep(
        session,
        member.id,
        picture("Acord de supervizare"),
        filename="acord.png",
        kind=DocumentKind.AGREEMENT,
        title="Acord de supervizare",
        issued_on=legal_day(now) - timedelta(days=90),
        settings=settings,
        now=now,
    )


def _with_document(
    session: Session,
    case: CaseFile,
    title: str,
    kind: DocumentKind,
    *,
    settings: Settings,
    now: datetime,
) -> None:
    assert case.member_id is not None
    document = member_documents.keep(
        session,
        case.member_id,
        picture(title),
        filename="dovada.png",
        kind=kind,
        title=title,
        issued_on=legal_day(now) - timedelta(days=15),
        settings=settings,
        now=now,
    )
    member_documents.put_in(session, case, [document.id], account_id=case.opened_by, now=now)


def picture(title: str) -> bytes:
    """A sheet that says what it stands for."""
    sheet = Image.new("RGB", (640, 440), "#FBFAF7")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((16, 16, 624, 424), outline="#0B5D66", width=4)
    pen.text((48, 180), title, fill="#1B2430", font=_font(26))
    note = "Document inventat, pentru demonstrație"
    pen.text((48, 360), note, fill="#1B2430", font=_font(18))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "SourceSans3-Regular.ttf", size)


def _upheld(credits: int) -> Verdict:
    return Verdict(
        outcome="upheld",
        reasons="Formarea este din domeniul asistenței sociale, iar dovada este completă.",
        credits=credits,
    )


_REJECTED = Verdict(
    outcome="rejected", reasons="Seminarul a mai fost ținut; normele cer prima susținere."
)


def _propose(
    session: Session, case: CaseFile, verdict: Verdict, *, cfpc: UUID, now: datetime
) -> None:
    case_decisions.propose(session, case.id, verdict, account_id=cfpc, now=now)


def _decide(
    session: Session,
    case: CaseFile,
    number: str,
    credits: int | None,
    *,
    cfpc: UUID,
    bex: UUID,
    settings: Settings,
    now: datetime,
) -> None:
    verdict = _REJECTED if credits is None else _upheld(credits)
    _propose(session, case, verdict, cfpc=cfpc, now=now + timedelta(days=2))
    decided_at = now + timedelta(days=6)
    decision = case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=legal_day(decided_at),
        account_id=bex,
        settings=settings,
        now=decided_at,
    )
    request_booking.book_decided(session, decision.id, settings=settings, now=decided_at)
