"""From the text of a regulation to a `Regulation`, or to all its problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files

from credit_engine.contradictions import contradictions
from credit_engine.problems import Problem, RegulationError, in_order
from credit_engine.regulation import Regulation
from credit_engine.typed_reading import Reader, leaf_key
from credit_engine.yaml_source import (
    Fields,
    Items,
    Scalar,
    ScalarKind,
    Tree,
    line_at,
    read_yaml,
)

_SCHEMA = "treapta-regulation/1"
_MOST_VERSIONS = 100


def load_regulation(text: str, *, name: str) -> Regulation:
    """The regulation in a YAML text; raises RegulationError with every problem and its line."""
    regulation, problems = _read(text, name=name)
    if problems or regulation is None:
        raise RegulationError(in_order(problems))
    return regulation


def check_regulation(text: str, *, name: str) -> tuple[Problem, ...]:
    """Every problem of a regulation text, in the order of its lines; empty = it may be used."""
    return in_order(_read(text, name=name)[1])


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
    _check_unregulated(reader, tree)
    _check_versions(reader, regulation, tree)
    if problems or reader.problems:
        return None, problems + reader.problems
    ordered = sorted(regulation.versions, key=lambda version: version.effective_from)
    return replace(regulation, versions=tuple(ordered)), []


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
    if len(versions.items) > _MOST_VERSIONS:
        params = {"count": len(versions.items), "most": _MOST_VERSIONS}
        reader.refuse(versions, "versions", "versions-many", **params)
        return Scalar(versions.line, "", ScalarKind.BROKEN)
    by_id = {
        named.text: node
        for node in versions.items
        if isinstance(node, Fields) and isinstance(named := node.fields.get("id"), Scalar)
    }
    laid = []
    for number, node in enumerate(versions.items, 1):
        before = len(reader.problems)
        laid.append(_laid_over(reader, node, by_id, (), path=f"versions[{number}]"))
        if len(reader.problems) > before:
            reader.partial.add(f"versions[{number}]")
    return Items(versions.line, tuple(laid))


def _laid_over(
    reader: Reader, node: Tree, by_id: Mapping[str, Fields], above: tuple[str, ...], *, path: str
) -> Tree:
    if not isinstance(node, Fields) or "amends" not in node.fields:
        return node
    named = node.fields["amends"]
    base_id = named.text if isinstance(named, Scalar) else "?"
    own = Fields(node.line, {k: v for k, v in node.fields.items() if k != "amends"}, node.lines)
    if base_id in above:
        ids = " → ".join((*above[above.index(base_id) :], base_id))
        reader.refuse(named, f"{path}.amends", "amends-cycle", ids=ids)
        return own
    if base_id not in by_id:
        known = ", ".join(by_id)
        reader.refuse(named, f"{path}.amends", "amends-unknown", id=base_id, known=known)
        return own
    base = _laid_over(reader, by_id[base_id], by_id, (*above, base_id), path=path)
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


def _check_unregulated(reader: Reader, tree: Fields) -> None:
    """What is left of the paths without a rule names nothing (unless its place was unreadable)."""
    broken = [problem.path for problem in reader.problems if problem.path]
    for path in sorted(reader.unregulated):
        if not any(path.startswith(place) for place in broken):
            reader.refuse(line_at(tree, path), path, "unregulated-unknown", key=leaf_key(path))


def _check_versions(reader: Reader, regulation: Regulation, tree: Fields) -> None:
    seen: dict[str | date, str] = {}
    for number, version in enumerate(regulation.versions, 1):
        path = f"versions[{number}]"
        for same in (version.id, version.effective_from):
            if same in seen:
                params = {"first": seen[same], "second": version.id or "?", "same": str(same)}
                reader.refuse(line_at(tree, path), path, "versions-clash", **params)
            elif same is not None:
                seen[same] = version.id or "?"
        for key, code, params in contradictions(version):
            place = f"{path}.{key}"
            line = reader.leaf_lines.get(place) or line_at(tree, place)
            reader.refuse(line, place, code, **params)
    if "versions" in tree.fields and not regulation.versions and not reader.problems:
        reader.refuse(tree.lines["versions"], "versions", "versions-none")
