"""/api/v1 as an organiser's program uses it: tokens, editions, lists sent, confirmed, undone."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from sqlalchemy import func, select

from lms import clock
from lms.extensions import db, transaction
from lms.models import (
    ApiAnswer,
    ApiKey,
    AttendanceFile,
    CreditEntry,
    Edition,
    EditionRegistration,
    Mail,
    RoleGrant,
)
from lms.services import api_answers, api_tokens, edition_places
from lms.services.api_tokens import TokenScope, TokenState
from lms.web.api import frame
from tests.infra.attendance import csv_list, work_off
from tests.infra.cast import sign_in
from tests.infra.editions import announce

NAME = "Sincronizare"
SESSION = {"starts_at": "2026-04-18T09:00:00+03:00", "ends_at": "2026-04-18T12:00:00+03:00"}


def made(app, provider_id, account_id, *scopes, name=NAME, days=30):
    with app.app_context(), transaction() as session:
        return api_tokens.create(
            session,
            provider_id,
            name=f"{name} {uuid4().hex[:6]}",
            scopes=scopes or list(TokenScope),
            expires_on=clock.today() + timedelta(days=days),
            account_id=account_id,
            now=clock.now(),
        )


class Program:
    """A client with a token."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    def ask(self, method, path, *, key=None, language="ro", **given):
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": language}
        if key:
            headers["Idempotency-Key"] = key
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **given)

    def send(self, edition_id, data, *, key=None):
        return self.ask(
            "POST",
            f"/editions/{edition_id}/attendance",
            key=key,
            data={"file": (io.BytesIO(data), "lista.csv")},
            content_type="multipart/form-data",
        )


@pytest.fixture
def program(app, client, cast):
    return Program(client, made(app, cast.provider_id, cast.provider.id))


def code_list(*people):
    return csv_list(*(("", "", "", person.rnasr_code, "360") for person in people))


def test_tokens_open_only_their_scope_their_organiser_and_their_time(app, client, cast):
    reader = Program(
        client, made(app, cast.provider_id, cast.provider.id, TokenScope.EDITIONS_READ)
    )
    assert reader.ask("GET", "/editions").json["items"][0]["id"] == str(cast.edition_id)
    refused = reader.send(cast.edition_id, b"x")
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    for token in ("", "treapta_x.y", reader.token[:-1], f"{reader.token}x"):
        answer = Program(client, token).ask("GET", "/editions")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    stranger = made(app, cast.stranger_provider_id, cast.stranger_provider.id)
    other = Program(client, stranger)
    assert other.ask("GET", "/editions").json["items"] == []
    assert other.ask("GET", f"/editions/{cast.edition_id}").status_code == 404
    assert other.send(cast.edition_id, code_list(cast.member)).status_code == 404

    with app.app_context(), transaction() as session:
        row = session.scalars(select(ApiKey).where(ApiKey.provider_id == cast.provider_id)).one()
        assert row.last_used_on == clock.today()
        row.expires_on = clock.today()
    assert reader.ask("GET", "/editions").status_code == 401
    with app.app_context(), transaction() as session:  # whoever made it has left
        session.get_one(ApiKey, row.id).expires_on = clock.today() + timedelta(days=9)
        for grant in session.scalars(
            select(RoleGrant).where(RoleGrant.account_id == cast.provider.id)
        ):
            grant.valid_until = clock.today()
    assert reader.ask("GET", "/editions").status_code == 401


