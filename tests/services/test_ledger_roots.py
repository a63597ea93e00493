"""Signed roots: made once a day, linked, borne out by history; proofs that hold far away."""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import badges
from lms.config import Settings, load_settings
from lms.errors import NotFound
from lms.extensions import db, transaction
from lms.ledger_proof import canonical_json, leaf_hash, verify
from lms.models import CreditEntry, IssuerKey, LedgerRoot, LedgerRootChain, Member
from lms.services import issuers, ledger, ledger_roots, regulations
from tests.infra.settings import settings_for
from tests.services.test_ledger import add_member, booking

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def settings(database_url: str, tmp_path: Any) -> Settings:
    return load_settings(**settings_for(database_url=database_url, data_dir=tmp_path))


@pytest.fixture
def members(session: Session) -> list[Member]:
    regulations.ensure_bundled(session, now=NOW)
    return [add_member(session, f"RO-{n}") for n in range(5)]


def book(session: Session, member: Member, *numbers: int) -> list[CreditEntry]:
    booked = ledger.book(session, [booking(member, f"edition:{n}") for n in numbers], now=NOW)
    return list(booked.values())


def three_days(session: Session, members: list[Member], settings: Settings) -> None:
    for day in range(3):
        for place, member in enumerate(members):
            if place <= day + 1:
                book(session, member, 2 * day, 2 * day + 1)
        ledger_roots.make_root(session, settings=settings, now=NOW + day * DAY)


def said(session: Session) -> list[str]:
    return [str(problem) for problem in ledger.check(session)]


def test_an_empty_ledger_has_no_root(
    session: Session, members: list[Member], settings: Settings
) -> None:
    assert ledger_roots.make_root(session, settings=settings, now=NOW) is None


def test_a_day_has_one_root_and_each_names_the_one_before(
    session: Session, members: list[Member], settings: Settings
) -> None:
    three_days(session, members, settings)
    again = ledger_roots.make_root(session, settings=settings, now=NOW + 2 * DAY)
    rows = session.scalars(select(LedgerRoot).order_by(LedgerRoot.number)).all()
    assert [(row.number, row.chains) for row in rows] == [(1, 2), (2, 3), (3, 4)]
    assert again is rows[-1]
    documents = [json.loads(row.document) for row in rows]
    assert documents[0]["previous"] is None
    assert documents[1]["previous"] == leaf_hash(rows[0].document)
    assert said(session) == []


def test_a_quiet_day_repeats_the_root_and_keeps_no_heads(
    session: Session, members: list[Member], settings: Settings
) -> None:
    book(session, members[0], 1)
    first = ledger_roots.make_root(session, settings=settings, now=NOW)
    second = ledger_roots.make_root(session, settings=settings, now=NOW + DAY)
    assert first is not None
    assert second is not None
    assert (second.number, second.root) == (2, first.root)
    assert session.scalar(select(func.count()).select_from(LedgerRootChain)) == 1
    assert said(session) == []


def test_the_published_document_names_no_member(
    session: Session, members: list[Member], settings: Settings
) -> None:
    three_days(session, members, settings)
    root = ledger_roots.newest_root(session)
    assert root is not None
    assert set(json.loads(root.document)) == {
        "type", "version", "number", "day", "madeAt", "chains", "root", "previous", "issuer",
        "id", "proof",
    }  # fmt: skip
    for member in members:
        assert str(member.key) not in root.document


@pytest.mark.parametrize("place", range(4))
def test_every_line_of_every_member_has_a_proof_that_holds(
    session: Session, members: list[Member], settings: Settings, place: int
) -> None:
    three_days(session, members, settings)
    member = members[place]
    for entry in session.scalars(select(CreditEntry).where(CreditEntry.member_id == member.id)):
        proof = ledger_roots.proof_of(session, member.id, entry.id, settings=settings)
        report = verify(json.loads(json.dumps(proof)), issuer=proof["issuer"])
        assert report.holds, report.steps
        assert report.entry is not None
        assert report.entry["id"] == str(entry.id)
        assert len(canonical_json(proof)) < 8000


