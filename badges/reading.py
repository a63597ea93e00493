"""A file given for verification: what it is, and the credential in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from badges.errors import BadgeError, BadgeFileError
from badges.png import MAX_FILE_BYTES, SIGNATURE, baked_text, read_chunks
from badges.rdf import MAX_DOCUMENT_BYTES, check_text

_BOM = b"\xef\xbb\xbf"


class FileKind(StrEnum):
    """How the credential was carried."""

    PNG = "png"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class BadgeFile:
    """A file that holds one credential: `credential_json` as found, `document` as parsed."""

    filename: str
    kind: FileKind
    credential_json: bytes
    document: dict[str, Any]


def read_badge_file(data: bytes, *, filename: str) -> BadgeFile:
    """Return the credential in a baked PNG or JSON file; raise BadgeFileError with what is wrong.

    Only the bytes decide what the file is, never its name.
    """
    if not data:
        raise BadgeFileError("file_empty")
    if len(data) > MAX_FILE_BYTES:
        raise BadgeFileError("file_large", size=len(data), limit=MAX_FILE_BYTES)
    if SIGNATURE.startswith(data[: len(SIGNATURE)]):
        text = baked_text(read_chunks(data))
        return BadgeFile(filename, FileKind.PNG, text, read_credential_json(text))
    if data.removeprefix(_BOM).lstrip(b" \t\r\n").startswith(b"{"):
        return BadgeFile(filename, FileKind.JSON, data, read_credential_json(data))
    raise BadgeFileError(_foreign_kind(data))


def read_credential_json(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`; raise BadgeFileError for anything a reader may misread."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise BadgeFileError("json_large", size=len(data), limit=MAX_DOCUMENT_BYTES)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadgeFileError("not_utf8") from error
    if _is_jwt(text.strip().encode()):
        raise BadgeFileError("file_jwt")
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise BadgeFileError("json_invalid", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise BadgeFileError("json_deep", levels=36) from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise BadgeFileError("json_number", path="$") from error
    if not isinstance(document, dict):
        raise BadgeFileError("json_not_object")
    try:
        check_text(document)
    except BadgeError as error:
        raise BadgeFileError(error.code, **error.params) from error
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadgeFileError("json_duplicate", name=twice[:80])
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise BadgeFileError("json_constant", name=name)


def _foreign_kind(data: bytes) -> str:
    start = data.removeprefix(_BOM).lstrip()[:4096]
    lowered = start.lower()
    if lowered.startswith(b"<") and b"<svg" in lowered:
        return "file_svg"
    if start.startswith(b"%PDF-"):
        return "file_pdf"
    if _is_jwt(data.strip()):
        return "file_jwt"
    return "file_unknown"


def _is_jwt(data: bytes) -> bool:
    # A compact JWS starts with the base64url of {" and has two dots.
    return data.startswith(b"eyJ") and data.count(b".") == 2
