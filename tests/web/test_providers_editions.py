"""The editions of an organiser: listed, found, shown, entered; never a stranger's."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import (
    Edition,
    EditionSession,
    EditionState,
    Modality,
    Programme,
    ProgrammeApproval,
    ProgrammeOrganiser,
    ProviderApproval,
)
from tests.infra.cast import RECORDED_AT, sign_in

NEW = "/provider/editions/new"


def words(response):
    text = re.sub(r"<(style|script).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def add_edition(session, cast, number, starts_on, **more):
    edition = Edition(
        id=uuid4(),
        programme_id=cast.programme_id,
        provider_id=cast.provider_id,
        number=number,
        modality=Modality.IN_PERSON,
        county="CJ",
        place=f"Sala {number}",
        starts_on=starts_on,
        ends_on=starts_on,
        state=EditionState.PLANNED,
        recorded_at=RECORDED_AT,
    )
    for name, value in more.items():
        setattr(edition, name, value)
    session.add(edition)
    session.flush()
    start = datetime(starts_on.year, starts_on.month, starts_on.day, 8, tzinfo=UTC)
    session.add(
        EditionSession(
            id=uuid4(), edition_id=edition.id, starts_at=start, ends_at=start + timedelta(hours=3)
        )
    )
    session.flush()
    return edition.id


@pytest.fixture
def many(app, cast):
    with app.app_context():
        with transaction() as session:
            for n in range(2, 62):
                add_edition(session, cast, n, date(2025, 3, 1) + timedelta(days=5 * n))
            add_edition(session, cast, 62, date(2027, 5, 1))
            add_edition(session, cast, 63, date(2025, 6, 1), state=EditionState.CANCELLED)
        db.session.remove()
    return cast


def form(cast, **changes):
    return {
        "programme": f"{cast.programme_id}/{cast.provider_id}",
        "count": "2",
        "day_1": "2026-05-09",
        "starts_1": "09:00",
        "ends_1": "12:00",
        "topic_1": "Primul contact",
        "day_2": "2026-05-09",
        "starts_2": "13:00",
        "ends_2": "15:30",
        "modality": "in_person",
        "county": "CJ",
        "place": "Casa de Cultură",
    } | changes


def test_the_list_is_paged_filtered_and_exported(client, many):
    sign_in(client, many.provider)

    page = words(client.get("/provider"))
    assert "63 de ediții" in page
    assert "Pagina 1 din 2" in page
    assert "1 ediție" in words(client.get("/provider?standing=cancelled"))
    assert "1 ediție" in words(client.get("/provider?standing=planned&year=2027"))
    assert "1 ediție" in words(client.get("/provider?q=sala+17"))
    assert "Nicio ediție nu se potrivește" in words(client.get("/provider?q=nimic"))
    exported = client.get("/provider?format=csv&year=2027").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported)))
    assert rows[1][:3] == ["Intervenția în criză", "62", "2027-05-01"]
    assert len(rows) == 2


def test_the_list_costs_the_same_however_long_it_is(client, many, count_queries):
    sign_in(client, many.provider)
    with count_queries() as long:
        client.get("/provider")
    with count_queries() as short:
        client.get("/provider?q=sala+17")
    assert len(long) == len(short) <= 14


def test_a_stranger_sees_nothing_of_it(client, many):
    sign_in(client, many.stranger_provider)
    assert "Nicio ediție, deocamdată" in words(client.get("/provider"))
    assert client.get(f"/provider/editions/{many.edition_id}").status_code == 404
    assert client.get(f"/provider/editions/{uuid4()}").status_code == 404


def test_another_organiser_sees_the_edition_but_does_not_file(app, client, cast):
    with app.app_context():
        with transaction() as session:
            session.add(
                ProgrammeOrganiser(
                    id=uuid4(),
                    programme_id=cast.programme_id,
                    provider_id=cast.stranger_provider_id,
                )
            )
        db.session.remove()
    sign_in(client, cast.stranger_provider)
    page = client.get(f"/provider/editions/{cast.edition_id}")
    assert page.status_code == 200
    assert "Lista de prezență o depune Asociația Punte" in words(page)
    assert "Fundația Alta" in words(page)
    assert f"/provider/editions/{cast.edition_id}/attendance/new" not in page.get_data(as_text=True)
    assert client.get(f"/provider/editions/{cast.edition_id}/attendance/new").status_code == 404


def test_the_page_of_an_edition_says_what_comes_next(client, cast):
    sign_in(client, cast.provider)
    page = client.get(f"/provider/editions/{cast.edition_id}")
    text = words(page)
    assert "Încărcați lista de prezență" in text
    assert "decizia nr. 31 din 1 februarie 2025" in text
    assert "14 martie 2026, 09:00 – 12:00" in text
    assert client.post(f"/provider/editions/{cast.edition_id}").status_code == 405


@pytest.mark.parametrize(
    ("table", "valid_from", "valid_until", "said"),
    [
        (ProgrammeApproval, date(2026, 3, 15), None, "începe la 15 martie 2026"),
        (ProgrammeApproval, date(2025, 2, 1), date(2026, 3, 1), "valabilă până la 1 martie 2026"),
        (ProviderApproval, date(2026, 4, 1), None, "avizul începe la 1 aprilie 2026"),
    ],
)
def test_an_edition_outside_its_approval_says_so(
    app, client, cast, table, valid_from, valid_until, said
):
    with app.app_context():
        with transaction() as session:
            for approval in session.scalars(select(table)):
                approval.valid_from, approval.valid_until = valid_from, valid_until
        db.session.remove()
    sign_in(client, cast.provider)
    assert said in words(client.get(f"/provider/editions/{cast.edition_id}"))


def test_an_edition_is_added_with_its_sessions(app, client, cast):
    sign_in(client, cast.provider)
    sent = client.post(NEW, data=form(cast))
    assert sent.status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Edition).where(Edition.number == 2)).one()
        assert (made.starts_on, made.ends_on) == (date(2026, 5, 9), date(2026, 5, 9))
        assert [held.starts_at for held in made.sessions] == [
            datetime(2026, 5, 9, 6, 0, tzinfo=UTC),
            datetime(2026, 5, 9, 10, 0, tzinfo=UTC),
        ]
        assert (made.place, made.county) == ("Casa de Cultură", "CJ")
        db.session.remove()
    assert "Ediția 2 a fost adăugată" in words(client.get(sent.headers["Location"]))
    again = client.post(NEW, data=form(cast))
    assert again.status_code == 422
    assert "Există deja ediția 2" in words(again)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day_1": "2029-01-10", "day_2": "2029-01-10"}, "avizat la 10.01.2029"),
        ({"day_1": "2028-01-20", "day_2": "2028-01-20"}, "avizul a fost valabil până la"),
        ({"day_1": "2025-01-20", "day_2": "2025-01-20"}, "aprobarea începe la 01.02.2025"),
        ({"ends_1": "08:00"}, "Ora de sfârșit trebuie să fie după cea de început"),
        ({"starts_2": "11:00"}, "Două sesiuni se suprapun"),
        ({"day_1": ""}, "Scrieți ziua sesiunii"),
        ({"day_1": "mâine"}, "Aceasta nu este o zi"),
        ({"starts_1": "99"}, "Aceasta nu este o oră"),
        ({"county": ""}, "Alegeți județul"),
        ({"place": " "}, "Scrieți unde se ține"),
        ({"modality": ""}, "Alegeți cum se ține ediția"),
        ({"programme": ""}, "Alegeți programul din listă"),
        ({"place": "x" * 201}, "mai mult de 200 de caractere"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_is_kept(app, client, cast, changes, said):
    sign_in(client, cast.provider)
    sent = client.post(NEW, data=form(cast, **changes))
    assert sent.status_code == 422
    assert said in words(sent)
    if changes.get("place") is None:
        assert 'value="Casa de Cultură"' in sent.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Edition)).all()) == 1
        db.session.remove()


def test_one_more_session_keeps_what_was_typed_and_adds_nothing(app, client, cast):
    sign_in(client, cast.provider)
    page = client.post(NEW, data=form(cast, more="1")).get_data(as_text=True)
    assert 'name="day_3"' in page
    assert 'value="Primul contact"' in page
    assert 'role="alert"' not in page
    with app.app_context():
        assert len(db.session.scalars(select(Edition)).all()) == 1
        db.session.remove()


def test_a_strangers_programme_cannot_be_held(app, client, cast):
    sign_in(client, cast.stranger_provider)
    sent = client.post(NEW, data=form(cast, programme=f"{cast.programme_id}/{cast.provider_id}"))
    assert sent.status_code == 422
    assert "Niciun program aprobat" in words(client.get(NEW))
    with app.app_context():
        assert db.session.scalars(select(Programme)).one()
        assert len(db.session.scalars(select(Edition)).all()) == 1
        db.session.remove()
