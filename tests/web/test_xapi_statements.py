"""The statement store as machines see it: keys, versions, headers, errors in JSON."""

from __future__ import annotations

from base64 import b64encode
from uuid import uuid4

import pytest

from lms.extensions import transaction
from lms.services import api_keys
from lms.services.api_keys import Scope
from tests.infra.cast import sign_in
from tests.services.classroom import NOON

VERB = "http://adlnet.gov/expapi/verbs/experienced"


def statement(**changes):
    return {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:ana@example.ro"},
        "verb": {"id": VERB, "display": {"ro": "a parcurs", "en": "experienced"}},
        "object": {"id": "https://treapta.example/courses/a"},
        "timestamp": "2026-03-02T09:00:00.000Z",
        **changes,
    }


class Machine:
    """A client with a key; it speaks a version of xAPI."""

    def __init__(self, client, scopes, *, version="1.0.3", base="/xapi"):
        self.client, self.base = client, base
        with client.application.app_context(), transaction() as session:
            name = f"test {uuid4()}"
            key = api_keys.create(session, kind="lrs", name=name, scopes=scopes, now=NOON)
        pair = b64encode(f"{key.key}:{key.secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": version}

    def ask(self, method, path="/statements", **given):
        headers = {**self.headers, **given.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        return self.client.open(self.base + path, method=method, headers=headers, **given)


@pytest.fixture
def machine(client):
    return Machine(client, list(Scope))


def test_a_statement_goes_in_and_comes_back(machine):
    one = statement()
    assert machine.ask("POST", json=one).json == [one["id"]]
    answer = machine.ask("GET", query_string={"statementId": one["id"]})

    assert answer.status_code == 200
    assert {name: answer.json[name] for name in one} == one
    assert answer.json["authority"]["account"]["homePage"] == "http://localhost:8000"
    assert answer.headers["Last-Modified"]


def test_a_list_goes_in_whole_and_is_read_page_by_page(machine):
    several = [statement() for _ in range(3)]
    assert machine.ask("POST", json=several).json == [one["id"] for one in several]
    first = machine.ask("GET", query_string={"limit": "2", "verb": VERB}).json
    second = machine.client.get(first["more"], headers=machine.headers).json

    seen = [one["id"] for one in [*first["statements"], *second["statements"]]]
    assert seen == [one["id"] for one in reversed(several)]
    assert second["more"] == ""


def test_every_problem_is_said_and_nothing_is_stored(machine):
    answer = machine.ask(
        "POST",
        json=[statement(), statement(verb={}), statement(actor={"mbox": "ana"})],
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 400
    assert {problem["place"].split("]")[0] for problem in answer.json["problems"]} == {"[1", "[2"}
    assert all(problem["message"].strip() for problem in answer.json["problems"])
    assert machine.ask("GET").json["statements"] == []


def test_the_same_again_succeeds_and_other_content_conflicts(machine):
    one = statement()
    where = {"statementId": one["id"]}
    assert machine.ask("PUT", json=one, query_string=where).status_code == 204
    assert machine.ask("PUT", json=one, query_string=where).status_code == 204
    other = {**one, "object": {"id": "https://treapta.example/courses/b"}}
    answers = [
        machine.ask("PUT", json=other, query_string=where),
        machine.ask("POST", json=other),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert one["id"] in answers[0].json["error"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "-1"},
        {"limit": "many"},
        {"since": "yesterday"},
        {"verb": "read"},
        {"registration": "7"},
        {"agent": "{"},
        {"agent": "[]"},
        {"agent": '{"mbox": "mailto:a@b.ro", "openid": "https://a.example"}'},
        {"format": "pretty"},
        {"ascending": "yes"},
        {"colour": "red"},
        {"attachments": "true"},
        {"related_agents": "true"},
        {"statementId": "7"},
        {"statementId": str(uuid4()), "verb": VERB},
        {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
    ],
)
def test_what_cannot_be_asked_is_a_400_with_a_sentence(machine, query):
    answer = machine.ask("GET", query_string=query)
    assert (answer.status_code, bool(answer.json["error"])) == (400, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[NaN]", "application/json"),
        (b"[" * 90_000 + b"]" * 90_000, "application/json"),
        (b"[" * 150 + b"]" * 150, "application/json"),
        (b"7", "application/json"),
        (b"null", "application/json"),
        (b"{}", "text/plain"),
        (b"", "multipart/mixed; boundary=x"),
    ],
)
def test_a_body_that_is_no_statement_is_a_400(machine, body, kind):
    for method, query in (("POST", None), ("PUT", {"statementId": str(uuid4())})):
        answer = machine.ask(method, data=body, content_type=kind, query_string=query)
        assert (answer.status_code, answer.mimetype) == (400, "application/json")


def test_put_names_its_statement(machine):
    one = statement()
    wrong = {"statementId": str(uuid4())}
    assert machine.ask("PUT", json=one).status_code == 400
    assert machine.ask("PUT", json=one, query_string=wrong).status_code == 400
    del one["id"]
    assert machine.ask("PUT", json=one, query_string=wrong).status_code == 204
    assert machine.ask("GET", query_string=wrong).json["id"] == wrong["statementId"]


@pytest.mark.parametrize(
    ("base", "said", "status", "answered"),
    [
        ("/xapi", None, 400, "2.0.0"),
        ("/xapi/1.0.3", None, 400, "1.0.3"),
        ("/xapi", "1.0.2", 200, "1.0.3"),
        ("/xapi", "1.0", 200, "1.0.3"),
        ("/xapi", "2.0.0", 200, "2.0.0"),
        ("/xapi/1.0.3", "1.0.0", 200, "1.0.3"),
        ("/xapi/1.0.3", "2.0.0", 400, "1.0.3"),
        ("/xapi", "0.95", 400, "2.0.0"),
        ("/xapi", "1.0.3.1", 400, "2.0.0"),
    ],
)
def test_versions(client, base, said, status, answered):
    machine = Machine(client, list(Scope), version=said, base=base)
    answer = machine.ask("GET")

    assert answer.status_code == status
    assert answer.headers["X-Experience-API-Version"] == answered
    assert answer.headers["X-Experience-API-Consistent-Through"].endswith("Z")


def test_properties_of_2_0_0_are_refused_by_1_0_3(client):
    people = [{"objectType": "contextAgent", "agent": {"mbox": "mailto:b@example.ro"}}]
    one = statement(context={"contextAgents": people})
    assert Machine(client, list(Scope)).ask("POST", json=one).status_code == 400
    assert Machine(client, list(Scope), version="2.0.0").ask("POST", json=one).status_code == 200


def test_about_needs_no_key(client):
    assert client.get("/xapi/about").json["version"] == ["1.0.3", "2.0.0"]
    assert client.get("/xapi/1.0.3/about").json["version"] == ["1.0.3"]


def test_only_a_key_with_the_scope_may(client, cast):
    reader = Machine(client, [Scope.STATEMENTS_READ])
    writer = Machine(client, [Scope.STATEMENTS_WRITE])
    wrong = b64encode(b"nobody:nothing").decode()
    unknown = {"headers": {"Authorization": f"Basic {wrong}"}}

    assert reader.ask("POST", json=statement()).status_code == 403
    assert writer.ask("GET").status_code == 403
    assert reader.ask("GET", **unknown).status_code == 401
    assert "Basic" in reader.ask("GET", **unknown).headers["WWW-Authenticate"]
    sign_in(client, cast.administrator)
    assert reader.ask("GET", headers={"Authorization": None}).status_code == 401


def test_a_wrong_method_is_said_in_json(machine):
    answer = machine.ask("DELETE")
    assert (answer.status_code, answer.mimetype) == (405, "application/json")


def test_one_wording_and_ids_alone(machine):
    one = statement()
    machine.ask("POST", json=one)
    where = {"statementId": one["id"], "format": "canonical"}
    shown = machine.ask("GET", query_string=where, headers={"Accept-Language": "en"}).json
    ids = machine.ask("GET", query_string={**where, "format": "ids"}).json

    assert shown["verb"]["display"] == {"en": "experienced"}
    assert ids["verb"] == {"id": VERB}


def test_half_a_surrogate_pair_is_taken_as_it_is(machine):
    text = '{"actor": {"mbox": "mailto:a@b.ro", "name": "\\ud800"}, '
    text += '"verb": {"id": "https://a.example/v"}, "object": {"id": "https://a.example/o"}}'
    [key] = machine.ask("POST", data=text, content_type="application/json").json
    answer = machine.ask("GET", query_string={"statementId": key})

    assert answer.json["actor"]["name"] == "\ud800"
