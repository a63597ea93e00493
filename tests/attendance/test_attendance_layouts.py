"""Sessions against each format, layouts nobody knows, hostile workbooks, and the command."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from lms.__main__ import main
from lms.attendance import (
    AttendanceRefused,
    ColumnMapping,
    Field,
    Limits,
    Presence,
    Session,
    UnknownLayout,
    read_attendance,
    read_sessions,
    scrubbed_copy,
)
from lms.cli import build
from tests.attendance.test_attendance_golden import CHECK, GOLDEN

UNKNOWN = "Cine;Unde;Adresa\nPopa Ana;Cluj;ana@exemplu.test\nDinu Ion;Iași;ion@exemplu.test\n"


def golden(name: str, *sessions: Session):
    return read_attendance((GOLDEN / name).read_bytes(), filename=name, sessions=sessions)


def minutes(name: str, *sessions: Session) -> dict[str, int]:
    return {person.name: person.minutes for person in golden(name, *sessions).people}


def held(start: str, end: str) -> Session:
    starts_at, ends_at = (datetime.fromisoformat(f"{each}+00:00") for each in (start, end))
    return Session(starts_at, ends_at)


# --- minutes inside the sessions


def test_meet_counts_what_was_spent_and_never_more_than_the_part_inside() -> None:
    """62 minutes between 10:00 and 11:40: 30 of them at most can lie in the last half hour."""
    whole = held("2026-05-14T07:00", "2026-05-14T08:40")
    assert minutes("google-meet.csv", whole) == {"Popa Ana": 62, "Dinu Ștefan": 58}
    late = held("2026-05-14T08:10", "2026-05-14T08:40")
    assert minutes("google-meet.csv", late)["Popa Ana"] == 30


def test_two_devices_of_one_person_in_meet_are_not_two_presences() -> None:
    text = (GOLDEN / "google-meet.csv").read_text()
    text += "Ana,Popa,ana.popa@exemplu.test,40 min,10:20 AM,11:30 AM\n"
    day = held("2026-05-14T07:00", "2026-05-14T08:40")
    reading = read_attendance(text.encode(), filename="meet.csv", sessions=[day])
    assert reading.people[0].minutes == 62


def test_columns_of_days_bring_the_minutes_of_their_sessions() -> None:
    first = held("2026-03-05T08:00", "2026-03-05T10:00")
    second = held("2026-03-12T08:00", "2026-03-12T09:30")
    found = minutes("moodle.txt", first, second)
    assert found == {"Popa Ana": 210, "Dinu Ion": 120, "Sava Emil": 0}
    days = (
        held("2026-05-12T07:00", "2026-05-12T08:00"),
        held("2026-05-13T07:00", "2026-05-13T09:00"),
    )
    assert minutes("handmade-days.csv", *days) == {"Popa Ana": 180, "Dinu Ion": 60}


def test_days_of_another_edition_bring_nothing_and_are_said() -> None:
    reading = golden("handmade-days.csv", held("2027-01-12T07:00", "2027-01-12T08:00"))
    assert {person.minutes for person in reading.people} == {0}
    assert [p.params["value"] for p in reading.problems if p.code == "day_without_session"] == [
        "12.05.2026",
        "13.05.2026",
    ]


def test_sheets_named_by_days_put_times_on_their_days() -> None:
    first, second = (
        held("2026-05-12T06:00", "2026-05-12T08:00"),
        held("2026-05-13T06:00", "2026-05-13T10:00"),
    )
    assert minutes("handmade-days.xlsx", first, second) == {"POPA ANA": 360, "Dinu Ion": 240}


def test_the_activities_of_teams_are_clipped_not_its_summary() -> None:
    first_half_hour = held("2026-07-22T16:00", "2026-07-22T16:45")
    assert minutes("teams-2022.csv", first_half_hour)["Țuțu Maria"] == 28


def test_a_column_with_any_names_in_any_order_is_no_log_of_teams() -> None:
    with pytest.raises(UnknownLayout):
        read_attendance(b"a;b;2026-05-14 10:00:00\nc;d;2026-05-14 11:00:00\n", filename="x.csv")


# --- layouts that nobody knows


def test_an_unknown_layout_shows_its_table_and_is_read_by_a_mapping() -> None:
    with pytest.raises(UnknownLayout) as caught:
        read_attendance(UNKNOWN.encode(), filename="l.csv")
    preview = caught.value.preview
    assert caught.value.code == "unknown_layout"
    assert preview.tables[0].lines[1].cells == ("Popa Ana", "Cluj", "ana@exemplu.test")
    assert preview.guess == ColumnMapping({Field.EMAIL: 2}, header_row=1)
    mapping = ColumnMapping({Field.FULL_NAME: 0, **preview.guess.columns}, preview.guess.header_row)
    reading = read_attendance(UNKNOWN.encode(), filename="l.csv", mapping=mapping)
    assert (reading.format, [p.name for p in reading.people]) == (
        "mapped",
        ["Popa Ana", "Dinu Ion"],
    )
    with pytest.raises(UnknownLayout) as other:
        read_attendance(UNKNOWN.replace("Cine", " CINE ").encode("utf-16"), filename="l.csv")
    assert other.value.preview.signature == preview.signature


def test_a_mapped_mark_says_who_was_there_and_a_preview_has_no_cnp() -> None:
    text = "Cine;Aici\nPopa Ana;x\nDinu Ion 1960101123456;\n"
    with pytest.raises(UnknownLayout) as caught:
        read_attendance(text.encode(), filename="l.csv")
    assert "1960101123456" not in str(caught.value.preview)
    mapping = ColumnMapping({Field.FULL_NAME: 0, Field.PRESENT: 1}, header_row=1)
    reading = read_attendance(text.encode(), filename="l.csv", mapping=mapping)
    assert [p.presence for p in reading.people] == [Presence.PRESENT, Presence.ABSENT]


def test_a_cnp_after_a_number_or_in_the_name_of_a_sheet_is_gone_too() -> None:
    text = "Nume;Prenume;Observații\nPopa;Ana;12 1960101123456\n"
    assert b"1960101123456" not in scrubbed_copy(text.encode(), filename="l.csv")
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("Popa 1960101123456", 0)
    sheet.append(["Nume", "Prenume", "Nr. ore"])
    sheet.append(["Popa", "Ana", "=1+1"])
    book.save(out)
    assert "1960101123456" not in str(read_attendance(out.getvalue(), filename="l.xlsx"))


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({Field.JOINED: 0}, "mapping_without_people"),
        ({Field.FULL_NAME: 9}, "mapping_beyond_table"),
        ({Field.FULL_NAME: 0, Field.EMAIL: 0}, "mapping_repeats_column"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(columns: dict[Field, int], code: str) -> None:
    with pytest.raises(AttendanceRefused) as caught:
        read_attendance(UNKNOWN.encode(), filename="l.csv", mapping=ColumnMapping(columns, 1))
    assert caught.value.code == code


# --- hostile workbooks


def xlsx(sheet_xml_change=lambda xml: xml) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Nume", "Prenume", "Nr. ore"])  # type: ignore[union-attr]
    book.active.append(["Popa", "Ana", 2])  # type: ignore[union-attr]
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = sheet_xml_change(content.decode()).encode()
            new.writestr(name, content)
    return out.getvalue()


def test_a_far_away_cell_is_refused_before_it_unfolds() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    data = xlsx(lambda xml: xml.replace("</sheetData>", far))
    with pytest.raises(AttendanceRefused) as caught:
        read_attendance(data, filename="l.xlsx")
    assert caught.value.code == "sheet_too_wide"
    assert "1048576" in caught.value.sentence("ro")


def test_formulas_and_errors_in_cells_are_named_by_row_and_column() -> None:
    data = xlsx(
        lambda xml: xml.replace(
            "</sheetData>",
            '<row r="3"><c r="A3" t="inlineStr"><is><t>Dinu</t></is></c>'
            '<c r="B3" t="str"><f>D3</f></c><c r="C3"><f>1+1</f><v>2</v></c></row>'
            '<row r="4"><c r="A4" t="inlineStr"><is><t>Radu</t></is></c>'
            '<c r="B4" t="inlineStr"><is><t>#REF!</t></is></c><c r="C4"><v>1</v></c></row>'
            "</sheetData>",
        )
    )
    reading = read_attendance(data, filename="l.xlsx")
    assert [(p.name, p.minutes) for p in reading.people] == [
        ("Popa Ana", 120),
        ("Dinu", 120),
        ("Radu", 60),
    ]
    found = {(p.code, p.row, p.column) for p in reading.problems}
    assert {("formula_without_value", 3, "B"), ("cell_error", 4, "B")} <= found
    assert ("formula_value", None, "") in found


def test_repeated_cells_of_an_ods_stay_within_bounds() -> None:
    with zipfile.ZipFile(GOLDEN / "moodle.ods") as archive:
        content = archive.read("content.xml").decode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        row += 'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
        archive.writestr(
            "content.xml",
            content.replace("</table:table>", row + "</table:table-row></table:table>"),
        )
    with pytest.raises(AttendanceRefused) as caught:
        read_attendance(out.getvalue(), filename="l.ods", limits=Limits(max_rows=500))
    assert caught.value.code == "too_many_rows"


def test_the_copy_of_old_workbooks_is_clean() -> None:
    copy = scrubbed_copy((GOLDEN / "handmade.xls").read_bytes(), filename="l.xls")
    again = read_attendance(copy, filename="l.xlsx")
    assert [(p.name, p.minutes) for p in again.people] == [("Țuțu Ștefan", 120), ("Popa Ana", 90)]
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert b"1960101123456" not in b"".join(map(archive.read, archive.namelist()))


def test_an_encrypted_old_workbook_is_told_from_a_damaged_one() -> None:
    data = (GOLDEN / "handmade.xls").read_bytes()
    begin = data.index(b"\x09\x08\x10\x00\x00\x06")  # the first record of the Workbook stream
    locked = data[: begin + 20] + b"\x2f\x00\x04\x00\x00\x00\x00\x00" + data[begin + 28 :]
    for changed, code in ((locked, "password_protected"), (data[:700], "damaged_workbook")):
        with pytest.raises(AttendanceRefused) as caught:
            read_attendance(changed, filename="l.xls")
        assert caught.value.code == code


def test_both_readings_of_a_date_are_in_the_sentence() -> None:
    text = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
    text += "Ana Popa,a@x.test,05/12/2026 09:00,05/12/2026 10:00,60\n"
    (problem,) = read_attendance(text.encode(), filename="z.csv").problems
    assert "5 decembrie 2026" in problem.sentence("ro")
    assert "12 May 2026" in problem.sentence("en")


# --- sessions and the command


@pytest.mark.parametrize(
    "text",
    [
        "start,end\n2026-05-14 18:00,2026-05-14 20:00\n",
        "14.05.2026 18:00;14.05.2026 20:00;Etica\n",
        '{"sessions": [{"starts_at": "2026-05-14T15:00:00Z", "ends_at": "2026-05-14T17:00:00Z"}]}',
    ],
)
def test_sessions_are_read_from_rows_and_from_json(text: str) -> None:
    (session,) = read_sessions(text.encode())
    assert (session.starts_at.hour, session.ends_at.hour) == (15, 17)


@pytest.mark.parametrize("text", ["x", "{}", "2026-05-14 18:00,2026-05-14 17:00", "[1]"])
def test_sessions_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(AttendanceRefused) as caught:
        read_sessions(text.encode())
    assert caught.value.code == "sessions_unreadable"


def run(*arguments: object):
    return CliRunner().invoke(build(lambda: None), ["attendance", "read", *map(str, arguments)])


def test_the_command_prints_the_documented_json(tmp_path: Path) -> None:
    sessions = tmp_path / "sesiuni.csv"
    sessions.write_text("2026-07-22 19:00,2026-07-22 19:45\n")
    done = run(GOLDEN / "teams-2022.csv", "--sessions", sessions, "--json")
    found = json.loads(done.stdout)
    CHECK.validate(found)
    assert (done.exit_code, found["rows"][0]["minutes"]) == (0, 28)


def test_the_command_refuses_with_a_sentence_and_takes_columns(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(UNKNOWN)
    done = run(path, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Nu recunoaștem" in done.stderr
    done = run(path, "--columns", "full_name=1,email=3", "--json")
    assert [row["email"] for row in json.loads(done.stdout)["rows"]] == [
        "ana@exemplu.test",
        "ion@exemplu.test",
    ]
    assert run(path, "--columns", "nume=1").exit_code == 2


def test_the_command_is_reached_without_settings(capsys, monkeypatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["attendance", "read", str(GOLDEN / "moodle.ods")])
    assert ended.value.code in {0, None}
    assert "Popa Ana" in capsys.readouterr().out
