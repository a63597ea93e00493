"""`treapta course check` and `publish`: what they print, and the status they end with."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from lms.cli import build
from lms.extensions import transaction
from lms.models.courses import CourseVersion
from tests.courses.sample import course_files


def no_application(**_overrides):
    raise AssertionError("checking a course builds no application")


@pytest.fixture
def folder(tmp_path):
    """A whole course as files."""
    for name, data in course_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def check(folder, *options):
    command = ["course", "check", str(folder), *options]
    return CliRunner().invoke(build(no_application), command, obj={})


def replace(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_a_whole_course_is_publishable_and_its_reading_figures_are_printed(folder):
    done = check(folder, "--lang", "ro")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "Cum se citesc lecțiile:"
    assert lines[1].startswith("  lessons/01-intai.en.md: ")
    assert lines[-1] == f"{folder} se poate publica."


def test_each_problem_is_printed_with_its_file_and_line_and_fails(folder):
    replace(folder, "lessons/01-intai.ro.md", "![Patru trepte]", "![]")
    replace(folder, "lessons/01-intai.en.md", "(#s-primul-titlu)", "(#nowhere)")
    replace(folder, "course.yaml", 'title: {ro: "Etica", en: "Ethics"}', 'title: {ro: "Etica"}')
    replace(folder, "questions.yaml", ', en: "Because a."', "")
    done = check(folder)
    assert done.exit_code == 1
    for place in (
        "lessons/01-intai.ro.md:9: ",
        "lessons/01-intai.en.md:20: ",
        "course.yaml:5: ",
        "questions.yaml:10: ",
    ):
        assert f"\n{place}" in f"\n{done.output}"
    assert done.output.endswith(f"{folder} cannot be published; problems: 4.\n")


def test_advice_is_printed_and_refuses_nothing(folder):
    (folder / "media" / "uitat.svg").write_bytes((folder / "media" / "cover.svg").read_bytes())
    done = check(folder)
    assert done.exit_code == 0
    assert "Advice, which refuses nothing:\n  media/uitat.svg: The media file" in done.output


def test_a_huge_file_is_refused_by_both_commands(folder):
    with (folder / "media" / "film.mp4").open("wb") as film:
        film.truncate(2 * 1024**3)
    for command in ("check", "publish"):
        done = CliRunner().invoke(build(no_application), ["course", command, str(folder)], obj={})
        assert done.exit_code == 1
        assert "media/film.mp4: The file has 2048 MB" in done.stderr


def test_publishing_twice_makes_one_version_and_a_fault_makes_none(app, folder):
    def publish():
        command = ["course", "publish", str(folder)]
        return CliRunner().invoke(build(lambda: app), command, obj={})

    def versions():
        with app.app_context(), transaction() as session:
            return session.scalar(select(func.count()).select_from(CourseVersion))

    assert (publish().output, versions()) == ("etica 1.2.0 was published.\n", 1)
    assert (publish().output, versions()) == ("etica 1.2.0 was published before.\n", 1)
    replace(folder, "course.yaml", '"1.2.0"', '"1.3.0"')
    replace(folder, "lessons/01-intai.ro.md", "![Patru trepte]", "![]")
    refused = publish()
    assert (refused.exit_code, versions()) == (1, 1)
    assert "lessons/01-intai.ro.md:9: " in refused.stderr
