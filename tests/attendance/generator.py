"""Invented members and hostile Zoom webinar files whose truth is known."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lms.attendance import MemberCandidate

_SURNAMES = """Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu
Constantin Marin Dinu Florea Nistor Tudor Moldovan Ștefan Ungureanu Țuțu Păun Rîmniceanu Brânză
Vlădescu Ștefănescu Lungu Crețu Șerban Țîru Bălan Cojocaru Dobre Enache Filip Grigore Iacob Lazăr
Manole Năstase Olteanu Petrescu Roșu Sandu Toma Ursu Voicu Zamfir Kovács Szabó Albu Bârsan Câmpeanu
Drăgan Mihăilă Anghel Barbu Costea Diaconu Oprea Pană Preda Sava Simion Tănase Văduva"""
_GIVEN = """
Maria Elena Ana Ioana Andreea Mihaela Cristina Daniela Alexandra Gabriela Ștefania Raluca
Simona Ion Ioan Andrei Alexandru Mihai Cristian Daniel Ștefan George Constantin Nicolae Vasile
Florin Adrian Gheorghe Sînziana Luminița Corina Oana Diana Roxana Irina Ramona Nicoleta Sorina Emil
Răzvan Bogdan Cătălin Ilinca Monica Laura Loredana Carmen Doina Rodica Veronica"""
SURNAMES = _SURNAMES.split()
GIVEN = _GIVEN.split()
DEVICES = [
    "iPhone",
    "Samsung SM-A525F",
    "Zoom user",
    "",
    "Redmi Note 10 Pro",
    "iPad",
    "DESKTOP-9K2",
]
HEADER = [
    "Attended", "User Name (Original Name)", "First Name", "Last Name", "Email", "Phone",
    "Registration Time", "Approval Status", "Join Time", "Leave Time",
    "Time in Session (minutes)", "Is Guest", "Cod RNASR", "Country/Region Name",
]  # fmt: skip


@dataclass
class Truth:
    """Who a row's person really is: a member id, or None for a stranger."""

    member: str | None
    carries: str  # code | email | name | wrong_code | household | stranger
    minutes: int


@dataclass
class Hostile:
    """A generated file, the truth per display key, and the registrants of its edition."""

    data: bytes
    truth: dict[str, Truth] = field(default_factory=dict)
    registrants: list[str] = field(default_factory=list)


def make_members(rng: random.Random, count: int) -> list[MemberCandidate]:
    members = []
    for n in range(count):
        last = rng.choice(SURNAMES)
        if rng.random() < 0.12:
            last += "-" + rng.choice(SURNAMES)
        first = rng.choice(GIVEN)
        if rng.random() < 0.5:
            first += rng.choice([" ", "-"]) + rng.choice(GIVEN)
        emails = tuple(f"m{n}.{k}@exemplu.test" for k in range(rng.choice([1, 1, 2])))
        members.append(MemberCandidate(f"id-{n}", f"RN {n:05d}/X", last, first, emails))
    return members


def typo(rng: random.Random, word: str) -> str:
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice("aeirnst") + word[at + 1 :]


def damage(rng: random.Random, last: str, first: str) -> tuple[str, str]:
    """A member's name as such files really show it."""
    kind = rng.randrange(9)
    if kind == 0:
        return tuple("".join(c if c not in "șțȘȚ" else "?" for c in x) for x in (last, first))  # type: ignore[return-value]
    if kind == 1:
        shown = str.maketrans("ȘșȚțăĂ", "ªºÞþãÃ")
        return last.translate(shown), first.translate(shown)
    if kind == 2:
        both = [x.encode("utf-8").decode("cp1252", "replace") for x in (last, first)]
        return both[0], both[1]
    if kind == 3:
        return first, last
    if kind == 4:
        return last.partition("-")[0], first
    if kind == 5:
        return last, first.replace("-", " ").split()[0]
    if kind == 6:
        return typo(rng, last), first
    if kind == 7:
        return last.upper(), first.upper()
    return last.replace("î", "â"), first.replace("î", "â")