def test_a_proof_rests_on_the_first_root_that_covers_it(
    session: Session, members: list[Member], settings: Settings
) -> None:
    three_days(session, members, settings)
    entry = session.scalars(
        select(CreditEntry).where(CreditEntry.member_id == members[0].id, CreditEntry.position == 3)
    ).one()
    proof = ledger_roots.proof_of(session, members[0].id, entry.id, settings=settings)
    assert proof["root"]["number"] == 2
    assert len(proof["chain"]["after"]) == 1


def test_a_line_booked_after_the_root_waits_for_the_next(
    session: Session, members: list[Member], settings: Settings
) -> None:
    three_days(session, members, settings)
    [entry] = book(session, members[0], 99)
    with pytest.raises(NotFound):
        ledger_roots.proof_of(session, members[0].id, entry.id, settings=settings)
    ledger_roots.make_root(session, settings=settings, now=NOW + 3 * DAY)
    assert verify(ledger_roots.proof_of(session, members[0].id, entry.id, settings=settings)).holds


def test_nobody_gets_the_proof_of_another(
    session: Session, members: list[Member], settings: Settings
) -> None:
    [entry] = book(session, members[0], 1)
    ledger_roots.make_root(session, settings=settings, now=NOW)
    with pytest.raises(NotFound):
        ledger_roots.proof_of(session, members[1].id, entry.id, settings=settings)


def test_a_stolen_key_leaves_history_whole_and_later_roots_prove(
    session: Session, members: list[Member], settings: Settings
) -> None:
    [entry] = book(session, members[0], 1)
    ledger_roots.make_root(session, settings=settings, now=NOW)
    issuer = issuers.issuer_by_slug(session, issuers.COLLEGE)
    assert issuer is not None
    stolen = issuers.signing_key(session, issuer)
    issuers.rotate_key(session, issuer, settings=settings, now=NOW + DAY)
    stolen.revoked_at = NOW + DAY
    session.flush()
    with pytest.raises(NotFound):
        ledger_roots.proof_of(session, members[0].id, entry.id, settings=settings)
    ledger_roots.make_root(session, settings=settings, now=NOW + DAY)
    proof = ledger_roots.proof_of(session, members[0].id, entry.id, settings=settings)
    assert proof["root"]["number"] == 2
    assert verify(proof, issuer=proof["issuer"]).holds
    assert said(session) == []


# What somebody may do to a proof: where, to what, and the step that meets it.
FORGERIES = [
    ("credits of the line", ("entry",), lambda v: v.replace("6000", "9000"), "chain"),
    ("a space in the line", ("entry",), lambda v: v + " ", "entry"),
    ("position of the line", ("entry",), lambda v: v.replace('"position":1', '"position":2'),
     "entry"),
    ("a line after it left out", ("chain", "after"), lambda v: v[:-1], "entry"),
    ("a line after it changed", ("chain", "after", 0), lambda v: "1" * 64, "chain"),
    ("the start of the chain", ("chain", "before"), lambda v: "2" * 64, "chain"),
    ("the head of the chain", ("chain", "head"), lambda v: "3" * 64, "chain"),
    ("the place in the tree", ("tree", "index"), lambda v: v ^ 1, "tree"),
    ("the way through the tree", ("tree", "path", 0), lambda v: "4" * 64, "tree"),
    ("a shorter way", ("tree", "path"), lambda v: v[:-1], "tree"),
    ("a longer way", ("tree", "path"), lambda v: [*v, "5" * 64], "tree"),
    ("the root", ("root", "root"), lambda v: "6" * 64, "signature"),
    ("the number of chains", ("root", "chains"), lambda v: v + 1, "signature"),
    ("the day of the root", ("root", "day"), lambda v: "2025-01-01", "signature"),
    ("the signature", ("root", "proof", "proofValue"),
     lambda v: v[:-1] + ("2" if v.endswith("1") else "1"), "signature"),
    ("the time of the signature", ("root", "proof", "created"), lambda v: "2020-01-01T00:00:00Z",
     "signature"),
    ("no signature", ("root", "proof"), lambda v: None, "signature"),
    ("a hash that is none", ("chain", "head"), lambda v: "x", "form"),
    ("a part that is missing", ("tree",), lambda v: None, "form"),
    ("another kind of file", ("type",), lambda v: "OpenBadge", "form"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "change", "step"), [f[1:] for f in FORGERIES], ids=[f[0] for f in FORGERIES]
)
def test_each_forgery_is_named_by_the_step_that_meets_it(
    proof: dict[str, Any], where: tuple[Any, ...], change: Any, step: str
) -> None:
    forged = copy.deepcopy(proof)
    part: Any = forged
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = change(part[where[-1]])
    assert forged != proof
    report = verify(forged)
    failed = [found for found in report.steps if found.holds is False]
    assert step in [found.name for found in failed]
    for found in failed:
        for lang in ("ro", "en"):
            assert found.sentence(lang).endswith(".")


