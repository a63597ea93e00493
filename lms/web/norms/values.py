"""The form of a chapter of values, generated from the typed schema, and what it sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from credit_engine.regulation import Regulation
from credit_engine.yaml_source import Fields
from lms.errors import N_, BadInput
from lms.services.norms_drafts import Read
from lms.services.norms_text import sources_of
from lms.services.norms_values import Asked, Group, Leaf, Part, groups_of, parts_of, read_leaf
from lms.web.errors import message_of
from lms.web.norms_labels import part_label, value_label, word
from lms.web.norms_words import BASES, basis_words, value_words

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class PartView:
    """One input of a value."""

    id: str
    name: str
    label: str
    asked: str
    choices: list[tuple[str, str]]
    given: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ValueView:
    """One value of the form; parts None: only the text for experts can hold it."""

    id: str
    path: str
    label: str
    now: str  # in the version in force
    parts: list[PartView] | None
    basis: str
    source: str
    article: str
    note: str
    is_changed: bool
    errors: Mapping[str, str]  # by "value", "basis", "source"


def group_of(read: Read, name: str) -> tuple[Group, Mapping[str, Leaf]] | None:
    """A chapter of the new version, and the values in force by their paths."""
    before = {leaf.path: leaf for group in groups_of(read.before) for leaf in group.leaves}
    for group in groups_of(read.version):
        if group.name == name:
            return group, before
    return None


def views(
    read: Read, group: Group, before: Mapping[str, Leaf], sent: Sent | None = None
) -> list[ValueView]:
    """The values of a chapter, with what is in the draft or what was sent and refused."""
    ids = sources_of(read.regulation)
    errors = {} if sent is None else errors_of(read.regulation, group, sent)
    return [_view(leaf, before.get(leaf.path), ids, sent, errors) for leaf in group.leaves]


def _view(
    leaf: Leaf,
    before: Leaf | None,
    ids: Mapping[str, str],
    sent: Sent | None,
    errors: Mapping[str, Mapping[str, str]],
) -> ValueView:
    value = leaf.value
    parts = parts_of(leaf.kind, value.value if value else None)

    def ground(name: str, stored: str | None) -> str:
        if sent is None:
            return stored or ""
        return "".join(sent.get(f"{leaf.path}~{name}", ()))

    return ValueView(
        id=_id(leaf.path),
        path=leaf.path,
        label=value_label(leaf.path),
        now=value_words(before),
        parts=None if parts is None else [_part(leaf.path, part, sent) for part in parts],
        basis=ground("basis", value.basis.value if value else ""),
        source=ground("source", ids.get(value.source or "") if value else ""),
        article=ground("article", value.article if value else ""),
        note=ground("note", value.note if value else ""),
        is_changed=(before.value if before else None) != value,
        errors=errors.get(leaf.path, {}),
    )


def _id(path: str) -> str:
    return path.replace(".", "-")


def _name(path: str, part: str) -> str:
    return f"{path}~v~{part}"


def _part(path: str, part: Part, sent: Sent | None) -> PartView:
    name = _name(path, part.name)
    given = part.given if sent is None else tuple(sent.get(name, ()))
    if part.asked is Asked.AMOUNT and sent is None:
        given = tuple(text.replace(".", ",") for text in given)
    choices = ("true", "false") if part.asked is Asked.TRUTH else part.choices
    return PartView(
        id=f"{_id(path)}-v" + (f"-{_id(part.name)}" if part.name else ""),
        name=name,
        label=part_label(part.name),
        asked=part.asked.value,
        choices=[(choice, word(choice)) for choice in choices],
        given=given,
    )


def read_changes(
    read: Read, group: Group, before: Mapping[str, Leaf], sent: Sent
) -> dict[str, Fields | None]:
    """What the form changes, by path: None where a value is again as in force.

    Only values that `errors_of` found right may be asked for.
    """
    ids = sources_of(read.regulation)
    found: dict[str, Fields | None] = {}
    for leaf in _asked(group, sent):
        given = _given(leaf, sent)
        if given is None:
            continue
        earlier = before.get(leaf.path)
        found[leaf.path] = None if given == _stored(earlier, ids) else given
    return found


def errors_of(regulation: Regulation, group: Group, sent: Sent) -> dict[str, Mapping[str, str]]:
    """The sentences of every refused input, by path and by "value", "basis" or "source"."""
    found: dict[str, Mapping[str, str]] = {}
    for leaf in _asked(group, sent):
        try:
            _given(leaf, sent)
        except BadInput as error:
            found[leaf.path] = {error.field or "value": message_of(error)}
        else:
            source = "".join(sent.get(f"{leaf.path}~source", ()))
            if source and source not in regulation.sources:
                found[leaf.path] = {"source": message_of(_unknown_source())}
    return found


def _unknown_source() -> BadInput:
    return BadInput(N_("Sursa aleasă nu este în lista surselor."))


def _asked(group: Group, sent: Sent) -> list[Leaf]:
    return [
        leaf
        for leaf in group.leaves
        if f"{leaf.path}~basis" in sent and parts_of(leaf.kind, None) is not None
    ]


def _given(leaf: Leaf, sent: Sent) -> Fields | None:
    """The value with its ground as sent; None for a value that is neither there nor given."""
    prefix = f"{leaf.path}~v~"
    parts = {name[len(prefix) :]: found for name, found in sent.items() if name.startswith(prefix)}

    def one(name: str) -> str:
        return "".join(sent.get(f"{leaf.path}~{name}", ())).strip()

    if leaf.value is None and not one("basis") and not any("".join(v) for v in parts.values()):
        return None
    return read_leaf(
        leaf,
        parts,
        basis=one("basis"),
        source=one("source"),
        article=one("article"),
        note=one("note"),
    )


def _stored(leaf: Leaf | None, ids: Mapping[str, str]) -> Fields | None:
    """A value in force as the form would send it unchanged."""
    if leaf is None or leaf.value is None:
        return None
    value = leaf.value
    parts = parts_of(leaf.kind, value.value)
    assert parts is not None
    return read_leaf(
        leaf,
        {
            part.name: ["\n".join(part.given)] if part.asked is Asked.LINES else part.given
            for part in parts
        },
        basis=value.basis.value,
        source=ids.get(value.source or "", ""),
        article=value.article or "",
        note=value.note or "",
    )


def bases() -> list[tuple[str, str]]:
    """What a value may rest on."""
    return [(basis, basis_words(basis)) for basis in BASES]
