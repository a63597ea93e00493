"""The file for a higher grade assembles itself: all that is known, on a day, by an instant.

The text is canonical JSON made of dated facts alone, so the same day and instant give the same
bytes whatever was recorded afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine import facts as engine
from credit_engine.promotion import assess_promotion
from credit_engine.results import Finding, Outcome, finding_from_dict
from credit_engine.since_grade import grade_held
from lms.models import CreditEntry, Grade
from lms.services import facts, ledger
from lms.services.regulations import newest, parsed

SCHEMA = "treapta-promotion-file/1"


@dataclass(frozen=True, kw_only=True)
class PromotionRecord:
    """A record as text and its hash, and the same read: what the pages show."""

    text: str
    content: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The hash by which two records are compared."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def outcome(self) -> Outcome:
        """The engine's answer."""
        return Outcome(self.content["assessment"]["outcome"])

    @property
    def findings(self) -> list[Finding]:
        """The answer article by article."""
        return [finding_from_dict(row) for row in self.content["assessment"]["findings"]]

    @property
    def orientative(self) -> bool:
        """Whether a value that the College has not set decided the answer."""
        return bool(self.content["assessment"]["orientative"])

    @property
    def known_at(self) -> datetime:
        """The instant by which things were known."""
        return datetime.fromisoformat(self.content["assessment"]["known_at"])

    @property
    def on(self) -> date:
        """The day of the question."""
        return date.fromisoformat(self.content["assessment"]["on"])

    @property
    def grade(self) -> Grade:
        """The grade asked for."""
        return Grade(self.content["grade"])


def read_record(text: str) -> PromotionRecord:
    """A record that was stored."""
    return PromotionRecord(text=text, content=json.loads(text))


def record_of(
    session: Session,
    member_id: UUID,
    grade: Grade,
    *,
    records_from: date | None,
    on: date,
    known_at: datetime,
) -> PromotionRecord:
    """What a file for a grade holds on a day, by what was known at an instant."""
    member = facts.member_facts(session, [member_id], records_from=records_from)[member_id]
    row = newest(session, known_at=known_at)
    answer = assess_promotion(parsed(row), member, grade=grade.value, on=on, known_at=known_at)
    held = grade_held(member, on=on, known_at=known_at)
    entries = _entries(
        session, member_id, since=None if held is None else held[1], on=on, known_at=known_at
    )
    content = {
        "schema": SCHEMA,
        "member": member.member,
        "grade": grade.value,
        "norms": row.sha256,
        "records_from": None if records_from is None else records_from.isoformat(),
        "assessment": answer.as_dict(),
        **_facts(member, known_at=known_at),
        "credits": entries,
    }
    return PromotionRecord(text=ledger.canonical_json(content), content=content)


def _facts(member: engine.MemberFacts, *, known_at: datetime) -> dict[str, Any]:
    statuses = engine.known(member.statuses, known_at)
    registered = engine.registered_on(member, known_at)
    return {
        "registered_on": None if registered is None else registered.isoformat(),
        "grades": _periods((p, {"grade": p.grade}) for p in engine.known(member.grades, known_at)),
        "practice": _periods(
            (p, {"field": p.field.value}) for p in engine.known(member.practice, known_at)
        ),
        "absences": _periods(
            [
                *(
                    (p, {"kind": p.status.value})
                    for p in statuses
                    if p.status is not engine.Status.ACTIVE
                ),
                *((p, {"kind": p.leave.value}) for p in engine.known(member.leaves, known_at)),
            ]
        ),
        "dues": sorted(
            (
                {"year": d.year, "paid_on": None if d.paid_on is None else d.paid_on.isoformat()}
                for d in engine.known(member.dues, known_at)
            ),
            key=lambda due: (due["year"], due["paid_on"] or ""),
        ),
    }


def _periods(rows: Any) -> list[dict[str, Any]]:
    found = [
        {
            "from": period.valid_from.isoformat(),
            "until": None if period.valid_until is None else period.valid_until.isoformat(),
            **named,
        }
        for period, named in rows
    ]
    return sorted(found, key=ledger.canonical_json)


def _entries(
    session: Session, member_id: UUID, *, since: date | None, on: date, known_at: datetime
) -> Sequence[Mapping[str, Any]]:
    """Lines since the last grade as the ledger held them; a reversal is a line of its own."""
    query = select(CreditEntry).where(
        CreditEntry.member_id == member_id,
        CreditEntry.recorded_at <= known_at,
        CreditEntry.counts_on <= on,
    )
    if since is not None:
        query = query.where(CreditEntry.counts_on >= since)
    return [
        {
            "entry": str(entry.id),
            "title": dict(entry.title),
            "counts_on": entry.counts_on.isoformat(),
            "credits": entry.credits,
            "reverses": None if entry.reverses_id is None else str(entry.reverses_id),
        }
        for entry in session.scalars(query.order_by(CreditEntry.position))
    ]
