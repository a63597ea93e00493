"""The text of a draft of norms: begun from the one in force, changed value by value, checked.

A draft is the whole document, as it would be in force: the versions before it, unchanged, and
one more at the end. The form rewrites only the block of that version; an expert may write
anything, and the checks say what cannot be used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from credit_engine.loading import load_regulation
from credit_engine.problems import Problem, RegulationError
from credit_engine.regulation import Regulation
from credit_engine.yaml_source import Fields, Items, Scalar, ScalarKind, Tree, read_yaml
from lms.errors import N_, BadInput

NAME = "norme.yaml"
MOST_CHARACTERS = 120_000
MOST_BRACKETS = 60  # open at once: reading takes longer with each, and norms need a few
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z", re.ASCII)
_BRACKETS = re.compile(r"[\[\]{}]")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


@dataclass(frozen=True, kw_only=True)
class DraftProblem:
    """Why a text cannot be put in force: its line, and the engine's problem or a sentence."""

    line: int | None
    problem: Problem | None = None
    message: str | None = None  # a gettext msgid with `params`
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a version says of itself."""

    title_ro: str
    title_en: str
    legal_basis: str
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Where the new version stands: lines from `start` until before `end` (0-based), indent."""

    start: int
    end: int
    indent: int
    tree: Fields


def text(value: str) -> Scalar:
    """A scalar of text, without the characters that YAML refuses."""
    return Scalar(0, _NOT_IN_TEXT.sub("", value), ScalarKind.TEXT)


def fields(inner: Mapping[str, Tree]) -> Fields:
    """A structure with keys."""
    return Fields(0, inner, dict.fromkeys(inner, 0))


def begin(base: str, *, amends: str, version_id: str, heading: Heading) -> str:
    """The text in force with one more version, which changes nothing yet."""
    own = fields(
        {
            "id": text(version_id),
            "amends": text(amends),
            **_heading(heading),
            "status": Scalar(0, "null", ScalarKind.NULL),
        }
    )
    items = _versions(base)
    lines = base.rstrip("\n").split("\n")
    first = items.items[0]
    indent = _indent_of(lines, first)
    if _end_of_versions(base, items) != len(lines):
        raise _not_by_form()
    return "\n".join([*lines, *_block_lines(own, indent)]) + "\n"


def with_values(draft: str, version_id: str, changes: Mapping[str, Fields | None]) -> str:
    """The draft with some values set, by their paths; None takes a value back to the base's."""
    block = _block(draft, version_id)
    tree = block.tree
    for path, leaf in changes.items():
        tree = _with_leaf(tree, path.split("."), leaf)
    return _replaced(draft, block, tree)


def with_heading(draft: str, version_id: str, heading: Heading) -> str:
    """The draft with what the version says of itself."""
    block = _block(draft, version_id)
    return _replaced(draft, block, fields({**block.tree.fields, **_heading(heading)}))


def with_source(draft: str, source_id: str, sentence: str) -> str:
    """The draft with one more source that values may cite."""
    tree = _top(draft)
    sources = tree.fields.get("sources")
    if not isinstance(sources, Fields) or not sources.fields:
        raise _not_by_form()
    lines = draft.split("\n")
    last = max(sources.lines.values())
    indent = len(lines[last - 1]) - len(lines[last - 1].lstrip())
    following = [line for line in tree.lines.values() if line > last]
    at = min(following, default=len(lines) + 1) - 1
    while at > last and not lines[at - 1].strip():
        at -= 1
    added = f"{' ' * indent}{_key(source_id)}: {_scalar(text(sentence))}"
    return "\n".join([*lines[:at], added, *lines[at:]])


def sources_of(regulation: Regulation) -> dict[str, str]:
    """The ids of sources by their text, as values hold the text."""
    return {sentence: key for key, sentence in regulation.sources.items()}


def amending(draft: str, version_id: str) -> bool:
    """Whether the new version only says what it changes."""
    return "amends" in _block(draft, version_id).tree.fields


def has_comments(draft: str, version_id: str) -> bool:
    """Whether the block that the form rewrites has comments of an expert."""
    block = _block(draft, version_id)
    return any(line.lstrip().startswith("#") for line in draft.split("\n")[block.start : block.end])


