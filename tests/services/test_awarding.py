"""Awards: one per credited completion, signed so that others can verify it, revoked with it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

import badges
from badges import Outcome
from lms.extensions import db, transaction
from lms.models import Award, BadgeClass, CreditEntry, Issuer, IssuerKey, Notification, StatusList
from lms.services import (
    awarding,
    badge_classes,
    completion,
    crediting,
    issuers,
    ledger,
    publishing,
    status_lists,
    verifying,
)
from tests.infra.cast import build_cast
from tests.services.awarded import AWARDED, award
from tests.services.classroom import (
    enrol,
    later,
    pass_test,
    publish_small,
    read_everything,
    settings_on,
)


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def people(session):
    return build_cast(session)


@pytest.fixture
def given(session, settings, people):
    return award(session, people.member.member_id, settings)


def check(session, settings, given_award, now=AWARDED):
    document = json.loads(given_award.credential)
    return verifying.verify_document(session, document, settings=settings, now=now)


def listed(session, settings, number=1):
    text = status_lists.published(session, number, settings=settings, now=AWARDED)
    assert text is not None
    return json.loads(text)


def reason(found):
    deciding = found.report.deciding
    assert deciding is not None
    return deciding.code


def reverse(session, settings, entry, now=AWARDED):
    crediting.reverse_entries(
        session, [entry], reason="objection_upheld", batch=None, records_from=None, now=now
    )


def test_a_completed_course_brings_a_badge_that_verifies(session, settings, given):
    found = check(session, settings, given.award)

    assert found.report.outcome is Outcome.VALID, found.report.sentence("en")
    assert found.issuer is not None
    assert found.issuer.slug == "cnasr"
    assert given.award.credit_entry_id == given.entry.id
    assert given.award.source == given.entry.source
    assert found.report.credential_id == f"http://localhost:8000/b/{given.award.public_id}"


def test_the_document_says_who_what_and_how_it_was_assessed(session, settings, given, people):
    document = json.loads(given.award.credential)
    subject = document["credentialSubject"]

    assert {"Ana Moraru"} == {
        entry["identityHash"] for entry in subject["identifier"] if not entry["hashed"]
    }
    assert subject["creditsEarned"] * 1000 == given.entry.credits
    assert subject["achievement"]["inLanguage"] == "ro"
    assert "Identitate neverificată la evaluare." in document["evidence"][0]["narrative"]
    assert people.member.email not in given.award.credential
    assert str(people.member.member_key) not in given.award.credential
    hashed = badges.hash_email(people.member.email, salt=given.award.salt)
    assert f"sha256${hashed.digest}" in given.award.credential
    assert isinstance(document["credentialStatus"], dict)  # the schema of 1EdTech allows only one


def test_the_document_says_what_the_test_asked_for_and_not_what_the_member_scored(
    session, settings, given
):
    course = publishing.load_version(session, given.enrolment.version, settings=settings)
    subject = json.loads(given.award.credential)["credentialSubject"]
    url = badge_classes.class_url(given.award.badge_class, settings)

    assert subject["achievement"]["resultDescription"] == [
        {
            "id": f"{url}#test",
            "type": ["ResultDescription"],
            "name": "Test final",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": str(course.test.pass_percent),
        }
    ]
    assert "result" not in subject


def test_a_badge_class_without_a_test_describes_no_result(settings, given):
    facts = badge_classes.achievement_facts(given.award.badge_class, credits=0, settings=settings)

    assert facts.result_descriptions == ()


def test_awarding_again_is_the_same_award(session, settings, given):
    again = awarding.award_for_completion(
        session, given.enrolment, given.entry, settings=settings, now=later(90)
    )

    assert again is not None
    assert again.id == given.award.id
    assert session.scalar(select(func.count()).select_from(Award)) == 1


def test_two_members_get_badges_that_nothing_links(session, settings, given, people):
    other = award(session, people.colleague.member_id, settings).award

    one, two = json.loads(given.award.credential), json.loads(other.credential)
    assert one["credentialSubject"]["id"] != two["credentialSubject"]["id"]
    assert given.award.salt != other.salt
    assert given.award.status_index != other.status_index
    assert len(given.award.public_id) >= 22
    assert session.scalar(select(func.count()).select_from(BadgeClass)) == 1
    assert session.scalar(select(func.count()).select_from(StatusList)) == 1


@pytest.mark.parametrize("claim", ["name", "awardedDate"])
def test_a_changed_claim_is_invalid(session, settings, given, claim):
    document = json.loads(given.award.credential)
    document[claim] = document[claim].replace("2026", "2025").replace("Etica", "Cercetarea")
    assert document != json.loads(given.award.credential)

    found = verifying.verify_document(session, document, settings=settings, now=AWARDED)
    assert found.report.outcome is Outcome.INVALID
    assert reason(found) == "proof_wrong"


def test_a_reversed_credit_revokes_its_badge_and_says_so(session, settings, given, people):
    before = listed(session, settings)
    reverse(session, settings, given.entry)
    done = awarding.follow_reversals(
        session, [given.entry.id], reason="objection_upheld", settings=settings, now=AWARDED
    )

    assert [row.id for row in done] == [given.award.id]
    assert check(session, settings, given.award).report.outcome is Outcome.REVOKED
    after = listed(session, settings)
    assert before["credentialSubject"]["encodedList"] != after["credentialSubject"]["encodedList"]
    row = session.get_one(StatusList, 1)
    assert (row.generation, row.signed_generation) == (2, 2)
    kinds = session.scalars(
        select(Notification.kind).where(Notification.account_id == people.member.id)
    ).all()
    assert "badge_revoked" in kinds

    again = awarding.follow_reversals(
        session, [given.entry.id], reason="objection_upheld", settings=settings, now=later(99)
    )
    assert again == []
    assert session.get_one(StatusList, 1).generation == 2


def test_no_badge_for_a_credit_that_was_reversed(session, settings, people):
    publish_small(session, settings)
    enrolment = enrol(session, people.member.member_id, settings)
    read_everything(session, enrolment, settings)
    pass_test(session, enrolment, settings)
    enrolment.completed_at = later(50)
    _answer, entry = crediting.credit_completion(
        session, enrolment, completed_at=later(50), records_from=None, now=later(50)
    )
    assert entry is not None
    reverse(session, settings, entry)

    assert (
        awarding.award_for_completion(session, enrolment, entry, settings=settings, now=AWARDED)
        is None
    )
    assert session.scalar(select(func.count()).select_from(Award)) == 0


def test_a_corrected_credit_earns_a_new_badge_in_place_of_the_old(session, settings, given):
    reverse(session, settings, given.entry)
    corrected = ledger.book(
        session,
        [
            ledger.Booking(
                member_id=given.entry.member_id,
                source=given.entry.source,
                credits=given.entry.credits + 500,
                counts_on=given.entry.counts_on,
                regulation_id=given.entry.regulation_id,
                basis="adopted",
                title=given.entry.title,
                findings="{}",
            )
        ],
        now=AWARDED,
    )[given.entry.member_id, given.entry.source]
    awarding.follow_reversals(
        session, [given.entry.id], reason="corrected", settings=settings, now=AWARDED
    )

    rows = {row.credit_entry_id: row for row in session.scalars(select(Award))}
    assert set(rows) == {given.entry.id, corrected.id}
    assert rows[given.entry.id].revoked_at is not None
    new = rows[corrected.id]
    assert check(session, settings, new).report.outcome is Outcome.VALID
    subject = json.loads(new.credential)["credentialSubject"]
    assert subject["creditsEarned"] * 1000 == corrected.credits
    found = awarding.award_of(
        session, member_id=given.entry.member_id, course_id=given.enrolment.course_id
    )
    assert found is not None
    assert found.id == new.id
    kinds = session.scalars(select(Notification.kind)).all()
    assert "badge_revoked" not in kinds  # the member hears of the badge that takes its place


def test_the_issuer_is_made_once_and_its_key_is_sealed(session, settings):
    first = issuers.ensure_college_issuer(session, settings=settings, now=AWARDED)
    again = issuers.ensure_college_issuer(session, settings=settings, now=later(99))

    assert first.id == again.id
    key = session.scalars(select(IssuerKey)).one()
    assert b"PRIVATE" not in key.private_encrypted
    document = issuers.did_document(session, first, settings=settings)
    assert document["id"] == "did:web:localhost%3A8000:issuers:cnasr"
    assert document["verificationMethod"][0]["publicKeyMultibase"] == key.public_multibase


def test_badges_of_a_retired_key_still_hold_and_new_ones_use_the_new_key(
    session, settings, given, people
):
    issuer = session.scalars(select(Issuer)).one()
    rotated = issuers.rotate_key(session, issuer, settings=settings, now=AWARDED)
    status_lists.publish_changes(session, [1], settings=settings, now=later(61))

    assert check(session, settings, given.award, later(62)).report.outcome is Outcome.VALID
    other = award(session, people.colleague.member_id, settings).award
    assert other.issuer_key_id == rotated.id
    assert json.loads(other.credential)["proof"][0]["verificationMethod"].endswith("#key-2")
    document = issuers.did_document(session, issuer, settings=settings)
    assert [method["id"].rpartition("#")[2] for method in document["verificationMethod"]] == [
        "key-1",
        "key-2",
    ]
    assert "expires" in document["verificationMethod"][0]


def test_a_status_list_is_renewed_before_it_goes_out_of_date(session, settings, given):
    weeks = AWARDED + timedelta(days=30)

    assert check(session, settings, given.award, weeks).report.outcome is Outcome.VALID
    assert session.get_one(StatusList, 1).signed_at == AWARDED  # a reader stores nothing
    assert status_lists.renew_lists(session, settings=settings, now=weeks) == 1
    assert status_lists.renew_lists(session, settings=settings, now=weeks) == 0
    assert session.get_one(StatusList, 1).signed_at == weeks


def test_a_published_list_hides_each_badge_among_many(session, settings, given):
    document = listed(session, settings)

    bits = badges.decode_status_list(document["credentialSubject"]["encodedList"])
    assert bits.entries >= 131_072
    assert not any(bits.bits)
    assert document["id"] == "http://localhost:8000/status/1"
    assert document["issuer"] == "did:web:localhost%3A8000:issuers:cnasr"
    assert status_lists.published(session, 2, settings=settings, now=AWARDED) is None


def test_a_full_list_is_followed_by_another(session, settings, given, people, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda _most: given.award.status_index)
    other = award(session, people.colleague.member_id, settings).award

    assert (other.revocation_list, other.status_index) == (2, given.award.status_index)
    assert check(session, settings, other).report.outcome is Outcome.VALID


def test_a_foreign_issuer_is_never_asked(session, settings, given):
    document = json.loads(given.award.credential)
    document.pop("proof")
    foreign = "did:web:altundeva.example:issuers:cnasr"
    document["issuer"]["id"] = foreign
    document["credentialSubject"]["achievement"]["creator"]["id"] = foreign
    key = badges.generate_ed25519()
    signed = badges.sign_credential(
        document, private_pem=key.private_pem, verification_method=f"{foreign}#k", created=AWARDED
    )

    found = verifying.verify_document(session, signed, settings=settings, now=AWARDED)
    assert found.report.outcome is Outcome.UNDETERMINED
    assert reason(found) == "issuer_unknown"
    assert found.issuer is None


def test_a_hostile_name_is_awarded_without_its_control_characters(session, settings, people):
    from lms.models import Member

    member = session.get_one(Member, people.member.member_id)
    member.last_name = "<b>Mo\x07raru</b>"
    session.flush()
    given = award(session, member.id, settings)

    assert "Ana <b>Moraru</b>" in given.award.credential
    assert check(session, settings, given.award).report.outcome is Outcome.VALID


def test_an_award_rests_on_texts_that_a_new_version_does_not_change(session, settings, given):
    made = session.scalars(select(BadgeClass)).one()

    assert made.version == given.enrolment.version.version
    assert made.outcomes
    assert made.assessment["en"].endswith("Identity not verified at the assessment.")
    assert badge_classes.course_badge(session, given.enrolment.version) is made


def test_concurrent_awards_are_one(app, cast):
    """Two edges at once: two transactions, one award, one issuer key, one list."""
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            publish_small(session, settings)
            enrolment = enrol(session, cast.member.member_id, settings)
            read_everything(session, enrolment, settings)
            pass_test(session, enrolment, settings)
            enrolment_id = enrolment.id
        db.session.remove()
    gate = threading.Barrier(2)
    seen, failed = [], []

    def complete():
        with app.app_context():
            gate.wait()
            try:
                with transaction() as session:
                    done = completion.complete_course(
                        session, enrolment_id, settings=settings, now=AWARDED
                    )
                    assert done is not None
                    assert done.award is not None
                    seen.append(done.award.id)
            except Exception as error:  # shown below
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=complete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failed == []
    assert len(set(seen)) == 1
    with app.app_context():
        for table in (Award, IssuerKey, StatusList, BadgeClass):
            assert db.session.scalar(select(func.count()).select_from(table)) == 1
        db.session.remove()


def test_concurrent_awards_of_one_entry_are_one_even_without_a_lock(app, cast):
    """Straight to award_for_completion, which must not lean on the caller's lock."""
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            given = award(session, cast.member.member_id, settings)
            entry_id, enrolment_id = given.entry.id, given.enrolment.id
            session.delete(given.award)
        db.session.remove()
    gate = threading.Barrier(2)
    seen, failed = [], []

    def run():
        with app.app_context():
            gate.wait()
            try:
                with transaction() as session:
                    made = awarding.award_for_completion(
                        session,
                        session.get_one(type(given.enrolment), enrolment_id),
                        session.get_one(CreditEntry, entry_id),
                        settings=settings,
                        now=AWARDED,
                    )
                    assert made is not None
                    seen.append(made.id)
            except Exception as error:  # shown below
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failed == []
    assert len(seen) == 2
    assert len(set(seen)) == 1
