"""The register file: what it says, in every shape, and every problem with its place."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.registry_file import (
    Limits,
    PastCredit,
    Period,
    Place,
    RegisterRefusedError,
    problem_from_dict,
    read_register,
    template_workbook,
)
from lms.registry_file.catalogue import SENTENCES
from tests.registry_file.builder import (
    GOOD,
    TODAY,
    as_csv,
    good,
    read,
    read_bytes,
    xlsx,
    zipped,
)

VALID_CNP = "1960101123456"


def codes(register):
    return [(p.code, p.sheet, p.row) for p in register.problems]


def test_a_good_file_says_everything_of_each_member():
    register = read(GOOD)

    assert codes(register) == []
    ana, ion = register.records
    assert (ana.code, ana.identity.last_name, ana.identity.county) == ("00123", "Moraru", "CJ")
    assert ana.identity.emails == ("ana@ex.ro", "ana2@ex.ro")
    assert ana.identity.branch == "cluj"
    assert (ion.identity.county, ion.identity.branch) == ("IS", None)
    assert ion.identity.registered_on == date(2019, 6, 1)
    assert ana.grades == (
        Period(
            value="debutant",
            valid_from=date(2018, 3, 5),
            valid_until=date(2020, 3, 5),
            decision="BEX 4/2018",
        ),
        Period(value="practicant", valid_from=date(2020, 3, 5), decision="BEX 9/2020"),
    )
    assert [p.value for p in ana.statuses] == ["active", "parental_leave", "active"]
    assert ana.dues == {2025: date(2025, 2, 10)}
    assert ana.credits == (
        PastCredit(
            counts_on=date(2024, 12, 31),
            credits=7500,
            title="Intervenția în criză",
            document="Adeverința 12/2024",
        ),
        PastCredit(
            counts_on=date(2025, 3, 14),
            credits=2250,
            title="Atelier",
            document="Adeverința 3/2025",
        ),
    )
    assert ana.covered == {2024: "Fișa membrului"}
    assert ion.practice is None
    assert register.rows["statute"] == 4


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_an_archive_of_csv_files_says_the_same(delimiter, encoding):
    sheets = good()
    sheets["membri"][2][6] = "01.06.2019"
    archive = zipped(
        {
            f"registru/{name}.csv": as_csv(rows, delimiter=delimiter, encoding=encoding)
            for name, rows in sheets.items()
        }
    )

    register = read_bytes(archive, filename="registru.zip")

    def plainly(records):
        return [
            (r.code, r.identity, r.grades, r.statuses, r.practice, r.dues, r.credits, r.covered)
            for r in records
        ]

    assert plainly(register.records) == plainly(read(GOOD).records)
    assert register.format == "zip"


def test_one_csv_is_known_by_its_columns_whatever_its_name():
    rows = [["RNASR code", "Grade", "Valid from"], ["00123", "specialist", "1/2/2024"]]

    register = read_bytes(as_csv(rows), filename="export final (2).csv")

    assert codes(register) == []
    assert register.records[0].grades == (Period(value="specialist", valid_from=date(2024, 2, 1)),)


def test_csv_keeps_codes_written_as_text_formulas():
    register = read_bytes(b'cod_rnasr;an;platit_la\n"=""00123""";2024;\n', filename="cotizatii.csv")
    assert [record.code for record in register.records] == ["00123"]
    assert register.records[0].dues == {2024: None}


def test_titles_may_stand_under_a_heading_and_in_any_order():
    rows = [
        ["Registrul asistenților sociali"],
        [],
        ["Înregistrat la", "PRENUMELE", "Numele", "Cod RNASR"],
        ["05.03.2018", "Ana", "Moraru", "A-1"],
    ]
    register = read({"Membrii": rows})
    assert register.records[0].identity.first_name == "Ana"


