"""Lists as hostile or careless hands make them: what counts, what is said, in what words."""

from __future__ import annotations

import doctest
import io
import struct
import tracemalloc
import zipfile

import pytest

from lms.attendance import (
    AttendanceRefused,
    Presence,
    match_people,
    read_attendance,
    read_members,
    read_sessions,
    wording,
)
from lms.attendance.catalogue import sentence_of
from lms.attendance.durations import parse_duration
from lms.attendance.ole import look_into

EVENING = read_sessions(b"2026-09-03 18:00,2026-09-03 20:00,Etica supervizarii\n")
NIGHT = read_sessions(b"2026-09-03 22:00,2026-09-04 01:00\n")
LIST = "Nume,Prenume,{}\nPop,Ana,{}\n"


def read(text: str, **options):
    return read_attendance(text.encode(), filename="lista.csv", **options)


def codes(reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_examples_of_the_wording_hold() -> None:
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("code", "params", "romanian", "english"),
    [
        ("nul_bytes_removed", {"count": 1}, "un caracter nul, care a fost scos.", "one NUL"),
        ("nul_bytes_removed", {"count": 3}, "conținea 3 caractere nule,", "3 NUL characters"),
        ("nul_bytes_removed", {"count": 120}, "conținea 120 de caractere", "120 NUL"),
        ("too_many_rows", {"limit": 200_000}, "200.000 de rânduri", "200,000 rows"),
        ("namesakes", {"count": 101}, "101 membri", "101 members"),
        ("mixed_encodings", {"rows": "3", "encoding": "cp1250"}, "s-a citit rândul 3.", "row 3."),
        ("mixed_encodings", {"rows": "3, 5", "encoding": "x"}, "rândurile 3 și 5", "rows 3 and 5"),
        ("mixed_encodings", {"rows": "3, 5, …", "encoding": "x"}, "3, 5, …", "rows 3, 5, …"),
    ],
)
def test_numbers_and_rows_agree_with_their_nouns(code, params, romanian, english) -> None:
    assert romanian in sentence_of(code, params, lang="ro")
    assert english in sentence_of(code, params, lang="en")


@pytest.mark.parametrize(
    "text",
    ["1h05", "PT1H5M", "65 de minute", "1 oră 5 minute", "1 oră și 5 minute", "65'", "1 h 5'",
     "1:05:00", "1 Std. 5 Min.", "1 heure 5 minutes", "1 hour and 5 minutes", "65,0"],
)  # fmt: skip
def test_a_duration_however_written(text: str) -> None:
    assert parse_duration(text) == 65


@pytest.mark.parametrize(
    ("titles", "cells", "minutes", "code"),
    [
        ("Durata", "-32", 0, "duration_negative"),
        ("Nr. ore", "multe", 0, "number_unreadable"),
        ("Ora sosirii,Ora plecării", "azi,mâine", 0, "time_unreadable"),
        ("Ora sosirii,Ora plecării", "19:00,18:00", 0, "negative_duration"),
        ("Ora sosirii,Ora plecării", "18:00,\nDan,Ion,18:00,19:00", 0, "leaving_missing"),
        ("Ora sosirii,Ora plecării", ",19:00", 0, "joining_missing"),
        ("Nr. ore", "\nDan,Ion,2", 0, "minutes_missing"),
        ("Ora sosirii", "19:30", 30, "list_without_leaving"),
        ("Ora sosirii,Ora plecării", "18h00,\"19,30\"", 90, None),
        ("Ora sosirii,Ora plecării", "ora 18:00,19", 60, None),
        ("Attended,Minutes", "Yes,50", 50, None),
        ("Prezent", "+", 120, "list_without_times"),
    ],
)  # fmt: skip
def test_what_is_written_and_not_read_is_never_a_whole_session(titles, cells, minutes, code):
    reading = read(LIST.format(titles, cells), sessions=EVENING)
    assert reading.people[0].minutes == minutes
    assert (code in codes(reading)) if code else not codes(reading)


def test_a_stay_past_midnight_is_no_negative_one() -> None:
    reading = read(LIST.format("Ora sosirii,Ora plecării", "22:00,00:30"), sessions=NIGHT)
    assert (reading.people[0].minutes, codes(reading)) == (150, [])


