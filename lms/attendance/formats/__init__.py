"""The registry of layouts: one module each; the surest reader wins, the earlier on a tie."""

from __future__ import annotations

from collections.abc import Sequence

from lms.attendance.formats import handmade, zoom_meeting, zoom_webinar
from lms.attendance.raw import FormatReader
from lms.attendance.tables import Table

READERS: tuple[FormatReader, ...] = (zoom_webinar.READER, zoom_meeting.READER, handmade.READER)


def reader_for(tables: Sequence[Table]) -> FormatReader | None:
    """The reader of a file, or None when no layout is recognised."""
    best = max(READERS, key=lambda reader: reader.recognise(tables))
    return best if best.recognise(tables) > 0 else None


def known_layouts() -> dict[str, str]:
    """The layouts read, as the parameters of a sentence."""
    return {
        "layouts_ro": "; ".join(reader.label_ro for reader in READERS),
        "layouts_en": "; ".join(reader.label_en for reader in READERS),
    }
