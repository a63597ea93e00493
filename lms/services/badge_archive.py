"""All badges of a member as one ZIP, made while it is sent: memory for one picture at a time."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import RawIOBase
from typing import Any

import badges
from lms.models import Award
from lms.services import badge_classes, badge_files
from lms.services.badge_pages import Visibility, visibility

MOST = 300  # badges in one archive, the newest; each is some hundreds of kilobytes


@dataclass(frozen=True)
class _Copy:
    """What the archive needs of a badge, read before anything is sent."""

    folder: str
    credential: bytes
    drawing: badges.BadgePicture


class _Pipe(RawIOBase):
    """What zipfile writes, to be taken piece by piece; it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Keep a piece."""
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """All that came since the last time."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def archive(awards: Sequence[Award], *, now: datetime) -> Iterator[bytes]:
    """The pieces of a ZIP with each badge as PNG and JSON, and a list of them all."""
    listed = [
        {
            "name": award.badge_class.name[badge_classes.LANGUAGE],
            "folder": _folder(award),
            "awarded": award.awarded_at.isoformat(),
            "revoked": award.revoked_at.isoformat() if award.revoked_at else None,
            "published": visibility(award) is Visibility.PUBLISHED,
        }
        for award in awards[:MOST]
    ]
    copies = [
        _Copy(
            _folder(award), award.credential.encode(), badge_classes.picture_of(award.badge_class)
        )
        for award in awards[:MOST]
    ]
    return _pieces(copies, json.dumps(listed, ensure_ascii=False, indent=1).encode(), now)


def _pieces(copies: Sequence[_Copy], listed: bytes, now: datetime) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as out:
        _add(out, "insigne.json", listed, now)
        for copy in copies:
            picture = badge_files.drawn(copy.drawing)
            _add(out, f"{copy.folder}/insigna.png", badges.bake_png(picture, copy.credential), now)
            _add(out, f"{copy.folder}/insigna.json", copy.credential, now)
            yield pipe.take()
    yield pipe.take()


def _add(out: zipfile.ZipFile, name: str, data: bytes, now: datetime) -> None:
    out.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), data)


def _folder(award: Award) -> str:
    return f"{award.badge_class.slug}-{award.public_id[:8]}"
