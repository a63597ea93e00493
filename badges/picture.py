"""The picture of a badge from our own templates: a seal with rising steps, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape

import resvg_py

from badges.errors import BadgeError
from badges.rdf import check_text

FONT_FAMILIES = "'Source Sans 3', 'Source Sans Pro', 'Liberation Sans', 'DejaVu Sans', sans-serif"
STEPS = 4
_MAX_TITLE = 120
_INK = "#1B2430"
_PAPER = "#FBFAF7"


class Shape(StrEnum):
    """The outline of the badge."""

    SEAL = "seal"
    OCTAGON = "octagon"
    SHIELD = "shield"


class Palette(StrEnum):
    """The colour family; each has a ring, a deep shade, an accent and a ribbon."""

    TEAL = "teal"
    PLUM = "plum"
    AMBER = "amber"


class Emblem(StrEnum):
    """What stands on the highest step."""

    STAR = "star"
    BOOK = "book"
    LENS = "lens"
    CHECK = "check"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class BadgePicture:
    """One badge class in one language: `title` inside, `issuer` round the rim, `ribbon` below.

    `lit` of the four steps are coloured, from the lowest.
    """

    title: str
    lang: str
    issuer: str = ""
    ribbon: str = ""
    shape: Shape = Shape.SEAL
    palette: Palette = Palette.TEAL
    emblem: Emblem = Emblem.STAR
    lit: int = STEPS


@dataclass(frozen=True, slots=True)
class _Colours:
    ring: str
    deep: str
    accent: str
    ribbon: str
    ribbon_deep: str
    sky: str
    steps: tuple[str, str, str, str]


_COLOURS = {
    Palette.TEAL: _Colours(
        "#0B5D66",
        "#063F46",
        "#F2A541",
        "#6B2D5C",
        "#4A1C3F",
        "#BFDEDD",
        ("#8FC1BF", "#4E9C9C", "#1F7B81", "#0B5D66"),
    ),
    Palette.PLUM: _Colours(
        "#6B2D5C",
        "#47193C",
        "#F2A541",
        "#0B5D66",
        "#063F46",
        "#E6CFE0",
        ("#CBA5C0", "#A9709A", "#8A4A79", "#6B2D5C"),
    ),
    Palette.AMBER: _Colours(
        "#9A5B0B",
        "#6E3F04",
        "#F7C67E",
        "#0B5D66",
        "#063F46",
        "#CFE3E2",
        ("#F7D9A8", "#F4BE70", "#F2A541", "#C97F1B"),
    ),
}

# Drawn in the deep colour on the sun, about 60 units across.
_EMBLEMS = {
    Emblem.STAR: '<path d="{star}" fill="{deep}"/>',
    Emblem.BOOK: (
        '<path d="M-27-16Q-13-22 0-13Q13-22 27-16V15Q13 9 0 18Q-13 9-27 15Z" fill="{deep}"/>'
        '<path d="M0-12V17" stroke="{accent}" stroke-width="4"/>'
    ),
    Emblem.LENS: (
        '<circle cx="-5" cy="-5" r="16" fill="none" stroke="{deep}" stroke-width="7.5"/>'
        '<path d="M8 8L21 21" stroke="{deep}" stroke-width="10" stroke-linecap="round"/>'
    ),
    Emblem.CHECK: (
        '<path d="M-20 1L-6 15L21-14" fill="none" stroke="{deep}" stroke-width="10.5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    Emblem.PEOPLE: (
        '<circle cx="-12" cy="-13" r="9.5" fill="{deep}"/>'
        '<path d="M-28 21Q-28 0-12 0Q4 0 4 21Z" fill="{deep}"/>'
        '<circle cx="14" cy="-7" r="8" fill="{ribbon}"/>'
        '<path d="M8 21Q8 12 4 7Q8 4 14 4Q28 4 28 21Z" fill="{ribbon}"/>'
    ),
}
# How long the words round the rim may be, in units, before the outline cuts into them.
_RIM = {Shape.SEAL: 530, Shape.OCTAGON: 500, Shape.SHIELD: 400}


def render_badge_svg(picture: BadgePicture) -> str:
    """Return the badge as SVG, 512 by 512 units, without scripts, links or embedded fonts."""
    _check(picture)
    colours = _COLOURS[picture.palette]
    outline = {Shape.SEAL: _seal, Shape.OCTAGON: _octagon, Shape.SHIELD: _shield}[picture.shape]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512"'
        f' role="img" lang="{escape(picture.lang)}" font-family="{FONT_FAMILIES}">',
        f"<title>{escape(picture.title)}</title>",
        _definitions(colours),
        outline(colours),
        _rim_text(picture),
        _scene(picture, colours),
        _title(picture),
        _ribbon(picture, colours),
        "</svg>",
    ]
    return "".join(part for part in parts if part) + "\n"


def render_png(svg: str, *, size: int, font_files: Sequence[str] = ()) -> bytes:
    """Return `svg` as a PNG of `size` pixels square.

    With `font_files` only those fonts are used, so that every machine draws alike; without
    them the machine's own are.
    """
    if not 16 <= size <= 4096:
        raise BadgeError("picture_size", size=size)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=size,
                height=size,
                skip_system_fonts=bool(font_files),
                font_files=list(font_files) or None,
            )
        )
    except ValueError as error:
        raise BadgeError("picture_unreadable", detail=str(error)[:200]) from error


def _check(picture: BadgePicture) -> None:
    for text, most in ((picture.title, _MAX_TITLE), (picture.issuer, 80), (picture.ribbon, 28)):
        if len(text) > most:
            raise BadgeError("picture_text_long", text=text[:40], size=len(text), limit=most)
        check_text(text)
    if not picture.title.strip():
        raise BadgeError("picture_title_empty")
    if not 0 <= picture.lit <= STEPS:
        raise BadgeError("picture_steps", lit=picture.lit, most=STEPS)


def _definitions(colours: _Colours) -> str:
    return (
        '<defs><linearGradient id="ring" x1="0" y1="0" x2="0.4" y2="1">'
        f'<stop offset="0" stop-color="{colours.ring}"/>'
        f'<stop offset="1" stop-color="{colours.deep}"/></linearGradient>'
        '<radialGradient id="heart" cx="0.5" cy="0.38" r="0.75">'
        f'<stop offset="0" stop-color="#FFFFFF"/><stop offset="1" stop-color="{_PAPER}"/>'
        "</radialGradient>"
        '<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{colours.sky}"/>'
        '<stop offset="1" stop-color="#FDFBF5"/></linearGradient>'
        '<clipPath id="disc"><circle cx="256" cy="238" r="174"/></clipPath>'
        '<path id="rim" d="M58.500 238A197.500 197.500 0 0 1 453.500 238"/></defs>'
    )


def _seal(colours: _Colours) -> str:
    lobes = 36
    points = []
    for place in range(lobes * 10):
        angle = 2 * math.pi * place / (lobes * 10)
        radius = 231 + 5.5 * math.cos(lobes * angle)
        points.append(_point(256 + radius * math.sin(angle), 238 - radius * math.cos(angle)))
    return (
        f'<path d="M{" ".join(points)}Z" fill="url(#ring)"/>'
        f'<circle cx="256" cy="238" r="218" fill="none" stroke="{colours.accent}" '
        'stroke-width="2.5"/>'
    )


def _octagon(colours: _Colours) -> str:
    return (
        f'<path d="{_polygon(238)}" fill="url(#ring)" stroke="{colours.deep}" stroke-width="6" '
        'stroke-linejoin="round"/>'
        f'<path d="{_polygon(229)}" fill="none" stroke="{colours.accent}" stroke-width="2.5" '
        'stroke-linejoin="round"/>'
    )


def _shield(colours: _Colours) -> str:
    body = (
        "M256 4Q352 34 462 30Q478 300 404 398Q344 470 256 506Q168 470 108 398Q34 300 50 30"
        "Q160 34 256 4Z"
    )
    inner = "translate(256 238) scale(.94) translate(-256 -238)"
    return (
        f'<path d="{body}" fill="url(#ring)"/>'
        f'<path d="{body}" transform="{inner}" fill="none" stroke="{colours.accent}" '
        'stroke-width="2.600"/>'
    )


def _rim_text(picture: BadgePicture) -> str:
    if not picture.issuer:
        return ""
    text = picture.issuer.upper()
    size = min(23.0, _RIM[picture.shape] / max(_width(text) + 0.09 * len(text), 1))
    return (
        f'<text font-size="{size:.1f}" font-weight="600" letter-spacing="{size * 0.09:.1f}" '
        f'fill="{_PAPER}" text-anchor="middle" dy="{size * 0.34:.1f}">'
        f'<textPath href="#rim" startOffset="50%">{escape(text)}</textPath></text>'
    )


def _scene(picture: BadgePicture, colours: _Colours) -> str:
    """The heart of the badge: four steps that rise to a sun with the emblem in it."""
    steps = []
    for place in range(STEPS):
        left, top = 108 + 66 * place, 224 - 19 * place
        lit = place < picture.lit
        fill = colours.steps[place] if lit else "#DAD7CD"
        edge = colours.accent if lit else "#F1EFE8"
        steps.append(
            f'<path d="M{left} {top}H440V244H{left}Z" fill="{fill}"/>'
            f'<path d="M{left} {top}H440" stroke="{edge}" stroke-width="4"/>'
        )
    emblem = _EMBLEMS[picture.emblem].format(
        accent=colours.accent, ribbon=colours.ribbon, deep=colours.deep, star=_star(30, 13)
    )
    halo = "".join(
        f'<circle cx="338" cy="126" r="{radius}" fill="{colours.accent}" fill-opacity=".22"/>'
        for radius in (112, 80, 54)
    )
    return (
        f'<circle cx="256" cy="238" r="181" fill="{colours.accent}"/>'
        '<circle cx="256" cy="238" r="174" fill="url(#heart)"/>'
        f'<g clip-path="url(#disc)"><path d="M60 60H452V244H60Z" fill="url(#sky)"/>{halo}'
        f'{"".join(steps)}<path d="M60 244H452" stroke="{colours.deep}" stroke-width="5"/></g>'
        f'<circle cx="338" cy="126" r="31" fill="{colours.accent}"/>'
        f'<g transform="translate(338 126) scale(.72)">{emblem}</g>'
    )


def _title(picture: BadgePicture) -> str:
    lines, size = _fit(picture.title)
    top = 312 - (len(lines) - 1) * size * 0.56
    return "".join(
        f'<text x="256" y="{top + size * 0.35 + place * size * 1.12:.1f}" font-size="{size:.1f}" '
        f'font-weight="700" fill="{_INK}" text-anchor="middle">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def _ribbon(picture: BadgePicture, colours: _Colours) -> str:
    if not picture.ribbon:
        return ""
    size = min(28.0, 250 / max(_width(picture.ribbon), 1))
    return (
        f'<path d="M72 402L18 420L50 440L34 470L122 456V412Z" fill="{colours.ribbon_deep}"/>'
        f'<path d="M440 402L494 420L462 440L478 470L390 456V412Z" fill="{colours.ribbon_deep}"/>'
        f'<path d="M62 384Q256 426 450 384V432Q256 476 62 432Z" fill="{colours.ribbon}"/>'
        f'<path d="M62 391Q256 433 450 391M62 425Q256 469 450 425" fill="none" '
        f'stroke="{colours.accent}" stroke-width="1.600"/>'
        '<path id="band" d="M62 408Q256 451 450 408" fill="none"/>'
        f'<text font-size="{size:.1f}" font-weight="600" fill="{_PAPER}" text-anchor="middle" '
        f'dy="{size * 0.33:.1f}"><textPath href="#band" startOffset="50%">'
        f"{escape(picture.ribbon)}</textPath></text>"
    )


def _fit(title: str) -> tuple[list[str], float]:
    """Return the lines of `title` and the largest size at which they fit the lower half."""
    words = title.split()
    for size in range(36, 10, -1):
        for count in (1, 2, 3, 4):
            lines = _wrap(words, count)
            tall = len(lines) * size * 1.12
            widest = max(_width(line) for line in lines) * size
            if tall <= 104 and widest <= 292 - 0.25 * tall:
                return lines, float(size)
    return _wrap(words, 4), 10.0


def _wrap(words: Sequence[str], count: int) -> list[str]:
    """Return `words` in at most `count` lines, as even as a greedy fill can make them."""
    target = _width(" ".join(words)) / count
    while True:
        lines: list[str] = []
        for word in words:
            if lines and _width(f"{lines[-1]} {word}") <= target:
                lines[-1] = f"{lines[-1]} {word}"
            else:
                lines.append(word)
        if len(lines) <= count:
            return lines
        target *= 1.06


def _width(text: str) -> float:
    """Return an estimate in ems for a bold sans-serif, on the wide side (no font is at hand)."""
    total = 0.0
    for letter in text:
        if letter in "iljtfrI.,:;'’!|()-":
            total += 0.34
        elif letter in "mwMW@—%":
            total += 0.9
        else:
            total += 0.68 if letter.isupper() else 0.56
    return total


def _polygon(radius: float) -> str:
    corners = (
        _point(
            256 + radius * math.sin(math.pi / 4 * (place + 0.5)),
            238 - radius * math.cos(math.pi / 4 * (place + 0.5)),
        )
        for place in range(8)
    )
    return f"M{' '.join(corners)}Z"


def _star(outer: float, inner: float) -> str:
    points = []
    for place in range(10):
        radius = outer if place % 2 == 0 else inner
        angle = math.pi * place / 5
        points.append(_point(radius * math.sin(angle), -radius * math.cos(angle)))
    return f"M{' '.join(points)}Z"


def _point(across: float, down: float) -> str:
    return f"{across:.1f} {down:.1f}"
