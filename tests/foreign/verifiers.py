"""How the foreign verifiers are asked: one process each, documents in, answers out."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.infra.servers import ROOT
from tests.infra.shared_data import SHARED_DATA

FOLDER = Path(__file__).resolve().parent
NODE_MODULES = FOLDER / "node_modules"
REFERENCE = ROOT / ".venv-foreign" / "bin" / "python"
_SCHEMA = SHARED_DATA / "openbadges/schemas/ob_v3p0_achievementcredential_schema.json"
_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Case:
    """One question to one verifier; `now` asks as if it were another time."""

    name: str
    verifier: str
    presented: Any  # a credential (mapping), a compact JWT (text), a picture (bytes)
    now: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What a verifier said: valid, invalid, revoked, expired, or skipped."""

    name: str
    verifier: str
    outcome: str
    detail: str


def ask_node(cases: Sequence[Case], *, documents: Mapping[str, Any]) -> list[Answer]:
    """The answers of vc, verifier-core, schema (1EdTech) and jose, in one process of Node.js."""
    asked = {
        "documents": dict(documents),
        "schema": json.loads(_SCHEMA.read_text("utf-8")) if _SCHEMA.exists() else None,
        "cases": [
            {
                "name": case.name,
                "verifier": case.verifier,
                "jwt" if isinstance(case.presented, str) else "credential": case.presented,
                "now": None if case.now is None else case.now.isoformat(),
            }
            for case in cases
        ],
    }
    return _answers(["node", str(FOLDER / "verify.mjs")], asked)


def ask_reference(cases: Sequence[Case], *, documents: Mapping[str, Any]) -> list[Answer]:
    """The answers of the reference validator of Open Badges 2.0, in its own environment."""
    asked = {
        "documents": dict(documents),
        "cases": [
            {
                "name": case.name,
                "presented": case.presented
                if isinstance(case.presented, str)
                else {
                    "name": f"{case.name}.{'svg' if case.presented[:1] == b'<' else 'png'}",
                    "base64": base64.b64encode(case.presented).decode(),
                },
                "now": None if case.now is None else case.now.isoformat(),
            }
            for case in cases
        ],
    }
    return _answers([str(REFERENCE), str(FOLDER / "reference.py")], asked)


def ask_shapes(cases: Sequence[Case]) -> list[Answer]:
    """The answers of pyshacl with the published shapes of the European Learning Model."""
    asked = {
        "folder": str(SHARED_DATA / "elm"),
        "cases": [{"name": case.name, "credential": case.presented} for case in cases],
    }
    return _answers([str(REFERENCE), str(FOLDER / "shapes.py")], asked)


def _answers(command: Sequence[str], asked: Mapping[str, Any]) -> list[Answer]:
    done = subprocess.run(
        command,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=_WITHIN_SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return [Answer(**answer) for answer in json.loads(done.stdout)]
