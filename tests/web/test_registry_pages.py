"""Pages of the register: the list, one member, and an import from upload to undo."""

from __future__ import annotations

import csv
import io
import re
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import AuditEntry, CreditEntry, ImportState, Member, RegisterImport
from lms.services import members as service
from tests.infra.cast import sign_in
from tests.infra.register import apply_import, preview_import, work_off
from tests.registry_file.builder import GOOD, as_csv, good, xlsx


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def officer(client, cast):
    sign_in(client, cast.caap)
    return client


@pytest.fixture
def norms(app):
    from lms import clock
    from lms.services import regulations

    with app.app_context(), transaction() as session:
        regulations.ensure_bundled(session, now=clock.now())


def names(response):
    return re.findall(r'/registry/members/[^"]+">([^<]+)<', response.get_data(as_text=True))


def upload(client, data, filename="registru.xlsx"):
    return client.post(
        "/registry/imports/new",
        data={"file": (io.BytesIO(data), filename)},
        content_type="multipart/form-data",
    )


def import_of(app):
    with app.app_context():
        found = db.session.scalars(
            select(RegisterImport).order_by(RegisterImport.uploaded_at.desc())
        ).first()
        db.session.remove()
    return found


def count(app, table):
    with app.app_context():
        total = db.session.scalar(select(func.count()).select_from(table))
        db.session.remove()
    return total


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=tutea", ["Țuțea Bogdan"]),
        ("name=BOGDAN+Țuțea", ["Țuțea Bogdan"]),
        ("name=nimeni", []),
        ("code=10001", ["Moraru Ana"]),
        ("code=%25", []),
        ("activated=no", ["Neactivat Mihai"]),
        ("grade=principal", []),
        ("status=active&activated=yes&name=ana", ["Moraru Ana"]),
        ("county=IS", []),
        ("county=XX&grade=x&status=x&branch=x&activated=x&name=stirbu", ["Știrbu Carmen"]),
    ],
)
def test_the_list_is_filtered(officer, query, expected):
    assert names(officer.get(f"/registry?{query}")) == expected


def test_the_list_is_filtered_by_branch(officer, cast):
    found = names(officer.get(f"/registry?branch={cast.other_branch_id}"))
    assert found == ["Știrbu Carmen"]


@pytest.mark.parametrize(
    "key", ["name", "code", "county", "branch", "grade", "status", "activated"]
)
def test_the_list_is_sorted_by_each_column(officer, key):
    for order in ("asc", "desc"):
        answer = officer.get(f"/registry?sort={key}&order={order}")
        assert len(names(answer)) == 4
    by_code = names(officer.get("/registry?sort=code&order=desc"))
    assert by_code[0] == "Neactivat Mihai"


def test_the_list_is_exported(officer):
    text = officer.get("/registry?format=csv&name=ana").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1][:3] == ["Moraru Ana", "AS-10001", "Cluj"]
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/registry?format=xlsx").data))
    assert book["Treapta"].max_row == 5


def test_the_list_asks_as_few_questions_for_many_members(app, officer, count_queries, norms):
    with count_queries() as few:
        officer.get("/registry")
    sheets = {"membri": [GOOD["membri"][0]], "trepte": [GOOD["trepte"][0]]}
    for number in range(40):
        sheets["membri"].append([f"Z{number}", "Pop", "Ion", "", "CJ", "", "05.03.2018"])
        sheets["trepte"].append([f"Z{number}", "debutant", "05.03.2018", "", ""])
    apply_import(app, sheets)
    with count_queries() as many:
        officer.get("/registry")
    assert len(many) <= len(few)


def test_an_empty_register_says_how_to_begin(app, officer, cast):
    with app.app_context(), transaction() as session:
        for row in session.scalars(select(Member)):
            row.withdrawn_at = row.recorded_at
    assert "Registrul este gol" in words(officer.get("/registry"))


def test_each_view_of_a_member_is_noted_and_shown_to_the_member(app, officer, cast):
    for _ in range(2):
        answer = officer.get(f"/registry/members/{cast.member.member_key}")
        assert "Ana Moraru" in words(answer)
        assert "din 6 mai 2019" in words(answer)

    with app.app_context():
        views = service.views_of_member(db.session(), cast.member.member_id)
        others = service.views_of_member(db.session(), cast.colleague.member_id)
        db.session.remove()
    assert [(view.name, view.role) for view in views] == [("Horia Comisia", "caap")] * 2
    assert others == []


