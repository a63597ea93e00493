"""The engine alone, on one core: the profession's year, one explanation, a plan, the norms read.

Nothing here needs a database. Seconds are of the processor: a busy machine spoils them less.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from credit_engine import assess_activity, assess_year, bundled_regulation_text, load_regulation
from credit_engine.facts import (
    Activity,
    ActivityKind,
    Approval,
    Decision,
    MemberFacts,
    Organiser,
    Registration,
    Session,
    Status,
    StatusPeriod,
)
from credit_engine.offers import Offer
from credit_engine.plan import plan
from credit_engine.results import Assessment

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

MEMBERS, ACTIVITIES, TIMES = 13_500, 12, 10
LIMIT, LINEAR_LIMIT, EXPLAINED_LIMIT = 6, 1.15, 5
ON = date(2026, 5, 1)
RECORDED = datetime(2020, 1, 1, tzinfo=UTC)
TEXT = bundled_regulation_text("nfpc-2013")
NFPC = load_regulation(TEXT, name="nfpc-2013.yaml")


@pytest.fixture(autouse=True)
def collected_as_anywhere() -> Iterator[None]:
    """Garbage is looked for as often as Python does by itself; the suite looks less often."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """As much as a line of a year keeps, with nothing looked at."""

    activity: str
    title: str
    last_day: date
    credits: Fraction


def year_of(member: MemberFacts) -> Assessment:
    return assess_year(NFPC, member, year=2025, on=ON, known_at=None)


def spent(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def show(what: str, figure: str) -> None:
    print(f"  {'engine':12}{what:52}{figure}")


def approval(number: int, credits: Fraction | None) -> Approval:
    decision = Decision(body="BEX", number=str(number), decided_on=date(2024, 12, 3))
    return Approval(
        recorded_at=RECORDED,
        valid_from=date(2024, 12, 3),
        valid_until=date(2027, 12, 3),
        decision=decision,
        credits=credits,
    )


def edition(member: int, number: int) -> Activity:
    """An edition of an approved provider: two sittings, attended, never the same hour twice."""
    start = datetime(2025, 1 + number % 12, 1 + member % 27, 7, tzinfo=UTC)
    sittings = (start, start + timedelta(hours=4))
    return Activity(
        recorded_at=RECORDED,
        id=f"{member}-{number}",
        kind=ActivityKind.PROGRAMME,
        source=f"programme-{number}",
        title=f"Program {number}",
        organiser=Organiser.APPROVED_PROVIDER,
        provider_approvals=(approval(number, None),),
        programme_approvals=(approval(number, Fraction(1 + number % 5, 2)),),
        sessions=tuple(Session(start=at, end=at + timedelta(hours=3)) for at in sittings),
        minutes_present=340,
    )


def course(member: int, number: int) -> Activity:
    return Activity(
        recorded_at=RECORDED,
        id=f"{member}-{number}",
        kind=ActivityKind.COURSE,
        source=f"course-{number}",
        title=f"Curs {number}",
        completed_on=date(2025, 1 + number % 12, 1 + member % 27),
        workload_minutes=60 + 30 * (number % 8),
    )


def person(member: int) -> MemberFacts:
    """A member with twelve activities in the year: eight editions and four courses."""
    since = date(2015, 2, 1)
    return MemberFacts(
        member=f"m-{member}",
        registrations=(Registration(recorded_at=RECORDED, registered_on=since),),
        platform_from=date(2025, 1, 1),
        statuses=(StatusPeriod(recorded_at=RECORDED, valid_from=since, status=Status.ACTIVE),),
        activities=tuple(
            (edition if number % 3 else course)(member, number) for number in range(ACTIVITIES)
        ),
    )


def bare(answers: list[Assessment]) -> list[Plain]:
    """One sum and one plain object for each line of the answers."""
    return [
        Plain(
            activity=line.activity,
            title=line.title,
            last_day=line.last_day,
            credits=line.gross + line.counted,
        )
        for answer in answers
        if answer.standing is not None
        for line in answer.standing.lines
    ]


def test_the_professions_year(capsys: pytest.CaptureFixture[str]) -> None:
    took: list[float] = []
    walls: list[float] = []
    kept: list[Assessment] = []
    for part in range(TIMES):  # facts are invented in between and let go; answers are kept
        people = [person(part * MEMBERS + number) for number in range(MEMBERS)]
        begun, start = time.perf_counter(), time.process_time()
        kept.extend([year_of(member) for member in people])
        took.append(time.process_time() - start)
        walls.append(time.perf_counter() - begun)
        if not part:
            start = time.process_time()
            plain = bare(kept)
            floor = time.process_time() - start
            assert len(plain) == MEMBERS * ACTIVITIES
            del plain
    whole = sum(took)
    with capsys.disabled():
        show(
            f"year of {MEMBERS} members, {ACTIVITIES} activities each, kept",
            f"{took[0]:8.2f} s (at most {LIMIT}), {walls[0]:.2f} s by the wall",
        )
        show("   floor: as many sums in as many plain objects", f"{floor:8.2f} s")
        show(
            f"year of {MEMBERS * TIMES} members, kept",
            f"{whole:8.2f} s, {whole / TIMES / took[0]:.2f} times a member "
            f"(at most {LINEAR_LIMIT}), {sum(walls):.2f} s by the wall",
        )


def test_one_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    somebody = person(1)

    def explain() -> None:
        for activity in somebody.activities:
            assess_activity(NFPC, somebody, activity, on=ON, known_at=None)
        answer = year_of(somebody)
        for finding in answer.findings:
            finding.sentence("ro")

    found = statistics.median(spent(explain) * 1000 for _ in range(50))
    one = somebody.activities[1]
    line = statistics.median(
        spent(lambda: assess_activity(NFPC, somebody, one, on=ON, known_at=None)) * 1000
        for _ in range(50)
    )
    with capsys.disabled():
        show("one explanation: an activity", f"{line:8.3f} ms (at most {EXPLAINED_LIMIT})")
        show("   a whole year, every activity, in words", f"{found:8.2f} ms")


def test_a_plan_and_the_norms(capsys: pytest.CaptureFixture[str]) -> None:
    somebody = person(1)
    start = datetime(2026, 5, 4, 7, tzinfo=UTC)
    offers = [
        Offer(
            id=str(number),
            title=f"Program {number}",
            credits=Fraction(1 + number % 6, 2),
            sessions=(
                Session(
                    start=start + timedelta(days=number),
                    end=start + timedelta(days=number, hours=3),
                ),
            ),
            organiser=Organiser.BRANCH,
        )
        for number in range(200)
    ]

    def planned() -> None:
        plan(
            NFPC,
            somebody,
            target="year:2026",
            on=ON,
            known_at=None,
            offers=offers,
            county=None,
        )

    took = statistics.median(spent(planned) * 1000 for _ in range(5))
    read = statistics.median(
        spent(lambda: load_regulation(TEXT, name="nfpc-2013.yaml")) * 1000 for _ in range(5)
    )
    with capsys.disabled():
        show(f"a plan from {len(offers)} programmes", f"{took:8.1f} ms")
        show("the norms of the College read from YAML", f"{read:8.1f} ms")
