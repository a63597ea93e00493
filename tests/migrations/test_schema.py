"""The migrations: up, down, up again; the same as the models; data outlives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lms.app import MIGRATIONS, create_app
from lms.extensions import db
from lms.models import AuditEntry, CreditEntry, Member
from lms.models.base import Base
from lms.services import ledger, regulations
from tests.infra.settings import settings_for

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
APPEND_ONLY = ("credit_entry", "audit_entry", "regulation_version")


@pytest.fixture
def move(empty_database_url: str) -> Callable[..., None]:
    """`move(upgrade)` or `move(downgrade, "base")` migrates the test's database."""

    def do(function: Callable[..., None], revision: str = "head") -> None:
        app = create_app(
            **settings_for(database_url=empty_database_url, data_dir=Path("/nonexistent"))
        )
        with app.app_context():
            function(revision=revision)
            db.engine.dispose()

    return do


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def tables(url: str) -> set[str]:
    with connected(url) as engine:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(move, empty_database_url):
    move(upgrade)
    assert tables(empty_database_url) == set(Base.metadata.tables)
    move(downgrade, "base")
    assert tables(empty_database_url) == set()
    move(upgrade)
    assert tables(empty_database_url) == set(Base.metadata.tables)


def test_the_migrated_schema_is_that_of_the_models(move, empty_database_url):
    move(upgrade)
    with connected(empty_database_url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_head():
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def fill(url: str) -> None:
    """One row in each table that is append-only."""
    with connected(url) as engine, Session(engine) as session:
        regulations.ensure_bundled(session, now=NOW)
        member = Member(
            id=uuid4(),
            key=uuid4(),
            rnasr_code="RO-1",
            last_name="Popescu",
            first_name="Ioana",
            folded_name="ioana popescu",
            registered_on=date(2020, 1, 10),
            recorded_at=NOW,
        )
        session.add(member)
        session.add(AuditEntry(id=uuid4(), at=NOW, action="test", subject="member:1", details={}))
        session.flush()
        booking = ledger.Booking(
            member_id=member.id,
            source="edition:1",
            credits=6000,
            counts_on=date(2026, 5, 3),
            regulation_id="nfpc-2013",
            basis="adopted",
            title={"ro": "Atelier", "en": "Workshop"},
            findings="{}",
        )
        ledger.book(session, [booking], now=NOW)
        session.commit()


def refused(url: str, statement: str) -> bool:
    """Whether the database refuses a statement as an attack on what is append-only."""
    with connected(url) as engine, engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DatabaseError as error:
            return "append-only" in str(error)
        return False


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_refuses_what_is_append_only_from_0002_on(move, empty_database_url, table):
    column = {"credit_entry": "basis", "audit_entry": "action", "regulation_version": "text"}[table]
    attacks = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if empty_database_url.startswith("postgresql"):
        attacks.append(f"TRUNCATE {table} CASCADE")
    move(upgrade, "0002")
    fill(empty_database_url)
    assert [refused(empty_database_url, attack) for attack in attacks] == [True] * len(attacks)
    move(downgrade, "0001")
    assert refused(empty_database_url, attacks[0]) is False
    move(upgrade, "head")
    assert [refused(empty_database_url, attack) for attack in attacks] == [True] * len(attacks)


def test_data_outlives_a_step_down_and_up(move, empty_database_url):
    move(upgrade)
    fill(empty_database_url)
    move(downgrade, "0001")
    move(upgrade)
    with connected(empty_database_url) as engine, Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(CreditEntry)) == 1
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1
        assert list(ledger.check(session)) == []