def slug_of_source(sentence: str, taken: Mapping[str, str]) -> str:
    """A new id for a source, from its words."""
    folded = sentence.lower().translate(str.maketrans("ăâîșț", "aaist"))
    words = re.findall(r"[a-z0-9]+", folded)
    stem = "-".join(words)[:40].strip("-") or "sursa"
    stem = stem if stem[0].isalpha() else f"s-{stem}"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def problems_of(draft: str, *, base: str, version_id: str) -> tuple[DraftProblem, ...]:
    """Everything that keeps a text from being put in force, in the order of its lines."""
    if len(draft) > MOST_CHARACTERS:
        long = N_("Textul este prea lung: cel mult %(most)d de caractere.")
        return (DraftProblem(line=None, message=long, params={"most": MOST_CHARACTERS}),)
    if _brackets(draft) > MOST_BRACKETS:
        deep = N_("Textul are prea multe paranteze deschise una în alta. Simplificați-l.")
        return (DraftProblem(line=None, message=deep),)
    try:
        _loaded(draft)
    except RegulationError as error:
        return tuple(DraftProblem(line=problem.line, problem=problem) for problem in error.problems)
    wrong = _against_base(draft, _loaded(base), version_id)
    return tuple(sorted(wrong, key=lambda problem: problem.line or 0))


def _brackets(draft: str) -> int:
    """How many brackets are open at once, at most."""
    depth = most = 0
    for found in _BRACKETS.findall(draft):
        depth = depth + 1 if found in "[{" else max(0, depth - 1)
        most = max(most, depth)
    return most


@lru_cache(maxsize=8)
def _loaded(draft: str) -> Regulation:
    return load_regulation(draft, name=NAME)


def _against_base(draft: str, before: Regulation, version_id: str) -> list[DraftProblem]:
    regulation = _loaded(draft)
    lines = {
        named.text: node.line
        for node in _versions(draft).items
        if isinstance(node, Fields) and isinstance(named := node.fields.get("id"), Scalar)
    }
    return [
        *_changes_of_the_past(regulation, before, lines),
        *_about_the_new(regulation, before, version_id, lines),
    ]


def _refusal(message: str, line: int | None, **params: Any) -> DraftProblem:
    return DraftProblem(line=line, message=message, params=params)


def _changes_of_the_past(
    regulation: Regulation, before: Regulation, lines: Mapping[str, int]
) -> Iterator[DraftProblem]:
    """What was in force stays as it was: credits were given after it."""
    by_id = {version.id: version for version in regulation.versions}
    if regulation.id != before.id:
        yield _refusal(N_("Numele normelor trebuie să rămână „%(id)s”."), None, id=before.id)
    for earlier in before.versions:
        if earlier.id not in by_id:
            yield _refusal(N_("Lipsește versiunea „%(id)s”. Puneți-o la loc."), None, id=earlier.id)
        elif by_id[earlier.id] != earlier:
            yield _refusal(
                N_(
                    "Versiunea „%(id)s” a fost în vigoare și nu se mai schimbă: după ea s-au dat "
                    "credite. Scrieți schimbarea în versiunea nouă."
                ),
                lines.get(earlier.id),
                id=earlier.id,
            )
    for key, sentence in before.sources.items():
        if regulation.sources.get(key) != sentence:
            yield _refusal(N_("Sursa „%(key)s” trebuie să rămână așa cum era."), None, key=key)


def _about_the_new(
    regulation: Regulation, before: Regulation, version_id: str, lines: Mapping[str, int]
) -> Iterator[DraftProblem]:
    known = {version.id for version in before.versions}
    new = [version for version in regulation.versions if version.id not in known]
    if [version.id for version in new] != [version_id]:
        yield _refusal(
            N_("Textul trebuie să aducă o singură versiune nouă, numită „%(id)s”."),
            max(lines.values(), default=None),
            id=version_id,
        )
    last = before.versions[-1].effective_from
    for version in new:
        if version.effective_from <= last:
            yield _refusal(
                N_(
                    "Versiunea nouă trebuie să intre în vigoare după %(day)s, ziua de la care "
                    "este în vigoare cea dinainte. Schimbați ziua (effective_from)."
                ),
                lines.get(version.id),
                day=f"{last:%d.%m.%Y}",
            )