def test_the_pages_make_show_once_and_end_tokens(app, client, cast):
    page = f"/provider/organisations/{cast.provider_id}/tokens"
    sign_in(client, cast.provider)
    until = (clock.today() + timedelta(days=90)).isoformat()
    empty = client.post(page, data={"name": "", "expires_on": until})
    assert empty.status_code == 422
    late = {"name": "A", "scopes": ["editions:read"], "expires_on": "2099-01-01"}
    assert "următoarele 12 luni" in client.post(page, data=late).get_data(as_text=True)
    shown = client.post(page, data=late | {"expires_on": until}).get_data(as_text=True)
    token = shown.split(">treapta_")[1].split("<")[0]
    again = client.post(page, data=late | {"expires_on": until})
    assert "Există deja un jeton" in again.get_data(as_text=True)
    assert token not in client.get(page).get_data(as_text=True)
    program = Program(client, f"treapta_{token}")
    assert program.ask("GET", "/programmes").status_code == 200
    with app.app_context():
        [row] = db.session.scalars(select(ApiKey))
        assert token.split(".")[1] not in row.secret_hash
    client.post(f"{page}/{row.id}/revoke")
    assert program.ask("GET", "/programmes").status_code == 401
    with app.app_context():
        [line] = api_tokens.list_tokens(db.session(), cast.provider_id, on=clock.today())
        assert line.state is TokenState.REVOKED


def test_an_edition_is_entered_once_and_refused_with_reasons(app, program, cast):
    wanted = {"programme": str(cast.programme_id), "modality": "online", "sessions": [SESSION]}
    first = program.ask("POST", "/editions", json=wanted, key="a")
    assert first.status_code == 201
    assert first.json["starts_on"] == "2026-04-18"
    assert program.ask("POST", "/editions", json=wanted, key="a").json == first.json
    other = program.ask("POST", "/editions", json={**wanted, "place": "Sala 2"}, key="a")
    assert other.status_code == 422
    twin = program.ask("POST", "/editions", json=wanted, key="b", language="en")
    assert twin.status_code == 400
    assert "edition" in twin.json["detail"]
    with app.app_context():
        assert (
            db.session.scalar(select(func.count()).select_from(Edition).where(Edition.number > 1))
            == 1
        )
        assert db.session.scalars(select(ApiAnswer.key)).all() == ["a"]

    bad = {"programme": "x", "modality": "cine știe", "sessions": [{"starts_at": "2026-04-18"}]}
    answer = program.ask("POST", "/editions", json=bad)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    fields = {each["field"].removeprefix("json."): each["detail"] for each in answer.json["errors"]}
    assert fields["programme"] == "Nu este un UUID."
    assert fields["sessions.0.ends_at"] == "Lipsește și este obligatoriu."
    assert "modality" in fields
    stranger = program.ask("POST", "/editions", json=wanted | {"programme": str(uuid4())})
    assert stranger.status_code == 404


def test_an_edition_is_changed_and_cancelled_as_in_the_pages(app, program, cast):
    with app.app_context(), transaction() as session:
        edition_id = announce(session, cast)
        for n, person in enumerate((cast.member, cast.colleague)):
            session.get_one(Edition, edition_id).capacity = 1
            edition_places.register(
                session,
                edition_id,
                member_id=person.member_id,
                account_id=person.id,
                write=app.extensions["letters"],
                now=clock.now() + timedelta(seconds=n),
            )
    where = f"/editions/{edition_id}"
    rows = program.ask("GET", f"{where}/registrations").json["items"]
    assert [(row["place"], row["turn"]) for row in rows] == [("taken", None), ("waiting", 1)]
    waits = program.ask("GET", f"{where}/registrations?place=waiting").json["items"]
    assert [row["rnasr_code"] for row in waits] == [cast.colleague.rnasr_code]

    before = program.ask("GET", where).json
    change = {"price": 90, "link": "https://exemplu.ro/sala", "county": "CJ"}
    for key in ("a", "a", None):  # sent three times, changed once
        after = program.ask("PATCH", where, json=change, key=key)
        assert (after.status_code, after.json) == (200, before | change)
    assert mailed(app, "edition_changed") == 2
    for wrong, status in (
        ({"capacity": 0}, 422),
        ({"link": "http://exemplu.ro"}, 422),
        ({"number": 7}, 422),
        ({"modality": None}, 422),
        ({"register_until": "0001-01-01"}, 422),
        ({"modality": "in_person"}, 400),  # where?
        ({"sessions": [SESSION]}, 400),  # long ago
    ):
        assert (wrong, program.ask("PATCH", where, json=wrong).status_code) == (wrong, status)
    assert program.ask("PATCH", f"/editions/{cast.edition_id}", json={}).status_code == 409  # held
    assert program.ask("PATCH", where, json={"capacity": 2}).status_code == 200
    assert mailed(app, "edition_promoted") == 1

    assert program.ask("POST", f"{where}/cancel", json={"reason": " "}).status_code == 400
    why = {"reason": "Lectorul este bolnav."}
    for key, status in (("c", 200), ("c", 200), (None, 409)):
        done = program.ask("POST", f"{where}/cancel", json=why, key=key)
        assert done.status_code == status
    told = program.ask("GET", where).json
    assert (told["standing"], told["cancel_reason"]) == ("cancelled", why["reason"])
    assert mailed(app, "edition_cancelled") == 2


