"""A badge as a JWT: made for others, and never believed beyond the issuer's own keys."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import jsonschema
import jwt as pyjwt
import pytest
from openbadgeslib.ob3 import OB3Verifier

import badges
from badges import CheckKind, Outcome, StatusPurpose
from tests.badges.world import (
    AWARDED,
    DID,
    INDEX,
    NOW,
    REVOKED_AT,
    award_facts,
    issuer_facts,
    signed_list,
)
from tests.infra.shared_data import shared_data

METHOD = f"{DID}#key-2"


@pytest.fixture(scope="module")
def pair():
    return badges.generate_p256()


@pytest.fixture(scope="module")
def known(world, key, pair):
    """The world whose issuer has an Ed25519 key and a P-256 key."""
    keys = [
        badges.IssuerKey("key-1", key.public_multibase),
        badges.IssuerKey("key-2", public_jwk=pair.public_jwk),
    ]
    return world.with_issuer(badges.did_document(DID, keys))


@pytest.fixture(scope="module")
def token(pair):
    return made(pair)


def made(pair, *, created=AWARDED, **changed):
    document = badges.build_credential(award_facts(), issuer_facts()) | changed
    return badges.sign_jwt(
        document, private_pem=pair.private_pem, verification_method=METHOD, created=created
    )


def forged(token, pair, *, header=None, claims=None):
    """The claims of `token`, changed and signed again with `pair`."""
    old = pyjwt.decode(token, options={"verify_signature": False})
    headers = pyjwt.get_unverified_header(token) | (header or {})
    payload = {name: v for name, v in (old | (claims or {})).items() if v is not None}
    headers = {name: value for name, value in headers.items() if value is not None}
    body = json.dumps(payload).encode()
    return pyjwt.PyJWS().encode(body, pair.private_pem, algorithm="ES256", headers=headers)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def ask(world, token, **options):
    file = badges.read_badge_file(token.encode(), filename="b.jwt")
    return world.ask(file.secured, **options)


def deciding(report):
    assert report.deciding is not None
    for lang in ("ro", "en"):
        assert "{" not in report.sentence(lang)
    return report.outcome, report.deciding.code


def test_a_jwt_is_valid_and_every_kind_of_check_was_made(token, known):
    report = ask(known, token)
    assert report.outcome is Outcome.VALID
    assert {check.kind for check in report.checks} == set(CheckKind)
    assert {item.path for item in report.fields} >= {"issuer.name", "credentialSubject.narrative"}
    assert "iss" not in {item.path for item in report.fields}


def test_another_make_of_verifier_reads_it_and_the_schema_holds(pair, token):
    claims = OB3Verifier(pair.public_pem, issuer_did=DID).verify(token)
    assert claims is not None
    document = dict(badges.read_jwt(token.encode()).document)
    document["credentialStatus"] = document["credentialStatus"][0]
    path = shared_data("openbadges", "schemas", "ob_v3p0_achievementcredential_schema.json")
    jsonschema.Draft201909Validator(json.loads(path.read_text("utf-8"))).validate(document)


def test_the_claims_repeat_the_credential(token):
    given = badges.read_jwt(token.encode())
    assert given.claims["iss"] == DID
    assert given.claims["jti"] == given.document["id"]
    assert given.claims["sub"] == given.document["credentialSubject"]["id"]
    assert given.claims["nbf"] == int(AWARDED.timestamp())
    assert given.claims["exp"] - given.claims["nbf"] == 1826 * 86_400
    assert given.header["kid"] == METHOD
    assert "d" not in given.header["jwk"]


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "HS256"])
def test_a_jwt_without_a_signature_or_with_a_shared_secret_is_invalid(alg, token, known):
    _, claims, signature = token.split(".")
    for tail in ("", signature):
        odd = f"{part({'alg': alg, 'kid': METHOD})}.{claims}.{tail}"
        outcome, code = deciding(ask(known, odd))
        assert outcome is Outcome.INVALID
        assert code == ("jwt_alg_secret" if alg == "HS256" else "jwt_alg_none")


def test_a_key_that_a_jwt_brings_along_is_not_believed(token, known):
    thief = badges.generate_p256()
    swapped = forged(token, thief, header={"jwk": dict(thief.public_jwk)})
    assert deciding(ask(known, swapped)) == (Outcome.INVALID, "proof_wrong")
    alone = forged(token, thief, header={"jwk": dict(thief.public_jwk), "kid": None})
    assert deciding(ask(known, alone)) == (Outcome.UNDETERMINED, "jwt_no_kid")
    theirs = forged(token, thief, header={"kid": "did:web:altul.example#key-1"})
    assert deciding(ask(known, theirs)) == (Outcome.INVALID, "issuer_other_key")


def test_the_algorithm_is_that_of_the_key(token, known, pair):
    _, claims, signature = token.split(".")
    as_ed25519 = f"{part({'alg': 'EdDSA', 'kid': METHOD})}.{claims}.{signature}"
    assert deciding(ask(known, as_ed25519)) == (Outcome.INVALID, "jwt_key_kind")
    by_other_key = forged(token, pair, header={"kid": f"{DID}#key-1"})
    assert deciding(ask(known, by_other_key)) == (Outcome.INVALID, "jwt_key_kind")
    unknown = f"{part({'alg': 'ES384', 'kid': METHOD})}.{claims}.{signature}"
    assert deciding(ask(known, unknown)) == (Outcome.UNDETERMINED, "jwt_alg")


@pytest.mark.parametrize("name", ["iss", "sub", "jti", "nbf", "exp"])
def test_a_claim_that_says_otherwise_than_the_badge_is_invalid(name, token, known, pair):
    for value in ("did:web:altul.example", 7, True):
        odd = forged(token, pair, claims={name: value})
        assert deciding(ask(known, odd)) == (Outcome.INVALID, "jwt_claim")
    assert ask(known, forged(token, pair, claims={name: None})).outcome is Outcome.VALID


def test_any_changed_part_is_invalid(token, known):
    header, claims, signature = token.split(".")
    other = json.loads(base64.urlsafe_b64decode(claims + "=="))
    other["credentialSubject"]["narrative"] = "Doctorat"
    for odd in (
        f"{header}.{part(other)}.{signature}",
        f"{header}.{claims}.{signature[:-4]}AAAA",
        f"{header}.{claims}.",
        f"{header}.{claims}.!",
        f"{part({'alg': 'ES256', 'kid': METHOD, 'typ': 'x'})}.{claims}.{signature}",
    ):
        assert deciding(ask(known, odd)) == (Outcome.INVALID, "proof_wrong")


def test_a_member_that_no_context_defines_is_signed_but_not_understood(token, known, pair):
    odd = forged(token, pair, claims={"grade": "10"})
    assert deciding(ask(known, odd)) == (Outcome.UNDETERMINED, "jwt_member_undefined")
    thief = badges.generate_p256()
    assert ask(known, forged(odd, thief)).outcome is Outcome.INVALID


def test_rotation_theft_expiry_and_revocation_hold_for_a_jwt(token, known, pair, key):
    def with_key(**changed):
        entry = badges.IssuerKey("key-2", public_jwk=pair.public_jwk, **changed)
        return known.with_issuer(
            badges.did_document(DID, [badges.IssuerKey("key-1", key.public_multibase), entry])
        )

    rotated = with_key(expires=AWARDED + timedelta(seconds=1))
    assert ask(rotated, token).outcome is Outcome.VALID
    late = made(pair, created=AWARDED + timedelta(days=1))
    assert deciding(ask(rotated, late)) == (Outcome.INVALID, "key_expired")
    undated = forged(token, pair, claims={"iat": None})
    assert deciding(ask(rotated, undated)) == (Outcome.INVALID, "key_expired")
    assert deciding(ask(with_key(revoked=NOW), token)) == (Outcome.INVALID, "key_revoked")
    late_now = NOW + timedelta(days=4000)
    assert ask(known, token, now=late_now).outcome is Outcome.EXPIRED
    gone = known.with_list(REVOKED_AT, signed_list(key, StatusPurpose.REVOCATION, (INDEX,)))
    assert ask(gone, token).outcome is Outcome.REVOKED
    unread = known.with_list(REVOKED_AT, None)
    assert deciding(ask(unread, token)) == (Outcome.UNDETERMINED, "status_unknown")


def test_an_end_in_the_claims_alone_is_an_end(known, pair):
    endless = made_endless(pair)
    soon = int((NOW + timedelta(days=1)).timestamp())
    bounded = forged(endless, pair, claims={"exp": soon})
    assert ask(known, endless).outcome is Outcome.VALID
    assert ask(known, bounded).outcome is Outcome.VALID
    assert ask(known, bounded, now=NOW + timedelta(days=2)).outcome is Outcome.EXPIRED


def made_endless(pair):
    endless = badges.build_credential(replace(award_facts(), valid_until=None), issuer_facts())
    return badges.sign_jwt(
        endless, private_pem=pair.private_pem, verification_method=METHOD, created=AWARDED
    )


def test_what_is_refused_for_a_proof_is_refused_for_a_jwt(pair, key, signed):
    with pytest.raises(badges.BadgeError, match="control character"):
        made(pair, name="a\x07")
    with pytest.raises(badges.BadgeError, match="no vocabulary defines it"):
        made(pair, favouriteColour="teal")
    with pytest.raises(badges.BadgeError, match="already has a proof"):
        made(pair, proof=signed["proof"])
    with pytest.raises(badges.BadgeError, match="P-256"):
        made(replace(pair, private_pem=key.private_pem))


@pytest.mark.parametrize(
    ("claims", "code"),
    [(b'{"a": 1, "a": 2}', "json_duplicate"), (b"[1]", "json_not_object"), (b"\xff", "not_utf8")],
)
def test_claims_that_can_be_misread_are_not_read(claims, code):
    middle = base64.urlsafe_b64encode(claims).rstrip(b"=")
    with pytest.raises(badges.BadgeFileError) as caught:
        badges.read_badge_file(
            part({"alg": "ES256"}).encode() + b"." + middle + b".AAAA", filename="x"
        )
    assert caught.value.code == code


def test_a_weak_or_odd_key_of_the_issuer_is_not_used(token, known, pair):
    for odd in (
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {**pair.public_jwk, "crv": "P-384"},
    ):
        entry = badges.IssuerKey("key-2", public_jwk=odd)
        report = ask(known.with_issuer(badges.did_document(DID, [entry])), token)
        assert report.outcome is Outcome.INVALID, odd
        assert deciding(report)[1] in {"key_unusable", "key_not_ed25519"}
