"""Nobody with the whole database in hand can say who gave which answer.

Each member answers in a transaction of their own, with words found nowhere else. Then everything
is read as an intruder would: every table, PostgreSQL's hidden columns (xmin, ctid) and SQLite's
rowids and raw bytes.
"""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import pytest
from sqlalchemy import inspect, text

from lms.models import FeedbackAnswer, FeedbackSealed
from lms.services import feedback
from tests.infra.cast import build_cast
from tests.services.audience import (
    add_edition,
    add_members,
    answer,
    everyone_answers,
    invite,
)
from tests.services.classroom import settings_on

MEMBERS = 7
ANSWER_COLUMNS = {"id", "edition_id", "course_id", "form_id", "answers"}


def word(number):
    """A word that only this member writes."""
    return f"zebra{number}vernil"


def given(number):
    return answer(
        1 + number % 5, helped=f"m-a ajutat {word(number)}", change=f"altfel {word(number)}"
    )


class Hand:
    """The whole database in hand: tables as an intruder reads them, in physical order."""

    def __init__(self, session):
        self.session = session
        self.postgresql = session.get_bind().dialect.name == "postgresql"

    def tables(self):
        """Every table with its rows as dicts; hidden columns under names that begin with "="."""
        names = inspect(self.session.get_bind()).get_table_names()
        return {name: self.rows(name) for name in names}

    def rows(self, name):
        hidden = 'ctid::text AS "=ctid", xmin::text AS "=xmin"' if self.postgresql else None
        if not self.postgresql and self.has_rowid(name):
            hidden = 'rowid AS "=rowid"'
        found = self.session.execute(text(f"SELECT {hidden + ', ' if hidden else ''}* FROM {name}"))
        return [dict(row) for row in found.mappings()]

    def has_rowid(self, name):
        sql = self.session.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        ).scalar_one()
        return "WITHOUT ROWID" not in sql.upper()

    def bytes(self):
        """SQLite's files with everything written down; b"" on PostgreSQL."""
        if self.postgresql:
            return b""
        self.session.rollback()
        connection = self.session.connection().connection.driver_connection
        self.session.rollback()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        path = Path(self.session.get_bind().url.database)
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def heard(open_session, settings):
    """Seven members invited in one transaction, each heard in one of their own."""
    session = open_session()
    cast = build_cast(session)
    members = add_members(session, MEMBERS)
    invitations = invite(session, cast.edition_id, members)
    session.commit()
    before = Hand(session).tables()
    for number, member_id in enumerate(members):
        feedback.submit(
            session, invitations[member_id], member_id, given(number), settings=settings
        )
        session.commit()
    return session, cast, members, before


def words_in(rows):
    return {number for number in range(MEMBERS) if word(number) in repr(rows)}


def test_what_waits_is_nowhere_in_readable_form(heard):
    session, _cast, _members, _before = heard
    hand = Hand(session)

    for name, rows in hand.tables().items():
        assert not words_in(rows), name
    assert len({len(row["sealed"]) for row in hand.rows("feedback_sealed")}) == 1
    content = hand.bytes()
    assert not [number for number in range(MEMBERS) if word(number).encode() in content]


def test_answering_writes_to_two_tables_only_and_no_time(heard):
    session, _cast, _members, before = heard
    after = Hand(session).tables()

    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"feedback_invitation", "feedback_sealed"}
    seen = {"id", "subject", "sealed", "=ctid", "=xmin"}
    assert all(set(row) <= seen for row in after["feedback_sealed"])
    for row in after["feedback_invitation"]:
        assert set(row) - {"=ctid", "=xmin", "=rowid"} == {
            *("id", "member_id", "edition_id", "course_id", "form_id", "invited_at", "used")
        }
    assert len({str(row["invited_at"]) for row in after["feedback_invitation"]}) == 1


