"""`make verify-badges`: the product is started, a member earns badges, foreign software verifies.

Everything is done over HTTP, as a member and the officers do it. A verifier reads nothing but the
documents that the running product serves and the contexts that it brings along.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

from lms import clock
from tests.foreign.carriers import Copies, Table, data_integrity, european, jwt, open_badges_2
from tests.foreign.people import Person, learn, object_to
from tests.infra.product import Product, environment_of, running
from tests.infra.servers import free_port


def main() -> int:
    """Print the table; 1 when a verifier said anything else than it should."""
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder), free_port()
        (home / "var").mkdir()
        product = Product(
            url=f"http://localhost:{port}",
            environment=environment_of(
                database_url=f"sqlite:///{home}/treapta.sqlite3",
                folder=home,
                port=port,
                TREAPTA_DEMO="1",
                TREAPTA_MAIL_FROM="treapta@exemplu.ro",
                TREAPTA_RECORDS_FROM=f"{_today().year - 1}-01-01",
            ),
            folder=home,
        )
        print("The demonstration is made and started …", flush=True)
        product.treapta("db", "upgrade")
        product.treapta("seed", "--demo")
        with running(product):
            walk(table, product.url)
    print(table.text())
    failed = table.failed()
    print(f"{len(table.lines)} answers, {len(failed)} not as expected.")
    return 1 if failed else 0


def walk(table: Table, url: str) -> None:
    """Earn, publish, have verified; then take the credit away and have verified again."""
    member = Person(url, "membru@exemplu.ro")
    print("A member takes the course and passes its test …", flush=True)
    badge = learn(member)
    member.go(badge)
    member.send("/publish", consent="y")
    public = url + member.link("/b/")
    data_integrity(table, "earned", public, url=url, expected="valid")
    jwt(table, "earned", public, url=url, expected="valid")
    copies = Copies(
        jws=member.download(f"{badge}/ob2.jws").decode(),
        png=member.download(f"{badge}/ob2.png"),
        svg=member.download(f"{badge}/ob2.svg"),
    )
    open_badges_2(table, "earned", public, copies, expected="valid")
    european(table, json.loads(member.download(f"{badge}/microcredential.json")))
    print("The credit is corrected, so that the badge is revoked …", flush=True)
    object_to(url, member, badge, number="41", today=_today().isoformat())
    member.wait(badge, lambda page: page.xpath("//main//*[contains(text(), 'a fost revocată')]"))
    data_integrity(table, "revoked", public, url=url, expected="revoked")
    jwt(table, "revoked", public, url=url, expected="revoked")
    open_badges_2(table, "revoked", public, copies, expected="revoked")


def _today() -> date:
    return clock.legal_day(clock.now())  # a decision is no older than its file


sys.exit(main())