def mailed(app, kind):
    with app.app_context():
        count = select(func.count()).select_from(Mail).where(Mail.kind == kind)
        return db.session.scalar(count)


def test_a_list_goes_from_the_file_to_the_credits_and_back(app, program, cast):
    with app.app_context(), transaction() as session:
        session.add(
            EditionRegistration(
                id=uuid4(),
                edition_id=cast.edition_id,
                member_id=cast.colleague.member_id,
                registered_at=clock.now(),
            )
        )
    [row] = program.ask("GET", f"/editions/{cast.edition_id}/registrations").json["items"]
    assert row["rnasr_code"] == cast.colleague.rnasr_code
    assert "@" not in str(row)

    data = code_list(cast.member, cast.colleague)
    sent = program.send(cast.edition_id, data, key="lista-1")
    assert sent.status_code == 201
    assert sent.json["expected"]["credits"] == "12.000"
    assert program.send(cast.edition_id, data, key="lista-1").status_code == 201  # replayed
    same = program.send(cast.edition_id, data)
    assert (same.status_code, same.json["id"]) == (200, sent.json["id"])
    where = f"/editions/{cast.edition_id}/attendance/{sent.json['id']}"
    people = program.ask("GET", f"{where}/people?decision=sure").json
    assert {each["member"] for each in people["items"]} == {
        cast.member.rnasr_code,
        cast.colleague.rnasr_code,
    }
    stale = program.ask("POST", f"{where}/confirm", json={"seen": "altceva"})
    assert stale.status_code == 400
    looked_at = {"seen": sent.json["seen"]}
    for key in ("da", "da", None):  # sent three times, booked once
        done = program.ask("POST", f"{where}/confirm", json=looked_at, key=key)
        assert (done.status_code, done.json["state"]) == (202, "booking")
    work_off(app)
    assert program.ask("GET", where).json["state"] == "booked"
    assert balance(app) == 12_000
    program.ask("POST", f"{where}/undo")
    work_off(app)
    assert program.ask("GET", where).json["state"] == "undone"
    assert balance(app) == 0
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AttendanceFile)) == 1


def balance(app):
    with app.app_context():
        return db.session.scalar(select(func.sum(CreditEntry.credits)))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"\x00" * 500, b"a;b\n1;2\n"])
def test_files_that_are_no_list_are_refused_with_a_sentence(program, cast, data):
    answer = program.send(cast.edition_id, data)
    assert answer.status_code in (400, 422)
    assert answer.json["detail"].endswith(".")


def test_what_is_killed_before_the_commit_leaves_no_answer(app, program, cast, monkeypatch):
    wanted = {"programme": str(cast.programme_id), "modality": "online", "sessions": [SESSION]}

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(api_answers, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            program.ask("POST", "/editions", json=wanted, key="a")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ApiAnswer)) == 0
    assert program.ask("POST", "/editions", json=wanted, key="a").status_code == 201


UNUSABLE: dict[str, dict[str, Any]] = {
    "nul": {"place": "Sala\0"},
    "surrogate": {"sessions": [SESSION | {"topic": "\ud800"}]},
    "deep": {"place": [[[[[[[[["x"]]]]]]]]]},
    "year 1": {"sessions": [SESSION | {"starts_at": "0001-01-01T00:00:00+14:00"}]},
    "year 9999": {"sessions": [SESSION | {"ends_at": "9999-12-31T23:59:00-12:00"}]},
}


