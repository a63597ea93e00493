"""The locks say what, never where."""

import pytest

from tests.infra import locks

GOOD = "flask==3.1.3 \\\n    --hash=sha256:00\n    # via -r requirements/base.in\n"


def test_locks_of_the_project_are_clean():
    assert locks.problems_of_all() == []


def test_good_lock_has_no_problem():
    assert locks.problems_of_python_lock("a.lock", GOOD) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-i somewhere\n" + GOOD, "a.lock:1: “-i somewhere” names a place"),
        ("flask @ file:flask.whl\n", "names a place"),
        ("flask==3 \\\n    --hash=sha256:00\n    # from ftp://x\n", "a.lock:3"),
        ("flask>=3\n", "a.lock:1: “flask>=3” is not pinned"),
        ("flask==3.1.3 \\\n    # via nothing\n", "a.lock: flask has no hash"),
    ],
)
def test_each_problem_is_named(text, words):
    (problem,) = locks.problems_of_python_lock("a.lock", text)
    assert words in problem
    assert "make lock" in problem


def test_npm_lock_that_names_addresses_is_refused():
    text = '{\n  "resolved": "somewhere"\n}\n'
    (problem,) = locks.problems_of_npm_lock("package-lock.json", text)
    assert problem.startswith("package-lock.json:2:")
