"""Logs of joining and leaving, paired into stays (Teams of 2020, Teams live events)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lms.attendance.model import Problem
from lms.attendance.raw import RawRow


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a log; `who` keeps apart the stays of different people or devices."""

    who: str
    joins: bool
    row: RawRow  # `joined` holds the time as written


def stays(
    events: Sequence[Event], *, moment: Callable[[str], float]
) -> tuple[list[RawRow], list[Problem]]:
    """One row per stay, then one without times for each leaving; open stays end with the log.

    `moment` orders times as written; a second joining without leaving continues the same stay.
    """
    rows: list[RawRow] = []
    problems: list[Problem] = []
    by_who: dict[str, list[Event]] = {}
    for event in events:
        by_who.setdefault(event.who, []).append(event)
    last = max((event.row.joined for event in events), key=moment, default="")
    for each in by_who.values():
        opened: RawRow | None = None
        for event in sorted(each, key=lambda e: moment(e.row.joined)):
            if event.joins:
                if opened is None:
                    opened = event.row
                else:
                    rows.append(replace(event.row, joined=""))
            else:
                if opened is not None:
                    rows.append(replace(opened, left=event.row.joined))
                rows.append(replace(event.row, joined=""))
                opened = None
        if opened is not None:
            rows.append(replace(opened, left=last))
            params = {"last": last}
            problems.append(Problem("no_leaving", params, row=opened.row, sheet=opened.sheet))
    return sorted(rows, key=lambda row: row.row), problems
