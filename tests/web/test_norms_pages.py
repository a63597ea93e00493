"""Pages of norms: public values, drafts by form and text, simulation, decision; bad input said."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms import clock
from lms.extensions import db, transaction
from lms.models import NormsDecision, NormsDraft, NormsSimulation, Outbox, RegulationVersion
from lms.services import norms_drafts, regulations
from lms.services.norms_values import groups_of
from lms.tasks import run_work
from lms.web import norms_labels, norms_words
from tests.infra import norms as made
from tests.infra.cast import Cast, sign_in
from tests.infra.queries import CountQueries

MIN = "annual_requirement.min_credits"


def words(response: TestResponse) -> str:
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def draft_id(app: Flask, cast: Cast) -> UUID:
    with app.app_context():
        with transaction() as session:
            draft = made.begin_draft(
                session, cast.cfpc.id, now=clock.now(), effective_from=date(2099, 1, 1)
            )
        db.session.remove()
    return draft.id


@pytest.fixture
def officer(client: FlaskClient, cast: Cast) -> FlaskClient:
    sign_in(client, cast.cfpc)
    return client


def draft_of(app: Flask, draft_id: UUID) -> NormsDraft:
    with app.app_context():
        found = norms_drafts.get_draft(db.session(), draft_id)
        db.session.remove()
    return found


def work_off(app: Flask) -> None:
    with app.app_context():
        waiting = select(Outbox.id).where(Outbox.task.like("norms.%"), Outbox.done_at.is_(None))
        for work_id in db.session.scalars(waiting).all():
            run_work(work_id, settings=app.extensions["settings"])
        db.session.remove()


# --- public -----------------------------------------------------------------------------------


def test_every_value_of_the_norms_has_a_name_and_words(app: Flask, cast: Cast) -> None:
    with app.app_context(), app.test_request_context():
        version = regulations.norms(db.session()).versions[-1]
        for group in groups_of(version):
            assert group.name in norms_labels.GROUPS, group.name
            for leaf in group.leaves:
                assert norms_labels.is_known(leaf.path), leaf.path
                said = norms_words.value_words(leaf)
                assert said, leaf.path
                assert "_" not in said, f"{leaf.path}: {said}"


def test_anyone_reads_how_credits_are_earned(client: FlaskClient, cast: Cast) -> None:
    page = words(client.get("/norms"))
    assert "Credite datorate într-un an 10 credite" in page
    assert "31 martie, anul următor Valoare orientativă, nestabilită de Colegiu." in page
    assert "cel mult nestabilit încă" in page
    assert "art. 1 (1) b), Hotărârea Biroului executiv nr. 8/2011" in page
    assert "nu era în vigoare nicio versiune" in words(client.get("/norms?on=2010-01-01"))


def test_versions_say_what_changed(
    app: Flask, client: FlaskClient, cast: Cast, draft_id: UUID
) -> None:
    with app.app_context(), transaction() as session:
        draft = session.get_one(NormsDraft, draft_id)
        session.add(
            RegulationVersion(
                id=draft.version_id,
                line="nfpc",
                text=draft.text,
                sha256=draft.sha256,
                effective_from=date(2099, 1, 1),
                adopted_by="Consiliul național, hotărârea nr. 7",
                recorded_at=clock.now(),
            )
        )
    today = words(client.get("/norms"))
    assert "Credite datorate într-un an 10 credite" in today
    assert "(încă nu sunt în vigoare)" in today
    assert "înainte: 10 credite de acum: 12 credite" in today
    ahead = words(client.get("/norms?on=2099-01-01"))
    assert "Credite datorate într-un an 12 credite" in ahead


def test_norms_in_english(client: FlaskClient, cast: Cast) -> None:
    client.post("/language/en")
    page = words(client.get("/norms", headers={"Accept-Language": "en"}))
    assert "Credits owed in a year 10 credits" in page


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_is_begun(officer: FlaskClient, app: Flask) -> None:
    page = officer.get("/norms/drafts")
    assert "Nicio ciornă" in page.text
    sent = {"effective_from": "2013-01-01", "title_ro": "Norme", "title_en": "Norms"}
    refused = officer.post("/norms/drafts/new", data=sent)
    assert refused.status_code == 422
    assert "Alegeți o zi după 30.03.2013" in refused.text
    begun = officer.post("/norms/drafts/new", data=sent | {"effective_from": "2099-01-01"})
    assert begun.status_code == 302
    page = officer.get(begun.headers["Location"])
    assert "Încă nimic: toate valorile sunt ca în normele în vigoare." in page.text


def test_a_value_is_changed_by_form(officer: FlaskClient, app: Flask, draft_id: UUID) -> None:
    path = f"/norms/drafts/{draft_id}/values/annual_requirement"
    page = officer.get(path).text
    sent = form_values(page)
    assert sent[f"{MIN}~v~"] == ["12"]
    bad = officer.post(path, data=sent | {f"{MIN}~v~": "multe"})
    assert bad.status_code == 422
    assert "„multe” nu este un număr de credite" in bad.text
    assert 'value="multe"' in bad.text
    saved = officer.post(path, data=sent | {f"{MIN}~v~": "12,5"})
    assert saved.status_code == 302
    draft = draft_of(app, draft_id)
    assert 'min_credits: {value: "12.5", basis: seed, source: strategy-avizare}' in draft.text
    assert draft.text.count("evidence_until") == 1  # what did not change is not written again
    back = sent | {f"{MIN}~v~": "10", "seen": str(draft.revision)}
    officer.post(path, data=back)
    assert draft_of(app, draft_id).text.count("min_credits") == 1


class _Form(HTMLParser):
    """What a browser would send of the form of a page that knows what was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name:
            if given.get("type") != "checkbox" or "checked" in given:
                self.sent.setdefault(name, []).append(value)
        elif tag == "select":
            self.select = name
            self.sent[name] = [""]
        elif tag == "option" and self.select and "selected" in given:
            self.sent[self.select] = [value]
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