def test_an_unknown_member_is_not_found_and_no_view_is_noted(app, officer):
    assert officer.get(f"/registry/members/{uuid4()}").status_code == 404
    with app.app_context():
        noted = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == service.VIEWED)
        ).all()
        db.session.remove()
    assert noted == []


def test_a_member_page_asks_a_fixed_number_of_questions(app, officer, cast, count_queries, norms):
    sheets = good()
    for year in range(2014, 2024):
        sheets["credite"].append(["00123", year, "", "1", f"Curs {year}", "Act"])
    apply_import(app, sheets)
    with app.app_context():
        keys = {m.rnasr_code: m.key for m in db.session.scalars(select(Member))}
        db.session.remove()
    with count_queries() as few:
        officer.get(f"/registry/members/{keys['00124']}")
    with count_queries() as many:
        officer.get(f"/registry/members/{keys['00123']}")
    assert len(many) <= len(few)


def test_a_file_is_read_shown_applied_and_undone(app, officer, norms):
    answer = upload(officer, xlsx(GOOD))
    assert answer.status_code == 302
    page = words(officer.get(answer.location))
    assert "2 membri noi intră în registru." in page
    assert "Se înscriu 2 linii de credite anterioare, în total 9,75 credite." in page
    assert "Țuțea-Pop" in page
    before = count(app, Member)

    applying = officer.post(f"{answer.location}/apply")
    assert applying.status_code == 302
    waiting = officer.get(f"{answer.location}/state").get_data(as_text=True)
    assert 'hx-get="' in waiting
    assert 'aria-live="polite"' in waiting
    work_off(app)
    done = officer.get(f"{answer.location}/state").get_data(as_text=True)
    assert 'hx-get="' not in done
    assert "Importul a fost aplicat pentru 2 membri." in done
    assert "2 membri aduși de import ies din liste." in done
    assert count(app, Member) == before + 2
    assert names(officer.get("/registry?name=tutea+pop")) == ["Țuțea-Pop Ion"]

    officer.post(f"{answer.location}/undo")
    work_off(app)
    assert import_of(app).state is ImportState.UNDONE
    assert names(officer.get("/registry?name=tutea+pop")) == []
    with app.app_context():
        assert db.session.scalar(select(func.sum(CreditEntry.credits))) == 0
        db.session.remove()


def test_mistakes_block_until_the_box_is_ticked_with_the_number_that_was_shown(app, officer, norms):
    sheets = good()
    sheets["statute"][3][1] = "plecat"
    where = upload(officer, xlsx(sheets)).location
    page = words(officer.get(where))
    assert "Las deoparte 1 rând cu greșeli și încă 2 rânduri" in page
    assert "statutul „plecat” nu există" in page

    for form in ({}, {"left_out": "3"}, {"leave_out": "y", "left_out": "1"}, {"leave_out": "y"}):
        refused = officer.post(f"{where}/apply", data=form)
        assert refused.status_code == 422
        assert "Fișierul are greșeli." in words(refused)
    assert import_of(app).state is ImportState.PREVIEW
    accepted = officer.post(f"{where}/apply", data={"leave_out": "y", "left_out": "3"})
    assert accepted.status_code == 302
    assert import_of(app).state is ImportState.APPLYING


