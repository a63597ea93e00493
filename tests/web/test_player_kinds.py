"""Every kind of question on the page: named fields, kept as they come, marked, explained."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html
from sqlalchemy import select

from lms.extensions import db
from lms.models import Attempt, Statement
from tests.courses.kinds import kinds_files
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, as_form, publish_in, right_answers, study_in

TEST = f"/learn/{SLUG}/test"
CHECKS = f"/learn/{SLUG}/lessons"


@pytest.fixture
def opened(app, client, cast):
    """An attempt at a test of every kind that the signed-in member has open."""
    publish_in(app, kinds_files())
    attempt_id = study_in(app, cast.member.member_id, until="open")
    sign_in(client, cast.member)
    return f"{TEST}/{attempt_id}"


def attempt_in(app):
    with app.app_context():
        found = db.session.scalars(select(Attempt)).one()
        db.session.remove()
    return found


def right(app):
    with app.app_context():
        attempt = db.session.scalars(select(Attempt)).one()
        answers = right_answers(db.session(), attempt, app.extensions["settings"])
        db.session.remove()
    return answers


def page_of(answer):
    return html.document_fromstring(answer.get_data(as_text=True))


def fieldset_of(page, question_id):
    return page.xpath(
        "//fieldset[contains(@class, 'question')]"
        "[.//*[@name=$name or starts-with(@name, concat($name, '.'))]]",
        name=f"q-{question_id}",
    )[0]


def words_of(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_every_field_has_a_name_that_is_read_aloud(client, opened):
    page = page_of(client.get(opened))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    fields = page.xpath(
        "//form[@data-autosave]//*[self::input[not(@type='hidden')] or self::select]"
    )
    for field in fields:
        label = page.xpath("//label[@for=$id]", id=field.get("id"))
        assert words_of(label[0]), field.get("name")
        for described in (field.get("aria-describedby") or "").split():
            assert described in ids
    assert {field.tag for field in fields} == {"input", "select"}
    assert "draggable" not in html.tostring(page, encoding="unicode")
    number = fieldset_of(page, "n1").xpath(".//input")[0]
    assert (number.get("type"), number.get("inputmode")) == ("text", "decimal")


def test_all_right_earns_every_point(app, client, opened):
    done = client.post(opened, data={**as_form(right(app)), "action": "submit"})
    assert done.headers["Location"] == f"{opened}/result"
    found = attempt_in(app)
    assert (found.score_raw, found.score_max, found.passed) == (13, 13, True)
    text = words_of(page_of(client.get(f"{opened}/result")))
    assert "Puncte: 13 din 13" in text


def test_parts_of_answers_are_kept_marked_in_part_and_explained(app, client, opened):
    answers = {
        **right(app),
        "m1": ["cat[.]numar", "cum[.]harta", "unde[.]harta"],
        "o1": ["patru[.]1", "unu[.]2", "doi[.]3", "trei[.]4"],
        "t1": ["E\u015fantion"],
        "n1": ["12.5 %"],
        "z1": ["usa[.]plec"],
    }
    assert client.post(f"{opened}/answers", data=as_form(answers)).status_code == 204
    page = page_of(client.get(opened))
    chosen = fieldset_of(page, "m1").xpath(".//option[@selected]/@value")
    assert chosen == ["numar", "harta", "harta"]
    assert fieldset_of(page, "t1").xpath(".//input/@value") == ["E\u015fantion"]
    assert fieldset_of(page, "z1").xpath(".//input[@checked]/@value") == ["plec"]

    client.post(opened, data={**as_form(answers), "action": "submit"})
    found = attempt_in(app)
    assert (found.score_raw, found.score_max) == (31, 39)  # 9 whole, two thirds, two thirds
    text = words_of(page_of(client.get(f"{opened}/result")))
    for said in (
        "Puncte: 10,33 din 13",
        "În parte: 0,66 puncte",
        "Cum?: O poveste (ați ales: O hartă)",
        "1. Întâi (la dumneavoastră: locul 2)",
        "Ați scris: E\u015fantion. Răspuns bun: eșantion stratificatDe care?",
        "Ați scris: 12.5 %Exact.",
        "Bateți la ușă. Plec (hotărâre greșită)Prea repede.",
    ):
        assert said in text


def test_what_is_unfinished_is_named_and_nothing_is_lost(app, client, opened):
    answers = {
        **right(app),
        "m1": ["cat[.]numar"],
        "o1": ["unu[.]1", "doi[.]1", "trei[.]2", "patru[.]3"],
        "n1": ["cam doisprezece"],
        "z1": ["usa[.]astept"],
    }
    refused = client.post(opened, data={**as_form(answers), "action": "submit"})
    assert refused.status_code == 422
    text = words_of(page_of(refused))
    for said in (
        "Rânduri fără răspuns: 2.",
        "Două rânduri au același loc.",
        "Răspunsul nu este un număr.",
        "Cazul nu a ajuns la capăt.",
    ):
        assert text.count(said) == 2  # in the summary and at the question
    assert "cam doisprezece" in refused.get_data(as_text=True)
    assert attempt_in(app).answers["o1"] != []
    client.post(opened, data={**as_form(answers), "action": "submit_anyway"})
    assert (attempt_in(app).score_raw, attempt_in(app).score_max) == (
        61,
        6 * 13,
    )  # 9 + 1/3 + 1/3 + 0 + 1/2


def test_a_case_goes_on_step_by_step_and_never_back(app, client, opened):
    first = {"q-z1.usa": "intru", "action": "case:z1"}
    gone = client.post(opened, data=first)
    assert re.fullmatch(rf"{opened}#question-\d+", gone.headers["Location"])
    case = fieldset_of(page_of(client.get(opened)), "z1")
    assert "Ați hotărât: Intru" in words_of(case)
    assert case.xpath(".//input[@type='radio']/@name") == ["q-z1.scuze", "q-z1.scuze"]

    client.post(f"{opened}/answers", data={"q-z1.usa": "astept", "q-z1.scuze": "nu"})
    assert attempt_in(app).answers["z1"] == ["usa[.]intru", "scuze[.]nu"]
    client.post(f"{opened}/answers", data={"q-z1.scuze": "da"})
    client.post(opened, data={"q-z1.scuze": "da", "action": "case:z1"})
    client.post(opened, data={"q-z1.masa": "ascult", "action": "keep"})
    assert attempt_in(app).answers["z1"] == ["usa[.]intru", "scuze[.]da", "masa[.]ascult"]
    again = client.post(opened, data={"q-z1.masa": "ascult", "action": "case:z1"})
    assert again.status_code == 302
    assert "Cu această hotărâre cazul se încheie." in words_of(page_of(client.get(opened)))
    assert client.post(opened, data={"action": "case:altul"}).status_code == 302


def test_a_key_that_sends_the_form_sends_no_test(app, client, opened):
    page = page_of(client.get(opened))
    first = page.xpath("//form[@data-autosave]//button")[0]
    assert first.get("value") == "keep"
    done = client.post(opened, data={"q-t1": "stratificat", "action": "keep"})
    assert done.headers["Location"] == opened
    assert attempt_in(app).answers == {"t1": ["stratificat"]}


@pytest.mark.parametrize(
    "data",
    [
        {"q-m1.cat": "altceva"},
        {"q-m1.altul": "numar"},
        {"q-o1.unu": "9"},
        {"q-t1": "a" * 201},
        {"q-t1": ["a", "b"]},
        {"q-n1": "1" * 41},
        {"q-z1.usa": "ascult"},
        {"q-zz.usa": "astept"},
        {"q-m1": "numar"},
    ],
)
def test_what_cannot_be_an_answer_is_refused_whole(app, client, opened, data):
    saved = client.post(f"{opened}/answers", data={"q-n1": "1", **data})
    sent = client.post(opened, data={**data, "action": "submit_anyway"})
    assert (saved.status_code, sent.status_code) == (400, 422)
    assert attempt_in(app).answers == {}


def test_each_answer_is_stated_with_its_interaction(app, client, opened):
    client.post(opened, data={**as_form(right(app)), "action": "submit"})
    with app.app_context():
        said = db.session.scalars(select(Statement).where(Statement.verb.endswith("/answered")))
        kinds = {json.loads(one.text)["object"]["definition"]["interactionType"] for one in said}
        db.session.remove()
    assert kinds == {"choice", "true-false", "matching", "sequencing", "fill-in", "numeric"}


@pytest.fixture
def reading(app, client, cast):
    publish_in(app, kinds_files())
    study_in(app, cast.member.member_id, until="enrolled")
    sign_in(client, cast.member)


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_self_check_of_pairs_says_what_is_wrong_in_each(client, headers):
    address = f"{CHECKS}/intai/checks/cm1"
    part = client.post(address, data={"answer.cat": "numar"}, headers=headers)
    assert part.status_code == 422
    assert "Rânduri fără răspuns: 2." in words_of(page_of(part))
    assert page_of(part).xpath("//option[@selected]/@value") == ["numar"]
    wrong = {"answer.cat": "numar", "answer.cum": "harta", "answer.unde": "harta"}
    done = client.post(address, data=wrong, headers=headers, follow_redirects=True)
    assert "Cum?: O poveste (ați ales: O hartă)" in words_of(page_of(done))
    later = client.get(f"{CHECKS}/intai")
    assert page_of(later).xpath("//option[@selected]/@value") == ["numar", "harta", "harta"]


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_case_in_a_lesson_explains_each_decision(app, client, headers):
    address = f"{CHECKS}/apoi/checks/cz1"
    assert client.post(address, data={}, headers=headers).status_code == 422
    on = client.post(address, data={"answer.usa": "intru"}, headers=headers)
    assert on.status_code == 200
    assert "Nu fără voie." in words_of(page_of(on))
    assert page_of(on).xpath("//input[@name='answer.usa'][@type='hidden']/@value") == ["intru"]
    path = {"answer.usa": "intru", "answer.scuze": "da"}
    assert "Se poate repara." in words_of(page_of(client.post(address, data=path, headers=headers)))
    path["answer.masa"] = "ascult"
    done = client.post(address, data=path, headers=headers, follow_redirects=True)
    assert "Încă nu." in words_of(page_of(done))
    assert "Luați cazul de la început" in words_of(page_of(done))
    again = client.post(address, data={**path, "restart": "1"}, headers=headers)
    assert "Se poate repara." not in words_of(page_of(again))
    with app.app_context():
        said = db.session.scalars(select(Statement).where(Statement.verb.endswith("/answered")))
        assert len(said.all()) == 1
        db.session.remove()
