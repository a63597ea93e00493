"""Many badges of few classes signed fast: one canonicalisation a class, then substitution.

The credentials of one badge class differ in a few texts and addresses. The RDF of a class is
made once, by the full processor, with marks in those places; for each badge the marks are
replaced, the blank nodes labelled anew (RDFC-1.0, 4.4) and the lines sorted. Whatever this does
not cover exactly is signed the full way, so that the result is the same to the byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from json.encoder import encode_basestring
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges import rdf
from badges.integrity import proof_options, sign_credential, with_context
from badges.keys import encode_base58, load_private


class _Kind(Enum):
    IRI = "iri"
    TEXT = "text"


_VARYING: Mapping[str, Any] = {
    "id": _Kind.IRI,
    "awardedDate": _Kind.TEXT,
    "validFrom": _Kind.TEXT,
    "validUntil": _Kind.TEXT,
    "image": {"id": _Kind.IRI},
    "credentialSubject": {
        "id": _Kind.IRI,
        "licenseNumber": _Kind.TEXT,
        "activityStartDate": _Kind.TEXT,
        "activityEndDate": _Kind.TEXT,
        "narrative": _Kind.TEXT,
        "identifier": {"identityHash": _Kind.TEXT, "salt": _Kind.TEXT},
        "result": {"value": _Kind.TEXT},
    },
    "evidence": {"id": _Kind.IRI, "narrative": _Kind.TEXT},
    "credentialStatus": {"id": _Kind.IRI, "statusListIndex": _Kind.TEXT},
    "refreshService": {"id": _Kind.IRI},
}
# Addresses that every processor leaves as they are; their origin belongs to the class.
_ADDRESS = re.compile(
    r"(https?://[A-Za-z0-9.:-]+/)[A-Za-z0-9._~/?#@!$&'()*+,;=%-]+"
    r"|(urn:uuid:)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_MARK = '"\\u0000"'  # a text of one NUL, as JSON writes it: no credential may hold one
_LINE = re.compile(r'(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"\S*) \.')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MOST_CLASSES = 64
_LONGEST = 6  # bytes of JSON for one character at most

_Statement = tuple[int, str, int]  # place of the subject, predicate, place of the object


@dataclass(frozen=True, slots=True)
class _Split:
    """A credential taken apart: its JSON with marks, and what stood there, in order."""

    skeleton: str
    origins: tuple[str, ...]  # of each value; empty for a text
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """A blank node: its place among the terms, and its first-degree hash unless values vary it."""

    place: int
    hash: str | None
    statements: tuple[_Statement, ...]


@dataclass(frozen=True, slots=True)
class _Class:
    """What all credentials of one skeleton share."""

    pieces: tuple[str, ...]  # of the JSON, between the values
    proof: Mapping[str, Any]
    proof_hash: bytes
    terms: tuple[str, ...]
    varying: tuple[tuple[int, int, str | None], ...]  # place, number of the value, literal's type
    nodes: tuple[_Node, ...]
    fixed: tuple[str, ...]
    statements: tuple[_Statement, ...]
    addresses: frozenset[str]


def sign_many(
    documents: Iterable[Mapping[str, Any]],
    *,
    private_pem: bytes,
    verification_method: str,
    created: datetime,
) -> Iterator[str]:
    """Yield the JSON of each credential with its proof: what `sign_credential` gives, faster.

    Raises BadgeError for the first credential that `sign_credential` would refuse.
    """
    key = load_private(private_pem)
    options = proof_options(verification_method, created)
    known: dict[tuple[str, tuple[str, ...]], _Class | None] = {}
    for document in documents:
        split = _split(document)
        found = (split.skeleton, split.origins)
        if found not in known:
            if len(known) >= _MOST_CLASSES:
                known.clear()
            known[found] = _learn(document, split, options)
        shared = known[found]
        signed = None if shared is None else _signed(shared, split.values, key)
        if signed is None:
            slow = sign_credential(
                document,
                private_pem=private_pem,
                verification_method=verification_method,
                created=created,
            )
            signed = json.dumps(slow, ensure_ascii=False)
        yield signed


def _split(document: Mapping[str, Any]) -> _Split:
    origins: list[str] = []
    values: list[str] = []
    marked = _marked(document, _VARYING, origins, values)
    return _Split(json.dumps(marked, ensure_ascii=False), tuple(origins), tuple(values))


def _marked(value: Any, places: Any, origins: list[str], values: list[str]) -> Any:
    if isinstance(value, list):
        return [_marked(item, places, origins, values) for item in value]
    if isinstance(value, Mapping) and isinstance(places, Mapping):
        return {
            name: _marked(member, places[name], origins, values) if name in places else member
            for name, member in value.items()
        }
    if not isinstance(value, str) or isinstance(places, Mapping):
        return value
    origin = ""
    if places is _Kind.IRI:
        address = _ADDRESS.fullmatch(value)
        if address is None:
            return value
        origin = address[1] or address[2]
    origins.append(origin)
    values.append(value)
    return "\0"


def _learn(document: Mapping[str, Any], split: _Split, options: Mapping[str, Any]) -> _Class | None:
    """Return what the credentials like `document` share; None when only the full way will do."""
    pieces = split.skeleton.split(_MARK)
    if len(pieces) != len(split.values) + 1 or "proof" in document:
        return None
    marks = [
        f"mark-{number}-of-a-class"
        if not origin
        else f"{origin}00000000-0000-4000-8000-{number:012d}"
        for number, origin in enumerate(split.origins)
    ]
    model = json.loads(_joined(pieces, marks))
    if any(split.skeleton.count(mark) for mark in marks):
        return None
    # The same looks at the same document as `sign_credential` takes, once for all of them.
    rdf.check_text(model)
    rdf.check_form(model, with_context(options, model))
    proof_hash = _sha256(rdf.canonical(with_context(options, model)))
    shared = _read_lines(rdf.canonical(model), marks)
    if shared is None:
        return None
    terms, varying, statements = shared
    made = _class_of(terms, varying, statements)
    whole = _Class(
        pieces=tuple(pieces), proof=dict(options), proof_hash=proof_hash, terms=tuple(terms),
        varying=tuple(varying), statements=made[0], fixed=made[1], nodes=made[2],
        addresses=made[3],
    )  # fmt: skip
    # One real credential through both ways; a class that differs is not signed fast at all.
    return whole if _canonical(whole, split.values) == rdf.canonical(document) else None


def _read_lines(
    canonical: str, marks: list[str]
) -> tuple[list[str], list[tuple[int, int, str | None]], list[_Statement]] | None:
    """Return the distinct terms, where values stand among them, and the statements over them."""
    numbers = {mark: number for number, mark in enumerate(marks)}
    places: dict[str, int] = {}
    varying: list[tuple[int, int, str | None]] = []
    statements: list[_Statement] = []
    for line in canonical[:-1].split("\n"):  # not splitlines: U+2028 may stand in a text
        match = _LINE.fullmatch(line)
        if match is None:  # a named graph, or something that no credential of ours holds
            return None
        for term in (match[1], match[3]):
            if term in places:
                continue
            places[term] = len(places)
            literal = _LITERAL.fullmatch(term)
            number = numbers.get(literal[1] if literal else term[1:-1])
            if number is not None:
                varying.append((places[term], number, literal[2] if literal else None))
        statements.append((places[match[1]], match[2], places[match[3]]))
    if {number for _, number, _ in varying} != set(numbers.values()):
        return None
    return list(places), varying, statements


def _class_of(
    terms: list[str], varying: list[tuple[int, int, str | None]], statements: list[_Statement]
) -> tuple[tuple[_Statement, ...], tuple[str, ...], tuple[_Node, ...], frozenset[str]]:
    """Return the statements that change, whole lines that do not, the nodes and the addresses."""
    changing = {place for place, _, _ in varying}
    blank = [place for place, term in enumerate(terms) if term.startswith("_:")]
    slots = [("_:z" if term.startswith("_:") else term) for term in terms]
    nodes = []
    for place in blank:
        about = tuple(s for s in statements if place in (s[0], s[2]))
        own = all(not changing & {s[0], s[2]} for s in about)
        nodes.append(_Node(place, _hash(slots, place, about) if own else None, about))
    moving = changing | set(blank)
    fixed = tuple(_line(terms, s) for s in statements if not moving & {s[0], s[2]})
    kept = frozenset(
        term[1:-1] for place, term in enumerate(terms) if term[0] == "<" and place not in changing
    )
    return tuple(s for s in statements if moving & {s[0], s[2]}), fixed, tuple(nodes), kept


def _signed(shared: _Class, values: tuple[str, ...], key: Ed25519PrivateKey) -> str | None:
    if not all(map(str.isprintable, values)):
        rdf.check_text(list(values))
    most = sum(map(len, shared.pieces)) * 4 + sum(map(len, values)) * _LONGEST
    canonical = _canonical(shared, values) if most <= rdf.MAX_DOCUMENT_BYTES else None
    if canonical is None:
        return None
    signature = key.sign(shared.proof_hash + _sha256(canonical))
    proof = {**shared.proof, "proofValue": encode_base58(signature)}
    text = _joined(shared.pieces, values)
    return f'{text[:-1]}, "proof": [{json.dumps(proof, ensure_ascii=False)}]}}'


def _canonical(shared: _Class, values: tuple[str, ...]) -> str | None:
    """Return the canonical N-Quads with `values` in place; None when hashes alone do not order."""
    slots = list(shared.terms)
    addresses: list[str] = []
    for place, number, kind in shared.varying:
        value = values[number]
        if kind is None:
            slots[place] = f"<{value}>"
            addresses.append(value)
        else:
            slots[place] = f'"{value.translate(_ESCAPES)}"{kind}'
    # Two addresses that have become one would join two nodes.
    distinct = set(addresses)
    if len(distinct) != len(addresses) or not distinct.isdisjoint(shared.addresses):
        return None
    for node in shared.nodes:
        slots[node.place] = "_:z"
    hashes = {node.hash or _hash(slots, node.place, node.statements): node for node in shared.nodes}
    if len(hashes) != len(shared.nodes):
        return None
    for number, hashed in enumerate(sorted(hashes)):
        slots[hashes[hashed].place] = f"_:c14n{number}"
    lines = [_line(slots, statement) for statement in shared.statements]
    lines.extend(shared.fixed)
    lines.sort()
    return "".join(lines)


def _hash(slots: list[str], place: int, statements: tuple[_Statement, ...]) -> str:
    """Return the first-degree hash of the node at `place` (RDFC-1.0, 4.6)."""
    slots[place] = "_:a"
    lines = sorted(_line(slots, statement) for statement in statements)
    slots[place] = "_:z"
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _line(slots: list[str], statement: _Statement) -> str:
    return f"{slots[statement[0]]} {statement[1]} {slots[statement[2]]} .\n"


def _joined(pieces: Iterable[str], values: Iterable[str]) -> str:
    between = map(encode_basestring, values)
    first, *rest = pieces
    return first + "".join(value + piece for value, piece in zip(between, rest, strict=True))


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