def test_opened_answers_share_no_value_with_anything_about_a_member(heard, settings):
    session, _cast, members, _before = heard
    hand = Hand(session)
    waiting = {str(row["id"]): bytes(row["sealed"]) for row in hand.rows("feedback_sealed")}
    feedback.shuffle(session, settings, rng=SystemRandom())
    session.commit()
    tables = hand.tables()
    opened = tables.pop("feedback_answer")
    assert len(opened) == 5
    assert len(words_in(opened)) == 5

    hidden = {"=ctid", "=xmin"} if hand.postgresql else set()
    assert all(set(row) == ANSWER_COLUMNS | hidden for row in opened)
    for name, rows in tables.items():
        assert not words_in(rows), name
        other = {str(value) for row in rows for value in row.values()}
        assert not other & {str(row["id"]) for row in opened}, name
    # What they do share is the same for all of them.
    assert len({(str(row["edition_id"]), str(row["form_id"])) for row in opened}) == 1
    if hand.postgresql:
        (transaction,) = {row["=xmin"] for row in opened}
        about_members = (*tables["feedback_invitation"], *tables["feedback_sealed"])
        assert transaction not in {row["=xmin"] for row in about_members}
    # The ids under which they waited, and what waited there, are gone.
    content = hand.bytes()
    if not hand.postgresql:  # the search itself works: what was opened is found
        assert {number for number in range(MEMBERS) if word(number).encode() in content} == (
            words_in(opened)
        )
    left = {str(row["id"]) for row in tables["feedback_sealed"]}
    assert len(left) == 2
    assert not {str(row["id"]) for row in opened} & set(waiting)
    for sealed_id, sealed in waiting.items():
        pieces = [sealed[start : start + 64] for start in range(0, len(sealed), 2048)]
        if hand.postgresql or sealed_id in left:
            continue
        assert not [piece for piece in pieces if piece in content]
    for row in opened:
        assert not [member for member in members if member.hex in repr(row).replace("-", "")]


def test_a_later_group_cannot_be_told_from_an_earlier_one(open_session, settings):
    session = open_session()
    cast = build_cast(session)
    session.commit()
    everyone_answers(session, cast.edition_id, [given(number) for number in range(5)], settings)
    feedback.shuffle(session, settings, rng=SystemRandom())
    session.commit()
    hand = Hand(session)
    first = {str(row["id"]) for row in hand.rows("feedback_answer")}
    everyone_answers(session, cast.edition_id, [answer() for _ in range(5)], settings)
    feedback.shuffle(session, settings, rng=SystemRandom())
    session.commit()

    both = hand.rows("feedback_answer")
    assert len(both) == 10
    assert not first & {str(row["id"]) for row in both}
    if hand.postgresql:
        assert len({row["=xmin"] for row in both}) == 1


def test_order_of_the_rows_is_not_the_order_of_answering(open_session, settings):
    """Over 100 editions, whoever answered first, second … stands at every place sometimes."""
    session = open_session()
    cast = build_cast(session)
    for number in range(100):
        edition_id = add_edition(session, cast.programme_id, number=10 + number)
        everyone_answers(session, edition_id, [given(place) for place in range(5)], settings)
    session.commit()
    feedback.shuffle(session, settings, rng=SystemRandom())
    session.commit()

    by_edition: dict = {}
    for row in Hand(session).rows("feedback_answer"):  # a scan: by ctid, or by key without rowid
        by_edition.setdefault(str(row["edition_id"]), []).append(words_in([row]).pop())
    orders = [tuple(order) for order in by_edition.values()]
    assert len(orders) == 100
    places = {(member, place) for order in orders for place, member in enumerate(order)}
    assert places == {(member, place) for member in range(5) for place in range(5)}
    assert orders.count((0, 1, 2, 3, 4)) < 10


def test_which_of_the_waiting_are_opened_is_chance(open_session, settings):
    """Of six that wait, the one left behind is not always the first or the last."""
    session = open_session()
    cast = build_cast(session)
    for number in range(60):
        edition_id = add_edition(session, cast.programme_id, number=10 + number)
        everyone_answers(session, edition_id, [given(place) for place in range(6)], settings)
    session.commit()
    feedback.shuffle(session, settings, rng=SystemRandom())
    session.commit()

    by_edition: dict = {}
    for row in Hand(session).rows("feedback_answer"):
        by_edition.setdefault(str(row["edition_id"]), set()).update(words_in([row]))
    left = [(set(range(6)) - opened).pop() for opened in by_edition.values()]
    assert len(left) == 60
    assert set(left) == set(range(6))


def test_another_master_key_opens_nothing(heard, settings, tmp_path):
    from dataclasses import replace

    session, _cast, _members, _before = heard
    stranger = replace(settings, master_key=bytes(32))

    done = feedback.shuffle(session, stranger, rng=SystemRandom())
    assert (done.opened, done.unreadable) == (0, MEMBERS)
    assert session.query(FeedbackAnswer).count() == 0
    assert session.query(FeedbackSealed).count() == MEMBERS