@pytest.mark.parametrize(
    "text",
    [
        "Surname,First name,Attended,Minutes\nPop,Ana,No,50\nDan,Ion,Yes,50\n",
        "Nachname,Vorname,Anwesend,Minuten\nPop,Ana,Nein,50\nDan,Ion,Ja,50\n",
        "Nom,Prénom,Présent,Durée (minutes)\nPop,Ana,Non,50\nDan,Ion,Oui,50\n",
        "last_name,first_name,present,minutes\nPop,Ana,no,50\nDan,Ion,yes,50\n",
        "Name,Vorname,Anwesend,Dauer\nPop,Ana,Nein,50\nDan,Ion,Ja,50\n",
        "Nume,Prenume,Prezent,Minute\nPop,Ana,lipsă,50\nDan,Ion,prezent(ă),50\n",
    ],
)
def test_lists_in_other_languages_keep_who_was_away(text: str) -> None:
    pop, dan = read(text.replace("prezent(ă)", "OK")).people
    assert (pop.name, pop.presence) == ("Pop Ana", Presence.ABSENT)
    assert (dan.name, dan.minutes) == ("Dan Ion", 50)


@pytest.mark.parametrize(
    "titles",
    [
        "Name (Originalname),Benutzer-E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten),Gast",
        "Nom (nom original),Adresse e-mail,Heure d’arrivée,Heure de départ,Durée (minutes),Invité",
        "Nume (nume original),E-mail utilizator,Ora intrării,Ora ieșirii,Durata (minute),Invitat",
    ],
)
def test_a_meeting_in_other_languages(titles: str) -> None:
    (ana,) = read(f"{titles}\nAna Pop,a@x.ro,21.01.2026 20:58,21.01.2026 21:30,32,x\n").people
    assert (ana.email, ana.minutes) == ("a@x.ro", 32)


def test_the_waiting_room_is_no_attendance() -> None:
    reading = read(
        "Name (original name),Email,Join time,Leave time,Duration (minutes),In waiting room\n"
        "Ana Pop,a@x.ro,2026-09-03 17:50:00,2026-09-03 18:00:00,10,Yes\n"
        "Ana Pop,a@x.ro,2026-09-03 18:00:00,2026-09-03 19:00:00,60,No\n"
        "Ion Dan,b@x.ro,2026-09-03 17:50:00,2026-09-03 18:00:00,10,Yes\n"
    )
    assert [(p.minutes, p.presence.value) for p in reading.people] == [
        (60, "present"),
        (0, "absent"),
    ]
    assert codes(reading) == ["waiting_room"]


def test_a_list_by_code_needs_no_names_and_damaged_codes_are_named() -> None:
    reading = read(
        "Cod RNASR;Minute\n1234;50\n'0077;50\n1,96 E+12;50\n#N/A;50\n=A1+1;50\n", sessions=EVENING
    )
    assert [person.rnasr_code for person in reading.people] == ["1234", "0077"]
    damaged = [(p.code, p.row, p.column) for p in reading.problems if p.code != "no_name_no_email"]
    assert damaged == [
        ("code_damaged", 4, "Cod RNASR"),
        ("code_damaged", 5, "Cod RNASR"),
        ("formula_text", 6, "Cod RNASR"),
    ]


@pytest.mark.parametrize(
    ("topic", "start", "expected"),
    [
        ("Curs: etica supervizării", "2026-09-03 18:00:00", []),
        ("Curs: violența domestică", "2026-09-03 18:00:00", ["topic_differs"]),
        ("Zoom Meeting", "2026-09-03 18:00:00", []),
        ("Etica", "2026-10-03 18:00:00", ["day_differs"]),
    ],
)
def test_the_list_of_another_edition_is_warned_of(topic, start, expected) -> None:
    reading = read(
        f"Meeting ID,Topic,Start Time,Duration (Minutes)\n1,{topic},{start},120\n\n"
        "Name (Original Name),User Email,Total Duration (Minutes)\nAna Pop,a@x.ro,90\n",
        sessions=EVENING,
    )
    assert codes(reading) == expected
    for problem in reading.problems:
        assert problem.sentence("ro") != problem.sentence("en")


