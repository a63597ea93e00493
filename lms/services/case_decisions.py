"""A commission proposes with reasons; BEX decides, by somebody who did not propose.

Only the decision has an effect, and it has it in its own transaction, once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotAllowed, NotFound
from lms.models import Account, CaseFile, CaseState, Decision, Member, Proposal, Role, RoleGrant
from lms.services import audit, notifications
from lms.services.accounts import roles_in_force
from lms.services.case_files import (
    AT_COMMISSION,
    add_event,
    clean_text,
    lock_case,
    procedure_of,
    require_state,
)
from lms.services.procedures import Verdict

DECIDING_BODY = "BEX"
LONGEST_NUMBER = 40


def may_see(case: CaseFile, roles: Collection[Role]) -> bool:
    """Whether officers with these roles may open a file: never a draft."""
    if case.state is CaseState.DRAFT:
        return False
    return Role.BEX in roles or Role(case.commission) in roles


def case_for_officer(
    session: Session, case_id: UUID, *, account_id: UUID, on: date
) -> tuple[CaseFile, frozenset[Role]]:
    """A file and the officer's roles on a day, to read; NotFound when it is not theirs."""
    return _if_visible(session, session.get(CaseFile, case_id), account_id=account_id, on=on)


def _locked_for_officer(
    session: Session, case_id: UUID, *, account_id: UUID, on: date
) -> tuple[CaseFile, frozenset[Role]]:
    return _if_visible(session, lock_case(session, case_id), account_id=account_id, on=on)


def _if_visible(
    session: Session, case: CaseFile | None, *, account_id: UUID, on: date
) -> tuple[CaseFile, frozenset[Role]]:
    grants = roles_in_force(session.get_one(Account, account_id), on=on)
    roles = frozenset(grant.role for grant in grants)
    if case is None or not may_see(case, roles):
        raise NotFound(N_("Acest dosar nu există între dosarele comisiei dumneavoastră."))
    return case, roles


class Act(StrEnum):
    """What an officer can do next with a file."""

    TAKE = "take"
    PROPOSE = "propose"
    DECIDE = "decide"


def next_act(case: CaseFile, roles: Collection[Role]) -> Act | None:
    """What officers with these roles do next with a file; None when others do, or nobody."""
    own = Role(case.commission) in roles
    if case.state is CaseState.SUBMITTED and own:
        return Act.TAKE
    if case.state is CaseState.IN_ANALYSIS and own:
        return Act.PROPOSE
    if case.state is CaseState.PROPOSED and Role.BEX in roles:
        return Act.DECIDE
    return None


def why_not(session: Session, case: CaseFile, act: Act, *, account_id: UUID) -> str | None:
    """Why this officer may not do what comes next (a text to translate), or None."""
    check = why_not_decide if act is Act.DECIDE else why_not_act
    return check(session, case, account_id=account_id)


def take_into_analysis(
    session: Session, case_id: UUID, *, account_id: UUID, now: datetime
) -> CaseFile:
    """The commission begins its analysis; a second time changes nothing."""
    case = case_to_propose_on(session, case_id, account_id=account_id, now=now)
    if case.state is CaseState.IN_ANALYSIS:
        return case
    require_state(case, {CaseState.SUBMITTED})
    case.state = CaseState.IN_ANALYSIS
    session.flush()
    add_event(session, case, "taken", account_id=account_id, now=now)
    audit.record(session, "case.taken", f"case:{case.id}", account_id=account_id, now=now)
    return case


def propose(
    session: Session, case_id: UUID, verdict: Verdict, *, account_id: UUID, now: datetime
) -> Proposal:
    """Record the commission's reasoned proposal; the same one sent twice is recorded once."""
    case = case_to_propose_on(session, case_id, account_id=account_id, now=now)
    if case.state is CaseState.PROPOSED:
        latest = case.proposals[-1]
        if latest.proposed_by == account_id and _same(latest, verdict):
            return latest
    require_state(case, AT_COMMISSION)
    return record_proposal(session, case, verdict, account_id=account_id, now=now)


