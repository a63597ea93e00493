"""A record as JSON-able data, and back: what is kept between the preview and its application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lms.registry_file.model import Identity, PastCredit, Period, Record


def record_as_dict(record: Record) -> dict[str, Any]:
    """The record without its places in the file."""
    identity = record.identity
    return {
        "code": record.code,
        "identity": identity
        and {
            "last_name": identity.last_name,
            "first_name": identity.first_name,
            "registered_on": identity.registered_on.isoformat(),
            "emails": list(identity.emails),
            "county": identity.county,
            "branch": identity.branch,
        },
        "grades": _periods(record.grades),
        "statuses": _periods(record.statuses),
        "practice": _periods(record.practice),
        "dues": {str(year): day and day.isoformat() for year, day in record.dues.items()},
        "credits": [credit_as_dict(credit) for credit in record.credits],
        "covered": {str(year): source for year, source in record.covered.items()},
    }


def record_from_dict(data: Mapping[str, Any]) -> Record:
    """The record from what `record_as_dict` gave."""
    identity = data["identity"]
    return Record(
        code=data["code"],
        places=(),
        identity=identity
        and Identity(
            last_name=identity["last_name"],
            first_name=identity["first_name"],
            registered_on=date.fromisoformat(identity["registered_on"]),
            emails=tuple(identity["emails"]),
            county=identity["county"],
            branch=identity["branch"],
        ),
        grades=_periods_from(data["grades"]),
        statuses=_periods_from(data["statuses"]),
        practice=_periods_from(data["practice"]),
        dues={int(year): _day(day) for year, day in data["dues"].items()},
        credits=tuple(
            PastCredit(
                counts_on=date.fromisoformat(credit["counts_on"]),
                credits=credit["credits"],
                title=credit["title"],
                document=credit["document"],
            )
            for credit in data["credits"]
        ),
        covered={int(year): source for year, source in data["covered"].items()},
    )


def period_as_dict(period: Period) -> dict[str, Any]:
    """A period with its days in ISO order; `valid_until` is the first day it no longer holds."""
    return {
        "value": period.value,
        "valid_from": period.valid_from.isoformat(),
        "valid_until": period.valid_until and period.valid_until.isoformat(),
        "decision": period.decision,
    }


def credit_as_dict(credit: PastCredit) -> dict[str, Any]:
    """Credits of the past; the amount in thousandths."""
    return {
        "counts_on": credit.counts_on.isoformat(),
        "credits": credit.credits,
        "title": credit.title,
        "document": credit.document,
    }


def _periods(periods: tuple[Period, ...] | None) -> list[dict[str, Any]] | None:
    return None if periods is None else [period_as_dict(period) for period in periods]


def _periods_from(data: list[dict[str, Any]] | None) -> tuple[Period, ...] | None:
    if data is None:
        return None
    return tuple(
        Period(
            value=period["value"],
            valid_from=date.fromisoformat(period["valid_from"]),
            valid_until=_day(period["valid_until"]),
            decision=period["decision"],
        )
        for period in data
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
