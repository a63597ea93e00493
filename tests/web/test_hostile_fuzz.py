"""Odd input to every route, by somebody who may use it: always an answer, never a failure.

Each route gets a part of the odd values, the next route the next part; `make hostile` gives every
route all of them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.infra.cast import Cast, sign_in, sign_out
from tests.roles import ROLES, Access
from tests.test_roles import MATRICES

EVERY_VALUE = os.environ.get("EVERY_VALUE") == "1"
NASTY: dict[str, str | bytes] = {
    "nul": "a\x00b",
    "a number longer than Python reads": "9" * 5000,
    "a number longer than a column": str(10**20),
    "a year that dates cannot hold": "9999",
    "below zero, in other digits": "-\u0663\u00b2",
    "a lone half of a character": b"\xed\xa0\x80\xff",
    "markup, formats, direction": "\u202e%s%(x)s{{7*7}}\U0001f642<script>__class__" + "x" * 9000,
}
# One at a time, in a form that is otherwise right: what the checks of the form let through.
ALMOST_RIGHT = ("0001-01-01", "9999-12-31", "9223372036854775808", "\u202e\ud7ff%s" + "ț" * 9000)
FILENAMES = (
    "../../etc/passwd",
    "\u202exlsx.\r\nSet-Cookie: a=b",
    "=cmd|' /C calc'!A0.pdf",
    "x" * 999,
)
CONTENTS = (b"", b"\x00" * 3000, b"PK\x03\x04 no archive", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n")
# What the pages read from addresses and forms; every one of them gets the odd value at once.
NAMES = [
    *("page", "sort", "order", "format", "q", "name", "code", "county", "branch", "grade"),
    *("status", "activated", "kind", "state", "tab", "year", "provider", "programme", "on"),
    *("next", "language", "length", "standing", "list", "row", "sheet", "severity", "outcome"),
    *("act", "action", "anchor", "answer", "choice", "key", "problems", "count", "seen"),
    *("since", "until", "limit", "agent", "verb", "cursor"),
]
MULTIPART = "multipart/form-data"
T = TypeVar("T")


def part_of(values: Iterable[T], turn: int, parts: int) -> list[T]:
    """Every so many-th value, beginning with the turn; all of them in `make hostile`."""
    every = list(values)
    return every if EVERY_VALUE else every[turn % parts :: parts]


def permitted(row: Access) -> str:
    """Somebody whom the table lets in, else the first who is refused in another way than 403."""
    answers = row.answers()
    for good in ((200, 302, 303, 204), (422, 400, 404, 409, 410, 415)):
        for who in (*ROLES, *answers):
            if answers.get(who) in good:
                return who
    return "member"


def odd_addresses(path: str, arguments: list[str], turn: int) -> Iterator[str]:
    """The address with every parameter odd, and with each of its own values odd."""
    for value in part_of(NASTY.values(), turn, 5):
        yield f"{path}?" + "&".join(f"{name}={quote(value)}" for name in NAMES)
    for argument in arguments:
        for odd in part_of(("a%00b", "9" * 30, "%FF%FE%25", quote("ț" * 3000)), turn, 4):
            yield path.replace(argument, odd)


def odd_forms(data: dict[str, Any], turn: int) -> Iterator[dict[str, Any]]:
    """The form empty, with every field odd, with every field a file."""
    yield {}
    yield {name: ["1", "\n\t "] for name in data}
    for value in part_of(NASTY.values(), turn, 5):
        yield dict.fromkeys((*data, *NAMES[:8]), value)
    yield {name: (io.BytesIO(b"x"), "a.csv") for name in data}


def almost_right(data: dict[str, Any], turn: int) -> Iterator[dict[str, Any]]:
    """The form with one field wrong."""
    for field, (name, value) in enumerate(data.items(), turn):
        if isinstance(value, str):
            yield from ({name: odd} for odd in part_of(ALMOST_RIGHT, field, 4))
        elif isinstance(value, tuple):
            content = value[0].read()
            yield from ({name: (io.BytesIO(content), odd)} for odd in FILENAMES)
            yield from ({name: (io.BytesIO(odd), value[1])} for odd in CONTENTS)


def ask(client: FlaskClient, url: str, row: Access, **how: Any) -> str | None:
    """What went wrong with a request, if anything did."""
    said = f"{row.method} {url[:110]} ({row.endpoint}) {str(how.get('data', ''))[:120]}"
    try:
        response = client.open(url, method=row.method, **how)
    except Exception as error:  # the application under test passes errors on
        return f"{said}: {type(error).__name__} {str(error)[:300]}"
    response.close()
    return f"{said}: {response.status_code}" if response.status_code >= 500 else None


@pytest.mark.parametrize("area", sorted(MATRICES))
def test_odd_input_never_breaks_a_page(
    area: str, app: Flask, client: FlaskClient, cast: Cast
) -> None:
    complaints: list[str | None] = []

    def example(row: Access) -> tuple[str, dict[str, Any]]:
        with app.app_context():
            return row.url(cast), row.data(cast) if row.data else {}

    for turn, row in enumerate(MATRICES[area]):
        who = permitted(row)
        url, data = example(row)
        path = urlsplit(url).path
        _endpoint, values = app.url_map.bind("localhost").match(path, method=row.method)
        sign_out(client) if who == "anonymous" else sign_in(client, getattr(cast, who))
        arguments = [str(value) for value in values.values()]
        complaints += [ask(client, odd, row) for odd in odd_addresses(path, arguments, turn)]
        if row.method == "GET":
            continue
        for form in odd_forms(data, turn):
            complaints.append(ask(client, path, row, data=form, content_type=MULTIPART))
        for change in almost_right(data, turn):
            url, data = example(row)  # anew: a form that was taken uses it up
            sign_out(client) if who == "anonymous" else sign_in(client, getattr(cast, who))
            form = data | change
            complaints.append(ask(client, url, row, data=form, content_type=MULTIPART))

    wrong = [complaint for complaint in complaints if complaint]
    assert not wrong, f"{len(wrong)} broken\n" + "\n".join(wrong)
