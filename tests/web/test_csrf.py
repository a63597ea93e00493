"""Every form is refused without its token; only the machines' endpoint is exempt."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from lms.extensions import csrf
from tests.infra.cast import PASSWORD, build_cast

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
EXEMPT_AREAS = {"api", "xapi"}  # machines sign in with a key at each request, and carry no cookie


@pytest.fixture
def strict(make_app):
    from lms.extensions import db, transaction

    app = make_app(config={"WTF_CSRF_ENABLED": True})
    with app.app_context():
        with transaction() as session:
            people = build_cast(session)
        db.session.remove()
    return app, people


def exempt(app, endpoint):
    view = app.view_functions[endpoint]
    blueprint = endpoint.split(".")[0]
    return (
        f"{view.__module__}.{view.__name__}" in csrf._exempt_views
        or blueprint in csrf._exempt_blueprints
        or app.blueprints.get(blueprint) in csrf._exempt_blueprints
    )


def example(rule):
    values = {
        name: str(uuid4()) if type(rule._converters[name]).__name__ == "UUIDConverter" else "1"
        for name in rule.arguments
    }
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: values[found[1]], rule.rule)


def test_every_form_route_refuses_a_request_without_token(strict):
    app, _people = strict
    client = app.test_client()
    wrong = []
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in EXEMPT_AREAS:
            continue
        assert not (WRITES & rule.methods and exempt(app, rule.endpoint)), rule.endpoint
        for method in WRITES & rule.methods:
            tried += 1
            answer = client.open(example(rule), method=method)
            said = answer.get_data(as_text=True)
            if answer.status_code != 400 or "sesiunea s-a schimbat" not in said:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")

    assert tried > 10
    assert not wrong, "\n".join(wrong)


def test_form_with_the_token_of_its_page_is_taken(strict):
    app, people = strict
    client = app.test_client()
    page = client.get("/login").get_data(as_text=True)
    [token, *_others] = re.findall(r'name="csrf_token" value="([^"]+)"', page)

    answer = client.post(
        "/login",
        data={"email": people.member.email, "password": PASSWORD, "csrf_token": token},
    )
    assert answer.status_code == 302


def test_token_of_another_browser_is_refused(strict):
    app, people = strict
    page = app.test_client().get("/login").get_data(as_text=True)
    [token, *_others] = re.findall(r'name="csrf_token" value="([^"]+)"', page)

    answer = app.test_client().post(
        "/login",
        data={"email": people.member.email, "password": PASSWORD, "csrf_token": token},
    )
    assert answer.status_code == 400
