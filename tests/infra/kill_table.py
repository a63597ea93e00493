"""Prints, after the tests of the topologies, how often each process was killed at each point."""

from __future__ import annotations

from collections import Counter
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table of hits; tests record each as the property `kill`."""
    hits: Counter[tuple[str, str, str]] = Counter()
    phases: dict[tuple[str, str, str], Counter[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in report.user_properties:
                if name == "kill":
                    *where, phase = value
                    hits[tuple(where)] += 1
                    phases.setdefault(tuple(where), Counter())[phase] += 1
    if not hits:
        return
    terminalreporter.section("killed and recovered", sep="-")
    for where in sorted(hits):
        topology, process, point = where
        during = ", ".join(f"{phase} {times}" for phase, times in sorted(phases[where].items()))
        terminalreporter.line(f"{topology:12}{process:8}{point:15}{hits[where]:5}  ({during})")
