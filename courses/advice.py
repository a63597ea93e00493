"""What may be better in a course folder: nothing here refuses publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from courses.lesson_check import is_media
from courses.markdown import box_of, first_line, inline_children, parse
from courses.model import LANGUAGES
from courses.problems import Problem
from courses.readability import Readability, measure

LONGEST_SENTENCE = 40  # words
HARD_LIX = 60
LESSON_FILE = re.compile(rf"(?P<stem>lessons/.+)\.(?P<lang>{'|'.join(LANGUAGES)})\.md")


@dataclass(frozen=True)
class _Part:
    """A part that each language of a lesson should have: `## `, `picture`, `::: note`."""

    name: str
    line: int


def advise_course(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Long sentences, hard lessons, uneven translations, media that nothing uses."""
    return (
        *(advice for name, text in _lessons(files) for advice in _of_reading(name, measure(text))),
        *_uneven_translations(files),
        *_unused_media(files),
    )


def lesson_readings(files: Mapping[str, bytes]) -> tuple[tuple[str, Readability], ...]:
    """Each lesson file with its readability, in the order of the names."""
    return tuple((name, measure(text)) for name, text in _lessons(files))


def _lessons(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name in sorted(files):
        if LESSON_FILE.fullmatch(name):
            yield name, files[name].decode("utf-8-sig", errors="replace")


def _of_reading(name: str, readability: Readability) -> Iterator[Problem]:
    if readability.lix >= HARD_LIX:
        yield Problem("lesson_hard", {"found": readability.lix, "allowed": HARD_LIX}, name)
    for sentence in readability.sentences:
        if len(sentence.words) > LONGEST_SENTENCE:
            yield Problem(
                "sentence_long",
                {"found": len(sentence.words), "allowed": LONGEST_SENTENCE},
                name,
                sentence.line,
            )


def _uneven_translations(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """The first part of each translated lesson at which it leaves the first language."""
    first: dict[str, tuple[str, list[_Part]]] = {}
    order = {lang: place for place, lang in enumerate(LANGUAGES)}
    lessons = [(LESSON_FILE.fullmatch(name), name, text) for name, text in _lessons(files)]
    for match, name, text in sorted(
        lessons, key=lambda one: order[one[0]["lang"]] if one[0] else 0
    ):
        if match is None:
            continue
        parts = _parts(text)
        lang, wanted = first.setdefault(match["stem"], (match["lang"], parts))
        for there, here in zip_longest(wanted, parts):
            end = _Part("—", 1)
            if (there or end).name != (here or end).name:
                yield Problem(
                    "translation_uneven",
                    {
                        "lang": lang,
                        "wanted": (there or end).name,
                        "line": there.line if there else len(text.splitlines()),
                        "found": (here or end).name,
                    },
                    name,
                    here.line if here else len(text.splitlines()),
                )
                break


def _parts(text: str) -> list[_Part]:
    found: list[_Part] = []
    for token in parse(text).tokens:
        if token.type == "heading_open":
            found.append(_Part("#" * int(token.tag[1:]), first_line(token)))
        elif token.type == "table_open":
            found.append(_Part("| |", first_line(token)))
        elif token.type.startswith("container_") and token.nesting == 1:
            found.append(_Part(f"::: {box_of(token)[0]}", first_line(token)))
        found += [
            _Part("![ ]", line) for child, line in inline_children(token) if child.type == "image"
        ]
    return found


def _unused_media(files: Mapping[str, bytes]) -> Iterator[Problem]:
    texts = [
        data.decode("utf-8", errors="replace") for name, data in files.items() if not is_media(name)
    ]
    for name in sorted(files):
        if is_media(name) and not any(name in text for text in texts):
            yield Problem("media_unused", {}, name)
