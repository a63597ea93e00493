"""Files given for verification: each thing that can be wrong has its own answer."""

from __future__ import annotations

import io
import json
import struct
import zlib

import pytest
from PIL import Image

import badges
from tests.badges.world import to_json

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PREFIX = b"openbadgecredential\0\0\0\0\0"


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def before_end(png, *chunks):
    return png[:-12] + b"".join(chunks) + png[-12:]


def chunks_of(png):
    at, found = 8, []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def refusal(data, filename="insigna.png"):
    with pytest.raises(badges.BadgeFileError) as caught:
        badges.read_badge_file(data, filename=filename)
    for lang in ("ro", "en"):
        assert len(caught.value.sentence(lang)) > 20
        assert "{" not in caught.value.sentence(lang)
    return caught.value.code


def test_what_is_baked_is_read_back_byte_for_byte(baked, signed):
    file = badges.read_badge_file(baked, filename="x.png")
    assert file.kind is badges.FileKind.PNG
    assert file.credential_text == to_json(signed)
    assert file.document == signed


def test_the_bake_is_one_uncompressed_itxt_chunk_and_the_picture_still_opens(baked, picture):
    found = [data for kind, data in chunks_of(baked) if kind == b"iTXt"]
    assert len(found) == 1
    assert found[0].startswith(PREFIX + b"{")
    assert chunks_of(baked)[-1][0] == b"IEND"
    with Image.open(io.BytesIO(baked)) as image, Image.open(io.BytesIO(picture)) as plain:
        image.load()  # the chunk comes after the picture data
        assert image.info["openbadgecredential"].startswith("{")
        assert image.tobytes() == plain.tobytes()


def test_an_older_bake_is_replaced_whatever_chunk_it_is_in(baked):
    older = before_end(baked, chunk(b"tEXt", b"openbadgecredential\0{}"))
    again = badges.bake_png(older, b'{"a": 1}')
    assert again.count(b"openbadgecredential") == 1
    assert badges.read_badge_file(again, filename="x").document == {"a": 1}


def test_other_text_in_the_picture_stays(picture):
    titled = before_end(picture, chunk(b"tEXt", b"Title\0Insigna"))
    assert b"Title\0Insigna" in badges.bake_png(titled, b"{}")


def test_a_json_file_is_read_by_its_bytes_not_by_its_name(signed):
    for data in (to_json(signed), b"\xef\xbb\xbf" + to_json(signed), b"\n " + to_json(signed)):
        file = badges.read_badge_file(data, filename="ceva.png")
        assert file.kind is badges.FileKind.JSON
        assert file.document == signed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"hello", "file_unknown"),
        (b"PK\x03\x04renamed", "file_unknown"),
        (b"\xff\xd8\xff\xe0jpeg", "file_unknown"),
        (b"%PDF-1.7", "file_pdf"),
        (b'<?xml version="1.0"?><!DOCTYPE x><svg xmlns="x"/>', "svg_doctype"),
        (b"eyJhbGciOiJFUzI1NiJ9.eyJhIjox!Q.c2ln", "jwt_unreadable"),
        (b"[1, 2]", "file_unknown"),
        (b'{"a": 1,}', "json_invalid"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b'{"a": 1, "a": 2}', "json_duplicate"),
        (b'{"a": {"b": 1, "b": 1}}', "json_duplicate"),
        (b'{"a": NaN}', "json_constant"),
        (b'{"a": 1e999}', "json_number"),
        (b'{"a": ' + b"1" * 5000 + b"}", "json_number"),
        (b'{"a": "\\u0000"}', "control_character"),
        (b'{"a": "\\ud800"}', "control_character"),
        (b'{"a\\u0007": 1}', "control_character"),
        (b'{"a": ' * 40 + b"1" + b"}" * 40, "json_deep"),
        (b'{"a": ' * 90_000, "json_large"),
        (b'{"a": ' + b"[" * 20_000, "json_deep"),
        (b'{"a": "' + b"x" * 262_144 + b'"}', "json_large"),
        (b"x" * (10 * 1024 * 1024 + 1), "file_large"),
        (SIGNATURE[:5], "png_truncated"),
        (SIGNATURE, "png_truncated"),
        (SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "png_damaged"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR", "png_damaged"),
    ],
)
def test_files_that_hold_no_badge(data, code):
    assert refusal(data) == code


