"""Reading: every layout, encoding and time order, and what is refused."""

from __future__ import annotations

import doctest
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import openpyxl
import pytest

from lms.attendance import (
    AttendanceRefused,
    DateOrder,
    Interval,
    Limits,
    Presence,
    Role,
    Session,
    Severity,
    as_json,
    cnp,
    durations,
    headers,
    names,
    read_attendance,
    scrubbed_copy,
)
from lms.attendance.catalogue import SENTENCES
from lms.attendance.cnp import mask_cnp
from lms.attendance.minutes import clip, minutes_of, union_of

VALID_CNP = "1960101123456"
WEBINAR = """Attendee Report
Report Generated:,"May 20, 2026 6:26 PM",,
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registrants,# Cancelled
Etica,123 456 789,05/12/2026 06:00:00 PM,90,5,0
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Gazda,gazda@f.test,05/12/2026 05:50:00 PM,05/12/2026 07:40:00 PM,110,No,Romania
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,Join Time,Leave Time,Time in  Session (minutes),Is Guest,{question},Country/Region Name
Yes,Ana P. (Popa Ana),Ana,Popa,ana@x.test,,05/01/2026 10:00:00 AM,approved,05/12/2026 06:00:00 PM,05/12/2026 06:30:00 PM,30,Yes,AS 12,Romania,,,,
Yes,iPhone,Ana,Popa,Ana@x.test,,05/01/2026 10:00:00 AM,approved,05/12/2026 06:20:00 PM,05/12/2026 07:00:00 PM,40,Yes,AS 12,Romania
No,--,Ion,Dinu,ion@x.test,,05/01/2026 10:00:00 AM,approved,--,--,--,--,,--
Other Attended
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
40721***123,05/12/2026 06:00:00 PM,05/12/2026 06:30:00 PM,30,Romania
"""  # noqa: E501
QUESTION = "Cod RNASR"


def webinar(question: str = QUESTION) -> bytes:
    return WEBINAR.replace("{question}", question).encode()


def read(text: str | bytes, **options):
    data = text.encode() if isinstance(text, str) else text
    return read_attendance(data, filename="prezenta.csv", **options)


def refusal(data: bytes, filename: str = "lista.xlsx", **options) -> AttendanceRefused:
    with pytest.raises(AttendanceRefused) as caught:
        read_attendance(data, filename=filename, **options)
    return caught.value


