"""A member who has completed the small course: its credit, its badge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from lms.services import completion
from tests.services.classroom import enrol, later, pass_test, publish_small, read_everything

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.config import Settings
    from lms.models import Award, CreditEntry, Enrolment

AWARDED = later(60)


@dataclass(frozen=True)
class Awarded:
    """What a completed course brought."""

    enrolment: Enrolment
    entry: CreditEntry
    award: Award


def award(session: Session, member_id: UUID, settings: Settings) -> Awarded:
    """The small course published, learned, credited and awarded; flushes, never commits."""
    publish_small(session, settings)
    enrolment = enrol(session, member_id, settings)
    read_everything(session, enrolment, settings)
    pass_test(session, enrolment, settings)
    done = completion.complete_course(session, enrolment.id, settings=settings, now=AWARDED)
    assert done is not None
    assert done.entry is not None
    assert done.award is not None
    return Awarded(enrolment, done.entry, done.award)
