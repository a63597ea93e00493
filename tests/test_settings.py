"""Settings come from the environment; whatever is wrong is said at once, in sentences."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest

from lms.config import SettingsError, load_settings

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
GOOD = {"TREAPTA_PUBLIC_URL": "https://treapta.example.ro/", "TREAPTA_MASTER_KEY": KEY}


def problems(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(GOOD | changes)
    return caught.value.problems


def test_the_least_environment_is_enough() -> None:
    settings = load_settings(GOOD)
    assert settings.public_url == "https://treapta.example.ro"
    assert settings.is_sqlite
    assert settings.embedded_broker
    assert not settings.demo


def test_nothing_set_names_both_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({})
    said = " ".join(caught.value.problems)
    assert len(caught.value.problems) == 2
    assert "TREAPTA_PUBLIC_URL is not set" in said
    assert "TREAPTA_MASTER_KEY" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PUBLIC_URL", "https://treapta.ro/app", "without a path"),
        ("PUBLIC_URL", "http://127.0.0.1:8000", "did:web"),
        ("PUBLIC_URL", "treapta.ro", "must begin with one of"),
        ("DATABASE_URL", "mysql://x/y", "postgresql+psycopg"),
        ("BROKER_URL", "kafka://x", "redis"),
        ("MAIL_URL", "pigeon:", "smtp"),
        ("WEB_THREADS", "many", "whole number"),
        ("DEMO", "yes", "0 or 1"),
        ("RECORDS_FROM", "1 ianuarie", "2026-01-01"),
        ("LOG_FORMAT", "xml", "json or console"),
        ("MASTER_KEY", "c2hvcnQ=", "32 bytes"),
    ],
)
def test_a_wrong_value_says_what_to_give(name: str, value: str, said: str) -> None:
    found = problems(**{f"TREAPTA_{name}": value})
    assert len(found) == 1
    assert said in found[0]


def test_the_key_may_live_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    environment = GOOD | {"TREAPTA_MASTER_KEY": "", "TREAPTA_MASTER_KEY_FILE": str(file)}
    assert load_settings(environment).master_key == b"k" * 32
    environment["TREAPTA_MASTER_KEY_FILE"] = str(tmp_path / "none")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(environment)


def test_each_purpose_has_its_own_key() -> None:
    settings = load_settings(GOOD)
    keys = {settings.derived_key(purpose) for purpose in ("issuer-key", "feedback", "web-session")}
    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)


def test_a_day_is_read_as_a_day() -> None:
    environment = GOOD | {"TREAPTA_RECORDS_FROM": "2025-01-01"}
    assert load_settings(environment).records_from == date(2025, 1, 1)
