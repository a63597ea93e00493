"""Whether a provider may be approved: criteria with evidence, principals, proof of the fee.

An approval in force is shown with its end and the day from which its renewal may be asked for; a
length that the College has not set expires nothing: the decision itself says until when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from credit_engine.answering import answered, not_in_force, not_known
from credit_engine.facts import Approval, Fact, Period, in_force, known
from credit_engine.ground import ground, refusal
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.results import Assessment, Finding, Input, Outcome
from credit_engine.seniority import add_months

PRINCIPALS = "min_principal_social_workers"  # a criterion that is counted, not evidenced


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Fact):
    """The document that shows that a criterion of the regulation is met."""

    criterion: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalWorker(Period):
    """A principal social worker who works for the provider; `member`: who it is."""

    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeProof(Fact):
    """The proof that the fee for the file was paid on a legal day."""

    paid_on: date
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """What is known of a provider that asks to be approved, or approved again."""

    id: str
    name: str
    evidence: tuple[Evidence, ...] = ()
    principals: tuple[PrincipalWorker, ...] = ()
    fees: tuple[FeeProof, ...] = ()
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    version: RegulationVersion
    provider: ProviderFacts
    on: date
    known_at: datetime | None


def assess_provider(
    regulation: Regulation,
    provider: ProviderFacts,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """Whether a provider may be approved on a day: every criterion, the principals, the fee."""
    question = f"provider:{provider.id}"
    version = regulation.in_force_on(on, known_at=known_at)
    if version is None:
        return not_in_force(question, day=on, on=on, known_at=known_at)
    q = _Question(version=version, provider=provider, on=on, known_at=known_at)
    findings = (*_criteria(q), *_principals(q), *_fee(q), *_validity(q))
    return answered(question, findings, version=version, on=on, known_at=known_at)


def renewal_from(version: RegulationVersion, approval: Approval) -> date | None:
    """The day from which the renewal of an approval may be asked for; None = not known."""
    days = version.providers.renewal_notice_days.value
    if days is None or approval.valid_until is None:
        return None
    return approval.valid_until - timedelta(days=days)


def _criteria(q: _Question) -> Iterator[Finding]:
    rule = q.version.providers.criteria
    if rule.value is None:
        yield from not_known(rule, q.on)
        return
    shown = {e.criterion: e.document for e in known(q.provider.evidence, q.known_at)}
    for criterion in rule.value:
        if criterion == PRINCIPALS:
            continue
        params: dict[str, Input] = {"criterion": criterion}
        if criterion not in shown:
            yield ground(rule, refusal(rule), "provider-criterion-missing", params)
            continue
        params["document"] = shown[criterion]
        yield ground(rule, Outcome.MET, "provider-criterion", params)


def _principals(q: _Question) -> Iterator[Finding]:
    """Different principal social workers who work for the provider on the day."""
    rule = q.version.providers.min_principal_social_workers
    if rule.value is None:
        yield from not_known(rule, q.on)
        return
    periods = known(q.provider.principals, q.known_at)
    members = {period.member for period in periods}
    found = sum(
        1 for m in members if in_force(tuple(p for p in periods if p.member == m), q.on) is not None
    )
    params: dict[str, Input] = {"found": found, "least": rule.value}
    if found >= rule.value:
        yield ground(rule, Outcome.MET, "provider-principals", params)
    else:
        yield ground(rule, refusal(rule), "provider-principals-few", params)


def _fee(q: _Question) -> Iterator[Finding]:
    rule = q.version.providers.fee_proof
    if rule.value is None:
        yield from not_known(rule, q.on)
        return
    if not rule.value:
        return
    begun = max((a.valid_from for a in known(q.provider.approvals, q.known_at)), default=date.min)
    proofs = [fee for fee in known(q.provider.fees, q.known_at) if begun < fee.paid_on <= q.on]
    if not proofs:
        yield ground(rule, refusal(rule), "provider-fee-missing", {})
        return
    latest = max(proofs, key=lambda fee: (fee.paid_on, fee.document))
    params: dict[str, Input] = {
        "paid_on": latest.paid_on.isoformat(),
        "document": latest.document,
    }
    yield ground(rule, Outcome.MET, "provider-fee", params)


def _validity(q: _Question) -> Iterator[Finding]:
    """What is in force, when it may be renewed, and until when a new approval would run."""
    rules = q.version.providers
    approval = in_force(known(q.provider.approvals, q.known_at), q.on)
    if approval is not None and approval.valid_until is not None:
        asks = renewal_from(q.version, approval)
        if asks is None:
            yield from not_known(rules.renewal_notice_days, q.on)
        else:
            params: dict[str, Input] = {
                "until": approval.valid_until.isoformat(),
                "from": asks.isoformat(),
            }
            code = "provider-renewal-open" if q.on >= asks else "provider-renewal-later"
            yield ground(rules.renewal_notice_days, Outcome.MET, code, params)
    length = rules.validity_months
    if length.value is None:
        yield from not_known(length, q.on)
        return
    begins = q.on
    if approval is not None and approval.valid_until is not None:
        begins = approval.valid_until
    ends = add_months(begins, length.value)
    inputs: dict[str, Input] = {"from": begins.isoformat(), "until": ends.isoformat()}
    params = {"months": length.value, "from": begins.isoformat(), "until": ends.isoformat()}
    yield ground(length, Outcome.MET, "provider-validity", params, inputs=inputs)
