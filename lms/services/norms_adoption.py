"""Putting a draft in force: entered by one officer, confirmed by another one, of BEX.

The text that was simulated is the text that is adopted, by its hash; the row of the regulation is
added and never changed, and takes effect from its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from lms.clock import LEGAL_ZONE, legal_day
from lms.errors import N_, BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    AdoptingBody,
    DraftState,
    Member,
    NormsDecision,
    NormsDraft,
    NormsSimulation,
    RegulationVersion,
)
from lms.services import audit, jobs, norms_drafts, norms_simulation, outbox
from lms.services.regulations import newest

TELL_TASK = "norms.tell"
EFFECTS_TASK = "norms.take_effect"
LONGEST_NUMBER = 40
BODY_NAMES = {
    AdoptingBody.BEX: "Biroul executiv",
    AdoptingBody.COUNCIL: "Consiliul național",
    AdoptingBody.CONGRESS: "Congresul",
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """The act of adoption as entered."""

    body: AdoptingBody
    number: str
    decided_on: date
    effective_from: date
    retroactive: bool
    compensates: bool


def adopted_by(body: AdoptingBody, number: str, decided_on: date) -> str:
    """The act in words, as the regulation's row keeps it."""
    return f"{BODY_NAMES[body]}, hotărârea nr. {number} din {decided_on:%d.%m.%Y}"


def open_decision(session: Session, draft_id: UUID) -> NormsDecision | None:
    """The decision on a draft that was not withdrawn."""
    return session.scalar(
        select(NormsDecision)
        .where(NormsDecision.draft_id == draft_id, NormsDecision.withdrawn_at.is_(None))
        .options(joinedload(NormsDecision.author))
    )


def get_decision(session: Session, decision_id: UUID) -> NormsDecision:
    """A decision by id."""
    found = session.get(NormsDecision, decision_id)
    if found is None:
        raise NotFound(N_("Această hotărâre nu există."))
    return found


def decisions_of(session: Session) -> Sequence[NormsDecision]:
    """Decisions that wait for confirmation."""
    return session.scalars(
        select(NormsDecision)
        .where(NormsDecision.withdrawn_at.is_(None), NormsDecision.confirmed_at.is_(None))
        .options(joinedload(NormsDecision.author), joinedload(NormsDecision.draft))
        .order_by(NormsDecision.entered_at)
    ).all()


def why_not(session: Session, draft: NormsDraft) -> str | None:
    """Why no decision can be entered for a draft yet; None when one can (a gettext msgid)."""
    if draft.state is not DraftState.DRAFT:
        return N_("Ciorna nu mai este în lucru.")
    if norms_drafts.is_stale(session, draft):
        return N_("Între timp au intrat în vigoare alte norme. Începeți o ciornă nouă de la ele.")
    if norms_simulation.of_this_text(session, draft) is None:
        return N_(
            "Înainte de hotărâre, textul trebuie simulat exact așa cum este: porniți o simulare "
            "și așteptați să se termine."
        )
    return None


def enter(
    session: Session, draft_id: UUID, act: Act, *, account_id: UUID, now: datetime
) -> NormsDecision:
    """Note the act that adopts the draft; it has no effect until somebody else confirms it."""
    draft = norms_drafts.lock_draft(session, draft_id)
    refusal = why_not(session, draft)
    if refusal is not None:
        raise Conflict(refusal)
    if open_decision(session, draft_id) is not None:
        raise Conflict(N_("Pentru această ciornă este deja înscrisă o hotărâre."))
    _check_act(draft, act, today=legal_day(now))
    simulation = norms_simulation.of_this_text(session, draft)
    assert simulation is not None
    decision = NormsDecision(
        id=uuid4(),
        draft_id=draft_id,
        simulation_id=simulation.id,
        sha256=draft.sha256,
        body=act.body,
        act_number=act.number,
        act_date=act.decided_on,
        effective_from=act.effective_from,
        retroactive=act.retroactive,
        compensates=act.compensates,
        entered_by=account_id,
        entered_at=now,
        confirmed_by=None,
        confirmed_at=None,
        withdrawn_by=None,
        withdrawn_at=None,
        regulation_id=None,
        job_id=None,
        last_member_id=None,
        counts={},
        finished_at=None,
    )
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError:
        raise Conflict(N_("Pentru această ciornă este deja înscrisă o hotărâre.")) from None
    _record(session, "norms.decision_entered", decision, account_id=account_id, now=now)
    return decision


def _check_act(draft: NormsDraft, act: Act, *, today: date) -> None:
    if not act.number or len(act.number) > LONGEST_NUMBER:
        raise BadInput(
            N_("Scrieți numărul hotărârii, cel mult %(most)d de caractere."),
            field="number",
            most=LONGEST_NUMBER,
        )
    if act.decided_on > today:
        raise BadInput(N_("Ziua hotărârii nu poate fi în viitor."), field="decided_on")
    stated = norms_drafts.read(draft).version.effective_from
    if act.effective_from != stated:
        raise BadInput(
            N_(
                "Textul simulat intră în vigoare la %(stated)s, nu la %(given)s. Corectați ziua "
                "aici sau în text; dacă schimbați textul, simulați din nou."
            ),
            field="effective_from",
            stated=f"{stated:%d.%m.%Y}",
            given=f"{act.effective_from:%d.%m.%Y}",
        )
    if act.effective_from < today and not act.retroactive:
        raise BadInput(
            N_(
                "Ziua intrării în vigoare a trecut. Bifați că hotărârea spune aceasta anume sau "
                "schimbați ziua în text și simulați din nou."
            ),
            field="retroactive",
        )


