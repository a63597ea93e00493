"""Fixtures: databases, servers, sessions, applications and clients, each test with its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import FileSystemBytecodeCache

from tests.infra import databases, servers
from tests.infra.run import RUN_FOLDER, RUN_OWNER
from tests.infra.settings import settings_for

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

MakeDatabase = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """The folder that all workers of this run share."""
    return Path(request.config.stash[RUN_FOLDER])


@pytest.fixture(scope="session")
def postgresql_server(run_folder: Path, request: pytest.FixtureRequest) -> servers.Server:
    """The run's own PostgreSQL cluster, listening on 127.0.0.1."""
    return servers.shared_server(
        run_folder,
        "postgresql",
        owner=request.config.stash[RUN_OWNER],
        start=servers.start_postgresql,
    )


@pytest.fixture(scope="session")
def redis_server(run_folder: Path, request: pytest.FixtureRequest) -> servers.Server:
    """The run's own Redis server, listening on 127.0.0.1."""
    return servers.shared_server(
        run_folder, "redis", owner=request.config.stash[RUN_OWNER], start=servers.start_redis
    )


@pytest.fixture(scope="session")
def make_database(run_folder: Path, request: pytest.FixtureRequest) -> MakeDatabase:
    """`with make_database("sqlite") as url:` gives a new migrated database of either kind.

    "sqlite+cast" and "postgresql+cast": with the fixed cast in it.
    """
    folder = run_folder / f"sqlite-{os.getpid()}"
    folder.mkdir(exist_ok=True)

    @contextmanager
    def make(backend: str) -> Iterator[str]:
        kind, _, content = backend.partition("+")
        if kind == "sqlite":
            template = databases.SQLITE_TEMPLATES[content](run_folder)
            with databases.sqlite_database(folder, template=template) as url:
                yield url
        else:
            server = request.getfixturevalue("postgresql_server")
            name = databases.POSTGRESQL_TEMPLATES[content](run_folder, server)
            with databases.postgresql_database(server, template=name) as url:
                yield url

    return make


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """ "sqlite" or "postgresql": a test that asks for it, directly or not, runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(
    backend: str, make_database: MakeDatabase, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a migrated database of this test's own, with the cast when it is asked for."""
    # Tests of services write a cast of their own through their session.
    asked = set(request.fixturenames)
    kind = f"{backend}+cast" if "cast" in asked and "session" not in asked else backend
    with make_database(kind) as url:
        yield url


@pytest.fixture
def empty_database_url(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations."""
    if backend == "sqlite":
        with databases.sqlite_database(tmp_path, template=None) as url:
            yield url
    else:
        server = request.getfixturevalue("postgresql_server")
        with databases.postgresql_database(server, template="template0") as url:
            yield url


@pytest.fixture
def open_session(database_url: str) -> Iterator[Callable[[], Session]]:
    """Opens sessions on the test's database that may commit: for tests of concurrency."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    import lms.extensions  # noqa: F401 (it prepares every SQLite connection)

    engine = create_engine(database_url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        yield lambda: stack.enter_context(Session(engine, expire_on_commit=False))


@pytest.fixture
def session(open_session: Callable[[], Session]) -> Session:
    """A session for tests of services, which flush and never commit: commit() fails here."""
    opened = open_session()

    def refuse() -> None:
        raise AssertionError("Services never commit; the edge does, with one transaction().")

    opened.commit = refuse  # type: ignore[method-assign]
    return opened


@pytest.fixture
def make_app(database_url: str, tmp_path: Path, run_folder: Path) -> Iterator[Callable[..., Flask]]:
    """`make_app(**settings)` builds the application on the test's database."""
    made: list[Flask] = []
    compiled = run_folder / "templates"  # compiling them again took a tenth of a second a test
    compiled.mkdir(exist_ok=True)

    def make(**overrides: Any) -> Flask:
        from lms.app import create_app

        data_dir = tmp_path / "var"
        data_dir.mkdir(exist_ok=True)
        settings = settings_for(database_url=database_url, data_dir=data_dir)
        app = create_app(**settings | {"testing": True} | overrides)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        made.append(app)
        return app

    yield make
    for app in made:
        from lms.extensions import db

        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application on a migrated database; form tokens and throttling are off."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A test client; a request that writes outside `transaction()` fails the test."""
    with writes_only_in_transactions(app):
        yield app.test_client()


@contextmanager
def writes_only_in_transactions(app: Flask) -> Iterator[None]:
    """Fails at the end when a statement changed rows outside `transaction()`: it was lost."""
    from sqlalchemy import event

    from lms import extensions

    astray: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        word = statement.lstrip().split(None, 1)[0].upper()
        if word in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and not extensions._writing.get():
            astray.append(" ".join(statement.split())[:200])

    with app.app_context():
        engine = extensions.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert not astray, "Written outside transaction(), so never committed:\n" + "\n".join(astray)
