"""Badge pictures: safe SVG, text that fits, letters that are really drawn."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

import badges
from badges import BadgePicture, Emblem, Palette, Shape

PICTURE = BadgePicture(
    title="Cercetarea în asistența socială",
    lang="ro",
    issuer="Colegiul Național al Asistenților Sociali",
    ribbon="4 credite",
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture, size=256):
    png = badges.render_png(badges.render_badge_svg(picture), size=size)
    return Image.open(io.BytesIO(png)).convert("RGBA")


def differs(one, other):
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is not None


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("palette", Palette)
def test_every_shape_and_palette_is_drawn_on_a_clear_ground(shape, palette):
    image = drawn(replace(PICTURE, shape=shape, palette=palette))
    assert image.size == (256, 256)
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((128, 30))[3] == 255
    assert len(image.getcolors(65_536)) > 100


def test_each_emblem_step_and_word_changes_the_picture():
    plain = drawn(PICTURE)
    emblems = [drawn(replace(PICTURE, emblem=emblem)) for emblem in Emblem]
    for place, one in enumerate(emblems):
        assert all(differs(one, other) for other in emblems[place + 1 :])
    for lit in range(4):
        assert differs(plain, drawn(replace(PICTURE, lit=lit)))
    assert differs(plain, drawn(replace(PICTURE, title="Altul")))
    assert differs(plain, drawn(replace(PICTURE, ribbon="")))
    assert differs(plain, drawn(replace(PICTURE, issuer="")))


def test_the_letters_with_comma_below_are_drawn():
    with_comma, without = (
        drawn(replace(PICTURE, title="șț"), 512),
        drawn(replace(PICTURE, title="st"), 512),
    )
    assert differs(with_comma, without)


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "\"&'", "]]>", "a" * 120, "x " * 60, "👩🏽‍⚕️", "שלום"]
)
def test_any_title_gives_well_formed_svg_without_active_parts(title):
    svg = badges.render_badge_svg(replace(PICTURE, title=title, issuer=title[:80]))
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == title
    assert not list(root.iter(f"{SVG}script"))
    assert all(not name.startswith("on") for node in root.iter() for name in node.attrib)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert badges.render_png(svg, size=64).startswith(b"\x89PNG")


def lines_of(title):
    root = ElementTree.fromstring(badges.render_badge_svg(replace(PICTURE, title=title)))
    return [
        (float(node.attrib["font-size"]), node.text)
        for node in root.iter(f"{SVG}text")
        if node.get("font-weight") == "700"
    ]


def test_a_long_title_is_broken_into_lines_and_set_smaller():
    short = lines_of("Etică")
    title = "Intervenția în situații de violență domestică asupra copilului și a familiei sale"
    long = lines_of(title)
    assert len(short) == 1
    assert 2 <= len(long) <= 4
    assert long[0][0] < short[0][0]
    assert " ".join(text for _, text in long) == title


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "picture_title_empty"),
        ({"title": "a" * 121}, "picture_text_long"),
        ({"ribbon": "a" * 29}, "picture_text_long"),
        ({"issuer": "a" * 81}, "picture_text_long"),
        ({"lit": 5}, "picture_steps"),
        ({"lit": -1}, "picture_steps"),
        ({"title": "a\x07"}, "control_character"),
    ],
)
def test_what_does_not_fit_on_a_badge_is_refused(change, code):
    with pytest.raises(badges.BadgeError) as caught:
        badges.render_badge_svg(replace(PICTURE, **change))
    assert caught.value.code == code
    assert "{" not in caught.value.sentence("ro")


def test_sizes_and_svg_that_cannot_be_drawn():
    svg = badges.render_badge_svg(PICTURE)
    for size in (15, 4097):
        with pytest.raises(badges.BadgeError, match="pixels"):
            badges.render_png(svg, size=size)
    with pytest.raises(badges.BadgeError, match="cannot be drawn"):
        badges.render_png("<svg", size=64)


def test_a_picture_can_be_baked(signed):
    png = badges.render_png(badges.render_badge_svg(PICTURE), size=128)
    assert badges.read_badge_file(badges.bake_png(png, b"{}"), filename="x").document == {}
