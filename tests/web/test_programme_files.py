"""A programme in the pages of its organiser, the commission, BEX and the public register."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from lms import clock
from lms.extensions import db, transaction
from lms.models import (
    CaseQuestion,
    CaseState,
    ProgrammeRequest,
    ProviderDuty,
    RoleGrant,
)
from lms.services import programme_files, programme_parts
from tests.infra.cast import sign_in
from tests.infra.documents import pdf_of
from tests.services.programme_world import add_modules, submitted
from tests.services.provider_world import make_principal

WORDS = {
    "title": "Lucrul cu doliul",
    "summary": "Cum stăm lângă o familie în doliu.",
    "kind": "course",
    "field": "familie",
    "modality": "online",
    "target_grades": ["practicant", "specialist"],
    "selection": "În ordinea înscrierii.",
    "max_participants": "30",
}
MODULE = {"module_title": "Primul contact", "day": "1", "theory_minutes": "120"}


def text_of(response):
    main = response.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def pdf(words):
    return io.BytesIO(pdf_of(words)), f"{words}.pdf"


@pytest.fixture
def filed(app, cast):
    with app.app_context(), transaction() as session:
        settings = app.extensions["settings"]
        return submitted(session, cast, settings=settings, now=clock.now()).id


def test_the_draft_is_filled_in_and_submitted_in_its_pages(app, client, cast):
    sign_in(client, cast.provider)
    begun = client.post(f"/provider/organisations/{cast.provider_id}/programmes")
    where = begun.location.split("#")[0]
    page = text_of(client.get(where))
    assert "Mai lipsesc 8 cerințe" in page
    assert "Completați: titlul, descrierea, felul, domeniul" in page
    assert page.count("Cerut de:") == 8
    kept = client.post(where, data=WORDS, headers={"X-Autosave": "1"})
    assert (kept.status_code, kept.data) == (204, b"")
    wrong = client.post(where, data=WORDS | {"max_participants": "1,96E+12"})
    assert wrong.status_code == 422
    assert "număr întreg" in text_of(wrong)
    assert "1,96E+12" in wrong.get_data(as_text=True)  # what was typed is kept

    empty = client.post(f"{where}/modules", data={"module_title": "Pauză", "day": "1"})
    assert "Scrieți minutele de teorie" in text_of(empty)
    for _ in range(2):  # sent twice is one
        client.post(f"{where}/modules", data=MODULE | {"break_minutes": "30"})
    page = text_of(client.get(where))
    assert "Nu se numără 30 de minute (pauze); rămân" in page
    assert "2 credite" in page
    assert "Creditele le stabilește hotărârea" in page  # orientative: defaults decided
    [module] = re.findall(r"module=([0-9a-f-]{36})", client.get(where).get_data(as_text=True))
    form = client.get(f"{where}?module={module}").get_data(as_text=True)
    assert 'value="120"' in form
    client.post(f"{where}/modules/{module}", data=MODULE | {"practice_minutes": "60"})
    assert "3 credite" in text_of(client.get(where))

    with app.app_context(), transaction() as session:
        for someone in (cast.member, cast.colleague):
            make_principal(session, someone.member_id, now=clock.now())
    for someone in (cast.member, cast.colleague):
        sent = {"name": someone.name, "rnasr_code": someone.rnasr_code}
        assert client.post(f"{where}/lecturers", data=sent).status_code == 303
    strange = {"name": "Alt Nume", "rnasr_code": cast.stranger.rnasr_code}
    assert "nu se potrivesc" in text_of(client.post(f"{where}/lecturers", data=strange))
    page = client.get(where).get_data(as_text=True)
    for number, cv in enumerate(re.findall(r'action="([^"]+/cv)"', page)):
        assert client.post(cv, data={"file": pdf(f"CV {number}")}).status_code == 303
    hidden = client.post(cv, data={"file": pdf("CNP 1960101123456")})
    assert "cod numeric personal" in text_of(hidden)
    for part in ("equipment_and_venue", "quality_declaration"):
        client.post(f"{where}/documents", data={"part": part, "file": pdf(part)})
    done = client.post(f"{where}/submit", follow_redirects=True)
    assert "Dosarul 1/" in text_of(done)
    for paper in ("receipt", "opis"):
        assert client.get(f"{where}/{paper}").data.startswith(b"%PDF-")
    assert "Depus" in text_of(client.get("/provider/programmes"))


def test_commission_and_bex_decide_and_the_register_shows_it(app, client, cast, filed):
    desk, own = f"/commission/files/{filed}", f"/provider/programmes/files/{filed}"
    sign_in(client, cast.cfpc)
    page = text_of(client.get(desk))
    for words in ("Aprobarea unui program", "principal, activ", "6,5 credite", "la depunere"):
        assert words in page
    client.post(f"{desk}/take")
    until = (clock.today() + timedelta(days=5)).isoformat()
    client.post(f"{desk}/questions", data={"text": "Ce sală?", "until": until})
    assert 'value="6,5"' in client.get(desk).get_data(as_text=True)  # the engine's proposal
    assert client.get(f"{desk}/opis").data.startswith(b"%PDF-")

    sign_in(client, cast.provider)
    assert "Întrebări ale Comisiei despre programe" in text_of(client.get("/"))
    with app.app_context():
        question = db.session.scalars(select(CaseQuestion.id)).one()
    client.post(f"{own}/questions/{question}", data={"answer": "Sala primăriei."})
    client.post(f"{own}/questions", data={"text": "Când este ședința?"})

    sign_in(client, cast.cfpc)
    assert "Sala primăriei." in text_of(client.get(desk))
    until = (clock.today() + timedelta(days=1000)).isoformat()
    verdict = {"outcome": "approved", "reasons": "Complet.", "credits": "", "valid_until": until}
    refused = client.post(f"{desk}/proposal", data=verdict)
    assert refused.status_code == 422
    assert "câte credite" in text_of(refused)
    verdict["credits"] = "6"
    assert client.post(f"{desk}/proposal", data=verdict).status_code == 302
    sign_in(client, cast.bex)
    act = verdict | {"number": "77", "decided_on": clock.today().isoformat()}
    for _ in range(2):  # sent twice is one decision
        assert client.post(f"{desk}/decision", data=act).status_code == 302

    [row] = client.get("/registers/programmes.json?q=DOLIUL").get_json()["programmes"]
    assert (row["approval"]["credits"], row["approval"]["valid_until"]) == ("6.000", until)
    assert (row["minutes"], row["modalities"], row["version"]) == (390, ["online"], 1)
    slug = row["id"].rsplit("/", 1)[1]
    shown = text_of(client.get(f"/registers/programmes/{slug}"))
    assert "Planul de siguranță" in shown
    assert "BEX nr. 77" in shown
    one = client.get(f"/registers/programmes/{slug}.json").get_json()
    assert [module["theory_minutes"] for module in one["curriculum"]] == [120, 60]
    assert client.get(f"/registers/programmes/{slug}/versions").status_code == 404
    table = client.get("/registers/programmes?format=csv&field=familie").get_data(as_text=True)
    assert [line[0] for line in csv.reader(io.StringIO(table))][1:] == ["Lucrul cu doliul"]
    assert client.get("/registers/programmes?format=xlsx").data.startswith(b"PK")
    sign_in(client, cast.provider)
    assert "Programul este în registrul public" in text_of(client.get(own))
    assert "Lucrul cu doliul" in text_of(client.get("/provider/editions/new"))


def test_a_refused_programme_says_why(app, client, cast, filed):
    desk = f"/commission/files/{filed}"
    verdict = {"outcome": "rejected", "reasons": "Fără practică destulă.", "credits": ""}
    sign_in(client, cast.cfpc)
    client.post(f"{desk}/proposal", data=verdict)
    sign_in(client, cast.bex)
    act = verdict | {"number": "78", "decided_on": clock.today().isoformat()}
    assert client.post(f"{desk}/decision", data=act).status_code == 302
    sign_in(client, cast.provider)
    for page in ("/provider/programmes", f"/provider/programmes/files/{filed}"):
        assert "Fără practică destulă." in text_of(client.get(page))
    assert client.get("/registers/programmes.json?q=doliul").get_json()["total"] == 0


def test_a_clerk_sees_the_programmes_and_opens_no_file(app, client, cast, filed):
    with app.app_context(), transaction() as session:
        session.execute(
            update(RoleGrant)
            .where(RoleGrant.account_id == cast.provider_colleague.id)
            .values(duty=ProviderDuty.CLERK)
        )
    sign_in(client, cast.provider_colleague)
    page = client.get("/provider/programmes")
    assert "Lucrul cu doliul" in text_of(page)
    assert f"/files/{filed}" not in page.get_data(as_text=True)
    assert client.get(f"/provider/programmes/files/{filed}").status_code == 404
    assert client.post(f"/provider/organisations/{cast.provider_id}/programmes").status_code == 403
    assert client.post(f"/provider/programmes/{cast.programme_id}/again").status_code == 404


def test_lists_and_files_ask_as_often_however_long_they_are(
    app, client, cast, filed, count_queries
):
    def asked(path, who):
        sign_in(client, who)
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    pages = (
        ("/registers/programmes?state=all", cast.member),
        ("/provider/programmes", cast.provider),
        (f"/provider/programmes/files/{filed}", cast.provider),
        (f"/commission/files/{filed}", cast.cfpc),
    )
    few = [asked(*page) for page in pages]
    with app.app_context(), transaction() as session:
        case = session.get_one(ProgrammeRequest, filed).case
        case.state = CaseState.DRAFT
        add_modules(session, case, [(f"Modul {n}", 3, 30, 30, 0) for n in range(5)])
        for n in range(3):
            programme_parts.add_lecturer(
                session,
                case,
                name=f"Lector {n}",
                rnasr_code="",
                account_id=cast.provider.id,
                now=clock.now(),
            )
        case.state = CaseState.SUBMITTED
        draft = programme_files.start_again(
            session,
            cast.programme_id,
            provider_ids={cast.provider_id},
            account_id=cast.provider.id,
            now=clock.now(),
        )
        assert draft.id != filed
        copy = programme_files.start(
            session, cast.provider_id, account_id=cast.provider.id, now=clock.now()
        )
        assert copy.id != filed
    assert [asked(*page) for page in pages] == few
