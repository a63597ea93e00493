"""Recognition of training by providers that the College has not approved, or abroad.

The norms ask for a term from the certificate; filing stops it. How long it is the College has not
said, so a late request is never refused by itself. Training abroad is looked at case by case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from credit_engine.answering import answered, not_in_force, not_known
from credit_engine.conversion import Amount, amount_of
from credit_engine.decided import decided_amount
from credit_engine.eligibility import member_standing
from credit_engine.facts import Activity, Fact, MemberFacts, known
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.proposal import Converted, converted
from credit_engine.regulation import Regulation, RegulationVersion, Value
from credit_engine.results import Assessment, Finding, Input, Outcome

HOME = "RO"
CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledDocument(Fact):
    """A document put in a file: `kind` says what it is (certificate, curriculum, request)."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFacts:
    """A training that a member asks to have recognised; None = not known, or not done yet.

    `country`: two capital letters (RO = at home). `minutes`: of training, breaks left out.
    `filed_on`: the legal day on which the request came in.
    """

    id: str
    title: str
    provider: str
    country: str | None = None
    ended_on: date | None = None
    certificate_issued_on: date | None = None
    minutes: int | None = None
    filed_on: date | None = None
    documents: tuple[FiledDocument, ...] = ()


def assess_recognition(
    regulation: Regulation,
    member: MemberFacts,
    request: RecognitionFacts,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """Whether a training may be recognised, and the credits proposed for it (`.credits`).

    The version in force on the last day of the training decides. `.possible`: what an officer
    may give where something is left to him.
    """
    question = f"recognition:{request.id}"
    day = request.ended_on or request.certificate_issued_on or request.filed_on or on
    version = regulation.in_force_on(day, known_at=known_at)
    if version is None:
        return not_in_force(question, day=day, on=on, known_at=known_at)
    proposal = _proposal(version, request, day=day)
    findings = (
        *_allowed(version, day),
        *_training_day(version, member, request, known_at=known_at),
        *_term(version, request, on=on),
        *_latest(version, request, on=on),
        *_abroad(version, request),
        *_certificate(version, request, known_at=known_at),
        *proposal.findings,
    )
    return answered(
        question,
        findings,
        possible=proposal.possible,
        version=version,
        on=on,
        known_at=known_at,
    )


def last_day_to_file(version: RegulationVersion, request: RecognitionFacts) -> date | None:
    """The earlier of the term from the certificate and the last day of all; None = not known."""
    days = [d for d in (_term_ends(version, request), _closes(version, request)) if d is not None]
    return min(days, default=None)


def recognised_amount(
    version: RegulationVersion, activity: Activity, *, day: date, known_at: datetime | None
) -> tuple[tuple[Finding, ...], Amount]:
    """The credits of an activity of kind recognition: by decision, else only what may be given."""
    rule = version.recognition.allowed
    decided = decided_amount(rule, activity, known_at=known_at)
    if decided is not None:
        return (), decided
    params: dict[str, Input] = {"title": activity.title}
    needs = ground(rule, Outcome.UNDETERMINED, "needs-commission", params)
    if activity.workload_minutes is None:
        return (), amount_of(None, needs)
    proposal = converted(version, {None: activity.workload_minutes}, on=day)
    return proposal.findings, amount_of(proposal.possible, needs)


def _proposal(version: RegulationVersion, request: RecognitionFacts, *, day: date) -> Converted:
    if request.minutes is None:
        rule = version.programmes.proposal.minutes_per_credit
        unknown = ground(rule, Outcome.UNDETERMINED, "recognition-minutes-unknown", {})
        return Converted(None, None, (unknown,))
    return converted(version, {None: request.minutes}, on=day)


def _allowed(version: RegulationVersion, day: date) -> tuple[Finding, ...]:
    rule = version.recognition.allowed
    if rule.value is None:
        return (unknown_value(rule, day),)
    if not rule.value:
        return (ground(rule, refusal(rule), "recognition-not-allowed", {}),)
    return (ground(rule, Outcome.MET, "recognition-allowed", {}),)


def _training_day(
    version: RegulationVersion,
    member: MemberFacts,
    request: RecognitionFacts,
    *,
    known_at: datetime | None,
) -> tuple[Finding, ...]:
    """The member was in the register and active on the last day of the training."""
    if request.ended_on is None:
        rule = version.annual_requirement.counts_for
        return (ground(rule, Outcome.UNDETERMINED, "recognition-day-unknown", {}),)
    return member_standing(version, member, days=(request.ended_on,), known_at=known_at)


def _term_ends(version: RegulationVersion, request: RecognitionFacts) -> date | None:
    days, issued = version.recognition.window_days.value, request.certificate_issued_on
    return None if days is None or issued is None else issued + timedelta(days=days)


def _closes(version: RegulationVersion, request: RecognitionFacts) -> date | None:
    latest, ended = version.recognition.latest.value, request.ended_on
    return None if latest is None or ended is None else latest.of(ended.year)


def _term(
    version: RegulationVersion, request: RecognitionFacts, *, on: date
) -> tuple[Finding, ...]:
    """So many days from the certificate; the day of filing is the last that counts."""
    rule = version.recognition.window_days
    if request.certificate_issued_on is None:
        start = version.recognition.window
        return (ground(start, Outcome.UNDETERMINED, "recognition-certificate-unknown", {}),)
    ends = _term_ends(version, request)
    if ends is None:
        return not_known(rule, on)
    params: dict[str, Input] = {
        "issued": request.certificate_issued_on.isoformat(),
        "last": ends.isoformat(),
        "days": rule.value,
    }
    return (_in_time(rule, request, ends, params, code="recognition-term", on=on),)


def _latest(
    version: RegulationVersion, request: RecognitionFacts, *, on: date
) -> tuple[Finding, ...]:
    rule = version.recognition.latest
    if request.ended_on is None:
        return ()
    closes = _closes(version, request)
    if closes is None:
        return not_known(rule, on)
    params: dict[str, Input] = {"year": request.ended_on.year, "last": closes.isoformat()}
    return (_in_time(rule, request, closes, params, code="recognition-latest", on=on),)


def _in_time(
    rule: Value[Any],
    request: RecognitionFacts,
    last: date,
    params: dict[str, Input],
    *,
    code: str,
    on: date,
) -> Finding:
    """Filed by the last day, or still to be filed; late is refused only by a rule that binds."""
    filed = request.filed_on if request.filed_on is not None and request.filed_on <= on else None
    if filed is not None:
        params = params | {"filed": filed.isoformat()}
    day = filed or on
    inputs: dict[str, Input] = {"filed_on": None if filed is None else filed.isoformat()}
    if day <= last:
        state = "open" if filed is None else "in-time"
        return ground(rule, Outcome.MET, f"{code}-{state}", params, inputs=inputs)
    state = "late" if rule.binds else "late-for-officer"
    return ground(rule, refusal(rule), f"{code}-{state}", params, inputs=inputs)


def _abroad(version: RegulationVersion, request: RecognitionFacts) -> tuple[Finding, ...]:
    rule = version.recognition.foreign
    if request.country is None:
        return (ground(rule, Outcome.UNDETERMINED, "recognition-country-unknown", {}),)
    if request.country == HOME:
        return ()
    params: dict[str, Input] = {"country": request.country}
    return (ground(rule, Outcome.UNDETERMINED, "recognition-abroad", params),)


def _certificate(
    version: RegulationVersion, request: RecognitionFacts, *, known_at: datetime | None
) -> tuple[Finding, ...]:
    rule = version.recognition.window
    kinds = sorted({document.kind for document in known(request.documents, known_at)})
    inputs: dict[str, Input] = {"documents": list(kinds)}
    if CERTIFICATE in kinds:
        return (ground(rule, Outcome.MET, "recognition-certificate", {}, inputs=inputs),)
    code = "recognition-certificate-missing"
    return (ground(rule, Outcome.UNDETERMINED, code, {}, inputs=inputs),)
