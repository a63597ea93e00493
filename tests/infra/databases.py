"""Databases for tests: migrated once for the run, then copied, so that each test has its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.infra.servers import Server, locked

BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "treapta_template"


def migrate(database_url: str) -> None:
    """Takes an empty database to the head of the migrations, as `treapta db upgrade` does."""
    from flask_migrate import upgrade

    from lms.app import create_app
    from tests.infra.settings import settings_for

    app = create_app(**settings_for(database_url=database_url, data_dir=Path("/nonexistent")))
    with app.app_context():
        upgrade(directory=str(Path(__file__).resolve().parents[2] / "migrations"))
        from lms.extensions import db

        db.engine.dispose()


def sqlite_template(folder: Path) -> Path:
    """The migrated SQLite file of this run, made by the first worker that asks."""
    template = folder / "template.sqlite3"
    with locked(folder, "sqlite-template"):
        if not template.exists():
            draft = folder / "draft.sqlite3"
            migrate(f"sqlite:///{draft}")
            draft.rename(template)
    return template


def postgresql_template(folder: Path, server: Server) -> str:
    """The name of the migrated PostgreSQL database of this run, made by the first that asks."""
    made = folder / "postgresql-template.made"
    with locked(folder, "postgresql-template"):
        if not made.exists():
            with administrator(server) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            migrate(server.postgresql_url(TEMPLATE))
            made.touch()
    return TEMPLATE


@contextmanager
def administrator(server: Server) -> Iterator[psycopg.Connection]:
    """A connection to the cluster's own database, for CREATE and DROP DATABASE."""
    with psycopg.connect(
        host="127.0.0.1", port=server.port, user="treapta", dbname="postgres", autocommit=True
    ) as connection:
        yield connection


@contextmanager
def postgresql_database(server: Server, *, template: str) -> Iterator[str]:
    """The address of a new database copied from `template` (about 30 ms); dropped at the end."""
    name = f"treapta_{os.getpid()}_{uuid4().hex[:8]}"
    with administrator(server) as connection:
        # FILE_COPY costs half of WAL_LOG here: the cluster does not sync its files.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield server.postgresql_url(name)
    finally:
        with administrator(server) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def sqlite_database(folder: Path, *, template: Path | None) -> Iterator[str]:
    """The address of a new SQLite file, copied from `template` unless that is None."""
    path = folder / f"{uuid4().hex}.sqlite3"
    if template is not None:
        shutil.copyfile(template, path)
    try:
        yield f"sqlite:///{path}"
    finally:
        for left in folder.glob(f"{path.name}*"):
            left.unlink()