def form_values(page: str) -> dict[str, list[str]]:
    form = _Form()
    form.feed(page)
    return form.sent


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({f"{MIN}~basis": "inventat"}, "Alegeți pe ce se sprijină valoarea."),
        ({f"{MIN}~source": ""}, "o valoare din acte nu poate rămâne fără ea"),
        ({f"{MIN}~source": "altundeva"}, "Sursa aleasă nu este în lista surselor."),
        (
            {"annual_requirement.evidence_until~v~day": ""},
            "Completați toate părțile valorii",
        ),
        (
            {
                "annual_requirement.evidence_until~v~month": "2",
                "annual_requirement.evidence_until~v~day": "30",
            },
            "ziua 30.2 nu există în calendar",
        ),
        ({"annual_requirement.period~v~": "decada"}, "„decada” nu se poate alege aici."),
    ],
)
def test_bad_values_are_said_and_nothing_is_saved(
    officer: FlaskClient, app: Flask, draft_id: UUID, changes: dict[str, str], said: str
) -> None:
    path = f"/norms/drafts/{draft_id}/values/annual_requirement"
    sent = form_values(officer.get(path).text)
    answer = officer.post(path, data=sent | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert draft_of(app, draft_id).revision == 2


def test_a_conflict_keeps_what_both_wrote(officer: FlaskClient, app: Flask, draft_id: UUID) -> None:
    path = f"/norms/drafts/{draft_id}/values/annual_requirement"
    sent = form_values(officer.get(path).text)
    officer.post(path, data=sent | {f"{MIN}~v~": "14"})
    late = officer.post(path, data=sent | {f"{MIN}~v~": "15"})
    assert late.status_code == 409
    assert "Gabriela Comisia a salvat altă formă a ciornei (salvarea 3)" in late.text
    again = form_values(late.text)
    assert again[f"{MIN}~v~"] == ["15"]
    assert officer.post(path, data=again).status_code == 302
    assert 'value: "15"' in draft_of(app, draft_id).text
    assert "value: &#34;14&#34;" in officer.get(f"/norms/drafts/{draft_id}/saves/3").text


def test_the_text_is_checked_as_typed(officer: FlaskClient, app: Flask, draft_id: UUID) -> None:
    text = draft_of(app, draft_id).text
    path = f"/norms/drafts/{draft_id}"
    assert "Nicio problemă" in officer.post(f"{path}/check", data={"text": text}).text
    broken = text.replace('value: "12"', "value: 12.5")
    line = broken[: broken.index("value: 12.5")].count("\n") + 1
    found = officer.post(f"{path}/check", data={"text": broken})
    assert f'data-line="{line}"' in found.text
    assert "12.5 este un număr cu virgulă mobilă" in found.text
    assert draft_of(app, draft_id).revision == 2
    saved = officer.post(f"{path}/text", data={"text": broken, "seen": "2"})
    assert saved.status_code == 302  # also with problems: nothing is lost
    assert "Textul are probleme și nu poate fi simulat" in officer.get(path).text
    assert officer.get(f"{path}/values/annual_requirement").status_code == 400
    refused = officer.post(f"{path}/simulations", data={"seen": "3", "years": "2025"})
    assert refused.status_code == 422
    restored = officer.post(f"{path}/saves/2/restore", data={"seen": "3"})
    assert restored.status_code == 302
    assert draft_of(app, draft_id).text == text


@pytest.mark.parametrize("text", ["", "a: *b", "- " * 3000, "{" * 5000, "x: !!python/object:os {}"])
def test_hostile_texts_are_only_problems(officer: FlaskClient, draft_id: UUID, text: str) -> None:
    answer = officer.post(f"/norms/drafts/{draft_id}/check", data={"text": text})
    assert answer.status_code == 200
    assert "Nicio problemă" not in answer.text


def test_cases_in_words(officer: FlaskClient, app: Flask, draft_id: UUID) -> None:
    path = f"/norms/drafts/{draft_id}/cases"
    sent = {
        "sentence": "Cu 11 credite, anul 2099 nu este îndeplinit.",
        "who": "made_up",
        "registered_on": "2015-02-01",
        "credits": "11",
        "year": "2099",
        "asked_on": "2100-04-01",
        "outcome": "not_met",
        "expected_credits": "11",
    }
    assert officer.post(path, data=sent).status_code == 302
    page = words(officer.get(path))
    assert "Iese cum trebuie" in page
    assert "Cu ciorna: neîndeplinit, 11 credite. Acum: îndeplinit." in page
    for change, said in (
        ({"registered_on": ""}, "Alegeți ziua înscrierii membrului inventat."),
        ({"credits": "multe"}, "Scrieți creditele ca număr"),
        ({"away_until": "2020-01-01"}, "Suspendarea se încheie după ce începe."),
        ({"who": "real", "rnasr_code": "nimeni"}, "Niciun membru nu are codul RNASR „nimeni”"),
        ({"outcome": "poate"}, "Not a valid choice"),
        ({"year": "1800"}, "Scrieți un an între 2014 și 2100."),
    ):
        refused = officer.post(path, data=sent | change)
        assert refused.status_code == 422, change
        if said != "Not a valid choice":
            assert said in refused.text, change


# --- simulation and decision ------------------------------------------------------------------


def simulated(officer: FlaskClient, app: Flask, draft_id: UUID) -> str:
    year = clock.today().year
    answer = officer.post(
        f"/norms/drafts/{draft_id}/simulations",
        data={"seen": str(draft_of(app, draft_id).revision), "years": [year - 1, year]},
    )
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_simulation_is_watched_and_read(
    officer: FlaskClient, app: Flask, cast: Cast, draft_id: UUID
) -> None:
    path = simulated(officer, app, draft_id)
    page = officer.get(path).text
    assert "Se rejoacă anii" in page
    assert f'hx-get="{path}/state"' in page
    twice = officer.post(
        f"/norms/drafts/{draft_id}/simulations", data={"seen": "2", "years": "2025"}
    )
    assert twice.status_code == 409
    work_off(app)
    assert officer.get(f"{path}/state").headers["HX-Refresh"] == "true"
    page = officer.get(path).text
    assert "Pe județe" in page
    assert "Moraru Ana" in page
    year = clock.today().year
    exported = officer.get(f"{path}?format=csv&year={year}").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported)))
    assert rows[0][0] == "Numele"
    assert len(rows) == 1 + 4
    assert officer.get(f"{path}?format=xlsx").data.startswith(b"PK")
    assert "Niciun membru nu se potrivește" in officer.get(f"{path}?effect=gains").text
    for odd in ("?year=99999999999", "?effect=x&county=QQ&grade=rege", "?page=0&sort=x"):
        assert officer.get(path + odd).status_code == 200


