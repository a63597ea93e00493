"""Rows to people: rejoins and devices of one person merged, different people kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.attendance.cnp import MASK
from lms.attendance.compare import wildcard
from lms.attendance.decode import listed
from lms.attendance.index import code_key, email_key
from lms.attendance.minutes import minutes_present, session_minutes, union_of
from lms.attendance.model import (
    FilePerson,
    Interval,
    Presence,
    Problem,
    Session,
    Severity,
)
from lms.attendance.names import FoldedName, fold_name, repair
from lms.attendance.raw import RawReading, RawRow
from lms.attendance.timing import Timing

_IN_BRACKETS = re.compile(r"<\s*([^@<>]+@[^@<>]+)\s*>\s*$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_SPREADSHEET_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?\s?E\s?\+?\d+$|^\d{6,}0{6}$|^#(?!\d)", re.I)
_FORMULA = ("=", "@")
_NUMBER = re.compile(r"\d{3,}")


@dataclass(slots=True)
class _Gathered:
    """The rows found so far to be one person."""

    email: str
    code: str
    folded: list[FoldedName]
    rows: list[RawRow] = field(default_factory=list)
    at: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a file in order of appearance, and what is to be said about them."""

    people: tuple[FilePerson, ...]
    problems: tuple[Problem, ...]


def gather_people(raw: RawReading, timing: Timing, *, sessions: Sequence[Session]) -> People:
    """One FilePerson per person; `sessions` are the edition's, none when not known."""
    problems: list[Problem] = []
    buckets: dict[str, list[_Gathered]] = {}
    found: list[_Gathered] = []
    devices: list[tuple[RawRow, int]] = []
    for at, row in enumerate(raw.rows):
        clean = _cleaned(row, raw.titles or {}, problems)
        if clean is None:
            continue
        says = [name for name in map(fold_name, clean.names) if name.says_person]
        if says:
            _place(clean, says, at, buckets=buckets, found=found)
        else:
            devices.append((clean, at))
    for clean, at in devices:  # last: whose they are shows only when all names are known
        _place(clean, [], at, buckets=buckets, found=found)
    found.sort(key=_first_row)
    problems += _shared_emails(buckets)
    problems += _repeated(found, timing)
    whole, noted = _whole_sessions(found, timing, sessions=sessions)
    problems += noted
    people = tuple(
        _person(each, number, timing=timing, sessions=sessions, whole=whole)
        for number, each in enumerate(found, 1)
    )
    problems += _without_minutes(people, found, timing)
    return People(people, (*problems, *_outside(people, sessions)))


def _cleaned(row: RawRow, titles: Mapping[str, str], problems: list[Problem]) -> RawRow | None:
    """The row with names mended and unusable e-mails and codes taken out; None if it is nobody."""
    email, code = _address(row.email), row.code.strip().removeprefix("'")

    def note(problem_code: str, column: str, value: str) -> None:
        title = titles.get(column, "")
        params = {"value": value[:80]}
        problems.append(Problem(problem_code, params, row=row.row, column=title, sheet=row.sheet))

    if email and (not _EMAIL.match(email) or MASK.casefold() in email):
        note("email_invalid", "email", row.email)
        email = ""
    if code and _SPREADSHEET_NUMBER.match(code):
        note("code_damaged", "code", code)
        code = ""
    if code.startswith(_FORMULA):
        note("formula_text", "code", code)
        code = ""
    if MASK in code:
        code = ""
    names = tuple(dict.fromkeys(" ".join(repair(name).split()) for name in row.names))
    for name in names:
        if name.startswith(_FORMULA):
            note("formula_text", "full_name", name)
    names = tuple([name for name in names if name])
    if not (names or email or code):
        problems.append(Problem("no_name_no_email", {}, row=row.row, sheet=row.sheet))
        return None
    if (names, email, code) == (row.names, row.email, row.code):
        return row
    return RawRow(
        row.row,
        sheet=row.sheet,
        names=names,
        email=email,
        code=code,
        role=row.role,
        presence=row.presence,
        day=row.day,
        who=row.who,
    )


def _address(cell: str) -> str:
    """The address in a cell, also in "Ana Pop <ana@x.ro>"."""
    found = _IN_BRACKETS.search(cell) if "<" in cell else None
    return email_key(found[1] if found else cell)


def _first_row(gathered: _Gathered) -> int:
    if len(gathered.at) == 1:
        return gathered.at[0]
    order = sorted(range(len(gathered.at)), key=gathered.at.__getitem__)
    gathered.at = [gathered.at[place] for place in order]
    gathered.rows = [gathered.rows[place] for place in order]
    return gathered.at[0]


