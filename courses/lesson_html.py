"""How each element of a lesson is written as HTML (figures, tables, boxes, notes, links)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from courses.markdown import Parsed, box_of, heading_ids, is_external, parser_options
from courses.svg import picture_size

WORDS: dict[str, dict[str, str]] = {
    "ro": {
        "note": "Rețineți",
        "example": "Exemplu",
        "warning": "Atenție",
        "practice": "În practică",
        "timeline": "Pas cu pas",
        "comparison": "Comparație",
        "details": "Detalii",
        "sources": "Surse",
        "source": "Sursa {number}",
        "back": "Înapoi la text, de la sursa {number}",
        "back_again": "Înapoi la text, de la sursa {number}, locul {place}",
        "table": "Tabelul {number}: {heading}",
        "lesson": "lecția",
    },
    "en": {
        "note": "Note",
        "example": "Example",
        "warning": "Warning",
        "practice": "In practice",
        "timeline": "Step by step",
        "comparison": "Comparison",
        "details": "Details",
        "sources": "Sources",
        "source": "Source {number}",
        "back": "Back to the text, from source {number}",
        "back_again": "Back to the text, from source {number}, place {place}",
        "table": "Table {number}: {heading}",
        "lesson": "the lesson",
    },
}


@dataclass
class _Place:
    """Where the writer is: what it has numbered and which heading it is under."""

    words: Mapping[str, str]
    media: Mapping[str, bytes]
    media_url: Callable[[str], str]
    headings: list[tuple[int, str, str]]
    heading: str
    tables: int = 0


def html_of(
    parsed: Parsed,
    *,
    words: Mapping[str, str],
    media: Mapping[str, bytes],
    media_url: Callable[[str], str],
) -> str:
    """The HTML of a parsed lesson, not yet sanitised."""
    tokens = _with_figures(_with_table_scopes(parsed.tokens))
    place = _Place(words, media, media_url, heading_ids(tokens), words["lesson"])
    return str(_LessonRenderer(place).render(tokens, parser_options(), parsed.env))


class _LessonRenderer(RendererHTML):
    """markdown-it's renderer, which finds its rules as methods named after the tokens."""

    def __init__(self, place: _Place) -> None:
        super().__init__()
        self.place = place

    def heading_open(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: Any
    ) -> str:
        _, heading_id, text = self.place.headings.pop(0)
        self.place.heading = text
        return f'<{tokens[idx].tag} id="{heading_id}">'

    def table_open(self, *_: Any) -> str:
        self.place.tables += 1
        label = self.place.words["table"].format(
            number=self.place.tables, heading=self.place.heading
        )
        return (
            f'<div class="lesson-table" role="region" tabindex="0" aria-label="{escape(label)}">'
            "<table>"
        )

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def figure_open(self, *_: Any) -> str:
        return '<figure class="lesson-figure">'

    def figure_close(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        caption = str(tokens[idx].meta.get("caption", ""))
        shown = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        return f"{shown}</figure>\n"

    def image(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: Any) -> str:
        token = tokens[idx]
        source = str(token.attrs.get("src", ""))
        size = picture_size(self.place.media.get(source, b""))
        room = f' width="{size[0]}" height="{size[1]}"' if size else ""
        address = self.place.media_url(source) if source in self.place.media else ""
        return (
            f'<img src="{escape(address)}" alt="{escape(token.content)}"{room}'
            ' loading="lazy" decoding="async">'
        )

    def link_open(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: Any) -> str:
        href = str(tokens[idx].attrs.get("href", ""))
        if href in self.place.media:
            href = self.place.media_url(href)
        rel = ' rel="noopener"' if is_external(href) else ""
        kind = ' class="external"' if is_external(href) else ""
        return f'<a href="{escape(href)}"{rel}{kind}>'

    def footnote_ref(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, place = _note_place(tokens[idx])
        label = escape(self.place.words["source"].format(number=number))
        return (
            f'<sup class="lesson-source"><a href="#nota-{number}" id="{_note_ref(number, place)}" '
            f'role="doc-noteref" aria-label="{label}">{number}</a></sup>'
        )

    def footnote_block_open(self, *_: Any) -> str:
        return (
            '<section class="lesson-sources" role="doc-endnotes" aria-labelledby="surse">'
            f'<h2 id="surse">{escape(self.place.words["sources"])}</h2><ol>\n'
        )

    def footnote_block_close(self, *_: Any) -> str:
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return f'<li id="nota-{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, *_: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, place = _note_place(tokens[idx])
        wording = self.place.words["back" if place == 1 else "back_again"]
        label = escape(wording.format(number=number, place=place))
        return (
            f' <a href="#{_note_ref(number, place)}" class="lesson-back" role="doc-backlink" '
            f'aria-label="{label}">\u21a9\ufe0e</a>'
        )

    def container_note_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        name, title = box_of(tokens[idx])
        kind = f'<span class="lesson-box-kind">{escape(self.place.words[name])}</span>'
        rest = f' <span class="lesson-box-name">{escape(title)}</span>' if title else ""
        return (
            f'<div class="lesson-box lesson-box-{name}" role="note">'
            f'<p class="lesson-box-title">{kind}{rest}</p>\n'
        )

    def container_note_close(self, *_: Any) -> str:
        return "</div>\n"

    container_example_open = container_note_open
    container_example_close = container_note_close
    container_warning_open = container_note_open
    container_warning_close = container_note_close
    container_practice_open = container_note_open
    container_practice_close = container_note_close

    def container_timeline_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        name, title = box_of(tokens[idx])
        shown = escape(title or self.place.words[name])
        return f'<div class="lesson-{name}"><p class="lesson-box-name">{shown}</p>\n'

    container_timeline_close = container_note_close
    container_comparison_open = container_timeline_open
    container_comparison_close = container_note_close

    def container_details_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        name, title = box_of(tokens[idx])
        shown = escape(title or self.place.words[name])
        return f'<details class="lesson-details"><summary>{shown}</summary>\n<div>\n'

    def container_details_close(self, *_: Any) -> str:
        return "</div></details>\n"

    def container_check_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        check_id = escape(box_of(tokens[idx])[1])
        return f'<div class="lesson-check" data-check="{check_id}"></div>\n'

    def container_check_close(self, *_: Any) -> str:
        return ""


def _note_place(token: Token) -> tuple[int, int]:
    return token.meta["id"] + 1, token.meta.get("subId", 0) + 1


def _note_ref(number: int, place: int) -> str:
    return f"ref-nota-{number}" if place == 1 else f"ref-nota-{number}-{place}"


def _with_figures(tokens: Sequence[Token]) -> list[Token]:
    """A paragraph that is only a picture becomes a figure, its title the caption."""
    changed = list(tokens)
    for index, token in enumerate(changed):
        children = token.children or []
        if token.type != "inline" or [child.type for child in children] != ["image"]:
            continue
        opening, closing = changed[index - 1], changed[index + 1]
        if opening.type == "paragraph_open" and not opening.hidden:
            changed[index - 1] = opening.copy(type="figure_open", tag="figure")
            changed[index + 1] = closing.copy(
                type="figure_close",
                tag="figure",
                meta={"caption": str(children[0].attrs.get("title", ""))},
            )
    return changed


def _with_table_scopes(tokens: Sequence[Token]) -> list[Token]:
    """Head cells get scope=col; under an empty corner, the first cells head their rows."""
    changed: list[Token] = []
    in_head, corner_empty, column = False, False, 0
    for index, token in enumerate(tokens):
        if token.type in ("thead_open", "thead_close"):
            in_head = token.nesting == 1
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            empty = not tokens[index + 1].content.strip()
            if in_head and column == 0:
                corner_empty = empty
            token = _cell(token, _scope(in_head, column, empty, corner_empty))  # noqa: PLW2901
        elif token.type in ("th_close", "td_close"):
            opening = next(t for t in reversed(changed) if t.type in ("th_open", "td_open"))
            token = token.copy(tag=opening.tag)  # noqa: PLW2901
            column += 1
        changed.append(token)
    return changed


def _scope(in_head: Any, column: int, empty: Any, corner_empty: Any) -> str:
    if in_head:
        return "" if empty else "col"
    return "row" if corner_empty and column == 0 and not empty else ""


def _cell(token: Token, scope: str) -> Token:
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    attrs: dict[str, str | int | float] = {"scope": scope} if scope else {}
    if align in ("left", "center", "right"):
        attrs["class"] = f"cell-{align}"
    return token.copy(tag="th" if scope else "td", attrs=attrs)
