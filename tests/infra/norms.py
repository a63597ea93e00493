"""A draft of norms as officers make it: begun, changed, simulated, adopted."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.models import NormsDecision, NormsDraft, NormsSimulation

TITLE = {"ro": "Norme noi", "en": "New norms"}


def begin_draft(
    session: Session,
    officer: UUID,
    *,
    now: datetime,
    effective_from: date = date(2027, 1, 1),
    credits: str | None = "12",
) -> NormsDraft:
    """A draft that asks for another number of credits a year."""
    from lms.services import norms_drafts

    draft = norms_drafts.begin(
        session, effective_from=effective_from, title=TITLE, account_id=officer, now=now
    )
    if credits is not None:
        change_credits(session, draft, officer, credits, now=now)
    return draft


def change_credits(
    session: Session, draft: NormsDraft, officer: UUID, credits: str, *, now: datetime
) -> None:
    """Save another number of credits a year."""
    from lms.services import norms_drafts
    from lms.services.norms_text import fields, text

    leaf = fields(
        {"value": text(credits), "basis": text("seed"), "source": text("strategy-avizare")}
    )
    norms_drafts.save_values(
        session,
        draft.id,
        {"annual_requirement.min_credits": leaf},
        seen=draft.revision,
        account_id=officer,
        now=now,
    )


def simulate(
    session: Session,
    draft: NormsDraft,
    officer: UUID,
    *,
    now: datetime,
    years: list[int],
    records_from: date | None = None,
) -> NormsSimulation:
    """The draft replayed to its end, step by step as the worker does it."""
    from lms.services import norms_simulation

    simulation = norms_simulation.start(
        session, draft.id, years=years, seen=draft.revision, account_id=officer, now=now
    )
    while norms_simulation.step(session, simulation.id, records_from=records_from, now=now):
        pass
    return simulation


def enter(
    session: Session,
    draft: NormsDraft,
    officer: UUID,
    *,
    now: datetime,
    effective_from: date = date(2027, 1, 1),
    retroactive: bool = False,
    compensates: bool = False,
) -> NormsDecision:
    """The act that adopts the draft."""
    from lms.models import AdoptingBody
    from lms.services import norms_adoption

    act = norms_adoption.Act(
        body=AdoptingBody.COUNCIL,
        number="7",
        decided_on=date(2026, 3, 1),
        effective_from=effective_from,
        retroactive=retroactive,
        compensates=compensates,
    )
    return norms_adoption.enter(session, draft.id, act, account_id=officer, now=now)
