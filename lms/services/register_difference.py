"""What a record would change of a member, line by line: old value, new value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lms.models import CreditEntry, MemberGrade
from lms.registry_file import (
    Identity,
    PastCredit,
    Period,
    Record,
    credit_as_dict,
    period_as_dict,
)
from lms.services.register_state import Branches, Current, PeriodRow, opening_source

Line = dict[str, Any]
FIELDS = ("last_name", "first_name", "registered_on", "county", "branch")


def complete(record: Record, current: Current | None, branches: Branches) -> Record:
    """The record with the branch of a new member found by its county when the file names none."""
    identity = record.identity
    if identity is None or identity.branch is not None or current is not None:
        return record
    branch = branches.of_county(identity.county)
    if branch is None:
        return record
    return replace(record, identity=replace(identity, branch=branch))


def difference(record: Record, current: Current | None, branches: Branches) -> list[Line]:
    """The lines of one member; empty when the register says the same already."""
    lines = [*_fields(record.identity, current, branches), *_emails(record.identity, current)]
    standing: tuple[Sequence[PeriodRow], ...] = (
        (current.grades, current.statuses, current.practice) if current else ((), (), ())
    )
    for what, wanted, rows in zip(
        ("grade", "status", "practice"),
        (record.grades, record.statuses, record.practice),
        standing,
        strict=True,
    ):
        lines += _period_lines(what, wanted, [period_of(row) for row in rows])
    lines += _dues(record, current)
    lines += _credits(record, current)
    lines += _covered(record, current)
    return lines


def period_of(row: PeriodRow) -> Period:
    """A standing fact as the file would say it."""
    if isinstance(row, MemberGrade):
        return Period(
            value=row.grade.value,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            decision=row.decision,
        )
    value = row.status.value if hasattr(row, "status") else row.kind.value
    return Period(value=value, valid_from=row.valid_from, valid_until=row.valid_until)


def present_fields(current: Current, branches: Branches) -> dict[str, Any]:
    """The fields of a member as they are compared and shown."""
    member = current.member
    return {
        "last_name": member.last_name,
        "first_name": member.first_name,
        "registered_on": member.registered_on.isoformat(),
        "county": member.county,
        "branch": branches.slug_of(member.branch_id),
    }


def wanted_fields(identity: Identity) -> dict[str, Any]:
    """The fields that a row of members states; an empty county or branch states nothing."""
    stated = {
        "last_name": identity.last_name,
        "first_name": identity.first_name,
        "registered_on": identity.registered_on.isoformat(),
        "county": identity.county,
        "branch": identity.branch,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _fields(
    identity: Identity | None, current: Current | None, branches: Branches
) -> Iterator[Line]:
    if identity is None:
        return
    present = present_fields(current, branches) if current else dict.fromkeys(FIELDS)
    for name, value in wanted_fields(identity).items():
        if present[name] != value:
            yield {"what": name, "old": present[name], "new": value}


def emails_to_add(identity: Identity, current: Current | None) -> list[str]:
    """Addresses to add; one that the member had confirmed and took off is not put back."""
    known = current.emails if current else {}
    return [
        email
        for email in identity.emails
        if email not in known
        or (known[email].removed_at is not None and known[email].verified_at is None)
    ]


def emails_to_remove(identity: Identity, current: Current | None) -> list[str]:
    """Addresses of an earlier import that the member never confirmed and the file omits."""
    if current is None or not identity.emails:
        return []
    return [
        email
        for email, row in sorted(current.emails.items())
        if email not in identity.emails
        and row.removed_at is None
        and row.verified_at is None
        and row.import_id is not None
    ]


def _emails(identity: Identity | None, current: Current | None) -> Iterator[Line]:
    if identity is None:
        return
    for email in emails_to_remove(identity, current):
        yield {"what": "email", "old": email, "new": None}
    for email in emails_to_add(identity, current):
        yield {"what": "email", "old": None, "new": email}


def _period_lines(
    what: str, wanted: tuple[Period, ...] | None, present: Sequence[Period]
) -> Iterator[Line]:
    if wanted is None:
        return
    gone = [period for period in present if period not in wanted]
    for period in wanted:
        if period in present:
            continue
        old = next((p for p in gone if p.valid_from == period.valid_from), None)
        if old is not None:
            gone.remove(old)
        yield {
            "what": what,
            "old": old and period_as_dict(old),
            "new": period_as_dict(period),
        }
    for old in gone:
        yield {"what": what, "old": period_as_dict(old), "new": None}


def _dues(record: Record, current: Current | None) -> Iterator[Line]:
    known = current.dues if current else {}
    for year, paid_on in sorted(record.dues.items()):
        row = known.get(year)
        if row is None or row.paid_on != paid_on:
            old = {"year": year, "paid_on": _iso(row.paid_on)} if row else None
            yield {"what": "dues", "old": old, "new": {"year": year, "paid_on": _iso(paid_on)}}


def _covered(record: Record, current: Current | None) -> Iterator[Line]:
    known = current.covered if current else {}
    for year, source in sorted(record.covered.items()):
        row = known.get(year)
        if row is None or row.source != source:
            old = {"year": year, "source": row.source} if row else None
            yield {"what": "covered", "old": old, "new": {"year": year, "source": source}}


def credits_to_book(
    record: Record, current: Current | None
) -> list[tuple[PastCredit, CreditEntry | None]]:
    """Credits that the ledger lacks, each with the entry of another amount that it replaces."""
    lacking: list[tuple[PastCredit, CreditEntry | None]] = []
    for credit in record.credits:
        entry = current.credits.get(opening_source(current.member.key, credit)) if current else None
        if entry is None or entry.credits != credit.credits:
            lacking.append((credit, entry))
    return lacking


def _credits(record: Record, current: Current | None) -> Iterator[Line]:
    for credit, entry in credits_to_book(record, current):
        new = credit_as_dict(credit)
        yield {
            "what": "credit",
            "old": new | {"credits": entry.credits} if entry else None,
            "new": new,
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
