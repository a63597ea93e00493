"""Requests for credits by file: recognition of outside training, and other activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from credit_engine.regulation import Per
from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    CaseState,
    RecognitionRequest,
)
from lms.services import case_files
from lms.services.regulations import norms
from lms.services.request_checks import digest, folded, listed_items, work_mark

KINDS = frozenset({CaseKind.RECOGNITION, CaseKind.OTHER_ACTIVITY})
LONGEST = 200
R = TypeVar("R", RecognitionRequest, ActivityRequest)


@dataclass(frozen=True, kw_only=True)
class RecognitionDetails:
    """What a member writes of a training; None or "" where nothing is written yet."""

    provider: str
    country: str | None
    title: str
    starts_on: date | None
    ends_on: date | None
    minutes: int | None
    certificate_number: str
    certificate_on: date | None


@dataclass(frozen=True, kw_only=True)
class ActivityDetails:
    """What a member writes of another activity; `quantity` in thousandths of its unit."""

    title: str
    place: str
    mark: str
    quantity: int | None
    starts_on: date | None
    ends_on: date | None


def open_recognition(
    session: Session, *, member_id: UUID, account_id: UUID, now: datetime
) -> CaseFile:
    """A new draft of a request for recognition."""
    case = case_files.open_draft(
        session, CaseKind.RECOGNITION, member_id=member_id, account_id=account_id, now=now
    )
    session.add(RecognitionRequest(case_id=case.id, provider="", title="", certificate_number=""))
    session.flush()
    return case


def open_activity(
    session: Session, item: str, *, member_id: UUID, account_id: UUID, now: datetime
) -> CaseFile:
    """A new draft about an item of the list in the norms in force today."""
    if item not in listed_items(session, on=legal_day(now)):
        raise BadInput(N_("Alegeți o activitate din listă."), field="item")
    case = case_files.open_draft(
        session, CaseKind.OTHER_ACTIVITY, member_id=member_id, account_id=account_id, now=now
    )
    session.add(ActivityRequest(case_id=case.id, item=item, title="", place="", mark=""))
    session.flush()
    return case


def recognition_of(session: Session, case: CaseFile) -> RecognitionRequest:
    """The training of a file; Conflict for a file of another kind."""
    return _typed(session, case, RecognitionRequest)


def activity_of(session: Session, case: CaseFile) -> ActivityRequest:
    """The activity of a file; Conflict for a file of another kind."""
    return _typed(session, case, ActivityRequest)


def _typed(session: Session, case: CaseFile, table: type[R]) -> R:
    found = session.get(table, case.id)
    if found is None:
        raise Conflict(N_("Dosarul este de alt fel. Deschideți-l din Dosarele mele."))
    return found


def write_recognition(
    session: Session, case: CaseFile, details: RecognitionDetails, *, on: date
) -> None:
    """Keep what is written of a training in a draft, complete or not; BadInput for a bad text."""
    case_files.require_state(case, {CaseState.DRAFT})
    _check_ended(details.ends_on, on=on)
    row = recognition_of(session, case)
    row.provider = _line(details.provider, field="provider")
    row.title = _line(details.title, field="title")
    row.certificate_number = _line(details.certificate_number, field="certificate_number")
    row.country, row.minutes = details.country, details.minutes
    row.starts_on, row.ends_on = details.starts_on, details.ends_on
    row.certificate_on = details.certificate_on
    number = folded(row.certificate_number)
    row.same_as = digest("certificate", folded(row.provider), number) if number else None
    session.flush()


def write_activity(session: Session, case: CaseFile, details: ActivityDetails, *, on: date) -> None:
    """Keep what is written of an activity in a draft, complete or not; BadInput for a bad text."""
    case_files.require_state(case, {CaseState.DRAFT})
    _check_ended(details.ends_on, on=on)
    row = activity_of(session, case)
    row.title = _line(details.title, field="title")
    row.place = _line(details.place, field="place")
    row.mark = _line(details.mark, field="mark")
    row.quantity = details.quantity
    row.starts_on, row.ends_on = details.starts_on, details.ends_on
    row.same_as = _same_work(session, row)
    session.flush()


def _same_work(session: Session, row: ActivityRequest) -> str | None:
    """One work is one hash for ever; what recurs (a board, a mandate) is one for its days."""
    mark = work_mark(row)
    if not mark or row.ends_on is None:
        return None
    version = norms(session).in_force_on(row.ends_on)
    item = None if version is None else version.other_activities.items.get(row.item)
    if item is not None and item.per.value in (Per.WORK, Per.ONCE):
        return digest(row.item, mark)
    return digest(row.item, mark, row.ends_on.isoformat())


def _line(text: str, *, field: str) -> str:
    is_number = field in ("certificate_number", "mark")
    refusal = case_files.CNP_IN_NUMBER if is_number else case_files.CNP_IN_TEXT
    text = " ".join(case_files.clean_text(text, field=field, refusal=refusal).split())
    if len(text) > LONGEST:
        raise BadInput(N_("Scrieți cel mult %(most)d de semne."), most=LONGEST, field=field)
    return text


def _check_ended(ends_on: date | None, *, on: date) -> None:
    if ends_on is not None and ends_on > on:
        raise BadInput(
            N_("Ultima zi este în viitor. Cererea se depune după ce s-a încheiat."),
            field="ends_on",
        )