def utc(hour: int, minute: int = 0, *, day: int = 12, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def by_name(reading):
    return {person.name: person for person in reading.people}


@pytest.mark.parametrize("module", [cnp, durations, headers, names])
def test_examples_in_the_documentation_hold(module) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_a_whole_sentence_in_both_languages(code: str) -> None:
    romanian, english = SENTENCES[code]
    assert romanian != english
    assert romanian.endswith(".")
    assert english.endswith(".")
    assert not set("\u015f\u0163\u015e\u0162") & set(romanian)


# --- Zoom webinar


def test_webinar_merges_rejoins_and_keeps_sections_apart() -> None:
    reading = read(webinar())
    people = by_name(reading)
    assert reading.format == "zoom_webinar"
    assert reading.topic == "Etica"
    assert reading.sessions == (Session(utc(15), utc(16, 30), "Etica"),)
    ana = people["Popa Ana"]
    assert ana.source_rows == (10, 11)
    assert ana.minutes == 60  # 30 + 40 with 10 minutes of overlap
    assert ana.rnasr_code == "AS 12"
    assert ana.intervals == (Interval(utc(15), utc(16)),)
    assert "iPhone" in ana.other_names
    assert people["Dinu Ion"].presence is Presence.ABSENT
    assert people["Dinu Ion"].minutes == 0
    assert people["Gazda"].role is Role.HOST
    assert people["40721***123"].role is Role.PHONE
    assert reading.problems == ()


@pytest.mark.parametrize(
    "question",
    [
        "cod  rnasr",
        "Codul dvs. R.N.A.S.R.",
        "RNASR",
        "Nr. RNASR",
        "RNASR code",
        '"Vă rugăm, codul din RNASR (Registrul Național al Asistenților Sociali)"',
        "Număr de înregistrare în Registrul Na\u0163ional al Asisten\u0163ilor Sociali",
    ],
)
def test_webinar_finds_the_code_under_many_wordings(question: str) -> None:
    assert by_name(read(webinar(question)))["Popa Ana"].rnasr_code == "AS 12"


@pytest.mark.parametrize("question", ["Sunteți înscris în RNASR?", "Nr. parafă", "Județ"])
def test_webinar_takes_no_other_question_for_the_code(question: str) -> None:
    assert by_name(read(webinar(question)))["Popa Ana"].rnasr_code == ""


def test_webinar_resaved_with_tabs_and_nuls_reads_the_same() -> None:
    plain = read(webinar())
    tabbed = webinar().decode().replace('"May 20, 2026 6:26 PM"', "May 20; 2026").replace(",", "\t")
    with_nuls = read(tabbed.replace("Popa", "Po\0pa").encode())
    assert [p.name for p in with_nuls.people] == [p.name for p in plain.people]
    assert [p.minutes for p in with_nuls.people] == [p.minutes for p in plain.people]
    assert "nul_bytes_removed" in {p.code for p in with_nuls.problems}


def test_one_address_for_two_names_stays_two_people() -> None:
    text = webinar().decode().replace("iPhone,Ana,Popa", "Dan Popa,Dan,Popa")
    reading = read(text)
    assert {"Popa Ana", "Popa Dan"} <= set(by_name(reading))
    assert "one_email_many_names" in {p.code for p in reading.problems}


def test_webinar_with_only_absent_people_is_refused() -> None:
    lines = [
        line
        for line in webinar().decode().splitlines()
        if not line.startswith(("Yes", "4072", "Other", "User Name"))
    ]
    assert refusal("\r\n".join(lines).encode()).code == "no_attendee"


def test_minutes_are_clipped_to_the_sessions_given() -> None:
    sessions = (Session(utc(15, 10), utc(15, 40)),)
    assert by_name(read(webinar(), sessions=sessions))["Popa Ana"].minutes == 30
    elsewhere = (Session(utc(15, day=1), utc(16, day=1)),)
    problems = read(webinar(), sessions=elsewhere).problems
    assert [p.code for p in problems if p.severity is Severity.ASK] == ["no_row_in_sessions"]


# --- Zoom meeting


@pytest.mark.parametrize(
    "text",
    [
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n"
        "Ana Popa,ana@x.test,2026-05-12 18:00:00,2026-05-12 18:50:00,50,No\r\n"
        "Ana Popa,ana@x.test,2026-05-12 18:40:00,2026-05-12 19:00:00,20,No\r\n",
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
        "Recording disclaimer response,In waiting room\r\n"
        'Ana Popa,ana@x.test,"May 12, 2026 18:00:00","May 12, 2026 19:00:00",60,No,,No\r\n',
        "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
        "123,Etica,05/13/2026 18:00,05/13/2026 19:00,gazda@f.test,60,1\r\n\r\n"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n"
        "Ana Popa,ana@x.test,05/13/2026 18:00,05/13/2026 19:00,60,No\r\n",
        "Topic,Meeting ID,User Email,Duration (Minutes),Start Time,End Time,Participants,"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n"
        "Etica,123,gazda@f.test,95,05/13/2026 18:00,05/13/2026 19:00,1,"
        "Ana Popa,ana@x.test,05/13/2026 18:00,05/13/2026 19:00,60,No\r\n",
        "Name (Original Name),User Email,Total Duration (Minutes),Guest\r\n"
        "Ana Popa,ana@x.test,60,No\r\n",
        "Name (original name),Email,Total duration (minutes),Guest\r\n"
        "Ana Popa,ana@x.test,60,No\r\n",
    ],
)
def test_meeting_in_every_variant(text: str) -> None:
    reading = read(text)
    (ana,) = reading.people
    assert reading.format == "zoom_meeting"
    assert (ana.name, ana.email, ana.minutes) == ("Ana Popa", "ana@x.test", 60)
    assert not reading.problems
    if "Etica" in text:
        (session,) = reading.sessions
        assert (session.starts_at, session.topic) == (utc(15, day=13), "Etica")


def test_original_name_is_the_name_and_the_display_is_kept() -> None:
    reading = read(
        "Name (Original Name),User Email,Total Duration (Minutes)\n"
        "Ana P. (Popa Ana),,60\niPhone (Ion Dinu),,5\n40721***999,,9\n"
    )
    assert [p.name for p in reading.people] == ["Popa Ana", "Ion Dinu", "40721***999"]
    assert reading.people[0].other_names == ("Ana P.",)


def test_two_devices_without_names_are_not_one_person() -> None:
    reading = read(
        "Name (Original Name),User Email,Total Duration (Minutes)\niPhone,,60\niPhone,,5"
    )
    assert [p.minutes for p in reading.people] == [60, 5]


# --- order of day and month

JOIN = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"


def one_join(joined: str, left: str, minutes: str = "60") -> str:
    return f'{JOIN}Ana Popa,a@x.test,"{joined}","{left}",{minutes},No\n'


def test_ambiguous_order_is_asked_not_guessed() -> None:
    reading = read(one_join("05/12/2026 09:00", "05/12/2026 10:00"))
    (problem,) = reading.problems
    assert (problem.code, problem.severity) == ("date_order_ambiguous", Severity.ASK)
    assert problem.row == 2
    assert "05/12/2026 09:00" in problem.sentence("ro")


@pytest.mark.parametrize(
    ("order", "month"), [(DateOrder.DAY_FIRST, 12), (DateOrder.MONTH_FIRST, 5)]
)
def test_an_answer_settles_the_order(order: DateOrder, month: int) -> None:
    reading = read(one_join("05/12/2026 09:00", "05/12/2026 10:00"), date_order=order)
    assert reading.problems == ()
    assert reading.people[0].intervals[0].starts_at.month == month


def test_sessions_decide_the_order() -> None:
    session = Session(utc(6), utc(7))
    reading = read(one_join("05/12/2026 09:00", "05/12/2026 10:00"), sessions=[session])
    assert (reading.date_order, reading.problems) == (DateOrder.MONTH_FIRST, ())
    december = Session(utc(7, day=5, month=12), utc(8, day=5, month=12))
    reading = read(one_join("05/12/2026 09:00", "05/12/2026 10:00"), sessions=[december])
    assert (reading.date_order, reading.people[0].minutes) == (DateOrder.DAY_FIRST, 60)


def test_another_row_decides_the_order() -> None:
    text = one_join("05/12/2026 09:00", "05/12/2026 10:00")
    late = text + "Ion Dinu,i@x.test,20/12/2026 09:00,20/12/2026 10:00,60,No\n"
    assert read(late).date_order is DateOrder.DAY_FIRST
    assert read(late).problems == ()


def test_two_orders_in_one_file_are_asked() -> None:
    text = one_join("13/05/2026 09:00", "13/05/2026 10:00")
    text += "Ion Dinu,i@x.test,05/14/2026 09:00,05/14/2026 10:00,60,No\n"
    (problem,) = read(text).problems
    assert (problem.code, problem.severity) == ("dates_in_two_orders", Severity.ASK)
    assert "3" in problem.sentence("ro")


def test_registration_after_joining_rules_an_order_out() -> None:
    text = webinar().decode().replace('"May 20, 2026 6:26 PM"', "07/12/2026 06:26:00 PM")
    # month first: registered 1 May, joined 12 May; day first: registered 5 Jan, joined 5 Dec,
    # yet the report of 7 Dec allows both; registering on 5 June under one order does not.
    settled = text.replace("05/01/2026 10:00:00 AM", "06/04/2026 10:00:00 AM")
    reading = read(settled.replace("05/12/2026", "04/07/2026").replace("06/04", "05/03"))
    assert reading.date_order is DateOrder.DAY_FIRST
    assert "date_order_ambiguous" not in {p.code for p in reading.problems}


def test_twelve_hour_clock_alone_is_assumed_and_said() -> None:
    reading = read(one_join("05/12/2026 09:00:00 AM", "05/12/2026 10:00:00 AM"))
    assert [p.code for p in reading.problems] == ["date_order_assumed"]
    assert reading.date_order is DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        ("01/21/2021 08:58:30 PM", "01/21/2021 09:58:30 PM"),
        ("2026-09-03 18:00:00", "2026-09-03 19:00:00"),
        ("Mar 22, 2025 19:13:27", "Mar 22, 2025 20:13:27"),
        ("Mar 22, 2025 11:30\u202fPM", "Mar 23, 2025 12:30\u202fAM"),
        ("12.05.2026 18:00", "12.05.2026 19:00"),
    ],
)
def test_times_without_doubt(joined: str, left: str) -> None:
    reading = read(one_join(joined, left))
    assert (reading.people[0].minutes, reading.problems) == (60, ())