def test_what_no_database_or_calendar_holds_is_refused(program, cast):
    wanted = {"programme": str(cast.programme_id), "modality": "online", "sessions": [SESSION]}
    for name, changes in UNUSABLE.items():
        answer = program.ask("POST", "/editions", json=wanted | changes)
        assert (name, answer.status_code) == (name, 422)
    for body in ("{", "[" * 100_000, b"\xff\xfe", "9" * 5000):
        answer = program.ask("POST", "/editions", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert program.ask("POST", "/editions", data="{}", content_type="text/plain").status_code == 415
    assert program.ask("GET", "/editions?yeer=2026").status_code == 422  # not all of them
    nowhere = program.ask("POST", "/editions", json=wanted | {"modality": "in_person"})
    assert (nowhere.status_code, nowhere.json["detail"]) == (
        400,
        "Alegeți județul în care se ține ediția.",
    )
    assert program.ask("GET", "/editions").json["total"] == 1


def test_requests_are_counted_by_token_and_it_says_how_long_to_wait(make_app, cast, monkeypatch):
    monkeypatch.setattr(frame, "PER_MINUTE", 2)
    app = make_app(config={"RATELIMIT_ENABLED": True})
    one, other = (
        Program(app.test_client(), made(app, cast.provider_id, cast.provider.id)) for _ in "ab"
    )
    assert [one.ask("GET", "/programmes").status_code for _ in range(3)] == [200, 200, 429]
    late = one.ask("GET", "/programmes")
    assert late.mimetype == "application/problem+json"
    assert 1 <= int(late.headers["Retry-After"]) <= 61
    assert other.ask("GET", "/programmes").status_code == 200


def test_sent_four_times_at_once_with_one_key_it_is_done_once(app, program, cast):
    wanted = {"programme": str(cast.programme_id), "modality": "online", "sessions": [SESSION]}

    def send(_number):
        one = Program(app.test_client(), program.token)
        return one.ask("POST", "/editions", json=wanted, key="a")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.json["id"] for each in answers}) == 1
    assert program.ask("GET", "/editions").json["total"] == 2


def test_old_answers_are_forgotten(app, program, cast):
    wanted = {"programme": str(cast.programme_id), "modality": "online", "sessions": [SESSION]}
    program.ask("POST", "/editions", json=wanted, key="a")
    with app.app_context(), transaction() as session:
        api_answers.forget(session, now=clock.now() + timedelta(days=6))
        assert session.scalar(select(func.count()).select_from(ApiAnswer)) == 1
        api_answers.forget(session, now=clock.now() + timedelta(days=8))
        assert session.scalar(select(func.count()).select_from(ApiAnswer)) == 0


def test_lists_ask_as_many_queries_however_long_they_are(program, cast, count_queries):
    sent = program.send(cast.edition_id, code_list(cast.member))
    where = f"/editions/{cast.edition_id}/attendance/{sent.json['id']}/people"
    with count_queries() as few:
        program.ask("GET", where)
    longer = program.send(cast.edition_id, code_list(cast.member, cast.colleague, cast.stranger))
    where = f"/editions/{cast.edition_id}/attendance/{longer.json['id']}/people"
    with count_queries() as many:
        program.ask("GET", where)
    assert len(many) <= len(few)


def test_the_description_is_openapi_and_has_a_page(client):
    spec = client.get("/api/openapi.json", headers={"Accept-Language": "en"}).json
    assert spec["openapi"] == "3.1.0"
    assert all(
        operation["operationId"]
        and ("401" in operation["responses"]) is bool(operation.get("security"))
        for path in spec["paths"].values()
        for operation in path.values()
    )
    assert not spec["paths"]["/api/v1/verify"]["post"].get("security")
    for path in spec["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                for content in answer["content"].values():
                    whole = content["schema"] | {"components": spec["components"]}
                    jsonschema.validate(content["example"], whole)
                assert status < "3" or content["example"]["status"] == int(status)
    assert "ă" not in str(spec)  # in English when English is asked for
    page = client.get("/api/docs").get_data(as_text=True)
    for path in spec["paths"]:
        assert path in page