def _place(
    row: RawRow,
    says: list[FoldedName],
    at: int,
    *,
    buckets: dict[str, list[_Gathered]],
    found: list[_Gathered],
) -> None:
    """Put a row with the person it belongs to, or start a new one.

    A device under an address of several people is none of theirs for sure: a person of its own.
    """
    if row.email:
        key = f"email {row.email}"
    elif row.code:
        key = f"code {code_key(row.code)}"
    elif says:
        # A number beside the name may be a code: it keeps namesakes apart.
        key = f"name {says[0].keys[0]} {' '.join(_NUMBER.findall(' '.join(row.names)))}"
    else:
        key = f"row {row.sheet} {row.who or row.row}"  # two "iPhone" rows may be two people
    bucket = buckets.setdefault(key, [])
    several = not says and sum(bool(each.folded) for each in bucket) > 1
    for each in bucket:
        if several and each.folded:
            continue
        codes = {code_key(code) for code in (each.code, row.code) if code}
        if len(codes) < 2 and _same_person(each.folded, says):
            each.code = each.code or row.code
            each.folded += [name for name in says if name not in each.folded]
            each.rows.append(row)
            each.at.append(at)
            return
    started = _Gathered(row.email, row.code, says, [row], [at])
    bucket.append(started)
    found.append(started)


def _same_person(known: Sequence[FoldedName], new: Sequence[FoldedName]) -> bool:
    """Whether names under one e-mail may be one person's: no word of the shorter is foreign."""
    if not known or not new:
        return True
    return any(_within(a, b) for a in known for b in new)


def _within(one: FoldedName, other: FoldedName) -> bool:
    shorter, longer = sorted((one.versions[0], other.versions[0]), key=len)
    return all(any(_same_word(a, b) for b in longer) for a in shorter)


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    lost = one if "?" in one else other
    return "?" in lost and wildcard(lost).fullmatch(other if lost == one else one) is not None


def _person(
    gathered: _Gathered,
    number: int,
    *,
    timing: Timing,
    sessions: Sequence[Session],
    whole: Mapping[str, int],
) -> FilePerson:
    rows = gathered.rows
    present = [
        (row, at)
        for row, at in zip(rows, gathered.at, strict=True)
        if row.presence is Presence.PRESENT
    ]
    intervals = union_of(
        interval for _, at in present if (interval := timing.intervals[at]) is not None
    )
    written = _written(present, timing, whole)
    beside = _beside_intervals(present, timing)
    if beside:
        # Partly times, partly only minutes: what is known of both is how many minutes they are.
        written = minutes_present(intervals, duration_minutes=None, sessions=sessions) + beside
        intervals = ()
    names = list(dict.fromkeys([name for row in rows for name in row.names]))
    if len(names) > 1:
        names.sort(key=lambda name: not fold_name(name).says_person)
    return FilePerson(
        key=f"p{number}",
        source_rows=tuple(dict.fromkeys(row.row for row in rows)),
        name=names[0] if names else "",
        email=gathered.email,
        rnasr_code=gathered.code,
        other_names=tuple(names[1:]),
        role=rows[0].role,
        presence=Presence.PRESENT if present else Presence.ABSENT,
        intervals=intervals,
        duration_minutes=written,
        minutes=minutes_present(intervals, duration_minutes=written, sessions=sessions),
        sheet=rows[0].sheet,
    )


def _written(
    present: Sequence[tuple[RawRow, int]], timing: Timing, whole: Mapping[str, int]
) -> int | None:
    """Written minutes: the largest of a sheet and day (a line twice is no more time), summed."""
    by_day: dict[tuple[str, str], int] = {}
    bounded: list[tuple[Interval, int]] = []
    for row, at in present:
        minutes = whole.get(row.sheet) if whole else timing.durations[at]
        bounds = timing.bounds[at]
        if minutes is not None and bounds is not None:
            bounded.append((bounds, minutes))
        elif minutes is not None:
            key = (row.sheet, row.day)
            by_day[key] = max(minutes, by_day.get(key, 0))
    if not by_day and not bounded:
        return None
    return sum(by_day.values()) + _apart(bounded)


