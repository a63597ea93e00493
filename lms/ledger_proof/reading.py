"""Reading a proof, a root or a did.json from bytes: JSON with one reading, of a bounded size."""

from __future__ import annotations

import json
from typing import Any

from lms.ledger_proof.words import SENTENCES

LARGEST = 4 * 1024 * 1024  # bytes; the proof of a lifetime of credits has some tens of thousands


class ProofUnreadable(Exception):
    """A file is no JSON document that can be checked; `code` says why."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """The reason as a full sentence (ro or en)."""
        romanian, english = SENTENCES[self.code]
        return (romanian if lang == "ro" else english).format_map(self.params)


def read_document(data: bytes) -> dict[str, Any]:
    """The JSON object in a file; ProofUnreadable for anything with two readings, or too large."""
    if not data:
        raise ProofUnreadable("file_empty")
    if len(data) > LARGEST:
        raise ProofUnreadable("file_large", size=len(data), limit=LARGEST)
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError as error:
        raise ProofUnreadable("file_not_utf8") from error
    except json.JSONDecodeError as error:
        raise ProofUnreadable("file_not_json", line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise ProofUnreadable("file_deep") from error
    if not isinstance(found, dict):
        raise ProofUnreadable("file_no_object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ProofUnreadable("file_duplicate", name=name)
        found[name] = value
    return found


def _refuse_number(text: str) -> Any:
    raise ProofUnreadable("file_number", value=text)
