"""What people bring to be verified: a file, a certificate, a photo, a text, an address."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import PIL.Image
import zxingcpp

import badges
from lms.config import Settings
from lms.errors import N_, BadInput
from lms.services import certificates
from lms.services.fetching import Fetcher

_MOST_PIXELS = 40_000_000  # a photo; more is inflated to hundreds of megabytes
# Pillow reads dozens of formats, one of them (EPS) by running a program; a photo has one of these.
_PHOTOS = ("JPEG", "PNG", "WEBP", "GIF")
_CODE = re.compile(r"[A-Za-z0-9_-]{16,40}")
_PAGE = re.compile(r"/b/([A-Za-z0-9_-]{16,40})(?:\.(?:png|json|jwt|svg)|/share\.png)?/?")
# What a picture without a badge is called; it may still show the code of one.
_PICTURES = frozenset({"png_no_badge", "file_unknown"})


MOST_LETTERS = 200_000  # of a text that is pasted; a badge has some 5,000


@dataclass(frozen=True)
class Reference:
    """The code of one of our badges: the last part of its address."""

    public_id: str


Presented = Mapping[str, Any] | badges.JwtCredential | Reference


def read_presented(
    data: bytes, *, filename: str, settings: Settings, fetcher: Fetcher | None = None
) -> Presented:
    """The signed document in a file, or what the code in a photo leads to.

    Raises BadgeFileError (in the library's words) or BadInput.
    """
    if data.startswith(b"%PDF-"):
        return _document_in_pdf(data)
    try:
        return badges.read_badge_file(data, filename=filename).secured
    except badges.BadgeFileError as error:
        text = _code_in_picture(data) if error.code in _PICTURES else None
        if text is None:
            raise
        return read_text(text, settings=settings, fetcher=fetcher)


def read_text(text: str, *, settings: Settings, fetcher: Fetcher | None = None) -> Presented:
    """What was pasted: the document itself (JSON, JWT), a code, an address; see `read_presented`.

    An address of another site is opened by the fetcher, and refused without one.
    """
    asked = text.strip()
    if asked.startswith(("{", "eyJ")):
        return badges.read_badge_file(asked.encode("utf-8", "replace"), filename="").secured
    if fetcher is None or not _is_of_others(asked, settings):
        return read_reference(asked, settings=settings)
    data = fetcher.open(asked)
    if data.lstrip()[:1] == b"<" and b"<html" in data[:4096].lower():
        raise BadInput(
            N_(
                "La această adresă este o pagină, nu o insignă. Descărcați de acolo fișierul "
                "insignei (PNG, SVG, JSON sau JWT) și încărcați-l aici."
            ),
            field="reference",
        )
    # A picture may lead on to one of our codes, never to another site.
    return read_presented(data, filename="", settings=settings)


def _is_of_others(asked: str, settings: Settings) -> bool:
    """Whether a text is an address of another site."""
    try:
        parts = urlsplit(asked)
    except ValueError:
        return False
    own = urlsplit(settings.public_url).netloc.lower()
    return parts.scheme in {"http", "https"} and parts.netloc.lower() != own


def read_reference(text: str, *, settings: Settings) -> Reference:
    """The code in an address of this installation, or alone; BadInput for any other address."""
    asked = text.strip()
    if _CODE.fullmatch(asked):
        return Reference(asked)
    try:
        parts = urlsplit(asked if "//" in asked else f"//{asked}")
    except ValueError:  # half an IPv6 address
        parts = urlsplit("")
    if parts.netloc.lower() != urlsplit(settings.public_url).netloc.lower():
        raise BadInput(
            N_(
                "Aici se pot da doar adrese și coduri de la %(address)s; alte adrese nu se "
                "deschid. Pentru o insignă de la alt emitent încărcați fișierul ei."
            ),
            address=settings.public_url,
            field="reference",
        )
    page = _PAGE.fullmatch(parts.path)
    code = page[1] if page else next(iter(parse_qs(parts.query).get("code", [])), "")
    if not _CODE.fullmatch(code):
        raise BadInput(
            N_(
                "Adresa nu este a unei insigne. Adresele insignelor arată așa: "
                "%(address)s/b/ urmat de un cod."
            ),
            address=settings.public_url,
            field="reference",
        )
    return Reference(code)


def _document_in_pdf(data: bytes) -> Mapping[str, Any]:
    attached = certificates.attached_credential(data)
    if attached is None:
        raise BadInput(
            N_(
                "În acest PDF nu este atașată nicio insignă semnată. Adeverințele emise aici o "
                "au în ele; un PDF scanat sau tipărit din nou o pierde."
            ),
            field="file",
        )
    return badges.read_credential_json(attached)


def _code_in_picture(data: bytes) -> str | None:
    try:
        with PIL.Image.open(io.BytesIO(data), formats=_PHOTOS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            found = zxingcpp.read_barcode(
                picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
    except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError):
        return None
    return found.text if found is not None and found.valid else None
