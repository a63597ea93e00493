"""pyshacl with the published shapes of the European Learning Model, run by its own environment.

In: {folder: where shapes and contexts lie, cases: [{name, credential}]}. Nothing is fetched.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pyshacl import validate
from rdflib import OWL, Dataset, Graph

SHAPES = ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl")
CONTEXTS = ("2018-credentials-v1.jsonld", "edc-ap-context.jsonld")


def main() -> None:
    asked = json.load(sys.stdin)
    folder = Path(asked["folder"])
    shapes = [Graph().parse(folder / name) for name in SHAPES]
    for graph in shapes:
        graph.remove((None, OWL.imports, None))
    contexts = [json.loads((folder / name).read_text("utf-8"))["@context"] for name in CONTEXTS]
    answers = []
    for case in asked["cases"]:
        data = flat({**case["credential"], "@context": contexts})
        said = [validate(data, shacl_graph=graph) for graph in shapes]
        wrong = "; ".join(text for holds, _, text in said if not holds)
        answers.append(
            {
                "name": case["name"],
                "verifier": "pyshacl",
                "outcome": "invalid" if wrong else "valid",
                "detail": " ".join(wrong.split())[:2000],
            }
        )
    print(json.dumps(answers))


def flat(document: dict[str, Any]) -> Graph:
    """The statements of a document, of all its named graphs together."""
    dataset, found = Dataset(), Graph()
    dataset.parse(data=json.dumps(document), format="json-ld")
    for subject, predicate, value, _ in dataset.quads((None, None, None, None)):
        found.add((subject, predicate, value))
    return found


main()