def make_webinar(seed: int, members: list[MemberCandidate], people: int) -> Hostile:
    """A webinar report of `people` people, each `Phone` cell holding the key into the truth."""
    rng = random.Random(seed)
    made = Hostile(b"")
    start = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)
    rows: list[list[str]] = []
    chosen = rng.sample(members, min(people, len(members)))
    for n, member in enumerate(chosen):
        carries = rng.choices(
            ["code", "email", "name", "wrong_code", "household", "stranger"], [40, 25, 20, 4, 4, 7]
        )[0]
        last, first = damage(rng, member.last_name, member.first_name)
        email, code = f"p{seed}.{n}@altundeva.test", ""
        truth: str | None = member.id
        if carries == "code":
            code = member.rnasr_code.lower().replace(" ", rng.choice(["", " ", "  "]))
        elif carries == "email":
            email = rng.choice(member.emails).upper()
        elif carries in {"wrong_code", "household"}:
            # a colleague's code, a spouse's address: the person who sat there is somebody else
            last, first = "Zamolxescu", "Deceneu"
            truth = None
            if carries == "wrong_code":
                code = member.rnasr_code
            else:
                last, first = member.last_name, "Burebista"
                email = member.emails[0]
        elif carries == "stranger":
            last, first, truth = f"Nimeni{n}escu", "Xerxes", None
        if truth:
            made.registrants.append(member.id)
        display = rng.choice(DEVICES) if rng.random() < 0.2 else f"{first} {last}"
        rows += _joins(rng, start, [display, first, last, email, code])
        made.truth[email.casefold()] = Truth(truth, carries, _union(rows, email))
    made.data = _render(rng, rows)
    return made


def _joins(rng: random.Random, start: datetime, who: list[str]) -> list[list[str]]:
    display, first, last, email, code = who
    rows = []
    at = start + timedelta(minutes=rng.randrange(0, 20))
    for _ in range(rng.choice([1, 1, 2, 3])):
        end = at + timedelta(minutes=rng.randrange(5, 40))
        form = "%m/%d/%Y %I:%M:%S %p"
        stay = str((end - at).seconds // 60)
        rows.append([
            "Yes", display, first, last, email, "", "04/02/2026 09:00:00 AM", "approved",
            at.strftime(form), end.strftime(form), stay, "Yes", code, "Romania",
        ])  # fmt: skip
        at = end + timedelta(minutes=rng.randrange(-10, 15))
    return rows


def _moment(text: str) -> datetime:
    return datetime.strptime(f"{text} +0000", "%m/%d/%Y %I:%M:%S %p %z")


def _union(rows: list[list[str]], email: str) -> int:
    minutes: set[int] = set()
    for row in rows:
        if row[4] == email:
            a, b = (_moment(row[i]) for i in (8, 9))
            minutes.update(range(int(a.timestamp() // 60), int(b.timestamp() // 60)))
    return len(minutes)


def _render(rng: random.Random, rows: list[list[str]]) -> bytes:
    rng.shuffle(rows)
    delimiter = rng.choice([",", ",", "\t", ";"])
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=delimiter).writerow
    write(["Attendee Report"])
    write(["Report generated time", "05/20/2026 10:00:00 AM"])
    write([
        "Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registrants",
        "# Cancelled", "Unique Viewers", "Total Users", "Max Concurrent Views",
        "Enable Registration",
    ])  # fmt: skip
    write(["Etică", "123 456 789", "05/14/2026 06:00:00 PM", "120", "9", "0", "9", "9", "9", "Yes"])
    write(["Attendee Details"])
    write(HEADER)
    for row in rows:
        write(row + [""] * rng.randrange(3))
    text = out.getvalue()
    encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16"])
    if encoding != "utf-16" and rng.random() < 0.3:
        text = text.replace("Romania", "Rom\0ania", 3)
    return text.encode(encoding)