def test_a_plain_picture_has_no_badge_in_it(picture):
    assert refusal(picture) == "png_no_badge"


def test_any_broken_byte_inside_a_chunk_is_a_damaged_file(baked):
    at = baked.index(b"Colegiul")
    assert refusal(baked[:at] + b"K" + baked[at + 1 :]) == "png_damaged"
    assert refusal(baked[:-1] + bytes([baked[-1] ^ 1])) == "png_damaged"


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_is_truncated(baked, part):
    assert refusal(baked[: int(len(baked) * part)]) == "png_truncated"
    assert refusal(baked[:-12]) == "png_truncated"


def test_two_badges_in_one_picture(baked, picture):
    second = chunk(b"iTXt", PREFIX + b"{}")
    assert refusal(before_end(baked, second)) == "png_two_badges"
    assert refusal(before_end(baked, chunk(b"tEXt", b"openbadgecredential\0{}"))) == (
        "png_two_badges"
    )


def test_a_compressed_badge_is_not_inflated(picture):
    bomb = zlib.compress(b"\0" * 50_000_000)
    packed = chunk(b"iTXt", b"openbadgecredential\0\x01\0\0\0" + bomb)
    assert refusal(before_end(picture, packed)) == "png_compressed"
    assert refusal(before_end(picture, chunk(b"zTXt", b"openbadgecredential\0\0" + bomb))) == (
        "png_wrong_chunk"
    )


def test_other_badges_in_a_picture_are_named(picture):
    for older in (b"openbadges\0\0\0\0\0", b"openbadges\0"):
        kind = b"iTXt" if older.endswith(b"\0\0") else b"tEXt"
        for text in (b'{"id": "https://altul.example/1"}', b"https://altul.example/1"):
            found = badges.read_badge_file(
                before_end(picture, chunk(kind, older + text)), filename="x"
            )
            assert found.document["id"] == "https://altul.example/1"
    jwt = chunk(b"iTXt", PREFIX + b"eyJhbGciOiJFUzI1NiJ9.eyJhIjox.c2ln")
    assert refusal(before_end(picture, jwt)) == "json_invalid"
    assert refusal(before_end(picture, chunk(b"iTXt", PREFIX + b"[]"))) == "json_not_object"
    assert refusal(before_end(picture, chunk(b"iTXt", b"openbadgecredential\0\0\0ro"))) == (
        "png_damaged"
    )


def test_a_huge_badge_in_a_picture_is_refused(picture):
    huge = chunk(b"iTXt", PREFIX + json.dumps({"a": "x" * 300_000}).encode())
    assert refusal(before_end(picture, huge)) == "json_large"


def test_an_animated_picture_is_refused_for_baking_and_reading(picture):
    moving = picture[:33] + chunk(b"acTL", struct.pack(">II", 2, 0)) + picture[33:]
    assert refusal(moving) == "png_animated"
    with pytest.raises(badges.BadgeFileError, match="still picture"):
        badges.bake_png(moving, b"{}")


@pytest.mark.parametrize("text", [b"\xff", b"{\0}"])
def test_text_that_cannot_stand_in_a_chunk_is_not_baked(picture, text):
    with pytest.raises(badges.BadgeError):
        badges.bake_png(picture, text)


def test_only_a_png_can_be_baked():
    with pytest.raises(badges.BadgeFileError, match="not a PNG"):
        badges.bake_png(b"\xff\xd8\xff\xe0 a photograph", b"{}")
