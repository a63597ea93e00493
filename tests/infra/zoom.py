"""Zoom webinar reports of invented attendance, seeded, with the truth about every person in them.

As Zoom writes them: sections, one row per join, the RNASR code as a registration question. Most
people gave their code, some only a verified e-mail, some only a name; some are no members; some
left early.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.attendance import MemberCandidate, Session

BUCHAREST = ZoneInfo("Europe/Bucharest")
HEADER = [
    "Attended", "User Name (Original Name)", "First Name", "Last Name", "Email",
    "Registration Time", "Approval Status", "Join Time", "Leave Time",
    "Time in Session (minutes)", "Is Guest", "Cod RNASR", "Country/Region Name",
]  # fmt: skip


@dataclass
class ZoomTruth:
    """Member ids by what the file carries of them; `minutes` are inside the sessions."""

    minutes: dict[str, int] = field(default_factory=dict)
    by_code: set[str] = field(default_factory=set)
    by_email: set[str] = field(default_factory=set)
    by_name: set[str] = field(default_factory=set)
    left_early: set[str] = field(default_factory=set)
    strangers: int = 0
    absent: int = 0
    rows: int = 0

    @property
    def sure(self) -> set[str]:
        """Those who may be booked without an officer's word."""
        return self.by_code | self.by_email

    @property
    def credited(self) -> set[str]:
        """Those who get the credits on confirmation, all else being well."""
        return self.sure - self.left_early


def make_zoom_webinar(
    members: Sequence[MemberCandidate],
    *,
    sessions: Sequence[Session],
    seed: int,
    rows: int = 500,
    topic: str = "",
) -> tuple[bytes, ZoomTruth]:
    """A report of about `rows` join rows (the same bytes for the same arguments), and its truth."""
    rng = random.Random(seed)
    truth = ZoomTruth()
    joins: list[list[str]] = []
    waiting = list(members)
    rng.shuffle(waiting)
    while len(joins) < rows:
        kind = rng.choices(["code", "email", "name", "stranger"], [70, 14, 6, 10])[0]
        if kind != "stranger" and not waiting:
            break
        if kind == "stranger":
            truth.strangers += 1
            who = _stranger(truth.strangers)
            intervals = _stay(rng, sessions, rejoin=False, early=False)
        else:
            member = waiting.pop()
            if kind == "email" and not member.emails:
                kind = "code"
            early = rng.random() < 0.05
            who = _who(member, kind, len(joins))
            intervals = _stay(rng, sessions, rejoin=rng.random() < 0.3, early=early)
            {"code": truth.by_code, "email": truth.by_email, "name": truth.by_name}[kind].add(
                member.id
            )
            truth.minutes[member.id] = _minutes(intervals, sessions)
            if early:
                truth.left_early.add(member.id)
        joins += [_row(who, start, end) for start, end in intervals]
    rng.shuffle(joins)
    truth.rows, truth.absent = len(joins), 3
    absent = [_absent(n) for n in range(truth.absent)]
    return _render([*joins, *absent], sessions, topic), truth


def _who(member: MemberCandidate, kind: str, number: int) -> list[str]:
    email = member.emails[0].upper() if kind == "email" else f"acasa{number}@exemplu.test"
    code = member.rnasr_code.lower() if kind == "code" else ""
    shown = f"{member.first_name} {member.last_name}"
    return [shown, member.first_name, member.last_name, email, code]


def _stranger(number: int) -> list[str]:
    last = f"Xq{chr(97 + number % 26)}z{chr(97 + number // 26)}w"
    return [f"Dr {last}", "Zxenia", last, f"medic{number}@spital.test", ""]


def _stay(
    rng: random.Random, sessions: Sequence[Session], *, rejoin: bool, early: bool
) -> list[tuple[datetime, datetime]]:
    starts, ends = sessions[0].starts_at, sessions[-1].ends_at
    joined = starts + timedelta(minutes=rng.randrange(-8, 4))
    left = ends + timedelta(minutes=rng.randrange(-2, 9))
    if early:
        left = joined + (sessions[0].ends_at - starts) / 4
    if not rejoin or early:
        return [(joined, left.replace(second=0, microsecond=0))]
    gone = starts + timedelta(minutes=rng.randrange(10, 50))
    back = gone + timedelta(minutes=rng.randrange(1, 4))
    return [(joined, gone), (back, left)]


def _minutes(intervals: Sequence[tuple[datetime, datetime]], sessions: Sequence[Session]) -> int:
    seconds = sum(
        max(timedelta(), min(end, held.ends_at) - max(start, held.starts_at)).total_seconds()
        for start, end in intervals
        for held in sessions
    )
    return int(seconds) // 60


def _stamp(at: datetime) -> str:
    return at.astimezone(BUCHAREST).strftime("%m/%d/%Y %I:%M:%S %p")


def _row(who: list[str], start: datetime, end: datetime) -> list[str]:
    shown, first, last, email, code = who
    stay = str(int((end - start).total_seconds()) // 60)
    registered = _stamp(start.astimezone(UTC) - timedelta(days=9))
    return [
        "Yes", shown, first, last, email, registered, "approved", _stamp(start), _stamp(end),
        stay, "Yes", code, "Romania",
    ]  # fmt: skip


def _absent(number: int) -> list[str]:
    email = f"lipsa{number}@exemplu.test"
    return [
        "No",
        "--",
        "Lipsa",
        f"Vqrx{number}",
        email,
        "",
        "approved",
        "--",
        "--",
        "--",
        "",
        "",
        "",
    ]


def _render(rows: list[list[str]], sessions: Sequence[Session], topic: str) -> bytes:
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    length = int((sessions[-1].ends_at - sessions[0].starts_at).total_seconds()) // 60
    write(["Attendee Report"])
    write(["Report generated time", _stamp(sessions[-1].ends_at + timedelta(hours=2))])
    write(["Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)"])
    write([topic, "812 3456 7890", _stamp(sessions[0].starts_at), str(length)])
    write(["Attendee Details"])
    write(HEADER)
    for row in rows:
        write(row)
    return out.getvalue().encode("utf-8-sig")
