"""Requests made up by hand: other hosts, other sites, old sessions, bodies without end."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.infra.cast import PASSWORD, Cast, sign_in

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "evil.example",
)


def give(client: FlaskClient, url: str, **data: Any) -> Any:
    return client.post(url, data=data)


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: FlaskClient, cast: Cast, onward: str) -> None:
    chosen = client.get("/language/en", query_string={"next": onward})
    signed_in = give(client, "/login", email=cast.member.email, password=PASSWORD, next=onward)
    again = client.get("/login", query_string={"next": onward})

    assert [answer.headers["Location"] for answer in (chosen, signed_in, again)] == ["/"] * 3


def test_address_that_looks_like_a_host_is_no_way_out(client: FlaskClient, cast: Cast) -> None:
    asked = client.get("//evil.example/..%2f/account", base_url="http://localhost")
    while asked.status_code in {301, 302, 308}:
        where = asked.headers["Location"]
        assert where.startswith(("http://localhost/", "/")), where
        assert not where.startswith("//"), where
        asked = client.get(where)
    assert asked.status_code == 404


def test_mailed_links_name_our_own_host(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from lms.extensions import db
    from lms.models import Mail

    client.post(
        "/password",
        data={"email": cast.member.email},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )

    with app.app_context():
        [letter] = db.session.query(Mail).all()
    assert "evil" not in letter.body
    assert f"{app.extensions['settings'].public_url}/password/" in letter.body


def test_signing_in_begins_a_new_session(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as browser:
        browser["planted"] = "by somebody else"
        browser["csrf_token"] = "known to somebody else"
        browser["language"] = "en"

    give(client, "/login", email=cast.member.email, password=PASSWORD)

    with client.session_transaction() as browser:
        assert "planted" not in browser
        assert browser.get("csrf_token") != "known to somebody else"
        assert browser["language"] == "en"


def test_cookie_is_for_our_pages_only(make_app: Any) -> None:
    app = make_app(public_url="https://treapta.example.ro")
    answer = app.test_client().get("/language/en", base_url="https://treapta.example.ro")

    [cookie] = answer.headers.getlist("Set-Cookie")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_session_ends_when_it_was_closed_elsewhere(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.member)
    other = app.test_client()
    sign_in(other, cast.member)
    assert client.get("/account").status_code == 200

    other.post("/account/sessions/close")

    assert client.get("/account").headers["Location"].startswith("/login")
    assert other.get("/account").status_code == 200


@pytest.mark.parametrize("days", [(1, None), (-30, 0), (-30, -1)], ids=["later", "today", "ended"])
def test_role_counts_only_on_its_days(
    app: Flask, client: FlaskClient, cast: Cast, days: tuple[int, int | None]
) -> None:
    from lms import clock
    from lms.extensions import db, transaction
    from lms.models import Account

    first, last = days
    with app.app_context():
        with transaction() as session:
            for grant in session.get_one(Account, cast.administrator.id).roles:
                grant.valid_from = clock.today() + timedelta(days=first)
                grant.valid_until = None if last is None else clock.today() + timedelta(days=last)
        db.session.remove()
    sign_in(client, cast.administrator)

    assert client.get("/admin/accounts").status_code == 403
    assert client.post(f"/admin/accounts/{cast.member.id}/disable").status_code == 403


def test_closed_account_is_out_at_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from lms import clock
    from lms.extensions import db, transaction
    from lms.models import Account

    sign_in(client, cast.administrator)
    assert client.get("/admin/accounts").status_code == 200
    with app.app_context():
        with transaction() as session:
            session.get_one(Account, cast.administrator.id).disabled_at = clock.now()
        db.session.remove()

    assert client.get("/admin/accounts").headers["Location"].startswith("/login")
    refused = give(client, "/login", email=cast.administrator.email, password=PASSWORD)
    assert refused.status_code == 422


def test_forwarded_addresses_are_believed_only_of_our_proxies(make_app: Any) -> None:
    from lms.web.accounts.frame import visitor

    def seen(app: Flask) -> str:
        app.view_functions["operations.healthz"] = lambda: visitor().address
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        return app.test_client().get("/healthz", headers=headers).get_data(as_text=True)

    assert seen(make_app()) == "127.0.0.1"
    assert seen(make_app(trusted_proxies=1)) == "198.51.100.7"


def test_visitor_of_a_whole_network_is_one_visitor() -> None:
    from lms.web.accounts.frame import network_of

    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::") != "unknown"
    assert network_of("2001:db8:1:3::4") != network_of("2001:db8:1:2::4")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("unix:") == "unix:"


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize("address", ["/login", "/password", "/verify", "/no-such-page"])
def test_text_without_end_is_refused_in_the_readers_language(
    client: FlaskClient, cast: Cast, address: str, language: str
) -> None:
    client.get(f"/language/{language}")

    answer = give(client, address, email="x" * (1024 * 1024 + 1))

    assert answer.status_code == 413
    said = "The text is too long" if language == "en" else "Textul este prea lung"
    assert said in answer.get_data(as_text=True)


def test_chunked_text_without_end_is_refused(client: FlaskClient, cast: Cast) -> None:
    answer = client.post(
        "/login",
        input_stream=io.BytesIO(b"email=" + b"x" * 2_000_000),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 413


def multipart(name: str, filename: str, content: bytes) -> dict[str, Any]:
    """The body of a form with one file, written by hand."""
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    return {
        "data": head.encode() + content + b"\r\n--b--\r\n",
        "content_type": "multipart/form-data; boundary=b",
    }


def test_long_file_is_refused_where_files_go(client: FlaskClient, cast: Cast) -> None:
    sent = multipart("file", "a.png", b"\x89PNG" + b"\0" * 21 * 1024 * 1024)

    answer = client.post("/verify", **sent)

    assert answer.status_code == 413
    assert "Fișierul este prea mare" in answer.get_data(as_text=True)


def test_machines_get_the_bound_as_json(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from lms import clock
    from lms.extensions import db, transaction
    from lms.services import api_keys

    with app.app_context():
        with transaction() as session:
            scopes = {api_keys.Scope.STATEMENTS_WRITE}
            key = api_keys.create(session, kind="lrs", name="a", scopes=scopes, now=clock.now())
        db.session.remove()
    answer = client.post(
        "/xapi/statements",
        json=[{"x": "y" * 1024 * 1024}],
        auth=(key.key, key.secret),
        headers={"X-Experience-API-Version": "1.0.3"},
    )

    assert answer.status_code == 413
    assert answer.get_json()["error"]


@pytest.mark.parametrize("where", ["args", "form", "path", "filename", "key"])
def test_null_character_is_refused_with_a_sentence(
    client: FlaskClient, cast: Cast, where: str
) -> None:
    answer = {
        "args": lambda: client.get("/courses?q=a%00b"),
        "form": lambda: give(client, "/password", email="a\x00b@example.ro"),
        "path": lambda: client.get("/courses/a%00b"),
        "filename": lambda: client.post("/verify", **multipart("file", "a\0.png", b"x")),
        "key": lambda: client.get(
            "/xapi/statements",
            auth=("a\x00b", "c"),
            headers={"X-Experience-API-Version": "1.0.3"},
        ),
    }[where]()

    assert answer.status_code == 400
    assert "caracter nul" in (
        answer.get_json()["error"] if answer.is_json else answer.get_data(as_text=True)
    )


def test_file_instead_of_text_is_refused(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/login", **multipart("email", "x.txt", b"x"))

    assert answer.status_code == 400
    assert "acolo unde se așteaptă text" in answer.get_data(as_text=True)


def test_name_keeps_to_one_line(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from lms.extensions import db
    from lms.models import Account

    sign_in(client, cast.member)
    give(client, "/account", display_name="Ana\r\nBcc: x@y\u202e", language="ro")

    with app.app_context():
        assert db.session.get_one(Account, cast.member.id).display_name == "Ana Bcc: x@y"


def test_failure_is_logged_without_the_secret_of_its_address(
    make_app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(testing=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(token: str) -> str:
        raise RuntimeError("broken")

    app.view_functions["accounts.reset"] = fail
    answer = app.test_client().get("/password/a-secret-token")

    assert answer.status_code == 500
    logged = capsys.readouterr().err
    assert "request.failed" in logged
    assert "/password/<token>" in logged
    assert "a-secret-token" not in logged
