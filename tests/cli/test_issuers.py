"""Keys of the issuer on the command line: listed, renewed, and marked as stolen."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from lms import clock
from lms.cli import build
from lms.extensions import db, transaction
from lms.models import AuditEntry
from lms.services import issuers


@pytest.fixture
def treapta(app):
    with app.app_context(), transaction() as session:
        issuers.ensure_college_issuer(session, settings=app.extensions["settings"], now=clock.now())

    def run(*arguments):
        return CliRunner().invoke(build(lambda: app), ["issuers", *arguments], obj={})

    return run


def states(treapta) -> list[tuple[str, str]]:
    lines = [line.split() for line in treapta("keys").output.splitlines()]
    return [(line[0], line[2]) for line in lines]


def test_a_new_key_signs_and_the_old_one_is_retired(treapta, app):
    assert states(treapta) == [("key-1", "signs")]
    assert "key-2 signs from now on: z6Mk" in treapta("rotate").output
    assert states(treapta) == [("key-1", "retired"), ("key-2", "signs")]


def test_the_keys_have_a_short_name(treapta, app):
    def run(*arguments):
        done = CliRunner().invoke(build(lambda: app), ["keys", *arguments], obj={})
        assert done.exit_code == 0, done.output
        return done.output

    assert "key-2 signs from now on: z6Mk" in run("rotate")
    assert run("list") == treapta("keys").output
    assert run("revoke", "2", "--yes") == "key-2 is revoked; key-3 signs.\n"


def test_rotation_renews_every_kind_of_key_and_keeps_the_old_ones(treapta, app):
    with app.app_context(), transaction() as session:
        settings, now = app.extensions["settings"], clock.now()
        issuer = issuers.get_issuer(session, issuers.COLLEGE)

        def ensure(algorithm):
            return issuers.ensure_key(session, issuer, algorithm, settings=settings, now=now)

        assert [ensure(issuers.P256).number, ensure(issuers.P256).number] == [2, 2]
        issuers.rotate_key(session, issuer, settings=settings, now=now)
        assert ensure(issuers.P256).number == 4
        methods = issuers.did_document(session, issuer, settings=settings)["verificationMethod"]
    assert [method["id"].rpartition("#")[2] for method in methods] == [
        f"key-{number}" for number in (1, 2, 3, 4)
    ]
    assert ["expires" in method for method in methods] == [True, True, False, False]


def test_a_stolen_key_is_revoked_and_replaced(treapta, app):
    done = treapta("revoke", "1", "--yes")
    assert (done.exit_code, done.output) == (0, "key-1 is revoked; key-2 signs.\n")
    assert states(treapta) == [("key-1", "revoked"), ("key-2", "signs")]
    with app.app_context():
        session = db.session()
        settings = app.extensions["settings"]
        issuer = issuers.get_issuer(session, issuers.COLLEGE)
        document = issuers.did_document(session, issuer, settings=settings)
        first, second = document["verificationMethod"]
        assert "revoked" in first
        assert "revoked" not in second
        assert "expires" not in second
        actions = list(session.scalars(select(AuditEntry.action)))
        assert sorted(actions) == ["issuer.key_revoked", "issuer.key_rotated"]
        db.session.remove()
    page = app.test_client().get("/issuers/cnasr").text
    assert "revocată" in page


def test_an_old_key_may_be_revoked_without_a_new_one(treapta):
    treapta("rotate")
    assert treapta("revoke", "1", "--yes").output == "key-1 is revoked; key-2 signs.\n"


def test_refusals_are_sentences_and_change_nothing(treapta):
    treapta("revoke", "1", "--yes")
    before = states(treapta)
    for arguments in (
        ("revoke", "1", "--yes"),
        ("revoke", "9", "--yes"),
        ("rotate", "altcineva"),
        ("keys", "altcineva"),
    ):
        done = treapta(*arguments)
        assert done.exit_code == 2
        assert done.output.strip().endswith(".")
    assert treapta("revoke", "2").exit_code == 1  # asked, and not answered with yes
    assert states(treapta) == before
