"""Signing in as someone of the cast makes the application see exactly that person."""

from __future__ import annotations

import pytest

from lms.models import Role
from lms.web.access import person
from tests.infra.cast import PASSWORD, sign_in, sign_out


@pytest.fixture
def who(app, client):
    @app.get("/test-only/who")
    def seen() -> dict[str, object]:
        someone = person()
        return {"id": str(someone.account_id), "roles": sorted(someone.roles)}

    return lambda: client.get("/test-only/who")


def test_signs_in_as_the_named_person_and_out_again(client, cast, who):
    assert who().status_code == 401

    sign_in(client, cast.provider)
    assert who().json == {"id": str(cast.provider.id), "roles": [Role.PROVIDER]}

    sign_in(client, cast.member)
    assert who().json == {"id": str(cast.member.id), "roles": [Role.MEMBER]}

    sign_out(client)
    assert who().status_code == 401


def test_everyone_has_the_known_password(app, cast):
    from lms.extensions import db
    from lms.services import accounts

    with app.app_context():
        account = accounts.verify_password(
            db.session(), email=cast.caap.email.upper(), password=PASSWORD
        )
        assert account is not None
        assert account.id == cast.caap.id
