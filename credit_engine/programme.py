"""What is proposed to the Commission for a programme: its credits, step by step, and its file.

The proposal follows the norms' conversion; the Commission proposes and the Bureau decides. What
the file lacks is named all at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from credit_engine.answering import answered, not_in_force, not_known
from credit_engine.facts import Approval, Fact, Organiser, ProgrammeForm, in_force, known
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.proposal import Converted, converted
from credit_engine.recognition import FiledDocument
from credit_engine.regulation import Excluded, Regulation, RegulationVersion
from credit_engine.results import Assessment, Finding, Input, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePart(Fact):
    """A part of a programme: minutes of an activity, or of a break, a meal, the registration.

    `day`: None where the days are not fixed. `reserved`: an id of the regulation's list of
    activities reserved to approved providers.
    """

    minutes: int
    activity: str
    day: date | None = None
    excluded: Excluded | None = None
    reserved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecturer(Fact):
    """One lecturer; `grade`: an id of the regulation's grades, "none" for another profession.

    None = not known.
    """

    name: str
    grade: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFacts:
    """A programme as filed. `organisers`: of whoever holds it, the one that files first."""

    id: str
    title: str
    organisers: tuple[Organiser, ...]
    form: ProgrammeForm | None = None
    parts: tuple[ProgrammePart, ...] = ()
    lecturers: tuple[Lecturer, ...] = ()
    max_participants: int | None = None
    documents: tuple[FiledDocument, ...] = ()
    provider_approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    version: RegulationVersion
    programme: ProgrammeFacts
    on: date
    known_at: datetime | None


def propose_programme_credits(
    regulation: Regulation,
    programme: ProgrammeFacts,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The credits proposed for a programme (`.credits`), and what keeps its file from approval.

    `.possible` is what the caps that the College has not set would otherwise leave out.
    """
    question = f"programme:{programme.id}"
    version = regulation.in_force_on(on, known_at=known_at)
    if version is None:
        return not_in_force(question, day=on, on=on, known_at=known_at)
    q = _Question(version=version, programme=programme, on=on, known_at=known_at)
    proposal = curriculum_credits(version, known(programme.parts, known_at), on=on)
    findings = (
        *_organisers(q),
        *_provider(q),
        *_reserved(q),
        *_form(q),
        *_lecturers(q),
        *_participants(q),
        *_file(q),
        *proposal.findings,
    )
    return answered(
        question,
        findings,
        version=version,
        on=on,
        known_at=known_at,
        possible=proposal.possible,
    )


def filed_parts(version: RegulationVersion, filed: Collection[str]) -> tuple[Finding, ...]:
    """Each document that the norms ask for in a programme's file, one finding for each.

    `filed`: the kinds of documents that are there. Nothing while the norms name none.
    """
    rule = version.programmes.file
    return tuple(
        ground(rule, Outcome.MET, "programme-part", {"part": part})
        if part in filed
        else ground(rule, refusal(rule), "programme-part-missing", {"part": part})
        for part in rule.value or ()
    )


def _organisers(q: _Question) -> Iterator[Finding]:
    """One organiser that the norms name is enough for a partnership; it files the attendance."""
    rule = q.version.programmes.organisers
    if rule.value is None:
        yield from not_known(rule, q.on)
        return
    named = [organiser for organiser in q.programme.organisers if organiser in rule.value]
    params: dict[str, Input] = {"organisers": [o.value for o in q.programme.organisers]}
    if not named:
        yield ground(rule, refusal(rule), "programme-organisers-refused", params)
        return
    code = "programme-organiser" if len(q.programme.organisers) == 1 else "programme-partnership"
    yield ground(rule, Outcome.MET, code, params)


def _provider(q: _Question) -> Iterator[Finding]:
    """An approved provider has its approval in force on the day."""
    if Organiser.APPROVED_PROVIDER not in q.programme.organisers:
        return
    rule = q.version.programmes.organisers
    approval = in_force(known(q.programme.provider_approvals, q.known_at), q.on)
    if approval is None:
        params: dict[str, Input] = {"day": q.on.isoformat()}
        yield ground(rule, refusal(rule), "programme-provider-not-approved", params)
        return
    decision = approval.decision
    params = {"number": decision.number, "decided_on": decision.decided_on.isoformat()}
    yield ground(rule, Outcome.MET, "provider-approved", params)


def _reserved(q: _Question) -> Iterator[Finding]:
    rule = q.version.programmes.reserved_to_approved_providers
    parts = known(q.programme.parts, q.known_at)
    reserved = sorted(set(rule.value or ()).intersection(part.reserved for part in parts))
    if reserved and Organiser.APPROVED_PROVIDER not in q.programme.organisers:
        params: dict[str, Input] = {"activities": list(reserved)}
        yield ground(rule, refusal(rule), "programme-reserved", params)