def test_bad_times_are_all_named_and_bring_no_minutes() -> None:
    text = one_join("2026-05-12 19:00", "2026-05-12 18:00")
    text += "B B,b@x.test,2026-05-12 18:00,mâine,60,No\nC C,c@x.test,,,-5,No\n"
    reading = read(text)
    found = {(p.code, p.row, p.column) for p in reading.problems}
    assert ("negative_duration", 2, "Leave Time") in found
    assert ("time_unreadable", 3, "Leave Time") in found
    assert ("duration_negative", 4, "Duration (Minutes)") in found


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8-sig", "Ștefănescu Țuțu"),
        ("utf-16", "Ștefănescu Țuțu"),
        ("utf-16-le", "Ștefănescu Țuțu"),
        ("cp1250", "\u015etefănescu \u0162u\u0163u"),
        ("iso8859-2", "\u015etefănescu \u0162u\u0163u"),
    ],
)
def test_encodings_end_in_comma_below_letters(encoding: str, name: str) -> None:
    text = f"Nume și prenume;E-mail\r\n{name};s@x.test\r\n"
    reading = read(text.encode(encoding, "replace"))
    assert reading.people[0].name == "Ștefănescu Țuțu"


def test_cp1252_wins_where_its_letters_are() -> None:
    reading = read("Nume;Prenume\r\nPeña;François-Hèlène à\r\n".encode("cp1252"))
    assert reading.encoding == "cp1252"
    assert reading.people[0].name == "Peña François-Hèlène à"


