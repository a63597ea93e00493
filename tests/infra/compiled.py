"""One cache of compiled SQL for the whole worker, although each test makes engines of its own.

SQLAlchemy compiles a statement once for each engine; a test's engine lives for a few statements,
so that compiling took a third of the run. Here all engines of one kind of database share; the
statements used least lately are forgotten.
"""

from __future__ import annotations

from typing import Any

KEPT = 2000  # a file of tests needs a few hundred


def share_compiled_statements() -> None:
    """Let every connection of this process use the same compiled statements."""
    from sqlalchemy import Connection, Engine, event
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
    from sqlalchemy.util import LRUCache

    compiled: LRUCache[Any, Any] = LRUCache(KEPT)
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        # The dialect is part of a statement's key: one is as good as another of its kind.
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)
