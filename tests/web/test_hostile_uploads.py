"""Files made to harm: unpacked beyond bounds, run by a helper program, or shown as a page."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from lms.services import certificates
from tests.infra.cast import Cast, sign_in
from tests.infra.documents import pdf_of

MEGABYTE = 1024 * 1024


def attached(document: pikepdf.Pdf) -> pikepdf.AttachedFileSpec:
    """A file to attach, whose stream is then written over."""
    named = {"filename": certificates.ATTACHMENT, "mime_type": "application/json"}
    dated = {"description": "", "creation_date": "", "mod_date": ""}
    return pikepdf.AttachedFileSpec(document, b"x", **named, **dated)


def pdf_with_attachment(raw: bytes, *, filters: list[str]) -> bytes:
    """A PDF with a file of the badge's name, its bytes as they are packed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of("x"))) as document:
        document.attachments[certificates.ATTACHMENT] = attached(document)
        stream = document.attachments[certificates.ATTACHMENT].get_file().obj
        names = pikepdf.Array([pikepdf.Name(name) for name in filters])
        stream.write(raw, filter=names if filters else None)
        document.save(
            out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return out.getvalue()


def test_attachment_is_never_unpacked_beyond_what_a_badge_takes() -> None:
    packer = zlib.compressobj()
    bomb = b"".join(packer.compress(b"\0" * MEGABYTE) for _ in range(256)) + packer.flush()
    data = pdf_with_attachment(bomb, filters=["/FlateDecode"])
    assert len(data) < MEGABYTE

    tracemalloc.start()
    found = certificates.attached_credential(data)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found is None
    assert most < 8 * MEGABYTE


@pytest.mark.parametrize(
    ("filters", "raw", "found"),
    [
        (["/FlateDecode"], zlib.compress(b"{}"), b"{}"),
        ([], b"{}", b"{}"),
        (["/RunLengthDecode"], b"\x01{}\x80", None),
        (["/FlateDecode"], b"no zlib", None),
    ],
)
def test_attachment_is_read_as_our_own_are_written(
    filters: list[str], raw: bytes, found: bytes | None
) -> None:
    assert certificates.attached_credential(pdf_with_attachment(raw, filters=filters)) == found


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with rows of nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4 * MEGABYTE)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [png_of(60_000, 60_000), png_of(9_000, 9_000), picture("EPS"), picture("TIFF"), picture("PNG")],
    ids=["bomb", "large", "program", "rare", "without a code"],
)
def test_picture_for_verification_is_refused_unread(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/verify", data={"file": (io.BytesIO(data), "foto.png")})

    assert answer.status_code == 422


def test_only_photographs_are_opened(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that Pillow reads by running another program is never tried."""
    from PIL import EpsImagePlugin

    def run(*_given: Any, **_options: Any) -> None:
        raise AssertionError("Ghostscript was about to run.")

    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", run)
    client.post("/verify", data={"file": (io.BytesIO(picture("EPS")), "foto.jpg")})


POLYGLOTS = {
    "page in a picture": (picture("PNG") + b"<script>alert(1)</script>", "image/png"),
    "page behind a PDF": (pdf_of("x") + b"\n<script>alert(1)</script>", "application/pdf"),
}


@pytest.mark.parametrize("name", POLYGLOTS)
@pytest.mark.parametrize("filename", ["../../x.html", 'a"; filename=b.html\r\nX: y', "ș.svg", ""])
def test_document_comes_back_as_a_download_only(
    app: Flask, client: FlaskClient, cast: Cast, name: str, filename: str
) -> None:
    from tests.roles.files import _url

    data, kind = POLYGLOTS[name]
    with app.app_context():
        url = _url("draft", "/documents")(cast)
    sign_in(client, cast.member)
    sent = client.post(url, data={"file": (io.BytesIO(data), filename or "x")})
    assert sent.status_code == 302

    from lms.extensions import db
    from lms.models import CaseDocument

    with app.app_context():
        newest = db.session.query(CaseDocument).order_by(CaseDocument.added_at.desc()).first()
        assert newest is not None
        document_id = newest.id
    answer = client.get(f"{url}/{document_id}")

    assert answer.status_code == 200
    assert answer.mimetype == kind
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "/" not in disposition.replace("UTF-8''", "")
    assert ".html\n" not in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "X" not in answer.headers


def test_slow_document_does_not_hold_the_database(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms import extensions
    from lms.services import case_documents
    from tests.roles.files import _url

    seen: list[bool] = []
    really = case_documents.check_document

    def check(data: bytes) -> tuple[str, str]:
        seen.append(extensions._writing.get())
        return really(data)

    with app.app_context():
        url = _url("draft", "/documents")(cast)
    sign_in(client, cast.member)
    monkeypatch.setattr(case_documents, "check_document", check)
    client.post(url, data={"file": (io.BytesIO(pdf_of("alt act")), "act.pdf")})

    assert seen == [False]
