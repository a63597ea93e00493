"""What is downloaded of a badge: its picture, baked PNG and SVG, JWT, the picture for sharing."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py
from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.models import Award, BadgeClass
from lms.services import issuers
from lms.services.badge_classes import picture_of

_FOLDER = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor" / "fonts"
FONTS = tuple(
    str(_FOLDER / f"SourceSans3-{weight}.ttf") for weight in ("Regular", "Semibold", "Bold")
)
PICTURE_SIZE = 800
SHARED_SIZE = (1200, 627)  # the least that LinkedIn shows large
MEDIA_TYPE = "application/vc+ld+json"
JWT_MEDIA_TYPE = "text/plain"


def picture(badge_class: BadgeClass) -> bytes:
    """The picture of a badge class as PNG, drawn once per process."""
    return drawn(picture_of(badge_class))


def baked_png(award: Award) -> bytes:
    """The picture with the credential inside."""
    return badges.bake_png(picture(award.badge_class), award.credential.encode())


def baked_svg(award: Award) -> bytes:
    """The drawing with the credential inside."""
    drawing = badges.render_badge_svg(picture_of(award.badge_class))
    return badges.bake_svg(drawing.encode(), award.credential.encode())


def as_jwt(session: Session, award: Award, *, settings: Settings, now: datetime) -> str:
    """The same credential as a JWT; the first one makes the issuer's P-256 key."""
    document = json.loads(award.credential)
    del document["proof"]
    return issuers.sign_jwt(session, document, award.badge_class.issuer, settings=settings, now=now)


def shared_png(
    badge_class: BadgeClass, *, holder: str, title: str, words: str, issuer: str
) -> bytes:
    """What social networks show of a badge page: the badge, the person, the words beside."""
    return _shared(picture_of(badge_class), holder, title, words, issuer)


@lru_cache(maxsize=64)
def _shared(
    drawing: badges.BadgePicture, holder: str, title: str, words: str, issuer: str
) -> bytes:
    seal = badges.render_badge_svg(drawing)
    inner = re.sub(r"<svg ", '<svg x="56" y="52" ', seal.strip(), count=1)
    inner = re.sub(r'width="512" height="512"', 'width="520" height="520"', inner, count=1)
    svg = _SHARED.format(
        badge=inner,
        words=escape(words),
        title=_lines(title, at=236, size=46, most=24, weight=700, colour="#1B2430"),
        holder=_lines(holder, at=422, size=38, most=28, weight=600, colour="#0B5D66"),
        issuer=_lines(issuer, at=532, size=21, most=60, weight=400, colour="#4D5866"),
    )
    width, height = SHARED_SIZE
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            height=height,
            skip_system_fonts=True,
            font_files=list(FONTS),
        )
    )


_SHARED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 627" width="1200" height="627" '
    "font-family=\"'Source Sans 3'\">"
    '<rect width="1200" height="627" fill="#FBFAF7"/>'
    '<path d="M0 627V585H300V543H600V501H900V459H1200V627Z" fill="#E0EEEE"/>'
    '<rect width="1200" height="12" fill="#0B5D66"/>'
    "{badge}"
    '<text x="630" y="160" font-size="27" font-weight="600" fill="#6B2D5C">{words}</text>'
    "{title}{holder}{issuer}</svg>"
)


def _lines(text: str, *, at: int, size: int, most: int, weight: int, colour: str) -> str:
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]}…"]
    return "".join(
        f'<text x="630" y="{at + round(place * size * 1.14)}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{escape(line[: most + 12])}</text>'
        for place, line in enumerate(lines)
    )


@lru_cache(maxsize=64)
def drawn(drawing: badges.BadgePicture) -> bytes:
    """A picture as PNG."""
    svg = badges.render_badge_svg(drawing)
    return badges.render_png(svg, size=PICTURE_SIZE, font_files=FONTS)
