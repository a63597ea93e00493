"""The checker finds each planted fault, in its file, on its line, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.folder import check_course, folder_digest, load_course, read_course_folder
from courses.model import QuestionKind
from courses.problems import CourseError
from courses.sentences import SENTENCES
from tests.courses.sample import SVG, course_files

LESSON_RO = "lessons/01-intai.ro.md"
FEEDBACK = 'feedback: {ro: "Fiindcă a.", en: "Because a."}'
CHECK = "::: check c1\n:::"


def faults(files: dict[str, bytes]) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.where, problem.line) for problem in check_course(files)]


def with_change(path: str, old: str, new: str, *, times: int = 1) -> dict[str, bytes]:
    files = course_files()
    text = files[path].decode()
    assert old in text
    return {**files, path: text.replace(old, new, times).encode()}


def line_of(files: dict[str, bytes], path: str, needle: str) -> int:
    return files[path].decode().split(needle)[0].count("\n") + 1


def test_a_whole_course_has_no_problem_and_loads() -> None:
    course = load_course(course_files())
    assert (course.slug, course.version, course.reviewed_on) == (
        "etica",
        "1.2.0",
        date(2026, 1, 15),
    )
    assert [lesson.id for lesson in course.lessons] == ["intai", "apoi"]
    assert course.lessons[0].markdown["en"].startswith("## Primul titlu")
    assert course.questions[1].kind is QuestionKind.MULTIPLE
    assert course.questions[1].right_answer_ids == ("a", "c")
    assert course.test.time_limit_minutes == 45
    assert course.media["media/cover.svg"] == SVG
    assert course.title.to("en") == "Ethics"
    assert course.title.to("fr") == "Etica"


def test_the_digest_follows_names_and_bytes() -> None:
    files = course_files()
    assert folder_digest(files) == folder_digest(dict(reversed(files.items())))
    assert folder_digest(files) != folder_digest({**files, "media/x.svg": SVG})
    assert folder_digest({"a": b"bc"}) != folder_digest({"ab": b"c"})


PLANTED = [  # path, what stands there, what is written instead, the fault, its line
    ("course.yaml", "slug: etica\n", "", "key_missing", 1),
    ("course.yaml", "slug: etica", "slug: Etică", "id_malformed", 1),
    ("course.yaml", "slug: etica", "slug: etica\nslug: iar", "key_duplicate", 2),
    ("course.yaml", "slug: etica", "slug: etica\npret: 3", "key_unknown", 2),
    ("course.yaml", '"1.2.0"', '"1.2"', "version_malformed", 2),
    ("course.yaml", '"1.2.0"', "1.2", "text_expected", 2),
    ("course.yaml", "kind: native", "kind: scorm", "value_unknown", 3),
    (
        "course.yaml",
        'title: {ro: "Etica", en: "Ethics"}',
        'title: {ro: "Etica"}',
        "translation_missing",
        5,
    ),
    ("course.yaml", 'en: "Ethics"', "en: no", "text_expected", 5),
    ("course.yaml", '"Despre etică."', '"Despre a\u015fa ceva."', "cedilla", 6),
    ("course.yaml", "cover: media/cover.svg", "cover: media/alta.svg", "media_missing", 8),
    ("course.yaml", "cover: media/cover.svg", "cover: ../secret.svg", "path_malformed", 8),
    ("course.yaml", "workload_minutes: 90", "workload_minutes: 60", "workload_short", 10),
    ("course.yaml", "workload_minutes: 90", "workload_minutes: 90.5", "number_expected", 10),
    ("course.yaml", "2026-01-15", "ieri", "date_expected", 13),
    ("course.yaml", "- id: o2", "- id: o1", "id_duplicate", 17),
    ("course.yaml", "outcomes: [o1]", "outcomes: [o1, o9]", "outcome_unknown", 20),
    ("course.yaml", "outcomes: [o2]", "outcomes: [o1]", "outcome_without_lesson", 17),
    ("course.yaml", "file: lessons/02-apoi", "file: lessons/03", "file_missing", 25),
    ("course.yaml", "questions: 4", "questions: 9", "questions_too_few", 30),
    ("course.yaml", "questions: 4", "questions: 1", "test_misses_outcomes", 30),
    ("course.yaml", "shuffle: true", 'shuffle: "true"', "truth_expected", 30),
    ("course.yaml", 'en: "Ethics"}', 'en: "Ethics"', "yaml_broken", 6),
    ("questions.yaml", "correct: true", "correct: false", "question_without_right_answer", 7),
    ("questions.yaml", "correct: false", "correct: true", "question_with_right_answers", 7),
    (
        "questions.yaml",
        '      feedback: {ro: "Fiindcă a.", en: "Because a."}\n',
        "",
        "feedback_missing",
        7,
    ),
    (
        "questions.yaml",
        'feedback: {ro: "Fiindcă a.", en: "Because a."}',
        'feedback: {ro: "Da."}',
        "translation_missing",
        10,
    ),
    ("questions.yaml", "outcome: o1", "outcome: o7", "outcome_unknown", 1),
    ("questions.yaml", "lesson: intai", "lesson: alta", "lesson_unknown", 1),
    ("questions.yaml", "id: q2", "id: q1", "id_duplicate", 19),
    ("questions.yaml", "- id: b", "- id: a", "id_duplicate", 11),
    ("checks.yaml", "id: c1", "id: c9", "check_unplaced", 1),
    ("checks.yaml", "lesson: apoi", "lesson: intai", "check_unplaced", 19),
    (LESSON_RO, "## Primul", "# Primul", "heading_level", 1),
    (LESSON_RO, "### Un tabel", "#### Un tabel", "heading_level", 11),
    (LESSON_RO, "![Patru trepte]", "![]", "alt_missing", 9),
    (LESSON_RO, "(media/trepte.svg ", "(media/lipsa.svg ", "media_missing", 9),
    (LESSON_RO, "[^a]: Autorul, 2010.\n", "", "footnote_undefined", 3),
    (LESSON_RO, " Și încă una.[^a]", "", "footnote_unused", 23),
    (LESSON_RO, "Un sfat.", "Un <script>alert(1)</script> sfat.", "raw_html", 6),
    (LESSON_RO, "Un sfat.", "Un sfat.\nalt rând <b>gros</b>", "raw_html", 7),
    (LESSON_RO, "(#s-primul-titlu)", "(#s-alt-titlu)", "link_broken", 20),
    (LESSON_RO, "(https://example.org/?a=1&b=2)", "(pagina.html)", "link_broken", 20),
    (LESSON_RO, "Un sfat.\n:::", "Un sfat.", "box_unclosed", 5),
    (LESSON_RO, "::: warning", "::: danger", "box_unknown", 5),
    (
        LESSON_RO,
        "::: check c1\n:::",
        "::: check c1\n:::\n\n::: check c1\n:::",
        "check_repeated",
        20,
    ),
    (LESSON_RO, "::: warning Băgați de seamă", "::: details", "box_untitled", 5),
    (LESSON_RO, "::: warning", "::: timeline", "box_not_a_list", 5),
    (
        LESSON_RO,
        "::: warning Băgați de seamă\nUn sfat.",
        "::: comparison\n- unu",
        "box_not_a_list",
        5,
    ),
    (
        LESSON_RO,
        "::: warning Băgați de seamă\nUn sfat.",
        "::: timeline\nÎntâi:\n\n- unu\n- doi",
        "box_not_a_list",
        5,
    ),
    (LESSON_RO, "Un sfat.", "Un sfat cu \u0163.", "cedilla", 6),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "line"), PLANTED)
def test_each_planted_fault_is_found_on_its_line(
    path: str, old: str, new: str, code: str, line: int
) -> None:
    found = faults(with_change(path, old, new))
    assert (code, path, line) in found


def test_a_check_of_another_lesson_is_found_where_it_stands() -> None:
    found = faults(with_change("checks.yaml", "lesson: apoi", "lesson: intai"))
    assert ("check_of_another_lesson", "lessons/02-apoi.en.md", 17) in found


def test_faults_of_one_kind_do_not_raise_false_ones() -> None:
    assert [code for code, _, _ in faults(with_change(LESSON_RO, "![Patru trepte]", "![]"))] == [
        "alt_missing"
    ]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("course.yaml", "file_missing"),
        ("checks.yaml", "file_missing"),
        ("questions.yaml", "file_missing"),
        (LESSON_RO, "file_missing"),
        ("media/trepte.svg", "media_missing"),
        ("media/cover.svg", "media_missing"),
    ],
)
def test_a_missing_file_is_named(missing: str, code: str) -> None:
    files = course_files()
    del files[missing]
    problems = [problem for problem in check_course(files) if problem.code == code]
    assert problems
    assert all(missing in problem.sentence("ro") for problem in problems)


@pytest.mark.parametrize(
    ("svg", "code"),
    [
        (b"<svg><script>1</script></svg>", "svg_unsafe"),
        (b'<svg><g onclick="x()"/></svg>', "svg_unsafe"),
        (b'<svg><image href="https://example.org/a.png"/></svg>', "svg_unsafe"),
        (b'<svg><rect fill="url(https://example.org/a)"/></svg>', "svg_unsafe"),
        (b"<svg><style>@import 'https://example.org/a'</style></svg>", "svg_unsafe"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "svg_broken"),
        (b"<svg>", "svg_broken"),
        (b"", "svg_broken"),
    ],
)
def test_an_unsafe_picture_is_refused(svg: bytes, code: str) -> None:
    assert (code, "media/trepte.svg") in {
        (c, w) for c, w, _ in faults({**course_files(), "media/trepte.svg": svg})
    }


def test_a_safe_picture_may_refer_to_itself() -> None:
    svg = b'<svg><defs><path id="a"/></defs><use href="#a"/><g fill="url(#a)"/></svg>'
    assert faults({**course_files(), "media/trepte.svg": svg}) == []


def test_other_kinds_of_media_and_files_of_other_encodings_are_refused() -> None:
    assert ("media_kind", "media/x.exe", None) in faults({**course_files(), "media/x.exe": b"MZ"})
    files = {**course_files(), LESSON_RO: "ăâî".encode("utf-16")}
    assert ("file_not_utf8", LESSON_RO, 1) in faults(files)
    assert ("file_not_utf8", "questions.yaml", 1) in faults(
        {**course_files(), "questions.yaml": b"\xff\xfe\x00"}
    )
    assert ("file_empty", LESSON_RO, 1) in faults({**course_files(), LESSON_RO: b"  \n"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml_alias"),
        ("[" * 5000, "yaml_broken"),
        ("a: \u0082", "yaml_broken"),
        ("a: 1\n--- \nb: 2", "yaml_broken"),
        ("", "file_empty"),
        ("- a", "mapping_expected"),
    ],
)
def test_strange_yaml_is_refused(text: str, code: str) -> None:
    found = faults({**course_files(), "course.yaml": text.encode()})
    assert (code, "course.yaml") in [(c, w) for c, w, _ in found]


def test_a_check_inside_another_block_is_refused() -> None:
    files = with_change(
        LESSON_RO,
        "::: check c1\n:::",
        ":::: note\n\n::: check c1\n:::\n\n::::",
    )
    line = line_of(files, LESSON_RO, "::: check c1")
    assert faults(files) == [("check_nested", LESSON_RO, line)]


def test_loading_refuses_with_every_problem_at_once() -> None:
    files = with_change(LESSON_RO, "![Patru trepte]", "![]")
    files["questions.yaml"] = files["questions.yaml"].replace(
        b"correct: true", b"correct: false", 1
    )
    with pytest.raises(CourseError) as refusal:
        load_course(files)
    assert {problem.code for problem in refusal.value.problems} == {
        "alt_missing",
        "question_without_right_answer",
    }
    assert "lessons/01-intai.ro.md:9" in refusal.value.sentence("ro")
    assert "no alternative text" in refusal.value.sentence("en")


def test_a_folder_is_read_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.svg").write_bytes(SVG)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("x")
    assert read_course_folder(tmp_path) == {"media/a.svg": SVG}


def test_every_sentence_exists_in_both_languages_with_the_same_parameters() -> None:
    for code, wordings in SENTENCES.items():
        ro, en = wordings["ro"], wordings["en"]
        assert set(_fields(ro)) == set(_fields(en)), code
        assert ro.rstrip().endswith((".", ":", "…")), code
        assert not set("\u015f\u0163\u015e\u0162") & set(ro), code


def _fields(wording: str) -> list[str]:
    import string

    return [name for _, name, _, _ in string.Formatter().parse(wording) if name]


@given(
    st.dictionaries(
        st.sampled_from(["course.yaml", "checks.yaml", "questions.yaml", LESSON_RO]),
        st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    )
)
def test_checking_never_crashes_on_arbitrary_files(changes: dict[str, bytes]) -> None:
    for problem in check_course({**course_files(), **changes}):
        assert problem.sentence("ro")
        assert problem.sentence("en")


YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "text", "ro", "en", "answers", "kind", "lessons", "test", "outcomes"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["course.yaml", "questions.yaml"]), st.data())
def test_checking_never_crashes_on_values_of_the_wrong_kind(path: str, data: st.DataObject) -> None:
    files = course_files()
    root = yaml.safe_load(files[path])
    holder = root if isinstance(root, dict) else root[0]
    key = data.draw(st.sampled_from(sorted(holder)))
    holder[key] = data.draw(YAML_VALUES)
    changed = yaml.safe_dump(root, allow_unicode=True).encode()
    assert isinstance(check_course({**files, path: changed}), tuple)
