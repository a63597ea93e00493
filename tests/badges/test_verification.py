"""Never valid by default: every change of a claim, every doubt about issuer, key or status."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest

import badges
from badges import CheckKind, Outcome, StatusPurpose, Unresolved, UnresolvedReason
from tests.badges.world import (
    AWARDED,
    DID,
    INDEX,
    METHOD,
    NOW,
    REVOKED_AT,
    SITE,
    SUSPENDED_AT,
    award_facts,
    issuer_facts,
    sign,
    signed_list,
    to_json,
)


def places(value, path=()):
    """Every leaf of a document."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from places(member, (*path, at))
    else:
        yield path


def example():
    """The document of the fixture with any key: its leaves are known while tests are collected."""
    return sign(badges.build_credential(award_facts(), issuer_facts()), badges.generate_ed25519())


LEAVES = [path for path in places(example()) if path[0] != "@context"]


def at(document, path):
    for step in path:
        document = document[step]
    return document


def altered(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value[:-1] + ("x" if value[-1] != "x" else "y")


def through_a_file(document, picture):
    """Bake `document` anew, so that every checksum is right, and read it back."""
    file = badges.read_badge_file(badges.bake_png(picture, to_json(document)), filename="b.png")
    return file.document


def deciding(report):
    assert report.deciding is not None
    return report.deciding.code


def test_the_badge_is_valid_and_every_kind_of_check_was_made(signed, world):
    report = world.ask(signed)
    assert report.outcome is Outcome.VALID
    assert [check.code for check in report.checks] == [
        "structure_ok",
        "form_ok",
        "issuer_ok",
        "proof_ok",
        "validity_ok",
        "status_revocation_clear",
        "status_suspension_clear",
    ]
    assert {check.kind for check in report.checks} == set(CheckKind)
    assert report.issuer_id == DID
    assert report.deciding is None
    assert report.sentence("ro") == "Insigna este valabilă: este exact cea semnată de emitent."


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_any_leaf_changed_and_baked_anew_is_invalid(path, signed, world, picture):
    forged = copy.deepcopy(signed)
    at(forged, path[:-1])[path[-1]] = altered(at(forged, path))
    report = world.ask(through_a_file(forged, picture))
    assert report.outcome is Outcome.INVALID
    assert report.sentence("en").startswith("The badge is not valid. ")


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_any_leaf_taken_out_is_not_valid(path, signed, world):
    forged = copy.deepcopy(signed)
    del at(forged, path[:-1])[path[-1]]
    assert world.ask(forged).outcome is Outcome.INVALID


@pytest.mark.parametrize("place", [0, 1, 2])
def test_another_vocabulary_is_never_valid_and_never_fetched(place, signed, world):
    forged = copy.deepcopy(signed)
    forged["@context"][place] = "https://other.example/context.json"
    report = world.ask(forged)
    assert report.outcome in {Outcome.UNDETERMINED, Outcome.INVALID}
    forged["@context"].append({"validUntil": "https://other.example/ends"})
    assert world.ask(forged).outcome in {Outcome.UNDETERMINED, Outcome.INVALID}


@pytest.mark.parametrize(
    ("path", "name"),
    [((), "grade"), (("credentialSubject",), "grade"), (("issuer", "address"), "planet")],
)
def test_a_member_that_no_context_defines_is_invalid(path, name, signed, world):
    forged = copy.deepcopy(signed)
    at(forged, path)[name] = "10"
    report = world.ask(forged)
    assert report.outcome is Outcome.INVALID
    assert deciding(report) == "member_unsigned"
    assert name in report.sentence("ro")


def test_a_member_hidden_behind_its_full_iri_is_invalid(signed, world):
    forged = copy.deepcopy(signed)
    forged["https://www.w3.org/2018/credentials#validUntil"] = forged.pop("validUntil")
    assert world.ask(forged).outcome is Outcome.INVALID


def test_an_id_described_twice_is_undetermined_and_never_signed(signed, key, world):
    split = copy.deepcopy(signed)
    split["credentialSubject"]["achievement"]["creator"]["name"] = split["issuer"].pop("name")
    assert world.ask(split).outcome is Outcome.UNDETERMINED
    assert deciding(world.ask(split)) == "node_split"
    copied = {name: value for name, value in signed.items() if name != "proof"}
    copied["credentialSubject"] = copy.deepcopy(copied["credentialSubject"])
    copied["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(copied["issuer"])
    twice = sign(copied, key)
    assert world.ask(twice).outcome is Outcome.VALID
    del twice["issuer"]["name"]
    assert deciding(world.ask(twice)) == "node_split"
    with pytest.raises(badges.BadgeError, match="two places"):
        sign({name: value for name, value in twice.items() if name != "proof"}, key)


def test_a_status_wrapped_so_that_readers_skip_it_is_invalid(signed, world):
    forged = copy.deepcopy(signed)
    forged["credentialStatus"] = [forged["credentialStatus"]]
    assert world.ask(forged).outcome is Outcome.INVALID


def test_the_key_of_another_issuer_is_invalid_even_under_the_right_name(other_key, world):
    document = badges.build_credential(award_facts(), issuer_facts())
    forged = sign(document, other_key)
    assert deciding(world.ask(forged)) == "proof_wrong"
    theirs = badges.did_web(SITE, "altul")
    foreign = sign(document, other_key, verification_method=f"{theirs}#key-1")
    known = replace(
        world,
        issuers=world.issuers
        | {
            theirs: badges.did_document(
                theirs, [badges.IssuerKey("key-1", other_key.public_multibase)]
            )
        },
    )
    report = known.ask(foreign)
    assert report.outcome is Outcome.INVALID
    assert deciding(report) == "issuer_other_key"


def test_a_document_of_someone_else_does_not_speak_for_the_issuer(signed, world):
    document = world.issuers[DID] | {"id": badges.did_web(SITE, "altul")}
    assert deciding(world.with_issuer(document).ask(signed)) == "issuer_other_document"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d | {"assertionMethod": []},
        lambda d: d | {"assertionMethod": "x"},
        lambda d: {k: v for k, v in d.items() if k != "verificationMethod"},
        lambda d: d | {"verificationMethod": [d["verificationMethod"][0] | {"controller": "x"}]},
        lambda d: d | {"verificationMethod": [d["verificationMethod"][0] | {"id": "x"}]},
        lambda d: d | {"verificationMethod": None},
    ],
)
def test_a_key_that_may_not_assert_for_the_issuer_is_invalid(spoil, signed, world):
    report = world.with_issuer(spoil(world.issuers[DID])).ask(signed)
    assert report.outcome is Outcome.INVALID
    assert deciding(report) == "issuer_key_unknown"