def record_proposal(
    session: Session, case: CaseFile, verdict: Verdict, *, account_id: UUID, now: datetime
) -> Proposal:
    """Record a proposal on a file whose state and proposer were looked at; BEX comes next."""
    check_verdict(session, case, verdict)
    proposal = Proposal(
        id=uuid4(),
        case=case,
        outcome=verdict.outcome,
        credits=verdict.credits,
        valid_until=verdict.valid_until,
        reasons=verdict.reasons.strip(),
        proposed_by=account_id,
        recorded_at=now,
    )
    session.add(proposal)
    case.state = CaseState.PROPOSED
    session.flush()
    procedure_of(case).note_proposal(session, case, now)
    add_event(session, case, "proposed", account_id=account_id, now=now, outcome=verdict.outcome)
    audit.record(
        session,
        "case.proposed",
        f"case:{case.id}",
        account_id=account_id,
        now=now,
        details={"outcome": verdict.outcome},
    )
    return proposal


def why_not_decide(session: Session, case: CaseFile, *, account_id: UUID) -> str | None:
    """Why an officer of BEX may not decide a file (a text to translate), or None."""
    if any(proposal.proposed_by == account_id for proposal in case.proposals):
        return N_(
            "Ați făcut propunerea în acest dosar. Hotărârea o înregistrează alt ofițer al BEX, "
            "ca nimeni să nu hotărască asupra propriei propuneri."
        )
    return why_not_act(session, case, account_id=account_id)


def why_not_act(session: Session, case: CaseFile, *, account_id: UUID) -> str | None:
    """Why an officer may not act on a file: it is their own (a text to translate), or None."""
    owners = {case.opened_by}
    if case.member_id is not None:
        owners.add(session.scalar(select(Member.account_id).where(Member.id == case.member_id)))
    if case.provider_id is not None:  # whoever ever worked for it
        organisers = {case.provider_id, *procedure_of(case).partners(session, case)}
        of_provider = select(RoleGrant.account_id).where(RoleGrant.provider_id.in_(organisers))
        owners |= set(session.scalars(of_provider))
    if account_id in owners:
        return N_("Dosarul este al dumneavoastră. Îl rezolvă alt ofițer.")
    if account_id in procedure_of(case).excluded(session, case):
        return N_("Ați lucrat la hotărârea contestată. Contestația o rezolvă alt ofițer.")
    return None


