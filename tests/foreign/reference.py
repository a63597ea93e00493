"""The reference validator of Open Badges 2.0 (PyPI openbadges), run by its own environment.

In (standard input): {documents: {address: JSON}, cases: [{name, verifier, presented, now}]}, where
`presented` is an address, a JWS, or a picture in base64. Out: one {name, verifier, outcome, detail}
for each. Nothing is fetched: an address that is not among the documents answers 404.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from datetime import datetime
from typing import Any

import requests
from openbadges.verifier import verify
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT
from openbadges.verifier.tasks import validation

V2 = "https://w3id.org/openbadges/v2"


def main() -> None:
    asked = json.load(sys.stdin)
    documents = {V2: OPENBADGES_CONTEXT_V2_DICT, **asked["documents"]}

    def send(_session: Any, request: Any, **_options: Any) -> requests.Response:
        answer = requests.Response()
        found = documents.get(request.url)
        answer.status_code = 404 if found is None else 200
        answer.url, answer.request = request.url, request
        picture = None if found is None else found.get("base64")
        answer.headers["Content-Type"] = "image/png" if picture else "application/ld+json"
        body = b"" if found is None else json.dumps(found).encode()
        answer.raw = io.BytesIO(base64.b64decode(picture) if picture else body)
        return answer

    requests.Session.send = send  # type: ignore[method-assign, assignment]
    print(json.dumps([answered(case) for case in asked["cases"]]))


def answered(case: dict[str, Any]) -> dict[str, str]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            given = case["now"]
            return datetime.now(tz) if given is None else datetime.fromisoformat(given)

    validation.datetime = Clock
    try:
        outcome, detail = judged(case["presented"])
    except Exception as error:  # whatever it raises, it did not say valid
        outcome, detail = "invalid", f"{type(error).__name__}: {error}"[:200]
    return {"name": case["name"], "verifier": "openbadges", "outcome": outcome, "detail": detail}


def judged(presented: Any) -> tuple[str, str]:
    if isinstance(presented, dict):
        picture = io.BytesIO(base64.b64decode(presented["base64"]))
        picture.name = presented["name"]
        presented = picture
    report = verify(presented, use_cache=False, cache_backend=None)["report"]
    said = "; ".join(
        str(message["result"])
        for message in report["messages"]
        if message["messageLevel"] == "ERROR"
    )
    if report["valid"]:
        return "valid", ""
    words = said.lower()
    if "revoked" in words:
        return "revoked", said[:200]
    return ("expired" if "expired" in words else "invalid"), said[:200]


main()
