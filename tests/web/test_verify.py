"""Verification: one word, the reason, every field; each bad file its own sentence."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib

import PIL.Image
import pytest

import badges
from lms.extensions import db, transaction
from lms.models import Award, CreditEntry
from lms.services import awarding, badge_files, badge_pages, certificates, crediting
from tests.infra.cast import sign_in
from tests.services.awarded import AWARDED, award


@pytest.fixture
def given(app, cast):
    """The member's badge, not published: id, public id, document, baked PNG, certificate."""
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            made = award(session, cast.member.member_id, settings).award
            pdf = certificates.certificate_pdf(session, made, settings=settings, now=AWARDED)
            found = {
                "id": made.id,
                "code": made.public_id,
                "document": json.loads(made.credential),
                "png": badge_files.baked_png(made),
                "pdf": pdf,
            }
        db.session.remove()
    return found


def words(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def verdict(response):
    assert response.status_code == 200, words(response)
    return re.findall(r'verdict__word">([^<]+)<', response.get_data(as_text=True))[0]


def send(client, data, name="insigna.png"):
    # Written out: the test client leaves the temporary file of a large body open.
    body = (
        b'--limita\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode()
        + b'"\r\n\r\n'
        + data
        + b"\r\n--limita--\r\n"
    )
    return client.post("/verify", data=body, content_type="multipart/form-data; boundary=limita")


def rebaked(given, document):
    return badges.bake_png(given["png"], json.dumps(document, ensure_ascii=False).encode())


def change(app, given, what):
    with app.app_context():
        with transaction() as session:
            what(session, session.get_one(Award, given["id"]), app.extensions["settings"])
        db.session.remove()


def publish(session, made, settings):
    badge_pages.publish(session, made, now=AWARDED)


def withdraw(session, made, settings):
    badge_pages.withdraw(session, made, now=AWARDED)


def revoke(session, made, settings):
    entry = session.get_one(CreditEntry, made.credit_entry_id)
    crediting.reverse_entries(
        session, [entry], reason="x", batch=None, records_from=None, now=AWARDED
    )
    awarding.follow_reversals(session, [entry.id], reason="x", settings=settings, now=AWARDED)


def test_a_downloaded_badge_is_valid_and_every_field_is_printed(client, given):
    page = send(client, given["png"])

    assert verdict(page) == "Valabilă"
    period = re.search(r"<strong>Perioada\.</strong>([^<]*)", page.get_data(as_text=True))
    assert period is not None
    assert re.search(r"\d{1,2} [a-z]+ 20\d\d, \d\d:\d\d", period[1])
    assert not re.search(r"\d{4}-\d\d-\d\dT", period[1])  # in words, not as an instant
    text = page.get_data(as_text=True)
    for item in badges.flatten(given["document"]):
        assert item.path in text
    for expected in ("Ana Moraru", "did:web:localhost%3A8000:issuers:cnasr", given["code"]):
        assert expected in text
    assert "Emitent al acestui serviciu" in text


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_the_document_and_the_certificate_are_verified_too(client, given, kind):
    data = given["pdf"] if kind == "pdf" else json.dumps(given["document"]).encode()

    assert verdict(send(client, data, f"x.{kind}")) == "Valabilă"


def test_a_renamed_file_is_read_for_what_it_is(client, given):
    assert verdict(send(client, given["png"], "cv.pdf")) == "Valabilă"


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from leaves(child, (*path, place))
    else:
        yield path


def test_any_changed_claim_with_its_crc_right_is_never_valid(app, client, given):
    """Each leaf of the document, one at a time; the tests of `badges` do the same in depth."""
    claims = [path for path in leaves(given["document"]) if path[0] in {"name", "awardedDate"}] + [
        path for path in leaves(given["document"]) if path[0] == "credentialSubject"
    ]
    assert len(claims) > 15
    for path in claims:
        forged = json.loads(json.dumps(given["document"]))
        *way, last = path
        place = forged
        for step in way:
            place = place[step]
        old = place[last]
        place[last] = (old + 1) if isinstance(old, int | float) else f"{old}x"
        answer = send(client, rebaked(given, forged))
        assert verdict(answer) in {"Nevalabilă", "Nestabilit"}, path


def test_a_changed_name_is_invalid_with_the_reason_and_a_warning(client, given):
    forged = json.loads(json.dumps(given["document"]))
    forged["credentialSubject"]["achievement"]["name"] = "Doctorat"
    page = send(client, rebaked(given, forged))

    assert verdict(page) == "Nevalabilă"
    assert "documentul a fost modificat după semnare sau este falsificat" in words(page)
    assert "Nu vă bazați pe aceste câmpuri" in words(page)
    assert "semnătura nu îl confirmă" in words(page)


def test_a_broken_checksum_is_a_damaged_file(client, given):
    damaged = bytearray(given["png"])
    damaged[damaged.index(b"openbadgecredential") + 60] ^= 1
    page = send(client, bytes(damaged))

    assert page.status_code == 422
    assert "Fișierul este deteriorat" in words(page)


def test_a_reversed_credit_is_revoked(app, client, given):
    change(app, given, revoke)
    page = send(client, given["png"])

    assert verdict(page) == "Revocată"
    assert "autentică, dar a fost revocată" in words(page)
    assert "creditul pe care se sprijinea a fost stornat" in words(page)
    forged = json.loads(json.dumps(given["document"]))
    forged["name"] = "Doctorat"
    # Of a document that is not ours nothing is said.
    assert "stornat" not in words(send(client, rebaked(given, forged)))


def test_a_foreign_issuer_stays_undetermined_with_the_reason(client, given):
    document = json.loads(json.dumps(given["document"]))
    document.pop("proof")
    foreign = "did:web:altul.example:issuers:cnasr"
    document["issuer"]["id"] = document["credentialSubject"]["achievement"]["creator"]["id"] = (
        foreign
    )
    key = badges.generate_ed25519()
    signed = badges.sign_credential(
        document, private_pem=key.private_pem, verification_method=f"{foreign}#1", created=AWARDED
    )
    page = send(client, json.dumps(signed).encode(), "x.json")

    assert verdict(page) == "Nestabilit"
    assert "nu a putut fi obținut" in words(page)  # no test reaches the internet
    assert "Nu este un emitent al acestui serviciu" in words(page)


def test_our_did_with_a_strange_key_is_invalid(client, given):
    document = json.loads(json.dumps(given["document"]))
    document.pop("proof")
    key = badges.generate_ed25519()
    signed = badges.sign_credential(
        document,
        private_pem=key.private_pem,
        verification_method="did:web:localhost%3A8000:issuers:cnasr#key-1",
        created=AWARDED,
    )

    assert verdict(send(client, json.dumps(signed).encode())) == "Nevalabilă"


def white_png():
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 40), "white").save(out, format="PNG")
    return out.getvalue()


