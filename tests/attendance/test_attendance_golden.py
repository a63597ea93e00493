"""Golden files: each format and variant with invented people, the documented JSON beside it.

After a change that is meant: `python -m tests.attendance.test_attendance_golden` writes the JSON
anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lms.attendance import as_json, read_attendance
from lms.attendance import report as reporting

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".json")
SCHEMA = json.loads((Path(reporting.__file__).parent / "attendance.schema.json").read_text())
CHECK = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
CNP = "1960101123456"
FORMATS = {"zoom_meeting", "zoom_webinar", "teams", "google_meet", "moodle", "handmade"}


def document(path: Path) -> dict[str, Any]:
    """What the command prints for a file, through JSON and back."""
    reading = read_attendance(path.read_bytes(), filename=path.name)
    found: dict[str, Any] = json.loads(json.dumps(as_json(reading)))
    return found


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".json")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_golden_file_reads_as_written_beside_it(path: Path) -> None:
    found = document(path)
    assert found == json.loads(beside(path).read_text("utf-8"))
    CHECK.validate(found)
    assert CNP not in json.dumps(found)


def test_every_format_has_golden_files() -> None:
    assert {json.loads(beside(path).read_text("utf-8"))["format"] for path in FILES} == FORMATS


def test_the_schema_refuses_what_it_does_not_know() -> None:
    found = document(FILES[0])
    del found["rows"][0]["minutes"]
    assert not CHECK.is_valid(found)


if __name__ == "__main__":
    for each in FILES:
        text = json.dumps(document(each), ensure_ascii=False, indent=1)
        beside(each).write_text(text + "\n", "utf-8")
