"""Every route is in a table of tests/roles, and answers each role as the table says."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import roles
from tests.infra.cast import Cast, sign_in, sign_out
from tests.roles import Access, Answer

MATRICES: dict[str, list[Access]] = {
    name: import_module(f"tests.roles.{name}").MATRIX
    for _finder, name, _package in pkgutil.iter_modules(roles.__path__)
}


def routes_of(app: Flask) -> set[tuple[str, str]]:
    """Every (endpoint, method) of an application; HEAD and OPTIONS follow from the others."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_a_table(app: Flask) -> None:
    listed = {(row.endpoint, row.method) for rows in MATRICES.values() for row in rows}
    routes = routes_of(app)

    assert not routes - listed, "Routes in no table of tests/roles: " + ", ".join(
        f"{method} {endpoint}" for endpoint, method in sorted(routes - listed)
    )
    assert not listed - routes, "Tables name routes that do not exist: " + ", ".join(
        f"{method} {endpoint}" for endpoint, method in sorted(listed - routes)
    )


@pytest.mark.parametrize("area", sorted(MATRICES))
def test_each_role_gets_the_answer_of_the_table(
    area: str, app: Flask, client: FlaskClient, cast: Cast
) -> None:
    wrong = []
    for row in MATRICES[area]:
        address = None
        for who, expected in row.answers().items():
            if address is None or row.method != "GET":  # reading uses nothing up
                with app.app_context():
                    address = row.url(cast)
            if complaint := _ask(row, address, who, expected, client=client, cast=cast):
                wrong.append(complaint)

    assert not wrong, "\n" + "\n".join(wrong)


def _ask(
    row: Access, url: str, who: str, expected: Answer, *, client: FlaskClient, cast: Cast
) -> str | None:
    app = client.application
    with app.app_context():
        data = row.data(cast) if row.data else None
    endpoint, _values = app.url_map.bind("localhost").match(urlsplit(url).path, method=row.method)
    if endpoint != row.endpoint:
        return f"{row.method} {url} is {endpoint}, not {row.endpoint} as the table says"
    if who == "anonymous":
        sign_out(client)
    else:
        sign_in(client, getattr(cast, who))
    response = client.open(url, method=row.method, data=data)
    answer: Answer = response.status_code
    if answer == 302 and urlsplit(response.headers["Location"]).path == "/login":
        answer = "login"
    if answer == expected:
        return None
    return f"{row.method} {url} ({row.endpoint}) as {who}: {answer}, the table says {expected}"
