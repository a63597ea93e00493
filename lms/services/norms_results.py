"""What a simulation found: totals by county and grade, and the members one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from lms.models import Effect, Grade, Member, NormsChange
from lms.services.listing import EXPORT_LIMIT, Page, Wanted

EFFECTS = (Effect.GAINS, Effect.LOSES, Effect.UNDETERMINED, Effect.CHANGED, Effect.SAME)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How many members' years each effect has: in all, by county, by grade, by outcome."""

    all: Mapping[Effect, int]
    counties: Mapping[str | None, Mapping[Effect, int]]
    grades: Mapping[str | None, Mapping[Effect, int]]
    outcomes: Mapping[str, tuple[int, int]]  # before, after

    @property
    def members(self) -> int:
        """How many there are."""
        return sum(self.all.values())


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which members of a simulation are shown; effect None: all that change."""

    year: int
    effect: Effect | None = None
    county: str = ""
    grade: str = ""


def totals(session: Session, simulation_id: UUID, year: int) -> Totals:
    """The totals of a year."""
    groups = (NormsChange.county, NormsChange.grade, NormsChange.effect)
    ends = (NormsChange.outcome_before, NormsChange.outcome_after)
    rows = session.execute(
        select(*groups, *ends, func.count())
        .where(NormsChange.simulation_id == simulation_id, NormsChange.year == year)
        .group_by(*groups, *ends)
    )
    every: Counter[Effect] = Counter()
    counties: dict[str | None, Counter[Effect]] = defaultdict(Counter)
    grades: dict[str | None, Counter[Effect]] = defaultdict(Counter)
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for county, grade, effect, was, becomes, count in rows:
        every[effect] += count
        counties[county][effect] += count
        grades[grade][effect] += count
        before[was] += count
        after[becomes] += count
    order = {grade.value: place for place, grade in enumerate(Grade)}
    return Totals(
        all=every,
        counties=dict(sorted(counties.items(), key=lambda item: item[0] or "~")),
        grades=dict(sorted(grades.items(), key=lambda item: order.get(item[0] or "", 99))),
        outcomes={key: (before[key], after[key]) for key in sorted(before | after)},
    )


ChangeRow = Row[tuple[NormsChange, str, str, str]]


def list_changes(
    session: Session, simulation_id: UUID, wanted: Wanted, filters: Filters
) -> Page[ChangeRow]:
    """The members that change (or those of one effect), with their code and names."""
    query = (
        select(NormsChange, Member.rnasr_code, Member.last_name, Member.first_name)
        .join(Member, Member.id == NormsChange.member_id)
        .where(NormsChange.simulation_id == simulation_id, NormsChange.year == filters.year)
    )
    if filters.effect is None:
        query = query.where(NormsChange.effect != Effect.SAME)
    else:
        query = query.where(NormsChange.effect == filters.effect)
    if filters.county:
        query = query.where(NormsChange.county == filters.county)
    if filters.grade:
        query = query.where(NormsChange.grade == filters.grade)
    orders = {
        "name": Member.folded_name,
        "code": Member.rnasr_code,
        "county": NormsChange.county,
        "grade": NormsChange.grade,
        "effect": NormsChange.effect,
        "credits_after": NormsChange.credits_after,
    }
    order = orders.get(wanted.sort, Member.folded_name)
    ordered = query.order_by(order.desc() if wanted.descending else order.asc(), Member.id)
    count = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(count) or 0
    pages = max(1, -(-total // wanted.size))
    if wanted.page is None:
        rows: Sequence[ChangeRow] = session.execute(ordered.limit(EXPORT_LIMIT)).all()
        return Page(rows=rows, total=total, number=1, pages=1)
    number = min(max(1, wanted.page), pages)
    rows = session.execute(ordered.limit(wanted.size).offset((number - 1) * wanted.size)).all()
    return Page(rows=rows, total=total, number=number, pages=pages)
