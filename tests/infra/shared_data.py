"""Data kept beside the project: official schemas and samples that are not ours to publish."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def in_ci() -> bool:
    """Whether this run must not skip what it cannot find."""
    return os.environ.get("CI", "").lower() == "true"


def shared_data(*parts: str) -> Path:
    """A file or folder of the shared data; absent, the test is skipped, and under CI it fails."""
    path = SHARED_DATA.joinpath(*parts)
    if path.exists():
        return path
    sentence = f"The shared data has no {'/'.join(parts)}; lay it beside the project to run this."
    if in_ci():
        pytest.fail(sentence)
    pytest.skip(sentence)