def with_two_badges(png):
    at = png.index(b"iTXtopenbadgecredential") - 4
    (length,) = struct.unpack(">I", png[at : at + 4])
    chunk = png[at : at + 12 + length]
    assert zlib.crc32(chunk[4:-4]) == struct.unpack(">I", chunk[-4:])[0]
    return png[:at] + chunk + png[at:]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda given: b"", "Fișierul este gol"),
        (lambda given: white_png(), "Imaginea nu conține nicio insignă"),
        (lambda given: with_two_badges(given["png"]), "conține mai multe insigne"),
        (lambda given: given["png"][:-40], "Imaginea PNG este incompletă"),
        (lambda given: b"PK\x03\x04 arhiva", "nu este o insignă: nici imagine"),
        (lambda given: b"<svg xmlns='x'></svg>", "nu este un fișier SVG"),
        (lambda given: b"{nu e json", "nu este JSON corect"),
        (lambda given: b"[1]", "nu este o insignă: nici imagine"),
        (lambda given: b"%PDF-1.7 gol", "nu este atașată nicio insignă semnată"),
        (lambda given: b"\x89PNG\r\n\x1a\n" + b"x" * (11 * 1024 * 1024), "limita este"),
    ],
)
def test_each_unusable_file_has_its_own_sentence(client, given, make, sentence):
    page = send(client, make(given))

    assert page.status_code == 422
    assert sentence in words(page)