def test_the_list_of_a_simulation_asks_once(
    officer: FlaskClient, app: Flask, draft_id: UUID, count_queries: CountQueries
) -> None:
    path = simulated(officer, app, draft_id)
    work_off(app)
    officer.get(path)
    with count_queries() as sent:
        officer.get(path)
    assert len(sent) <= 14, "\n".join(sent)


ACT = {"body": "council", "number": "7", "decided_on": "2026-03-01"}


def test_two_officers_put_norms_in_force(
    officer: FlaskClient, app: Flask, cast: Cast, draft_id: UUID
) -> None:
    path = f"/norms/drafts/{draft_id}/decision"
    assert "textul trebuie simulat exact așa cum este" in officer.get(path).text
    simulated(officer, app, draft_id)
    work_off(app)
    for change, said in (
        ({"effective_from": "2098-01-01"}, "Textul simulat intră în vigoare la 01.01.2099"),
        ({"effective_from": "2099-01-01", "decided_on": "2099-01-01"}, "în viitor"),
        ({"effective_from": "2099-01-01", "body": ""}, "Alegeți cine a adoptat normele."),
        ({"effective_from": "2099-01-01", "number": "9" * 41}, "cel mult 40 de semne"),
        ({"effective_from": "ieri"}, "Alegeți ziua."),
    ):
        refused = officer.post(path, data=ACT | change)
        assert refused.status_code == 422, change
        assert said in refused.text or change == {"effective_from": "ieri"}, change
    entered = officer.post(path, data=ACT | {"effective_from": "2099-01-01"})
    assert entered.status_code == 302
    page = officer.get(path).text
    assert "Ați înscris dumneavoastră hotărârea." in page
    assert "Confirmați" not in page
    with app.app_context():
        decision = db.session.scalars(select(NormsDecision)).one()
        db.session.remove()
    assert officer.post(f"/norms/decisions/{decision.id}/confirm").status_code == 403
    sign_in(officer, cast.bex)
    assert "Confirmați și puneți în vigoare" in officer.get(path).text
    assert officer.post(f"/norms/decisions/{decision.id}/confirm").status_code == 302
    assert officer.post(f"/norms/decisions/{decision.id}/confirm").status_code == 409
    assert "intră în vigoare la 1 ianuarie 2099" in words(officer.get(path))
    assert "Adoptată" in officer.get("/norms/drafts").text
    assert officer.get(f"/norms/drafts/{draft_id}/values/grades").status_code == 403
    sign_in(officer, cast.cfpc)
    assert officer.get(f"/norms/drafts/{draft_id}/values/grades").status_code == 409
    work_off(app)
    sign_in(officer, cast.member)
    assert "Se schimbă normele de formare din 1 ianuarie 2099" in officer.get("/").text