def test_a_key_of_another_kind_is_invalid(signed, world):
    method = world.issuers[DID]["verificationMethod"][0] | {"publicKeyMultibase": "zQ3shabc"}
    document = world.issuers[DID] | {"verificationMethod": [method]}
    assert deciding(world.with_issuer(document).ask(signed)) == "key_not_ed25519"


def test_after_a_rotation_old_badges_hold_and_new_ones_by_the_old_key_do_not(
    key, other_key, signed, world
):
    document = badges.did_document(
        DID,
        [
            badges.IssuerKey("key-1", key.public_multibase, expires=AWARDED + timedelta(seconds=1)),
            badges.IssuerKey("key-2", other_key.public_multibase),
        ],
    )
    rotated = world.with_issuer(document)
    assert rotated.ask(signed).outcome is Outcome.VALID
    unsigned = badges.build_credential(award_facts(), issuer_facts())
    newer = sign(unsigned, other_key, verification_method=f"{DID}#key-2", created=NOW)
    assert rotated.ask(newer).outcome is Outcome.VALID
    late = sign(unsigned, key, created=AWARDED + timedelta(days=1))
    assert deciding(rotated.ask(late)) == "key_expired"


def test_a_stolen_key_speaks_for_nobody(key, signed, world):
    entry = badges.IssuerKey("key-1", key.public_multibase, revoked=NOW)
    document = badges.did_document(DID, [entry])
    assert deciding(world.with_issuer(document).ask(signed)) == "key_revoked"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "issuer_unknown"),
        (Unresolved(UnresolvedReason.UNREACHABLE), "issuer_unreachable"),
        (Unresolved(UnresolvedReason.REFUSED), "issuer_refused"),
        (Unresolved(UnresolvedReason.NOT_JSON), "issuer_not_json"),
    ],
)
def test_an_issuer_that_cannot_be_resolved_is_undetermined_with_the_reason(
    answer, code, signed, world
):
    report = world.with_issuer(answer).ask(signed)
    assert report.outcome is Outcome.UNDETERMINED
    assert deciding(report) == code
    assert DID in report.sentence("ro")


def test_an_issuer_is_not_resolved_for_a_document_that_is_already_refused(signed, world):
    asked = replace(world, asked=[])
    asked.ask(signed | {"grade": 10})
    assert asked.asked == []


