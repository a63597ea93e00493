"""The registry of layouts: one module each; the surest reader wins, the earlier on a tie."""

from __future__ import annotations

from collections.abc import Sequence

from lms.attendance.formats import (
    day_columns,
    google_meet,
    handmade,
    teams,
    zoom_meeting,
    zoom_webinar,
)
from lms.attendance.raw import FormatReader
from lms.attendance.tables import Table

READERS: tuple[FormatReader, ...] = (
    zoom_webinar.READER,
    teams.READER,
    google_meet.READER,
    day_columns.MOODLE,
    zoom_meeting.READER,
    day_columns.LIST,
    handmade.READER,
)


_CERTAIN = 100  # nothing beats it


def reader_for(tables: Sequence[Table]) -> FormatReader | None:
    """The reader of a file, or None when no layout is recognised."""
    surest, best = 0, None
    for reader in READERS:
        score = reader.recognise(tables)
        if score > surest:
            surest, best = score, reader
        if surest >= _CERTAIN:
            break
    return best


def known_layouts() -> dict[str, str]:
    """The layouts read, as the parameters of a sentence."""
    return {
        "layouts_ro": "; ".join(reader.label_ro for reader in READERS),
        "layouts_en": "; ".join(reader.label_en for reader in READERS),
    }