@pytest.mark.parametrize(
    ("data", "filename", "sentence"),
    [
        (b"", "registru.xlsx", "Fișierul este gol."),
        (b"%PDF-1.4 x", "registru.xlsx", "un document PDF, nu un registru"),
        (xlsx({"membri": [GOOD["membri"][0]]}), "r.xlsx", "niciun rând cu date"),
        (xlsx({"Foaie": [["a"], ["b"]]}), "r.xlsx", "Nu am recunoscut nicio foaie"),
        (xlsx(GOOD)[:2000], "r.xlsx", "este deteriorat"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_kept(
    app, officer, norms, data, filename, sentence
):
    answer = upload(officer, data, filename)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert import_of(app) is None


def test_the_refusal_is_in_the_reader_s_language(officer, norms):
    with officer.session_transaction() as browser:
        browser["language"] = "en"
    assert "The file is empty." in words(upload(officer, b" ", "r.csv"))


def test_no_file_is_refused(officer):
    answer = officer.post("/registry/imports/new", data={})
    assert answer.status_code == 422
    assert "Alegeți fișierul registrului." in words(answer)


def test_the_same_file_again_says_zero_changes(app, officer, norms):
    apply_import(app, GOOD)
    where = upload(officer, xlsx(GOOD)).location
    assert "0 schimbări" in words(officer.get(where))
    assert officer.post(f"{where}/apply").status_code == 409


def test_a_preview_is_given_up(app, officer, norms):
    where = upload(officer, xlsx(GOOD)).location
    assert officer.post(f"{where}/discard").status_code == 302
    assert "Ați renunțat" in words(officer.get(where))
    assert count(app, Member) == 4


def test_hostile_text_is_shown_as_text(app, officer, norms):
    sheets = good()
    sheets["credite"][1][4] = "<script>alert(1)</script>"
    page = officer.get(upload(officer, xlsx(sheets)).location).get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_problems_and_difference_are_filtered_paged_and_exported(app, officer, norms):
    sheets = {"membri": [GOOD["membri"][0]]}
    for number in range(120):
        county = "Cluj" if number % 2 else "nicăieri"
        sheets["membri"].append([f"Z{number}", "Pop", "Ion", "", county, "", "05.03.2018"])
    where = upload(officer, xlsx(sheets)).location

    page = officer.get(where).get_data(as_text=True)
    assert page.count('class="tag tag--problem"') == 50
    second = officer.get(f"{where}?problems=2").get_data(as_text=True)
    assert second.count('class="tag tag--problem"') == 10
    assert "Nicio problemă de acest fel." in words(officer.get(f"{where}?severity=notice"))
    assert "Z119" in words(officer.get(f"{where}?page=2"))
    assert "Z119" in words(officer.get(f"{where}?q=z119"))
    assert "Z117" not in words(officer.get(f"{where}?q=z119&kind=new"))
    assert "Niciun membru nu se potrivește." in words(officer.get(f"{where}?kind=changed"))
    problems = officer.get(f"{where}?list=problems&format=csv").get_data(as_text=True)
    assert len(problems.splitlines()) == 61
    changes = officer.get(f"{where}?format=csv").get_data(as_text=True)
    assert "Z119,Ion Pop,membru nou,Nume,,Pop" in changes


def test_an_import_page_asks_a_fixed_number_of_questions(app, officer, norms, count_queries):
    where = upload(officer, as_csv(GOOD["membri"]), "membri.csv").location
    with count_queries() as few:
        officer.get(where)
    rows = [[f"Z{number}", "Pop", "Ion", "", "", "", "05.03.2018"] for number in range(40)]
    where = upload(officer, xlsx({"membri": [GOOD["membri"][0], *rows]})).location
    with count_queries() as many:
        officer.get(where)
    assert len(many) <= len(few)


def test_the_kept_file_is_downloaded(officer, norms):
    where = upload(officer, xlsx(GOOD)).location
    answer = officer.get(f"{where}/file")
    assert answer.data.startswith(b"PK")
    assert "registru.zip" in answer.headers["Content-Disposition"]


def test_the_template_is_a_workbook_in_the_reader_s_language(officer):
    answer = officer.get("/registry/imports/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[:2] == ["instructiuni", "membri"]


def test_an_unknown_import_is_not_found(officer):
    assert officer.get(f"/registry/imports/{uuid4()}").status_code == 404
    assert officer.post(f"/registry/imports/{uuid4()}/apply").status_code == 404


def test_imports_are_listed(app, officer, norms):
    with app.app_context(), transaction() as session:
        preview_import(session, GOOD)
    page = words(officer.get("/registry/imports"))
    assert "registru.xlsx" in page
    assert "De hotărât" in page
    assert "registru.xlsx" in officer.get("/registry/imports?format=csv").get_data(as_text=True)


def test_wrong_methods_are_refused(officer, norms):
    where = upload(officer, xlsx(GOOD)).location
    assert officer.get(f"{where}/apply").status_code == 405
    assert officer.post("/registry").status_code == 405
