"""Ids that were learnt from somebody else open nothing, in any area."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.infra.cast import Cast, sign_in
from tests.roles import Access
from tests.test_roles import MATRICES

OPENED = {200, 204, 302, 303, 409, 422}
# An edition is everybody's: its id is public, and each member acts on their own registration only.
OF_EVERYBODY = {"editions.register", "editions.cancel"}


def strangers_of(row: Access) -> tuple[str, ...]:
    """Who holds the role of the owner but is somebody else; nobody when the thing is public."""
    is_public = row.anonymous in OPENED or row.endpoint in OF_EVERYBODY
    if is_public or row.method == "DELETE":
        return ()
    if row.member in OPENED:
        return ("colleague", "stranger")
    return ("stranger_provider",) if row.provider in OPENED else ()


@pytest.mark.parametrize("area", sorted(MATRICES))
def test_a_learnt_id_opens_nothing(area: str, app: Flask, client: FlaskClient, cast: Cast) -> None:
    wrong: list[str] = []
    for row in MATRICES[area]:
        for who in strangers_of(row):
            with app.app_context():
                url = row.url(cast)
                data = row.data(cast) if row.data else None
            found = app.url_map.bind("localhost").match(urlsplit(url).path, method=row.method)
            if not any(isinstance(value, UUID) for value in found[1].values()):
                continue
            sign_in(client, getattr(cast, who))
            answer = client.open(url, method=row.method, data=data)
            # A link into a course that one does not attend leads to the course, which is public.
            to_the_course = answer.headers.get("Location", "").startswith("/courses/")
            if answer.status_code not in {403, 404} and not to_the_course:
                wrong.append(f"{row.method} {row.endpoint} as {who}: {answer.status_code}")
            answer.close()

    assert not wrong, "\n" + "\n".join(wrong)
