"""Objections: which can be opened, and what a decision on one does to the ledger, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from credit_engine.results import Basis
from lms.clock import legal_day
from lms.errors import BadInput, Conflict, NotFound
from lms.models import (
    Award,
    CaseFile,
    Edition,
    EditionState,
    EntryKind,
    ObjectionKind,
    YearStanding,
)
from lms.services import (
    attendance_plan,
    case_decisions,
    case_files,
    crediting,
    facts,
    ledger,
    my_credits,
    objections,
)
from lms.services.objection_checks import checks_of, credits_by_approval
from tests.services.awarded import AWARDED, award
from tests.services.classroom import settings_on
from tests.services.objection_world import (
    NOW,
    REJECTED,
    SETTINGS,
    World,
    build_world,
    decided,
    draft,
    entries,
    member_id,
    missing_draft,
    proposed,
    submitted,
    upheld,
)


@pytest.fixture
def world(session) -> World:
    return build_world(session)


def resolve(session, world, case, verdict, *, number="45"):
    proposed(session, case, world.cast, verdict)
    for _ in range(2):  # the same POST twice
        decided(session, case, world.cast, verdict, number=number)
    session.expire_all()
    assert list(ledger.check(session)) == []


def missing(session, world):
    return case_files.submit(
        session, missing_draft(session, world.cast), settings=SETTINGS, now=NOW
    )


def standing(session, person):
    return session.get_one(YearStanding, (member_id(person), 2026)).earned


# --- effects ----------------------------------------------------------------------------------


def test_upheld_absence_reverses_that_line_only(session, world):
    case = submitted(session, world)
    resolve(session, world, case, upheld())

    original, reversal = entries(session, world.cast.member)
    assert (reversal.reverses_id, reversal.credits) == (original.id, -6000)
    assert reversal.reason == "objection_upheld"
    assert case.decision is not None
    assert reversal.batch == f"decision:{case.decision.id}"
    assert standing(session, world.cast.member) == 0
    assert len(entries(session, world.cast.colleague)) == 1
    found = my_credits.explanation(session, member_id(world.cast.member), world.entry_id)
    assert (found.objection, found.reversal) == (None, reversal)


def test_rejected_objection_changes_nothing_but_ends(session, world):
    resolve(session, world, submitted(session, world), REJECTED)

    assert [entry.credits for entry in entries(session, world.cast.member)] == [6000]
    assert standing(session, world.cast.member) == 6000
    assert objections.open_objection_to(session, world.entry_id) is None


def test_wrong_credit_is_reversed_and_booked_again_as_decided(session, world):
    case = submitted(session, world, ObjectionKind.WRONG_CREDIT)
    resolve(session, world, case, upheld(7500))

    original, reversal, revised = entries(session, world.cast.member)
    assert (reversal.reverses_id, revised.kind) == (original.id, EntryKind.CREDIT)
    assert (revised.revision, revised.credits, revised.basis) == (2, 7500, "adopted")
    assert (revised.source, revised.counts_on) == (original.source, original.counts_on)
    assert standing(session, world.cast.member) == 7500
    (finding,) = my_credits.explain(session, revised).findings
    assert (finding.rule, finding.basis) == ("decision", Basis.ADOPTED)
    assert finding.credits == 7.5
    assert finding.sentence("ro") == (
        "La dosarul nr. 1/2026 s-au stabilit 7,5 credite, prin hotărârea nr. 45 din "
        "2 aprilie 2026 (BEX)."
    )
    assert finding.sentence("en") == (
        "On file no. 1/2026, 7.5 credits were fixed by decision no. 45 of 2 April 2026 (BEX)."
    )
    assert json.loads(revised.findings)["orientative"] is False
    assert "Moraru" not in revised.payload


def test_missing_from_the_list_is_booked_by_decision(session, world):
    case = missing(session, world)
    resolve(session, world, case, upheld(6000))

    (entry,) = entries(session, world.cast.stranger)
    assert entry.source == facts.edition_source(world.cast.edition_id)
    assert (entry.credits, entry.basis, entry.revision) == (6000, "adopted", 1)
    assert entry.title == {"ro": "Intervenția în criză", "en": "Crisis intervention"}
    assert standing(session, world.cast.stranger) == 6000


def test_list_filed_meanwhile_is_not_credited_twice(session, world):
    case = missing(session, world)
    edition = facts.load_edition(session, world.cast.edition_id)
    crediting.book_attendance(
        session,
        edition,
        [crediting.Attendee(member_id=member_id(world.cast.stranger), minutes_present=355)],
        batch="attendance:2",
        records_from=None,
        now=NOW,
    )
    resolve(session, world, case, upheld(6000))
    assert [entry.credits for entry in entries(session, world.cast.stranger)] == [6000]


def test_line_undone_meanwhile_is_not_reversed_twice(session, world):
    case = submitted(session, world)
    ledger.reverse(session, entries(session, world.cast.member), reason="undone", now=NOW)
    resolve(session, world, case, upheld())
    assert [entry.credits for entry in entries(session, world.cast.member)] == [6000, -6000]


def test_line_booked_again_meanwhile_is_reversed_in_its_last_revision(session, world):
    case = submitted(session, world)
    edition = facts.load_edition(session, world.cast.edition_id)
    ledger.reverse(session, entries(session, world.cast.member), reason="undone", now=NOW)
    crediting.book_attendance(
        session,
        edition,
        [crediting.Attendee(member_id=member_id(world.cast.member), minutes_present=355)],
        batch="attendance:2",
        records_from=None,
        now=NOW,
    )
    resolve(session, world, case, upheld())
    assert ledger.balance(session, member_id(world.cast.member)) == 0
    assert len(entries(session, world.cast.member)) == 4


def test_later_list_does_not_credit_who_was_decided_absent(session, world):
    assert objections.decided_absent(session, world.cast.edition_id) == frozenset()
    resolve(session, world, submitted(session, world), upheld())
    present = {
        member_id(person): attendance_plan.Presence(minutes=360, late=0)
        for person in (world.cast.member, world.cast.stranger)
    }
    edition = facts.load_edition(session, world.cast.edition_id)
    absent, credited = attendance_plan.changes_for(
        session, edition, present, base={}, records_from=None, now=NOW
    )
    assert (absent.book, absent.outcome["code"]) == (False, "cannot_now")
    assert credited.book


def test_corrected_credit_of_a_course_gets_its_badge_anew(session, world, database_url, tmp_path):
    settings = settings_on(database_url, tmp_path)
    given = award(session, member_id(world.cast.stranger), settings)
    person = world.cast.stranger
    about = {"member_id": member_id(person), "account_id": person.id, "now": AWARDED}
    case = objections.object_to_line(session, given.entry.id, ObjectionKind.WRONG_CREDIT, **about)
    case_files.write_statement(session, case, "Cursul are mai multe credite.")
    case_files.submit(session, case, settings=settings, now=AWARDED)
    verdict = upheld(given.entry.credits + 500)
    acting = {"now": AWARDED}
    case_decisions.propose(session, case.id, verdict, account_id=world.cast.cfpc.id, **acting)
    for _ in range(2):
        case_decisions.decide(
            session,
            case.id,
            verdict,
            number="7",
            decided_on=legal_day(AWARDED),
            account_id=world.cast.bex.id,
            settings=settings,
            **acting,
        )
    awards = session.scalars(select(Award).where(Award.member_id == member_id(person))).all()
    old, new = sorted(awards, key=lambda award: award.revoked_at is None)
    assert (old.credit_entry_id, old.revocation_reason) == (given.entry.id, "objection_upheld")
    assert new.revoked_at is None
    assert ledger.balance(session, member_id(person)) == verdict.credits


@pytest.mark.parametrize(
    ("kind", "credits", "says"),
    [
        (ObjectionKind.WRONG_CREDIT, None, "câte credite"),
        (ObjectionKind.WRONG_CREDIT, 0, "câte credite"),
        (ObjectionKind.WRONG_CREDIT, -500, "câte credite"),
        (ObjectionKind.WRONG_CREDIT, 60_001, "cel mult 60"),
        (ObjectionKind.WRONG_CREDIT, 6000, "deja atâtea"),
        (ObjectionKind.DID_NOT_ATTEND, 1000, "nu se scriu credite"),
    ],
)
def test_credits_of_a_verdict_are_checked(session, world, kind, credits, says):
    case = submitted(session, world, kind)
    with pytest.raises(BadInput, match=says) as refused:
        proposed(session, case, world.cast, upheld(credits))
    assert refused.value.field == "credits"


# --- opening ----------------------------------------------------------------------------------


def test_one_open_file_for_a_line(session, world):
    first, again = draft(session, world), draft(session, world, ObjectionKind.WRONG_CREDIT)
    assert first is again
    assert objections.objection_of(session, first).kind is ObjectionKind.WRONG_CREDIT
    case_files.submit(session, first, settings=SETTINGS, now=NOW)
    third = objections.object_to_line(
        session,
        world.entry_id,
        ObjectionKind.DID_NOT_ATTEND,
        member_id=member_id(world.cast.member),
        account_id=world.cast.member.id,
        now=NOW,
    )
    assert third is first
    assert objections.objection_of(session, first).kind is ObjectionKind.WRONG_CREDIT
    assert len(session.scalars(select(CaseFile)).all()) == 1


def test_line_of_somebody_else_or_reversed_cannot_be_objected_to(session, world):
    with pytest.raises(NotFound):
        objections.line_to_object_to(session, member_id(world.cast.colleague), world.entry_id)
    (reversal,) = ledger.reverse(
        session, entries(session, world.cast.member), reason="undone", now=NOW
    )
    for entry_id in (world.entry_id, reversal.id):
        with pytest.raises(Conflict, match="stornată"):
            objections.line_to_object_to(session, member_id(world.cast.member), entry_id)


def test_line_reversed_before_submission_is_told(session, world):
    case = draft(session, world)
    ledger.reverse(session, entries(session, world.cast.member), reason="undone", now=NOW)
    with pytest.raises(Conflict, match="stornată"):
        case_files.submit(session, case, settings=SETTINGS, now=NOW)


def test_one_open_file_for_a_list(session, world):
    assert missing_draft(session, world.cast) is missing_draft(session, world.cast)


def test_edition_already_credited_cancelled_or_to_come_cannot_be_missed(session, world):
    person = world.cast.member
    about = {"member_id": member_id(person), "account_id": person.id, "now": NOW}
    with pytest.raises(BadInput, match="deja credite"):
        objections.object_to_list(session, world.cast.edition_id, **about)
    edition = session.get_one(Edition, world.cast.edition_id)
    edition.ends_on = legal_day(NOW) + timedelta(days=1)
    with pytest.raises(BadInput, match="nu s-a încheiat"):
        objections.object_to_list(session, edition.id, **about)
    edition.state = EditionState.CANCELLED
    with pytest.raises(BadInput, match="din listă"):
        objections.object_to_list(session, edition.id, **about)
    with pytest.raises(BadInput, match="din listă"):
        objections.object_to_list(session, world.entry_id, **about)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 1),
        ("interventia IN criza", 1),
        ("INTERVENȚIA", 1),
        ("asociația punte", 1),
        ("altceva", 0),
        ("%", 0),
        ("crisis", 1),
    ],
)
def test_search_of_editions_forgives_diacritics(session, world, search, found):
    stranger = member_id(world.cast.stranger)
    on = legal_day(NOW)
    page = objections.past_editions(session, stranger, search=search, page=1, on=on)
    assert page.total == found
    credited = member_id(world.cast.member)
    assert objections.past_editions(session, credited, search=search, page=1, on=on).total == 0


# --- the desk ---------------------------------------------------------------------------------


def test_checklist_says_what_the_records_say(session, world):
    case = missing(session, world)
    view = objections.objection_of(session, case)
    found = {check.code: check.holds for check in checks_of(session, case, view)}
    assert found == {
        "edition_ended": True,
        "provider_approved": True,
        "programme_approved": True,
        "member_active": True,
        "registered": None,
        "list_filed": False,
    }
    assert view.edition is not None
    assert credits_by_approval(view.edition) == 6000
    case = submitted(session, world)
    view = objections.objection_of(session, case)
    assert checks_of(session, case, view)[0].holds is True
    assert view.entry is not None
    ledger.reverse(session, [view.entry], reason="undone", now=NOW)
    assert checks_of(session, case, view)[0].holds is False
