"""From the text of a regulation to a `Regulation`, or to all its problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

from credit_engine.contradictions import contradictions
from credit_engine.problems import Problem, RegulationError
from credit_engine.regulation import Regulation
from credit_engine.typed_reading import UNREADABLE, Reader
from credit_engine.yaml_source import Fields, Items, Scalar, Tree, read_yaml

_SCHEMA = "treapta-regulation/1"


def load_regulation(text: str, *, name: str) -> Regulation:
    """The regulation in a YAML text; raises RegulationError with every problem and its line."""
    regulation, problems = _read(text, name=name)
    if problems or regulation is None:
        raise RegulationError(tuple(sorted(problems, key=lambda p: p.line or 0)))
    return regulation


def check_regulation(text: str, *, name: str) -> tuple[Problem, ...]:
    """Every problem of a regulation text, in the order of its lines; empty = it may be used."""
    return tuple(sorted(_read(text, name=name)[1], key=lambda p: p.line or 0))


def bundled_regulation_text(regulation_id: str) -> str:
    """The YAML text of a regulation shipped with the engine; KeyError names an unknown id."""
    if regulation_id not in bundled_regulation_ids():
        raise KeyError(
            f"No regulation {regulation_id!r} is shipped with the engine; "
            f"choose one of: {', '.join(bundled_regulation_ids())}."
        )
    folder = files("credit_engine") / "regulations"
    return (folder / f"{regulation_id}.yaml").read_text(encoding="utf-8")


def bundled_regulation_ids() -> tuple[str, ...]:
    """The ids of the regulations shipped with the engine, sorted."""
    folder = files("credit_engine") / "regulations"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".yaml")))


def _read(text: str, *, name: str) -> tuple[Regulation | None, list[Problem]]:
    tree, problems = read_yaml(text, name=name)
    if tree is None:
        return None, problems
    reader = Reader(name)
    if not isinstance(tree, Fields):
        reader.refuse(tree, "", "not-fields")
        return None, problems + reader.problems
    fields = dict(tree.fields)
    _check_schema(reader, tree, fields.pop("schema", None))
    reader.sources = _sources(fields.get("sources"))
    if "versions" in fields:
        fields["versions"] = _amended(reader, fields["versions"])
    reader.unregulated = set(_unregulated(fields.get("versions")))
    regulation = reader.read(Fields(tree.line, fields, tree.lines), Regulation, "")
    for path in sorted(reader.unregulated):
        reader.refuse(tree.lines.get("versions"), path, "unregulated-unknown", key=path)
    if regulation is not UNREADABLE:
        _check_versions(reader, regulation, tree.lines["versions"])
        ordered = sorted(regulation.versions, key=lambda version: version.effective_from)
        regulation = replace(regulation, versions=tuple(ordered))
    return (None if regulation is UNREADABLE else regulation), problems + reader.problems


def _check_schema(reader: Reader, tree: Tree, schema: Tree | None) -> None:
    if schema is None:
        reader.refuse(tree, "", "key-missing", key="schema")
    elif not isinstance(schema, Scalar) or schema.text != _SCHEMA:
        value = schema.text if isinstance(schema, Scalar) else "?"
        reader.refuse(schema, "schema", "word-unknown", value=value, allowed=_SCHEMA)


def _sources(tree: Tree | None) -> Mapping[str, str]:
    if not isinstance(tree, Fields):
        return {}
    return {key: node.text for key, node in tree.fields.items() if isinstance(node, Scalar)}


def _unregulated(versions: Tree | None) -> Iterator[str]:
    """The paths that each version lists as not regulated."""
    for number, version in enumerate(getattr(versions, "items", ()), 1):
        listed = version.fields.get("not_regulated") if isinstance(version, Fields) else None
        for item in getattr(listed, "items", ()):
            if isinstance(item, Scalar):
                yield f"versions[{number}].{item.text}"


def _amended(reader: Reader, versions: Tree) -> Tree:
    """Each version that `amends` another, laid over it; a cycle or an unknown id is refused."""
    if not isinstance(versions, Items):
        return versions
    by_id = {
        named.text: node
        for node in versions.items
        if isinstance(node, Fields) and isinstance(named := node.fields.get("id"), Scalar)
    }
    laid = tuple(_laid_over(reader, node, by_id, ()) for node in versions.items)
    return Items(versions.line, laid)


def _laid_over(
    reader: Reader, node: Tree, by_id: Mapping[str, Fields], above: tuple[str, ...]
) -> Tree:
    if not isinstance(node, Fields) or "amends" not in node.fields:
        return node
    named = node.fields["amends"]
    base_id = named.text if isinstance(named, Scalar) else "?"
    own = Fields(node.line, {k: v for k, v in node.fields.items() if k != "amends"}, node.lines)
    if base_id in above:
        reader.refuse(named, "amends", "amends-cycle", ids=" → ".join((*above, base_id)))
        return own
    if base_id not in by_id:
        reader.refuse(named, "amends", "amends-unknown", id=base_id)
        return own
    base = _laid_over(reader, by_id[base_id], by_id, (*above, base_id))
    return _merged(base, own) if isinstance(base, Fields) else own


def _merged(base: Fields, over: Fields) -> Fields:
    fields = dict(base.fields)
    for key, tree in over.fields.items():
        below = fields.get(key)
        whole = not (isinstance(tree, Fields) and isinstance(below, Fields))
        if whole or "value" in tree.fields:  # type: ignore[union-attr]
            fields[key] = tree
        else:
            fields[key] = _merged(below, tree)  # type: ignore[arg-type]
    return Fields(over.line, fields, {**base.lines, **over.lines})


def _check_versions(reader: Reader, regulation: Regulation, line: int) -> None:
    seen: dict[Any, str] = {}
    for number, version in enumerate(regulation.versions, 1):
        for same in (version.id, version.effective_from):
            if same in seen:
                day = version.effective_from.isoformat()
                params = {"first": seen[same], "second": version.id, "day": day}
                reader.refuse(line, "versions", "versions-clash", **params)
            seen[same] = version.id
        for key, code, params in contradictions(version):
            path = f"versions[{number}].{key}"
            reader.refuse(reader.leaf_lines.get(path, line), path, code, **params)
    if not regulation.versions:
        reader.refuse(line, "versions", "versions-none")
