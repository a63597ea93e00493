"""Checks the lock files: every line pinned and hashed, no address of any registry or machine.

python -m tests.infra.locks
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NPM_LOCKS = ("lms/web/assets/package-lock.json", "tests/foreign/package-lock.json")


def problems_of_python_lock(name: str, text: str) -> list[str]:
    """What is wrong with a requirements lock, a sentence for each line."""
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if "://" in line or line.startswith("-") or "@ " in line:
            problems.append(f"{name}:{number}: “{line.strip()}” names a place; run `make lock`.")
        elif re.match(r"[A-Za-z0-9]", line) and not re.match(r"[a-z0-9._-]+==\S+ .*\\$", line):
            problems.append(f"{name}:{number}: “{line.strip()}” is not pinned; run `make lock`.")
    pinned = re.findall(r"^([a-z0-9._-]+)==.*\\\n(?!    --hash)", text, re.MULTILINE)
    problems += [f"{name}: {package} has no hash; run `make lock`." for package in pinned]
    return problems


def problems_of_npm_lock(name: str, text: str) -> list[str]:
    """What is wrong with the npm lock: packages must not say where they came from."""
    return [
        f"{name}:{number}: a package names its address; "
        "set omit-lockfile-registry-resolved=true and run `npm install --package-lock-only`."
        for number, line in enumerate(text.splitlines(), 1)
        if '"resolved"' in line
    ]


def pins(text: str) -> dict[str, str]:
    """Package and version of each pinned line."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def problems_of_all() -> list[str]:
    """What is wrong with any lock of the project, and where the two of Python disagree."""
    problems = []
    for path in sorted((ROOT / "requirements").glob("*.lock")):
        problems += problems_of_python_lock(f"requirements/{path.name}", path.read_text())
    base = pins((ROOT / "requirements/base.lock").read_text())
    dev = pins((ROOT / "requirements/dev.lock").read_text())
    problems += [
        f"requirements/dev.lock has {name} {dev.get(name)}, base.lock has {version}; `make lock`."
        for name, version in base.items()
        if dev.get(name) != version
    ]
    for name in NPM_LOCKS:
        problems += problems_of_npm_lock(name, (ROOT / name).read_text())
    return problems


if __name__ == "__main__":
    found = problems_of_all()
    print("\n".join(found) or "The locks are pinned, hashed and name no address.")
    sys.exit(bool(found))
