"""JSON-LD with pinned contexts: canonical form, and whether the JSON says just what was signed.

This is the only module that touches openbadgeslib. Its guards (work budget of the
canonicalisation, structure limits, comparison with the compacted form) are internal to it, so
requirements/base.in pins the exact version; tests/badges/test_rdf.py fails if they go away.
Contexts are files of that package (W3C Software and Document Licence; 1EdTech specification
licence) and are never fetched: an unknown context is an error.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from openbadgeslib.ob3._canon_guard import (
    CanonicalizationGuardUnavailable,
    WorkBudget,
    canonize,
    isolate,
    require_guard,
)
from openbadgeslib.ob3._context_validation import validate_document
from openbadgeslib.ob3._structure_screen import StructureLimitExceeded, screen
from openbadgeslib.ob3.contexts import UnknownContextError, document_loader
from openbadgeslib.ob3.verifier import OB3VerificationError
from pyld import jsonld

from badges.errors import BadgeError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
MAX_DOCUMENT_BYTES = 256 * 1024
MAX_DEPTH = 36

# What JSON readers and RDF writers of other makes disagree about (badges-facts: refuse at input).
_FORBIDDEN = frozenset(map(chr, [*range(0x20), 0x7F, *range(0xD800, 0xE000)])) - set("\t\n\r")


def canonical(document: Mapping[str, Any]) -> str:
    """Return the RDFC-1.0 canonical N-Quads of `document`; raise BadgeError when there is none."""
    try:
        # Deep copy: the processor writes into what it is given.
        return str(canonize(jsonld, copy.deepcopy(dict(document)), document_loader(), WorkBudget()))
    except Exception as error:
        raise _explained(error) from error


def check_form(unsecured: Mapping[str, Any], proof_options: Mapping[str, Any]) -> None:
    """Raise BadgeError unless the signature covers every member of the JSON as it reads.

    What is signed is the RDF behind the JSON: a member that no context defines would be shown
    and not signed. Both documents must be the compacted form of their own expansion.
    """
    _check_one_description(unsecured)
    check_vocabulary(unsecured, proof_options)


def check_vocabulary(
    unsecured: Mapping[str, Any], proof_options: Mapping[str, Any] | None = None
) -> None:
    """Raise BadgeError for a member that no context defines, or that is not in compacted form."""
    if proof_options is None:
        # The library compares two documents; here the second says nothing.
        proof_options = {"@context": unsecured.get("@context"), "type": "DataIntegrityProof"}
    try:
        require_guard()
        screen(dict(unsecured), contexts=False)
        screen(dict(proof_options), contexts=False)
        validate_document(
            copy.deepcopy(dict(unsecured)),
            copy.deepcopy(dict(proof_options)),
            document_loader(),
            isolate(jsonld),
        )
    except Exception as error:
        raise _explained(error) from error


def check_text(value: object, path: str = "$") -> None:
    """Raise BadgeError for control characters, numbers that are not finite, or deep nesting.

    Allowed control characters are tab, newline and return.
    """
    stack: list[tuple[object, str, int]] = [(value, path, 1)]
    while stack:
        item, where, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise BadgeError("json_deep", levels=MAX_DEPTH)
        if isinstance(item, str):
            _check_string(item, where)
        elif isinstance(item, float) and item - item != 0:
            raise BadgeError("json_number", path=where)
        elif isinstance(item, Mapping):
            for key, member in item.items():
                _check_string(key, where)
                stack.append((member, f"{where}.{key}", depth + 1))
        elif isinstance(item, list):
            stack.extend((member, f"{where}[{i}]", depth + 1) for i, member in enumerate(item))


def check_size(document: Mapping[str, Any]) -> None:
    """Raise BadgeError when the compact JSON of `document` is over MAX_DOCUMENT_BYTES."""
    size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MAX_DOCUMENT_BYTES:
        raise BadgeError("json_large", size=size, limit=MAX_DOCUMENT_BYTES)


def _check_one_description(document: Mapping[str, Any]) -> None:
    """Raise BadgeError when one id is described in two places with different members.

    RDF joins both descriptions into one node, so a member could be moved from the place where
    readers look for it, or dropped from one of them, under the same proof.
    """
    seen: dict[str, Mapping[str, Any]] = {}
    stack: list[object] = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        if not isinstance(item, Mapping):
            continue
        stack.extend(item.values())
        node = item.get("id")
        if not isinstance(node, str) or item.keys() <= {"id", "type"}:
            continue
        if seen.setdefault(node, item) != item:
            raise BadgeError("node_split", id=node[:200])


def _check_string(text: str, where: str) -> None:
    if text.isprintable():
        return
    for letter in text:
        if letter in _FORBIDDEN:
            raise BadgeError("control_character", path=where, character=f"U+{ord(letter):04X}")


def _explained(error: Exception) -> BadgeError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UnknownContextError):
            return BadgeError("context_unknown")
        cause = cause.__cause__
    if isinstance(error, CanonicalizationGuardUnavailable):
        return BadgeError("guard_missing")
    if isinstance(error, StructureLimitExceeded):
        return BadgeError("structure_limit", detail=str(error)[:200])
    if isinstance(error, OB3VerificationError) and "is not in compacted form" in str(error):
        return BadgeError("member_unsigned", detail=_place(str(error)))
    return BadgeError("jsonld_unusable", detail=str(error)[:200])


def _place(message: str) -> str:
    # "... (at /credentialSubject/x): ..." of the library's message: the JSON pointer alone.
    _, _, rest = message.partition("(at ")
    return rest.partition("):")[0][:120] or "?"
