"""Keeping the standings that lists read: every member has one, judged on the present day."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.clock import LEGAL_ZONE, legal_day
from lms.config import Settings
from lms.models import Member, YearStanding
from lms.services import crediting
from lms.services.closed_years import year_dates

MEMBERS_PER_STEP = 200


def refresh_step(session: Session, *, settings: Settings, now: datetime) -> bool:
    """Judge anew the next members whose standing is not of today; True when more follow.

    A day changes answers by itself: the evidence date passes, a suspension ends.
    """
    day = legal_day(now)
    for year in (day.year, day.year - 1):
        if year_dates(session, year).notice is None:
            continue  # no norms were in force: there is nothing to state
        ids = _stale(session, year, now=now)
        if ids:
            crediting.refresh_standings(session, ids, [year], settings.records_from, now)
            return True
    return False


def _stale(session: Session, year: int, *, now: datetime) -> list[UUID]:
    midnight = datetime.combine(legal_day(now), time(), tzinfo=LEGAL_ZONE)
    of_today = exists().where(
        YearStanding.member_id == Member.id,
        YearStanding.year == year,
        YearStanding.known_at >= midnight,
    )
    return list(
        session.scalars(
            select(Member.id)
            .where(Member.withdrawn_at.is_(None), Member.recorded_at <= now, ~of_today)
            .order_by(Member.id)
            .limit(MEMBERS_PER_STEP)
        )
    )
