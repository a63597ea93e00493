"""The Markdown of lessons: one parser for the checker and the renderer, so that they agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

BOXES = ("note", "example", "warning", "practice")
LIST_BOXES = ("timeline", "comparison")
BOX_NAMES = (*BOXES, *LIST_BOXES, "details", "check")


@dataclass(frozen=True)
class Parsed:
    """Tokens of a lesson, and the environment with its footnotes."""

    tokens: Sequence[Token]
    env: dict[str, Any]


def parser_options() -> OptionsDict:
    """Options of the parser, which the renderer needs too."""
    return _parser("js-default").options


def parse(markdown: str) -> Parsed:
    """Tokens of the Markdown; HTML in it stays text."""
    env: dict[str, Any] = {}
    return Parsed(_parser("js-default").parse(markdown, env), env)


def html_in(markdown: str) -> Iterator[tuple[str, int]]:
    """Each piece of raw HTML with its line."""
    parser = _parser("commonmark")
    for token in parser.parse(markdown, {}):
        if token.type == "html_block":
            yield token.content.strip(), first_line(token)
        for child, line in inline_children(token):
            if child.type == "html_inline":
                yield child.content, line


def inline_children(token: Token) -> Iterator[tuple[Token, int]]:
    """The children of an inline token with their lines."""
    line = first_line(token)
    for child in token.children or ():
        yield child, line
        if child.type in ("softbreak", "hardbreak"):
            line += 1


def first_line(token: Token) -> int:
    """The first line of a token, from 1."""
    return token.map[0] + 1 if token.map else 1


def plain_text(token: Token) -> str:
    """The words of an inline token without their markup or notes."""
    words = {"text": "content", "code_inline": "content"}
    return "".join(
        getattr(child, words[child.type]) if child.type in words else " "
        for child in token.children or ()
        if child.type in words or child.type in ("softbreak", "hardbreak")
    )


def slug_of(text: str) -> str:
    """`Întrebarea bună` -> `intrebarea-buna`: what a heading is called in a link."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "titlu"


def heading_ids(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """(level, id, text) of each heading; ids are prefixed, so the page keeps its own."""
    found: list[tuple[int, str, str]] = []
    taken: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            text = plain_text(tokens[index + 1])
            base = heading_id = f"s-{slug_of(text)}"
            number = 2
            while heading_id in taken:
                heading_id = f"{base}-{number}"
                number += 1
            taken.add(heading_id)
            found.append((int(token.tag[1:]), heading_id, text))
    return found


def box_of(token: Token) -> tuple[str, str]:
    """(name, rest of the line) of an opening container token."""
    name, _, rest = token.info.strip().partition(" ")
    return name, rest.strip()


def is_external(href: str) -> bool:
    """Leads out of the platform."""
    return href.lower().startswith(("https://", "http://"))


@cache
def _parser(preset: str) -> MarkdownIt:
    parser = MarkdownIt(preset).enable("table")
    parser.use(footnote_plugin)
    for name in BOX_NAMES:
        parser.use(container_plugin, name=name)
    return parser
