"""The whole profession: 13,500 members with five years of credits, on PostgreSQL.

Prints how long inventing them takes (at most 120 s), and the Commission's totals page beside the
bare SELECT … GROUP BY over the same table in the same run (at most 3 times).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from lms import clock
from lms.app import create_app
from lms.demo import population
from lms.extensions import db, transaction
from lms.models import Account
from lms.services import ledger
from tests.infra.cast import sign_in
from tests.infra.settings import settings_for

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

MEMBERS, YEARS = 13_500, 5
SEED_LIMIT, PAGE_LIMIT = 120, 3
ROUNDS = 7
BARE = "SELECT extract(year FROM counts_on), count(*), sum(credits) FROM credit_entry GROUP BY 1"
PAGES = {
    "by year": "/commission/totals",
    "by county": "/commission/totals?by=county",
    "by kind": "/commission/totals?by=kind",
    "by grade": "/commission/totals?by=grade",
    "by county, then grade": "/commission/totals?by=county&then=grade",
    "one county, by year": "/commission/totals?county=CJ",
}


@pytest.fixture(scope="module")
def profession(backend: str, make_database: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """The application on a database of the whole profession, and how long that took."""
    folder: Path = tmp_path_factory.mktemp("profession")
    with make_database(backend) as url:
        app = create_app(**settings_for(database_url=url, data_dir=folder), testing=True)
        with app.app_context():
            begun = time.perf_counter()
            with transaction() as session:
                population.build_population(
                    session,
                    count=MEMBERS,
                    years=YEARS,
                    settings=app.extensions["settings"],
                    now=clock.now(),
                    password="parola",
                    say=lambda _text: None,
                )
            took = time.perf_counter() - begun
            db.session.execute(text("ANALYZE"))
            db.session.remove()
        yield app, took
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def test_the_whole_profession_is_invented(profession: Any, backend: str, capsys: Any) -> None:
    app, took = profession
    with app.app_context():
        entries = db.session.scalar(text("SELECT count(*) FROM credit_entry"))
        checked = seconds(lambda: _whole(app))
    with capsys.disabled():
        print(
            f"  {backend:12}seed --members {MEMBERS}: {took:6.1f} s (at most {SEED_LIMIT}), "
            f"{entries:,} entries; checked in {checked:.1f} s"
        )


def _whole(app: Flask) -> None:
    assert list(ledger.check(db.session())) == []
    db.session.remove()


def test_the_totals_page_beside_the_bare_group_by(
    profession: Any, backend: str, capsys: Any
) -> None:
    app, _ = profession
    client = app.test_client()
    with app.app_context():
        officer = db.session.query(Account).filter_by(email="formare@exemplu.ro").one()
        db.session.remove()
    sign_in(client, officer)
    for path in PAGES.values():
        assert client.get(path).status_code == 200
    # The floor and the pages take turns, so that a busy moment falls on all alike.
    took: dict[str, list[float]] = {name: [] for name in ("floor", *PAGES)}
    for _ in range(ROUNDS):
        with app.app_context():
            took["floor"].append(seconds(lambda: db.session.execute(text(BARE)).all()))
            db.session.remove()
        for name, path in PAGES.items():
            took[name].append(seconds(partial(client.get, path)))
    floor = statistics.median(took.pop("floor"))
    with capsys.disabled():
        print(f"  {backend:12}floor: bare SELECT … GROUP BY{'':16}{floor * 1000:8.0f} ms")
        for name, found in took.items():
            median = statistics.median(found)
            print(
                f"  {backend:12}totals page, {name:32}{median * 1000:8.0f} ms  "
                f"{median / floor:4.1f} times (at most {PAGE_LIMIT})"
            )
