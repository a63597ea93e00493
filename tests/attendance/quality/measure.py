"""What the matcher makes of hostile files, counted against the truth."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

from lms.attendance import AttendanceRefused, Decision, Match, build_index, match_people
from lms.attendance import read_attendance as read
from tests.attendance.quality.files import saved
from tests.attendance.quality.guests import Guest, Scene, make_guests
from tests.attendance.quality.layouts import LAYOUTS, Layout
from tests.attendance.quality.register import Register

MOST_OF_A_KIND = 12


@dataclass(frozen=True)
class Hostile:
    """A file, its guests, the guest of each row, and who registered."""

    layout: str
    how: str
    data: bytes
    filename: str
    guests: list[Guest]
    rows: dict[tuple[str, int], int]
    registrants: list[str]


@dataclass
class Counts:
    """The counts of the issue, and by kind of guest for those who look into them."""

    people: int = 0
    wrong_sure: int = 0
    keyed: int = 0
    keyed_sure: int = 0
    named: int = 0
    right_on_top: int = 0
    wrong_on_top: int = 0
    lost: int = 0
    ghosts: int = 0
    files: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def make_file(register: Register, layout: Layout, *, seed: int, guests: int) -> Hostile:
    """One hostile file; the same seed makes the same file."""
    rng = random.Random(seed)
    scene = Scene(rng, register, layout.columns)
    made = make_guests(scene, guests)
    sheets = layout.fill(rng, made)
    how = rng.choice(layout.saved_as)
    data, filename = saved(rng, sheets, how)
    ahead = 1 if how == "sep" else 0
    titled = how in {"xlsx", "ods", "xls"}
    rows = {
        (sheet.title or "Sheet1" if titled else "", row + ahead): guest
        for sheet in sheets
        for row, guest in sheet.rows.items()
    }
    registrants = [g.truth for g in made if g.truth and g.registered]
    registrants += [scene.member().id for _ in range(guests // 6)]  # who did not come
    return Hostile(layout.name, how, data, filename, made, rows, registrants)


def make_files(register: Register, *, seed: int, each: int) -> Iterator[Hostile]:
    """Files of every layout in turn, without end."""
    for number, layout in enumerate(cycle(LAYOUTS)):
        yield make_file(register, layout, seed=seed + number, guests=each)


def measure(register: Register, files: Iterable[Hostile], *, people: int) -> Counts:
    """Read and match each file, and count, until so many people were read."""
    counts = Counts()
    index = build_index(register.members)
    for hostile in files:
        if counts.people >= people:
            break
        label = f"{hostile.layout}, {hostile.how}"
        try:
            reading = read(hostile.data, filename=hostile.filename)
        except AttendanceRefused as refusal:
            counts.refused[f"{label}: {refusal.code}"] += 1
            continue
        counts.files[label] += 1
        found = match_people(reading.people, members=index, registrants=hostile.registrants)
        _count(counts, hostile, found)
    return counts


def _count(counts: Counts, hostile: Hostile, found: tuple[Match, ...]) -> None:
    of_guest: dict[int, list[Match]] = defaultdict(list)
    for match in found:
        person = match.person
        places = [(person.sheet, row) for row in person.source_rows]
        guests = {hostile.rows[place] for place in places if place in hostile.rows}
        if not guests:
            counts.ghosts += 1
            counts.failures["ghosts"].append(f"{hostile.layout}, {hostile.how}: {person}")
            continue
        truths = {hostile.guests[guest].truth for guest in guests}
        for guest in guests:
            of_guest[guest].append(match)
        if match.decision is Decision.SURE and truths != {match.member}:
            counts.wrong_sure += 1
            _fail(counts, "wrong sure", hostile, hostile.guests[min(guests)], match)
    for number, each in enumerate(hostile.guests):
        _count_guest(counts, hostile, each, of_guest.get(number, []))


def _count_guest(counts: Counts, hostile: Hostile, guest: Guest, matches: list[Match]) -> None:
    counts.people += 1
    if not matches:
        counts.lost += 1
        counts.failures["lost"].append(f"{hostile.layout}, {hostile.how}: {guest}")
        return
    sure = [m for m in matches if m.decision is Decision.SURE]
    on_top = {m.member for m in matches if m.member}
    outcome = (
        "sure" if sure else "right" if guest.truth in on_top else "wrong" if on_top else "open"
    )
    counts.kinds[guest.kind][outcome] += 1
    if guest.keyed:
        counts.keyed += 1
        counts.keyed_sure += len(sure) == len(matches)
        if len(sure) < len(matches):
            _fail(counts, "keyed, not sure", hostile, guest, matches[0])
    if guest.named:
        counts.named += 1
        counts.right_on_top += on_top == {guest.truth}
        counts.wrong_on_top += bool(on_top - {guest.truth})
        if on_top != {guest.truth}:
            kind = "named, wrong on top" if on_top else "named, nobody on top"
            _fail(counts, kind, hostile, guest, matches[0])
    if guest.doubtful and sure:
        _fail(counts, "doubtful, yet sure", hostile, guest, sure[0])


def _fail(counts: Counts, what: str, hostile: Hostile, guest: Guest, match: Match) -> None:
    person = match.person
    counts.failures[what].append(
        f"{hostile.layout}, {hostile.how}: {guest.kind}: {guest.truth} shown as {person.name!r} "
        f"{person.other_names} {person.email} {person.rnasr_code}: {match.decision.value}, "
        f"{match.reason} {match.member} {[(c.member, c.score) for c in match.candidates[:3]]}"
    )
