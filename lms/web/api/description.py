"""What /api/v1 is: the OpenAPI description, and the same as pages to read."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, cast

from apiflask import APIFlask
from flask import current_app, jsonify, render_template
from flask_babel import gettext as _

from lms.web.api.examples import GIVEN, SENT
from lms.web.api.frame import blueprint
from lms.web.api.parts import PROBLEM

_WORDS = ("summary", "description", "detail")


def described() -> dict[str, Any]:
    """The description in the reader's language: OpenAPI 3.1."""
    made = current_app.extensions.get("openapi")
    if made is None:
        made = current_app.extensions["openapi"] = _whole(cast(APIFlask, current_app).spec)
    spec: dict[str, Any] = deepcopy(made)
    _say(spec)
    return spec


def _whole(spec: Any) -> dict[str, Any]:
    """What APIFlask cannot know: the schema of refusals, and that ids in addresses are UUIDs."""
    spec["components"]["schemas"]["Problem"] = PROBLEM
    for methods in spec["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"]["format"] = "uuid"
            _add_examples(operation)
    return spec


def _add_examples(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    if name in SENT:
        for content in operation["requestBody"]["content"].values():
            content["example"] = SENT[name]
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for content in answer["content"].values():
                content["example"] = GIVEN[name]


def _say(part: Any) -> None:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in _WORDS and isinstance(value, str) and value:
                part[name] = _(value)
            else:
                _say(value)
    elif isinstance(part, list):
        for each in part:
            _say(each)


@blueprint.get("/api/openapi.json")
@blueprint.doc(hide=True)
def openapi() -> Any:
    """The description for programs."""
    return jsonify(described())


@blueprint.get("/api/docs")
@blueprint.doc(hide=True)
def docs() -> Any:
    """The description for people."""
    spec = described()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    ]
    return render_template(
        "api/docs.html",
        spec=spec,
        operations=operations,
        pretty=lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    )
