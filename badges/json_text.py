"""JSON from outside, read so that no two readers can take it for different things."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from badges.errors import BadgeError, BadgeFileError
from badges.rdf import MAX_DOCUMENT_BYTES, check_text

BOM = b"\xef\xbb\xbf"


def parse_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`; raise BadgeFileError for anything a reader may misread."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise BadgeFileError("json_large", size=len(data), limit=MAX_DOCUMENT_BYTES)
    try:
        text = data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadgeFileError("not_utf8") from error
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
