"""A reading and its matches as the documented JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.attendance.catalogue import sentence_of
from lms.attendance.model import (
    Decision,
    FilePerson,
    Match,
    Presence,
    Problem,
    Reading,
    Rung,
    Session,
)

Json = dict[str, object]
_NOT_LOOKED_UP = "not_looked_up"


def as_json(reading: Reading, matches: Sequence[Match] = ()) -> Json:
    """The stable JSON of docs/attendance.md: one row per person; unmatched where nobody looked."""
    by_key = {match.person.key: match for match in matches}
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "sha256": reading.sha256,
        "topic": reading.topic,
        "date_order": reading.date_order.value if reading.date_order else None,
        "sessions": [_session(session) for session in reading.sessions],
        "rows": [_row(person, by_key) for person in reading.people],
        "problems": [_problem(problem) for problem in reading.problems],
    }


def _both(code: str) -> Json:
    return {lang: sentence_of(code, {}, lang=lang) for lang in ("ro", "en")}


def _session(session: Session) -> Json:
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "topic": session.topic,
    }


def _row(person: FilePerson, by_key: Mapping[str, Match]) -> Json:
    row: Json = {
        "key": person.key,
        "source_rows": list(person.source_rows),
        "sheet": person.sheet,
        "name": person.name,
        "email": person.email,
        "rnasr_code": person.rnasr_code,
        "role": person.role.value,
        "attended": person.presence is Presence.PRESENT,
        "minutes": person.minutes,
        "member": None,
        "rung": Rung.NONE.value,
        "score": 0.0,
        "decision": Decision.UNMATCHED.value,
        "candidates": [],
        "reason": _NOT_LOOKED_UP,
        "reason_text": _both(_NOT_LOOKED_UP),
    }
    match = by_key.get(person.key)
    if match is None:
        return row
    return row | {
        "member": match.member,
        "rung": match.rung.value,
        "score": match.score,
        "decision": match.decision.value,
        "candidates": [{"member": c.member, "score": c.score} for c in match.candidates],
        "reason": match.reason,
        "reason_text": {"ro": match.sentence("ro"), "en": match.sentence("en")},
    }


def _problem(problem: Problem) -> Json:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "params": dict(problem.params),
        "text": {"ro": problem.sentence("ro"), "en": problem.sentence("en")},
    }
