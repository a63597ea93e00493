"""Each test has a migrated database of its own, of either kind, and nothing is left in it."""

import pytest
from sqlalchemy import inspect, text

from lms.models import Base
from tests.infra.one_database import EXEMPTIONS, Exemption


def test_database_is_of_the_kind_that_was_asked_for(session, backend):
    assert session.get_bind().dialect.name == backend


def test_database_is_at_the_head_of_the_migrations(session):
    tables = set(inspect(session.get_bind()).get_table_names())
    assert set(Base.metadata.tables) | {"alembic_version"} == tables


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_begins_with_an_empty_database(open_session, turn):
    one = open_session()
    one.execute(text("CREATE TABLE left_behind (id integer)"))
    one.commit()
    assert "left_behind" in inspect(open_session().connection()).get_table_names()


def test_services_may_not_commit(session):
    with pytest.raises(AssertionError, match="Services never commit"):
        session.commit()


def test_sqlite_is_prepared_as_in_production(open_session, backend):
    if backend == "postgresql":
        assert open_session().scalar(text("SHOW fsync")) == "off"
        return
    opened = open_session()
    assert opened.scalar(text("PRAGMA foreign_keys")) == 1
    assert opened.scalar(text("PRAGMA recursive_triggers")) == 1
    assert opened.scalar(text("PRAGMA journal_mode")) == "wal"


def test_empty_database_is_empty(empty_database_url):
    from sqlalchemy import create_engine

    engine = create_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_exemption_names_one_test_or_one_folder():
    one = Exemption("tests/a/test_b.py::test_c", "sqlite", "because")
    assert one.covers("tests/a/test_b.py::test_c[sqlite-1]")
    assert not one.covers("tests/a/test_b.py::test_cd")
    folder = Exemption("tests/e2e/", "sqlite", "because", but=("tests/e2e/test_smoke.py",))
    assert folder.covers("tests/e2e/test_a.py::test_b")
    assert not folder.covers("tests/e2e/test_smoke.py::test_b")
    assert not folder.covers("tests/web/test_a.py::test_b")


def test_every_exemption_says_why():
    assert all(len(exemption.reason) > 20 for exemption in EXEMPTIONS)
