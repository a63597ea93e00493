"""The `treapta` command."""

from __future__ import annotations

from typing import Any

from flask import Flask

from lms.cli import build
from lms.start import uncollected


def create_app(**overrides: Any) -> Flask:
    """The application of a process that serves or works, see `lms.app.create_app`."""
    with uncollected():
        from lms import app  # so that --help and offline commands start at once

        return app.create_app(**overrides)


main = build(create_app)

if __name__ == "__main__":
    main()