@pytest.fixture
def proof(session: Session, members: list[Member], settings: Settings) -> dict[str, Any]:
    """The first of two lines of the second member, in a tree of five chains."""
    for member in members:
        book(session, member, 1, 2)
    ledger_roots.make_root(session, settings=settings, now=NOW)
    entry = session.scalars(
        select(CreditEntry).where(CreditEntry.member_id == members[1].id, CreditEntry.position == 1)
    ).one()
    return ledger_roots.proof_of(session, members[1].id, entry.id, settings=settings)


def test_a_whole_forgery_with_a_key_of_its_own_fails_against_the_published_document(
    proof: dict[str, Any],
) -> None:
    pair = badges.generate_ed25519()
    did = proof["issuer"]["id"]
    unsigned = {name: value for name, value in proof["root"].items() if name != "proof"}
    forged = copy.deepcopy(proof)
    forged["root"] = badges.sign_json(
        unsigned, private_pem=pair.private_pem, verification_method=f"{did}#key-1", created=NOW
    )
    forged["issuer"] = badges.did_document(did, [badges.IssuerKey("key-1", pair.public_multibase)])
    alone = verify(forged)
    assert alone.holds
    assert [step.name for step in alone.steps if step.holds is None] == ["key", "published"]
    assert pair.public_multibase in next(s for s in alone.steps if s.name == "key").sentence("en")
    assert not verify(forged, issuer=proof["issuer"]).holds
    [step] = [s for s in verify(forged, published=proof["root"]).steps if s.holds is False]
    assert step.code == "published_other"


def test_a_retired_key_holds_for_what_it_signed_and_a_stolen_one_for_nothing(
    proof: dict[str, Any],
) -> None:
    def with_key(**ends: str) -> dict[str, Any]:
        document = copy.deepcopy(proof["issuer"])
        document["verificationMethod"][0] |= ends
        return dict(document)

    codes = {
        (): True,
        (("expires", "2026-05-05T00:00:00Z"),): True,
        (("expires", "2026-05-01T00:00:00Z"),): False,
        (("revoked", "2027-01-01T00:00:00Z"),): False,
    }
    for ends, holds in codes.items():
        assert verify(proof, issuer=with_key(**dict(ends))).holds is holds, ends


@pytest.mark.parametrize("table", ["ledger_root", "ledger_root_chain"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET position_or_chains = 7", "DELETE FROM {}"])
def test_the_database_refuses_to_change_roots(
    session: Session, proof: dict[str, Any], table: str, statement: str
) -> None:
    column = "chains" if table == "ledger_root" else "position"
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement.format(table).replace("position_or_chains", column)))