def _apart(bounded: Sequence[tuple[Interval, int]]) -> int:
    """Minutes of stays apart added up; of those that may have been at once, the longest counts."""
    total, longest, until = 0, 0, None
    for bounds, minutes in sorted(bounded, key=lambda each: each[0].starts_at):
        if until is not None and bounds.starts_at < until:
            longest, until = max(longest, minutes), max(until, bounds.ends_at)
        else:
            total, longest, until = total + longest, minutes, bounds.ends_at
    return total + longest


def _beside_intervals(present: Sequence[tuple[RawRow, int]], timing: Timing) -> int:
    """Minutes on the sheets and days where the person has no interval, if there are both."""
    held = [(row, i) for row, at in present if (i := timing.intervals[at]) is not None]
    if len(held) in {0, len(present)}:
        return 0
    days = {(row.sheet, row.day) for row, _ in held}
    others = [
        (row, at)
        for row, at in present
        if (
            (row.sheet, row.day) not in days
            if (around := timing.bounds[at]) is None
            else all(
                i.ends_at <= around.starts_at or around.ends_at <= i.starts_at for _, i in held
            )
        )
    ]
    return _written(others, timing, {}) or 0


def _whole_sessions(
    found: Sequence[_Gathered], timing: Timing, *, sessions: Sequence[Session]
) -> tuple[dict[str, int], list[Problem]]:
    """For a list without any time: minutes of the session each sheet stands for."""
    if timing.written or any(each is not None for each in timing.durations):
        return {}, []
    if sessions and any(row.day for each in found for row in each.rows):
        return {}, []  # the days were said, and none is a session's
    sheets = list(dict.fromkeys(row.sheet for each in found for row in each.rows))
    if not sessions:
        return {}, [Problem("list_without_minutes")]
    if len(sheets) == 1:
        return {sheets[0]: session_minutes(sessions)}, [Problem("list_without_times")]
    if len(sheets) == len(sessions):
        ordered = sorted(sessions, key=lambda session: session.starts_at)
        minutes = {s: session_minutes([o]) for s, o in zip(sheets, ordered, strict=True)}
        return minutes, [Problem("list_without_times")]
    counts: dict[str, str | int] = {"sheets": len(sheets), "sessions": len(sessions)}
    return {}, [Problem("sheets_unlike_sessions", counts, Severity.ASK)]


def _shared_emails(buckets: Mapping[str, Sequence[_Gathered]]) -> list[Problem]:
    return [
        Problem(
            "one_email_many_names",
            {"email": each[0].email, "count": len(each)},
            row=each[0].rows[0].row,
        )
        for key, each in buckets.items()
        if key.startswith("email ") and sum(bool(one.folded) for one in each) > 1
    ]


def _repeated(found: Sequence[_Gathered], timing: Timing) -> list[Problem]:
    """People on several lines of one sheet that has no times: not a rejoin, a repetition."""
    problems = []
    for each in found:
        if len(each.rows) == 1:
            continue
        first = each.rows[0]
        rows = [row.row for row in each.rows if row.sheet == first.sheet]
        timed = any(timing.intervals[at] is not None for at in each.at)
        absent = any(row.presence is Presence.ABSENT for row in each.rows)
        if len(set(rows)) > 1 and not timed and not absent:
            params = {"rows": listed(rows)}
            problems.append(Problem("same_person_twice", params, row=first.row, sheet=first.sheet))
    return problems


def _without_minutes(
    people: Sequence[FilePerson], found: Sequence[_Gathered], timing: Timing
) -> list[Problem]:
    """Those present of whom the file writes no time at all, though it does of others."""
    if not timing.written:
        return []
    said = {(problem.sheet, problem.row) for problem in timing.problems}
    return [
        Problem("minutes_missing", row=person.source_rows[0], sheet=person.sheet)
        for person, each in zip(people, found, strict=True)
        if person.presence is Presence.PRESENT
        and not person.intervals
        and person.duration_minutes is None
        and not any((row.sheet, row.row) in said for row in each.rows)
    ]


def _outside(people: Sequence[FilePerson], sessions: Sequence[Session]) -> list[Problem]:
    timed = [person for person in people if person.intervals] if sessions else []
    outside = [person for person in timed if person.minutes == 0 and _lasting(person.intervals)]
    if timed and len(outside) == len(timed):
        return [Problem("no_row_in_sessions", {}, Severity.ASK)]
    return [
        Problem("outside_sessions", {}, row=person.source_rows[0], sheet=person.sheet)
        for person in outside
    ]


def _lasting(intervals: Sequence[Interval]) -> bool:
    return any(i.ends_at > i.starts_at for i in intervals)
