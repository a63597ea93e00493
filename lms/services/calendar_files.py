"""Editions as a calendar file (RFC 5545): one event for each session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from icalendar import Calendar, Event

from lms.models import Edition, EditionState


def calendar_file(
    editions: Iterable[Edition],
    *,
    host: str,
    title: Callable[[Edition], str],
    place: Callable[[Edition], str],
    about: Callable[[Edition], str],
    now: datetime,
) -> bytes:
    """The .ics bytes; a session keeps its UID, a changed or cancelled one has a higher SEQUENCE."""
    calendar = Calendar()
    calendar.add("prodid", "-//Treapta//Colegiul Asistenților Sociali//RO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for edition in editions:
        for number, held in enumerate(edition.sessions, start=1):
            event = Event()
            name = title(edition)
            if held.topic and len(edition.sessions) > 1:
                name = f"{name} ({number}/{len(edition.sessions)}): {held.topic}"
            event.add("uid", f"{held.id}@{host}")
            event.add("dtstamp", now)
            event.add("sequence", edition.revision)
            event.add("dtstart", held.starts_at)
            event.add("dtend", held.ends_at)
            event.add("summary", name)
            event.add("location", place(edition))
            event.add("description", about(edition))
            if edition.state is EditionState.CANCELLED:
                event.add("status", "CANCELLED")
            calendar.add_component(event)
    return bytes(calendar.to_ical())
