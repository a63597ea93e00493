"""Tests run in a forked process of their own: traced once, then against one mutant each.

Everything but the engine and its tests is imported before the fork: a run costs what its tests
cost. A mutant that never ends, or never ends growing, is stopped by the limits of its process.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import hypothesis
import jsonschema  # noqa: F401  (imported once, before the forks)
import pytest
import yaml  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "credit_engine"
TESTS = "tests/credit_engine"
_FORK = multiprocessing.get_context("fork")
_ALWAYS = [
    "-q", "-x", "-p", "no:cacheprovider", "--no-header", "--noconftest",
    "-c", str(Path(__file__).with_name("pytest.ini")), "--rootdir", str(ROOT),
]  # fmt: skip
_MOST_MEMORY = 4 * 2**30  # bytes


class _FewExamples:
    """Fewer made-up examples than usual, always the same ones."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        hypothesis.settings.register_profile(
            "mutants", deadline=None, derandomize=True, database=None, max_examples=30
        )
        hypothesis.settings.load_profile("mutants")


class _Tracer:
    """Which tests call which functions of the package, and how long each takes."""

    def __init__(self) -> None:
        self.calls: dict[str, set[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        seen: set[CodeType] = set()

        def entered(frame: FrameType, _event: str, _argument: object) -> None:
            seen.add(frame.f_code)

        began = time.process_time()
        sys.settrace(entered)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            files = ((Path(code.co_filename), code.co_firstlineno) for code in seen)
            self.calls[item.nodeid] = {(f.name, line) for f, line in files if f.parent == PACKAGE}
            self.seconds[item.nodeid] = time.process_time() - began


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant's source and the tests to hold against it, the quick ones first."""

    number: int
    path: Path
    source: str
    tests: Sequence[str]
    seconds: float


class _Judge:
    """Collects the tests once, then forks for each trial with the functions' code replaced."""

    def __init__(self, trials: Sequence[Trial], killed: Any) -> None:
        self.trials, self.killed = trials, killed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for trial in self.trials:
            process = _FORK.Process(target=_try, args=(session, items, trial))
            process.start()
            process.join()
            self.killed.send((trial.number, process.exitcode != 0))
        return True


def _try(session: pytest.Session, items: Mapping[str, pytest.Item], trial: Trial) -> None:
    """Leaves with 1 at the first test that fails."""
    _limit(trial.seconds)
    _replace_code(trial.path, trial.source)
    tests = [items[test] for test in trial.tests]
    for item, following in zip(tests, [*tests[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            os._exit(1)
    os._exit(0)


def _replace_code(path: Path, source: str) -> None:
    """Give the living functions of a module the code of another source, by qualified name."""
    codes: dict[str, list[CodeType]] = defaultdict(list)
    waiting = [compile(source, str(path), "exec")]
    while waiting:
        inner = [each for each in waiting.pop().co_consts if isinstance(each, CodeType)]
        waiting.extend(inner)
        for code in inner:
            codes[code.co_qualname].append(code)
    for function in gc.get_objects():
        if not isinstance(function, FunctionType):
            continue
        old = function.__code__
        if old.co_filename != str(path) or len(new := codes[old.co_qualname]) != 1:
            continue
        if new[0].co_freevars == old.co_freevars:
            function.__code__ = new[0]


def killed_quickly(trials: Sequence[Trial]) -> Iterator[tuple[int, bool]]:
    """The number of each trial and whether a test failed, without importing anything again.

    What the modules computed when they were imported stays: one that lives deserves `is_killed`.
    """
    ours, theirs = _FORK.Pipe(duplex=False)

    def work() -> None:
        _quietly([TESTS, *_ALWAYS], [_Judge(trials, theirs), _FewExamples()])

    process = _FORK.Process(target=work)
    process.start()
    for _ in trials:
        yield ours.recv()
    process.join()


class _Replacing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module of the package another source."""

    def __init__(self, module: str, path: Path, source: str) -> None:
        self.module, self.path, self.source = module, path, source

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> Any:
        if fullname != self.module:
            return None
        package = str(self.path.parent) if self.path.name == "__init__.py" else None
        spec = importlib.machinery.ModuleSpec(
            fullname, self, origin=str(self.path), is_package=package is not None
        )
        if package is not None:
            spec.submodule_search_locations = [package]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        code: CodeType = compile(self.source, str(self.path), "exec")
        exec(code, module.__dict__)


def trace_tests() -> tuple[dict[str, set[tuple[str, int]]], dict[str, float]]:
    """For each test the functions (file, first line) it calls, and its seconds; all must pass."""
    ours, theirs = _FORK.Pipe(duplex=False)

    def work() -> None:
        tracer = _Tracer()
        code = _quietly([TESTS, *_ALWAYS], [tracer, _FewExamples()])
        theirs.send((int(code), tracer.calls, tracer.seconds))

    process = _FORK.Process(target=work)
    process.start()
    code, calls, seconds = ours.recv()
    process.join()
    if code != 0:
        raise SystemExit(f"The tests of {TESTS} fail without any mutant; mend them first.")
    return calls, seconds


def is_killed(path: Path, source: str, tests: Sequence[str], *, seconds: float) -> bool:
    """Whether one of the tests fails, or never ends, with this source in place of the module's.

    `seconds`: of computing time, for all of them.
    """
    module = "credit_engine"
    if path.name != "__init__.py":
        module = f"credit_engine.{path.stem}"

    def work() -> None:
        _limit(seconds)
        sys.meta_path.insert(0, _Replacing(module, path, source))
        os._exit(0 if _quietly([*tests, *_ALWAYS], [_FewExamples()]) == 0 else 1)

    process = _FORK.Process(target=work)
    process.start()
    process.join()
    return process.exitcode != 0


def _limit(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _quietly(arguments: list[str], plugins: list[object]) -> int:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main(arguments, plugins=plugins))
