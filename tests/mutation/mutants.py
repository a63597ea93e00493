"""The mutants of a module: one small change of its syntax tree each."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLS = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file, which of its changes, where it is and what it does.

    `functions`: first lines of the functions around it (with decorators), innermost first.
    """

    path: Path
    number: int
    line: int
    functions: tuple[int, ...]
    change: str

    @property
    def name(self) -> str:
        """As printed in the report: year.py:41 "<" to "<="."""
        return f"{self.path.name}:{self.line} {self.change}"


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    around = _functions(tree)
    return [
        Mutant(path, number, node.lineno, around.get(node, ()), f"{change}: {_shown(node)}")
        for number, (node, change) in enumerate(_changes(tree))
    ]


def source_of(mutant: Mutant) -> str:
    """The module's source with the mutant's change made."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    node, change = list(_changes(tree))[mutant.number]
    _replace(tree, node, _mutated(node, change))
    return ast.unparse(ast.fix_missing_locations(tree))


def _functions(tree: ast.AST) -> dict[ast.AST, tuple[int, ...]]:
    """For each node in a function the first lines of those around it, innermost first."""
    found: dict[ast.AST, tuple[int, ...]] = {}
    for function in ast.walk(tree):  # outer ones come first
        if isinstance(function, (ast.FunctionDef, ast.Lambda)):
            decorators = function.decorator_list if isinstance(function, ast.FunctionDef) else []
            line = min([function.lineno, *(d.lineno for d in decorators)])
            for inner in ast.walk(function):
                found[inner] = (line, *found.get(inner, ()))
    return found


def _changes(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """The nodes that behaviour rests on, with the names of the changes that each allows."""
    for node in _code(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
            yield node, "other comparison"
        elif isinstance(node, ast.BoolOp):
            yield node, "and/or"
        elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            yield node, "other operation"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "without not"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, "other truth"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield node, "one more"
        elif isinstance(node, ast.IfExp):
            yield node, "other branch"
        elif isinstance(node, ast.Call) and _called(node) in _CALLS:
            yield node, "min/max, all/any"
        elif isinstance(node, ast.If):
            yield node, "condition turned round"
        elif isinstance(node, (ast.Continue, ast.Break, ast.AugAssign)):
            yield node, "left out"
        elif isinstance(node, ast.Return) and not _is_nothing(node.value):
            yield node, "returns None"


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run: not annotations, docstrings, decorators, enumerations, `__all__`."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_text(child) or _is_typing(child):
                continue
            yield child
            yield from _code(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_typing(node: ast.AST) -> bool:
    """`T = TypeVar(…)`, aliases of types such as `Input = str | int | None`, TYPE_CHECKING."""
    if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        left: ast.expr = node.value
        while isinstance(left, ast.BinOp):
            left = left.left
        return isinstance(left, ast.Name) and left.id in {"str", "int", "bool", "date", "Mapping"}
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and (_called(node.value) == "TypeVar")
    )


def _is_nothing(node: ast.expr | None) -> bool:
    """None or False already: whoever asks hears the same ("other truth" changes a False)."""
    return node is None or (isinstance(node, ast.Constant) and node.value in (None, False))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()[0]
    return text if len(text) <= 70 else f"{text[:69]}…"


def _mutated(node: ast.AST, change: str) -> ast.AST:
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare):
        new.ops[0] = _COMPARE[type(new.ops[0])]()
    elif isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
    elif isinstance(new, ast.BinOp):
        new.op = _ARITHMETIC[type(new.op)]()
    elif isinstance(new, ast.UnaryOp):
        return new.operand
    elif isinstance(new, ast.Constant):
        new.value = (not new.value) if isinstance(new.value, bool) else int(str(new.value)) + 1
    elif isinstance(new, ast.IfExp):
        new.body, new.orelse = new.orelse, new.body
    elif isinstance(new, ast.Call) and isinstance(new.func, ast.Name):
        new.func.id = _CALLS[new.func.id]
    elif isinstance(new, ast.If):
        new.test = ast.UnaryOp(ast.Not(), new.test)
    elif isinstance(new, ast.Return):
        new.value = ast.Constant(None)
    elif change == "left out":
        return ast.Pass()
    return new


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if item is old:
                        value[index] = new
                        return