def _archive(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _refused(data: bytes, filename: str = "lista.xlsx") -> str:
    with pytest.raises(AttendanceRefused) as caught:
        read_attendance(data, filename=filename)
    assert caught.value.sentence("ro") != caught.value.sentence("en")
    return caught.value.code


def test_an_archive_that_lies_about_its_sizes_is_never_unpacked_whole() -> None:
    size = 48_000_000
    data = _archive({"xl/workbook.xml": b" " * size})
    lying = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != data
    tracemalloc.start()
    assert _refused(lying) == "damaged_workbook"
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_archives_of_many_parts_or_packed_otherwise_are_refused() -> None:
    assert _refused(_archive({f"part{n}": b"" for n in range(2001)})) == "zip_of_many"
    otherwise = _archive({"xl/workbook.xml": b"<x/>"}, compression=zipfile.ZIP_BZIP2)
    assert _refused(otherwise) == "damaged_workbook"


def test_cells_beyond_any_measure_are_refused_not_raised() -> None:
    long = "A" * 140_000
    assert _refused(f"Nume,Prenume,Minute\nPop,{long},5\n".encode(), "lista.csv") == "cell_too_long"
    assert _refused(f'Nume,Prenume,Minute\nPop,"{long}\n'.encode(), "lista.csv") == "unclosed_quote"
    wide = ("Nume,Prenume,Minute" + ",x" * 300_000).encode()
    assert _refused(wide, "lista.csv") == "unknown_layout"


MEMBERS = read_members(
    b"rnasr_code,last_name,first_name,emails,branch,grade\n"
    b"1985,Popescu,Maria,maria@x.ro,Cluj,principal\n"
    b"1003,Pop,Ioana,ioana@x.ro,Cluj,principal\n"
)


@pytest.mark.parametrize(
    ("name", "email", "code", "decision", "reason"),
    [
        ("Maria 1985", "", "", "review", "number_short_name"),
        ("Popescu 1985", "", "", "review", "number_short_name"),
        ("Popescu M. 1985", "", "", "sure", "code_matches"),
        ("Maria 1985", "maria@x.ro", "", "sure", "code_matches"),
        ("Pop Ioan", "ioana@x.ro", "", "review", "email_name_contradicts"),  # no member's name
        ("Pop Ionela", "ioana@x.ro", "", "review", "email_name_contradicts"),  # a sister
        ("Pop Oana", "ioana@x.ro", "", "sure", "email_matches"),  # what Ioana is called
        ("Pop Ioana", "Ioana Pop <Ioana@X.ro>", "", "sure", "email_matches"),
        ("Ioana’s iPhone", "ioana@x.ro", "", "sure", "email_matches"),
        ("iPhone (2)", "ioana@x.ro", "", "sure", "email_matches"),
        ("iPad-ul lui Radu", "ioana@x.ro", "", "sure", "email_matches"),
        ("x", "", "RNASR 1003", "sure", "code_matches"),
        ("Pop Ioana", "", "Cod: #1003.", "sure", "code_matches"),
        ("Pop Ioana", "", "10.03", "review", "name_same"),
    ],
)
def test_what_may_be_another_number_or_another_name_is_looked_at(
    name, email, code, decision, reason
):
    people = read(f"Nume si prenume;E-mail;Cod RNASR;Minute\n{name};{email};{code};50\n").people
    (found,) = match_people(people, members=MEMBERS)
    assert (found.decision.value, found.reason) == (decision, reason)


TWO_DAYS = read_sessions(b"2026-09-03 18:00,2026-09-03 20:00\n2026-09-04 09:00,2026-09-04 12:00\n")


@pytest.mark.parametrize(
    ("titles", "cells", "minutes"),
    [
        ("Data,Nr. ore", "03.09.2026,2\nPop,Ana,04.09.2026,3", 300),
        ("Data,Prezent", "03.09.2026,X\nPop,Ana,04.09.2026,nu", 120),
        ("Data,Ora sosirii,Ora plecării", "2026-09-04 00:00:00,09:30,12:00", 150),
        ("Durata prezenței (min),Ore", "50,", 50),
        ("Status prezență,Minute", "absent,50\nDan,Ion,prezent,60", 0),
        ("Join time,Leave time", "3. September 2026 18:00,3. März 2026 19:00", 0),
        ("Join time,Leave time", "3 sept. 2026 18:00,3 septembre 2026 19:00", 60),
        ("Join time,Leave time", "2026-09-03 15:00 UTC,2026-09-03T16:30:00Z", 90),
    ],
)
def test_days_and_titles_in_words_of_ones_own(titles, cells, minutes) -> None:
    assert read(LIST.format(titles, cells), sessions=TWO_DAYS).people[0].minutes == minutes


def test_a_day_of_no_session_is_named_by_its_row() -> None:
    cells = "03.09.2026,X\nDan,Ion,05.09.2026,X"
    reading = read(LIST.format("Data,Prezent", cells), sessions=TWO_DAYS)
    assert [(p.code, p.row) for p in reading.problems] == [("day_without_session", 3)]
    assert [person.minutes for person in reading.people] == [120, 0]


def test_formulas_of_old_and_open_workbooks_are_named_too() -> None:
    record = struct.pack("<HHHHI", 0x0006, 8, 4, 2, 0)  # a formula in the fifth row, third column
    assert look_into(record * 2).first_formula == (4, 2)
    assert look_into(record * 2).formulas == 2
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    rows = (("Nume", "Prenume", "Minute"), ("Pop", "Ana", "50"))
    formula = ' table:formula="of:=A1"'
    table = "".join(
        f"<table:table-row>{''.join(cell(formula * (c == '50'), c) for c in row)}</table:table-row>"
        for row in rows
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>{table}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    data = _archive({"mimetype": b"x", "content.xml": content.encode()})
    reading = read_attendance(data, filename="lista.ods")
    assert reading.people[0].minutes == 50
    assert [(p.code, p.params["cell"]) for p in reading.problems] == [("formula_value", "C2")]


def test_a_device_without_address_is_one_person_of_a_teams_report() -> None:
    log = (
        "Full Name\tUser Action\tTimestamp\niPhone\tJoined\t3/15/2020, 5:00:00 PM\n"
        "Pop Ana\tJoined\t3/15/2020, 5:00:00 PM\niPhone\tLeft\t3/15/2020, 5:30:00 PM\n"
        "iPhone\tJoined\t3/15/2020, 5:40:00 PM\nPop Ana\tLeft\t3/15/2020, 6:00:00 PM\n"
        "iPhone\tLeft\t3/15/2020, 6:00:00 PM\n"
    )
    assert [(p.source_rows, p.minutes) for p in read(log).people] == [
        ((2, 4, 5, 7), 50),
        ((3, 6), 60),
    ]
    report = (
        "2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole\n"
        "iPhone\t3/15/26, 6:00:00 PM\t3/15/26, 8:00:00 PM\t1h 30m\t\tAttendee\n\n"
        "3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
        "iPhone\t3/15/26, 6:00:00 PM\t3/15/26, 6:40:00 PM\t40m\t\tAttendee\n"
        "iPhone\t3/15/26, 7:10:00 PM\t3/15/26, 8:00:00 PM\t50m\t\tAttendee\n"
    )
    assert [(p.source_rows, p.minutes) for p in read(report).people] == [((3, 7, 8), 90)]


def test_a_list_with_days_needs_no_names_either() -> None:
    people = read("Nume,E-mail,03.09.2026\n,ana@x.ro,X\n,,X\nÎntocmit,,\n").people
    assert [person.email for person in people] == ["ana@x.ro"]


@pytest.mark.parametrize(
    ("joined", "left", "minutes"),
    [
        ("10/24/2026 06:01:00 PM EEST", "10/24/2026 07:01:00 PM EEST", 60),
        ("2026-12-03 18:00 EET", "2026-12-03 18:45 EET", 45),
        ("2026-12-03 16:00 UTC", "2026-12-03 18:45 EET", 45),
        # The hour that comes twice when summer time ends: its zone says which one is meant.
        ("2026-10-25 03:50 EEST", "2026-10-25 03:10 EET", 20),
        ("2026-10-25 02:30 CEST", "2026-10-25 02:30 CET", 60),
    ],
)
def test_the_zone_written_after_a_time_is_read(joined: str, left: str, minutes: int) -> None:
    text = (
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
        f'Ion Pop,ion@exemplu.ro,"{joined}","{left}",{minutes}\n'
    )
    [person] = read(text).people
    assert person.minutes == minutes
    assert len(person.intervals) == 1
