"""Small facts for the engine's tests."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from credit_engine.facts import (
    Activity,
    ActivityKind,
    Approval,
    Decision,
    MemberFacts,
    Organiser,
    Registration,
    Session,
    Status,
    StatusPeriod,
)

RECORDED = datetime(2020, 1, 1, tzinfo=UTC)
DECISION = Decision(body="BEX", number="12", decided_on=date(2024, 12, 3))
ACTIVE = StatusPeriod(recorded_at=RECORDED, valid_from=date(2015, 2, 1), status=Status.ACTIVE)


def approval(credits, **dates):
    since = dates.get("valid_from", date(2024, 12, 3))
    return Approval(
        recorded_at=RECORDED,
        valid_from=since,
        valid_until=dates.get("valid_until"),
        decision=DECISION,
        credits=None if credits is None else Fraction(credits),
    )


def sitting(start, minutes):
    return Session(start=start, end=start + timedelta(minutes=minutes))


def edition(id_, *, start, credits="6", minutes=180, present=None, source=None):
    return Activity(
        recorded_at=RECORDED,
        id=id_,
        kind=ActivityKind.PROGRAMME,
        source=source or f"programme-{id_}",
        title=f"Program {id_}",
        organiser=Organiser.BRANCH,
        programme_approvals=(approval(credits),),
        sessions=(sitting(start, minutes),),
        minutes_present=minutes if present is None else present,
    )


def course(id_, *, completed_on, workload=500, source=None):
    return Activity(
        recorded_at=RECORDED,
        id=id_,
        kind=ActivityKind.COURSE,
        source=source or f"course-{id_}",
        title=f"Curs {id_}",
        completed_on=completed_on,
        workload_minutes=workload,
    )


def member(*activities, **facts):
    given: dict[str, Any] = {
        "member": "m-1",
        "registrations": (Registration(recorded_at=RECORDED, registered_on=date(2015, 2, 1)),),
        "platform_from": date(2025, 1, 1),
        "statuses": (ACTIVE,),
        "activities": activities,
    }
    return MemberFacts(**(given | facts))
