"""Advice on a course: long sentences, hard lessons, uneven translations, media without use."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import courses.folder
from courses.advice import HARD_LIX, LONGEST_SENTENCE, advise_course, lesson_readings
from courses.folder import check_course, read_course_folder
from courses.problems import CourseError
from courses.readability import measure
from tests.courses.sample import SVG, course_files
from tests.courses.test_folder import LESSON_RO, with_change

LESSON_EN = LESSON_RO.replace(".ro.", ".en.")


def advice(files: dict[str, bytes]) -> list[tuple[str, str, int | None]]:
    return [(piece.code, piece.where, piece.line) for piece in advise_course(files)]


def test_a_good_course_gets_no_advice() -> None:
    assert advice(course_files()) == []


def test_a_sentence_is_advised_on_from_one_word_over_the_limit() -> None:
    longest = "om " * LONGEST_SENTENCE
    assert advice(with_change(LESSON_RO, "Un sfat.", f"{longest}.")) == []
    files = with_change(LESSON_RO, "Un sfat.", f"Un sfat.\nApoi {longest}.")
    assert advice(files) == [("sentence_long", LESSON_RO, 7)]
    assert check_course(files) == ()
    assert "41 de cuvinte" in advise_course(files)[0].sentence("ro")


def test_a_hard_lesson_is_named() -> None:
    hard = (
        "Operaționalizarea instituționalizării interdisciplinare presupune responsabilizare. " * 9
    )
    found = advice(with_change(LESSON_RO, "Un sfat.", hard))
    assert found == [("lesson_hard", LESSON_RO, None)]
    assert measure(hard).lix >= HARD_LIX


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("### Un tabel", "Un tabel", 13),
        ('![Patru trepte](media/trepte.svg "Treptele")', "Patru trepte", 11),
        ("::: warning", "::: note", 5),
        ("## Primul titlu", "## Primul titlu\n\n### Altul", 3),
    ],
)
def test_a_translation_that_leaves_a_part_out_is_named_on_its_line(
    old: str, new: str, line: int
) -> None:
    assert advice(with_change(LESSON_EN, old, new)) == [("translation_uneven", LESSON_EN, line)]


def test_lists_in_their_boxes_and_titled_details_have_no_problem() -> None:
    boxes = "::: details Mai mult\nText.\n:::\n\n"
    for name, mark in (("timeline", "1."), ("comparison", "-")):
        boxes += f"::: {name} Un titlu\n{mark} unu\n\n   încă\n{mark} doi\n:::\n\n"
    nested = f":::: note\n\n{boxes}::::\n\n"
    files = with_change(LESSON_RO, "### Un tabel", f"{boxes}{nested}### Un tabel")
    assert check_course(files) == ()


def test_media_that_nothing_uses_is_named() -> None:
    files = {**course_files(), "media/uitat.svg": SVG}
    assert advice(files) == [("media_unused", "media/uitat.svg", None)]


def test_readability_counts_running_text_only() -> None:
    table = "| Nu | Nu |\n|---|---|\n| nu | nu |\n"
    found = measure(f"## Un titlu\n\nUnu doi. Trei![^1]\n\n{table}\n- patru\n\n[^1]: Nu.\n")
    assert [(sentence.line, sentence.words) for sentence in found.sentences] == [
        (3, ("Unu", "doi")),
        (3, ("Trei",)),
        (9, ("patru",)),
    ]
    assert found.words_a_sentence == Fraction(4, 3)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Legea nr. 292 din art. 5 spune.", 1),
        ("Întrebați: „Ce faceți?” Apoi tăceți.", 2),
        ("Așteptați… Iată. Șerban vine!", 3),
        ("**Unu.** *Doi.* `Trei`", 3),
        ("—", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, sentences: int) -> None:
    assert len(measure(text).sentences) == sentences


def test_lix_is_words_a_sentence_and_the_share_of_long_words() -> None:
    assert measure("").lix == 0
    assert measure("unu doi trei patru.").lix == 4
    assert measure("unu doi trei șaselit.").lix == 4 + 25
    assert measure("unu doi trei sasele.").lix == 4


def test_the_readings_name_each_lesson_of_each_language() -> None:
    assert [name for name, _ in lesson_readings(course_files())] == [
        "lessons/01-intai.en.md",
        "lessons/01-intai.ro.md",
        "lessons/02-apoi.en.md",
        "lessons/02-apoi.ro.md",
    ]
    assert measure("Unu doi. Trei.").sentence("ro") == "3 de cuvinte, 1,5 într-o frază, LIX 2."


def test_files_of_any_bytes_are_advised_on() -> None:
    assert advise_course({LESSON_RO: b"::: note\n\xff\xfe\n:::\n", LESSON_EN: b""})


def test_a_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "media").mkdir()
    with (tmp_path / "media" / "film.mp4").open("wb") as film:
        film.truncate(2 * 1024**3)
    with pytest.raises(CourseError) as refusal:
        read_course_folder(tmp_path)
    assert [(one.code, one.where) for one in refusal.value.problems] == [
        ("file_too_large", "media/film.mp4"),
        ("folder_too_large", ""),
    ]
    assert "2048 MB" in refusal.value.sentence("ro")
    monkeypatch.setattr(courses.folder, "MAX_FILE_BYTES", 3)
    (tmp_path / "media" / "film.mp4").write_bytes(b"123")
    assert read_course_folder(tmp_path) == {"media/film.mp4": b"123"}


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_bytes(SVG)
    folder = tmp_path / "curs"
    folder.mkdir()
    (folder / "a.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(CourseError) as refusal:
        read_course_folder(folder)
    assert [(one.code, one.where) for one in refusal.value.problems] == [("file_outside", "a.svg")]