@pytest.mark.parametrize(
    ("proof", "outcome", "code"),
    [
        (None, Outcome.INVALID, "proof_none"),
        ([], Outcome.INVALID, "proof_none"),
        (["x"], Outcome.INVALID, "proof_malformed"),
        ({"proofPurpose": "authentication"}, Outcome.INVALID, "proof_purpose"),
        ({"cryptosuite": "none"}, Outcome.INVALID, "proof_malformed"),
        ({"cryptosuite": "ecdsa-sd-2023"}, Outcome.UNDETERMINED, "proof_suite"),
        ({"type": "Ed25519Signature2020"}, Outcome.UNDETERMINED, "proof_suite"),
        ({"verificationMethod": {"id": METHOD}}, Outcome.INVALID, "proof_malformed"),
        ({"created": "yesterday"}, Outcome.INVALID, "proof_malformed"),
        ({"proofValue": "z"}, Outcome.INVALID, "proof_wrong"),
        ({"proofValue": 7}, Outcome.INVALID, "proof_wrong"),
    ],
)
def test_proofs_that_are_not_ours(proof, outcome, code, signed, world):
    changed = [signed["proof"][0] | proof] if isinstance(proof, dict) else proof
    report = world.ask(signed | {"proof": changed})
    assert report.outcome is outcome
    if code != "proof_wrong" or proof["proofValue"] == "z":
        assert deciding(report) == code


def test_two_proofs_are_undetermined_and_one_as_an_object_is_read(signed, world):
    both = signed | {"proof": signed["proof"] * 2}
    assert deciding(world.ask(both)) == "proof_several"
    assert world.ask(signed | {"proof": signed["proof"][0]}).outcome is Outcome.VALID


def test_revoked_and_suspended(key, signed, world):
    revoked = world.with_list(REVOKED_AT, signed_list(key, StatusPurpose.REVOCATION, (INDEX,)))
    report = revoked.ask(signed)
    assert report.outcome is Outcome.REVOKED
    assert report.word("ro") == "Revocată"
    assert REVOKED_AT in report.sentence("ro")
    listed = signed_list(key, StatusPurpose.SUSPENSION, (INDEX,))
    suspended = world.with_list(SUSPENDED_AT, listed)
    assert suspended.ask(signed).outcome is Outcome.SUSPENDED
    assert revoked.with_list(SUSPENDED_AT, listed).ask(signed).outcome is Outcome.REVOKED


def test_the_badges_beside_a_revoked_one_are_not_revoked(key, signed, world):
    beside = signed_list(key, StatusPurpose.REVOCATION, (INDEX - 1, INDEX + 1))
    assert world.with_list(REVOKED_AT, beside).ask(signed).outcome is Outcome.VALID


def forged_list(key):
    listed = signed_list(key, StatusPurpose.REVOCATION, (INDEX,))
    clear = badges.make_status_list(()).encode()
    return listed | {"credentialSubject": listed["credentialSubject"] | {"encodedList": clear}}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda key: None, "status_unknown"),
        (lambda key: Unresolved(UnresolvedReason.UNREACHABLE), "status_unreachable"),
        (lambda key: Unresolved(UnresolvedReason.REFUSED), "status_refused"),
        (lambda key: Unresolved(UnresolvedReason.NOT_JSON), "status_not_json"),
        (lambda key: {}, "status_other_list"),
        (lambda key: {"type": 7, "credentialSubject": []}, "status_other_list"),
        (lambda key: signed_list(key, StatusPurpose.SUSPENSION), "status_other_list"),
        (
            lambda key: signed_list(key, StatusPurpose.SUSPENSION, url=REVOKED_AT),
            "status_other_list",
        ),
        (
            lambda key: signed_list(key, StatusPurpose.REVOCATION, issuer_did="did:web:a.example"),
            "status_other_issuer",
        ),
        (forged_list, "status_forged"),
        (
            lambda key: signed_list(key, StatusPurpose.REVOCATION, valid_until=NOW),
            "status_stale",
        ),
    ],
)
def test_a_status_that_cannot_be_relied_on_is_undetermined(make, code, key, signed, world):
    report = world.with_list(REVOKED_AT, make(key)).ask(signed)
    assert report.outcome is Outcome.UNDETERMINED
    assert deciding(report) == code
    assert "{" not in report.sentence("ro") + report.sentence("en")


def with_status(key, **changed):
    document = badges.build_credential(award_facts(), issuer_facts())
    document["credentialStatus"] = document["credentialStatus"][0] | changed
    return sign(document, key)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"statusListIndex": "9999999"}, "status_outside"),
        ({"statusListIndex": "-1"}, "status_entry"),
        ({"statusListIndex": "first"}, "status_entry"),
        ({"statusPurpose": "message"}, "status_purpose"),
        ({"statusSize": 2}, "status_entry"),
    ],
)
def test_a_status_entry_that_is_not_understood_is_undetermined(changed, code, key, world):
    report = world.ask(with_status(key, **changed))
    assert report.outcome is Outcome.UNDETERMINED
    assert deciding(report) == code