PLANTED = [
    ("membri", 1, 0, "00124", "duplicate_code", 2),
    ("membri", 1, 3, "ion@ex.ro", "duplicate_email", 2),
    ("membri", 1, 3, "ana la ex.ro", "email_invalid", 2),
    ("membri", 1, 4, "Clujj", "county_unknown", 2),
    ("membri", 1, 5, "Sucursala X", "branch_unknown", 2),
    ("membri", 1, 6, "05.13.2018", "date_unreadable", 2),
    ("membri", 1, 6, "05.05.2026", "date_future", 2),
    ("membri", 1, 6, "05.05.1018", "date_absurd", 2),
    ("membri", 1, 6, "01.06.2019", "before_registration", 2),
    ("membri", 1, 1, "", "missing", 2),
    ("membri", 1, 1, "<b>Moraru</b>", "name_letters", 2),
    ("membri", 1, 1, "=1+1", "formula", 2),
    ("membri", 1, 1, "M" * 121, "too_long", 2),
    ("membri", 1, 0, "1,96E+12", "code_scientific", 2),
    ("membri", 1, 0, "1.96e12", "code_scientific", 2),
    ("membri", 1, 0, 123, "code_lost_zeros", 2),
    ("membri", 1, 0, 12345678901234567, "code_too_precise", 2),
    ("membri", 1, 0, VALID_CNP, "code_is_cnp", 2),
    ("trepte", 3, 1, "expert", "grade_unknown", 4),
    ("trepte", 2, 2, "01.03.2020", "overlap", 3),
    ("trepte", 1, 3, "04.03.2017", "until_before_from", 2),
    ("statute", 4, 1, "plecat", "status_unknown", 5),
    ("statute", 1, 3, "", "overlap", 3),
    ("practica", 1, 1, "altceva", "practice_unknown", 2),
    ("cotizatii", 1, 1, "25", "year_unreadable", 2),
    ("credite", 1, 3, "-2", "credits_not_positive", 2),
    ("credite", 1, 3, "0", "credits_not_positive", 2),
    ("credite", 1, 3, "750", "credits_absurd", 2),
    ("credite", 1, 3, "7,0005", "credits_decimals", 2),
    ("credite", 1, 3, "șapte", "credits_unreadable", 2),
    ("credite", 1, 3, "NaN", "credits_unreadable", 2),
    ("credite", 1, 5, "", "missing", 2),
    ("credite", 1, 1, "", "day_missing", 2),
    ("credite", 1, 1, 2026, "year_running", 2),
    ("credite", 2, 1, 2024, "year_differs", 3),
    ("credite", 1, 5, "#REF!", "cell_error", 2),
    ("ani_acoperiti", 1, 1, 2027, "year_unreadable", 2),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "code", "shown_row"), PLANTED)
def test_each_planted_fault_is_found_at_its_row(sheet, row, column, value, code, shown_row):
    sheets = good()
    sheets[sheet][row][column] = value

    register = read(sheets)

    found = [p for p in register.problems if p.code == code]
    assert found, codes(register)
    if code != "before_registration":
        assert (sheet, shown_row) in {(p.sheet, p.row) for p in found}
    for problem in found:
        for lang in ("ro", "en"):
            text = problem.sentence(lang)
            assert "{" not in text
            assert str(problem.row) in text
        assert VALID_CNP not in problem.value
        assert problem_from_dict(problem.as_dict()) == problem


def test_every_problem_is_listed_not_only_the_first():
    sheets = good()
    sheets["membri"][1][4] = "Clujj"
    sheets["trepte"][3][1] = "expert"
    sheets["credite"][1][3] = "-2"
    sheets["credite"][2][3] = "x"
    found = {p.code for p in read(sheets).problems}
    assert {
        "county_unknown",
        "grade_unknown",
        "credits_not_positive",
        "credits_unreadable",
    } <= found


def test_a_bad_grade_leaves_out_all_grades_of_that_member_and_nothing_else():
    sheets = good()
    sheets["trepte"][2][1] = "expert"

    register = read(sheets)

    assert register.bad_rows == {Place("trepte", 3)}
    assert register.left_out == {Place("trepte", 2), Place("trepte", 3)}
    ana = register.records[0]
    assert ana.grades is None
    assert ana.statuses is not None
    assert ana.identity is not None


