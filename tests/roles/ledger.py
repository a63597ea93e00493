"""The ledger's roots are for everybody; the proof of a line is for its member alone."""

from datetime import timedelta

from lms.extensions import transaction
from tests.infra.cast import Cast
from tests.infra.credit import BOOKED_AT, book_edition
from tests.roles import Access, anyone, only


def covered(cast: Cast) -> str:
    from flask import current_app

    from lms.services import ledger_roots

    with transaction() as session:
        entry = book_edition(session, cast)
        ledger_roots.make_root(
            session,
            settings=current_app.extensions["settings"],
            now=BOOKED_AT + timedelta(days=1),
        )
    return f"/credits/{entry.id}/proof"


def root_url(cast: Cast) -> str:
    covered(cast)
    return "/ledger/roots/1.json"


OWN = only(200, "member") | {"colleague": 404, "stranger": 404}
MATRIX = [
    Access("ledger.index", "GET", url=lambda cast: "/ledger/roots", **anyone(200)),
    Access("ledger.root", "GET", url=root_url, **anyone(200)),
    Access("ledger.proof", "GET", url=covered, **OWN),
    Access("ledger.proof_json", "GET", url=lambda cast: f"{covered(cast)}.json", **OWN),
]