def tamper(session: Session, *statements: str) -> None:
    for table in ("credit_entry", "ledger_root", "ledger_root_chain"):
        if session.get_bind().dialect.name == "sqlite":
            for action in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER {table}_refuses_{action}"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for statement in statements:
        session.execute(text(statement.replace(":", "\\:")))
    session.expire_all()


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("UPDATE ledger_root SET root = REPLACE(root, SUBSTR(root, 1, 1), 'z') WHERE number = 2",),
         "root 2: wrong_root"),
        (("UPDATE ledger_root SET document = REPLACE(document, '\"chains\":3', '\"chains\":9')",),
         "root 2: unsigned"),
        (("UPDATE ledger_root_chain SET position = 9 WHERE root_number = 1",), "root 1: history"),
        (("DELETE FROM ledger_root_chain WHERE root_number = 2",), "root 2: wrong_root"),
        (("DELETE FROM ledger_root_chain WHERE root_number = 2",
          "DELETE FROM ledger_root WHERE number = 2"), "root 2: missing"),
        (("UPDATE ledger_root SET day = '2020-01-01' WHERE number = 3",), "root 3: altered"),
    ],
)  # fmt: skip
def test_a_damaged_root_is_named(
    session: Session,
    members: list[Member],
    settings: Settings,
    statements: tuple[str, ...],
    found: str,
) -> None:
    three_days(session, members, settings)
    tamper(session, *statements)
    assert any(problem.startswith(found) for problem in said(session)), said(session)


def test_a_chain_rewritten_with_all_its_hashes_is_caught_by_the_roots(
    session: Session, members: list[Member], settings: Settings
) -> None:
    """What the chain alone cannot show: the forger computes every hash anew, head included."""
    three_days(session, members, settings)
    member = members[0]
    tamper(session)
    root = ledger.GENESIS
    for entry in session.scalars(
        select(CreditEntry).where(CreditEntry.member_id == member.id).order_by("position")
    ).all():
        if entry.position == 2:
            entry.credits = 60000
        entry.payload = ledger.payload_of(entry, member.key)
        entry.leaf = ledger.leaf_hash(entry.payload)
        root = entry.root = ledger.next_root(root, entry.leaf)
    ledger.lock_chains(session, [member.id])[member.id].root = root
    session.flush()
    assert said(session) == [
        f"root {number}: history: member {member.key}, entry {2 * number} is not what was signed"
        for number in (1, 2, 3)
    ]


def test_two_workers_make_one_root(app, cast) -> None:
    from tests.infra.credit import book_edition

    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            book_edition(session, cast)
        db.session.remove()
    start = Barrier(4)

    def make(_: int) -> int:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    made = ledger_roots.make_root(session, settings=settings, now=NOW)
                    assert made is not None
                    return made.number
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(4))) == [1] * 4
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerRoot)) == 1
        assert db.session.scalar(select(func.count()).select_from(IssuerKey)) == 1
        assert list(ledger.check(db.session())) == []
        db.session.remove()


def test_a_worker_that_dies_before_the_end_leaves_nothing(app, cast) -> None:
    from tests.infra.credit import book_edition

    settings = app.extensions["settings"]

    def make() -> None:
        with transaction() as session:
            ledger_roots.make_root(session, settings=settings, now=NOW)
            raise KeyboardInterrupt

    with app.app_context():
        with transaction() as session:
            book_edition(session, cast)
        with pytest.raises(KeyboardInterrupt):
            make()
        assert ledger_roots.newest_root(db.session()) is None
        assert db.session.scalar(select(func.count()).select_from(LedgerRootChain)) == 0
        with transaction() as session:
            made = ledger_roots.make_root(session, settings=settings, now=NOW)
        assert made is not None
        db.session.remove()


def test_the_day_is_the_legal_one(
    session: Session, members: list[Member], settings: Settings
) -> None:
    book(session, members[0], 1)
    late = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # 5 May in Bucharest
    made = ledger_roots.make_root(session, settings=settings, now=late)
    assert made is not None
    assert made.day == date(2026, 5, 5)
    assert isinstance(members[0].id, UUID)
