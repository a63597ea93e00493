"""Badges of other issuers: what stands at their addresses is read and compared, nothing inside."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import partial

import pytest

import badges
from lms.extensions import db, transaction
from lms.models import Award
from lms.services import awarding, badge_pages, crediting, open_badges_2
from lms.services.fetching import Fetcher
from tests.services.awarded import AWARDED, award
from tests.services.test_fetching import PUBLIC, Answered

SITE = "https://altul.example"
DID = "did:web:altul.example:issuers:scoala"
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PROFILE, CLASS, KEY, LIST = (f"{SITE}/{name}" for name in ("scoala", "clasa", "cheia", "revocate"))
RSA = badges.generate_rsa()
ED25519 = badges.generate_ed25519()


class Site:
    """altul.example: documents by address; whatever else is asked for is not there."""

    def __init__(self):
        self.documents, self.asked = {}, []

    def ask(self, host, address, path, seconds):
        url = f"https://{host}{path}"
        self.asked.append(url)
        found = self.documents.get(url)
        if isinstance(found, Answered):
            return found
        return Answered(404) if found is None else Answered(body=json.dumps(found).encode())

    def resolve(self, host):
        return ["10.0.0.7"] if host == "inauntru.example" else [PUBLIC]


@pytest.fixture
def site(monkeypatch):
    found = Site()
    monkeypatch.setattr(
        "lms.web.verify.Fetcher", partial(Fetcher, resolve=found.resolve, ask=found.ask)
    )
    return found


def ask(client, text, **headers):
    answer = client.post("/api/v1/verify", json={"text": text}, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json


def sentences(answer):
    return " ".join(check["sentence"] for check in answer["checks"])


@pytest.fixture
def document(app, cast):
    """An unsigned document like ours, to be signed by another issuer."""
    with app.app_context():
        with transaction() as session:
            made = award(session, cast.member.member_id, app.extensions["settings"]).award
            found = json.loads(made.credential)
        db.session.remove()
    del found["proof"]
    found["id"] = f"{SITE}/b/1"
    return found


def signed(document, did, *, key="key-1"):
    made = json.loads(json.dumps(document))
    made["issuer"]["id"] = made["credentialSubject"]["achievement"]["creator"]["id"] = did
    return badges.sign_credential(
        made, private_pem=ED25519.private_pem, verification_method=f"{did}#{key}", created=AWARDED
    )


def publish_foreign(site, document, revoked=()):
    multibase = badges.public_multibase(ED25519.public_pem)
    site.documents[f"{SITE}/issuers/scoala/did.json"] = badges.did_document(
        DID, [badges.IssuerKey("key-1", multibase)]
    )
    listed = badges.build_status_list_credential(
        badges.make_status_list(revoked),
        url=f"{SITE}/status/1",
        issuer_did=DID,
        purpose=badges.StatusPurpose.REVOCATION,
        valid_from=AT,
        valid_until=datetime(2099, 1, 1, tzinfo=UTC),
    )
    site.documents[f"{SITE}/status/1"] = badges.sign_credential(
        listed, private_pem=ED25519.private_pem, verification_method=f"{DID}#key-1", created=AT
    )
    document["credentialStatus"] |= {
        "id": f"{SITE}/status/1#7",
        "statusListCredential": f"{SITE}/status/1",
        "statusListIndex": "7",
    }


def test_a_badge_of_3_0_is_verified_with_the_keys_and_the_list_of_its_own_site(
    client, site, document
):
    publish_foreign(site, document)
    answer = ask(client, json.dumps(signed(document, DID)))
    assert answer["outcome"] == "valid", sentences(answer)
    assert answer["authentic"]
    assert answer["known_issuer"] is None
    assert len(site.asked) == 3  # the keys twice: for the badge and for its list

    publish_foreign(site, document, revoked=[7])
    assert ask(client, json.dumps(signed(document, DID)))["outcome"] == "revoked"

    site.documents[f"{SITE}/status/1"] = None
    unread = ask(client, json.dumps(signed(document, DID)))
    assert unread["outcome"] == "undetermined"
    assert "nu a putut fi obținută" in sentences(unread)


def test_a_link_to_a_badge_is_opened(client, site, document):
    publish_foreign(site, document)
    site.documents[f"{SITE}/b/1.json"] = signed(document, DID)
    page = client.post("/verify", data={"reference": f"{SITE}/b/1.json"})
    text = page.get_data(as_text=True)

    assert page.status_code == 200
    assert "verdict--done" in text
    assert "Cine este emitentul hotărâți dumneavoastră" in text
    assert "Nu este un emitent al acestui serviciu" in text
    site.documents[f"{SITE}/b/1.json"] = Answered(body=b"<!doctype html><html>pagina")
    page = client.post("/verify", data={"reference": f"{SITE}/b/1.json"})
    assert "este o pagină, nu o insignă" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("did", "said"),
    [
        ("did:web:inauntru.example:x", "nu este una pe care o deschidem"),
        ("did:web:localhost%3A9000:x", "nu este una pe care o deschidem"),
        ("did:web:127.0.0.1:x", "nu este una pe care o deschidem"),
        ("did:web:169.254.169.254", "nu este una pe care o deschidem"),
        ("did:altfel:x", "Nu cunoaștem emitentul"),
        ("did:key:zNimic", "Nu cunoaștem emitentul"),
    ],
)
def test_an_issuer_inside_our_network_is_never_asked(client, site, document, did, said):
    answer = ask(client, json.dumps(signed(document, did)))

    assert answer["outcome"] == "undetermined"
    assert said in sentences(answer)
    assert site.asked == []


def test_an_issuer_that_is_its_own_key_needs_nobody(client, site, document):
    multibase = badges.public_multibase(ED25519.public_pem)
    del document["credentialStatus"]
    made = signed(document, f"did:key:{multibase}", key=multibase)
    answer = ask(client, json.dumps(made))

    assert (answer["outcome"], answer["known_issuer"]) == ("valid", None)
    assert site.asked == []
    made["name"] = "Doctorat"
    assert ask(client, json.dumps(made))["outcome"] == "invalid"


@pytest.fixture
def older(site):
    """A hosted badge of 2.0 at altul.example."""
    site.documents |= {
        f"{SITE}/1": {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": f"{SITE}/1",
            "recipient": {"type": "email", "hashed": True, "identity": "sha256$1", "salt": "s"},
            "badge": CLASS,
            "issuedOn": "2026-01-05T09:00:00Z",
            "verification": {"type": "HostedBadge"},
        },
        CLASS: {"type": "BadgeClass", "id": CLASS, "name": "Primul pas", "issuer": PROFILE},
        PROFILE: {"type": "Issuer", "id": PROFILE, "name": "Școala", "publicKey": KEY,
                  "revocationList": LIST},
        KEY: {"type": "CryptographicKey", "id": KEY, "owner": PROFILE,
              "publicKeyPem": RSA.public_pem.decode()},
        LIST: {"type": "RevocationList", "issuer": PROFILE,
               "revokedAssertions": ["urn:uuid:1", {"id": "urn:uuid:2"}]},
    }  # fmt: skip
    return site.documents


def test_a_hosted_badge_of_2_0_is_what_its_address_says(client, site, older):
    given = older[f"{SITE}/1"]
    answer = ask(client, json.dumps(given))
    assert answer["outcome"] == "valid", sentences(answer)
    assert {check["kind"] for check in answer["checks"]} == {
        "structure", "form", "issuer", "proof", "validity", "status",
    }  # fmt: skip
    printed = {one["path"]: one["value"] for one in answer["fields"]}
    assert printed["badge.name"] == "Primul pas"
    assert printed["badge.issuer.name"] == "Școala"
    assert ask(client, f"{SITE}/1")["outcome"] == "valid"

    changed = ask(client, json.dumps(given | {"issuedOn": "2020-01-05T09:00:00Z"}))
    assert changed["outcome"] == "invalid"
    assert "fișierul a fost modificat" in sentences(changed)


@pytest.mark.parametrize(
    ("change", "outcome", "said"),
    [
        ({f"{SITE}/1": Answered(410)}, "revoked", "a fost revocată"),
        ({f"{SITE}/1": {"id": f"{SITE}/1", "revoked": True}}, "revoked", "a fost revocată"),
        ({f"{SITE}/1": None}, "undetermined", "nu a răspuns"),
        ({CLASS: None}, "undetermined", "nu a răspuns"),
        ({PROFILE: Answered(body=b"<html>")}, "undetermined", "nu conține un document"),
        ({PROFILE: {"id": f"{SITE}/altul"}}, "invalid", ""),
        ({CLASS: {"id": CLASS, "issuer": "https://inauntru.example/x"}}, "undetermined", "nu este"),
        ({CLASS: {"id": CLASS, "issuer": "https://x.example/y"},
          "https://x.example/y": {"id": "https://x.example/y"}}, "invalid", "unde nu vorbește"),
    ],
)  # fmt: skip
def test_each_failure_of_a_hosted_badge_is_its_own_answer(
    client, site, older, change, outcome, said
):
    given = json.dumps(older[f"{SITE}/1"])
    older |= change
    answer = ask(client, given)
    assert answer["outcome"] == outcome, sentences(answer)
    assert said in sentences(answer)


def jws(older, key=RSA, **members):
    made = older[f"{SITE}/1"] | {"id": "urn:uuid:9"}
    made["verification"] = {"type": "SignedBadge", "creator": KEY}
    return badges.sign_assertion_v2(made | members, private_pem=key.private_pem)


def test_a_signed_badge_of_2_0_rests_on_the_key_that_its_issuer_names(client, site, older):
    assert ask(client, jws(older))["outcome"] == "valid"
    assert ask(client, jws(older, id="urn:uuid:1"))["outcome"] == "revoked"
    assert ask(client, jws(older, id="urn:uuid:2"))["outcome"] == "revoked"
    assert ask(client, jws(older, expires="2026-01-06T09:00:00Z"))["outcome"] == "expired"
    assert ask(client, jws(older, issuedOn="2099-01-06T09:00:00Z"))["outcome"] == "not_yet_valid"
    assert ask(client, jws(older, key=badges.generate_rsa()))["outcome"] == "invalid"
    strange = {"type": "SignedBadge", "creator": f"{SITE}/alta-cheie"}
    assert ask(client, jws(older, verification=strange))["outcome"] == "invalid"
    head, _, rest = jws(older).partition(".")
    for algorithm in ("none", "HS256"):
        forged = base64.urlsafe_b64encode(json.dumps({"alg": algorithm}).encode()).rstrip(b"=")
        assert ask(client, f"{forged.decode()}.{rest}")["outcome"] == "invalid", head
    older[KEY] = older[KEY] | {"owner": f"{SITE}/altul"}
    assert ask(client, jws(older))["outcome"] == "invalid"


def test_our_own_copies_of_2_0_are_verified_without_the_internet(app, client, cast, site):
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            made = award(session, cast.member.member_id, settings).award
            badge_pages.publish(session, made, now=AWARDED)
            text = open_badges_2.signed_assertion(session, made, settings=settings, now=AWARDED)
            hosted = open_badges_2.hosted_assertion(made, settings=settings)
            picture = open_badges_2.baked_png(made, text)
            award_id = made.id
        db.session.remove()
    for given in (text, json.dumps(hosted)):
        answer = ask(client, given)
        assert answer["outcome"] == "valid", sentences(answer)
        assert answer["known_issuer"].startswith("Colegiul")
    sent = {"file": base64.b64encode(picture).decode()}
    assert client.post("/api/v1/verify", json=sent).json["outcome"] == "valid"
    with app.app_context():
        with transaction() as session:
            entry_id = session.get_one(Award, award_id).credit_entry_id
            crediting_reversed(session, entry_id, settings)
        db.session.remove()
    for given in (text, json.dumps(hosted)):
        assert ask(client, given)["outcome"] == "revoked"
    assert site.asked == []


def crediting_reversed(session, entry_id, settings):
    from lms.models import CreditEntry

    entry = session.get_one(CreditEntry, entry_id)
    crediting.reverse_entries(
        session, [entry], reason="x", batch=None, records_from=None, now=AWARDED
    )
    awarding.follow_reversals(session, [entry_id], reason="x", settings=settings, now=AWARDED)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"text": "a", "file": "YQ=="}, 422),
        ({"file": "nu e base64!"}, 422),
        ({"file": "YQ=="}, 422),
        ({"text": ""}, 422),
        ({"text": "un-cod-care-nu-exista-1"}, 422),
        ({"altceva": 1}, 422),
        ([], 422),
    ],
)
def test_each_unusable_request_is_refused_with_a_sentence(client, sent, status):
    answer = client.post("/api/v1/verify", json=sent)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert len(answer.json["detail"]) > 15


def test_the_answer_speaks_the_language_that_is_asked_for(client, site, older):
    answer = ask(client, f"{SITE}/1", **{"Accept-Language": "en"})
    assert answer["word"] == "Valid"
    assert "stands at" in sentences(answer)
