"""Settings come from the environment only and are checked at start, all problems at once."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = "TREAPTA_"


class SettingsError(Exception):
    """The environment does not describe a working installation; `problems` says why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation says about itself: each field is TREAPTA_<NAME> in the environment."""

    public_url: str  # ids and did:web rest on it; never the listen address
    master_key: bytes  # 32 bytes; or MASTER_KEY_FILE
    database_url: str = "sqlite:///var/treapta.sqlite3"
    broker_url: str = "memory://"
    data_dir: Path = Path("var")
    bind: str = "127.0.0.1:8000"
    content_url: str = ""  # origin that serves other people's packages; empty: none are served
    mail_url: str = "mailbox:"  # smtp://user:password@host:port, smtps://…, or mailbox:
    mail_from: str = "treapta@localhost"
    records_from: date | None = None  # from here on every credit is in this installation
    year_reminders: str = "10-01 12-01"  # days of the year (MM-DD) on which members are reminded
    evidence_reminder_days: int = 30  # before the evidence date; 0: no such reminder
    demo: bool = False
    log_format: str = "json"  # or "console"
    trusted_proxies: int = 0
    web_threads: int = 4
    web_processes: int = 1
    worker_threads: int = 2
    pump_interval_ms: int = 200
    task_lease_seconds: int = 60
    max_upload_mb: int = 20

    def derived_key(self, purpose: str) -> bytes:
        """32 bytes for one purpose, derived from the master key (HKDF-SHA256)."""
        return HKDF(SHA256(), 32, salt=None, info=f"treapta/{purpose}".encode()).derive(
            self.master_key
        )

    def reminder_days(self) -> list[str]:
        """The days of `year_reminders`, as MM-DD."""
        return self.year_reminders.split()

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def embedded_broker(self) -> bool:
        """Whether tasks travel inside one process (the outbox keeps them durable)."""
        return self.broker_url.startswith("memory://")


def decode_master_key(text: str) -> bytes:
    """The 32 bytes of a base64url key, else ValueError."""
    key = base64.urlsafe_b64decode(text.strip().encode())
    if len(key) != 32:
        raise ValueError(f"{len(key)} bytes")
    return key


def _read_master_key(values: Mapping[str, str], problems: list[str]) -> bytes:
    text = values.get(f"{PREFIX}MASTER_KEY", "")
    path = values.get(f"{PREFIX}MASTER_KEY_FILE", "")
    if path and not text:
        try:
            text = Path(path).read_text()
        except OSError as error:
            problems.append(
                f"TREAPTA_MASTER_KEY_FILE names {path}, which cannot be read "
                f"({error.strerror}); give a readable file of mode 0600."
            )
            return b"\0" * 32
    if not text:
        problems.append(
            "TREAPTA_MASTER_KEY (or TREAPTA_MASTER_KEY_FILE) is not set; "
            "create a key with `treapta master-key FILE`."
        )
        return b"\0" * 32
    try:
        return decode_master_key(text)
    except ValueError:
        problems.append(
            "TREAPTA_MASTER_KEY is not 32 bytes in base64url; "
            "create a key with `treapta master-key FILE`."
        )
        return b"\0" * 32


def _convert(name: str, kind: str, text: str, problems: list[str]) -> object:
    if kind == "int":
        if not text.isdigit():
            problems.append(f"{PREFIX}{name} is “{text}”; give a whole number.")
            return 0
        return int(text)
    if kind == "bool":
        if text not in {"0", "1"}:
            problems.append(f"{PREFIX}{name} is “{text}”; give 0 or 1.")
        return text == "1"
    if kind == "date | None":
        try:
            return date.fromisoformat(text)
        except ValueError:
            problems.append(f"{PREFIX}{name} is “{text}”; give a day such as 2026-01-01.")
            return None
    return Path(text) if kind == "Path" else text


_SCHEMES = {
    "public_url": ({"http", "https"}, "https://treapta.example.ro"),
    "database_url": ({"sqlite", "postgresql+psycopg"}, "postgresql+psycopg://user@host/treapta"),
    "broker_url": ({"memory", "redis", "rediss", "amqp", "amqps"}, "redis://127.0.0.1:6379/0"),
    "mail_url": ({"mailbox", "smtp", "smtps"}, "smtp://user:password@mail.example.ro:587"),
}


def _is_month_day(text: str) -> bool:
    try:
        date.fromisoformat(f"2025-{text}")
    except ValueError:
        return False
    return True


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _check_values(given: dict[str, object], problems: list[str]) -> None:
    for name, (schemes, example) in _SCHEMES.items():
        value = given.get(name)
        if value is not None and urlsplit(str(value)).scheme not in schemes:
            problems.append(
                f"{PREFIX}{name.upper()} is “{value}”; it must begin with one of "
                f"{', '.join(sorted(schemes))} (for instance {example})."
            )
    public = urlsplit(str(given.get("public_url", "")))
    if public.netloc and public.path not in {"", "/"}:
        problems.append("TREAPTA_PUBLIC_URL must be an origin without a path.")
    if _is_ip_address(public.hostname or ""):
        problems.append(
            f"TREAPTA_PUBLIC_URL is {given['public_url']}: badges are issued by did:web, which "
            "needs a name and forbids an IP address (on one machine use http://localhost:PORT)."
        )
    for text in str(given.get("year_reminders", "")).split():
        if not _is_month_day(text):
            problems.append(
                f"TREAPTA_YEAR_REMINDERS holds “{text}”; give days as MM-DD, such as 10-01 12-01."
            )
    if given.get("log_format", "json") not in {"json", "console"}:
        problems.append("TREAPTA_LOG_FORMAT must be json or console.")


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment, or SettingsError with every problem as a sentence."""
    values = os.environ if environ is None else environ
    problems: list[str] = []
    given: dict[str, object] = {}
    known = {field.name: str(field.type) for field in fields(Settings)}
    for name, kind in known.items():
        text = values.get(f"{PREFIX}{name.upper()}", "")
        if name != "master_key" and text:
            given[name] = _convert(name.upper(), kind, text, problems)
    given.update(overrides)
    if "master_key" not in given:
        given["master_key"] = _read_master_key(values, problems)
    if not given.get("public_url"):
        problems.append(
            "TREAPTA_PUBLIC_URL is not set; give the https origin under which people reach "
            "this installation (badge ids and did:web rest on it for ever)."
        )
        given["public_url"] = "https://unset.invalid"
    _check_values(given, problems)
    if problems:
        raise SettingsError(problems)
    given["public_url"] = str(given["public_url"]).rstrip("/")
    return Settings(**given)  # type: ignore[arg-type]
