"""Matching attendance files: quality and speed, each figure beside its floor."""

from __future__ import annotations

import pytest

from tests.attendance.quality import speed
from tests.attendance.quality.__main__ import MEMBERS, PEOPLE, SEED, figures, show
from tests.attendance.quality.measure import make_files, measure
from tests.attendance.quality.register import make_register

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]


def test_twenty_thousand_people_against_the_register() -> None:
    register = make_register(1, MEMBERS)
    files = make_files(register, seed=SEED, each=180)
    print()
    show(figures(measure(register, files, people=PEOPLE)))
    show(speed.figures(speed.measured(register)))
