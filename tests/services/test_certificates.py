"""The certificate: PDF/A with embedded fonts, the signed badge attached, plain words in it."""

from __future__ import annotations

import io
import json

import pikepdf
import pypdf
import pytest

from lms.errors import Conflict
from lms.services import awarding, certificates, crediting
from tests.infra.cast import build_cast
from tests.services.awarded import AWARDED, award
from tests.services.classroom import settings_on


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def people(session):
    return build_cast(session)


@pytest.fixture
def given(session, settings, people):
    return award(session, people.member.member_id, settings)


@pytest.fixture
def pdf(session, settings, given):
    return certificates.certificate_pdf(session, given.award, settings=settings, now=AWARDED)


def words(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_is_pdf_a_3b_with_its_colours_declared(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "B")
            assert "Adeverință" in str(xmp["dc:title"])
        intents = document.Root.OutputIntents
        assert len(intents) == 1
        assert intents[0].S == "/GTS_PDFA1"
        assert "/DestOutputProfile" in intents[0]
        assert document.Root.Lang == "ro"


def test_every_font_is_embedded_and_is_ours(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        descriptors = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        for descriptor in descriptors:
            assert "SourceSans3" in str(descriptor.FontName)
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_the_signed_badge_is_attached_as_its_data(pdf, given):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (attached,) = document.Root.AF
        assert attached.AFRelationship == "/Data"
        assert attached.UF == "insigna.json"
        assert str(attached.EF.F.Subtype) == "/application/vc+ld+json"
    data = certificates.attached_credential(pdf)
    assert data is not None
    assert json.loads(data) == json.loads(given.award.credential)


def test_it_says_who_what_how_and_never_that_it_is_signed(pdf, given):
    text = words(pdf)

    for expected in (
        "Ana Moraru",
        "AS-10001",
        "Identitate neverificată la evaluare.",
        "Document generat electronic, verificabil la http://localhost:8000/verify",
        given.award.public_id,
        "nfpc-2013",
        str(given.award.badge_class.name["ro"]),
    ):
        assert expected in text
    assert "semnat electronic" not in text.lower()


def test_a_credit_on_an_unsettled_value_says_so(pdf, given):
    unsettled = given.entry.basis in {"default", "assumed"}

    assert ("valoare orientativă, nestabilită de Colegiu" in words(pdf)) is unsettled


def test_markup_in_a_name_is_text(session, settings, people):
    from lms.models import Member

    member = session.get_one(Member, people.member.member_id)
    member.last_name = '#panic("x") *Moraru* <b> $1$'
    session.flush()
    given = award(session, member.id, settings)

    pdf = certificates.certificate_pdf(session, given.award, settings=settings, now=AWARDED)
    assert '#panic("x") *Moraru* <b> $1$' in words(pdf)


def test_a_revoked_badge_has_no_certificate(session, settings, given):
    crediting.reverse_entries(
        session, [given.entry], reason="x", batch=None, records_from=None, now=AWARDED
    )
    awarding.follow_reversals(session, [given.entry.id], reason="x", settings=settings, now=AWARDED)

    with pytest.raises(Conflict):
        certificates.certificate_pdf(session, given.award, settings=settings, now=AWARDED)


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-", b""])
def test_a_pdf_without_a_badge_gives_none(data):
    assert certificates.attached_credential(data) is None
