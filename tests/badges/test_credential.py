"""The credential carries what it must, conforms to the 1EdTech schema and refuses bad facts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import jsonschema
import pytest

import badges
from tests.badges.world import award_facts, issuer_facts, sign
from tests.infra.shared_data import shared_data


def schema():
    path = shared_data("openbadges", "schemas", "ob_v3p0_achievementcredential_schema.json")
    return json.loads(path.read_text("utf-8"))


def test_a_badge_with_one_status_conforms_to_the_1edtech_schema(key):
    award = award_facts()
    signed = sign(
        badges.build_credential(replace(award, status=award.status[:1]), issuer_facts()), key
    )
    validator = jsonschema.Draft201909Validator(schema(), format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(signed)] == []


def test_two_status_entries_break_that_schema_only_in_their_number(signed):
    validator = jsonschema.Draft201909Validator(schema())
    assert {error.json_path for error in validator.iter_errors(signed)} == {"$.credentialStatus"}


def test_a_badge_of_mandatory_facts_only_conforms_too(key):
    award = award_facts()
    bare = badges.AwardFacts(
        id=award.id,
        name=award.name,
        subject=badges.SubjectFacts(award.subject.uuid),
        achievement=badges.AchievementFacts(
            award.achievement.id, "Nume", "Descriere", "https://a.example/c", "Criterii"
        ),
        awarded_at=award.awarded_at,
        valid_from=award.valid_from,
    )
    issuer = badges.IssuerFacts(issuer_facts().did, "Colegiul", "https://a.example")
    signed = sign(badges.build_credential(bare, issuer), key)
    jsonschema.Draft201909Validator(schema()).validate(signed)
    assert "credentialStatus" not in signed
    assert "evidence" not in signed
    assert "validUntil" not in signed


def test_what_the_badge_says(signed):
    subject = signed["credentialSubject"]
    assert subject["id"] == "urn:uuid:5b0f58d2-6c1b-4a2e-8f0e-3f5a52a3c001"
    assert subject["creditsEarned"] == 2.5
    assert subject["achievement"]["creditsAvailable"] == 2.5
    assert subject["achievement"]["inLanguage"] == "ro"
    assert signed["awardedDate"] == "2026-03-01T08:00:00Z"
    assert signed["issuer"]["address"]["addressCountryCode"] == "RO"
    assert [entry["statusPurpose"] for entry in signed["credentialStatus"]] == [
        "revocation",
        "suspension",
    ]
    assert isinstance(signed["proof"], list)
    assert signed["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"


def test_the_email_is_never_in_the_clear_and_its_hash_can_be_checked_by_its_owner(signed):
    hashed, name = signed["credentialSubject"]["identifier"]
    expected = hashlib.sha256(b"stefania@example.org" + hashed["salt"].encode()).hexdigest()
    assert hashed["identityHash"] == f"sha256${expected}"
    assert hashed["hashed"] is True
    assert (name["identityHash"], name["hashed"]) == ("Ștefania Țîrlea", False)
    assert "stefania@example.org" not in str(signed)


def test_every_hash_has_a_salt_of_its_own():
    first, second = badges.hash_email("a@example.org"), badges.hash_email("A@example.org ")
    assert first.salt != second.salt
    assert len(bytes.fromhex(first.salt)) == 16
    assert first == badges.hash_email("A@example.org ", salt=first.salt)


@pytest.mark.parametrize(
    ("thousandths", "written"), [(1000, 1), (500, 0.5), (125, 0.125), (0, 0), (12_000, 12)]
)
def test_credits_are_written_exactly(thousandths, written):
    award = award_facts()
    subject = replace(award.subject, credits_earned=thousandths)
    built = badges.build_credential(replace(award, subject=subject), issuer_facts())
    earned = built["credentialSubject"]["creditsEarned"]
    assert earned == written
    assert isinstance(earned, int) == (thousandths % 1000 == 0)


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\ud800"])
def test_characters_that_verifiers_read_differently_are_refused_with_their_place(letter):
    award = award_facts()
    achievement = replace(award.achievement, criteria_narrative=f"a{letter}b")
    with pytest.raises(badges.BadgeError) as caught:
        badges.build_credential(replace(award, achievement=achievement), issuer_facts())
    assert caught.value.code == "control_character"
    assert caught.value.params["path"] == "$.credentialSubject.achievement.criteria.narrative"
    assert f"U+{ord(letter):04X}" in caught.value.sentence("ro")


def test_a_badge_that_would_expire_before_it_begins_is_refused():
    award = award_facts()
    with pytest.raises(badges.BadgeError, match="expire before"):
        badges.build_credential(replace(award, valid_until=award.valid_from), issuer_facts())


def test_a_naive_instant_is_refused():
    award = replace(award_facts(), awarded_at=datetime(2026, 3, 1) + timedelta(0))  # noqa: DTZ001
    with pytest.raises(badges.BadgeError, match="no time zone"):
        badges.build_credential(award, issuer_facts())


def test_a_member_that_no_context_defines_is_never_signed(key):
    document = badges.build_credential(award_facts(), issuer_facts())
    document["credentialSubject"]["favouriteColour"] = "teal"
    with pytest.raises(badges.BadgeError) as caught:
        sign(document, key)
    assert caught.value.code == "member_unsigned"
    assert "favouriteColour" in caught.value.sentence("ro")


def test_a_signed_document_is_not_signed_again_and_the_input_is_left_alone(key, signed):
    with pytest.raises(badges.BadgeError, match="already has a proof"):
        sign(signed, key)
    document = badges.build_credential(award_facts(), issuer_facts())
    before = repr(document)
    sign(document, key)
    assert repr(document) == before


def test_the_same_facts_give_the_same_proof(key, signed):
    again = sign(badges.build_credential(award_facts(), issuer_facts()), key)
    assert again == signed
