"""`treapta badges verify` needs no settings, no database and no network."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

import badges
from lms.cli import build
from tests.badges.world import (
    DID,
    SITE,
    award_facts,
    issuer_facts,
    sign,
    signed_list,
    to_json,
)


def no_application(**_overrides):
    raise AssertionError("verifying a badge builds no application")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A signed badge, the issuer's document and both lists, as files."""
    monkeypatch.setattr("lms.clock.now", lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    key = badges.generate_ed25519()
    document = sign(badges.build_credential(award_facts(), issuer_facts()), key)
    did = badges.did_document(DID, [badges.IssuerKey("key-1", key.public_multibase)])
    write(tmp_path / "badge.json", document)
    write(tmp_path / "did.json", did)
    for purpose in badges.StatusPurpose:
        write(tmp_path / f"{purpose}.json", signed_list(key, purpose))
    write(tmp_path / "taken.json", signed_list(key, badges.StatusPurpose.REVOCATION, (70_001,)))
    return tmp_path


def write(path, document):
    path.write_bytes(to_json(document))


def run(folder, *arguments):
    command = ["badges", "verify", *(str(folder / a) if "." in a else a for a in arguments)]
    return CliRunner().invoke(build(no_application), command)


def test_with_the_issuers_files_the_answer_is_valid_and_complete(folder):
    done = run(
        folder, "badge.json", "--issuer", "did.json", "--status", "revocation.json", "--status",
        "suspension.json",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    assert done.output.startswith("Valid\n")
    document = json.loads((folder / "badge.json").read_text())
    for item in badges.flatten(document):
        assert f"{item.label('en')}: {item.value}" in done.output


def test_a_revoked_badge_ends_with_one(folder):
    done = run(
        folder, "badge.json", "--issuer", "did.json", "--status", "taken.json", "--status",
        "suspension.json", "--lang", "ro",
    )  # fmt: skip

    assert done.exit_code == 1
    assert done.output.startswith("Revocată\n")


def test_without_the_issuer_nothing_can_be_said(folder):
    done = run(folder, "badge.json")

    assert done.exit_code == 1
    assert done.output.startswith("Undetermined\n")
    assert DID in done.output


def test_a_forged_badge_is_invalid(folder):
    document = json.loads((folder / "badge.json").read_text())
    document["name"] = "Altceva"
    write(folder / "forged.json", document)
    done = run(folder, "forged.json", "--issuer", "did.json")

    assert done.exit_code == 1
    assert done.output.startswith("Invalid\n")
    assert SITE in done.output


def test_an_unusable_file_ends_with_two_and_a_sentence(folder):
    (folder / "gol.png").write_bytes(b"")
    done = run(folder, "gol.png", "--lang", "ro")

    assert done.exit_code == 2
    assert "Fișierul este gol" in done.output


def test_the_report_is_json_too_and_a_drawing_is_a_file(folder):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    (folder / "badge.svg").write_bytes(
        badges.bake_svg(drawing, (folder / "badge.json").read_bytes())
    )
    done = run(
        folder, "badge.svg", "--json", "--issuer", "did.json", "--status", "revocation.json",
        "--status", "suspension.json",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["outcome"] == "valid"


def test_an_unusable_file_is_told_as_json_too(folder):
    (folder / "gol.png").write_bytes(b"")
    done = run(folder, "gol.png", "--json")

    assert done.exit_code == 2
    assert json.loads(done.output)["code"] == "file_empty"
