"""The statement store: whole or not at all, once, found again by what it says."""

from __future__ import annotations

from copy import deepcopy
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lms.errors import Conflict
from lms.models import Statement, StatementId
from lms.services import statement_queries as queries
from lms.services.statement_queries import StatementQuery
from lms.services.statements import StatementsRefused, state_once, statement_json, store_statements
from tests.services.classroom import later

ANA = {"mbox": "mailto:ana@example.ro"}
BEN = {"objectType": "Agent", "account": {"homePage": "https://a.example", "name": "b\x00en"}}
VERB = "http://adlnet.gov/expapi/verbs/"


def statement(**changes):
    made = {
        "id": str(uuid4()),
        "actor": ANA,
        "verb": {"id": f"{VERB}experienced"},
        "object": {"id": "https://treapta.example/courses/a"},
        "timestamp": "2026-03-02T09:00:00.000Z",
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def store(session, *statements, minutes=0, version="1.0.3"):
    return store_statements(
        session, statements, authority="key:x", version=version, now=later(minutes)
    )


def found(session, **wanted):
    page = queries.find_statements(session, StatementQuery(**wanted))
    return [row.id for row in page.rows]


def test_resending_the_same_is_stored_once(session):
    one = statement()
    same = deepcopy(one)
    same["timestamp"] = "2026-03-02T11:00:00+02:00"
    same["verb"]["display"] = {"en": "read"}

    assert store(session, one) == store(session, one, minutes=1) == store(session, same)
    assert len(session.scalars(select(Statement)).all()) == 1


def test_the_same_id_stating_something_else_is_a_conflict_and_changes_nothing(session):
    one = statement()
    store(session, one)
    before = session.scalars(select(Statement)).one().text
    with pytest.raises(Conflict, match=one["id"]):
        store(session, {**one, "object": {"id": "https://treapta.example/courses/b"}})

    assert session.scalars(select(Statement)).one().text == before


def test_one_bad_statement_refuses_all_and_every_problem_is_said(session):
    bad = [statement(), statement(verb=None), statement(actor={}), "text"]
    with pytest.raises(StatementsRefused) as refused:
        store(session, *bad)

    places = {problem.where.split("]")[0] + "]" for problem in refused.value.problems}
    assert places == {"[1]", "[2]", "[3]"}
    assert session.scalars(select(StatementId)).all() == []


def test_an_id_twice_in_one_request_is_refused(session):
    one = statement()
    with pytest.raises(StatementsRefused) as refused:
        store(session, one, {**one, "id": one["id"].upper()})
    assert [problem.code for problem in refused.value.problems] == ["xapi_id_twice"]


def test_an_attachment_without_its_content_is_refused(session):
    attachment = {
        "usageType": "https://a.example/type",
        "display": {"en": "scan"},
        "contentType": "text/plain",
        "length": 1,
        "sha2": "0" * 64,
    }
    with pytest.raises(StatementsRefused) as refused:
        store(session, statement(attachments=[attachment]))
    assert [problem.code for problem in refused.value.problems] == ["xapi_attachment_data"]
    store(session, statement(attachments=[{**attachment, "fileUrl": "https://a.example/f"}]))


def test_what_the_platform_states_twice_keeps_its_first_instant(session):
    one = statement()
    again = {**one, "timestamp": "2026-03-05T09:00:00.000Z"}

    assert state_once(session, [one], now=later(0)) == {UUID(one["id"])}
    assert state_once(session, [again], now=later(1)) == set()
    row = session.scalars(select(Statement)).one()
    assert row.timestamp.day == 2


def test_what_the_store_adds_is_read_back(session):
    [key] = store(session, statement(id=None, timestamp=None), minutes=3)
    row = queries.find_statement(session, key)
    assert row is not None
    said = statement_json(row, public_url="https://treapta.example")

    assert said["id"] == str(key)
    assert said["stored"] == said["timestamp"] == "2026-03-02T10:03:00.000Z"
    assert said["version"] == "1.0.0"
    assert said["authority"]["account"] == {"homePage": "https://treapta.example", "name": "key:x"}


def test_found_by_who_what_and_where(session):
    registration = uuid4()
    ana, ben, in_group = (
        statement(),
        statement(actor=BEN),
        statement(actor={"objectType": "Group", "member": [BEN, ANA]}),
    )
    about = statement(actor=BEN, object={"objectType": "Agent", **ANA})
    registered = statement(
        verb={"id": f"{VERB}registered"}, context={"registration": str(registration)}
    )
    everything = [ana, ben, in_group, about, registered]
    store(session, *everything)
    names = {UUID(one["id"]): index for index, one in enumerate(everything)}

    def which(**wanted):
        return sorted(names[key] for key in found(session, **wanted))

    assert which() == [0, 1, 2, 3, 4]
    assert which(agent={"mbox": "mailto:ana@EXAMPLE.ro"}) == [0, 2, 3, 4]
    assert which(agent=BEN) == [1, 2, 3]
    assert which(verb=f"{VERB}registered") == [4]
    assert which(registration=registration) == [4]
    assert which(activity="https://treapta.example/courses/a") == [0, 1, 2, 4]
    assert which(activity="https://treapta.example/courses/a", agent=BEN) == [1, 2]
    assert which(activity="https://treapta.example/courses") == []


def test_found_between_instants_in_either_order_and_page_by_page(session):
    ids = [store(session, statement(), minutes=minute)[0] for minute in range(7)]

    assert found(session, ascending=True) == ids
    assert found(session) == ids[::-1]
    assert found(session, since=later(2), until=later(4), ascending=True) == ids[3:5]
    first = queries.find_statements(session, StatementQuery(limit=3))
    second = queries.find_statements(session, StatementQuery(limit=3, after=first.more))
    third = queries.find_statements(session, StatementQuery(limit=3, after=second.more))
    pages = [[row.id for row in page.rows] for page in (first, second, third)]
    assert pages == [ids[6:3:-1], ids[3:0:-1], ids[0:1]]
    assert third.more is None


def test_a_full_last_page_has_nothing_after_it(session):
    store(session, *[statement() for _ in range(4)])
    first = queries.find_statements(session, StatementQuery(limit=2))
    second = queries.find_statements(session, StatementQuery(limit=2, after=first.more))
    assert (len(second.rows), second.more) == (2, None)


def test_a_voided_statement_is_gone_from_lists_and_kept_apart(session):
    one = statement()
    voiding = statement(
        verb={"id": f"{VERB}voided"}, object={"objectType": "StatementRef", "id": one["id"]}
    )
    store(session, one)
    store(session, voiding)
    key = UUID(one["id"])

    assert found(session) == [UUID(voiding["id"])]
    assert queries.find_statement(session, key) is None
    voided = queries.find_voided(session, key)
    assert voided is not None
    assert voided.id == key
    unvoiding = statement(
        verb={"id": f"{VERB}voided"}, object={"objectType": "StatementRef", "id": voiding["id"]}
    )
    store(session, unvoiding)
    assert queries.find_statement(session, UUID(voiding["id"])) is not None
    assert queries.find_statement(session, key) is None


def test_a_statement_about_a_matching_one_matches(session):
    one = statement(verb={"id": f"{VERB}passed"})
    store(session, one)
    about = statement(actor=BEN, object={"objectType": "StatementRef", "id": one["id"]})
    other = statement(actor=BEN, object={"objectType": "StatementRef", "id": str(uuid4())})
    store(session, about, other)

    assert set(found(session, verb=f"{VERB}passed")) == {UUID(one["id"]), UUID(about["id"])}


def test_texts_that_no_column_holds_are_stored_and_found(session):
    long, broken = "https://a.example/" + "x" * 2500, "https://a.example/\ud800"
    for iri in (long, broken):
        key = store(session, statement(verb={"id": iri}, object={"id": iri}))[0]
        assert found(session, verb=iri, activity=iri) == [key]
