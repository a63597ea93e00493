"""What every installation needs before its first member: norms, issuer, courses, feedback form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.config import Settings
from lms.services import badge_classes, feedback, issuers, publishing, regulations


def set_up(session: Session, *, settings: Settings, now: datetime) -> None:
    """Enter what is missing; safe to repeat."""
    regulations.ensure_bundled(session, now=now)
    issuers.ensure_college_issuer(session, settings=settings, now=now)
    feedback.ensure_form(session, now=now)
    for version in publishing.publish_bundled(session, settings=settings, now=now):
        badge_classes.ensure_course_badge(session, version, settings=settings, now=now)
