"""Who and what the topologies work on, written through the models, and what must be true after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Engine, create_engine, exists, func, select
from sqlalchemy.orm import Session, aliased

import lms.extensions  # noqa: F401 (it prepares every SQLite connection)
from lms.attendance import MemberCandidate
from lms.attendance import Session as Held
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    CreditEntry,
    Edition,
    FeedbackInvitation,
    Job,
    JobState,
    Member,
    Outbox,
)
from lms.services import ledger
from lms.services.attendance_reading import sessions_of
from tests.infra.attendance import add_members
from tests.infra.cast import PROGRAMME_CREDITS, Cast, build_cast
from tests.infra.zoom import ZoomTruth, make_zoom_webinar


@dataclass
class World:
    """A database with the cast and members by the hundred, and what the tests ask of it."""

    engine: Engine
    cast: Cast
    members: list[MemberCandidate]
    sessions: tuple[Held, ...]
    codes: dict[UUID, str] = field(default_factory=dict)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session of this moment; nothing is written."""
        with Session(self.engine) as session:
            yield session

    def webinar(
        self, number: int, *, rows: int, members: int, first: int = 0
    ) -> tuple[bytes, ZoomTruth]:
        """The list of a webinar of so many members from the `first` on; its truth: who is credited.

        Other bytes for each number.
        """
        return make_zoom_webinar(
            self.members[first : first + members],
            sessions=self.sessions,
            seed=number,
            rows=rows,
            topic=f"Intervenția în criză, lista {number}",
        )

    def expected(self, truth: ZoomTruth) -> dict[str, int]:
        """Thousandths by RNASR code that a list brings."""
        return {self.codes[UUID(member)]: PROGRAMME_CREDITS for member in truth.credited}

    def state(self, file_id: UUID) -> str:
        """Where a list stands."""
        with self.reading() as session:
            return session.get_one(AttendanceFile, file_id).state.value

    def balances(self) -> dict[str, int]:
        """Thousandths by RNASR code, of those who have any; never negative at any moment."""
        running = func.sum(CreditEntry.credits).over(
            partition_by=CreditEntry.member_id, order_by=CreditEntry.position
        )
        moments = select(CreditEntry.member_id, running.label("balance")).subquery()
        with self.reading() as session:
            below = session.execute(
                select(moments.c.member_id).where(moments.c.balance < 0)
            ).scalars()
            assert [self.codes[member] for member in below] == [], "below zero after some entry"
            found = session.execute(
                select(CreditEntry.member_id, func.sum(CreditEntry.credits))
                .group_by(CreditEntry.member_id)
                .having(func.sum(CreditEntry.credits) != 0)
            ).tuples()
            return {self.codes[member]: int(credits) for member, credits in found}

    def live_entries(self) -> Counter[tuple[str, str]]:
        """How many entries that no reversal took back each member has for each source."""
        reversal = aliased(CreditEntry)
        with self.reading() as session:
            found = session.execute(
                select(CreditEntry.member_id, CreditEntry.source, func.count())
                .where(
                    CreditEntry.reverses_id.is_(None),
                    ~exists().where(reversal.reverses_id == CreditEntry.id),
                )
                .group_by(CreditEntry.member_id, CreditEntry.source)
            ).tuples()
            return Counter({(self.codes[member], source): times for member, source, times in found})

    def assert_chains(self) -> None:
        """Every chain of the ledger is whole: once after some rounds, as it reads every entry."""
        with self.reading() as session:
            assert list(ledger.check(session)) == []

    def history(self) -> dict[str, list[tuple[object, ...]]]:
        """What the ledger says of each member, without ids and instants."""
        found: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        with self.reading() as session:
            for e in session.scalars(select(CreditEntry).order_by(CreditEntry.position)):
                found[self.codes[e.member_id]].append(
                    (e.kind, e.revision, e.credits, e.counts_on, e.regulation_id, e.basis, e.reason)
                )
        return dict(found)

    def outcomes(self, file_id: UUID) -> list[tuple[object, ...]]:
        """What became of each row of a list."""
        with self.reading() as session:
            rows = session.scalars(
                select(AttendanceRow)
                .where(AttendanceRow.file_id == file_id)
                .order_by(AttendanceRow.ordinal)
            ).all()
        return [
            (
                row.ordinal,
                row.decision,
                row.minutes,
                self.codes.get(row.member_id) if row.member_id else None,
                row.outcome,
            )
            for row in rows
        ]

    def assert_exact(self, expected: dict[str, int], *, file_id: UUID) -> None:
        """Nothing lost, nothing doubled, nothing left undone."""
        assert self.balances() == expected
        live = self.live_entries()
        assert {code for code, _source in live} == set(expected)
        assert set(live.values()) <= {1}
        with self.reading() as session:
            file = session.get_one(AttendanceFile, file_id)
            job = session.get_one(Job, file.job_id)
            assert (job.state, job.done, job.error) == (JobState.DONE, job.total, None)
            invited = session.scalars(select(FeedbackInvitation.member_id)).all()
            assert len(invited) == len(set(invited))
            assert {self.codes[member] for member in invited} >= set(expected)

    def assert_settled(self) -> None:
        """No work of the lists is undone, and none was given up."""
        with self.reading() as session:
            rows = session.scalars(
                select(Outbox).where(
                    Outbox.task.startswith("attendance."), Outbox.done_at.is_(None)
                )
            ).all()
            failed = session.scalars(select(Outbox).where(Outbox.failed_at.is_not(None))).all()
        assert [row.key for row in rows] == []
        assert [(row.key, row.last_error) for row in failed] == []


def build_world(database_url: str, *, members: int) -> World:
    """Writes the cast and so many members into a migrated database."""
    engine = create_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        cast = build_cast(session)
        candidates = add_members(session, members)
        edition = session.get_one(Edition, cast.edition_id)
        world = World(engine, cast, candidates, sessions_of(edition))
        session.commit()
        world.codes = {member.id: member.rnasr_code for member in session.scalars(select(Member))}
    return world
