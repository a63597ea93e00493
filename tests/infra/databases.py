"""Databases for tests: migrated once for the run, then copied, so that each test has its own."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.infra.servers import Server, locked

BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "treapta_template"
CAST_TEMPLATE = "treapta_cast"
CAST_FILE = {backend: f"{backend}-cast.pickle" for backend in BACKENDS}


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


def sqlite_cast_template(folder: Path) -> Path:
    """The same file with the fixed cast in it; CAST_FILE beside it says who they are."""
    empty = sqlite_template(folder)
    template = folder / "cast.sqlite3"
    with locked(folder, "sqlite-cast"):
        if not template.exists():
            draft = folder / "cast-draft.sqlite3"
            shutil.copyfile(empty, draft)
            write_cast(f"sqlite:///{draft}", folder / CAST_FILE["sqlite"])
            draft.rename(template)
    return template


def postgresql_template(folder: Path, server: Server) -> str:
    """The name of the migrated PostgreSQL database of this run, made by the first that asks."""
    made = folder / "postgresql-template.made"
    with locked(folder, "postgresql-template"):
        if not made.exists():
            _create(server, TEMPLATE, of="template1")
            migrate(server.postgresql_url(TEMPLATE))
            made.touch()
    return TEMPLATE


def postgresql_cast_template(folder: Path, server: Server) -> str:
    """The same database with the fixed cast in it; CAST_FILE says who they are."""
    postgresql_template(folder, server)
    made = folder / "postgresql-cast.made"
    with locked(folder, "postgresql-cast"):
        if not made.exists():
            _create(server, CAST_TEMPLATE, of=TEMPLATE)
            write_cast(server.postgresql_url(CAST_TEMPLATE), folder / CAST_FILE["postgresql"])
            made.touch()
    return CAST_TEMPLATE


SQLITE_TEMPLATES = {"": sqlite_template, "cast": sqlite_cast_template}
POSTGRESQL_TEMPLATES = {"": postgresql_template, "cast": postgresql_cast_template}


def _create(server: Server, name: str, *, of: str) -> None:
    with administrator(server) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {of}")


def write_cast(database_url: str, description: Path) -> None:
    """Write the fixed cast into a migrated database, and who they are into a file."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    import lms.extensions  # noqa: F401 (it prepares every SQLite connection)
    from tests.infra.cast import build_cast

    engine = create_engine(database_url)
    with Session(engine) as session:
        description.write_bytes(pickle.dumps(build_cast(session)))
        session.commit()
    engine.dispose()


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
