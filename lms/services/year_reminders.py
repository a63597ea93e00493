"""Reminders of the year: to members who still lack credits, at most one of each, never a threat.

The days are settings of the installation (`TREAPTA_YEAR_REMINDERS`), not of the norms; the
reminder before the evidence date counts back from the day that the norms give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.results import Assessment, Outcome, to_thousandths
from lms.clock import legal_day
from lms.config import Settings
from lms.models import YearRun, YearStage
from lms.services import crediting, letters, notifications
from lms.services.closed_years import year_dates
from lms.services.notifications import Notice
from lms.services.year_close import end_step, enter_run, lock_run, members_known, next_members

REMIND_TASK = "year.remind"
SENT_WITHIN = timedelta(days=14)  # a reminder missed for longer than that is not sent any more


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder of a year: sent from `day` on, while it is before `until`."""

    year: int
    day: date
    until: date

    @property
    def key(self) -> str:
        """The name under which it is sent once."""
        return f"{self.year}:reminder:{self.day.isoformat()}"


def reminders(session: Session, year: int, *, settings: Settings) -> list[Reminder]:
    """The reminders of a year, in order; none outlives the day after which it says nothing."""
    dates = year_dates(session, year)
    last = dates.evidence_until or dates.last_day
    days = {date(year, int(text[:2]), int(text[3:])) for text in settings.reminder_days()}
    if dates.evidence_until is not None and settings.evidence_reminder_days:
        days.add(dates.evidence_until - timedelta(days=settings.evidence_reminder_days))
    ordered = sorted(day for day in days if day <= last)
    following = [*ordered[1:], last + timedelta(days=1)]
    return [
        Reminder(year=year, day=day, until=min(after, day + SENT_WITHIN))
        for day, after in zip(ordered, following, strict=True)
    ]


def enter_due(session: Session, *, settings: Settings, now: datetime) -> list[YearRun]:
    """Start the reminders whose day has come; each once."""
    on = legal_day(now)
    due = [
        reminder
        for year in (on.year - 1, on.year)
        for reminder in reminders(session, year, settings=settings)
        if reminder.day <= on < reminder.until
    ]
    known = set(
        session.scalars(select(YearRun.key).where(YearRun.key.in_([each.key for each in due])))
    )
    runs = [
        enter_run(
            session,
            reminder.year,
            YearStage.REMINDER,
            key=reminder.key,
            task=REMIND_TASK,
            started_by=None,
            records_from=settings.records_from,
            now=now,
        )
        for reminder in due
        if reminder.key not in known
    ]
    return [run for run in runs if run is not None]


def remind_step(session: Session, run_id: UUID, *, write: letters.Writer, now: datetime) -> bool:
    """Remind the next members who lack credits today; True when more follow."""
    run = lock_run(session, run_id)
    if run.finished_at is not None:
        return False
    ids = next_members(session, run, members_known(run.known_at))
    told = _remind(session, run, ids, write=write, now=now) if ids else 0
    return end_step(session, run, ids, {"reminded": told}, now=now)


def _remind(
    session: Session, run: YearRun, ids: Sequence[UUID], *, write: letters.Writer, now: datetime
) -> int:
    answers = crediting.year_answers(
        session, ids, [run.year], records_from=run.records_from, on=legal_day(now)
    )
    short = {
        member_id: params
        for (member_id, _), answer in answers.items()
        if (params := _shortfall(run.year, answer)) is not None
    }
    told = notifications.notify_members(
        session,
        {
            member_id: Notice(
                kind="year_reminder",
                key=f"year.reminder:{run.key}:{member_id}",
                params=params,
                path=f"/credits?year={run.year}" if params["over"] else "/needs",
            )
            for member_id, params in short.items()
        },
        now=now,
    )
    letters.send_to_members(
        session,
        write,
        {member_id: short[member_id] for member_id in told},
        kind="year_reminder",
        now=now,
    )
    return len(told)


def _shortfall(year: int, answer: Assessment) -> dict[str, object] | None:
    """What is missing, in thousandths; None for everybody who owes nothing or cannot be judged."""
    standing = answer.standing
    if answer.outcome is not Outcome.IN_PROGRESS or standing is None or not standing.missing:
        return None
    until = standing.evidence_until
    return {
        "year": year,
        "earned": to_thousandths(standing.earned),
        "required": None if standing.required is None else to_thousandths(standing.required),
        "missing": to_thousandths(standing.missing),
        "until": until.isoformat() if until else None,
        "orientative": answer.orientative,
        "over": year < answer.on.year,  # only evidence can still be brought
    }
