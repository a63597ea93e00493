"""A file given for verification: what it is, and the credential in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from badges.errors import BadgeFileError
from badges.json_text import BOM, parse_object
from badges.open_badges_2 import CONTEXT
from badges.png import MAX_FILE_BYTES, SIGNATURE, baked_text, read_chunks
from badges.svg import baked_svg_text, looks_like_svg
from badges.vc_jwt import JwtCredential, looks_like_jwt, read_jwt


class FileKind(StrEnum):
    """How the credential was carried."""

    PNG = "png"
    SVG = "svg"
    JSON = "json"
    JWT = "jwt"


@dataclass(frozen=True, slots=True)
class BadgeFile:
    """A file that holds one credential: `credential_text` as found, `document` as parsed.

    `jwt` is set when the credential is secured as a JWT; `secured` is what a verifier needs.
    """

    filename: str
    kind: FileKind
    credential_text: bytes
    document: Mapping[str, Any]
    jwt: JwtCredential | None = None

    @property
    def secured(self) -> Mapping[str, Any] | JwtCredential:
        """The credential with what secures it."""
        return self.document if self.jwt is None else self.jwt


def read_badge_file(data: bytes, *, filename: str) -> BadgeFile:
    """Return the credential in a PNG, SVG, JSON or JWT file, or raise BadgeFileError.

    Only the bytes decide what the file is, never its name.
    """
    if not data:
        raise BadgeFileError("file_empty")
    if len(data) > MAX_FILE_BYTES:
        raise BadgeFileError("file_large", size=len(data), limit=MAX_FILE_BYTES)
    if SIGNATURE.startswith(data[: len(SIGNATURE)]):
        return _read(filename, FileKind.PNG, baked_text(read_chunks(data)))
    if data.removeprefix(BOM).lstrip(b" \t\r\n").startswith(b"{"):
        return _read(filename, FileKind.JSON, data)
    if looks_like_svg(data):
        return _read(filename, FileKind.SVG, baked_svg_text(data))
    if looks_like_jwt(data):
        return _read(filename, FileKind.JWT, data)
    raise BadgeFileError("file_pdf" if data.lstrip().startswith(b"%PDF-") else "file_unknown")


def read_credential_json(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`; raise BadgeFileError for anything a reader may misread."""
    if looks_like_jwt(data):
        raise BadgeFileError("file_jwt")
    return parse_object(data)


def _read(filename: str, kind: FileKind, text: bytes) -> BadgeFile:
    if looks_like_jwt(text):
        jwt = read_jwt(text)
        return BadgeFile(filename, kind, text, jwt.document, jwt)
    if kind in {FileKind.PNG, FileKind.SVG} and text.startswith((b"https://", b"http://")):
        # Open Badges 1 and 2 may bake the address alone: what counts stands there.
        try:
            address = text.strip().decode("ascii")
        except UnicodeDecodeError as error:
            raise BadgeFileError("not_utf8") from error
        hosted = {"@context": CONTEXT, "type": "Assertion", "id": address}
        return BadgeFile(filename, kind, text, hosted | {"verification": {"type": "HostedBadge"}})
    return BadgeFile(filename, kind, text, parse_object(text))
