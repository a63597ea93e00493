"""Places at an edition: order of the waiting list, promotion exactly once, terms."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.errors import BadInput, Conflict, NotFound
from lms.extensions import db, transaction
from lms.models import Edition, EditionRegistration, Mail, Notification
from lms.services import (
    awaited_lists,
    calendar_links,
    edition_places,
    edition_registrations,
    regulations,
)
from lms.services.edition_calendar import CalendarFilter, list_calendar
from lms.services.edition_places import Place
from lms.services.letters import Letter
from lms.services.listing import Wanted
from lms.services.scheduling import Terms, check_terms
from tests.infra.cast import build_cast
from tests.infra.editions import announce
from tests.services.audience import add_members

NOW = clock.now()


@pytest.fixture
def cast(session):
    return build_cast(session)


def write(kind, language, params):
    return Letter(subject=f"{kind} {language}", body=str(params["begins"]))


def edition_of(session, cast, **terms) -> Edition:
    edition: Edition = session.get_one(Edition, announce(session, cast))
    for name, value in terms.items():
        setattr(edition, name, value)
    session.flush()
    return edition


def act(session, cast, edition, member_id, *, do=edition_places.register, after=0):
    return do(
        session,
        edition.id,
        member_id=member_id,
        account_id=cast.member.id,
        write=write,
        now=NOW + timedelta(minutes=after),
    )


def test_the_waiting_list_is_in_order_and_promotes_by_itself(session, cast):
    edition = edition_of(session, cast, capacity=1)
    first, *others = add_members(session, 3)
    everybody = [first, others[0], others[1], cast.member.member_id]
    places = [act(session, cast, edition, who, after=n) for n, who in enumerate(everybody)]
    assert places == [Place.TAKEN, Place.WAITING, Place.WAITING, Place.WAITING]
    assert act(session, cast, edition, first, after=9) is Place.TAKEN  # again: nothing changes
    assert edition_places.place_of(session, edition.id, cast.member.member_id) == (
        Place.WAITING,
        3,
    )

    act(session, cast, edition, cast.colleague.member_id, do=edition_places.cancel)  # a stranger
    assert edition_places.place_of(session, edition.id, first)[0] is Place.TAKEN
    act(session, cast, edition, others[0], do=edition_places.cancel)  # one who waits gives up
    assert edition_places.place_of(session, edition.id, others[1]) == (Place.WAITING, 1)
    for _again in range(2):
        act(session, cast, edition, first, do=edition_places.cancel, after=10)
    assert edition_places.place_of(session, edition.id, others[1]) == (Place.TAKEN, 0)
    act(session, cast, edition, others[1], do=edition_places.cancel, after=11)
    assert edition_places.place_of(session, edition.id, cast.member.member_id)[0] is Place.TAKEN
    told = session.scalars(
        select(Notification.kind)
        .where(Notification.account_id == cast.member.id)
        .order_by(Notification.kind)
    ).all()
    assert told == ["edition_promoted", "edition_waiting"]
    assert act(session, cast, edition, first, after=12) is Place.WAITING  # at the end again
    rows = edition_registrations.list_registered(session, edition.id, Wanted()).rows
    assert [row.waiting_since is None for row in rows] == [True, False]
    assert (
        edition_registrations.list_registered(
            session, edition.id, Wanted(), place=Place.TAKEN
        ).total
        == 1
    )
    page = list_calendar(
        session,
        CalendarFilter(member_id=first),
        Wanted(),
        reader_id=first,
        on=clock.today(),
    )
    assert [(line.left, line.place) for line in page.rows] == [(0, Place.WAITING)]


def test_a_place_is_reminded_once_before_the_first_session_and_by_mail(session, cast):
    edition = edition_of(session, cast, capacity=1)
    act(session, cast, edition, cast.member.member_id)
    act(session, cast, edition, cast.colleague.member_id)  # waits: nothing to be reminded of
    told = [
        edition_places.remind(session, write=write, now=NOW + timedelta(days=days))
        for days in (1, 4, 4)
    ]
    assert told == [0, 1, 0]
    kinds = session.scalars(select(Mail.kind).order_by(Mail.kind)).all()
    assert kinds == ["edition_soon", "edition_taken", "edition_waiting"]


def test_the_secret_calendar_has_own_places_until_it_is_ended(session, cast):
    own, full = edition_of(session, cast), edition_of(session, cast, capacity=1)
    act(session, cast, own, cast.member.member_id)
    act(session, cast, full, cast.colleague.member_id)
    act(session, cast, full, cast.member.member_id)  # waits

    def make() -> str:
        return calendar_links.make(
            session, cast.member.member_id, account_id=cast.member.id, now=NOW
        )

    old, token = make(), make()
    assert [e.id for e in calendar_links.editions_of(session, token, now=NOW)] == [own.id]
    calendar_links.end(session, cast.member.member_id, account_id=cast.member.id, now=NOW)
    for closed in (old, token):
        with pytest.raises(NotFound):
            calendar_links.editions_of(session, closed, now=NOW)


def test_an_attended_edition_awaits_its_list_as_soon_as_it_is_over(session, cast):
    regulations.ensure_bundled(session, now=NOW)
    edition = edition_of(session, cast)
    act(session, cast, edition, cast.member.member_id)
    ends = max(held.ends_at for held in edition.sessions)
    for moment, count in ((ends - timedelta(minutes=1), 0), (ends, 1)):
        found = awaited_lists.awaited(session, cast.member.member_id, now=moment)
        assert len(found) == count


def test_the_calendar_asks_as_many_queries_however_long_it_is(session, cast, count_queries):
    seen = []
    for _more in range(2):
        for _each in range(2):
            edition_of(session, cast)
        session.expire_all()
        with count_queries() as asked:
            list_calendar(
                session,
                CalendarFilter(),
                Wanted(),
                reader_id=cast.member.member_id,
                on=clock.today(),
            )
        seen.append(len(asked))
    assert seen[0] == seen[1]


def test_terms_of_registration_and_of_giving_up(session, cast):
    yesterday = clock.legal_day(NOW) - timedelta(days=1)
    late = edition_of(session, cast, register_until=yesterday)
    with pytest.raises(Conflict):
        act(session, cast, late, cast.member.member_id)
    bound = edition_of(session, cast, cancel_until=yesterday, capacity=1)
    act(session, cast, bound, cast.member.member_id)
    with pytest.raises(Conflict):
        act(session, cast, bound, cast.member.member_id, do=edition_places.cancel)
    act(session, cast, bound, cast.colleague.member_id)
    act(session, cast, bound, cast.colleague.member_id, do=edition_places.cancel)  # only waited
    begun = edition_of(session, cast)
    with pytest.raises(Conflict):
        act(session, cast, begun, cast.member.member_id, after=10 * 24 * 60)


def test_terms_of_a_new_edition_stay_within_the_programme(session, cast):
    edition = edition_of(session, cast)
    edition.programme.max_participants = 20
    for terms, field in (
        (Terms(capacity=21), "capacity"),
        (Terms(cancel_until=edition.ends_on), "cancel_until"),
    ):
        with pytest.raises(BadInput) as refused:
            check_terms(terms, edition.programme, first=edition.starts_on)
        assert refused.value.field == field


def test_two_who_give_up_at_once_promote_two_and_never_one_twice(app):
    with app.app_context(), transaction() as session:
        cast = build_cast(session)
        edition = edition_of(session, cast, capacity=2)
        people = add_members(session, 5)
        for n, who in enumerate(people):
            act(session, cast, edition, who, after=n)
        edition_id = edition.id
    start = threading.Barrier(2)

    def give_up(member_id):
        with app.app_context():
            start.wait()
            with transaction() as session:
                edition_places.cancel(
                    session,
                    edition_id,
                    member_id=member_id,
                    account_id=cast.member.id,
                    write=write,
                    now=NOW,
                )
            db.session.remove()

    both = [threading.Thread(target=give_up, args=(who,)) for who in people[:2]]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    with app.app_context():
        rows = db.session().scalars(
            select(EditionRegistration).where(EditionRegistration.edition_id == edition_id)
        )
        by_member = {row.member_id: row for row in rows}
        assert [by_member[who].cancelled_at is not None for who in people] == [True] * 2 + [
            False
        ] * 3
        assert [by_member[who].promoted_at is not None for who in people[2:]] == [True, True, False]
        assert by_member[people[4]].waiting_since is not None
        db.session.remove()