def _record(
    session: Session, action: str, decision: NormsDecision, *, account_id: UUID, now: datetime
) -> None:
    audit.record(
        session,
        action,
        f"norms_decision:{decision.id}",
        account_id=account_id,
        now=now,
        details={"draft": str(decision.draft_id), "sha256": decision.sha256},
    )


def _lock(session: Session, decision_id: UUID) -> NormsDecision:
    found = session.scalar(
        select(NormsDecision)
        .where(NormsDecision.id == decision_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("Această hotărâre nu există."))
    if found.withdrawn_at is not None:
        raise Conflict(N_("Hotărârea a fost retrasă între timp."))
    return found


def withdraw(
    session: Session, decision_id: UUID, *, account_id: UUID, now: datetime
) -> NormsDecision:
    """Take back a decision that nobody confirmed; the draft may be changed again."""
    decision = _lock(session, decision_id)
    if decision.confirmed_at is not None:
        raise Conflict(N_("Hotărârea a fost confirmată; nu se mai poate retrage."))
    decision.withdrawn_by, decision.withdrawn_at = account_id, now
    session.flush()
    _record(session, "norms.decision_withdrawn", decision, account_id=account_id, now=now)
    return decision


def confirm(
    session: Session, decision_id: UUID, *, account_id: UUID, now: datetime
) -> NormsDecision:
    """Put the norms in force by a second officer; what follows is done by jobs."""
    decision = _lock(session, decision_id)
    if decision.entered_by == account_id:
        raise NotAllowed(
            N_("Ați înscris dumneavoastră această hotărâre. O confirmă alt ofițer al Biroului.")
        )
    if decision.confirmed_at is not None:
        raise Conflict(N_("Hotărârea a fost deja confirmată."))
    draft = norms_drafts.lock_draft(session, decision.draft_id)
    simulation = session.get_one(NormsSimulation, decision.simulation_id)
    _check_still_true(session, decision, draft, simulation, today=legal_day(now))
    row = _insert(session, decision, draft, now=now)
    draft.state = DraftState.IN_FORCE
    decision.confirmed_by, decision.confirmed_at = account_id, now
    decision.regulation_id = row.id
    _start_effects(session, decision, account_id=account_id, now=now)
    _record(session, "norms.in_force", decision, account_id=account_id, now=now)
    return decision


def _check_still_true(
    session: Session,
    decision: NormsDecision,
    draft: NormsDraft,
    simulation: NormsSimulation,
    *,
    today: date,
) -> None:
    # Whoever confirms another draft at this moment waits here, and then finds this one's row.
    base = newest(session)
    session.execute(
        select(RegulationVersion.id).where(RegulationVersion.id == base.id).with_for_update()
    )
    if newest(session).id != draft.base_id:
        raise Conflict(
            N_("Între timp au intrat în vigoare alte norme. Începeți o ciornă nouă de la ele.")
        )
    if not decision.sha256 == draft.sha256 == simulation.sha256:
        raise Conflict(
            N_(
                "Textul s-a schimbat de când s-a înscris hotărârea. Retrageți hotărârea și "
                "simulați din nou."
            )
        )
    if decision.effective_from < today and not decision.retroactive:
        raise Conflict(
            N_(
                "Ziua intrării în vigoare a trecut de când s-a înscris hotărârea. Retrageți-o și "
                "înscrieți-o din nou, cu ziua potrivită."
            )
        )


def _insert(
    session: Session, decision: NormsDecision, draft: NormsDraft, *, now: datetime
) -> RegulationVersion:
    row = RegulationVersion(
        id=draft.version_id,
        line=draft.line,
        text=draft.text,
        sha256=draft.sha256,
        effective_from=decision.effective_from,
        adopted_by=adopted_by(decision.body, decision.act_number, decision.act_date),
        recorded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict(N_("O versiune cu acest nume este deja în vigoare.")) from None
    return row


def _start_effects(
    session: Session, decision: NormsDecision, *, account_id: UUID, now: datetime
) -> None:
    members = session.scalar(
        select(func.count()).select_from(Member).where(Member.withdrawn_at.is_(None))
    )
    job = jobs.start_job(session, EFFECTS_TASK, owner_id=account_id, total=members or 0, now=now)
    decision.job_id = job.id
    payload = {"decision": str(decision.id)}
    outbox.enqueue(session, TELL_TASK, payload, key=f"{TELL_TASK}:{decision.id}", now=now)
    begins = datetime.combine(decision.effective_from, time(), tzinfo=LEGAL_ZONE)
    outbox.enqueue(
        session,
        EFFECTS_TASK,
        payload | {"job": str(job.id)},
        key=f"{EFFECTS_TASK}:{decision.id}",
        now=now,
        run_after=max(now, begins),
    )
