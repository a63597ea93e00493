"""The versions of a programme: what each approved file says, and how two of them differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.models import (
    CaseFile,
    Decision,
    ProgrammeModule,
    ProgrammeRequest,
)
from lms.services.programme_facts import modules_of, taught


@dataclass(frozen=True, kw_only=True)
class Version:
    """A programme as a file says it; `decision` of the approval, None while there is none."""

    request: ProgrammeRequest
    modules: Sequence[ProgrammeModule]
    decision: Decision | None

    @property
    def minutes(self) -> int:
        """Minutes of theory and practice."""
        return taught(self.modules)

    @property
    def curriculum(self) -> tuple[Any, ...]:
        """What makes a version: another of these is another version."""
        return (
            self.request.kind,
            self.request.modality,
            *(_module(row) for row in self.modules),
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line of a comparison: what it is about, before and after; None where there was nothing."""

    what: str  # a field of the request, "minutes", or "module"
    before: Any
    after: Any

    @property
    def differs(self) -> bool:
        """Whether the two versions say different things."""
        return bool(self.before != self.after)


_COMPARED = (
    "title",
    "summary",
    "kind",
    "field",
    "modality",
    "target_grades",
    "selection",
    "max_participants",
)


def versions_of(session: Session, programme_ids: Collection[UUID]) -> Sequence[Version]:
    """Every approved file of programmes, the first decided first; two queries."""
    rows = session.execute(
        select(ProgrammeRequest, Decision)
        .join(Decision, Decision.case_id == ProgrammeRequest.case_id)
        .where(
            ProgrammeRequest.programme_id.in_(programme_ids),
            ProgrammeRequest.version.is_not(None),
        )
        .options(joinedload(ProgrammeRequest.provider))
        .order_by(Decision.recorded_at, ProgrammeRequest.case_id)
    ).all()
    modules = modules_of(session, [request.case_id for request, _decision in rows])
    return [
        Version(
            request=request,
            modules=[row for row in modules if row.case_id == request.case_id],
            decision=decision,
        )
        for request, decision in rows
    ]


def version_of(session: Session, case: CaseFile) -> Version:
    """What a file says, decided or not."""
    return Version(
        request=session.get_one(ProgrammeRequest, case.id),
        modules=modules_of(session, [case.id]),
        decision=case.decision,
    )


def newest(session: Session, programme_id: UUID | None) -> Version | None:
    """The file approved last of a programme; None where the platform has none."""
    if programme_id is None:
        return None
    found = versions_of(session, [programme_id])
    return found[-1] if found else None


def compare(before: Version, after: Version) -> list[Change]:
    """Field by field and module by module; modules are matched by their titles, then by place."""
    changes = [
        Change(what=name, before=getattr(before.request, name), after=getattr(after.request, name))
        for name in _COMPARED
    ]
    changes.append(Change(what="minutes", before=before.minutes, after=after.minutes))
    left = {_place(before, row): _module(row) for row in before.modules}
    right = {_place(after, row): _module(row) for row in after.modules}
    order = [*right, *(place for place in left if place not in right)]
    changes += [
        Change(what="module", before=left.get(place), after=right.get(place)) for place in order
    ]
    return changes


def _place(version: Version, row: ProgrammeModule) -> tuple[str, int]:
    """A module by its title and, where a title comes twice, which of them it is."""
    same = [each.id for each in version.modules if each.title == row.title]
    return row.title, same.index(row.id)


def _module(row: ProgrammeModule) -> tuple[str, int, int, int, int]:
    return row.title, row.day, row.theory_minutes, row.practice_minutes, row.break_minutes
