"""Every golden file of the readers comes in by the upload page and opens its review."""

from __future__ import annotations

from sqlalchemy import select

from lms.extensions import db
from lms.models import AttendanceFile
from tests.infra.servers import ROOT
from tests.web.test_attendance_lists import officer, upload

__all__ = ["officer"]  # the fixture
GOLDEN = ROOT / "tests/attendance/golden"


def test_every_format_opens_its_review(app, officer, cast):
    files = sorted(file for file in GOLDEN.iterdir() if file.suffix != ".json")
    assert len(files) > 20
    for file in files:
        sent = upload(officer, cast, file.read_bytes(), file.name)
        assert sent.status_code == 303, f"{file.name}: {sent.get_data(as_text=True)[-3000:]}"
        assert officer.get(sent.headers["Location"]).status_code == 200, file.name
    with app.app_context():
        kept = db.session.scalars(select(AttendanceFile.filename)).all()
        db.session.remove()
    assert sorted(kept) == [file.name for file in files]
