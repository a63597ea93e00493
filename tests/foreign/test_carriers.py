"""Each carrier, once, before verifiers of other makes; `make verify-badges` asks much more."""

from __future__ import annotations

import base64
import copy
from dataclasses import replace
from datetime import timedelta

import pytest

import badges
from badges import StatusPurpose
from tests.badges.world import (
    AWARDED,
    DID,
    INDEX,
    REVOKED_AT,
    SITE,
    award_facts,
    issuer_facts,
    sign,
    signed_list,
)
from tests.foreign.verifiers import (
    NODE_MODULES,
    REFERENCE,
    Case,
    ask_node,
    ask_reference,
    ask_shapes,
)
from tests.infra.shared_data import in_ci, shared_data


@pytest.fixture(scope="module")
def _node():
    if not NODE_MODULES.exists():
        sentence = "The foreign verifiers are not installed; `make test` installs them."
        pytest.fail(sentence) if in_ci() else pytest.skip(sentence)


@pytest.mark.usefixtures("_node")
def test_open_badges_3_with_data_integrity():
    key = badges.generate_ed25519()
    facts = award_facts()
    given = sign(
        badges.build_credential(replace(facts, status=facts.status[:1]), issuer_facts()), key
    )
    forged = copy.deepcopy(given)
    forged["credentialSubject"]["achievement"]["name"] = "Doctorat"
    did = badges.did_document(DID, [badges.IssuerKey("key-1", key.public_multibase)])
    documents = {
        DID: did,
        "https://treapta.example/issuers/cnasr/did.json": did,
        REVOKED_AT: signed_list(key, StatusPurpose.REVOCATION, (INDEX + 1,)),
    }
    both = ("vc", "verifier-core")
    after = AWARDED + timedelta(days=4000)
    cases = [Case("good", who, given) for who in (*both, "schema")]
    cases += [Case("forged", who, forged) for who in both]
    cases += [Case("late", who, given, after) for who in both]

    said = {(one.name, one.verifier): one.outcome for one in ask_node(cases, documents=documents)}

    assert said.pop(("good", "schema")) in {"valid", "skipped"}
    assert said == {
        **{("good", who): "valid" for who in both},
        **{("forged", who): "invalid" for who in both},
        **{("late", who): "expired" for who in both},
    }


@pytest.fixture(scope="module")
def _reference():
    if not REFERENCE.exists():
        sentence = "The reference validator is not installed; `make test` installs it."
        pytest.fail(sentence) if in_ci() else pytest.skip(sentence)


@pytest.mark.usefixtures("_reference")
def test_open_badges_2_hosted_and_signed():
    drawing = badges.render_badge_svg(badges.BadgePicture("Etică", "ro"))
    picture = badges.render_png(drawing, size=64)
    site = "https://treapta.example/issuers/cnasr"
    where = badges.IssuerAddresses(f"{site}/ob2.json", f"{site}/revocations.json", (f"{site}/k",))
    facts = award_facts()
    credential = badges.build_credential(facts, issuer_facts())
    badge, hosted = f"{facts.achievement.id}/ob2.json", f"{facts.id}/ob2.json"
    key = badges.generate_rsa()

    def signed(address):
        return badges.sign_assertion_v2(
            badges.build_assertion_v2(credential, address=address, badge=badge, key=where.keys[0]),
            private_pem=key.private_pem,
        )

    good = "urn:uuid:5b0f58d2-6c1b-4a2e-8f0e-3f5a52a3c001"
    gone = "urn:uuid:6c1b58d2-6c1b-4a2e-8f0e-3f5a52a3c002"
    documents = {
        hosted: badges.build_assertion_v2(credential, address=hosted, badge=badge),
        badge: badges.build_badge_class_v2(badge, facts.achievement, issuer=where.profile),
        f"{SITE}/classes/cercetare.png": {"base64": base64.b64encode(picture).decode()},
        where.profile: badges.build_profile_v2(issuer_facts(), where, email="a@treapta.example"),
        where.keys[0]: badges.build_key_v2(
            where.keys[0], owner=where.profile, public_pem=key.public_pem.decode()
        ),
        where.revocations: badges.build_revocation_list_v2(
            where.revocations, issuer=where.profile, revoked=[(gone, "x")]
        ),
    }
    again = badges.bake_v2(badges.bake_v2(drawing.encode(), signed(gone)), signed(good))
    assert again.count(b"</openbadges:assertion>") == 1
    png = badges.bake_v2(badges.bake_v2(picture, signed(gone)), signed(good))
    assert png.count(b"openbadges\0") == 1
    after = AWARDED + timedelta(days=4000)
    cases = [
        Case("hosted", "openbadges", hosted),
        Case("png", "openbadges", png),
        Case("svg", "openbadges", again),
        Case("late", "openbadges", signed(good), after),
        Case("revoked", "openbadges", signed(gone)),
        Case("forged", "openbadges", signed(good)[:-8] + "AAAAAAAA"),
    ]

    said = {one.name: one.outcome for one in ask_reference(cases, documents=documents)}

    assert said == {
        "hosted": "valid",
        "png": "valid",
        "svg": "valid",
        "late": "expired",
        "revoked": "revoked",
        "forged": "invalid",
    }


@pytest.mark.usefixtures("_reference")
def test_european_digital_credential():
    shared_data("elm")
    words = {"ro": "Test final", "en": "Final test"}
    facts = badges.MicroCredentialFacts(
        uuid=award_facts().subject.uuid,
        holder="Ștefania Țîrlea",
        title={"ro": "Etică", "en": "Ethics"},
        description=words,
        outcomes=(words, words),
        workload_minutes=930,
        credits=2500,
        assessment=words,
        supervision={"ro": "Identitate neverificată la evaluare."},
        grade={"ro": "Promovat"},
        participation=words,
        quality=words,
        issuer_name="Colegiul Național al Asistenților Sociali",
        issuer_url="https://treapta.example",
        awarded_at=AWARDED,
        verify_url="https://treapta.example/verify",
        picture_png=b"\x89PNG",
    )
    unsealed = badges.build_european_credential(facts)
    # The identifier comes with the certificate of the seal.
    sealed = badges.build_european_credential(replace(facts, eidas_identifier="VATRO-00000000"))
    nobody = copy.deepcopy(sealed)
    del nobody["credentialSubject"]["hasClaim"]
    cases = [Case("sealed", "pyshacl", sealed), Case("nobody", "pyshacl", nobody)]
    cases.append(Case("unsealed", "pyshacl", unsealed))

    said = {one.name: one for one in ask_shapes(cases)}

    assert said["sealed"].outcome == "valid", said["sealed"].detail
    assert "hasClaim" in said["nobody"].detail
    assert said["unsealed"].detail.count("Constraint Violation") == 2
    assert "eidasLegalIdentifier" in said["unsealed"].detail
