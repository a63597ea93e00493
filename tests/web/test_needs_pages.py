"""Ce îmi mai trebuie: the plan, "what if" with and without JavaScript, the calendar file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from lms.extensions import db, transaction
from lms.models import Notification
from tests.infra.cast import sign_in
from tests.infra.credit import book_edition
from tests.infra.editions import announce

TODAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_may(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: TODAY)


@pytest.fixture
def client(make_app):
    from datetime import date

    app = make_app(records_from=date(2025, 1, 1))
    return app.test_client()


@pytest.fixture
def app(client):
    return client.application


def put(app, act):
    with app.app_context():
        with transaction() as session:
            found = act(session)
        db.session.remove()
    return found


@pytest.fixture
def edition_id(app, cast, client):
    found = put(app, lambda session: announce(session, cast, at=TODAY + timedelta(days=9)))
    sign_in(client, cast.member)
    return found


def test_the_page_says_what_is_missing_and_proposes_what_fills_it(app, cast, client, edition_id):
    put(app, lambda session: book_edition(session, cast))
    other = put(app, lambda session: _other_programme(session, cast))
    shown = client.get("/needs").text
    assert "Mai aveți nevoie de 4 credite." in shown
    assert "31 martie 2027" in shown
    assert "Ajunge: anul ar fi îndeplinit." in shown
    assert f'value="edition:{other}" checked' in shown
    assert f"edition:{edition_id}" not in shown, "its programme was credited before"


def _other_programme(session, cast):
    from sqlalchemy import select

    from lms.models import Edition, Programme, ProgrammeApproval

    first = session.get_one(Programme, cast.programme_id)
    programme = Programme(
        id=uuid4(),
        slug="etica-in-practica",
        provider_id=cast.provider_id,
        title="Etica în practică",
        title_en="Ethics in practice",
        summary="",
        summary_en="",
        kind=first.kind,
        field=first.field,
        max_participants=12,
        recorded_at=first.recorded_at,
    )
    session.add(programme)
    session.flush()
    known = session.scalars(
        select(ProgrammeApproval).where(ProgrammeApproval.programme_id == first.id)
    ).one()
    session.add(
        ProgrammeApproval(
            id=uuid4(),
            programme_id=programme.id,
            credits=4000,
            decision_number="32",
            decided_on=known.decided_on,
            body="BEX",
            valid_from=known.valid_from,
            valid_until=known.valid_until,
            recorded_at=known.recorded_at,
            superseded_at=None,
            import_id=None,
        )
    )
    found = announce(session, cast, at=TODAY + timedelta(days=20), number=3)
    session.get_one(Edition, found).programme_id = programme.id
    session.flush()
    return found


def test_a_met_year_asks_for_nothing(app, cast, client, edition_id):
    def meet(session):
        from datetime import date

        from lms.services import ledger

        booking = ledger.Booking(
            member_id=cast.member.member_id,
            source=f"course:{uuid4()}",
            credits=10_000,
            counts_on=date(2026, 2, 1),
            regulation_id="nfpc-2013",
            basis="adopted",
            title={"ro": "Curs", "en": "Course"},
            findings="{}",
        )
        ledger.book(session, [booking], now=TODAY)

    del edition_id
    put(app, meet)
    shown = client.get("/needs").text
    assert "Nu mai lipsește nimic. Felicitări!" in shown
    assert "articol cu articol" not in shown


def test_what_if_answers_at_once_and_the_same_without_javascript(client, edition_id):
    fragment = client.get(f"/needs/what-if?asked=1&pick=edition:{edition_id}").text
    assert "Cu ce ați bifat ajungeți la 6 credite; se cer 10 credite." in fragment
    assert "Ar mai lipsi 4 credite." in fragment
    assert "<html" not in fragment
    whole = client.get(f"/needs?asked=1&pick=edition:{edition_id}").text
    assert "Cu ce ați bifat ajungeți la 6 credite; se cer 10 credite." in whole
    assert f'value="edition:{edition_id}" checked' in whole
    nothing = client.get("/needs/what-if?asked=1").text
    assert "Bifați ce v-ar interesa" in nothing


@pytest.mark.parametrize(
    "query",
    [
        "target=year:1492",
        "target=promotion:rege",
        "asked=1&pick=edition:nimic&pick=%27",
        "asked=1&pick=course:" + "a" * 500,
    ],
)
def test_odd_questions_are_answered_for_this_year(client, edition_id, query):
    for path in ("/needs", "/needs/what-if"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_the_next_grade_has_its_own_page(client, edition_id):
    shown = client.get("/needs?target=promotion:specialist").text
    assert "Treapta specialist" in shown
    assert "Ce lipsește, articol cu articol" in shown


def test_the_calendar_holds_each_session_with_a_lasting_id(client, edition_id, cast):
    answer = client.get(f"/needs/calendar.ics?edition={edition_id}")
    assert answer.content_type.startswith("text/calendar")
    assert 'filename="treapta-program.ics"' in answer.headers["Content-Disposition"]
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [
        datetime(2026, 5, 13, 9, 0, tzinfo=UTC),
        datetime(2026, 5, 14, 9, 0, tzinfo=UTC),
    ]
    assert "Primul contact" in str(events[0]["summary"])
    again = Calendar.from_ical(client.get(f"/needs/calendar.ics?edition={edition_id}").data)
    assert [e["uid"] for e in again.walk("VEVENT")] == [e["uid"] for e in events]
    held = client.get(f"/needs/calendar.ics?edition={cast.edition_id}")
    assert held.status_code == 404
    assert client.get("/needs/calendar.ics?edition=x&edition=").status_code == 404


def test_the_page_asks_the_same_questions_for_one_and_for_many(
    app, cast, client, edition_id, count_queries
):
    def more(session):
        for number in range(3, 23):
            announce(session, cast, at=TODAY + timedelta(days=number), number=number)

    client.get("/needs")
    with count_queries() as few:
        assert client.get("/needs").status_code == 200
    put(app, more)
    with count_queries() as many:
        assert client.get("/needs").status_code == 200
    assert len(many) == len(few) < 40, "\n".join(many)


def test_a_notice_leads_to_the_page(app, cast, client, edition_id):
    def remind(session):
        session.add(
            Notification(
                id=uuid4(),
                account_id=cast.member.id,
                kind="year_reminder",
                params={"year": 2026, "missing": 6000, "until": "2027-03-31"},
                path="/needs",
                key="test",
                created_at=TODAY,
            )
        )

    put(app, remind)
    shown = client.get("/").text
    assert "Pentru 2026 mai lipsesc 6 credite" in shown
    assert 'href="/needs"' in shown
