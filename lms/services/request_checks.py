"""What a request for credits needs before it is submitted, and what else is known of it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from credit_engine.regulation import OtherActivity
from lms.errors import N_, BadInput
from lms.models import (
    ActivityRequest,
    CaseDocument,
    CaseFile,
    CaseKind,
    CaseState,
    Decision,
    RecognitionRequest,
    StoredFile,
)
from lms.services.regulations import norms

MOST_MINUTES = 3000 * 60
MOST_QUANTITY = 3_000_000  # thousandths
EARLIEST = date(1990, 1, 1)
Request = RecognitionRequest | ActivityRequest


def digest(*parts: str) -> str:
    """One hash for several texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def folded(text: str) -> str:
    """Letters and digits only, lower case, without marks: "ISBN 978-1" -> "isbn9781"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if letter.isalnum())


def work_mark(row: ActivityRequest) -> str:
    """What tells a work or an activity from others: its mark, else its title; "" when neither."""
    return folded(row.mark) or folded(row.title)


def listed_items(session: Session, *, on: date) -> dict[str, OtherActivity]:
    """The other activities that the norms of a day list, by code."""
    version = norms(session).in_force_on(on)
    if version is None:
        return {}
    items = version.other_activities.items
    return {code: item for code, item in items.items() if item.listed.value}


def request_of(session: Session, case: CaseFile) -> Request:
    """What a file of one of these kinds is about."""
    if case.kind is CaseKind.RECOGNITION:
        return session.get_one(RecognitionRequest, case.id)
    return session.get_one(ActivityRequest, case.id)


def problems_of(session: Session, case: CaseFile) -> list[BadInput]:
    """Everything that keeps a draft from being submitted, each at its field."""
    row = request_of(session, case)
    found = _problems_of_days(row)
    if isinstance(row, RecognitionRequest):
        found += _problems_of_training(row)
    else:
        found += _problems_of_activity(session, row)
    earlier = duplicate_of(session, case)
    if earlier is not None and earlier.state is not CaseState.DRAFT:
        what = (
            N_("Ați cerut deja credite pentru același certificat, în dosarul %(number)s.")
            if isinstance(row, RecognitionRequest)
            else N_(
                "Ați cerut deja credite pentru aceeași lucrare sau activitate, "
                "în dosarul %(number)s."
            )
        )
        field = "certificate_number" if isinstance(row, RecognitionRequest) else "mark"
        found.append(BadInput(what, number=earlier.number or "", field=field))
    return found


def _problems_of_days(row: Request) -> list[BadInput]:
    found = []
    if row.starts_on is None:
        found.append(BadInput(N_("Scrieți prima zi."), field="starts_on"))
    elif row.starts_on < EARLIEST:
        found.append(BadInput(N_("Prima zi este prea veche; verificați anul."), field="starts_on"))
    if row.ends_on is None:
        found.append(
            BadInput(
                N_("Scrieți ultima zi: după ea se stabilește anul creditelor."), field="ends_on"
            )
        )
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        found.append(BadInput(N_("Ultima zi este înaintea primei zile."), field="ends_on"))
    return found


def _problems_of_training(row: RecognitionRequest) -> list[BadInput]:
    found = []
    for text, field, ask in (
        (row.title, "title", N_("Scrieți titlul formării, ca pe certificat.")),
        (row.provider, "provider", N_("Scrieți cine a organizat formarea.")),
        (row.country, "country", N_("Alegeți țara organizatorului.")),
        (row.certificate_number, "certificate_number", N_("Scrieți numărul certificatului.")),
    ):
        if not text:
            found.append(BadInput(ask, field=field))
    if row.minutes is None:
        found.append(BadInput(N_("Scrieți câte ore a durat, ca pe certificat."), field="hours"))
    elif not 0 < row.minutes <= MOST_MINUTES:
        found.append(
            BadInput(N_("Numărul de ore nu poate fi acesta; verificați-l."), field="hours")
        )
    if row.certificate_on is None:
        found.append(
            BadInput(
                N_("Scrieți ziua în care a fost eliberat certificatul."), field="certificate_on"
            )
        )
    elif row.ends_on is not None and row.certificate_on < row.ends_on:
        found.append(
            BadInput(
                N_(
                    "Certificatul este eliberat înainte de ultima zi a formării; verificați datele."
                ),
                field="certificate_on",
            )
        )
    return found


def _problems_of_activity(session: Session, row: ActivityRequest) -> list[BadInput]:
    found = []
    if not row.title:
        found.append(BadInput(N_("Scrieți pe scurt ce activitate este."), field="title"))
    if row.quantity is None:
        found.append(BadInput(N_("Scrieți cantitatea, ca număr."), field="quantity"))
    elif not 0 < row.quantity <= MOST_QUANTITY:
        found.append(
            BadInput(N_("Cantitatea nu poate fi aceasta; verificați numărul."), field="quantity")
        )
    if row.ends_on is not None and row.item not in listed_items(session, on=row.ends_on):
        found.append(
            BadInput(N_("În ultima zi, activitatea nu era pe lista din norme."), field="ends_on")
        )
    return found


def duplicate_of(session: Session, case: CaseFile) -> CaseFile | None:
    """Another file of the member about the same certificate or work that is open or was upheld."""
    row = request_of(session, case)
    if row.same_as is None:
        return None
    table = type(row)
    found: CaseFile | None = session.scalar(
        select(CaseFile)
        .join(table, table.case_id == CaseFile.id)
        .outerjoin(Decision, Decision.case_id == CaseFile.id)
        .where(
            table.same_as == row.same_as,
            CaseFile.id != case.id,
            CaseFile.member_id == case.member_id,
            CaseFile.state != CaseState.WITHDRAWN,
            or_(CaseFile.state != CaseState.DECIDED, Decision.outcome != "rejected"),
        )
        .order_by(CaseFile.submitted_at.is_(None), CaseFile.opened_at)
        .limit(1)
    )
    return found


def used_by_others(session: Session, case: CaseFile) -> Sequence[str]:
    """Titles of documents of this file that are, byte for byte, in a file of another member."""
    own = (
        select(CaseDocument.title, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == CaseDocument.stored_file_id)
        .where(CaseDocument.case_id == case.id)
    )
    titles = {row.sha256: row.title for row in session.execute(own)}
    elsewhere = session.scalars(
        select(StoredFile.sha256)
        .join(CaseDocument, CaseDocument.stored_file_id == StoredFile.id)
        .join(CaseFile, CaseFile.id == CaseDocument.case_id)
        .where(
            StoredFile.sha256.in_(titles),
            CaseFile.member_id != case.member_id,
            CaseFile.state != CaseState.DRAFT,
        )
    )
    return sorted({titles[sha256] for sha256 in elsewhere})
