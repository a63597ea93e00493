"""Cases of a draft: a sentence, a member's facts and the answer that the norms must give."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.casework import ask
from credit_engine.facts import MemberFacts
from credit_engine.facts_reading import FACTS_SCHEMA, read_facts
from credit_engine.problems import FactsError
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from lms.errors import N_, BadInput, NotFound
from lms.models import DraftState, Member, NormsCase, NormsDraft
from lms.services import facts
from lms.services.norms_drafts import lock_draft

MADE_UP = "caz"
RECORDED = "2000-01-01T00:00:00+00:00"
MOST_SENTENCE = 400
MOST_CREDITS = 500_000  # thousandths


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a case is about and what must come out; credits in thousandths, None: not looked at."""

    sentence: str
    year: int
    asked_on: date
    outcome: Outcome
    credits: int | None


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """A member who does not exist: registered on a day, with credits of the past in the year."""

    registered_on: date
    credits: int  # thousandths
    away_from: date | None = None  # suspended from this day …
    away_until: date | None = None  # … until before this one


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a case gave; no answer when the member is not there any more."""

    case: NormsCase
    answer: Assessment | None
    right: bool


def add_made_up(
    session: Session,
    draft_id: UUID,
    expected: Expected,
    member: MadeUp,
    *,
    account_id: UUID,
    now: datetime,
) -> NormsCase:
    """A case with a made-up member."""
    document = {"schema": FACTS_SCHEMA, "member": _made_up(member, expected.year)}
    try:
        read_facts(json.dumps(document), name=MADE_UP)
    except FactsError:
        raise BadInput(
            N_("Datele membrului nu se potrivesc: verificați zilele."), field="registered_on"
        ) from None
    return _add(session, draft_id, expected, document, account_id=account_id, now=now)


def add_real(
    session: Session,
    draft_id: UUID,
    expected: Expected,
    rnasr_code: str,
    *,
    account_id: UUID,
    now: datetime,
) -> NormsCase:
    """A case with a member of the register, as known now; only the opaque key is kept."""
    member = session.scalar(
        select(Member).where(Member.rnasr_code == rnasr_code, Member.withdrawn_at.is_(None))
    )
    if member is None:
        raise BadInput(
            N_("Niciun membru nu are codul RNASR „%(code)s”. Verificați-l în registru."),
            field="rnasr_code",
            code=rnasr_code[:60],
        )
    known = {"key": str(member.key), "known_at": now.isoformat()}
    return _add(session, draft_id, expected, known, account_id=account_id, now=now)


def _made_up(member: MadeUp, year: int) -> dict[str, Any]:
    def credits(thousandths: int) -> str:
        whole, rest = divmod(thousandths, 1000)
        return f"{whole}.{rest:03d}"

    recorded = {"recorded_at": RECORDED}
    since = member.registered_on.isoformat()
    statuses: list[dict[str, Any]] = [recorded | {"status": "active", "valid_from": since}]
    if member.away_from is not None:
        away: dict[str, Any] = {"status": "suspended", "valid_from": member.away_from.isoformat()}
        statuses[0]["valid_until"] = member.away_from.isoformat()
        statuses.append(recorded | away)
        if member.away_until is not None:
            away["valid_until"] = member.away_until.isoformat()
            statuses[-1] |= away
            back = {"status": "active", "valid_from": member.away_until.isoformat()}
            statuses.append(recorded | back)
    activities = []
    if member.credits:
        day = max(date(year, 1, 31), member.registered_on).isoformat()
        activities.append(
            recorded
            | {
                "id": "activitate",
                "kind": "opening",
                "source": "activitate",
                "title": "Credite ale cazului",
                "started_on": day,
                "completed_on": day,
                "credits_declared": credits(member.credits),
                "document": "caz",
            }
        )
    return {
        "member": MADE_UP,
        "registrations": [recorded | {"registered_on": since}],
        "platform_from": date(2000, 1, 1).isoformat(),
        "statuses": statuses,
        "activities": activities,
    }


def _add(
    session: Session,
    draft_id: UUID,
    expected: Expected,
    known: dict[str, Any],
    *,
    account_id: UUID,
    now: datetime,
) -> NormsCase:
    draft = lock_draft(session, draft_id)
    if draft.state is not DraftState.DRAFT:
        raise BadInput(N_("La această ciornă nu se mai adaugă cazuri."))
    case = NormsCase(
        id=uuid4(),
        draft_id=draft_id,
        sentence=expected.sentence,
        year=expected.year,
        asked_on=expected.asked_on,
        facts=known,
        outcome=expected.outcome.value,
        credits=expected.credits,
        created_by=account_id,
        created_at=now,
    )
    session.add(case)
    session.flush()
    return case


def remove(session: Session, draft_id: UUID, case_id: UUID) -> NormsCase:
    """Take a case away from a draft that is still worked on."""
    draft = lock_draft(session, draft_id)
    case = session.get(NormsCase, case_id)
    if case is None or case.draft_id != draft_id:
        raise NotFound(N_("Acest caz nu există."))
    if draft.state is not DraftState.DRAFT:
        raise BadInput(N_("Cazurile unei ciorne încheiate rămân cum sunt."))
    session.delete(case)
    session.flush()
    return case


def cases_of(session: Session, draft: NormsDraft) -> Sequence[NormsCase]:
    """The cases of a draft, in the order in which they were written."""
    return session.scalars(
        select(NormsCase)
        .where(NormsCase.draft_id == draft.id)
        .order_by(NormsCase.created_at, NormsCase.id)
    ).all()


def run(
    session: Session,
    cases: Sequence[NormsCase],
    regulation: Regulation,
    *,
    records_from: date | None,
) -> list[Result]:
    """What each case gives under a regulation."""
    real = _real_members(session, cases, records_from=records_from)
    results = []
    for case in cases:
        known_at = None
        if "key" in case.facts:
            member = real.get(case.facts["key"])
            known_at = datetime.fromisoformat(case.facts["known_at"])
        else:
            member = read_facts(json.dumps(case.facts), name=MADE_UP)
        if member is None:
            results.append(Result(case=case, answer=None, right=False))
            continue
        question = f"year:{case.year}"
        answer = ask(regulation, member, question, on=case.asked_on, known_at=known_at)
        results.append(Result(case=case, answer=answer, right=_is_right(case, answer)))
    return results


def _real_members(
    session: Session, cases: Sequence[NormsCase], *, records_from: date | None
) -> dict[str, MemberFacts]:
    keys = {UUID(case.facts["key"]) for case in cases if "key" in case.facts}
    if not keys:
        return {}
    rows = session.execute(select(Member.id, Member.key).where(Member.key.in_(keys))).all()
    known = facts.member_facts(session, [row.id for row in rows], records_from=records_from)
    return {str(row.key): known[row.id] for row in rows}


def _is_right(case: NormsCase, answer: Assessment) -> bool:
    if answer.outcome.value != case.outcome:
        return False
    if case.credits is None:
        return True
    return answer.credits is not None and answer.credits * 1000 == case.credits