def test_a_bad_member_row_leaves_out_everything_of_that_member():
    sheets = good()
    sheets["membri"][1][1] = ""

    register = read(sheets)

    assert [record.code for record in register.records] == ["00124"]
    assert Place("credite", 2) in register.left_out
    assert register.bad_rows == {Place("membri", 2)}


def test_a_bad_row_of_credits_leaves_the_other_rows_in():
    sheets = good()
    sheets["credite"][1][3] = "x"
    assert [c.credits for c in read(sheets).records[0].credits] == [2250]


def test_the_same_credits_twice_are_said_and_neither_is_used():
    sheets = good()
    sheets["credite"].append(
        ["00123", 2024, "", "3", "INTERVENTIA in criza", "adeverința  12/2024"]
    )
    register = read(sheets)
    assert codes(register) == [("duplicate_row", "credite", 4)]
    assert [c.credits for c in register.records[0].credits] == [2250]


def test_a_last_day_on_the_first_day_of_the_next_period_is_no_overlap():
    sheets = good()
    sheets["trepte"][1][3] = "05.03.2020"
    register = read(sheets)
    assert codes(register) == []
    assert register.records[0].grades[0].valid_until == date(2020, 3, 5)


def test_personal_numbers_are_dropped_said_and_not_kept():
    sheets = good()
    for row, value in zip(sheets["membri"], ["CNP", VALID_CNP, "2"], strict=True):
        row.append(value)
    sheets["credite"][1][4] = f"Curs {VALID_CNP}"

    register = read(sheets)

    assert VALID_CNP not in repr(register)
    dropped = {p.sheet: p.params["count"] for p in register.problems if p.code == "cnp_dropped"}
    assert dropped == {"membri": 2, "credite": 1}
    assert len(register.records) == 2


def test_unknown_sheets_and_columns_are_only_said():
    sheets = good(Altele=[["a", "b"], ["1", "2"]])
    sheets["membri"][0].append("telefon")
    register = read(sheets)
    assert {p.code for p in register.problems} == {"unknown_sheet", "unknown_column"}
    assert register.left_out == frozenset()


def test_a_sheet_without_a_needed_column_is_an_error_and_its_rows_stay_out():
    sheets = good()
    sheets["trepte"][0][2] = "altceva"
    register = read(sheets)
    assert [c for c in codes(register) if c[0] == "missing_column"]
    assert register.records[0].grades is None
    assert len(register.bad_rows) == 3


ZIP_BOMB = zipped({"membri.csv": b"0" * 3_000_000})
REFUSED = [
    (b"", "registru.xlsx", "empty_file"),
    (b"\xef\xbb\xbf \r\n ; ; \r\n", "registru.csv", "empty_file"),
    (b"%PDF-1.7 ...", "registru.xlsx", "wrong_type"),
    (b"\x89PNG\r\n\x1a\n....", "registru.csv", "wrong_type"),
    (zipped({"a.txtx": b"x"}), "registru.xlsx", "wrong_type"),
    (b"PK\x03\x04garbage", "registru.xlsx", "damaged"),
    (xlsx(GOOD)[:3000], "registru.xlsx", "damaged"),
    (ZIP_BOMB, "registru.zip", "zip_bomb"),
    (b"a" * 2_000_001, "registru.csv", "too_large"),
    (xlsx({"membri": [GOOD["membri"][0]]}), "registru.xlsx", "no_rows"),
    (template_workbook("ro"), "model.xlsx", "no_rows"),
    (xlsx({"Foaie1": [["a", "b"], [1, 2]]}), "registru.xlsx", "nothing_known"),
    (b'cod_rnasr;an\n"1;2024\n' + b"x;2024\n" * 100, "cotizatii.csv", "unclosed_quote"),
    (b"cod_rnasr;an\n" + b"1;2024\n" * 3000, "cotizatii.csv", "too_many_rows"),
    (bytes(range(1, 9)) * 50, "membri.csv", "unreadable_encoding"),
]


