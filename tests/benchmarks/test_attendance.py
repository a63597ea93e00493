"""Matching attendance files: quality and speed, each figure beside its floor."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]


def test_twenty_thousand_people_against_the_register() -> None:
    """In a process of its own: the memory of other measurements is not that of matching."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attendance.quality"],
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"\n{done.stdout}{done.stderr}")