def test_an_officer_of_bex_who_entered_it_does_not_confirm_it(
    officer: FlaskClient, app: Flask, cast: Cast, draft_id: UUID
) -> None:
    simulated(officer, app, draft_id)
    work_off(app)
    sign_in(officer, cast.bex)
    officer.post(f"/norms/drafts/{draft_id}/decision", data=ACT | {"effective_from": "2099-01-01"})
    with app.app_context():
        decision = db.session.scalars(select(NormsDecision)).one()
        db.session.remove()
    answer = officer.post(f"/norms/decisions/{decision.id}/confirm")
    assert answer.status_code == 403
    assert "O confirmă alt ofițer al Biroului" in answer.text


def test_things_that_are_not_there(officer: FlaskClient, draft_id: UUID) -> None:
    nobody = UUID(int=1)
    for path in (
        f"/norms/drafts/{nobody}",
        f"/norms/drafts/{nobody}/values/grades",
        f"/norms/drafts/{draft_id}/values/altceva",
        f"/norms/drafts/{draft_id}/saves/99",
        f"/norms/simulations/{nobody}",
        f"/norms/decisions/{nobody}/state",
    ):
        assert officer.get(path).status_code == 404, path
    assert officer.get(f"/norms/drafts/{draft_id}/check").status_code == 405


def test_the_simulation_of_another_text_says_so(
    officer: FlaskClient, app: Flask, draft_id: UUID
) -> None:
    path = simulated(officer, app, draft_id)
    work_off(app)
    text = draft_of(app, draft_id).text.replace('value: "12"', 'value: "13"')
    officer.post(f"/norms/drafts/{draft_id}/text", data={"text": text, "seen": "2"})
    assert "Ciorna s-a schimbat de atunci" in officer.get(path).text
    with app.app_context():
        assert db.session.scalars(select(NormsSimulation)).one().sha256
        db.session.remove()