def test_mixed_encodings_are_read_line_by_line_and_said() -> None:
    data = "Nume;Prenume\nȘerban;Ana\n".encode() + "Țurcan;Ion\n".replace("Ț", "\u0162").encode(
        "cp1250"
    )
    reading = read(data)
    assert [p.name for p in reading.people] == ["Șerban Ana", "Țurcan Ion"]
    (problem,) = (p for p in reading.problems if p.code == "mixed_encodings")
    assert problem.params["rows"] == "3"


# --- hand-made lists and the CNP


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Ziua {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_handmade_workbook_with_title_rows_footer_and_two_days() -> None:
    header: list[object] = ["Nr. crt.", "Nume și prenume", "CNP", "E-mail", "Prezent"]
    day: list[list[object]] = [
        ["Listă de prezență"],
        [],
        header,
        [1, "1. POPA ANA", int(VALID_CNP), "ana@x.test", "X"],
        [2, "Dinu, Ion", VALID_CNP, "", ""],
        header,
        [3, "Sava Emil", VALID_CNP, "", "da"],
        ["Întocmit: Director Vasile"],
    ]
    data = workbook(day, day)
    reading = read_attendance(data, filename="lista.xlsx")
    people = by_name(reading)
    assert (reading.format, reading.encoding) == ("handmade", "xlsx")
    assert set(people) == {"POPA ANA", "Dinu Ion", "Sava Emil"}
    assert people["Dinu Ion"].presence is Presence.ABSENT
    assert VALID_CNP not in str(as_json(reading))
    sessions = [Session(utc(7), utc(9)), Session(utc(7, day=13), utc(8, day=13))]
    timed = by_name(read_attendance(data, filename="lista.xlsx", sessions=sessions))
    assert timed["POPA ANA"].minutes == 180
    assert timed["Dinu Ion"].minutes == 0


def test_list_without_minutes_says_so_and_hours_are_read() -> None:
    assert [p.code for p in read("Nume;Prenume\nPopa;Ana\n").problems] == ["list_without_minutes"]
    assert read("sep=;\nNume;Prenume;Nr. ore\nPopa;Ana;1,5\n").people[0].minutes == 90


def test_cnp_is_gone_from_reading_and_copy() -> None:
    text = (
        "Nume;Prenume;CNP;Observații\n"
        f"Popa;Ana;{VALID_CNP};are {VALID_CNP[:7]} {VALID_CNP[7:]} scris\n"
        f"Dinu {VALID_CNP};Ion;2;0721123456\n"
    )
    reading = read(text)
    copy = scrubbed_copy(text.encode(), filename="l.csv")
    for seen in (str(as_json(reading)), str(reading), copy.decode("utf-8-sig")):
        assert VALID_CNP not in seen
        assert f"{VALID_CNP[:7]} " not in seen
    assert "0721123456" in copy.decode("utf-8-sig")
    assert "cnp_dropped" in {p.code for p in reading.problems}
    again = read_attendance(copy, filename="l.csv")
    assert [(p.name, p.source_rows) for p in again.people] == [
        (p.name, p.source_rows) for p in reading.people
    ]


@pytest.mark.parametrize(
    "written",
    ["1 {}", "12 {}", "1. {}", "{} 0722123456", "0722123456 {}", "1-{}-2", "{} {}"],
)
@pytest.mark.parametrize(
    "cnp", ["1960101123456", "1960101 123456", "1 960101 12345 6", "196-0101-123456"]
)
def test_cnp_beside_another_number_is_masked(written: str, cnp: str) -> None:
    assert mask_cnp(written.format(cnp, cnp)) == written.format("[CNP]", "[CNP]")


def test_a_longer_number_is_no_cnp() -> None:
    assert mask_cnp("21960101123456 0722 123 456 7890") == "21960101123456 0722 123 456 7890"


def test_a_remark_about_the_cnp_hides_no_column() -> None:
    text = "Nume;Prenume;Observații\nPopa;Ana;fără CNP\nDinu;Ion;prezent la timp\n"
    assert "prezent la timp" in scrubbed_copy(text.encode(), filename="l.csv").decode()
    asked = webinar("Vă rugăm să ne dați CNP-ul").decode().replace("AS 12", "196010112345")
    assert "196010112345" not in scrubbed_copy(asked.encode(), filename="l.csv").decode()


def test_cnp_given_as_the_code_is_never_kept() -> None:
    reading = read(webinar().decode().replace("AS 12", VALID_CNP))
    assert by_name(reading)["Popa Ana"].rnasr_code == ""
    assert VALID_CNP not in str(as_json(reading))


def test_a_cnp_question_in_the_webinar_is_dropped() -> None:
    damaged = "1,96E+12"
    reading = read(webinar("CNP").decode().replace("AS 12", f'"{damaged}"'))
    assert damaged not in str(reading)
    assert damaged not in scrubbed_copy(webinar("CNP"), filename="w.csv").decode()
    assert by_name(reading)["Popa Ana"].minutes == 60


def test_workbook_copy_is_clean_deterministic_and_never_a_formula() -> None:
    data = workbook([["Nume", "Prenume", "CNP"], ["Popa", "Ana", int(VALID_CNP)]])
    copy = scrubbed_copy(data, filename="l.xlsx")
    assert copy == scrubbed_copy(data, filename="l.xlsx")
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert VALID_CNP.encode() not in everything
    formula = scrubbed_copy(b"Nume;Prenume\n=1+1;Ana\n", filename="l.csv")
    assert b"=1+1" in formula
    assert read(b"Nume;Prenume\n=1+1;Ana\n").problems[0].code == "formula_text"


def test_damaged_code_and_repeated_line_are_named() -> None:
    reading = read('Nume;Prenume;Cod RNASR\nPopa;Ana;"1,96E+12"\nDinu;Ion;\nDinu;Ion;\n')
    found = {(p.code, p.row) for p in reading.problems}
    assert ("code_damaged", 2) in found
    assert ("same_person_twice", 3) in found
    assert len(reading.people) == 2


# --- refusals


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty_file"),
        (b",,,\n;;\n", "empty_file"),
        (workbook([]), "empty_file"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"MZ\x90\0" + b"\0" * 99, "wrong_type"),
        (b"<!DOCTYPE html><html></html>", "wrong_type"),
        (zipped(a=b"x"), "wrong_type"),
        (zipped(word__document=b"x", mimetype=b"x"), "wrong_type"),
        (b"PK\x03\x04 cut short", "damaged_workbook"),
        (zipped(**{"xl__workbook.xml": b"<x"}), "damaged_workbook"),
        (zipped(**{"xl__workbook.xml": b"x", "xl__vbaProject.bin": b"x"}), "macros"),
        (zipped(**{"xl__workbook.xml": b"x", "a": b"\0" * 200_000_000}), "zip_bomb"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (OLE, "damaged_workbook"),
        (bytes(range(1, 32)) * 40 + b"\xff\xfe\x81", "unreadable_encoding"),
        (b"alfa,beta\n1,2\n", "unknown_layout"),
        (b'Nume;Prenume\nPopa;"Ana\n' + b"Dinu;Ion\n" * 200, "unclosed_quote"),
        (b"Nume;Prenume\n", "no_attendee"),
    ],
)
def test_refused_with_its_own_sentence(data: bytes, code: str) -> None:
    caught = refusal(data)
    assert caught.code == code
    assert caught.sentence("ro") != caught.sentence("en")
    assert "{" not in caught.sentence("ro") + caught.sentence("en")


