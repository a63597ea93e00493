"""The public register of programmes: as of any day, with every approval and version of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.errors import N_, NotFound
from lms.models import (
    Edition,
    EditionState,
    Modality,
    Programme,
    ProgrammeApproval,
    ProgrammeKind,
    ProgrammeOrganiser,
    Provider,
)
from lms.services import programme_versions
from lms.services.catalogue import folded
from lms.services.listing import Page, Wanted, cut_page
from lms.services.programme_versions import Version
from lms.services.provider_register import Approved, approval_of, state_of


@dataclass(frozen=True, kw_only=True)
class ProgrammeFilter:
    """What of the register is asked for; `state` "" means approved on the day, "all" everything.

    `provider`: the slug of an organiser, the first or a further one.
    """

    on: date
    text: str = ""
    kind: str = ""
    field: str = ""
    county: str = ""
    modality: str = ""
    provider: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """A programme on a day: the approval that holds (or the last before), and what it approved.

    `version` is None for an approval older than the files on the platform.
    """

    programme: Programme
    organisers: Sequence[Provider]  # whoever filed, then the others by name
    approval: ProgrammeApproval
    state: Approved
    version: Version | None
    modalities: Sequence[Modality]

    @property
    def title(self) -> Mapping[str, str]:
        """The title as approved, in both languages."""
        said = self.version.request if self.version else self.programme
        return {"ro": said.title, "en": said.title_en or said.title}

    @property
    def summary(self) -> Mapping[str, str]:
        """The summary as approved, in both languages."""
        said = self.version.request if self.version else self.programme
        return {"ro": said.summary, "en": said.summary_en or said.summary}

    @property
    def kind(self) -> ProgrammeKind:
        """The kind as approved."""
        said = self.version.request.kind if self.version else None
        return said or self.programme.kind

    @property
    def field(self) -> str:
        """The field as approved."""
        return self.version.request.field if self.version else self.programme.field

    @property
    def number(self) -> int:
        """The number of the version."""
        return (self.version.request.version if self.version else None) or 1

    @property
    def minutes(self) -> int | None:
        """Minutes of theory and practice; None where no curriculum is known."""
        return self.version.minutes if self.version and self.version.modules else None


@dataclass(frozen=True, kw_only=True)
class History:
    """One programme: its line on the day, and every approval it had, the latest first."""

    line: ProgrammeLine
    approvals: Sequence[tuple[ProgrammeApproval, Version | None]]
    versions: Sequence[Version]  # one for each number, the latest first


def list_register(
    session: Session, asked: ProgrammeFilter, wanted: Wanted
) -> tuple[Page[ProgrammeLine], Sequence[str], Sequence[Provider]]:
    """The register on a day, filtered, sorted and paged; the fields and organisers to choose from.

    A fixed number of queries however long the register is.
    """
    every = _lines(session, select(Programme), on=asked.on)
    fields = sorted({line.field for line in every}, key=folded)
    organisers = {each.slug: each for line in every for each in line.organisers}
    lines = [line for line in every if _asked_for(line, asked)]
    lines.sort(key=lambda line: (folded(line.title["ro"]), line.programme.slug))
    page = cut_page(lines, wanted, orders=_ORDERS)
    return page, fields, sorted(organisers.values(), key=lambda each: folded(each.name))


_ORDERS: dict[str, Callable[[ProgrammeLine], Any]] = {
    "provider": lambda line: folded(line.organisers[0].name),
    "field": lambda line: folded(line.field),
    "kind": lambda line: line.kind.value,
    "credits": lambda line: line.approval.credits,
    "minutes": lambda line: line.minutes or 0,
    "valid_until": lambda line: line.approval.valid_until or date.max,
    "decided_on": lambda line: line.approval.decided_on,
}


def _asked_for(line: ProgrammeLine, asked: ProgrammeFilter) -> bool:
    return (
        (asked.state == "all" or line.state == (asked.state or Approved.NOW.value))
        and (not asked.kind or line.kind == asked.kind)
        and (not asked.field or line.field == asked.field)
        and (not asked.county or any(each.county == asked.county for each in line.organisers))
        and (not asked.modality or asked.modality in line.modalities)
        and (not asked.provider or any(each.slug == asked.provider for each in line.organisers))
        and all(word in _searched(line) for word in folded(asked.text).split())
    )


def _searched(line: ProgrammeLine) -> str:
    names = [each.name for each in line.organisers]
    return folded(" ".join([*line.title.values(), *line.summary.values(), line.field, *names]))


def lines_of(
    session: Session, provider_ids: Collection[UUID], *, on: date
) -> Sequence[ProgrammeLine]:
    """The programmes that organisers hold, alone or with others, by title."""
    together = select(ProgrammeOrganiser.programme_id).where(
        ProgrammeOrganiser.provider_id.in_(provider_ids)
    )
    query = select(Programme).where(
        or_(Programme.provider_id.in_(provider_ids), Programme.id.in_(together))
    )
    return sorted(_lines(session, query, on=on), key=lambda line: folded(line.title["ro"]))


def _lines(session: Session, query: Select[tuple[Programme]], *, on: date) -> list[ProgrammeLine]:
    programmes = session.scalars(
        query.options(
            joinedload(Programme.provider),
            selectinload(Programme.approvals),
            selectinload(Programme.organisers).joinedload(ProgrammeOrganiser.provider),
        )
    ).all()
    ids = [programme.id for programme in programmes]
    versions: dict[UUID | None, list[Version]] = defaultdict(list)
    for version in programme_versions.versions_of(session, ids):
        versions[version.request.programme_id].append(version)
    held = _modalities(session, ids)
    return [
        line
        for programme in programmes
        if (line := _line(programme, versions[programme.id], held[programme.id], on=on))
    ]


def _line(
    programme: Programme, versions: Sequence[Version], held: Collection[Modality], *, on: date
) -> ProgrammeLine | None:
    approval = approval_of(programme.approvals, on)
    if approval is None:
        return None
    version = _approved_by(approval, versions)
    said = version.request.modality if version else None
    others = {row.provider.id: row.provider for row in programme.organisers}
    others.pop(programme.provider_id, None)
    return ProgrammeLine(
        programme=programme,
        organisers=[
            programme.provider,
            *sorted(others.values(), key=lambda each: folded(each.name)),
        ],
        approval=approval,
        state=state_of(approval, on),
        version=version,
        modalities=[said] if said else sorted(held),
    )


def _approved_by(approval: ProgrammeApproval, versions: Sequence[Version]) -> Version | None:
    """The file that an approval comes from: a decision of a body has a number and a day."""
    act = (approval.body, approval.decision_number, approval.decided_on)
    for version in versions:
        decision = version.decision
        if decision and (decision.body, decision.number, decision.decided_on) == act:
            return version
    return None


def _modalities(session: Session, ids: Collection[UUID]) -> Mapping[UUID, set[Modality]]:
    """How the editions of programmes were held, for those whose file does not say."""
    held: dict[UUID, set[Modality]] = defaultdict(set)
    rows = session.execute(
        select(Edition.programme_id, Edition.modality)
        .where(Edition.programme_id.in_(ids), Edition.state != EditionState.CANCELLED)
        .distinct()
    )
    for programme_id, modality in rows:
        held[programme_id].add(modality)
    return held


def read_programme(session: Session, slug: str, *, on: date) -> History:
    """One programme of the register on a day; NotFound when it never had an approval."""
    lines = _lines(session, select(Programme).where(Programme.slug == slug), on=on)
    if not lines:
        raise NotFound(N_("Acest program nu este în registru."))
    [line] = lines
    versions = programme_versions.versions_of(session, [line.programme.id])
    latest = {version.request.version: version for version in versions}
    standing = [each for each in line.programme.approvals if each.superseded_at is None]
    return History(
        line=line,
        approvals=[
            (each, _approved_by(each, versions))
            for each in sorted(standing, key=lambda each: each.valid_from, reverse=True)
        ],
        versions=[latest[number] for number in sorted(latest, key=lambda n: n or 0, reverse=True)],
    )
