"""`treapta members`: the template, and an import that says everything before it acts."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from lms import cli, clock
from lms.extensions import db, transaction
from lms.models import CreditEntry, ImportState, Member, RegisterImport
from lms.services import regulations
from tests.registry_file.builder import GOOD, good, xlsx


@pytest.fixture
def treapta(app):
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=clock.now())
        db.session.remove()
    command = cli.build(lambda: app)

    def run(*arguments):
        return CliRunner().invoke(command, ["members", *map(str, arguments)])

    return run


@pytest.fixture
def file(tmp_path):
    def write(sheets, name="registru.xlsx"):
        path = tmp_path / name
        path.write_bytes(xlsx(sheets))
        return path

    return write


def total(app, table):
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(table))
        db.session.remove()
    return found


def planted():
    sheets = good()
    sheets["statute"][4][1] = "plecat"
    return sheets


def test_import_applies_and_a_second_time_changes_nothing(app, treapta, file):
    first = treapta("import", file(GOOD))
    second = treapta("import", file(GOOD))

    assert first.exit_code == second.exit_code == 0, first.output + second.output
    assert "Applied: 2 members." in first.output
    assert "0 changes." in second.output
    assert (total(app, Member), total(app, CreditEntry)) == (2, 2)


def test_a_dry_run_keeps_nothing(app, treapta, file):
    answer = treapta("import", file(GOOD), "--dry-run")

    assert answer.exit_code == 0
    assert "2 changes." in answer.output
    assert total(app, Member) == total(app, RegisterImport) == 0


def test_problems_refuse_the_file_with_exit_2_and_change_nothing(app, treapta, file):
    answer = treapta("import", file(planted()), "--lang", "en")

    assert answer.exit_code == 2
    assert "error: Sheet “statute”, row 5, column “statut”" in answer.output
    assert total(app, Member) == 0
    with app.app_context():
        states = db.session.scalars(select(RegisterImport.state)).all()
        db.session.remove()
    assert states == [ImportState.REFUSED]


def test_rows_with_problems_are_left_out_when_asked(app, treapta, file):
    answer = treapta("import", file(planted()), "--skip-rows-with-problems")

    assert answer.exit_code == 0, answer.output
    assert "1 rows left out" in answer.output
    assert total(app, Member) == 2


def test_a_file_that_is_none_is_refused_with_a_sentence(app, treapta, tmp_path):
    path = tmp_path / "registru.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = treapta("import", path)

    assert answer.exit_code == 2
    assert "un document PDF" in answer.output
    assert treapta("import", tmp_path / "lipsa.xlsx").exit_code == 2


def test_the_template_is_written_once(treapta, tmp_path):
    path = tmp_path / "model.xlsx"
    assert treapta("template", path).exit_code == 0
    written = path.read_bytes()
    assert treapta("template", path).exit_code == 2
    assert path.read_bytes() == written
    assert treapta("template", tmp_path / "nu" / "model.xlsx").exit_code == 2
    assert treapta("import", path).exit_code == 2
