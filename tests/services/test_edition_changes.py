"""An edition changed or cancelled: checked like a new one, and those registered are told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.errors import BadInput, Conflict, NotFound
from lms.models import Edition, EditionState, Mail, Modality, Notification
from lms.services import calendar_links, edition_changes, edition_places
from lms.services.calendar_files import calendar_file
from lms.services.edition_places import Place
from lms.services.letters import Letter
from lms.services.scheduling import NewEdition, NewSession, Terms
from tests.infra.cast import build_cast
from tests.infra.editions import announce
from tests.services.audience import add_members

NOW = clock.now()


@pytest.fixture
def cast(session):
    return build_cast(session)


@pytest.fixture
def edition(session, cast) -> Edition:
    found: Edition = session.get_one(Edition, announce(session, cast))
    found.capacity = 1
    session.flush()
    members = [cast.member.member_id, cast.colleague.member_id, *add_members(session, 1)]
    for n, member_id in enumerate(members):
        edition_places.register(
            session,
            found.id,
            member_id=member_id,
            account_id=cast.member.id,
            write=write,
            now=NOW + timedelta(minutes=n),
        )
    return found


def write(kind, language, params):
    return Letter(subject=kind, body=f"{params.get('reason')} {params.get('changes')}")


def acting(cast, **more):
    return {
        "provider_ids": [cast.provider_id],
        "account_id": cast.provider.id,
        "write": write,
        "now": NOW + timedelta(hours=1),
    } | more


def same(edition, **changes) -> NewEdition:
    held = [
        NewSession(starts_at=each.starts_at, ends_at=each.ends_at, topic=each.topic)
        for each in edition.sessions
    ]
    fields = {
        "programme_id": edition.programme_id,
        "provider_id": edition.provider_id,
        "modality": edition.modality,
        "county": edition.county,
        "place": edition.place,
        "sessions": held,
        "terms": Terms(capacity=edition.capacity),
    }
    return NewEdition(**(fields | changes))


def ics(editions) -> str:
    return calendar_file(editions, host="h", title=str, place=str, about=str, now=NOW).decode()


def mails(session, kind):
    return session.scalars(select(Mail).where(Mail.kind == kind)).all()


def test_a_cancelled_edition_tells_everybody_once(session, cast, edition):
    with pytest.raises(BadInput) as refused:
        edition_changes.cancel_edition(session, edition.id, reason=" ", **acting(cast))
    assert refused.value.field == "reason"
    with pytest.raises(NotFound):
        edition_changes.cancel_edition(
            session,
            edition.id,
            reason="x",
            **acting(cast, provider_ids=[cast.stranger_provider_id]),
        )
    told = edition_changes.cancel_edition(
        session, edition.id, reason="Lectorul este bolnav.", **acting(cast)
    )
    assert edition.state is EditionState.CANCELLED
    with pytest.raises(Conflict):
        edition_changes.cancel_edition(session, edition.id, reason="x", **acting(cast))
    sent = mails(session, "edition_cancelled")
    assert len(sent) == told >= 2
    assert all("Lectorul este bolnav." in each.body for each in sent)
    kept = edition.cancellation
    assert (kept.reason, kept.account_id) == ("Lectorul este bolnav.", cast.provider.id)
    assert kept.at == NOW + timedelta(hours=1)
    token = calendar_links.make(session, cast.member.member_id, account_id=cast.member.id, now=NOW)
    mine = calendar_links.editions_of(session, token, now=NOW)
    assert [each.id for each in mine] == [edition.id]  # calendars that know it learn of it
    assert ics(mine).count("STATUS:CANCELLED") == len(edition.sessions)
    assert "SEQUENCE:1" in ics(mine)


def test_new_hours_and_place_are_told_with_old_and_new(session, cast, edition):
    ids = [held.id for held in edition.sessions]
    later = [
        NewSession(
            starts_at=each.starts_at + timedelta(days=2), ends_at=each.ends_at + timedelta(days=2)
        )
        for each in edition.sessions
    ]
    wanted = same(
        edition, modality=Modality.IN_PERSON, county="CJ", place="Sala 4", sessions=later[:1]
    )
    told = edition_changes.change_edition(session, edition.id, wanted, **acting(cast))
    assert [held.id for held in edition.sessions] == ids[:1]
    assert "SEQUENCE:1" in ics([edition])
    assert edition.starts_on == edition.ends_on == clock.legal_day(later[0].starts_at)
    row = session.scalars(
        select(Notification).where(
            Notification.kind == "edition_changed", Notification.account_id == cast.member.id
        )
    ).one()
    by_what = {each["what"]: each for each in row.params["changes"]}
    assert by_what["place"]["old"] == "online"
    assert by_what["place"]["new"].startswith("Sala 4")
    assert f"{edition.starts_on:%d.%m.%Y}" in by_what["sessions"]["new"]
    again = edition_changes.change_edition(session, edition.id, wanted, **acting(cast))
    assert again == 0
    assert "SEQUENCE:1" in ics([edition])  # nothing changed
    assert len(mails(session, "edition_changed")) == told >= 2


def test_more_places_promote_and_only_the_link_is_not_said(session, cast, edition):
    wanted = same(edition, terms=Terms(capacity=2, link="https://exemplu.ro/secret"))
    edition_changes.change_edition(session, edition.id, wanted, **acting(cast))
    place = edition_places.place_of(session, edition.id, cast.colleague.member_id)
    assert place == (Place.TAKEN, 0)
    assert mails(session, "edition_promoted")
    assert all("secret" not in each.body for each in mails(session, "edition_changed"))
    with pytest.raises(BadInput) as refused:
        edition_changes.change_edition(
            session, edition.id, same(edition, terms=Terms(capacity=1)), **acting(cast)
        )
    assert refused.value.field == "capacity"


def test_a_change_is_checked_like_a_new_edition(session, cast, edition):
    twin = session.get_one(Edition, announce(session, cast, number=3, at=NOW + timedelta(days=9)))
    edition.programme.max_participants = 20

    def at(day: timedelta) -> list[NewSession]:
        return [NewSession(starts_at=NOW + day, ends_at=NOW + day + timedelta(hours=2))]

    for changes, field in (
        ({"sessions": same(twin).sessions}, "day_1"),
        ({"sessions": at(timedelta(days=-1))}, "day_1"),
        ({"sessions": at(timedelta(days=3650))}, "day_1"),
        ({"terms": Terms(capacity=21)}, "capacity"),
        ({"terms": Terms(cancel_until=date(2099, 1, 1))}, "cancel_until"),
    ):
        with pytest.raises(BadInput) as refused:
            edition_changes.change_edition(
                session, edition.id, same(edition, **changes), **acting(cast)
            )
        assert refused.value.field == field
    begun = acting(cast, now=min(held.starts_at for held in edition.sessions))
    with pytest.raises(Conflict):
        edition_changes.change_edition(session, edition.id, same(edition, place="X"), **begun)
