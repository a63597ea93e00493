"""The `treapta` command."""

from __future__ import annotations

from typing import Any

from flask import Flask

from lms.cli import build


def _create_app(**overrides: Any) -> Flask:
    from lms.app import create_app  # so that --help and offline commands start at once

    return create_app(**overrides)


main = build(_create_app)

if __name__ == "__main__":
    main()
