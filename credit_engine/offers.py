"""Programmes and courses that a member could attend, and what they would be once attended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from credit_engine.facts import (
    Activity,
    ActivityKind,
    Approval,
    Decision,
    Delivery,
    Organiser,
    ProgrammeForm,
    Session,
)
from credit_engine.legal_time import last_legal_day, legal_day

_ALWAYS = datetime.min.replace(tzinfo=UTC)  # what is supposed was known at any instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A programme or course that a member could attend, with the credits announced for it.

    `sessions` empty: at one's own pace, supposed completed on the day asked. `source`: what is
    the same when taken again (the programme); without it, the offer itself. Without approvals
    the announced credits are taken as fixed by a decision that is in force; a course that has a
    `workload_minutes` is credited by it.
    """

    id: str
    title: str
    credits: Fraction
    sessions: tuple[Session, ...] = ()
    county: str | None = None
    online: bool = False
    kind: ActivityKind = ActivityKind.PROGRAMME
    form: ProgrammeForm | None = None
    category: str | None = None
    delivery: Delivery | None = None
    in_specialty: bool | None = None
    source: str | None = None
    workload_minutes: int | None = None
    organiser: Organiser = Organiser.COLLEGE
    provider_approvals: tuple[Approval, ...] = ()
    programme_approvals: tuple[Approval, ...] = ()

    @property
    def dates(self) -> tuple[date, ...]:
        """The legal days of its sessions, in order; () = at one's own pace."""
        starts = {legal_day(session.start) for session in self.sessions}
        ends = {last_legal_day(session.end) for session in self.sessions}
        return tuple(sorted(starts | ends))

    @property
    def activity_id(self) -> str:
        """The id of the activity that it would be."""
        return f"offer:{self.id}"

    def ends(self, on: date) -> date:
        """Its last legal day; at one's own pace: the day asked."""
        return self.dates[-1] if self.sessions else on

    def begins(self, on: date) -> date:
        """Its first legal day; at one's own pace: the day asked."""
        return self.dates[0] if self.sessions else on


def attended(offer: Offer, on: date) -> Activity:
    """The offer as it would be once attended in full."""
    fixed = Approval(
        recorded_at=_ALWAYS,
        valid_from=date.min,
        decision=Decision(body="", number="", decided_on=date.min),
        credits=offer.credits,
    )
    fixes = () if offer.kind is ActivityKind.COURSE and offer.workload_minutes else (fixed,)
    held = sum(int((s.end - s.start).total_seconds()) // 60 for s in offer.sessions)
    minutes = held or offer.workload_minutes or 1  # of a kind that counts presence, all of it
    return Activity(
        recorded_at=_ALWAYS,
        id=offer.activity_id,
        kind=offer.kind,
        source=offer.source or offer.activity_id,
        title=offer.title,
        organiser=offer.organiser,
        form=offer.form,
        category=offer.category,
        delivery=offer.delivery,
        in_specialty=offer.in_specialty,
        provider_approvals=offer.provider_approvals or (fixed,),
        programme_approvals=offer.programme_approvals or fixes,
        sessions=offer.sessions,
        minutes_delivered=minutes,
        minutes_present=minutes,
        workload_minutes=offer.workload_minutes,
        completed_on=None if offer.sessions else on,
    )
