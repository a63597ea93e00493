"""What rows say together: codes and addresses that clash, periods that overlap, rows said twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta

from lms.attendance.names import plain
from lms.registry_file.layout import Field
from lms.registry_file.model import Kind, PastCredit, Place, Problem
from lms.registry_file.rows import CoveredFact, CreditFact, DuesFact, Fact, MemberFact, PeriodFact

_FAR = date(9999, 12, 31)


def check_together(facts: Sequence[Fact], problems: list[Problem]) -> set[Place]:
    """Add the problems between rows; returns the rows that they keep out."""
    bad: set[Place] = set()
    _check_codes(facts, problems, bad)
    _check_emails(facts, problems, bad)
    _check_periods(facts, problems, bad)
    _check_registration(facts, problems, bad)
    for key_of, column in (
        (_key_of_dues, Field.YEAR),
        (_key_of_covered, Field.YEAR),
        (_key_of_credit, Field.TITLE),
        (_key_of_practice, Field.PRACTICE),
    ):
        _check_repeated(facts, key_of, column, problems, bad)
    return bad


def credit_identity(credit: PastCredit) -> tuple[str, str, str]:
    """What makes two rows of credits the same activity: its day, title and document, folded."""
    return (
        credit.counts_on.isoformat(),
        " ".join(plain(credit.title).split()),
        " ".join(plain(credit.document).split()),
    )


def _problem(fact: Fact, column: Field, code: str, *, value: str, **params: str | int) -> Problem:
    return Problem(
        code=code,
        sheet=fact.place.sheet,
        row=fact.place.row,
        column=fact.row.titles.get(column, column.value),
        value=value[:80],
        params=params,
    )


def _check_codes(facts: Sequence[Fact], problems: list[Problem], bad: set[Place]) -> None:
    first: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind is not Kind.MEMBERS:
            continue
        other = first.setdefault(fact.code.casefold(), fact)
        if other is not fact:
            for one, two in ((fact, other), (other, fact)):
                if one.place not in bad:
                    problems.append(
                        _problem(
                            one,
                            Field.CODE,
                            "duplicate_code",
                            value=one.code,
                            other_row=two.place.row,
                        )
                    )
                    bad.add(one.place)
    _check_lost_zeros(facts, problems, bad)


def _check_lost_zeros(facts: Sequence[Fact], problems: list[Problem], bad: set[Place]) -> None:
    """Digits shorter than codes of the same file that begin with 0 have lost theirs."""
    example: dict[int, str] = {}
    for fact in facts:
        if fact.code.isdigit() and fact.code.startswith("0"):
            example.setdefault(len(fact.code), fact.code)
    if not example:
        return
    length = max(example)
    for fact in facts:
        if fact.code.isdigit() and len(fact.code) < length and not fact.code.startswith("0"):
            problems.append(
                _problem(
                    fact,
                    Field.CODE,
                    "code_lost_zeros",
                    value=fact.code,
                    length=length,
                    example=example[length],
                )
            )
            bad.add(fact.place)


def _check_emails(facts: Sequence[Fact], problems: list[Problem], bad: set[Place]) -> None:
    owners: dict[str, MemberFact] = {}
    for fact in facts:
        if not isinstance(fact, MemberFact):
            continue
        for email in fact.emails:
            other = owners.setdefault(email, fact)
            if other is fact:
                continue
            for one, two in ((fact, other), (other, fact)):
                problems.append(
                    _problem(
                        one,
                        Field.EMAILS,
                        "duplicate_email",
                        value=email,
                        other_row=two.place.row,
                    )
                )
                bad.add(one.place)


def _check_periods(facts: Sequence[Fact], problems: list[Problem], bad: set[Place]) -> None:
    groups: dict[tuple[str, Kind], list[PeriodFact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, PeriodFact) and fact.period and fact.kind is not Kind.PRACTICE:
            groups[fact.code, fact.kind].append(fact)
    for group in groups.values():
        group.sort(key=lambda fact: (_from(fact), fact.place.row))
        longest = group[0]
        for fact in group[1:]:
            # A last day that is the first day of the next period is no overlap.
            if _from(fact) == _from(longest) or _from(fact) < _until(longest) - timedelta(days=1):
                problems.append(
                    _problem(
                        fact,
                        Field.VALID_FROM,
                        "overlap",
                        value=f"{_from(fact):%d.%m.%Y}",
                        other_row=longest.place.row,
                    )
                )
                bad.update((fact.place, longest.place))
            if _until(fact) > _until(longest):
                longest = fact


def _from(fact: PeriodFact) -> date:
    assert fact.period is not None
    return fact.period.valid_from


def _until(fact: PeriodFact) -> date:
    assert fact.period is not None
    return fact.period.valid_until or _FAR


def _check_registration(facts: Sequence[Fact], problems: list[Problem], bad: set[Place]) -> None:
    registered = {
        fact.code: fact.identity.registered_on
        for fact in facts
        if isinstance(fact, MemberFact) and fact.identity
    }
    for fact in facts:
        if not (isinstance(fact, PeriodFact) and fact.kind is Kind.GRADES and fact.period):
            continue
        since = registered.get(fact.code)
        if since is not None and fact.period.valid_from < since:
            problems.append(
                _problem(
                    fact,
                    Field.VALID_FROM,
                    "before_registration",
                    value=f"{fact.period.valid_from:%d.%m.%Y}",
                    registered_on=f"{since:%d.%m.%Y}",
                )
            )
            bad.add(fact.place)


def _check_repeated(
    facts: Iterable[Fact],
    key_of: Callable[[Fact], Hashable | None],
    column: Field,
    problems: list[Problem],
    bad: set[Place],
) -> None:
    first: dict[tuple[str, Hashable], Fact] = {}
    for fact in facts:
        key = key_of(fact)
        if key is None:
            continue
        other = first.setdefault((fact.code, key), fact)
        if other is not fact:
            value = f"{fact.code}, {fact.row.cells.get(column, '')}"
            problems.append(
                _problem(fact, column, "duplicate_row", value=value, other_row=other.place.row)
            )
            bad.update((fact.place, other.place))


def _key_of_dues(fact: Fact) -> Hashable | None:
    return fact.year if isinstance(fact, DuesFact) else None


def _key_of_covered(fact: Fact) -> Hashable | None:
    return fact.year if isinstance(fact, CoveredFact) else None


def _key_of_credit(fact: Fact) -> Hashable | None:
    return credit_identity(fact.credit) if isinstance(fact, CreditFact) and fact.credit else None


def _key_of_practice(fact: Fact) -> Hashable | None:
    if isinstance(fact, PeriodFact) and fact.kind is Kind.PRACTICE:
        return fact.period
    return None
