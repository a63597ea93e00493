"""From an edition with one place, entered by its organiser, to who has it and who waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.models import Edition, Mail
from tests.infra.cast import sign_in

LINK = "https://exemplu.ro/sala"


def test_an_edition_from_its_form_to_the_waiting_list(app, client, cast, monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: datetime(2026, 5, 4, 9, 0, tzinfo=UTC))
    start = clock.legal_day(clock.now()) + timedelta(days=9)
    sign_in(client, cast.provider)
    form = {
        "count": "1",
        "programme": f"{cast.programme_id}/{cast.provider_id}",
        "day_1": start.isoformat(),
        "starts_1": "10:00",
        "ends_1": "16:00",
        "modality": "online",
        "capacity": "1",
        "price": "120",
        "link": "javascript:alert(1)",
    }
    refused = client.post("/provider/editions/new", data=form)
    assert refused.status_code == 422
    assert "Linkul începe cu https://" in refused.text
    made = client.post("/provider/editions/new", data=form | {"link": LINK})
    assert made.status_code == 303, made.text
    with app.app_context():
        edition = db.session().scalars(select(Edition).where(Edition.capacity == 1)).one()
        assert edition.price == 12_000
        page = f"/editions/{edition.id}"
        db.session.remove()
    assert "120 lei" in client.get("/editions").text

    for who, words in ((cast.member, "Aveți un loc"), (cast.colleague, "Pe lista de așteptare")):
        sign_in(client, who)
        assert LINK not in client.get(page).text
        client.post(f"{page}/register")
        shown = client.get(page).text
        assert words in shown
        assert (LINK in shown) is (who is cast.member)
        assert page in client.get("/editions?mine=1").text
    sign_in(client, cast.member)
    address = client.post("/editions/feed").text.split('value="')[-1].split('"')[0]
    assert b"BEGIN:VEVENT" in client.get(address[address.index("/editions/feed") :]).data

    sign_in(client, cast.provider)
    change = f"/provider{page}/change"
    filled = client.get(change).text
    assert f'value="{start.isoformat()}"' in filled
    assert f'value="{LINK}"' in filled
    assert 'name="day_2"' in client.post(change, data=form | {"more": "1"}).text
    assert client.post(change, data=form | {"ends_1": "09:00", "link": LINK}).status_code == 422
    moved = client.post(change, data=form | {"starts_1": "11:00", "link": LINK})
    assert moved.status_code == 303
    assert "Membri anunțați: 2" in client.get(f"/provider{page}").text
    table = client.get(f"/provider{page}/registrations?format=csv").get_data(as_text=True)
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == ["AS-10001", "AS-10002"]
    assert "are loc" in table.splitlines()[1]
    assert "așteaptă" in table.splitlines()[2]
    typed = "Lectorul este bolnav. " * 24
    refused = client.post(f"/provider{page}/cancel", data={"reason": typed})
    assert refused.status_code == 422
    assert typed.strip() in refused.text
    client.post(f"/provider{page}/cancel", data={"reason": "Lectorul este bolnav."})
    for where in (f"/provider{page}", f"/provider{page}/registrations", page, f"{page}.ics"):
        assert "Lectorul este bolnav." in client.get(where).text, where
    assert cast.provider.name in client.get(f"/provider{page}").text
    sign_in(client, cast.member)
    assert "Lectorul este bolnav." in client.get("/editions?mine=1").text
    feed = client.get(address[address.index("/editions/feed") :]).text
    assert "STATUS:CANCELLED" in feed
    assert "SEQUENCE:2" in feed  # moved, then cancelled
    sign_in(client, cast.provider)
    assert page not in client.get("/editions").text
    assert page in client.get("/provider").text
    assert client.get(change).status_code == 409
    assert b"STATUS:CANCELLED" in client.get(f"{page}.ics").data
    with app.app_context():
        bodies = dict(db.session().execute(select(Mail.kind, Mail.body)).tuples().all())
        assert "11:00–16:00" in bodies["edition_changed"]
        assert "Lectorul este bolnav." in bodies["edition_cancelled"]
        db.session.remove()
