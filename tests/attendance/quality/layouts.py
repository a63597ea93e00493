"""The layouts of the attendance notes, each as rows of cells, with the row of every guest."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.attendance.quality.guests import Guest, Shown

START = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)
Cells = list[str]


@dataclass
class Sheet:
    """Rows of one sheet or text; `rows` gives the guest of a row number, counted from 1."""

    title: str = ""
    lines: list[Cells] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)

    def add(self, cells: Sequence[str], guest: int | None = None) -> None:
        """One more row, of a guest or of nobody."""
        self.lines.append([str(cell) for cell in cells])
        if guest is not None:
            self.rows[len(self.lines)] = guest


@dataclass(frozen=True)
class Layout:
    """A layout: the columns it has, the files it is saved as, and how it is filled."""

    name: str
    columns: frozenset[str]
    saved_as: tuple[str, ...]
    fill: Callable[[random.Random, Sequence[Guest]], list[Sheet]]


@dataclass(frozen=True)
class Join:
    """A stretch of one guest's presence."""

    guest: int
    shown: Shown
    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return int((self.ends - self.starts).total_seconds() // 60)


def joins_of(rng: random.Random, guests: Sequence[Guest], *, once: bool = False) -> list[Join]:
    """Every guest's joins in one shuffled list; rejoins and second devices unless `once`."""
    joins = []
    for number, guest in enumerate(guests):
        at = START + timedelta(minutes=rng.randrange(0, 20))
        shown = list(guest.shown[:1] if once else guest.shown)
        if not once and rng.random() < 0.3:
            shown.append(rng.choice(shown))
        for each in shown:
            ends = at + timedelta(minutes=rng.randrange(5, 60))
            joins.append(Join(number, each, at, ends))
            at = ends + timedelta(minutes=rng.randrange(-3, 10))
    rng.shuffle(joins)
    return joins


def _us(moment: datetime) -> str:
    return moment.strftime("%m/%d/%Y %I:%M:%S %p")


def webinar(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Zoom webinar, attendee report with a registration question for the code."""
    sheet = Sheet()
    sheet.add(["Attendee Report"])
    sheet.add(["Report generated time", "05/20/2026 10:00:00 AM"])
    sheet.add(["Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)",
               rng.choice(["# Registered", "# Registrants"]), "# Cancelled", "Unique Viewers",
               "Total Users", "Max Concurrent Views", "Enable Registration"])  # fmt: skip
    sheet.add(["Etică", "123 456 789", _us(START), "120", "9", "0", "9", "9", "9", "Yes"])
    sheet.add(["Host Details"])
    sheet.add(["Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time",
               "Time in Session (minutes)", "Is Guest", "Country/Region Name"])  # fmt: skip
    sheet.add(["Attendee Details"])
    question = rng.choice(["Cod RNASR", "Codul dvs. RNASR", "Cod RNASR (din registru)"])
    sheet.add(["Attended", "User Name (Original Name)", "First Name", "Last Name", "Email",
               "Phone", "Registration Time", "Approval Status", "Join Time", "Leave Time",
               "Time in Session (minutes)", "Is Guest", question,
               "Country/Region Name"])  # fmt: skip
    for join in joins_of(rng, guests):
        shown = join.shown
        sheet.add(["Yes", shown.display, shown.first, shown.last, shown.email, "",
                   "04/02/2026 09:00:00 AM", "approved", _us(join.starts), _us(join.ends),
                   str(join.minutes), "Yes", shown.code, "Romania", *[""] * rng.randrange(3)],
                  join.guest)  # fmt: skip
    return [sheet]


def meeting(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Zoom meeting, any of its participants lists."""
    sheet = Sheet()
    kind = rng.choice(["join", "old", "unique", "newest", "block", "export"])
    ahead: Cells = []
    if kind == "block":
        sheet.add(["Meeting ID", "Topic", "Start Time", "End Time", "User Email",
                   "Duration (Minutes)", "Participants"])  # fmt: skip
        sheet.add(["123 456 7890", "Etică", _us(START), _us(START + timedelta(hours=2)),
                   "gazda@furnizor.test", "120", "80"])  # fmt: skip
        sheet.add([])
    if kind == "export":
        ahead = ["Etică", "123 456 7890", _us(START), _us(START + timedelta(hours=2)),
                 "gazda@furnizor.test", "120", "80"]  # fmt: skip
        sheet.add(["Topic", "Meeting ID", "Start Time", "End Time", "User Email",
                   "Duration (Minutes)", "Participants", "Name (Original Name)", "User Email",
                   "Join Time", "Leave Time", "Duration (Minutes)", "Guest"])  # fmt: skip
    elif kind == "unique":
        sheet.add(["Name (original name)", "Email", "Total duration (minutes)", "Guest"])
    elif kind == "newest":
        sheet.add(["Name (original name)", "Email", "Join time", "Leave time",
                   "Duration (minutes)", "Guest", "Recording disclaimer response",
                   "In waiting room"])  # fmt: skip
    else:
        more = [] if kind == "old" else ["Guest", "Recording Consent"]
        sheet.add(["Name (Original Name)", "User Email", "Join Time", "Leave Time",
                   "Duration (Minutes)", *more])  # fmt: skip
    for join in joins_of(rng, guests, once=kind == "unique"):
        name = _display(rng, join.shown)
        times = [] if kind == "unique" else [_us(join.starts), _us(join.ends)]
        after = {"old": [], "newest": ["Yes", "OK", "No"]}.get(kind, ["Yes"])
        sheet.add([*ahead, name, join.shown.email, *times, str(join.minutes), *after], join.guest)
    return [sheet]


def _display(rng: random.Random, shown: Shown) -> str:
    """`Display (Original)` for some whose name has no brackets of its own."""
    if "(" in shown.display or rng.random() < 0.85:
        return shown.display
    return f"{rng.choice(['iPhone', 'user', shown.display])} ({shown.display})"


def _teams_time(moment: datetime) -> str:
    return moment.strftime("%m/%d/%y, %I:%M:%S %p").lstrip("0")


def _spent(minutes: int) -> str:
    return f"{minutes // 60}h {minutes % 60}m 5s" if minutes >= 60 else f"{minutes}m 5s"


def teams(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Teams since 2022: three numbered sections."""
    sheet = Sheet()
    sheet.add(["1. Summary"])
    sheet.add(["Meeting title", "Etică"])
    sheet.add(["Attended participants", str(len(guests))])
    sheet.add(["Start time", _teams_time(START)])
    sheet.add(["End time", _teams_time(START + timedelta(hours=2))])
    sheet.add(["Meeting duration", "2h 0m 0s"])
    sheet.add(["Average attendance time", "58m 3s"])
    sheet.add([])
    sheet.add(["2. Participants"])
    sheet.add(["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email",
               "Participant ID (UPN)", "Role"])  # fmt: skip
    joins = joins_of(rng, guests, once=True)
    for join in joins:
        shown = join.shown
        sheet.add([shown.display, _teams_time(join.starts), _teams_time(join.ends),
                   _spent(join.minutes), shown.email, shown.email, "Attendee"],
                  join.guest)  # fmt: skip
    sheet.add([])
    sheet.add(["3. In-Meeting Activities"])
    sheet.add(["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"])
    for join in joins:
        shown = join.shown
        sheet.add([shown.display, _teams_time(join.starts), _teams_time(join.ends),
                   _spent(join.minutes), shown.email, "Attendee"], join.guest)  # fmt: skip
    return [sheet]


def teams_2021(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Teams of 2021: a summary, then one list."""
    sheet = Sheet()
    sheet.add(["Meeting Summary"])
    sheet.add(["Total Number of Participants", str(len(guests))])
    sheet.add(["Meeting Title", "Etică"])
    sheet.add(["Meeting Start Time", _teams_time(START)])
    sheet.add(["Meeting End Time", _teams_time(START + timedelta(hours=2))])
    sheet.add([])
    sheet.add(["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role",
               "Participant ID (UPN)"])  # fmt: skip
    for join in joins_of(rng, guests):
        shown = join.shown
        sheet.add([shown.display, _teams_time(join.starts), _teams_time(join.ends),
                   _spent(join.minutes), shown.email, "Attendee", shown.email],
                  join.guest)  # fmt: skip
    return [sheet]


def teams_2020(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """The log of 2020, in the words of some interface: who joined, who left, at once or again."""
    sheet = Sheet()
    sheet.add(["Full Name", "User Action", "Timestamp"])
    joined, left = rng.choice([("Joined", "Left"), ("Beigetreten", "Verlassen"), ("Venit", "Dus")])
    for join in joins_of(rng, guests):
        name = join.shown.display.strip() or f"Utilizator {join.guest}"
        sheet.add([name, joined, _teams_time(join.starts)], join.guest)
        sheet.add([name, left, _teams_time(join.ends)], join.guest)
    return [sheet]


def meet(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Google Meet: first and last name apart, times without a date."""
    sheet = Sheet()
    sheet.add(["First name", "Last name", "Email", "Duration", "Time joined", "Time exited"])
    for join in joins_of(rng, guests, once=True):
        shown = join.shown
        first, _, last = shown.display.strip().partition(" ")
        spent = f"{join.minutes} min" if join.minutes < 60 else f"1 hr {join.minutes - 60} min"
        sheet.add([first, last, shown.email, spent, join.starts.strftime("%H:%M"),
                   join.ends.strftime("%H:%M")], join.guest)  # fmt: skip
    return [sheet]


def moodle(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Moodle attendance: an id field for the code, P, L, E, A per session."""
    sheet = Sheet()
    sheet.add(["Course", "Etică"])
    sheet.add(["Group", "Toți"])
    sheet.add([])
    sheet.add(["Last name", "First name", "Cod RNASR", "Email address",
               "14 May 2026 6.00PM All students", "P", "L", "E", "A", "Taken sessions", "Points",
               "Percentage"])  # fmt: skip
    for join in joins_of(rng, guests, once=True):
        shown = join.shown
        last, _, first = shown.display.strip().partition(" ")
        if shown.last:
            last, first = shown.last, shown.first
        sheet.add([last, first, shown.code, shown.email, "P (2/2)", "1", "0", "0", "0", "1", "2/2",
                   "100"], join.guest)  # fmt: skip
    return [sheet]


def whole_names(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """A list of one's own: name in one column, code and e-mail, title rows, header repeated."""
    header = ["Nr. crt.", rng.choice(["Nume și prenume", "Nume \u015fi prenume", "Nume si prenume",
              "Numele și prenumele"]), "Instituția", "E-mail", "Cod RNASR", "Prezent"]  # fmt: skip
    marks = rng.choice([["X"], ["x", "X"], ["DA"], ["1"], ["P"]])
    return [_list(rng, guests, header, lambda n, shown: [
        f"{n}{rng.choice(['', '.', ')'])}", shown.display.strip(), "DGASPC", shown.email,
        shown.code, rng.choice(marks)])]  # fmt: skip


def two_columns(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """A list of one's own: surname and given name apart, the code, minutes."""
    header = ["Nr. crt.", "Nume", "Prenume", "Cod RNASR", "Județ", "Nr. ore", "Semnătura"]

    def cells(n: int, shown: Shown) -> Cells:
        last, _, first = shown.display.strip().partition(" ")
        if shown.last:
            last, first = shown.last, shown.first
        return [str(n), last, first, shown.code, "Iași", "2", ""]

    return [_list(rng, guests, header, cells)]


def days(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """A list of one's own with a column for each day."""
    header = ["Nr.", "Nume și prenume", "E-mail", "Cod RNASR", "14.05.2026", "15.05.2026"]
    return [_list(rng, guests, header, lambda n, shown: [
        str(n), shown.display.strip(), shown.email, shown.code, "X",
        rng.choice(["X", "-"])])]  # fmt: skip


def other_words(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """Titles in other languages or in words of one's own."""
    header = rng.choice([
        ["Nr.", "Name und Vorname", "E-Mail-Adresse", "Cod RNASR", "Anwesend", "Dauer (Min.)"],
        ["No", "Nom et prénom", "Courriel", "Cod RNASR", "Présent", "Durée (minutes)"],
        ["No", "Full name", "Email address", "RNASR code", "Attended", "Minutes"],
        ["Nr.", "Numele complet", "E-mail de serviciu", "Nr. RNASR", "Status prezență",
         "Durata prezenței (min)"],
    ])  # fmt: skip
    return [_list(rng, guests, header, lambda n, shown: [
        str(n), shown.display.strip(), shown.email, shown.code, "X", "90"])]  # fmt: skip


def signatures(rng: random.Random, guests: Sequence[Guest]) -> list[Sheet]:
    """A signed sheet typed in: names and telephones only."""
    header = ["Nr. crt.", "Numele și prenumele", "Funcția", "Telefon", "Semnătura"]
    return [_list(rng, guests, header, lambda n, shown: [
        str(n), shown.display.strip() or "-", "asistent social", "0722 000 000", ""])]  # fmt: skip


def _list(
    rng: random.Random,
    guests: Sequence[Guest],
    header: Cells,
    cells: Callable[[int, Shown], Cells],
) -> Sheet:
    sheet = Sheet("Foaie1")
    if rng.random() < 0.6:
        sheet.add(["LISTĂ DE PREZENȚĂ"])
        sheet.add(["Programul „Etică”, 14.05.2026"])
    sheet.add(header)
    for number, join in enumerate(joins_of(rng, guests, once=True), 1):
        if number % 40 == 0 and rng.random() < 0.5:
            sheet.add(header)
        sheet.add(cells(number, join.shown), join.guest)
    sheet.add(["", "Întocmit,"])
    return sheet


_MAIL = frozenset({"email"})
_CODE = frozenset({"code"})
_BOTH = frozenset({"email", "code"})
_TEXTS = ("utf-8", "utf-8-sig", "utf-16")
_LEGACY = ("utf-8", "utf-8-sig", "cp1250", "iso-8859-2", "shown as cp1252", "mixed")
LAYOUTS = (
    Layout("zoom webinar", _BOTH | {"first_last"}, (*_TEXTS, "nul", "tabs", "cp1250"), webinar),
    Layout("zoom meeting", _MAIL, (*_TEXTS, "shown as cp1252"), meeting),
    Layout("teams", _MAIL, ("teams",), teams),
    Layout("teams 2021", _MAIL, ("teams",), teams_2021),
    Layout("teams 2020", frozenset(), ("teams",), teams_2020),
    Layout("google meet", _MAIL, (*_TEXTS, "xlsx"), meet),
    Layout("moodle", _BOTH | {"first_last"}, ("tabs", "ods"), moodle),
    Layout("own list", _BOTH, (*_LEGACY, "xlsx", "ods", "sep"), whole_names),
    Layout("own list, two names", _CODE | {"first_last"}, (*_LEGACY, "xlsx"), two_columns),
    Layout("own list, days", _BOTH, (*_LEGACY, "xlsx", "ods"), days),
    Layout("own list, other words", _BOTH, ("utf-8", "utf-8-sig", "utf-16", "xlsx"), other_words),
    Layout("signatures", frozenset(), (*_LEGACY, "xlsx"), signatures),
)  # fmt: skip
