"""Why a mutant may live: "module.py change" -> reason, as docs/mutation.md prints it."""

from __future__ import annotations

REASONS: dict[str, str] = {}
