"""Drafts of norms: begun from the version in force, saved with every text kept, given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from credit_engine.problems import RegulationError
from credit_engine.regulation import Regulation
from credit_engine.regulation import RegulationVersion as Version
from credit_engine.yaml_source import Fields
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Account, DraftState, NormsDecision, NormsDraft, NormsSave, RegulationVersion
from lms.services import audit, norms_text, regulations
from lms.services.norms_text import DraftProblem, Heading

PROJECT = "Proiect al Comisiei de formare profesională"
MOST_TITLE = 300


class StaleDraftError(Conflict):
    """Somebody else saved the draft meanwhile; what was sent is not lost, nor is theirs."""


class UnusableTextError(BadInput):
    """The text that a form would give cannot be used; `problems` say why."""

    def __init__(self, problems: Sequence[DraftProblem]) -> None:
        super().__init__(N_("Nu s-a salvat: valorile nu se potrivesc între ele."))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A draft's text, read: the new version, and the one that it changes."""

    regulation: Regulation
    version: Version
    before: Version


def get_draft(session: Session, draft_id: UUID) -> NormsDraft:
    """A draft by id, with its base and who saved it last."""
    found = session.scalar(
        select(NormsDraft)
        .where(NormsDraft.id == draft_id)
        .options(joinedload(NormsDraft.base), joinedload(NormsDraft.saver))
    )
    if found is None:
        raise NotFound(N_("Această ciornă nu există."))
    return found


