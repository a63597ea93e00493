"""Our own pictures: what an SVG may contain, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from courses.problems import Problem

FORBIDDEN = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler"}
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)
VIEW_BOX = re.compile(rb'viewBox\s*=\s*["\']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)')


def check_svg(data: bytes, file: str) -> list[Problem]:
    """What is unsafe in the picture; scripts and anything fetched from elsewhere are refused."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        line = getattr(error, "position", (1, 0))[0]
        return [Problem("svg_broken", {"reason": str(error)[:120]}, file, line)]
    return [
        Problem("svg_unsafe", {"value": unsafe[:60]}, file, 1)
        for element in root.iter()
        for unsafe in _unsafe(element)
    ]


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the viewBox, so that the page keeps room for the picture."""
    match = VIEW_BOX.search(data[:4096])
    if not match:
        return None
    try:
        return round(float(match.group(1))), round(float(match.group(2)))
    except ValueError:
        return None


def _unsafe(element: Element) -> Iterator[str]:
    name = _local(str(element.tag))
    if name in FORBIDDEN:
        yield f"<{name}>"
    if name == "style" and OUTSIDE.search(element.text or ""):
        yield "style"
    for attribute, value in element.attrib.items():
        local = _local(attribute)
        if local.lower().startswith("on"):
            yield local
        elif local == "href" and not value.startswith("#"):
            yield f"href={value}"
        elif OUTSIDE.search(value):
            yield f"{local}={value}"


def _local(name: str) -> str:
    return name.rpartition("}")[2]
