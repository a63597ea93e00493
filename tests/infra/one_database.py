"""The named list of tests that run on one database only. Every run prints it.

A test is named by its file and its function; every other test that touches the database runs
on both. A name that matches no test fails in tests/test_house.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exemption:
    """One test (or a folder, ending in "/") that runs on one database only, and why."""

    test: str
    backend: str
    reason: str
    but: tuple[str, ...] = ()  # files inside an exempted folder that are not exempted

    def covers(self, nodeid: str) -> bool:
        """Whether a pytest node id (file::name[params]) is the exempted test."""
        plain = nodeid.split("[", 1)[0]
        if plain.split("::", 1)[0] in self.but:
            return False
        return plain.startswith(self.test) if self.test.endswith("/") else plain == self.test


EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption(
        "tests/e2e/",
        "sqlite",
        "a browser sees the same pages on either database; the smoke test walks the main story "
        "on PostgreSQL",
        but=("tests/e2e/test_smoke_postgresql.py",),
    ),
    Exemption(
        "tests/e2e/test_smoke_postgresql.py::test_the_main_story_on_either_database",
        "postgresql",
        "its SQLite half is every other file of tests/e2e/",
    ),
    Exemption(
        "tests/web/test_hostile_fuzz.py::test_odd_input_never_breaks_a_page",
        "postgresql",
        "it is the stricter of the two: null bytes, numbers out of range, lengths of columns",
    ),
    Exemption(
        "tests/web/test_api_fuzz.py::test_odd_requests_get_answers_that_the_description_knows",
        "postgresql",
        "it is the stricter of the two, as for the pages",
    ),
    Exemption(
        "tests/demo/test_demonstration.py::"
        "test_the_demonstration_is_of_its_size_and_its_ledger_is_whole",
        "sqlite",
        "the smoke test makes the same seed on PostgreSQL, counts it and checks its ledger",
    ),
    Exemption(
        "tests/infra/test_product.py::test_embedded_product_becomes_ready_and_ends_whole",
        "sqlite",
        "the topology tests start both kinds of product on PostgreSQL too",
    ),
    Exemption(
        "tests/test_roles.py::test_each_role_gets_the_answer_of_the_table",
        "sqlite",
        "who may is decided before the database is asked; every page is asked on PostgreSQL with "
        "odd input and with hostile names",
    ),
    *(
        Exemption(
            f"tests/tasks/test_processes.py::{name}",
            "sqlite",
            "how a parent keeps its children does not depend on the database",
        )
        for name in (
            "test_children_end_when_their_parent_is_killed",
            "test_a_killed_child_is_started_again",
        )
    ),
    *(
        Exemption(
            f"tests/benchmarks/test_profession.py::{name}",
            "postgresql",
            "the figures for the whole profession are promised for PostgreSQL",
        )
        for name in (
            "test_the_whole_profession_is_invented",
            "test_the_totals_page_beside_the_bare_group_by",
        )
    ),
)


def exemption_of(nodeid: str) -> Exemption | None:
    """The exemption that covers a test, if any."""
    return next((exemption for exemption in EXEMPTIONS if exemption.covers(nodeid)), None)