def test_bounds_are_refused() -> None:
    assert refusal(b"x" * 2048, limits=Limits(max_bytes=1024)).code == "too_large"
    rows = b"Nume;Prenume\n" + b"Popa;Ana\n" * 50
    assert refusal(rows, limits=Limits(max_rows=20)).code == "too_many_rows"
    book = workbook([["Nume", "Prenume"], *[["Popa", "Ana"]] * 50])
    assert refusal(book, limits=Limits(max_rows=20)).code == "too_many_rows"


def test_unknown_layout_names_the_layouts_it_knows() -> None:
    sentence = refusal(b"alfa,beta\n1,2\n").sentence("ro")
    assert "webinar" in sentence
    assert "listă proprie" in sentence


def test_unknown_sheet_and_zone() -> None:
    book = workbook([["Nume", "Prenume"], ["Popa", "Ana"]])
    assert refusal(book, sheet=2).code == "unknown_sheet"
    assert refusal(webinar(), timezone="Marte/Olympus").code == "unknown_timezone"


# --- intervals


def test_union_and_clip() -> None:
    parts = [Interval(utc(8), utc(9)), Interval(utc(8, 30), utc(9, 15)), Interval(utc(10), utc(9))]
    assert union_of(parts) == (Interval(utc(8), utc(9, 15)),)
    two = [Session(utc(7), utc(8, 10)), Session(utc(9), utc(12))]
    assert minutes_of(clip(parts, sessions=two)) == 25
