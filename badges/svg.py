"""SVG: a credential baked in (OB 3.0, 5.3.2) and read back. No DTD, no entity, no program."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from badges.errors import BadgeError, BadgeFileError
from badges.vc_jwt import looks_like_jwt

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_OLDER = "http://openbadges.org"
_BAKES = frozenset({(NAMESPACE, "credential"), (_OLDER, "assertion")})
_SVG = "http://www.w3.org/2000/svg"
_BETWEEN = "\n"  # cannot stand in a name, so it parts namespace and name
_MOST_ELEMENTS = 100_000
_MOST_DEPTH = 200
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class _Bake:
    """A baked credential in a drawing: where it stands (bytes), and what it holds."""

    start: int
    depth: int
    namespace: str
    verify: str | None
    end: int = -1
    text: list[str] = field(default_factory=list)
    children: int = 0


@dataclass(slots=True)
class _Drawing:
    """What was seen of a drawing."""

    bakes: list[_Bake] = field(default_factory=list)
    root_start: int = -1
    elements: int = 0
    depth: int = 0
    open_bake: _Bake | None = None


def looks_like_svg(data: bytes) -> bool:
    """Return whether `data` begins as a drawing does."""
    start = data.removeprefix(_BOM).lstrip()[:4096].lower()
    return start.startswith(b"<") and re.search(rb"<(?:[\w.-]+:)?svg\b", start) is not None


def bake_svg(svg: bytes, credential: bytes) -> bytes:
    """Return `svg` with `credential` (JSON or a compact JWS, UTF-8) as its only bake.

    It stands directly after the start of the drawing; an older bake of 3.0 or 2.0 is taken out.
    """
    try:
        text = credential.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadgeError("not_utf8") from error
    found = _read(svg)
    bare = _without(svg, found.bakes)
    start = found.root_start
    end = _end_of_tag(bare, start)
    head, closed = bare[:end], bare[end - 2 : end] == b"/>"
    if closed:
        name = re.match(rb"<([^\s/>]+)", bare[start:])
        assert name is not None
        head, tail = head[:-2] + b">", b"</" + name[1] + b">" + bare[end:]
    else:
        tail = bare[end:]
    return head + _element(text).encode() + tail


def baked_svg_text(svg: bytes) -> bytes:
    """Return the credential baked into a drawing: JSON or a compact JWS."""
    bakes = _read(svg).bakes
    found = [bake for bake in bakes if bake.namespace == NAMESPACE] or bakes
    if not found:
        raise BadgeFileError("svg_no_badge")
    if len(found) > 1:
        raise BadgeFileError("svg_two_badges", found=len(found))
    bake = found[0]
    text = "".join(bake.text).strip()
    # In Open Badges 2.0 the JSON repeats the address (or the signed text) of the attribute.
    repeats = bake.namespace == _OLDER and bool(text)
    if bake.children or (bool(text) == bool(bake.verify) and not repeats):
        raise BadgeFileError("svg_damaged_badge")
    return (text or str(bake.verify)).encode()


def _element(text: str) -> str:
    declared = f'xmlns:openbadges="{NAMESPACE}"'
    if looks_like_jwt(text.encode()):
        return f"<openbadges:credential {declared} verify={quoteattr(text.strip())}/>"
    # "]]>" stands only inside a text of the JSON, where it may be written this way.
    kept = text.replace("]]>", "]]\\u003e")
    return f"<openbadges:credential {declared}><![CDATA[{kept}]]></openbadges:credential>"


def _read(svg: bytes) -> _Drawing:
    drawing = _Drawing()
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.XmlDeclHandler = _check_declaration
    parser.StartElementHandler = lambda name, attributes: _start(
        drawing, name, attributes, parser.CurrentByteIndex
    )
    parser.EndElementHandler = lambda _: _end(drawing, parser.CurrentByteIndex)
    parser.CharacterDataHandler = lambda text: _text(drawing, text)
    try:
        svg.decode("utf-8")
        parser.Parse(svg, True)
    except UnicodeDecodeError as error:
        raise BadgeFileError("not_utf8") from error
    except expat.ExpatError as error:
        raise BadgeFileError("svg_damaged", line=error.lineno) from error
    return drawing


def _refuse_dtd(*_: object) -> NoReturn:
    # No entity exists without one: neither a bomb nor a file read from the server.
    raise BadgeFileError("svg_doctype")


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise BadgeFileError("not_utf8")


def _end(drawing: _Drawing, at: int) -> None:
    drawing.depth -= 1
    bake = drawing.open_bake
    if bake is not None and drawing.depth < bake.depth:
        bake.end = at
        drawing.open_bake = None


def _text(drawing: _Drawing, text: str) -> None:
    if drawing.open_bake is not None:
        drawing.open_bake.text.append(text)


def _start(drawing: _Drawing, name: str, attributes: dict[str, str], at: int) -> None:
    namespace, _, local = name.rpartition(_BETWEEN)
    if drawing.elements == 0:
        if (namespace, local) != (_SVG, "svg"):
            raise BadgeFileError("not_svg")
        drawing.root_start = at
    drawing.elements += 1
    drawing.depth += 1
    if drawing.elements > _MOST_ELEMENTS or drawing.depth > _MOST_DEPTH:
        raise BadgeFileError("svg_large")
    if local.lower() in {"script", "foreignobject", "handler"} or _runs(attributes):
        raise BadgeFileError("svg_script", name=local[:40])
    if drawing.open_bake is not None:
        drawing.open_bake.children += 1
    elif (namespace, local) in _BAKES:
        drawing.open_bake = _Bake(at, drawing.depth, namespace, attributes.get("verify"))
        drawing.bakes.append(drawing.open_bake)


def _runs(attributes: dict[str, str]) -> bool:
    return any(
        name.rpartition(_BETWEEN)[2].lower().startswith("on")
        or re.sub(r"[\s\x00-\x20]", "", value).lower().startswith("javascript:")
        for name, value in attributes.items()
    )


def _without(svg: bytes, bakes: list[_Bake]) -> bytes:
    for bake in reversed(bakes):
        # The end of an element that is closed at once is where it starts.
        end = _end_of_tag(svg, bake.end if bake.end > bake.start else bake.start)
        svg = svg[: bake.start] + svg[end:]
    return svg


def _end_of_tag(svg: bytes, start: int) -> int:
    quote = 0
    for at in range(start, len(svg)):
        byte = svg[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 0x3E:
            return at + 1
    raise BadgeFileError("svg_damaged", line=1)
