"""Invented files of programmes: a provider's waits for the commission, a branch's for BEX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.demo.entries import principals
from lms.demo.papers import paper
from lms.demo.words import NEWCOMERS
from lms.models import (
    Account,
    CaseFile,
    Grade,
    Modality,
    OrganiserKind,
    ProgrammeKind,
    Provider,
    Role,
)
from lms.services import accounts, case_decisions, programme_files, programme_parts
from lms.services.procedures import Verdict
from lms.services.programme_files import Words
from lms.services.programme_parts import Module

GRIEF = Words(
    title="Sprijinul familiei în doliu",
    title_en="Supporting a family in grief",
    summary="Cum rămânem lângă o familie după o pierdere: primele întâlniri, ritualuri, limite.",
    summary_en="How to stay beside a family after a loss: first meetings, rituals, limits.",
    kind=ProgrammeKind.COURSE,
    field="familie",
    modality=Modality.HYBRID,
    target_grades=[Grade.PRACTICANT, Grade.SPECIALIST, Grade.PRINCIPAL],
    selection="În ordinea înscrierii; un loc din trei este pentru colegi din mediul rural.",
    max_participants=24,
    reserved=None,
)
GRIEF_MODULES = (
    Module(
        title="Ce este doliul", day=1, theory_minutes=120, practice_minutes=60, break_minutes=30
    ),
    Module(
        title="Prima întâlnire", day=1, theory_minutes=45, practice_minutes=135, break_minutes=60
    ),
    Module(
        title="Copilul și pierderea",
        day=2,
        theory_minutes=90,
        practice_minutes=120,
        break_minutes=30,
    ),
    Module(
        title="Limitele noastre", day=2, theory_minutes=30, practice_minutes=75, break_minutes=15
    ),
)
TABLE = Words(
    title="Masa rotundă a asistenților sociali din școli",
    title_en="Round table of school social workers",
    summary="O zi de lucru între colegi: absenteismul, legătura cu familia, cazuri fără nume.",
    summary_en="A day among colleagues: absence, ties with the family, cases without names.",
    kind=ProgrammeKind.ROUND_TABLE,
    field="școală",
    modality=Modality.IN_PERSON,
    target_grades=[Grade.DEBUTANT, Grade.PRACTICANT, Grade.SPECIALIST],
    selection="Membrii sucursalei, în ordinea înscrierii.",
    max_participants=40,
    reserved=None,
)
TABLE_MODULES = (
    Module(
        title="Absenteismul școlar", day=1, theory_minutes=60, practice_minutes=90, break_minutes=20
    ),
    Module(
        title="Legătura cu familia", day=1, theory_minutes=30, practice_minutes=60, break_minutes=20
    ),
)
PAPERS = (
    ("equipment_and_venue", "Dotări și sală"),
    ("quality_declaration", "Declarație privind calitatea"),
)


def add_programme_files(
    session: Session, *, providers: Sequence[Provider], settings: Settings, now: datetime
) -> None:
    """One file with the commission, one with its proposal made; the branch files as others do."""
    first, officer = (
        session.scalars(select(Account).where(Account.email == email)).one()
        for email in ("furnizor@exemplu.ro", "formare@exemplu.ro")
    )
    branch = next(each for each in providers if each.kind is OrganiserKind.BRANCH)
    email, name, _role = NEWCOMERS[-1]
    manager = accounts.create_account(session, email=email, display_name=name, now=now)
    manager.password_hash = first.password_hash
    accounts.grant_role(
        session,
        manager,
        Role.PROVIDER,
        valid_from=legal_day(now) - timedelta(days=60),
        now=now,
        provider_id=branch.id,
    )
    at = now - timedelta(days=4)
    _submitted(session, providers[0], first.id, GRIEF, settings=settings, now=at)
    table = _submitted(session, branch, manager.id, TABLE, settings=settings, now=at)
    case_decisions.take_into_analysis(session, table.id, account_id=officer.id, now=at)
    case_decisions.propose(
        session,
        table.id,
        Verdict(
            outcome="approved",
            reasons="Practică destulă, doi lectori principali, o sală cu 40 de locuri.",
            credits=4000,
            valid_until=legal_day(now).replace(month=1, day=1) + timedelta(days=3 * 365),
        ),
        account_id=officer.id,
        now=now - timedelta(days=2),
    )


def _submitted(
    session: Session,
    provider: Provider,
    manager: UUID,
    words: Words,
    *,
    settings: Settings,
    now: datetime,
) -> CaseFile:
    case = programme_files.start(session, provider.id, account_id=manager, now=now)
    programme_files.write(session, case, words)
    for module in GRIEF_MODULES if words is GRIEF else TABLE_MODULES:
        programme_parts.put_module(session, case, module)
    for part, title in PAPERS:
        programme_parts.add_document(
            session,
            case,
            paper(title),
            part,
            filename=f"{title}.pdf",
            account_id=manager,
            settings=settings,
            now=now,
        )
    for member in principals(session, now=now)[:2]:
        lecturer = programme_parts.add_lecturer(
            session,
            case,
            name=member.full_name,
            rnasr_code=member.rnasr_code,
            account_id=manager,
            now=now,
        )
        programme_parts.put_cv(
            session,
            case,
            lecturer.id,
            paper(f"CV Europass, {member.full_name}"),
            filename=f"CV {member.full_name}.pdf",
            account_id=manager,
            settings=settings,
            now=now,
        )
    return programme_files.submit(session, case, account_id=manager, settings=settings, now=now)
