"""What the laws are about: norms, a member with activities, and a question about them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from credit_engine import assess_activity
from credit_engine.casework import ask
from credit_engine.facts import (
    Activity,
    ActivityKind,
    Booking,
    Delivery,
    ImportedYear,
    Leave,
    LeavePeriod,
    MemberFacts,
    Organiser,
    PracticeField,
    PracticePeriod,
    ProgrammeForm,
    Registration,
    Status,
    StatusPeriod,
)
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from tests.credit_engine.builders import ACTIVE, RECORDED, approval, member, sitting

from .norms import among, regulations

ASKED = datetime(2026, 4, 1, tzinfo=UTC)
# Few days and hours, so that many overlap; one is the last evening of daylight saving time.
DAYS = (*[date(2025, 10, 25)] * 4, date(2025, 3, 10), date(2025, 3, 11))
OTHER_YEARS = (date(2024, 5, 6), date(2026, 2, 3))
HOURS = (8, 9, 10, 20)
LENGTHS = (180, 270, 90, 60)
amounts = st.sampled_from([Fraction(n, 2) for n in (6, 9, 12, 5, 3, 2, 0)])


@dataclass(frozen=True, kw_only=True)
class World:
    """Facts under norms, and a question: year:2025, cycle:2025, …"""

    regulation: Regulation
    facts: MemberFacts
    question: str
    on: date
    known_at: datetime | None

    def answer(self, facts: MemberFacts | None = None) -> Assessment:
        """The answer about these facts, or about others under the same norms."""
        about = self.facts if facts is None else facts
        return ask(self.regulation, about, self.question, on=self.on, known_at=self.known_at)

    def total(self, facts: MemberFacts | None = None) -> Fraction:
        return self.answer(facts).credits or Fraction(0)

    def text(self) -> str:
        """The answer as the command line writes it."""
        answer = self.answer()
        said = [{lang: f.sentence(lang) for lang in ("ro", "en")} for f in answer.findings]
        return json.dumps([answer.as_dict(), said], ensure_ascii=False)


@st.composite
def sessions(draw):
    made = []
    for _ in range(draw(among(1, 1, 2))):
        day, hour = (
            draw(among(*DAYS, *DAYS, *DAYS, *DAYS, *OTHER_YEARS)),
            draw(st.sampled_from(HOURS)),
        )
        begins = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        made.append(sitting(begins, draw(st.sampled_from(LENGTHS))))
    apart = sorted(made, key=lambda s: s.start)
    if len(apart) == 2 and apart[0].end > apart[1].start:
        apart = apart[:1]
    return tuple(apart)


bookings = among(*[()] * 9, ("3",), ("5", "-5"), ("2", "-2", "6"))


def booked(*signed, at=RECORDED):
    """Entries of the ledger in their order."""
    return tuple(
        Booking(
            recorded_at=at + timedelta(seconds=n),
            entry=f"e-{n}",
            credits=Fraction(c),
            basis="adopted",
        )
        for n, c in enumerate(signed)
    )


@st.composite
def activities(draw, id_):
    kinds = (*[ActivityKind.PROGRAMME] * 9, ActivityKind.COURSE, ActivityKind.COURSE)
    kind = draw(among(*kinds, ActivityKind.OPENING, ActivityKind.OTHER))
    credits = draw(amounts)
    made = Activity(
        recorded_at=RECORDED,
        id=id_,
        kind=kind,
        source=draw(among(id_, id_, id_, id_, "one")),
        title=f"Activitatea {id_}",
        bookings=booked(*draw(bookings)),
        category=draw(among(None, "ethics", "law")),
        delivery=draw(among(None, Delivery.LIVE, Delivery.LIVE, Delivery.RECORDED)),
        in_specialty=draw(among(False, False, True, None)),
    )
    if kind is ActivityKind.PROGRAMME:
        held = draw(sessions())
        minutes = sum(int((s.end - s.start).total_seconds()) for s in held) // 60
        least = draw(among(*[minutes] * 8, minutes * 3 // 4, 0))
        fixed = draw(among(credits, credits, credits, None))
        return replace(
            made,
            organiser=draw(among(Organiser.BRANCH, Organiser.COLLEGE)),
            form=draw(among(None, ProgrammeForm.WORKSHOP, ProgrammeForm.ELEARNING_COURSE)),
            programme_approvals=(approval(fixed, valid_from=date(2020, 1, 1)),),
            sessions=held,
            minutes_present=least,
            minutes_late=draw(among(0, 5)),
            workload_minutes=minutes,
        )
    day = draw(among(*DAYS, date(2025, 8, 1), *OTHER_YEARS))
    made = replace(made, completed_on=day)
    if kind is ActivityKind.COURSE:
        minutes = draw(among(240, 600, 100, 0))
        return replace(made, workload_minutes=minutes, minutes_delivered=minutes or None)
    if kind is ActivityKind.OPENING:
        return replace(made, credits_declared=credits, document="Adeverința 3")
    decided = (approval(credits, valid_from=day),)
    return replace(
        made,
        item=draw(among("lecturer", "doctorate")),
        quantity=Fraction(2),
        document="Contract",
        programme_approvals=draw(among((), decided)),
    )


@st.composite
def spans(draw):
    """Half-open days of an absence; None = still open."""
    since = draw(among(date(2024, 11, 5), date(2025, 1, 1), date(2025, 4, 10)))
    days = draw(among(20, 90, 200, 400, None))
    return since, None if days is None else since + timedelta(days=days)


@st.composite
def members(draw, prefix="a"):
    facts: dict[str, Any] = {}
    registered = draw(among(*[date(2015, 2, 1)] * 5, date(2025, 2, 1)))
    facts["registrations"] = (Registration(recorded_at=RECORDED, registered_on=registered),)
    if draw(st.integers(0, 5)) == 5:
        since, until = draw(spans())
        away = StatusPeriod(
            recorded_at=RECORDED,
            valid_from=since,
            valid_until=until,
            status=draw(among(Status.SUSPENDED, Status.REMOVED)),
        )
        back = () if until is None else (replace(ACTIVE, valid_from=until),)
        facts["statuses"] = (replace(ACTIVE, valid_until=since), away, *back)
    if draw(st.booleans()):
        since, until = draw(spans())
        facts["leaves"] = (
            LeavePeriod(
                recorded_at=RECORDED, valid_from=since, valid_until=until, leave=Leave.PARENTAL
            ),
        )
    if draw(st.integers(0, 5)) == 5:
        since, until = draw(spans())
        facts["practice"] = (
            PracticePeriod(
                recorded_at=RECORDED,
                valid_from=since,
                valid_until=until,
                field=PracticeField.FIELD,
            ),
        )
    facts["platform_from"] = draw(among(None, date(2024, 1, 1), date(2025, 6, 1)))
    facts["imported_years"] = draw(
        among((), (ImportedYear(recorded_at=RECORDED, year=2025, document="Fișa"),))
    )
    number = draw(among(5, 4, 6, 5, 3, 2))
    return member(*(draw(activities(f"{prefix}{n}")) for n in range(number)), **facts)


YEARS = among("year:2025", "year:2025", "year:2025", "year:2024")
CYCLIC = among("year:2025", "cycle:2025")
days_asked = among(date(2025, 12, 1), date(2026, 3, 1), date(2026, 5, 1))


@st.composite
def worlds(draw):
    """A world; what its answer meets is told to hypothesis (`--hypothesis-show-statistics`)."""
    regulation = draw(regulations())
    begins = regulation.in_force_on(date(2025, 1, 1))
    cyclic = begins is not None and begins.cycle is not None
    world = World(
        regulation=regulation,
        facts=draw(members()),
        question=draw(CYCLIC if cyclic else YEARS),
        on=draw(days_asked),
        known_at=draw(among(None, ASKED)),
    )
    for name in meets(world):
        event(name)
    return world


MET = ("a cap", "an overlap", "an exemption", "a version change")
_LESS = ("exempt-", "year-pro-rata")


def meets(world: World) -> set[str]:
    """Which of MET the answer really meets, by its findings."""
    answer = world.answer()
    moved = Counter(f.code for f in answer.findings if f.credits)
    codes = {finding.code for finding in answer.findings}
    weighed_by = {answer.regulation_id} | {
        assess_activity(
            world.regulation, world.facts, activity, on=world.on, known_at=world.known_at
        ).regulation_id
        for activity in world.facts.activities
        if any(f.inputs.get("activity") == activity.id for f in answer.findings)
    }
    found = {
        "a cap": any(code.startswith("cap-") for code in moved),
        "an overlap": "overlap-once" in moved,
        "an exemption": answer.outcome is Outcome.EXEMPT
        or any(code.startswith(_LESS) for code in codes),
        "a version change": len(weighed_by - {None}) > 1,
    }
    return {name for name in MET if found[name]}
