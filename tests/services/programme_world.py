"""An invented programme on its way to approval: its file, filled in and submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from lms.config import Settings
    from lms.models import CaseFile
    from tests.infra.cast import Cast

MODULES = (("Primul contact", 1, 120, 60, 30), ("Planul de siguranță", 2, 60, 150, 30))


def words(**changes: Any):
    """What a draft says."""
    from lms.models import Grade, Modality, ProgrammeKind
    from lms.services.programme_files import Words

    said: dict[str, Any] = {
        "title": "Lucrul cu doliul",
        "title_en": "Working with grief",
        "summary": "Cum stăm lângă o familie în doliu.",
        "summary_en": "",
        "kind": ProgrammeKind.COURSE,
        "field": "familie",
        "modality": Modality.ONLINE,
        "target_grades": [Grade.PRACTICANT, Grade.SPECIALIST],
        "selection": "În ordinea înscrierii.",
        "max_participants": 30,
        "reserved": None,
    }
    return Words(**said | changes)


def add_modules(session: Session, case: CaseFile, modules: Any = MODULES) -> None:
    """A curriculum."""
    from lms.services import programme_parts
    from lms.services.programme_parts import Module

    for title, day, theory, practice, pause in modules:
        module = Module(
            title=title,
            day=day,
            theory_minutes=theory,
            practice_minutes=practice,
            break_minutes=pause,
        )
        programme_parts.put_module(session, case, module)


def fill(
    session: Session,
    case: CaseFile,
    cast: Cast,
    *,
    settings: Settings,
    now: datetime,
    modules: Any = MODULES,
) -> None:
    """Everything that the norms ask of a file: two principals with CVs, venue, declaration."""
    from lms.services import programme_files, programme_parts
    from tests.infra.documents import pdf_of
    from tests.services.provider_world import make_principal

    programme_files.write(session, case, words())
    add_modules(session, case, modules)
    who: dict[str, Any] = {"account_id": case.opened_by, "now": now}
    for part in ("equipment_and_venue", "quality_declaration"):
        programme_parts.add_document(
            session,
            case,
            pdf_of(f"Dovada {part}"),
            part,
            filename=f"{part}.pdf",
            settings=settings,
            **who,
        )
    for someone in (cast.member, cast.colleague):
        assert someone.member_id is not None
        make_principal(session, someone.member_id, now=now)
        lecturer = programme_parts.add_lecturer(
            session, case, name=someone.name, rnasr_code=str(someone.rnasr_code), **who
        )
        programme_parts.put_cv(
            session,
            case,
            lecturer.id,
            pdf_of(f"CV {someone.rnasr_code}"),
            filename="cv.pdf",
            settings=settings,
            **who,
        )


def submitted(
    session: Session,
    cast: Cast,
    *,
    settings: Settings,
    now: datetime,
    provider_id: UUID | None = None,
    account_id: UUID | None = None,
) -> CaseFile:
    """The file of a new programme of the cast's provider (or of another organiser), submitted."""
    from lms.services import programme_files

    who = account_id or cast.provider.id
    case = programme_files.start(session, provider_id or cast.provider_id, account_id=who, now=now)
    fill(session, case, cast, settings=settings, now=now)
    return programme_files.submit(session, case, account_id=who, settings=settings, now=now)
