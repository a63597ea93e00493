"""What is wrong with the Markdown of a lesson: every problem with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import PurePosixPath

from markdown_it.token import Token

from courses.markdown import (
    BOX_NAMES,
    LIST_BOXES,
    Parsed,
    box_of,
    first_line,
    heading_ids,
    html_in,
    inline_children,
    is_external,
    parse,
    plain_text,
)
from courses.problems import Problem

NOTE = re.compile(r"\[\^([^\]\s]+)\]")
NOTE_DEFINED = re.compile(r"^\[\^([^\]\s]+)\]:")
FENCE = re.compile(r"^:{3,}\s*(\S*)")


@dataclass(frozen=True)
class LessonFacts:
    """What a lesson may refer to: files of the course, ids of the checks."""

    files: Collection[str]
    checks: Collection[str]


@dataclass
class LessonReport:
    """What was found: problems, and the self-checks with the line of each."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, line: int, **params: str | int) -> None:
        """Add a problem at a line of the lesson."""
        self.problems.append(Problem(code, params, self.file, line))


def check_lesson(markdown: str, file: str, facts: LessonFacts) -> LessonReport:
    """Everything that is wrong with one lesson in one language."""
    report = LessonReport(file)
    parsed = parse(markdown)
    for html, line in html_in(markdown):
        report.add("raw_html", line, value=html[:60])
    _check_headings(parsed, report)
    _check_boxes(markdown, parsed, report, facts)
    _check_shapes(parsed.tokens, report)
    _check_notes(markdown, parsed, report)
    anchors = {f"#{heading_id}" for _, heading_id, _ in heading_ids(parsed.tokens)}
    for child, line in _inline(parsed):
        if child.type == "image":
            _check_picture(child, line, report, facts)
        elif child.type == "link_open":
            _check_link(str(child.attrs.get("href", "")), line, report, facts, anchors)
    report.problems.sort(key=lambda problem: problem.line or 0)
    return report


def _inline(parsed: Parsed) -> Iterator[tuple[Token, int]]:
    for token in parsed.tokens:
        yield from inline_children(token)


def _check_headings(parsed: Parsed, report: LessonReport) -> None:
    deepest = 1
    for index, token in enumerate(parsed.tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1:])
        if level == 1 or level > deepest + 1:
            report.add(
                "heading_level",
                first_line(token),
                value=plain_text(parsed.tokens[index + 1])[:60],
                found=level,
                wanted=2 if deepest == 1 else deepest + 1,
            )
        deepest = max(2, level)


def _check_boxes(markdown: str, parsed: Parsed, report: LessonReport, facts: LessonFacts) -> None:
    lines = markdown.splitlines()
    outer: list[Token] = []
    for token in parsed.tokens:
        if token.type.startswith("container_"):
            if token.nesting == 1:
                _check_box(token, lines, report, outer)
                outer.append(token)
            else:
                outer.pop()
        if token.type == "container_check_open":
            _check_self_check(token, box_of(token)[1], report, facts)
        for child, line in inline_children(token):
            fence = FENCE.match(child.content) if child.type == "text" else None
            if fence:
                report.add("box_unknown", line, value=fence.group(1), allowed=", ".join(BOX_NAMES))


def _check_shapes(tokens: Sequence[Token], report: LessonReport) -> None:
    """What the boxes hold: `details` a title, a timeline or comparison one list of two or more."""
    for index, token in enumerate(tokens):
        if not (token.type.startswith("container_") and token.nesting == 1):
            continue
        name, title = box_of(token)
        if name == "details" and not title:
            report.add("box_untitled", first_line(token), value=name)
        if name in LIST_BOXES and not _is_one_list(tokens[index + 1 :], token.level + 1):
            report.add("box_not_a_list", first_line(token), value=name)


def _is_one_list(tokens: Sequence[Token], level: int) -> bool:
    """The tokens down to the end of their box are one list with at least two items."""
    inside = list(takewhile(lambda token: token.level >= level, tokens))
    outer = [token.type for token in inside if token.level == level and token.nesting >= 0]
    items = [t for t in inside if t.type == "list_item_open" and t.level == level + 1]
    return outer in (["bullet_list_open"], ["ordered_list_open"]) and len(items) > 1


def _check_box(
    token: Token, lines: Sequence[str], report: LessonReport, outer: Sequence[Token]
) -> None:
    end = token.map[1] if token.map else 0
    if not (end < len(lines) and FENCE.match(lines[end].strip())):
        report.add("box_unclosed", first_line(token), value=box_of(token)[0])
    if outer and len(token.markup) >= len(outer[-1].markup):
        # Only longer fences may hold shorter ones: the outer block was never closed.
        report.add("box_unclosed", first_line(outer[-1]), value=box_of(outer[-1])[0])


def _check_self_check(
    token: Token, check_id: str, report: LessonReport, facts: LessonFacts
) -> None:
    line = first_line(token)
    if check_id not in facts.checks:
        report.add("check_unknown", line, value=check_id)
    elif check_id in report.checks:
        report.add("check_repeated", line, value=check_id)
    if token.level > 0:
        report.add("check_nested", line, value=check_id)
    report.checks.setdefault(check_id, line)


def _check_notes(markdown: str, parsed: Parsed, report: LessonReport) -> None:
    for child, line in _inline(parsed):
        if child.type == "text":
            for match in NOTE.finditer(child.content):
                report.add("footnote_undefined", line, value=match.group(1))
    references = parsed.env.get("footnotes", {}).get("refs", {})
    for number, text in enumerate(markdown.splitlines(), start=1):
        defined = NOTE_DEFINED.match(text)
        if defined and references.get(f":{defined.group(1)}", 0) < 0:
            report.add("footnote_unused", number, value=defined.group(1))


def _check_picture(token: Token, line: int, report: LessonReport, facts: LessonFacts) -> None:
    source = str(token.attrs.get("src", ""))
    if not token.content.strip():
        report.add("alt_missing", line, value=source)
    if source not in facts.files:
        report.add("media_missing", line, value=source)


def _check_link(
    href: str, line: int, report: LessonReport, facts: LessonFacts, anchors: Collection[str]
) -> None:
    if is_external(href) or href.startswith("mailto:") or href in anchors:
        return
    if href.startswith("media/"):
        if href not in facts.files:
            report.add("media_missing", line, value=href)
    else:
        report.add("link_broken", line, value=href[:80])


def is_media(path: str) -> bool:
    """Lies in the media folder."""
    return PurePosixPath(path).parts[:1] == ("media",)