@pytest.mark.parametrize(("data", "filename", "code"), REFUSED, ids=[r[2] for r in REFUSED])
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(data, filename, code):
    limits = Limits(max_bytes=2_000_000, max_rows=2000, max_unpacked_bytes=2_500_000)
    with pytest.raises(RegisterRefusedError) as refused:
        read_bytes(data, filename=filename, limits=limits)
    assert refused.value.code == code
    for lang in ("ro", "en"):
        assert "{" not in refused.value.sentence(lang)


def test_a_zip_with_a_workbook_inside_as_csv_is_refused():
    with pytest.raises(RegisterRefusedError) as refused:
        read_bytes(zipped({"membri.csv": xlsx(GOOD)}), filename="r.zip")
    assert refused.value.code == "wrong_type"


def test_a_workbook_renamed_csv_is_read_as_what_it_is():
    assert read_bytes(xlsx(GOOD), filename="registru.csv").format == "xlsx"


def test_the_template_filled_in_is_read_without_a_problem():
    for lang in ("ro", "en"):
        book = openpyxl.load_workbook(io.BytesIO(template_workbook(lang)))
        for name, rows in GOOD.items():
            for row in rows[1:]:
                book[name].append(row)
        out = io.BytesIO()
        book.save(out)
        register = read_bytes(out.getvalue())
        assert codes(register) == []
        assert register.records == read(GOOD).records


def test_excel_serial_days_are_days():
    sheets = good()
    sheets["membri"][1][6] = 43164  # 2018-03-05
    assert read(sheets).records[0].identity.registered_on == date(2018, 3, 5)


def test_sentences_exist_for_every_problem_in_both_languages():
    for romanian, english in SENTENCES.values():
        assert romanian != english
        assert not set("\u015f\u0163\u015e\u0162") & set(romanian)


@given(st.integers(1, 200_000), st.sampled_from([",", "."]))
def test_any_amount_of_thousandths_is_read_exactly(thousandths, point):
    whole, rest = divmod(thousandths, 1000)
    written = f"{whole}{point}{rest:03}"
    sheets = {"credite": [GOOD["credite"][0], ["1", 2024, "", written, "Curs", "Act"]]}
    register = read_bytes(as_csv(sheets["credite"]), filename="credite.csv")
    assert register.records[0].credits[0].credits == thousandths


@given(st.dates(date(1950, 1, 1), TODAY))
def test_any_past_day_is_read_in_each_way_of_writing(day):
    rows: list[list[object]] = [["cod_rnasr", "an", "platit_la"]]
    rows += [
        [str(number), 2025, text]
        for number, text in enumerate(
            (f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year:04}", day.isoformat(),
             f"{day:%d/%m/%Y}", f"{day.isoformat()} 00:00:00")
        )
    ]  # fmt: skip
    register = read_bytes(as_csv(rows), filename="cotizatii.csv")
    assert {record.dues[2025] for record in register.records} == {day}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", b"cod_rnasr;an;platit_la\n", b"PK\x03\x04"):
        with contextlib.suppress(RegisterRefusedError):
            read_bytes(start + data, filename="cotizatii.csv")


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=7), min_size=1, max_size=5))
def test_any_cells_are_read_or_reported(rows):
    for kind in ("membri", "trepte", "statute", "cotizatii", "credite", "ani_acoperiti"):
        data = as_csv([GOOD[kind][0], *rows])
        try:
            register = read_bytes(data, filename=f"{kind}.csv")
        except RegisterRefusedError:
            continue
        for problem in register.problems:
            assert problem.sentence("en")
        kept = {place for record in register.records for place in record.places}
        assert not kept & register.left_out


def test_damaged_entry_of_an_archive_is_refused():
    data = bytearray(zipped({"membri.csv": as_csv(GOOD["membri"])}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.infolist()[0].header_offset + 45
    data[at] ^= 0xFF
    with pytest.raises(RegisterRefusedError):
        read_register(bytes(data), filename="r.zip", today=TODAY, branches={})
