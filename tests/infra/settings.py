"""The settings a test application starts from; a test overrides what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PUBLIC_URL = "http://localhost:8000"
MASTER_KEY = bytes(range(32))


def settings_for(*, database_url: str, data_dir: Path, **overrides: Any) -> dict[str, Any]:
    """Overrides for `create_app`: mail to the mailbox, tasks in memory, a fixed master key."""
    return {
        "public_url": PUBLIC_URL,
        "master_key": MASTER_KEY,
        "database_url": database_url,
        "broker_url": "memory://",
        "data_dir": data_dir,
        "mail_url": "mailbox:",
        "demo": False,
        "log_format": "console",
    } | overrides