def test_a_badge_without_a_status_is_valid_and_says_so(key, world):
    bare = badges.build_credential(replace(award_facts(), status=()), issuer_facts())
    report = world.ask(sign(bare, key))
    assert report.outcome is Outcome.VALID
    assert "status_none" in {check.code for check in report.checks}


def test_the_calendar(signed, world):
    ends = AWARDED + timedelta(days=1826)
    second = timedelta(seconds=1)
    assert world.ask(signed, now=AWARDED - second).outcome is Outcome.NOT_YET_VALID
    assert world.ask(signed, now=AWARDED).outcome is Outcome.VALID
    assert world.ask(signed, now=ends - second).outcome is Outcome.VALID
    assert world.ask(signed, now=ends).outcome is Outcome.EXPIRED


def test_expired_is_said_even_when_the_list_cannot_be_read(signed, world):
    late = world.with_list(REVOKED_AT, None).ask(signed, now=NOW + timedelta(days=4000))
    assert late.outcome is Outcome.EXPIRED


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({"type": ["VerifiableCredential"]}, Outcome.INVALID, "structure_not_badge"),
        ({"type": [{}, 7]}, Outcome.INVALID, "structure_not_badge"),
        ({"issuer": []}, Outcome.INVALID, "structure_missing"),
        ({"credentialSubject": [1, 2]}, Outcome.INVALID, "structure_missing"),
        ({"validFrom": None}, Outcome.INVALID, "structure_missing"),
        (
            {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"},
            Outcome.UNDETERMINED,
            "structure_open_badges_2",
        ),
    ],
)
def test_documents_that_are_no_badge(change, outcome, code, signed, world):
    report = world.ask(signed | change)
    assert report.outcome is outcome
    assert deciding(report) == code


def test_an_empty_document_and_a_bottomless_one_get_an_answer(signed, world):
    assert world.ask({}).outcome is Outcome.INVALID
    deep: dict = {}
    for _ in range(5000):
        deep = {"a": deep}
    report = world.ask(signed | {"name": deep})
    assert report.outcome is Outcome.INVALID
    assert deciding(report) == "json_deep"


def test_a_naive_clock_is_refused(signed, world):
    with pytest.raises(badges.BadgeError, match="no time zone"):
        world.ask(signed, now=NOW.replace(tzinfo=None))


HOSTILE = [
    "ăâîșțĂÂÎȘȚ",
    'spune „bună” și "bye" \\ \\t \\n',
    "tab\tnewline\nreturn\rend",
    "👩🏽‍⚕️ 🏳️‍🌈",
    "\u202eevil\u202c שלום مرحبا",
    "a\u2028b\u2029c\u0085d",
    "<script>alert(1)</script>",
    "{name} %s ${x}",
    " ",
    "long " * 3000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_signed_read_back_and_verified(text, key, world, picture):
    award = award_facts()
    subject = replace(award.subject, name=text, narrative=text)
    achievement = replace(award.achievement, name=text, criteria_narrative=text, tags=(text, "b"))
    award = replace(award, name=text, subject=subject, achievement=achievement)
    document = sign(badges.build_credential(award, issuer_facts()), key)
    read = through_a_file(document, picture)
    report = world.ask(read)
    assert report.outcome is Outcome.VALID
    values = {item.path: item.value for item in report.fields}
    assert values["name"] == text
    assert values["credentialSubject.achievement.tag[0]"] == text
    forged = copy.deepcopy(read)
    forged["credentialSubject"]["achievement"]["tag"][0] = text + "."
    assert world.ask(forged).outcome is Outcome.INVALID


def test_every_leaf_is_a_field_with_words_in_both_languages(signed, world):
    report = world.ask(signed)
    assert len(report.fields) == len(list(places(signed)))
    by_path = {item.path: item for item in report.fields}
    credits = by_path["credentialSubject.achievement.creditsAvailable"]
    assert credits.label("ro") == "Titular › Realizare › Credite prevăzute"
    assert credits.label("en") == "Holder › Achievement › Credits available"
    assert credits.value == "2.5"
    assert by_path["credentialSubject.identifier[0].hashed"].value == "true"
    labels = [item.label("ro") for item in report.fields]
    assert len(set(labels)) == len(labels)
    assert "credentialSubject" not in " ".join(labels)


def test_the_report_is_json_in_either_language(signed, world):
    for lang in ("ro", "en"):
        text = json.dumps(world.ask(signed).as_dict(lang))
        assert json.loads(text)["outcome"] == "valid"
        assert len(json.loads(text)["fields"]) > 90