def decide(
    session: Session,
    case_id: UUID,
    verdict: Verdict,
    *,
    number: str,
    decided_on: date,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> Decision:
    """Record the decision of BEX and carry it out, once; the same one sent twice does nothing."""
    case, roles = _locked_for_officer(session, case_id, account_id=account_id, on=legal_day(now))
    if Role.BEX not in roles:
        raise NotAllowed(N_("Hotărârea o înregistrează numai un ofițer al BEX."))
    reason = why_not_decide(session, case, account_id=account_id)
    if reason is not None:
        raise NotAllowed(reason)
    number = number.strip()
    done = case.decision
    if done is not None:
        if (done.number, done.decided_on) == (number, decided_on) and _same(done, verdict):
            return done
        raise Conflict(N_("Dosarul are deja o hotărâre; ea nu se schimbă."))
    require_state(case, {CaseState.PROPOSED})
    check_verdict(session, case, verdict)
    _check_act(session, case, number=number, decided_on=decided_on, on=legal_day(now))
    decision = Decision(
        id=uuid4(),
        case_id=case.id,
        body=DECIDING_BODY,
        number=number,
        decided_on=decided_on,
        outcome=verdict.outcome,
        credits=verdict.credits,
        valid_until=verdict.valid_until,
        reasons=verdict.reasons.strip(),
        recorded_by=account_id,
        recorded_at=now,
    )
    _add_decision(session, decision)
    session.refresh(case, ["decision"])
    case.state = CaseState.DECIDED
    session.flush()
    procedure = procedure_of(case)
    procedure.carry_out(session, case, decision, settings, now)
    procedure.close(session, case, now)
    _tell(session, case, decision, account_id=account_id, now=now)
    return decision


def _tell(
    session: Session, case: CaseFile, decision: Decision, *, account_id: UUID, now: datetime
) -> None:
    add_event(session, case, "decided", account_id=account_id, now=now, outcome=decision.outcome)
    audit.record(
        session,
        "case.decided",
        f"case:{case.id}",
        account_id=account_id,
        now=now,
        details={"outcome": decision.outcome, "decision": str(decision.id)},
    )
    if case.member_id is not None:
        notifications.notify_member(
            session,
            case.member_id,
            f"{case.kind.value}_decided",
            key=f"decision:{decision.id}",
            now=now,
            params={"number": case.number, "outcome": decision.outcome},
            path=f"/files/{case.id}",
        )


def case_to_propose_on(
    session: Session, case_id: UUID, *, account_id: UUID, now: datetime
) -> CaseFile:
    """A file under a row lock, for an officer of its commission whose own it is not."""
    case, roles = _locked_for_officer(session, case_id, account_id=account_id, on=legal_day(now))
    if Role(case.commission) not in roles:
        raise NotAllowed(N_("Propunerea o face comisia căreia i s-a repartizat dosarul."))
    reason = why_not_act(session, case, account_id=account_id)
    if reason is not None:
        raise NotAllowed(reason)
    return case


def check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    """BadInput unless this can be proposed or decided in a file."""
    procedure = procedure_of(case)
    if verdict.outcome not in procedure.outcomes:
        raise BadInput(N_("Alegeți una dintre soluțiile din listă."), field="outcome")
    if not clean_text(verdict.reasons, field="reasons"):
        raise BadInput(
            N_("Scrieți motivele: furnizorul le citește.")
            if case.provider_id
            else N_("Scrieți motivele: membrul le citește."),
            field="reasons",
        )
    procedure.check_verdict(session, case, verdict)


def _check_act(
    session: Session, case: CaseFile, *, number: str, decided_on: date, on: date
) -> None:
    if not number:
        raise BadInput(N_("Scrieți numărul hotărârii."), field="number")
    if len(number) > LONGEST_NUMBER or not number.isprintable():
        raise BadInput(
            N_("Numărul hotărârii poate avea cel mult %(most)d de semne."),
            most=LONGEST_NUMBER,
            field="number",
        )
    if decided_on > on:
        raise BadInput(N_("Data hotărârii este în viitor; verificați-o."), field="decided_on")
    assert case.submitted_at is not None
    if decided_on < legal_day(case.submitted_at):
        raise BadInput(
            N_("Data hotărârii este înainte de depunerea dosarului; verificați-o."),
            field="decided_on",
        )
    taken = select(Decision.id).where(
        Decision.body == DECIDING_BODY,
        Decision.number == number,
        Decision.decided_on == decided_on,
    )
    if session.scalar(taken) is not None:
        raise _number_taken(number)


def _number_taken(number: str) -> BadInput:
    return BadInput(
        N_("Hotărârea nr. %(number)s din această zi este deja înregistrată la alt dosar."),
        number=number,
        field="number",
    )


def _add_decision(session: Session, decision: Decision) -> None:
    try:
        with session.begin_nested():
            session.add(decision)
            session.flush()
    except IntegrityError as error:  # two officers, one number, the same second
        raise _number_taken(decision.number) from error


def _same(recorded: Proposal | Decision, verdict: Verdict) -> bool:
    return (recorded.outcome, recorded.credits, recorded.valid_until, recorded.reasons) == (
        verdict.outcome,
        verdict.credits,
        verdict.valid_until,
        verdict.reasons.strip(),
    )
