"""The ledger: booked once, reversed exactly, chained, and closed to any change from outside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lms.models import CreditEntry, EntryKind, Member
from lms.services import ledger, regulations

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def add_member(session: Session, code: str = "RO-1") -> Member:
    member = Member(
        id=uuid4(),
        key=uuid4(),
        rnasr_code=code,
        last_name="Popescu",
        first_name="Ioana",
        folded_name="ioana popescu",
        registered_on=date(2020, 1, 10),
        recorded_at=NOW,
    )
    session.add(member)
    session.flush()
    return member


def booking(member: Member, source: str = "edition:1", credits: int = 6000) -> ledger.Booking:
    return ledger.Booking(
        member_id=member.id,
        source=source,
        credits=credits,
        counts_on=date(2026, 5, 3),
        regulation_id="nfpc-2013",
        basis="adopted",
        title={"ro": "Atelier", "en": "Workshop"},
        findings='{"findings":[]}',
        batch="attendance:1",
    )


@pytest.fixture
def member(session: Session) -> Member:
    regulations.ensure_bundled(session, now=NOW)
    return add_member(session)


def problems(session: Session) -> list[tuple[int, str]]:
    found = list(ledger.check(session))
    assert all(isinstance(problem, ledger.LedgerProblem) for problem in found)
    return [(problem.position, problem.code) for problem in found]  # type: ignore[union-attr]


def test_booking_twice_books_once(session: Session, member: Member) -> None:
    first = ledger.book(session, [booking(member)], now=NOW)
    again = ledger.book(session, [booking(member), booking(member)], now=NOW)
    assert first[member.id, "edition:1"] is again[member.id, "edition:1"]
    assert ledger.balance(session, member.id) == 6000
    assert problems(session) == []


def test_a_reversal_is_the_exact_inverse_and_happens_once(session: Session, member: Member) -> None:
    entry = ledger.book(session, [booking(member)], now=NOW)[member.id, "edition:1"]
    first = ledger.reverse(session, [entry], reason="undone", now=NOW)
    again = ledger.reverse(session, [entry], reason="undone", now=NOW)
    assert [r.id for r in first] == [r.id for r in again]
    assert (first[0].credits, first[0].kind) == (-6000, EntryKind.REVERSAL)
    assert ledger.balance(session, member.id) == 0
    with pytest.raises(ValueError, match="itself a reversal"):
        ledger.reverse(session, first, reason="undone", now=NOW)


def test_after_an_undo_the_same_source_books_the_next_revision(
    session: Session, member: Member
) -> None:
    entry = ledger.book(session, [booking(member)], now=NOW)[member.id, "edition:1"]
    ledger.reverse(session, [entry], reason="undone", now=NOW)
    second = ledger.book(session, [booking(member, credits=4500)], now=NOW)[member.id, "edition:1"]
    assert (second.revision, second.position) == (2, 3)
    assert ledger.live_entry(session, member_id=member.id, source="edition:1") is second
    assert ledger.balance(session, member.id) == 4500
    assert problems(session) == []


def test_chains_of_members_are_apart(session: Session, member: Member) -> None:
    other = add_member(session, "RO-2")
    booked = ledger.book(session, [booking(other), booking(member)], now=NOW)
    assert {entry.position for entry in booked.values()} == {1}
    assert len({entry.root for entry in booked.values()}) == 2


def test_the_payload_names_no_person(session: Session, member: Member) -> None:
    entry = ledger.book(session, [booking(member)], now=NOW)[member.id, "edition:1"]
    assert str(member.key) in entry.payload
    for personal in ("Popescu", "Ioana", member.rnasr_code, str(member.id)):
        assert personal not in entry.payload


def test_canonical_json_refuses_a_float() -> None:
    assert ledger.canonical_json({"b": "ș", "a": [1, None]}) == '{"a":[1,null],"b":"ș"}'
    with pytest.raises(TypeError, match="float"):
        ledger.canonical_json({"a": [{"b": 0.5}]})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credit_entry SET credits = 60000",
        "UPDATE credit_entry SET member_id = member_id",
        "DELETE FROM credit_entry",
        "DELETE FROM regulation_version",
        "UPDATE regulation_version SET text = ''",
    ],
)
def test_the_database_refuses_changes(session: Session, member: Member, statement: str) -> None:
    ledger.book(session, [booking(member)], now=NOW)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))


def test_the_database_refuses_replace_and_truncate(session: Session, member: Member) -> None:
    ledger.book(session, [booking(member)], now=NOW)
    if session.get_bind().dialect.name == "sqlite":
        columns = ", ".join(column.name for column in CreditEntry.__table__.columns)
        statement = f"REPLACE INTO credit_entry ({columns}) SELECT {columns} FROM credit_entry"
    else:
        statement = "TRUNCATE credit_entry CASCADE"
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))


def test_a_second_live_entry_of_a_source_is_refused_by_the_database(
    session: Session, member: Member
) -> None:
    entry = ledger.book(session, [booking(member)], now=NOW)[member.id, "edition:1"]
    names = [column.name for column in CreditEntry.__table__.columns]
    values = ", ".join({"id": ":id", "position": "99"}.get(name, name) for name in names)
    with pytest.raises(DatabaseError):
        session.execute(
            text(
                f"INSERT INTO credit_entry ({', '.join(names)}) SELECT {values} FROM credit_entry"
            ),
            {"id": uuid4().hex if session.get_bind().dialect.name == "sqlite" else uuid4()},
        )
    del entry


def tamper(session: Session, statement: str) -> None:
    """Do what somebody with the whole database in hand could do: drop the guards first."""
    if session.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER credit_entry_refuses_{action}"))
    else:
        session.execute(text("ALTER TABLE credit_entry DISABLE TRIGGER USER"))
    session.execute(text(statement))
    session.expire_all()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE credit_entry SET credits = 6001 WHERE position = 2", (2, "altered")),
        ("UPDATE credit_entry SET counts_on = '2025-05-03' WHERE position = 1", (1, "altered")),
        ("UPDATE credit_entry SET payload = payload || ' ' WHERE position = 3", (3, "altered")),
        ("DELETE FROM credit_entry WHERE position = 2", (2, "missing")),
        ("DELETE FROM credit_entry WHERE position = 3", (3, "missing")),
        ("DELETE FROM credit_entry", (3, "missing")),
        ("UPDATE chain_head SET root = repeat_root", (3, "wrong_head")),
    ],
)
def test_check_names_what_was_altered(
    session: Session, member: Member, statement: str, found: tuple[int, str]
) -> None:
    ledger.book(session, [booking(member, f"edition:{n}") for n in range(3)], now=NOW)
    assert problems(session) == []
    tamper(session, statement.replace("repeat_root", f"'{'1' * 64}'"))
    assert found in problems(session)


def test_an_entry_rehashed_by_a_forger_breaks_the_chain_after_it(
    session: Session, member: Member
) -> None:
    ledger.book(session, [booking(member, f"edition:{n}") for n in range(3)], now=NOW)
    entry = session.scalars(select(CreditEntry).where(CreditEntry.position == 2)).one()
    session.expunge(entry)
    entry.credits = 60000
    entry.payload = ledger.payload_of(entry, member.key)
    entry.leaf = ledger.leaf_hash(entry.payload)
    tamper(session, "SELECT 1")
    session.execute(
        text("UPDATE credit_entry SET credits=60000, payload=:p, leaf=:l WHERE position=2"),
        {"p": entry.payload, "l": entry.leaf},
    )
    session.expire_all()
    assert (2, "altered") in problems(session)
    assert isinstance(member.id, UUID)
