"""A lesson as HTML: figures, tables, boxes, notes; nothing dangerous gets through."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.lessons import RenderedLesson, reading_minutes, render_lesson
from courses.model import Course
from tests.courses.sample import sample_course


@pytest.fixture(scope="module")
def course() -> Course:
    return sample_course()


@pytest.fixture(scope="module")
def lesson(course: Course) -> RenderedLesson:
    return render_lesson(course, "intai", "ro", media_url=lambda path: f"/c/etica/{path}")


def with_markdown(course: Course, markdown: str) -> Course:
    lesson = replace(course.lessons[0], markdown={"ro": markdown})
    return replace(course, lessons=(lesson, *course.lessons[1:]))


def html_of(course: Course, markdown: str) -> str:
    changed = with_markdown(course, markdown)
    return render_lesson(changed, "intai", "ro", media_url=lambda path: f"/c/{path}").html


def test_headings_have_ids_and_are_listed(lesson: RenderedLesson) -> None:
    assert [(heading.level, heading.id, heading.text) for heading in lesson.headings] == [
        (2, "s-primul-titlu", "Primul titlu"),
        (3, "s-un-tabel", "Un tabel"),
    ]
    assert '<h2 id="s-primul-titlu">Primul titlu</h2>' in lesson.html


def test_equal_headings_get_different_ids(course: Course) -> None:
    html = html_of(course, "## Caz\n\n## Caz\n\n## Caz\n")
    assert re.findall(r'id="([^"]+)"', html) == ["s-caz", "s-caz-2", "s-caz-3"]


def test_a_picture_alone_is_a_figure_with_caption_and_room(lesson: RenderedLesson) -> None:
    assert (
        '<figure class="lesson-figure"><img src="/c/etica/media/trepte.svg" alt="Patru trepte" '
        'width="800" height="400" loading="lazy" decoding="async">'
        "<figcaption>Treptele</figcaption></figure>"
    ) in lesson.html


def test_tables_have_scopes_and_scroll_on_small_screens(lesson: RenderedLesson) -> None:
    assert (
        '<div class="lesson-table" role="region" tabindex="0" aria-label="Tabelul 1: Un tabel">'
        in lesson.html
    )
    assert '<th scope="col">Cine</th>' in lesson.html
    assert '<th scope="row"><strong>Rândul</strong></th>' in lesson.html
    assert '<td class="cell-right">2</td>' in lesson.html
    assert "<td></td>" in lesson.html


def test_a_table_with_a_full_corner_has_no_row_heads(course: Course) -> None:
    html = html_of(course, "| A | B |\n|---|---|\n| 1 | 2 |\n")
    assert html.count('scope="col"') == 2
    assert "<td>1</td>" in html


def test_notes_lead_there_and_back_and_say_where(lesson: RenderedLesson) -> None:
    html = lesson.html
    assert 'href="#nota-1" id="ref-nota-1" role="doc-noteref" aria-label="Sursa 1">1</a>' in html
    assert 'href="#nota-1" id="ref-nota-1-2"' in html
    assert '<li id="nota-1">' in html
    assert 'aria-label="Înapoi la text, de la sursa 1, locul 2"' in html
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert [(source.number, source.text) for source in lesson.sources] == [
        (1, "Legea din 2004, https://example.org/lege."),
        (2, "Autorul, 2010."),
    ]


@pytest.mark.parametrize(
    ("lang", "sources", "warning"), [("ro", "Surse", "Atenție"), ("en", "Sources", "Warning")]
)
def test_words_follow_the_language(course: Course, lang: str, sources: str, warning: str) -> None:
    html = render_lesson(course, "intai", lang, media_url=str).html
    assert f'<h2 id="surse">{sources}</h2>' in html
    assert f'<span class="lesson-box-kind">{warning}</span>' in html
    assert '<span class="lesson-box-name">Băgați de seamă</span>' in html
    assert '<div class="lesson-box lesson-box-warning" role="note">' in html


def test_details_timeline_and_comparison_are_native_elements(course: Course) -> None:
    html = html_of(
        course,
        "::: details Ce *urmează* <b>\n**Da.**\n:::\n\n::: timeline\n1. Întâi\n2. Apoi\n:::\n\n"
        "::: comparison Două căi\n- Una\n- Alta\n:::\n",
    )
    assert (
        '<details class="lesson-details"><summary>Ce *urmează* &lt;b&gt;</summary>\n<div>\n'
        "<p><strong>Da.</strong></p>\n</div></details>"
    ) in html
    assert (
        '<div class="lesson-timeline"><p class="lesson-box-name">Pas cu pas</p>\n'
        "<ol>\n<li>Întâi</li>\n<li>Apoi</li>\n</ol>\n</div>"
    ) in html
    assert '<div class="lesson-comparison"><p class="lesson-box-name">Două căi</p>\n<ul>' in html


def test_a_language_that_the_lesson_has_not_falls_back_to_the_first(course: Course) -> None:
    assert "Surse" in render_lesson(course, "intai", "fr", media_url=str).html


def test_the_lesson_is_cut_where_its_checks_stand(lesson: RenderedLesson) -> None:
    assert lesson.check_ids == ("c1",)
    assert [part.check_id for part in lesson.parts] == ["c1", None]
    slot = '<div class="lesson-check" data-check="c1"></div>'
    assert slot.join(part.html for part in lesson.parts) == lesson.html


def test_outside_links_have_no_opener(lesson: RenderedLesson) -> None:
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener" class="external">' in (
        lesson.html
    )
    assert '<a href="#s-primul-titlu">mai sus</a>' in lesson.html


def test_downloads_are_led_through_the_address_function(course: Course) -> None:
    assert '<a href="/c/media/trepte.svg">plan</a>' in html_of(course, "[plan](media/trepte.svg)")


def test_an_unknown_lesson_is_a_key_error(course: Course) -> None:
    with pytest.raises(KeyError):
        render_lesson(course, "alta", "ro", media_url=str)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '::: note <img src=x onerror="alert(1)">\n:::',
        "## <iframe src=//example.org></iframe>",
        '![a](media/trepte.svg "<script>")',
        '::: check "><script>alert(1)</script>\n:::',
        '| <b onclick="x()"> |\n|---|\n| a |',
    ],
)
def test_nothing_dangerous_gets_through(course: Course, markdown: str) -> None:
    found = _Elements.of(html_of(course, markdown))
    assert not {"script", "iframe", "object", "b"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert not [
        value
        for name, value in found.attributes
        if name in ("href", "src") and value.startswith(("javascript:", "data:"))
    ]


@given(st.text(max_size=300))
def test_any_text_renders_to_allowed_elements(text: str) -> None:
    course = with_markdown(sample_course_once(), text)
    rendered = render_lesson(course, "intai", "ro", media_url=str)
    assert not {"script", "style", "iframe"} & set(_Elements.of(rendered.html).tags)
    assert rendered.reading_minutes >= 1


def test_reading_minutes_count_words_but_not_sources() -> None:
    assert reading_minutes("cuvânt " * 180) == 1
    assert reading_minutes("cuvânt " * 181) == 2
    assert reading_minutes("unu[^1]\n\n[^1]: " + "sursă " * 900) == 1
    assert reading_minutes("") == 1


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    @classmethod
    def of(cls, html: str) -> _Elements:
        parser = cls()
        parser.feed(html)
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


_COURSE: list[Course] = []


def sample_course_once() -> Course:
    if not _COURSE:
        _COURSE.append(sample_course())
    return _COURSE[0]
