"""Attendance lists on screen: uploaded, reviewed, confirmed, undone; every bad file refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select, text

from lms.extensions import db, transaction
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Edition,
    EditionState,
    Member,
    Resolution,
    StoredFile,
)
from lms.services import attendance_files, ledger, regulations, stored_files
from lms.services.attendance_reading import sessions_of
from tests.infra.attendance import add_members, csv_list, work_off
from tests.infra.cast import RECORDED_AT, sign_in
from tests.infra.zoom import make_zoom_webinar

ANA = ("Moraru", "Ana", "", "AS-10001", "360")
BOGDAN = ("Țuțea", "Bogdan", "", "AS-10002", "360")
BY_NAME = ("Stirbu", "Carmen", "carmen@acasa.test", "", "360")
STRANGER = ("Nimenea", "Xerxes", "x@spital.test", "", "360")
CNP = "1960101123456"  # its control digit is right


@pytest.fixture
def officer(app, client, cast):
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=RECORDED_AT)
        db.session.remove()
    sign_in(client, cast.provider)
    return client


def lists(cast):
    return f"/provider/editions/{cast.edition_id}/attendance"


def upload(client, cast, data, filename="lista.csv"):
    return client.post(
        f"{lists(cast)}/new",
        data={"file": (io.BytesIO(data), filename)},
        content_type="multipart/form-data",
    )


def words(response):
    body = re.sub(r"<(style|script).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def rows_of(app):
    with app.app_context():
        rows = db.session.scalars(select(AttendanceRow).order_by(AttendanceRow.ordinal)).all()
        db.session.remove()
    return rows


def files_of(app):
    with app.app_context():
        files = db.session.scalars(select(AttendanceFile)).all()
        db.session.remove()
    return files


def confirm(client, url):
    page = client.get(f"{url}/confirm").get_data(as_text=True)
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    return client.post(f"{url}/confirm", data={"seen": seen})


def balance(app, person):
    with app.app_context():
        found = ledger.balance(db.session(), person.member_id)
        db.session.remove()
    return found


def test_the_whole_way_from_file_to_credits_and_back(app, officer, cast):
    sent = upload(officer, cast, csv_list(ANA, BOGDAN, BY_NAME, STRANGER))
    assert sent.status_code == 303
    url = sent.headers["Location"]
    page = words(officer.get(url))
    assert "Mai este 1 rând de hotărât" in page
    assert "2 membri recunoscuți" in page
    assert "Carmen Știrbu" in page

    carmen = rows_of(app)[2]
    decided = officer.post(f"{url}/rows/{carmen.id}", data={"choice": "accept", "tab": "review"})
    assert decided.status_code == 303
    assert "Totul este hotărât" in words(officer.get(decided.headers["Location"]))

    numbers = words(officer.get(f"{url}/confirm"))
    assert "3 membri : 18 credite în total" in numbers
    assert "Confirmați și înregistrați 18 credite" in numbers
    assert confirm(officer, url).status_code == 303
    assert "Se înregistrează creditele" in words(officer.get(url))
    assert 'hx-trigger="every 2s"' in officer.get(f"{url}/progress").get_data(as_text=True)
    work_off(app)
    done = officer.get(f"{url}/progress").get_data(as_text=True)
    assert "hx-trigger" not in done
    assert "Gata: lista este înregistrată" in done
    result = words(officer.get(url))
    assert "A primit creditele" in result
    assert "Anularea stornează 18 credite de la 3 membri" in result
    assert [balance(app, p) for p in (cast.member, cast.colleague, cast.stranger)] == [6000] * 3

    assert officer.post(f"{url}/undo").status_code == 303
    work_off(app)
    assert balance(app, cast.member) == 0
    assert "Lista a fost anulată" in words(officer.get(url))


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"", "lista.csv", "Fișierul este gol"),
        (b"Nume,Prenume\r\n", "lista.csv", "nu conține niciun participant"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "lista.pdf", "este de fapt"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "lista.csv", "este de fapt"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(app, officer, cast, data, filename, said):
    sent = upload(officer, cast, data, filename)
    assert sent.status_code == 422
    assert said in words(sent)
    assert files_of(app) == []
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []
        db.session.remove()


def test_a_renamed_archive_is_refused(app, officer, cast):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("poze/una.txt", "nimic")
    for name in ("lista.xlsx", "lista.csv"):
        sent = upload(officer, cast, archive.getvalue(), name)
        assert sent.status_code == 422
        assert name in words(sent)
    assert files_of(app) == []


def test_no_file_and_a_file_beyond_the_limit(app, officer, cast):
    empty = officer.post(f"{lists(cast)}/new", data={}, content_type="multipart/form-data")
    assert empty.status_code == 422
    assert "Alegeți fișierul" in words(empty)
    huge = officer.post(
        f"{lists(cast)}/new",
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(100 * 1024 * 1024)},
    )
    assert huge.status_code == 413
    assert "prea mare" in words(huge)
    assert files_of(app) == []


def test_refusals_speak_english_too(officer, cast):
    with officer.session_transaction() as browser:
        browser["language"] = "en"
    assert "The file is empty" in words(upload(officer, cast, b""))
    assert "No data about service users." in words(officer.get(f"{lists(cast)}/new"))


@pytest.mark.parametrize("state", ["cancelled", "planned"])
def test_an_edition_that_has_no_attendance_yet_takes_no_list(app, officer, cast, state):
    with app.app_context():
        with transaction() as session:
            edition = session.get_one(Edition, cast.edition_id)
            if state == "cancelled":
                edition.state = EditionState.CANCELLED
            else:
                for held in edition.sessions:
                    held.starts_at = held.starts_at.replace(year=2999)
                    held.ends_at = held.ends_at.replace(year=2999)
        db.session.remove()
    sent = upload(officer, cast, csv_list(ANA))
    assert sent.status_code == 422
    said = "Ediția este anulată" if state == "cancelled" else "Ediția nu s-a încheiat încă"
    assert said in words(sent)
    assert files_of(app) == []


def test_the_same_file_leads_to_the_list_that_is_there(app, officer, cast):
    first = upload(officer, cast, csv_list(ANA)).headers["Location"]
    again = upload(officer, cast, csv_list(ANA), "alt nume.csv")
    assert again.headers["Location"] == first
    assert "a fost deja încărcat" in words(officer.get(first))
    assert len(files_of(app)) == 1


def test_personal_numbers_are_kept_nowhere(app, officer, cast):
    data = csv_list(
        (*ANA, CNP),
        ("Popa", f"Ion {CNP}", "", "", "360", CNP),
        header="Nume,Prenume,E-mail,Cod RNASR,Minute,CNP",
    )
    sent = upload(officer, cast, data, f"lista {CNP}.csv")
    assert sent.status_code == 303
    assert "date cu caracter de CNP" in words(officer.get(sent.headers["Location"]))
    settings = app.extensions["settings"]
    with app.app_context():
        for table in ("attendance_file", "attendance_row", "stored_file", "audit_entry", "outbox"):
            for row in db.session.execute(text(f"SELECT * FROM {table}")):
                assert CNP not in str(tuple(row)), table
                assert CNP.encode() not in b"".join(v for v in row if isinstance(v, bytes)), table
        kept = db.session.scalars(select(StoredFile)).one()
        copy = stored_files.read(kept, settings=settings)
        assert CNP.encode() not in copy
        assert b"AS-10001" in copy
        assert b"AS-10001" not in kept.sealed
        db.session.remove()


def test_markup_and_formulas_are_shown_and_exported_as_text(app, officer, cast):
    nasty = "<img src=x onerror=alert(1)>"
    data = csv_list(ANA, (f'"{nasty}"', "Ion", "", "", "360"), ("=1+1", "Ion", "", "", "360"))
    url = upload(officer, cast, data, "<b>lista</b>.csv").headers["Location"]
    page = officer.get(f"{url}?tab=all").get_data(as_text=True)
    assert nasty not in page
    assert "&lt;img src=x" in page
    assert "<b>lista" not in page
    confirm(officer, url)
    work_off(app)
    assert nasty not in officer.get(url).get_data(as_text=True)
    exported = officer.get(f"{url}?format=csv").get_data().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(exported)) for cell in row]
    assert "'=1+1 Ion" in cells
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{url}?format=xlsx").get_data()))
    kinds = {
        (c.value, c.data_type) for row in book.worksheets[0].iter_rows() for c in row if c.value
    }
    assert ("=1+1 Ion", "s") in kinds


def test_candidates_show_code_and_branch_and_never_an_email(app, officer, cast):
    url = upload(officer, cast, csv_list(BY_NAME)).headers["Location"]
    page = officer.get(url).get_data(as_text=True)
    assert "AS-10003, Sucursala Iași" in page
    assert cast.stranger.email not in page
    found = officer.get(f"{url}?tab=review&code=as-10002").get_data(as_text=True)
    assert "Bogdan Țuțea" in found
    assert cast.colleague.email not in found
    missing = officer.get(f"{url}?tab=review&code=AS-1")
    assert "Niciun membru nu are codul" in words(missing)


def test_each_decision_is_kept_and_can_be_taken_back(app, officer, cast):
    url = upload(officer, cast, csv_list(ANA, BY_NAME)).headers["Location"]
    row = rows_of(app)[1]

    def say(choice):
        assert officer.post(f"{url}/rows/{row.id}", data={"choice": choice}).status_code == 303
        kept = rows_of(app)[1]
        return kept.resolution, kept.member_id, kept.resolved_by

    by = cast.provider.id
    assert say("accept") == (Resolution.ACCEPTED, cast.stranger.member_id, by)
    other = f"accept:{cast.colleague.member_key}"
    assert say(other) == (Resolution.ACCEPTED, cast.colleague.member_id, by)
    assert say("not_member") == (Resolution.NOT_MEMBER, None, by)
    assert say("skip") == (Resolution.SKIPPED, None, by)
    assert say("reopen") == (Resolution.OPEN, None, None)
    for nonsense in ("", "accept:zzz", "delete", f"accept:{uuid4()}"):
        assert say(nonsense) == (Resolution.OPEN, None, None)


def test_namesakes_are_never_chosen_by_the_machine(app, officer, cast):
    with app.app_context():
        with transaction() as session:
            for n in range(2):
                twin = Member(
                    id=uuid4(),
                    key=uuid4(),
                    rnasr_code=f"PO-{n}",
                    last_name="Popa",
                    first_name="Ion",
                    folded_name="ion popa",
                    registered_on=RECORDED_AT.date(),
                    recorded_at=RECORDED_AT,
                )
                session.add(twin)
        db.session.remove()
    url = upload(officer, cast, csv_list(("Popa", "Ion", "", "", "360"))).headers["Location"]
    row = rows_of(app)[0]
    page = officer.get(url).get_data(as_text=True)
    assert "data-enter" not in page
    assert 'data-key="2"' in page
    officer.post(f"{url}/rows/{row.id}", data={"choice": "accept"})
    assert rows_of(app)[0].member_id is None
    assert "Alegeți unul dintre ei" in words(officer.get(url))


def test_htmx_gets_the_part_with_the_next_row_and_the_focus_in_it(app, officer, cast):
    url = upload(
        officer, cast, csv_list(BY_NAME, ("Tutea", "Bogdan", "b@acasa.test", "", "360"))
    ).headers["Location"]
    first, second = rows_of(app)
    part = officer.post(
        f"{url}/rows/{first.id}",
        data={"choice": "accept", "tab": "review"},
        headers={"HX-Request": "true"},
    )
    text_ = part.get_data(as_text=True)
    assert part.status_code == 200
    assert text_.lstrip().startswith('<div id="review"')
    assert "data-focus" in text_
    assert "membru ales, păstrat. Urmează Tutea Bogdan." in words_in_attributes(text_)
    assert part.headers["HX-Replace-Url"].endswith(f"row={second.id}")
    assert "data-focus" not in officer.get(url).get_data(as_text=True)


def words_in_attributes(html):
    return " ".join(re.findall(r'data-announce="([^"]*)"', html))


def test_everyone_without_a_match_at_once_and_back(app, officer, cast):
    strangers = [("Nimenea", f"Xer{n}", f"x{n}@spital.test", "", "360") for n in range(3)]
    url = upload(officer, cast, csv_list(ANA, *strangers)).headers["Location"]
    assert "Toți cei 3 nu sunt membri" in words(officer.get(f"{url}?tab=unmatched"))
    officer.post(f"{url}/unmatched", data={"act": "not_member"})
    assert {row.resolution for row in rows_of(app)[1:]} == {Resolution.NOT_MEMBER}
    officer.post(f"{url}/unmatched", data={"act": "accept"})
    officer.post(f"{url}/unmatched", data={"act": "reopen"})
    assert {row.resolution for row in rows_of(app)[1:]} == {Resolution.OPEN}


def test_numbers_that_changed_meanwhile_are_shown_again_and_not_booked(app, officer, cast):
    url = upload(officer, cast, csv_list(ANA, BY_NAME)).headers["Location"]
    page = officer.get(f"{url}/confirm").get_data(as_text=True)
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    officer.post(f"{url}/rows/{rows_of(app)[1].id}", data={"choice": "accept"})
    sent = officer.post(f"{url}/confirm", data={"seen": seen})
    assert sent.status_code == 422
    assert "Între timp, cineva a schimbat" in words(sent)
    assert "12 credite" in words(sent)
    assert files_of(app)[0].state is AttendanceState.REVIEW


def test_a_list_of_strangers_only_is_not_confirmed(app, officer, cast):
    url = upload(officer, cast, csv_list(STRANGER)).headers["Location"]
    sent = confirm(officer, url)
    assert sent.status_code == 422
    assert "Nimeni din listă nu este încă recunoscut" in words(sent)


def test_an_open_question_blocks_and_the_officer_may_answer_it(app, officer, cast):
    with app.app_context():
        with transaction() as session:
            # sessions on 5 April, so that 05/04 and 04/05 are both possible days of a year
            edition = session.get_one(Edition, cast.edition_id)
            for held in edition.sessions:
                held.starts_at = held.starts_at.replace(month=4, day=4)
                held.ends_at = held.ends_at.replace(month=4, day=5)
        db.session.remove()
    header = "Nume,Prenume,Cod RNASR,Intrare,Ieșire"
    lines = [("Moraru", "Ana", "AS-10001", "01/02/2026 09:00", "01/02/2026 16:00")]
    url = upload(officer, cast, csv_list(*lines, header=header)).headers["Location"]
    page = words(officer.get(url))
    assert "Lista are o întrebare deschisă" in page
    assert "Zi / lună" in page
    assert confirm(officer, url).status_code == 422
    answered = officer.post(f"{url}/date-order", data={"order": "month_first"})
    assert answered.status_code == 303
    assert files_of(app)[0].date_order == "month_first"
    assert rows_of(app)[0].intervals[0][0].startswith("2026-01-02")
    officer.post(f"{url}/date-order", data={"order": "sideways"})
    assert files_of(app)[0].date_order == "month_first"


def test_a_list_of_another_topic_and_day_is_warned_about(app, officer, cast):
    with app.app_context():
        edition = attendance_files.find_fileable(
            db.session(), cast.edition_id, provider_ids={cast.provider_id}
        )
        sessions = sessions_of(edition)
        db.session.remove()
    data, _truth = make_zoom_webinar(
        [], sessions=sessions, seed=1, rows=0, topic="Fiscalitate locală"
    )
    person = (
        "Yes,Ana Moraru,Ana,Moraru,a@acasa.test,,approved,"
        "03/14/2026 09:00:00 AM,03/14/2026 04:00:00 PM,420,Yes,AS-10001,Romania\r\n"
    )
    url = upload(officer, cast, data + person.encode()).headers["Location"]
    page = words(officer.get(url))
    assert "Fișierul este despre „Fiscalitate locală”" in page
    assert "Cei mai mulți au intrat" not in page


def test_a_corrected_list_shows_the_difference_first(app, officer, cast):
    url = upload(officer, cast, csv_list(ANA, BOGDAN)).headers["Location"]
    confirm(officer, url)
    work_off(app)
    fewer = (*BOGDAN[:4], "359")
    second = upload(officer, cast, csv_list(BY_NAME, fewer)).headers["Location"]
    officer.post(f"{second}/rows/{rows_of_file(app, second)[0].id}", data={"choice": "accept"})
    page = words(officer.get(f"{second}/confirm"))
    assert "Înlocuiește lista „lista.csv”" in page
    assert "Ana Moraru, AS-10001 6 h – se stornează 6 credite" in page
    assert "Carmen Știrbu, AS-10003 – 6 h primește 6 credite" in page
    assert "Bogdan Țuțea, AS-10002 6 h 5 h 59 min creditele nu se schimbă" in page
    confirm(officer, second)
    work_off(app)
    people = (cast.member, cast.colleague, cast.stranger)
    assert [balance(app, person) for person in people] == [0, 6000, 6000]
    assert "Această listă nu mai contează" in words(officer.get(url))


def rows_of_file(app, url):
    with app.app_context():
        files = db.session.scalars(select(AttendanceFile)).all()
        rows = next(list(file.rows) for file in files if str(file.id) in url)
        db.session.remove()
    return rows


def test_strangers_and_other_methods_get_nothing(app, officer, cast):
    url = upload(officer, cast, csv_list(ANA, BY_NAME)).headers["Location"]
    row = rows_of(app)[1]
    assert officer.get(f"{url}/rows/{row.id}").status_code == 405
    assert officer.get(f"{url}/undo").status_code == 405
    assert officer.get(f"{lists(cast)}/{uuid4()}").status_code == 404
    assert officer.post(f"{url}/rows/{uuid4()}", data={"choice": "skip"}).status_code == 404
    sign_in(officer, cast.stranger_provider)
    for address in (url, f"{url}/confirm", f"{url}/progress"):
        assert officer.get(address).status_code == 404
    assert officer.post(f"{url}/rows/{row.id}", data={"choice": "accept"}).status_code == 404
    assert officer.post(f"{url}/confirm", data={"seen": "x"}).status_code == 404
    assert upload(officer, cast, csv_list(ANA)).status_code == 404
    assert rows_of(app)[1].resolution is Resolution.OPEN
    sign_in(officer, cast.provider_colleague)
    assert officer.get(url).status_code == 200


def test_a_big_list_costs_the_same_queries_as_a_small_one(app, officer, cast, count_queries):
    with app.app_context():
        with transaction() as session:
            members = add_members(session, 120)
            edition = attendance_files.find_fileable(
                session, cast.edition_id, provider_ids={cast.provider_id}
            )
            sessions = sessions_of(edition)
        db.session.remove()
    counts = {}
    for name, rows in (("small", 8), ("big", 150)):
        data, _truth = make_zoom_webinar(members, sessions=sessions, seed=5, rows=rows)
        url = upload(officer, cast, data).headers["Location"]
        for page in ("?tab=all", "/confirm"):
            officer.get(f"{url}{page}")
            with count_queries() as seen:
                assert officer.get(f"{url}{page}").status_code == 200
            counts[name, page] = len(seen)
    assert counts["small", "?tab=all"] == counts["big", "?tab=all"] <= 24
    assert counts["small", "/confirm"] == counts["big", "/confirm"] <= 34
