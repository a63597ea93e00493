"""Badges in drawings: one bake, directly after the start; nothing that runs or reads files."""

from __future__ import annotations

import io
import re

import openbadges_bakery
import pytest
from openbadgeslib import baking

import badges
from tests.badges.world import to_json

TOKEN = b"eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln"
DRAWING = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> no -->\n'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" data-a="a>b"><circle r="4"/></svg>'
)


def refusal(data):
    with pytest.raises(badges.BadgeFileError) as caught:
        badges.read_badge_file(data, filename="b.svg")
    for lang in ("ro", "en"):
        assert "{" not in caught.value.sentence(lang)
    return caught.value.code


def inside(text):
    return DRAWING.replace(b"<circle", text + b"<circle")


def test_what_is_baked_is_read_back_and_stands_right_after_the_start(signed):
    baked = badges.bake_svg(DRAWING, to_json(signed))
    file = badges.read_badge_file(baked, filename="x")
    assert file.kind is badges.FileKind.SVG
    assert file.credential_text == to_json(signed)
    assert file.document == signed
    assert re.search(rb'data-a="a>b"><openbadges:credential [^>]*><!\[CDATA\[\{', baked)
    assert baked.endswith(b'<circle r="4"/></svg>')


def test_software_of_another_make_reads_both_kinds(signed):
    name = baking.SVG_ELEMENT_OB3
    as_token = badges.bake_svg(DRAWING, TOKEN)
    assert baking.extract_svg(as_token, element=name) == TOKEN.decode()
    as_json = badges.bake_svg(DRAWING, to_json(signed))
    assert baking.extract_svg(as_json, text_fallback=True, element=name) == to_json(signed).decode()


def test_an_older_bake_of_any_version_and_shape_is_replaced(signed):
    baked = DRAWING
    for older in (to_json(signed), TOKEN, b'{"a": "]]>"}'):
        baked = badges.bake_svg(baked, older)
        assert baked.count(b"<openbadges:credential") == 1
    assert badges.read_badge_file(baked, filename="x").document == {"a": "]]>"}
    stream = openbadges_bakery.bake(io.BytesIO(DRAWING), TOKEN.decode(), io.BytesIO())
    assert badges.read_badge_file(stream.getvalue(), filename="x").jwt is not None
    again = badges.bake_svg(stream.getvalue(), b'{"a": 1}')
    assert b"assertion" not in again
    assert badges.read_badge_file(again, filename="x").document == {"a": 1}


def test_an_empty_drawing_and_one_with_a_prefix_can_be_baked():
    for drawing in (
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<s:svg xmlns:s='http://www.w3.org/2000/svg' />",
    ):
        baked = badges.bake_svg(drawing, b'{"a": 1}')
        assert badges.read_badge_file(baked, filename="x").document == {"a": 1}


def test_our_own_drawing_is_baked():
    drawing = badges.render_badge_svg(badges.BadgePicture(title="Cercetare", lang="ro"))
    baked = badges.bake_svg(drawing.encode(), b'{"a": 1}')
    assert badges.read_badge_file(baked, filename="x").document == {"a": 1}


BAKE = b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">%s</o:credential>'
EXTERNAL = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (DRAWING, "svg_no_badge"),
        (EXTERNAL + b'<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>', "svg_doctype"),
        (LAUGHS + b'<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>', "svg_doctype"),
        (inside(b"&x;"), "svg_damaged"),
        (inside(b"<script>alert(1)</script>"), "svg_script"),
        (inside(b"<foreignObject/>"), "svg_script"),
        (inside(b'<g onload="x()"/>'), "svg_script"),
        (inside(b'<a href=" java\tscript:x()"/>'), "svg_script"),
        (DRAWING[:-8], "svg_damaged"),
        (DRAWING.replace(b"2000/svg", b"2000/xml"), "not_svg"),
        (DRAWING.replace(b"UTF-8", b"ISO-8859-2"), "not_utf8"),
        (DRAWING.replace(b"UTF-8", b"UTF-16"), "not_utf8"),
        (inside(b"\xff"), "not_utf8"),
        (inside(BAKE % b"{}" + BAKE % b"{}"), "svg_two_badges"),
        (inside(BAKE % b""), "svg_damaged_badge"),
        (inside(BAKE % b"<b/>{}"), "svg_damaged_badge"),
        (inside(BAKE.replace(b"0\">", b'0" verify="%s">') % (TOKEN, b"{}")), "svg_damaged_badge"),
        (inside(BAKE % b'{"a": 1, "a": 2}'), "json_duplicate"),
        (inside(BAKE % (b'{"a": "' + b"x" * 262_144 + b'"}')), "json_large"),
        (inside(b"<g>" * 300 + b"</g>" * 300), "svg_large"),
    ],
)  # fmt: skip
def test_drawings_that_hold_no_badge(data, code):
    assert refusal(data) == code


def test_a_drawing_that_runs_is_not_baked_either():
    with pytest.raises(badges.BadgeFileError, match="program"):
        badges.bake_svg(inside(b"<script/>"), b"{}")
