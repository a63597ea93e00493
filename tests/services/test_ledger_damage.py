"""One byte altered in any column, rows removed, swapped or moved: the check names the row."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Text, Uuid, select, text
from sqlalchemy.orm import Session

from lms.models import CreditEntry, Member, RegulationVersion
from lms.services import ledger, regulations
from tests.services.test_ledger import add_member, booking

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
COLUMNS = [column.key for column in CreditEntry.__table__.columns]


@pytest.fixture
def members(session: Session) -> list[Member]:
    """Two members with four lines each, of which the third reverses the second."""
    regulations.ensure_bundled(session, now=NOW)
    copy = session.scalars(select(RegulationVersion)).one()
    session.add(  # so that a foreign key may be turned to another row
        RegulationVersion(
            id=f"{copy.id[:-1]}4", line=copy.line, text=copy.text, sha256=copy.sha256,
            effective_from=copy.effective_from, adopted_by=None, recorded_at=NOW,
        )
    )  # fmt: skip
    people = [add_member(session, f"RO-{n}") for n in range(2)]
    for place, member in enumerate(people):
        first = ledger.book(
            session, [booking(member, f"edition:{n}", credits=n * 1000) for n in (1, 2)], now=NOW
        )
        ledger.reverse(session, [first[member.id, "edition:2"]], reason="undone", now=NOW)
        ledger.book(session, [booking(member, f"edition:3{place}", credits=3000)], now=NOW)
    return people


def open_the_guards(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER credit_entry_refuses_{action}"))
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        session.execute(text("ALTER TABLE credit_entry DISABLE TRIGGER ALL"))


def found(session: Session) -> list[tuple[UUID, int, str]]:
    session.expire_all()
    return [
        (problem.member_key, problem.position, problem.code)
        for problem in ledger.check(session)
        if isinstance(problem, ledger.LedgerProblem)
    ]


def row_of(session: Session, member: Member, position: int) -> CreditEntry:
    return session.scalars(
        select(CreditEntry).where(
            CreditEntry.member_id == member.id, CreditEntry.position == position
        )
    ).one()


def altered(session: Session, column: str, row: CreditEntry) -> str:
    """SQL for the column's value with one letter, digit or day changed."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    kind = CreditEntry.__table__.columns[column].type
    if column == "kind":
        return "'credix'"
    if column in {"position", "revision", "credits"}:
        return f"{column} + 10"
    if column in {"counts_on", "recorded_at"}:
        if sqlite:
            return f"REPLACE({column}, '2026', '2025')"
        return f"{column} + interval '1 day'"
    if column == "title":
        changed = f"REPLACE(CAST({column} AS TEXT), 'Atelier', 'Atelies')"
        return changed if sqlite else f"({changed})::json"
    if column in {"reason", "batch"}:
        return f"COALESCE({column}, '') || 'x'"
    if isinstance(kind, Uuid):
        other = uuid4()
        return f"'{other.hex if sqlite else other}'"
    assert isinstance(kind, Text) or hasattr(kind, "length")
    value = str(getattr(row, column))
    changed = value[:-1] + ("4" if value[-1] != "4" else "5")
    return "'" + changed.replace("'", "''").replace(":", "\\:") + "'"


@pytest.mark.parametrize("column", COLUMNS)
def test_one_altered_byte_in_any_column_is_found_and_named(
    session: Session, members: list[Member], column: str
) -> None:
    assert found(session) == []
    member = members[0]
    row = row_of(session, member, 4)
    open_the_guards(session)
    new = altered(session, column, row)
    key = row.id.hex if session.get_bind().dialect.name == "sqlite" else str(row.id)
    session.execute(text(f"UPDATE credit_entry SET {column} = {new} WHERE id = '{key}'"))
    named = found(session)
    assert named, column
    if column == "member_id":  # the row is nobody's now, and its place is empty
        assert (UUID(int=0), 4, "moved") in named
        assert (member.key, 4, "missing") in named
    elif column == "position":
        assert (member.key, 4, "missing") in named
        assert (member.key, 14, "reordered") in named
    else:
        assert {(key, position) for key, position, _ in named} == {(member.key, 4)}
        assert named[0][2] in {"altered", "reordered"}


@pytest.mark.parametrize(
    ("position", "named"), [(1, [1]), (2, [2, 3]), (3, [3]), (4, [4])]
)  # without the second, the third reverses nothing
def test_a_removed_row_is_named(
    session: Session, members: list[Member], position: int, named: list[int]
) -> None:
    open_the_guards(session)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    row = row_of(session, members[1], position)
    key = row.id.hex if session.get_bind().dialect.name == "sqlite" else str(row.id)
    session.execute(text(f"DELETE FROM credit_entry WHERE id = '{key}'"))
    problems = found(session)
    assert [place for _, place, _ in problems] == named
    assert {key for key, _, _ in problems} == {members[1].key}
    assert problems[0][2] == "missing"


def test_two_rows_that_changed_places_are_named(session: Session, members: list[Member]) -> None:
    open_the_guards(session)
    member = members[0]
    key = member.id.hex if session.get_bind().dialect.name == "sqlite" else str(member.id)
    for old, new in ((1, 90), (4, 1), (90, 4)):
        session.execute(
            text(
                f"UPDATE credit_entry SET position = {new} "
                f"WHERE member_id = '{key}' AND position = {old}"
            )
        )
    assert [p for p in found(session) if p[2] == "reordered"] == [
        (member.key, 1, "reordered"),
        (member.key, 4, "reordered"),
    ]


def test_two_members_who_changed_their_last_rows_are_both_named(
    session: Session, members: list[Member]
) -> None:
    open_the_guards(session)
    sqlite = session.get_bind().dialect.name == "sqlite"
    a, b = (row_of(session, member, 4) for member in members)
    for row, owner, place in ((a, members[1], 40), (b, members[0], 4), (a, members[1], 4)):
        row_id, owner_id = (row.id.hex, owner.id.hex) if sqlite else (str(row.id), str(owner.id))
        session.execute(
            text(
                f"UPDATE credit_entry SET member_id = '{owner_id}', position = {place} "
                f"WHERE id = '{row_id}'"
            )
        )
    moved = [(key, place) for key, place, code in found(session) if code == "moved"]
    assert sorted(moved) == sorted((member.key, 4) for member in members)
