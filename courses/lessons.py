"""A lesson as HTML for the player: accessible, sanitised, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nh3
from markdown_it.token import Token

from courses.lesson_html import WORDS, html_of
from courses.markdown import heading_ids, inline_children, parse, plain_text
from courses.model import Course, lesson_by_id

# Study text with figures is read slower than the 238 words a minute of plain English prose
# (Brysbaert 2019, silent reading of non-fiction).
WORDS_PER_MINUTE = 180
CHECK_SLOT = re.compile(r'<div class="lesson-check" data-check="([a-z0-9-]+)"></div>')
TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "a", "em", "strong", "s", "code", "pre"),
    *("ul", "ol", "li", "blockquote", "figure", "figcaption", "img", "div", "section", "span"),
    *("table", "thead", "tbody", "tr", "th", "td", "sup"),
    *("details", "summary"),
}
ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "rel", "title", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "div": {"role", "tabindex", "aria-label", "data-check"},
    "section": {"role", "aria-labelledby"},
    "ol": {"start"},
    "th": {"scope"},
}


@dataclass(frozen=True)
class Heading:
    """A heading of the lesson, for the list of contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Source:
    """A source of the lesson: its number in the text and its wording without markup."""

    number: int
    text: str


@dataclass(frozen=True)
class LessonPart:
    """A piece of the lesson: HTML, then the self-check that stands after it, if any."""

    html: str
    check_id: str | None


@dataclass(frozen=True)
class RenderedLesson:
    """A lesson ready to show; `parts` is `html` cut where the self-checks stand."""

    html: str
    parts: tuple[LessonPart, ...]
    headings: tuple[Heading, ...]
    check_ids: tuple[str, ...]
    sources: tuple[Source, ...]
    reading_minutes: int


def render_lesson(
    course: Course, lesson_id: str, lang: str, *, media_url: Callable[[str], str]
) -> RenderedLesson:
    """The lesson in `lang` (else the course's first language); KeyError for an unknown lesson.

    `media_url` makes the address of a file of the course, such as `media/cover.svg`.
    """
    lesson = lesson_by_id(course, lesson_id)
    spoken = lang if lang in lesson.markdown else course.languages[0]
    parsed = parse(lesson.markdown[spoken])
    words = WORDS["en" if spoken == "en" else "ro"]
    html = nh3.clean(
        html_of(parsed, words=words, media=course.media, media_url=media_url),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    pieces = CHECK_SLOT.split(html)
    checks = tuple(pieces[1::2])
    return RenderedLesson(
        html=html,
        parts=tuple(
            LessonPart(piece, check_id)
            for piece, check_id in zip(pieces[::2], (*checks, None), strict=True)
        ),
        headings=tuple(Heading(*found) for found in heading_ids(parsed.tokens)),
        check_ids=checks,
        sources=_sources(parsed.tokens),
        reading_minutes=reading_minutes(lesson.markdown[spoken]),
    )


def reading_minutes(markdown: str) -> int:
    """Whole minutes of reading, at least 1; notes and pictures not counted."""
    count = 0
    for token in parse(markdown).tokens:
        if token.type == "footnote_block_open":
            break
        if token.type == "inline":
            count += len(plain_text(token).split())
    return max(1, -(-count // WORDS_PER_MINUTE))


def _sources(tokens: Any) -> tuple[Source, ...]:
    found: list[Source] = []
    texts: list[str] = []
    for token in tokens:
        if token.type == "footnote_open":
            texts = []
        elif token.type == "inline":
            texts.append(_words_of(token))
        elif token.type == "footnote_close":
            found.append(Source(len(found) + 1, " ".join(texts).strip()))
    return tuple(found)


def _words_of(token: Token) -> str:
    kept = ("text", "code_inline", "softbreak", "hardbreak")
    return "".join(
        child.content or " " for child, _ in inline_children(token) if child.type in kept
    )
