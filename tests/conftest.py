"""Rules of every test run: own servers, both databases, no skip by database, nothing fetched."""

from __future__ import annotations

import gc
import os
from typing import Any

import hypothesis
import pytest

# Settings of the person who runs the tests must not reach them.
for _name in [name for name in os.environ if name.startswith("TREAPTA_")]:
    del os.environ[_name]

from tests.infra import compiled, loopback, one_database, routes, run  # noqa: E402
from tests.infra.databases import BACKENDS  # noqa: E402
from tests.infra.shared_data import in_ci  # noqa: E402

pytest_plugins = [
    "tests.infra.fixtures",
    "tests.infra.cast",
    "tests.infra.queries",
    "tests.infra.browser",
    "tests.infra.product",
    "tests.infra.kill_table",
    "tests.infra.queries",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rounds", type=int, default=1, help="how often each named point is killed (make soak: 20)"
    )


def pytest_configure(config: pytest.Config) -> None:
    # No deadline: the machine may be busy. In CI the same examples each time.
    hypothesis.settings.register_profile("treapta", deadline=None, derandomize=in_ci())
    hypothesis.settings.register_profile(
        "laws",  # asked for by `make laws`
        deadline=None,
        derandomize=True,
        max_examples=2000,
        suppress_health_check=(hypothesis.HealthCheck.too_slow,),
    )
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile") or "treapta")
    # Applications made by the thousand, hardly any of it garbage at once: look less often.
    gc.set_threshold(100_000, 20, 20)
    loopback.allow_this_machine_only()
    run.begin_run(config)
    routes.compile_once()
    compiled.share_compiled_statements()
    config.pluginmanager.register(_Workers(), "treapta-workers")


class _Workers:
    """Tells each xdist worker which folder and which servers are this run's."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["treapta_run_folder"] = node.config.stash[run.RUN_FOLDER]
        node.workerinput["treapta_run_owner"] = node.config.stash[run.RUN_OWNER]


def pytest_unconfigure(config: pytest.Config) -> None:
    run.end_run(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    exemption = one_database.exemption_of(metafunc.definition.nodeid)
    backends = BACKENDS if exemption is None else (exemption.backend,)
    metafunc.parametrize("backend", backends, indirect=True, scope="session")


# Files with few and long tests. They begin, so that no worker is left alone with one at the end.
LONG = ("/tests/e2e/", "/tests/topology/", "/tests/demo/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(part in str(item.path) for part in LONG))


def pytest_collection_finish() -> None:
    gc.freeze()  # modules and tests stay to the end of the run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].lower()
        if "sqlite" in reason or "postgres" in reason:
            report.outcome = "failed"
            report.longrepr = (
                f"{item.nodeid} skips itself by database ({reason}). Tests run on both; "
                "if it cannot be, name it in tests/infra/one_database.py with the reason."
            )
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.section("on one database only", sep="-")
    for exemption in one_database.EXEMPTIONS:
        terminalreporter.line(f"{exemption.test}: {exemption.backend}, for {exemption.reason}")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """How often each named point is to be killed in this run."""
    return int(request.config.getoption("--rounds"))