def _form(q: _Question) -> Iterator[Finding]:
    rule, form = q.version.programmes.kinds, q.programme.form
    if form is not None and rule.value is not None and form not in rule.value:
        params: dict[str, Input] = {"form": form.value}
        yield ground(rule, refusal(rule), "form-not-listed", params)


def _lecturers(q: _Question) -> Iterator[Finding]:
    """Enough lecturers of the highest grade; a grade not known may still be that one."""
    rule, order = q.version.programmes.min_principal_lecturers, q.version.grades.order.value
    if rule.value is None or not order:
        yield from not_known(rule, q.on)
        return
    lecturers = known(q.programme.lecturers, q.known_at)
    principal = sum(1 for lecturer in lecturers if lecturer.grade == order[-1])
    unknown = sorted(lecturer.name for lecturer in lecturers if lecturer.grade is None)
    params: dict[str, Input] = {"found": principal, "least": rule.value, "grade": order[-1]}
    inputs: dict[str, Input] = {"found": principal, "unknown": list(unknown)}
    if principal >= rule.value:
        yield ground(rule, Outcome.MET, "programme-lecturers", params, inputs=inputs)
    elif principal + len(unknown) >= rule.value:
        params["names"] = list(unknown)
        code = "programme-lecturers-unknown"
        yield ground(rule, Outcome.UNDETERMINED, code, params, inputs=inputs)
    else:
        yield ground(rule, refusal(rule), "programme-lecturers-few", params, inputs=inputs)


def _participants(q: _Question) -> Iterator[Finding]:
    rule, most = q.version.programmes.max_participants, q.programme.max_participants
    if rule.value is None:
        yield from not_known(rule, q.on)
    elif most is None:
        yield ground(rule, refusal(rule), "programme-participants-missing", {})
    else:
        yield ground(rule, Outcome.MET, "programme-participants", {"most": most})


def _file(q: _Question) -> Iterator[Finding]:
    rule = q.version.programmes.file
    if rule.value is None:
        yield from not_known(rule, q.on)
        return
    filed = {document.kind for document in known(q.programme.documents, q.known_at)}
    missing = [kind for kind in rule.value if kind not in filed]
    inputs: dict[str, Input] = {"filed": sorted(filed), "missing": list(missing)}
    if missing:
        params: dict[str, Input] = {"missing": list(missing)}
        yield ground(rule, refusal(rule), "programme-file-lacks", params, inputs=inputs)
        return
    yield ground(rule, Outcome.MET, "programme-file", {}, inputs=inputs)


def curriculum_credits(
    version: RegulationVersion, parts: Iterable[ProgrammePart], *, on: date
) -> Converted:
    """The credits of a curriculum alone, step by step, whatever else its file still lacks.

    What counts is converted; breaks, meals and registration are named and left out.
    """
    rules = version.programmes.proposal
    excluded = rules.exclude.value
    if excluded is None and rules.exclude.regulated:
        return Converted(None, None, (unknown_value(rules.exclude, on),))
    by_day: dict[date | None, int] = defaultdict(int)
    left_out: dict[str, int] = defaultdict(int)
    for part in parts:
        if part.excluded is not None and part.excluded in (excluded or ()):
            left_out[part.excluded.value] += part.minutes
        else:
            by_day[part.day] += part.minutes
    total = sum(by_day.values()) + sum(left_out.values())
    if not total:
        rule = rules.minutes_per_credit
        unknown = ground(rule, Outcome.UNDETERMINED, "programme-minutes-unknown", {})
        return Converted(None, None, (unknown,))
    params: dict[str, Input] = {
        "total": total,
        "left_out": sum(left_out.values()),
        "kinds": sorted(left_out),
        "counted": sum(by_day.values()),
    }
    inputs: dict[str, Input] = {
        "by_day": [["" if d is None else d.isoformat(), by_day[d]] for d in _in_order(by_day)],
        "left_out": [[kind, minutes] for kind, minutes in sorted(left_out.items())],
    }
    code = "programme-minutes" if left_out else "programme-minutes-all"
    counted = ground(rules.exclude, Outcome.MET, code, params, inputs=inputs)
    proposal = converted(version, by_day, on=on)
    return Converted(proposal.certain, proposal.possible, (counted, *proposal.findings))


def _in_order(by_day: dict[date | None, int]) -> list[date | None]:
    return sorted(by_day, key=lambda day: day or date.min)
