"""A draft of norms with a case and a finished simulation; nothing of it is in force."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from credit_engine.results import Outcome
from lms.config import Settings
from lms.services import norms_cases, norms_drafts, norms_simulation
from lms.services.norms_text import Heading, fields, text

TITLE = {
    "ro": "Normele privind formarea profesională continuă (proiect)",
    "en": "Norms on continuing professional training (draft)",
}
SOURCE = "Proiectul Comisiei de formare profesională, de supus Consiliului"


def add_draft(
    session: Session, *, officer: UUID, settings: Settings, today: date, now: datetime
) -> None:
    """Twelve credits a year instead of ten, and a surplus of at most four carried over."""
    starts = date(today.year + 1, 1, 1)
    draft = norms_drafts.begin(
        session, effective_from=starts, title=TITLE, account_id=officer, now=now
    )
    norms_drafts.save_heading(
        session,
        draft.id,
        Heading(
            title_ro=TITLE["ro"],
            title_en=TITLE["en"],
            legal_basis=norms_drafts.PROJECT,
            effective_from=starts,
        ),
        new_source=SOURCE,
        seen=draft.revision,
        account_id=officer,
        now=now,
    )
    [source] = [
        key for key, said in norms_drafts.read(draft).regulation.sources.items() if said == SOURCE
    ]
    ground = {"basis": text("adopted"), "source": text(source)}
    norms_drafts.save_values(
        session,
        draft.id,
        {
            "annual_requirement.min_credits": fields({"value": text("12"), **ground}),
            "annual_requirement.carry_over_max": fields({"value": text("4"), **ground}),
        },
        seen=draft.revision,
        account_id=officer,
        now=now,
    )
    norms_cases.add_made_up(
        session,
        draft.id,
        norms_cases.Expected(
            sentence=f"Cu 11 credite și fără surplus, anul {starts.year} nu este îndeplinit.",
            year=starts.year,
            asked_on=date(starts.year + 1, 4, 1),
            outcome=Outcome.NOT_MET,
            credits=11_000,
        ),
        norms_cases.MadeUp(registered_on=date(2015, 2, 1), credits=11_000),
        account_id=officer,
        now=now,
    )
    simulation = norms_simulation.start(
        session,
        draft.id,
        years=[today.year - 1],
        seen=draft.revision,
        account_id=officer,
        now=now,
    )
    while norms_simulation.step(
        session, simulation.id, records_from=settings.records_from, now=now
    ):
        pass
