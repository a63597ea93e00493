"""The way in, the public pages in both languages, and the desk of officers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lms import clock
from lms.extensions import transaction
from lms.models import CaseFile, CaseKind, CaseState, Decision
from tests.infra.cast import sign_in

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
PUBLIC = {
    "/": ("Creditele se țin singure", "Your credits keep themselves"),
    "/about": ("Ce nu face", "What it does not do"),
    "/accessibility": ("nu declarăm conformitate deplină", "do not claim full conformance"),
    "/privacy": ("nu consimțământul", "not consent"),
}


@pytest.fixture(autouse=True)
def _compiled():
    from lms import translate

    translate.compile_all()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_in_both_languages(client, path):
    romanian, english = PUBLIC[path]
    assert romanian in client.get(path).text
    client.get("/language/en")
    shown = client.get(path)
    assert english in shown.text
    assert '<html lang="en"' in shown.text


def test_language_of_the_browser_is_the_first_choice(client):
    shown = client.get("/about", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "What it does not do" in shown.text
    assert "Ce nu face" in client.get("/about", headers={"Accept-Language": "fr"}).text


def test_landing_leads_to_signing_in_and_activation(client):
    shown = client.get("/").text
    assert 'href="/login"' in shown
    assert 'href="/activate"' in shown


def test_style_guide_is_in_the_demonstration_only(client, make_app):
    assert client.get("/styleguide").status_code == 404
    assert make_app(demo=True).test_client().get("/styleguide").status_code == 200


def put_case(session, cast, *, commission, state):
    session.add(
        CaseFile(
            id=uuid4(),
            kind=CaseKind.OBJECTION,
            state=state,
            commission=commission,
            member_id=cast.member.member_id,
            provider_id=None,
            opened_by=cast.member.id,
            opened_at=clock.now(),
            statement="Nu am participat.",
        )
    )


def counts(client):
    return [int(text) for text in re.findall(r'class="desk-count">(\d+)<', client.get("/").text)]


def test_desk_counts_what_waits_for_each_body(app, client, cast):
    with app.app_context(), transaction() as session:
        for commission, state in [
            ("cfpc", CaseState.SUBMITTED),
            ("cfpc", CaseState.IN_ANALYSIS),
            ("cfpc", CaseState.PROPOSED),
            ("cfpc", CaseState.DRAFT),
            ("caap", CaseState.SUBMITTED),
            ("caap", CaseState.DECIDED),
        ]:
            put_case(session, cast, commission=commission, state=state)

    for person, waiting in ((cast.cfpc, 2), (cast.caap, 1), (cast.bex, 1)):
        sign_in(client, person)
        assert counts(client)[0] == waiting, person.name


def test_desk_of_a_provider_counts_editions_without_a_list(client, cast):
    sign_in(client, cast.provider)
    assert counts(client) == [1, 0, 0, 0]
    sign_in(client, cast.stranger_provider)
    assert counts(client) == [0, 0, 0, 0]


def test_desk_of_a_role_without_pages_says_so(client, cast):
    sign_in(client, cast.supervisor)
    assert "nu are încă pagini de lucru" in client.get("/").text


def test_the_first_page_of_a_member_asks_few_questions(client, cast, count_queries):
    """Each is a trip to PostgreSQL; there were 23."""
    sign_in(client, cast.member)
    client.get("/")
    with count_queries() as sent:
        assert client.get("/").status_code == 200
    assert len(sent) <= 17, "\n".join(sent)


def section(page, name):
    begin = page.index(f'id="{name}"')
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", page[begin : page.index("</section>", begin)])
    )


def test_a_desk_shows_the_oldest_first_the_days_that_come_and_the_last_decisions(
    app, client, cast, monkeypatch, count_queries
):
    def put(session, number, *, days, due=None, decided=None):
        state = CaseState.DECIDED if decided else CaseState.SUBMITTED
        put_case(session, cast, commission="cfpc", state=state)
        session.flush()
        case = session.query(CaseFile).filter_by(registration_number=None).one()
        case.registration_number, case.registration_year = number, 2026
        case.submitted_at = NOW - timedelta(days=days)
        case.due_on = due
        if decided:
            session.add(
                Decision(
                    id=uuid4(),
                    case_id=case.id,
                    body="bex",
                    outcome=decided,
                    credits=None,
                    reasons="Dovada este clară.",
                    number=str(number),
                    decided_on=NOW.date(),
                    recorded_by=cast.bex.id,
                    recorded_at=NOW,
                )
            )

    monkeypatch.setattr("lms.clock.now", lambda: NOW)
    with app.app_context(), transaction() as session:
        put(session, 5, days=2)
        put(session, 6, days=21, due=NOW.date() + timedelta(days=3))
        put(session, 7, days=9, due=NOW.date() - timedelta(days=1))
        put(session, 8, days=30, decided="upheld")
    sign_in(client, cast.cfpc)
    with count_queries() as few:
        page = client.get("/").text
    oldest = section(page, "oldest")
    assert [int(found) for found in re.findall(r"(\d+)/2026,", oldest)] == [6, 7, 5]
    assert "De 2 zile" in oldest
    due = section(page, "due")
    assert [int(found) for found in re.findall(r"(\d+)/2026,", due)] == [7, 6]
    assert "Termen depășit" in due
    assert "În 3 zile" in due
    assert "Situația provizorie a anului 2026 se face singură" in due
    decided = section(page, "decided")
    assert "8/2026" in decided
    assert "Admis" in decided
    with app.app_context(), transaction() as session:
        for number in range(20, 32):
            put(session, number, days=number, due=NOW.date() + timedelta(days=number))
    with count_queries() as many:
        page = client.get("/").text
    assert len(re.findall(r"\d+/2026,", section(page, "oldest"))) == 5
    assert len(many) <= len(few)
    sign_in(client, cast.caap)
    assert "Niciun dosar nu vă așteaptă" in section(client.get("/").text, "oldest")


def test_the_desk_of_a_provider_names_the_lists_to_send_and_of_a_branch_what_it_filed(client, cast):
    sign_in(client, cast.provider)
    assert "încheiată la" in section(client.get("/").text, "missing")
    sign_in(client, cast.stranger_provider)
    assert "Toate edițiile ținute au lista trimisă." in section(client.get("/").text, "missing")
    sign_in(client, cast.branch)
    assert counts(client) == [0]
    assert "Începeți prin a căuta membrul" in section(client.get("/").text, "filed")
