"""What people bring to be verified: photos of codes, addresses, certificates."""

from __future__ import annotations

import io

import PIL.Image
import pytest
import segno

import badges
from lms.config import load_settings
from lms.errors import BadInput
from lms.services.presented import Reference, read_presented, read_reference
from tests.infra.settings import settings_for

CODE = "CtkIE9_KnTZjt5MLUfOMRw"


@pytest.fixture
def settings(tmp_path):
    return load_settings(
        {}, **settings_for(database_url="sqlite://", data_dir=tmp_path, public_url="https://t.ro")
    )


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"  {CODE} ",
        f"https://t.ro/b/{CODE}",
        f"http://T.ro/b/{CODE}/",
        f"t.ro/b/{CODE}.png",
        f"https://t.ro/b/{CODE}.json",
        f"https://t.ro/b/{CODE}?utm_source=linkedin",
        f"https://t.ro/verify?code={CODE}",
    ],
)
def test_our_addresses_and_codes_name_a_badge(text, settings):
    assert read_reference(text, settings=settings) == Reference(CODE)


@pytest.mark.parametrize(
    "text",
    [
        f"https://alt.ro/b/{CODE}",
        f"https://t.ro.alt.ro/b/{CODE}",
        f"https://t.ro@alt.ro/b/{CODE}",
        "https://t.ro/b/",
        "https://t.ro/verify?code=../../etc",
        "scurt",
        "http://[::1",
        "file:///etc/passwd",
        "x" * 400,
    ],
)
def test_everything_else_is_refused_with_a_sentence(text, settings):
    with pytest.raises(BadInput) as refused:
        read_reference(text, settings=settings)
    assert refused.value.field == "reference"


def photo(text, ending):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=4)
    picture = PIL.Image.open(io.BytesIO(out.getvalue())).convert("RGB").rotate(4, fillcolor="white")
    taken = io.BytesIO()
    picture.save(taken, format=ending)
    return taken.getvalue()


@pytest.mark.parametrize("ending", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_our_code_names_the_badge(ending, settings):
    data = photo(f"https://t.ro/verify?code={CODE}", ending)

    assert read_presented(data, filename="poza", settings=settings) == Reference(CODE)


def test_a_photo_of_a_foreign_code_is_not_followed(settings):
    with pytest.raises(BadInput):
        read_presented(photo("https://alt.ro/b/x", "JPEG"), filename="poza.jpg", settings=settings)


def test_a_photo_without_a_code_is_called_what_it_is(settings):
    out = io.BytesIO()
    PIL.Image.new("RGB", (60, 60), "white").save(out, format="PNG")
    with pytest.raises(badges.BadgeFileError) as refused:
        read_presented(out.getvalue(), filename="alb.png", settings=settings)
    assert refused.value.code == "png_no_badge"


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 trunchiat", b"PK\x03\x04zip", b"RIFF1234WEBP"])
def test_broken_pictures_are_refused_in_the_words_of_the_library(data, settings):
    with pytest.raises(badges.BadgeFileError) as refused:
        read_presented(data, filename="x.jpg", settings=settings)
    assert refused.value.code == "file_unknown"
