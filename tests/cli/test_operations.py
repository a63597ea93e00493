"""The commands of operations: what they print, and the status they end with."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from lms.cli import build
from lms.extensions import db, transaction
from lms.services import api_keys
from tests.infra.cast import build_cast


@pytest.fixture
def treapta(app):
    """Runs `treapta ARGUMENTS` on the test's application."""
    group = build(lambda: app)

    def run(*arguments):
        # An object of its own: click keeps the group's dict between runs.
        return CliRunner().invoke(group, arguments, obj={})

    return run


def test_doctor_prints_a_line_for_each_thing_and_ends_with_its_verdict(treapta, app):
    done = treapta("doctor")
    lines = [line for line in done.output.splitlines() if not line.startswith(" ")]
    assert all(re.match(r"(ok     |problem) [a-z_]+: .", line) for line in lines)
    assert any(line.startswith("ok      triggers:") for line in lines)
    assert done.exit_code == (1 if any(line.startswith("problem") for line in lines) else 0)


def test_doctor_says_what_to_do_and_fails(treapta, app):
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    done = treapta("doctor", "--lang", "ro")
    assert done.exit_code == 1
    assert "problem migrations: Schema bazei de date este la 0001" in done.output
    assert "-> Rulați `treapta db upgrade`." in done.output


def test_whole_ledger(treapta):
    done = treapta("ledger", "check")
    assert (done.exit_code, done.output) == (0, "The ledger is whole.\n")


def test_damaged_ledger_is_named_and_fails(treapta, app):
    with app.app_context(), transaction() as session:
        cast = build_cast(session)
        member = cast.member.member_id
        assert member is not None
        session.execute(
            text("INSERT INTO chain_head (member_id, position, root) VALUES (:member, 2, :root)"),
            {
                "member": member.hex if db.engine.dialect.name == "sqlite" else member,
                "root": "0" * 64,
            },
        )

    done = treapta("ledger", "check")
    assert done.exit_code == 1
    assert f"member {cast.member.member_key}, entry 2: missing" in done.output


def test_key_is_printed_once_and_opens(treapta, app):
    done = treapta("lrs-key", "create", "Portal NEF", "--scope", "statements/read")
    [(key, secret)] = re.findall(r"key: +(\S+)\nsecret: (\S+)", done.output)

    with app.app_context():
        row = api_keys.verify(db.session(), kind="lrs", key=key, secret=secret)
        assert row is not None
        assert row.scopes == "statements/read"
    listed = treapta("lrs-key", "list").output
    assert key in listed
    assert "in use" in listed
    assert secret not in listed

    assert treapta("lrs-key", "revoke", "Portal NEF").exit_code == 0
    assert "revoked" in treapta("lrs-key", "list").output


def test_refusals_are_sentences(treapta):
    treapta("lrs-key", "create", "Portal")
    for arguments in (("create", "Portal"), ("revoke", "altă cheie")):
        done = treapta("lrs-key", *arguments)
        assert done.exit_code == 2
        assert "Traceback" not in done.output
        assert done.output.strip().endswith(".")
