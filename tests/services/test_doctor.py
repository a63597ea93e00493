"""The doctor finds each thing that can be wrong, names it, and says what to do."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from lms.config import load_settings
from lms.models import AuditEntry, Issuer, IssuerKey, Outbox
from lms.services import doctor, stored_files
from lms.services.sealing import seal
from tests.infra.servers import free_port
from tests.infra.settings import settings_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def patient(session, database_url, tmp_path):
    def make(**settings):
        given = settings_for(database_url=database_url, data_dir=tmp_path, **settings)
        return doctor.Patient(
            session=session,
            settings=load_settings({}, **given),
            migrations=ROOT / "migrations",
            now=datetime.now(UTC),
        )

    return make


def problems(found):
    for finding in found:
        assert finding.message % finding.params
        assert finding.ok == (finding.todo is None)
    return {finding.code for finding in found if not finding.ok}


def only(check, patient):
    return problems(list(check(patient)))


def test_new_installation_is_well(patient):
    found = doctor.examine(patient())
    assert problems(found) - {"translations", "assets"} == set()
    assert {"settings", "migrations", "triggers", "ledger", "keys", "work", "clock", "mail"} <= {
        finding.code for finding in found
    }


def test_public_address_without_https(patient):
    check = doctor.check_settings
    assert only(check, patient(public_url="http://treapta.example.ro")) == {"settings"}
    assert only(check, patient(public_url="https://treapta.example.ro")) == set()
    assert only(check, patient(public_url="https://treapta.example.ro", demo=True)) == {"settings"}
    assert only(check, patient(public_url="http://localhost:8000", demo=True)) == set()


def test_old_schema(session, patient):
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert only(doctor.check_migrations, patient()) == {"migrations"}


def test_missing_trigger_is_named(session, patient):
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER credit_entry_refuses_update"))
    else:
        session.execute(text("DROP TRIGGER credit_entry_refuses_change ON credit_entry"))
    [finding] = doctor.check_triggers(patient())
    assert not finding.ok
    assert str(finding.params["missing"]).startswith("credit_entry_refuses_")


def test_switched_off_trigger_is_missing_too(session, patient):
    if session.get_bind().dialect.name == "sqlite":
        return  # SQLite's triggers cannot be switched off
    session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_refuses_truncate"))
    [finding] = doctor.check_triggers(patient())
    assert finding.params["missing"] == "audit_entry_refuses_truncate"


def test_lost_chain(session, patient):
    from tests.infra.cast import build_cast

    member_id = build_cast(session).member.member_id
    assert member_id is not None
    session.execute(
        text("INSERT INTO chain_head (member_id, position, root) VALUES (:member, 3, :root)"),
        {
            "member": member_id.hex if session.get_bind().dialect.name == "sqlite" else member_id,
            "root": "0" * 64,
        },
    )
    [finding] = doctor.check_chains(patient())
    assert (finding.ok, finding.params) == (False, {"count": 1})


def test_issuer_key_sealed_with_another_master_key(session, patient):
    well = patient()
    issuer = Issuer(
        id=uuid4(),
        slug="college",
        name="CNASR",
        url="https://example.ro",
        email=None,
        country="RO",
        created_at=well.now,
    )
    session.add(issuer)
    session.flush()
    for number, key in ((1, well.settings.derived_key("issuer-key")), (2, b"x" * 32)):
        session.add(
            IssuerKey(
                id=uuid4(),
                issuer_id=issuer.id,
                number=number,
                algorithm="Ed25519",
                public_multibase="z6Mk",
                public_pem="",
                private_encrypted=seal(b"secret", key, purpose="issuer-key"),
                created_at=well.now,
                retired_at=None,
            )
        )
        session.flush()
        assert only(doctor.check_keys, well) == (set() if number == 1 else {"keys"})
    for key in session.scalars(select(IssuerKey)).all():
        key.retired_at = well.now
    session.flush()
    assert only(doctor.check_keys, well) == {"keys", "signing"}


def test_stored_file_that_the_master_key_does_not_open(session, patient):
    well, other = patient(), patient(master_key=b"y" * 32)
    stored_files.store(
        session,
        b"text",
        filename="a.txt",
        media_type="text/plain",
        settings=well.settings,
        now=well.now,
    )
    assert only(doctor.check_keys, well) == set()
    assert only(doctor.check_keys, other) == {"files"}


def put_work(session, *, entered, failed=None):
    session.add(
        Outbox(
            id=uuid4(),
            task="mail.send",
            payload={},
            key=uuid4().hex,
            created_at=entered,
            run_after=entered,
            attempts=1,
            failed_at=failed,
        )
    )
    session.flush()


def test_late_and_failed_work(session, patient):
    well = patient()
    put_work(session, entered=well.now - doctor.OLDEST_WORK + timedelta(seconds=5))
    assert only(doctor.check_work, well) == set()
    put_work(session, entered=well.now - doctor.OLDEST_WORK - timedelta(seconds=5))
    assert only(doctor.check_work, well) == {"work"}
    put_work(session, entered=well.now, failed=well.now)
    assert only(doctor.check_work, well) == {"work", "failed_work"}


@pytest.mark.parametrize("seconds", [-60, 60])
def test_clock_that_disagrees_with_the_database(patient, seconds):
    well = patient()
    assert only(doctor.check_clock, well) == set()
    wrong = replace(well, now=well.now + timedelta(seconds=seconds))
    assert only(doctor.check_clock, wrong) == {"clock"}


def test_log_from_the_future(session, patient):
    well = patient()
    session.add(
        AuditEntry(
            id=uuid4(),
            at=well.now + timedelta(hours=1),
            account_id=None,
            action="x",
            subject="x:1",
            details={},
        )
    )
    session.flush()
    assert only(doctor.check_clock, well) == {"clock"}


def answer_as_mail_server(listening):
    connection, _address = listening.accept()
    with connection:
        connection.sendall(b"220 test\r\n")
        while line := connection.recv(200):
            connection.sendall(
                b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n"
            )


def test_mail_server_that_answers_and_one_that_does_not(patient):
    nobody = patient(mail_url=f"smtp://127.0.0.1:{free_port()}")
    assert only(doctor.check_mail, nobody) == {"mail"}

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer_as_mail_server, args=(listening,), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        assert only(doctor.check_mail, patient(mail_url=f"smtp://127.0.0.1:{port}")) == set()
        thread.join(5)


def test_missing_assets_and_stale_translations(patient, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LMS", tmp_path)
    assert only(doctor.check_assets, patient()) == {"assets"}
    assert only(doctor.check_translations, patient()) == {"translations"}

    for language in ("ro", "en"):
        compiled = tmp_path / "translations" / language / "LC_MESSAGES" / "messages.mo"
        compiled.parent.mkdir(parents=True)
        compiled.touch()
    assert only(doctor.check_translations, patient()) == set()
    late = tmp_path / "translations/en/new.po"
    late.touch()
    os.utime(late, (2**31, 2**31))
    [finding] = doctor.check_translations(patient())
    assert finding.params == {"languages": "en"}


def test_check_that_breaks_down_is_a_problem_and_the_others_go_on(open_session, patient):
    breaking = open_session()
    breaking.execute(text("ALTER TABLE chain_head RENAME TO gone"))
    breaking.commit()
    found = doctor.examine(patient())
    assert "chains" in problems(found)
    assert {"clock", "mail"} <= {finding.code for finding in found}
