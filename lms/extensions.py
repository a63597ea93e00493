"""The Flask extensions, and `transaction()`: the one way in which an edge commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 (pages name it from here)

from lms.faults import fault_point
from lms.models.base import Base

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(get_remote_address)

_writing: ContextVar[bool] = ContextVar("treapta_writing", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # credits survive a power cut
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else REPLACE deletes ledger rows without asking the triggers
        "secure_delete=ON",  # a sealed feedback answer leaves no trace once opened
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # A writer takes the lock at once: upgrading a reader fails with "database is locked".
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One write: begins anew, commits at the end, rolls back on any error. Never nested."""
    if _writing.get():
        raise RuntimeError("transaction() inside transaction(): only the edge commits.")
    session: Session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside transaction(); it would be lost.")
    session.rollback()  # ends what was only read
    session.expire_all()  # what another process changed since the last commit is read again
    token = _writing.set(True)
    try:
        yield session
        session.flush()
        fault_point("before-commit")
        session.commit()
        fault_point("after-commit")
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)
