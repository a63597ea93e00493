"""Checking a proof without a network, a database or settings: step by step, each with a sentence.

A proof can be damaged or forged in few ways, and each step meets one: the entry, the chain that it
stands in, the tree of the day, the signature, the key, and the root as published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import badges
from lms.ledger_proof.documents import PROOF_TYPE, ROOT_TYPE, VERSION
from lms.ledger_proof.hashing import (
    GENESIS,
    canonical_json,
    chain_leaf,
    leaf_hash,
    next_root,
    payload_text,
)
from lms.ledger_proof.tree import root_from_path
from lms.ledger_proof.words import LABELS, SENTENCES

_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_PATH = 64


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was checked; `holds` is None for what only a person can compare."""

    name: str  # form | entry | chain | tree | signature | key | published
    holds: bool | None
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def label(self, lang: str) -> str:
        """What was checked."""
        return LABELS[self.name][0 if lang == "ro" else 1]

    def sentence(self, lang: str) -> str:
        """What was found, and what to do when it does not hold."""
        return SENTENCES[self.code][0 if lang == "ro" else 1].format_map(self.params)


@dataclass(frozen=True, kw_only=True)
class Report:
    """All steps; `entry` is the payload when it can be read."""

    steps: Sequence[Step]
    entry: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether no step failed."""
        return all(step.holds is not False for step in self.steps)

    def verdict(self, lang: str) -> str:
        """The answer in one sentence."""
        code = "verdict_holds" if self.holds else "verdict_fails"
        return SENTENCES[code][0 if lang == "ro" else 1]


def verify(
    proof: Mapping[str, Any],
    *,
    issuer: Mapping[str, Any] | None = None,
    published: Mapping[str, Any] | None = None,
) -> Report:
    """Check a proof; `issuer` and `published` are the did.json and the root saved by the reader."""
    wrong = _wrong_form(proof)
    if wrong is not None:
        return Report(steps=[Step(name="form", holds=False, code="form_wrong", params=wrong)])
    entry = _payload(proof["entry"])
    if entry is None:
        return Report(
            steps=[_passed("form"), Step(name="entry", holds=False, code="entry_unreadable")]
        )
    steps = [
        _passed("form"),
        _entry_step(entry, proof),
        _chain_step(entry, proof),
        _tree_step(entry, proof),
        _signature_step(proof["root"], issuer or proof["issuer"]),
        _key_step(proof, issuer),
        _published_step(proof["root"], published),
    ]
    return Report(steps=steps, entry=entry)


def _passed(name: str, **params: str | int) -> Step:
    return Step(name=name, holds=True, code=f"{name}_good", params=params)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(_HASH.fullmatch(value))


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**31


def _are_hashes(value: object, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most and all(map(_is_hash, value))


def _wrong_form(proof: Mapping[str, Any]) -> dict[str, str] | None:
    """The first member that is missing or of a wrong kind, by name."""
    if proof.get("type") != PROOF_TYPE or proof.get("version") != VERSION:
        return {"where": "type, version"}
    parts = {
        name: proof[name] if isinstance(proof.get(name), dict) else {}
        for name in ("chain", "tree", "root", "issuer")
    }
    chain, tree, root = parts["chain"], parts["tree"], parts["root"]
    checks = {
        "entry": isinstance(proof.get("entry"), str),
        "chain.before": _is_hash(chain.get("before")),
        "chain.after": _are_hashes(chain.get("after"), 100_000),
        "chain.position": _is_count(chain.get("position"), 1),
        "chain.head": _is_hash(chain.get("head")),
        "tree.index": _is_count(tree.get("index"), 0),
        "tree.path": _are_hashes(tree.get("path"), _LONGEST_PATH),
        "root.type": root.get("type") == ROOT_TYPE and root.get("version") == VERSION,
        "root.chains": _is_count(root.get("chains"), 1),
        "root.root": _is_hash(root.get("root")),
        "issuer": bool(parts["issuer"]),
    }
    return next(({"where": where} for where, good in checks.items() if not good), None)


def _payload(text: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(text)
        again = payload_text({"title": None, **found}, version=found["v"])
        if again == text and _is_count(found["position"], 1):
            return dict(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return None


def _entry_step(entry: Mapping[str, Any], proof: Mapping[str, Any]) -> Step:
    position, end = entry["position"], proof["chain"]["position"]
    if position + len(proof["chain"]["after"]) != end:
        return Step(
            name="entry",
            holds=False,
            code="entry_misplaced",
            params={"position": position, "after": len(proof["chain"]["after"]), "end": end},
        )
    return _passed("entry", position=position, end=end)


def _chain_step(entry: Mapping[str, Any], proof: Mapping[str, Any]) -> Step:
    chain = proof["chain"]
    if (entry["position"] == 1) != (chain["before"] == GENESIS):
        return Step(name="chain", holds=False, code="chain_start")
    root = next_root(chain["before"], leaf_hash(proof["entry"]))
    for leaf in chain["after"]:
        root = next_root(root, leaf)
    if root != chain["head"]:
        return Step(name="chain", holds=False, code="chain_broken")
    return _passed("chain", head=chain["head"][:16])


def _tree_step(entry: Mapping[str, Any], proof: Mapping[str, Any]) -> Step:
    chain, root = proof["chain"], proof["root"]
    found = root_from_path(
        chain_leaf(str(entry["member"]), chain["position"], chain["head"]),
        index=proof["tree"]["index"],
        size=root["chains"],
        path=[bytes.fromhex(text) for text in proof["tree"]["path"]],
    )
    if found is None or found.hex() != root["root"]:
        return Step(name="tree", holds=False, code="tree_broken", params=_names_of(root))
    return _passed("tree", **_names_of(root))


def _names_of(root: Mapping[str, Any]) -> dict[str, str | int]:
    return {"day": str(root.get("day")), "number": str(root.get("number"))}


def _signature_step(root: Mapping[str, Any], issuer: Mapping[str, Any]) -> Step:
    try:
        refusal = badges.refusal_of_json(root, issuer)
    except badges.BadgeError:
        refusal = "signature_wrong"
    if refusal is None and root.get("issuer") != issuer.get("id"):
        refusal = "issuer_other"
    if refusal is not None:
        return Step(name="signature", holds=False, code=refusal)
    return _passed("signature", issuer=str(root["issuer"]))


def _key_step(proof: Mapping[str, Any], issuer: Mapping[str, Any] | None) -> Step:
    """Whose key it is: sure with a did.json that the reader saved, else left to the reader."""
    address = _address_of(str(proof["root"].get("issuer")))
    if issuer is None:
        return Step(
            name="key",
            holds=None,
            code="key_to_compare",
            params={"key": _key_text(proof), "address": address},
        )
    return _passed("key", address=address)


def _address_of(did: str) -> str:
    try:
        return badges.did_web_url(did)
    except badges.BadgeError:
        return did


def _key_text(proof: Mapping[str, Any]) -> str:
    used = proof["root"].get("proof")
    method_id = used.get("verificationMethod") if isinstance(used, dict) else None
    methods = proof["issuer"].get("verificationMethod")
    for method in methods if isinstance(methods, list) else []:
        if isinstance(method, dict) and method.get("id") == method_id:
            return str(method.get("publicKeyMultibase"))
    return "?"


def _published_step(root: Mapping[str, Any], published: Mapping[str, Any] | None) -> Step:
    where: dict[str, str | int] = {"address": str(root.get("id")), "root": str(root.get("root"))}
    if published is None:
        return Step(name="published", holds=None, code="published_to_compare", params=where)
    if canonical_json(published) != canonical_json(root):
        return Step(name="published", holds=False, code="published_other", params=where)
    return _passed("published", **where)