def lock_draft(session: Session, draft_id: UUID) -> NormsDraft:
    """A draft by id under a row lock."""
    found = session.scalar(
        select(NormsDraft)
        .where(NormsDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("Această ciornă nu există."))
    return found


def list_drafts(session: Session) -> Sequence[NormsDraft]:
    """Every draft, the last saved first."""
    return session.scalars(
        select(NormsDraft)
        .options(joinedload(NormsDraft.saver))
        .order_by(NormsDraft.saved_at.desc(), NormsDraft.id)
    ).all()


def begin(
    session: Session,
    *,
    effective_from: date,
    title: Mapping[str, str],
    account_id: UUID,
    now: datetime,
) -> NormsDraft:
    """A draft that changes nothing yet, from the text recorded last."""
    base = regulations.newest(session)
    last = regulations.parsed(base).versions[-1]
    if effective_from <= last.effective_from:
        raise BadInput(
            N_("Alegeți o zi după %(day)s, de când sunt în vigoare normele de acum."),
            field="effective_from",
            day=f"{last.effective_from:%d.%m.%Y}",
        )
    version_id = _free_id(session, base, effective_from)
    text = norms_text.begin(
        base.text,
        amends=last.id,
        version_id=version_id,
        heading=Heading(
            title_ro=title["ro"],
            title_en=title["en"],
            legal_basis=PROJECT,
            effective_from=effective_from,
        ),
    )
    draft = NormsDraft(
        id=uuid4(),
        line=base.line,
        version_id=version_id,
        base_id=base.id,
        revision=0,
        text="",
        sha256="",
        state=DraftState.DRAFT,
        created_by=account_id,
        created_at=now,
        saved_by=account_id,
        saved_at=now,
    )
    session.add(draft)
    session.flush()
    _keep(session, draft, text, account_id=account_id, now=now)
    audit.record(
        session, "norms.draft_begun", f"norms_draft:{draft.id}", account_id=account_id, now=now
    )
    return draft


def _free_id(session: Session, base: RegulationVersion, day: date) -> str:
    stem = f"{base.line}-{day.year}"
    taken = set(session.scalars(select(RegulationVersion.id)))
    taken |= set(session.scalars(select(NormsDraft.version_id)))
    number, found = 2, stem
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def _keep(
    session: Session, draft: NormsDraft, text: str, *, account_id: UUID, now: datetime
) -> None:
    draft.revision += 1
    draft.text, draft.sha256 = text, regulations.sha256_of(text)
    draft.saved_by, draft.saved_at = account_id, now
    session.add(
        NormsSave(
            id=uuid4(),
            draft_id=draft.id,
            revision=draft.revision,
            text=text,
            sha256=draft.sha256,
            saved_by=account_id,
            saved_at=now,
        )
    )
    session.flush()


def save_text(
    session: Session, draft_id: UUID, text: str, *, seen: int, account_id: UUID, now: datetime
) -> NormsDraft:
    """Keep a text as the next save; StaleDraftError when `seen` is not the last revision."""
    draft = _open_draft(session, draft_id, seen=seen)
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
    if len(text) > norms_text.MOST_CHARACTERS:
        raise BadInput(
            N_("Textul este prea lung: cel mult %(most)d de caractere."),
            most=norms_text.MOST_CHARACTERS,
            field="text",
        )
    if not text.strip():
        raise BadInput(N_("Textul este gol. Nu s-a salvat nimic."), field="text")
    if "\x00" in text:
        raise BadInput(N_("Textul are un caracter care nu se poate păstra (NUL)."), field="text")
    if text != draft.text:
        _keep(session, draft, text, account_id=account_id, now=now)
    return draft


def _open_draft(session: Session, draft_id: UUID, *, seen: int) -> NormsDraft:
    draft = lock_draft(session, draft_id)
    if draft.state is not DraftState.DRAFT:
        raise Conflict(
            N_("Ciorna nu mai poate fi schimbată: a intrat în vigoare sau s-a renunțat.")
        )
    if session.scalar(
        select(NormsDecision.id).where(
            NormsDecision.draft_id == draft_id, NormsDecision.withdrawn_at.is_(None)
        )
    ):
        raise Conflict(
            N_(
                "Pentru această ciornă s-a înscris o hotărâre care așteaptă confirmarea. Ca să o "
                "schimbați, retrageți întâi hotărârea."
            )
        )
    if draft.revision != seen:
        raise StaleDraftError(
            N_(
                "Între timp, %(who)s a salvat altă formă a ciornei (salvarea %(revision)d). Ce "
                "ați scris este mai jos și nu s-a pierdut; nici salvarea celuilalt ofițer. Uitați-"
                "vă la ea, apoi salvați din nou."
            ),
            who=session.get_one(Account, draft.saved_by).display_name,
            revision=draft.revision,
        )
    return draft


def save_values(
    session: Session,
    draft_id: UUID,
    changes: Mapping[str, Fields | None],
    *,
    seen: int,
    account_id: UUID,
    now: datetime,
) -> NormsDraft:
    """Set values of the new version by their paths; UnusableTextError when they contradict."""
    draft = _open_draft(session, draft_id, seen=seen)
    text = norms_text.with_values(draft.text, draft.version_id, changes)
    return _save_checked(session, draft, text, account_id=account_id, now=now)


def save_heading(
    session: Session,
    draft_id: UUID,
    heading: Heading,
    *,
    new_source: str,
    seen: int,
    account_id: UUID,
    now: datetime,
) -> NormsDraft:
    """What the version says of itself, and perhaps one more source that values may cite."""
    draft = _open_draft(session, draft_id, seen=seen)
    text = norms_text.with_heading(draft.text, draft.version_id, heading)
    if new_source:
        taken = read(draft).regulation.sources
        if new_source in taken.values():
            raise BadInput(N_("Această sursă este deja în listă."), field="new_source")
        text = norms_text.with_source(
            text, norms_text.slug_of_source(new_source, taken), new_source
        )
    return _save_checked(session, draft, text, account_id=account_id, now=now)


def _save_checked(
    session: Session, draft: NormsDraft, text: str, *, account_id: UUID, now: datetime
) -> NormsDraft:
    problems = norms_text.problems_of(text, base=_base_text(draft), version_id=draft.version_id)
    if problems:
        raise UnusableTextError(problems)
    if text != draft.text:
        _keep(session, draft, text, account_id=account_id, now=now)
    return draft


def _base_text(draft: NormsDraft) -> str:
    return draft.base.text


def problems_of(draft: NormsDraft) -> tuple[DraftProblem, ...]:
    """Everything that keeps the draft's text from being put in force."""
    return norms_text.problems_of(draft.text, base=_base_text(draft), version_id=draft.version_id)


def check_text(draft: NormsDraft, text: str) -> tuple[DraftProblem, ...]:
    """The same of a text that is being typed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return norms_text.problems_of(plain, base=_base_text(draft), version_id=draft.version_id)


def read(draft: NormsDraft) -> Read:
    """The draft's text, read; BadInput when it has problems."""
    try:
        regulation = regulations.parse(draft.text)
    except RegulationError:
        raise _unreadable() from None
    by_id = {version.id: version for version in regulation.versions}
    before = regulations.parsed(draft.base).versions[-1]
    if draft.version_id not in by_id:
        raise _unreadable()
    return Read(regulation=regulation, version=by_id[draft.version_id], before=before)


def _unreadable() -> BadInput:
    return BadInput(
        N_(
            "Textul ciornei are probleme, deci formularul nu îl poate arăta. Deschideți textul "
            "pentru experți: fiecare problemă este acolo, cu linia ei."
        )
    )


def is_stale(session: Session, draft: NormsDraft) -> bool:
    """Whether other norms were put in force since the draft was begun."""
    return regulations.newest(session).id != draft.base_id


def saves_of(session: Session, draft_id: UUID) -> Sequence[NormsSave]:
    """Every save of a draft, the last first."""
    return session.scalars(
        select(NormsSave)
        .where(NormsSave.draft_id == draft_id)
        .options(joinedload(NormsSave.saver))
        .order_by(NormsSave.revision.desc())
    ).all()


def get_save(session: Session, draft_id: UUID, revision: int) -> NormsSave:
    """One save of a draft."""
    found = session.scalar(
        select(NormsSave)
        .where(NormsSave.draft_id == draft_id, NormsSave.revision == revision)
        .options(joinedload(NormsSave.saver))
    )
    if found is None:
        raise NotFound(N_("Această salvare nu există."))
    return found


def abandon(
    session: Session, draft_id: UUID, *, seen: int, account_id: UUID, now: datetime
) -> NormsDraft:
    """Give a draft up; its texts stay."""
    draft = _open_draft(session, draft_id, seen=seen)
    draft.state = DraftState.ABANDONED
    audit.record(
        session, "norms.draft_abandoned", f"norms_draft:{draft.id}", account_id=account_id, now=now
    )
    return draft
