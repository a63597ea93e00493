"""JSON Schemas (2020-12) of facts, assessments and regulations, from the very dataclasses."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from credit_engine.facts_reading import FACTS_SCHEMA, FactsDocument
from credit_engine.regulation import Regulation, RegulationVersion, Value
from credit_engine.results import Basis, Outcome
from credit_engine.typed_reading import field_types

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AMOUNT = {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,9})?$"}
_SCALARS: Mapping[Any, dict[str, Any]] = {
    Fraction: _AMOUNT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: {"type": "string", "minLength": 1},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema_names() -> tuple[str, ...]:
    """The documents that have a schema."""
    return tuple(_BUILDERS)


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of "facts", "assessment" or "regulation"."""
    return {"$schema": _DIALECT, "$id": f"urn:treapta:{name}:1", **_BUILDERS[name]()}


def _facts() -> dict[str, Any]:
    schema = _of(FactsDocument)
    schema["properties"]["schema"] = {"const": FACTS_SCHEMA}
    return {"title": "Facts of a member, or of a file", **schema}


def _regulation() -> dict[str, Any]:
    schema = _of(Regulation)
    schema["properties"]["schema"] = {"const": "treapta-regulation/1"}
    schema["required"] = ["schema", *schema["required"]]
    amended = {
        "type": "object",
        "properties": {"amends": {"type": "string"}, "id": {"type": "string"}},
        "required": ["id", "amends"],
    }
    whole = _of(RegulationVersion)
    schema["properties"]["versions"]["items"] = {"anyOf": [whole, amended]}
    return {"title": "A line of versions of a regulation", **schema}


def _assessment() -> dict[str, Any]:
    amount = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?(/[0-9]+)?$"}
    text = {"type": ["string", "null"]}
    finding = _closed(
        {
            "rule": {"type": "string"},
            "article": text,
            "source": text,
            "basis": {"enum": [basis.value for basis in Basis]},
            "outcome": {"enum": [outcome.value for outcome in Outcome]},
            "code": {"type": "string"},
            "params": {"type": "object"},
            "inputs": {"type": "object"},
            "credits": amount,
        }
    )
    finding["properties"]["sentence"] = {"type": "string"}
    line = _closed(
        {
            "activity": {"type": "string"},
            "title": {"type": "string"},
            "last_day": _SCALARS[date],
            "gross": amount,
            "counted": amount,
            "state": {"enum": ["counted", "overlapped", "reversed", "pending", "refused"]},
        }
    )
    standing = _closed(
        {
            "year": {"type": "integer"},
            **dict.fromkeys(("required", "earned", "missing", "surplus", "possible"), amount),
            "evidence_until": {"type": ["string", "null"], "format": "date"},
            "days_left": {"type": ["integer", "null"], "minimum": 0},
            "lines": {"type": "array", "items": line},
        }
    )
    basis = {"enum": [*(basis.value for basis in Basis), None]}
    return {
        "title": "An answer of the credit engine",
        **_closed(
            {
                "schema": {"const": "treapta-assessment/1"},
                "question": {"type": "string"},
                "outcome": {"enum": [outcome.value for outcome in Outcome]},
                "credits": amount,
                "orientative": {"type": "boolean"},
                "basis": basis,
                "possible": amount,
                "regulation": text,
                "on": _SCALARS[date],
                "known_at": {"type": ["string", "null"], "format": "date-time"},
                "standing": {"anyOf": [standing, {"type": "null"}]},
                "findings": {"type": "array", "items": finding},
            }
        ),
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(wanted: Any) -> dict[str, Any]:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_of(arguments[0]), {"type": "null"}]}
    if origin is Value:
        return _leaf(arguments[0])
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of(arguments[1])}
    if isinstance(wanted, type) and is_dataclass(wanted):
        schema = _closed({key: _of(hint) for key, hint in field_types(wanted).items()})
        schema["required"] = [f.name for f in fields(wanted) if f.default is MISSING]
        return schema
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return {"enum": [member.value for member in wanted]}
    return dict(_SCALARS[wanted])


def _leaf(inner: Any) -> dict[str, Any]:
    schema = _closed(
        {
            "value": {"anyOf": [_of(inner), {"type": "null"}]},
            "basis": _of(Basis),
            "source": _SCALARS[str],
            "article": _SCALARS[str],
            "note": _SCALARS[str],
        }
    )
    schema["required"] = ["value", "basis"]
    schema["if"] = {"properties": {"basis": {"enum": ["seed", "sourced", "adopted"]}}}
    schema["then"] = {"required": ["source"]}
    return schema


_BUILDERS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "facts": _facts,
    "assessment": _assessment,
    "regulation": _regulation,
}