@lru_cache(maxsize=8)
def _top(draft: str) -> Fields:
    tree, problems = read_yaml(draft, name=NAME)
    if not isinstance(tree, Fields) or problems:
        raise _not_by_form()
    return tree


def _versions(draft: str) -> Items:
    items = _top(draft).fields.get("versions")
    if not isinstance(items, Items) or not items.items:
        raise _not_by_form()
    return items


def _not_by_form() -> BadInput:
    return BadInput(
        N_(
            "Textul nu poate fi schimbat prin formular așa cum este scris. Deschideți textul "
            "pentru experți și corectați-l acolo."
        )
    )


def _start(lines: list[str], node: Tree) -> int:
    """The 0-based line where an item of a list begins."""
    at = node.line - 1
    if lines[at].lstrip().startswith("- "):
        return at
    if at and lines[at - 1].strip() == "-":
        return at - 1
    raise _not_by_form()


def _indent_of(lines: list[str], node: Tree) -> int:
    line = lines[_start(lines, node)]
    return len(line) - len(line.lstrip())


def _end_of_versions(draft: str, items: Items) -> int:
    tree = _top(draft)
    after = [line for line in tree.lines.values() if line > items.line]
    return min(after, default=len(draft.rstrip("\n").split("\n")) + 1) - 1


def _block(draft: str, version_id: str) -> _Block:
    items = _versions(draft)
    lines = draft.rstrip("\n").split("\n")
    for place, node in enumerate(items.items):
        named = node.fields.get("id") if isinstance(node, Fields) else None
        if not isinstance(node, Fields) or not isinstance(named, Scalar):
            continue
        if named.text == version_id:
            following = items.items[place + 1 :]
            end = _start(lines, following[0]) if following else _end_of_versions(draft, items)
            return _Block(
                start=_start(lines, node), end=end, indent=_indent_of(lines, node), tree=node
            )
    raise _not_by_form()


def _replaced(draft: str, block: _Block, tree: Fields) -> str:
    lines = draft.rstrip("\n").split("\n")
    kept = _block_lines(tree, block.indent)
    return "\n".join([*lines[: block.start], *kept, *lines[block.end :]]) + "\n"


def _with_leaf(tree: Fields, keys: list[str], leaf: Fields | None) -> Fields:
    key, rest = keys[0], keys[1:]
    inner = dict(tree.fields)
    if rest:
        below = inner.get(key)
        found = _with_leaf(below if isinstance(below, Fields) else fields({}), rest, leaf)
        inner[key] = found
        if not found.fields:
            del inner[key]
    elif leaf is None:
        inner.pop(key, None)
    else:
        inner[key] = leaf
    return fields(inner)


def _heading(heading: Heading) -> dict[str, Tree]:
    return {
        "title": fields({"ro": text(heading.title_ro), "en": text(heading.title_en)}),
        "legal_basis": text(heading.legal_basis),
        "effective_from": Scalar(0, heading.effective_from.isoformat(), ScalarKind.DAY),
    }


def _block_lines(tree: Fields, indent: int) -> list[str]:
    inner = [line for key, node in tree.fields.items() for line in _lines(key, node, 0)]
    first, *others = inner
    pad = " " * indent
    return [f"{pad}- {first}", *(f"{pad}  {line}" for line in others)]


def _lines(key: str, node: Tree, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(node, Fields) and "value" not in node.fields and node.fields:
        inner = [line for k, n in node.fields.items() for line in _lines(k, n, depth + 1)]
        return [f"{pad}{_key(key)}:", *inner]
    return [f"{pad}{_key(key)}: {_flow(node)}"]


def _flow(node: Tree) -> str:
    if isinstance(node, Fields):
        return "{" + ", ".join(f"{_key(k)}: {_flow(n)}" for k, n in node.fields.items()) + "}"
    if isinstance(node, Items):
        return "[" + ", ".join(_flow(item) for item in node.items) + "]"
    return _scalar(node)


def _key(key: str) -> str:
    return key if _BARE.match(key) and key not in _RESERVED else json.dumps(key)


def _scalar(node: Scalar) -> str:
    if node.kind is not ScalarKind.TEXT:
        return node.text
    if _BARE.match(node.text) and node.text.lower() not in _RESERVED:
        return node.text
    return json.dumps(node.text, ensure_ascii=False)