def test_a_document_that_is_no_badge_is_answered_not_refused(client):
    page = send(client, b'{"type": ["Nimic"]}', "x.json")

    assert verdict(page) == "Nevalabilă"
    assert "nu este o insignă Open Badges 3.0" in words(page)


def test_markup_in_a_field_is_printed_as_text(client, given):
    forged = json.loads(json.dumps(given["document"]))
    forged["name"] = "<script>alert(1)</script>"
    html = send(client, rebaked(given, forged)).get_data(as_text=True)

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_nothing_chosen_is_said(client):
    page = client.post("/verify", data={})

    assert page.status_code == 422
    assert "Alegeți fișierul insignei" in words(page)


def test_a_code_answers_only_for_a_published_badge(app, client, given):
    unknown = client.post("/verify", data={"reference": "un-cod-care-nu-exista-1"})
    private = client.post("/verify", data={"reference": given["code"]})
    assert unknown.status_code == private.status_code == 422
    assert words(unknown).replace("un-cod-care-nu-exista-1", "") == words(private).replace(
        given["code"], ""
    )

    change(app, given, publish)
    for reference in (given["code"], f"http://localhost:8000/b/{given['code']}.png"):
        assert verdict(client.post("/verify", data={"reference": reference})) == "Valabilă"
    assert verdict(client.get(f"/verify?code={given['code']}")) == "Valabilă"

    change(app, given, withdraw)
    gone = client.get(f"/verify?code={given['code']}")
    assert gone.status_code == 422
    assert "Titularul a retras pagina acestei insigne" in words(gone)
    assert "Ana Moraru" not in words(gone)
    # A copy downloaded meanwhile still verifies, as the holder was told.
    assert verdict(send(client, given["png"])) == "Valabilă"


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("https://127.0.0.1/b/abcdefghijklmnop", "nu o adresă IP sau un nume intern"),
        ("https://localhost/b/abcdefghijklmnop", "nu o adresă IP sau un nume intern"),
        ("http://altul.example/b/abcdefghijklmnop", "doar adrese care încep cu https://"),
        ("ftp://altul.example/b/abcdefghijklmnop", "alte adrese nu se deschid"),
        ("http://localhost:8000/altceva", "Adresa nu este a unei insigne"),
        ("{nu e json", "nu este JSON corect"),
        ("eyJx.y.z", "JWT"),
        ("x" * 200_001, "Textul este prea lung"),
    ],
)
def test_each_unusable_text_has_its_own_sentence(client, reference, sentence):
    page = client.post("/verify", data={"reference": reference})

    assert page.status_code == 422
    assert sentence in words(page)


def test_the_document_may_be_pasted(client, given):
    text = json.dumps(given["document"], indent=1)
    assert verdict(client.post("/verify", data={"reference": f"\n {text} "})) == "Valabilă"
    forged = text.replace("Ana Moraru", "Ana Maria Moraru")
    assert verdict(client.post("/verify", data={"reference": forged})) == "Nevalabilă"


def test_the_answer_speaks_the_readers_language(client, given):
    page = client.post(
        "/verify",
        data={"file": (io.BytesIO(given["png"]), "x.png")},
        headers={"Accept-Language": "en"},
    )

    assert verdict(page) == "Valid"
    assert "Who signed it" in words(page)


def test_it_works_signed_in_as_well(client, cast, given):
    sign_in(client, cast.stranger)

    assert verdict(send(client, given["png"])) == "Valabilă"


def test_verification_is_limited_by_address(make_app, given):
    app = make_app(config={"RATELIMIT_ENABLED": True})
    client = app.test_client()
    answers = [client.post("/verify", data={}).status_code for _ in range(61)]

    assert answers[:60] == [422] * 60
    assert answers[60] == 429
    elsewhere = client.post("/verify", data={}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 422
