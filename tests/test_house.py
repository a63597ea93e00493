"""The house rules that no other tool keeps."""

from __future__ import annotations

import ast
import os
import re
import stat
import subprocess
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from lms.config import Settings
from tests.infra.one_database import EXEMPTIONS

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("lms", "courses", "badges", "credit_engine")
# Written in pieces, so that this file does not contain what it looks for.
OUTSIDE = "../" + "shared"
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|home)/\w")
CEDILLAS = re.compile("[\u015e\u015f\u0162\u0163]")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
MOST_LINES = 500
SETTING = re.compile(r"TREAPTA_[A-Z][A-Z_]*[A-Z]")


def project_files() -> list[Path]:
    """Every file of the project as git sees it: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> dict[str, str]:
    """The text files of the project, by their path from the root."""
    found = {}
    for path in project_files():
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue
        try:
            found[str(path.relative_to(ROOT))] = data.decode()
        except UnicodeDecodeError:
            continue  # test data in old encodings
    return found


@pytest.fixture(scope="module")
def project() -> dict[str, str]:
    return texts()


def places(project: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    """file:line of each match."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in project.items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_project_is_seen(project):
    assert {"Makefile", "pyproject.toml", "lms/config.py", "tests/test_house.py"} <= set(project)


def test_only_tests_look_outside_the_project(project):
    found = places(project, re.compile(re.escape(OUTSIDE)))
    assert [place for place in found if not place.startswith("tests/")] == []


def test_no_file_names_a_path_of_one_machine(project):
    assert places(project, MACHINE_PATH) == []


def test_no_file_names_a_registry_host(project):
    assert places(project, re.compile("|".join(map(re.escape, HOSTS)))) == []


def test_romanian_is_written_with_commas_below(project):
    # Code and test data that need the wrong letters write them as escaped code points.
    assert places(project, CEDILLAS) == []


def test_unmaintained_xapi_library_is_never_named(project):
    assert places(project, re.compile("xapi-" + "python")) == []


def test_modules_are_named_by_what_they_are_about(project):
    nameless = [name for name in project if name.endswith(".py") and Path(name).stem in NAMELESS]
    assert nameless == []


def test_no_module_becomes_the_file_to_which_everyone_appends(project):
    long = {
        name: text.count("\n")
        for name, text in project.items()
        if name.endswith(".py") and name.startswith(PACKAGES) and text.count("\n") > MOST_LINES
    }
    assert long == {}


# --- settings ---------------------------------------------------------------------------------


def settings_in_code(project: dict[str, str]) -> set[str]:
    """Every TREAPTA_ name the product knows: fields of Settings and names read elsewhere."""
    named = {
        name
        for path, text in project.items()
        if path.startswith(PACKAGES) and path.endswith(".py")
        for name in SETTING.findall(text)
    }
    return named | {f"TREAPTA_{field.name.upper()}" for field in fields(Settings)}


def test_every_setting_is_in_the_documentation(project):
    documented = set(SETTING.findall(project["docs/operations.md"]))
    assert settings_in_code(project) - documented == set()


def test_documentation_names_no_setting_that_does_not_exist(project):
    known = settings_in_code(project)
    for name in (".env.example", "docs/operations.md", "compose.yaml", "Dockerfile", "Makefile"):
        assert set(SETTING.findall(project[name])) - known == set(), name


def test_example_environment_shows_every_setting_with_its_default(project):
    shown = dict(re.findall(r"^#?(TREAPTA_[A-Z_]+)=(.*)$", project[".env.example"], re.MULTILINE))
    for field in fields(Settings):
        name = f"TREAPTA_{field.name.upper()}"
        assert name in shown, name
        if field.default is MISSING:
            continue
        written = {None: "", True: "1", False: "0"}.get(field.default, str(field.default))
        assert shown[name] == written, name


# --- make -------------------------------------------------------------------------------------


def test_every_make_target_is_in_help(project):
    targets = set(re.findall(r"^([a-z][a-z-]*):", project["Makefile"], re.MULTILINE))
    printed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", printed, re.MULTILINE))
    assert targets == listed
    assert {"run", "test", "check", "bench", "soak", "help"} <= listed


def test_make_alone_prints_the_help():
    alone = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make run" in alone


def test_submission_runs_check_then_test_and_ends_with_the_tests(project):
    lines = [line for line in project[".ci/run"].splitlines() if line and line[0] != "#"]
    assert lines[-2:] == ["make check", "make test"]
    assert os.stat(ROOT / ".ci/run").st_mode & stat.S_IXUSR


def test_every_fixture_is_described(project):
    described = set(re.findall(r"`([a-z_]+)", project["docs/contributing.md"]))
    private = {"run_folder", "browser", "postgresql_server", "redis_server"}
    for name in ("tests/infra/fixtures.py", "tests/infra/browser.py", "tests/infra/product.py"):
        assert fixtures_in(project[name]) - private - described == set(), name


def fixtures_in(text: str) -> set[str]:
    """Names of the fixtures that a module defines."""
    return {
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and any("fixture" in ast.unparse(mark) for mark in node.decorator_list)
    }


def test_every_exemption_from_both_databases_names_a_test(project):
    for exemption in EXEMPTIONS:
        for path in exemption.but:
            assert path in project, path
        name, _, function = exemption.test.partition("::")
        if exemption.test.endswith("/"):
            assert any(path.startswith(name) for path in project), exemption.test
        else:
            assert f"def {function}(" in project.get(name, ""), exemption.test
