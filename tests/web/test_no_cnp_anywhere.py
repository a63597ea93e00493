"""A list with personal numbers in every format goes through; afterwards they are nowhere.

Looked through: every cell of every table (decrypted where it is encrypted), the bytes of the
database on disk, the stored files unpacked, mails, and what the processes logged.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from lms.attendance.cnp import _WEIGHTS, is_cnp
from lms.extensions import db
from lms.models import AttendanceFile, CreditEntry, StoredFile
from lms.services import stored_files
from tests.attendance.test_attendance_golden import FILES, beside
from tests.infra.attendance import csv_list, work_off
from tests.infra.cast import sign_in
from tests.web.test_attendance_lists import upload

WRITTEN = "1960101123456"  # in some of the golden files as they are
SHAPES = (
    lambda cnp: cnp,
    lambda cnp: f"{cnp[0]} {cnp[1:7]} {cnp[7:12]} {cnp[12]}",
    lambda cnp: f"{cnp[:7]}-{cnp[7:]}",
    lambda cnp: f"{cnp[:7]}\u00a0{cnp[7:]}",
    lambda cnp: f"07 {cnp[:3]}.{cnp[3:7]}.{cnp[7:]}",
)


def cnp_number(n: int) -> str:
    """The n-th invented personal number, with its control digit."""
    born = date(1970, 1, 1) + timedelta(days=37 * n)
    digits = f"{1 + n % 2}{born:%y%m%d}12{n:03d}"
    control = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11
    return digits + str(1 if control == 10 else control)


def planted(path: Path, text: str, name: str) -> bytes:
    """A golden file with a text written beside a name, in its own encoding."""
    data = path.read_bytes()
    if path.suffix == ".xls":  # it holds one already
        assert WRITTEN.encode() in data
        return data.replace(WRITTEN.encode(), re.sub(r"\D", "", text)[-13:].encode())
    if data.startswith(b"PK"):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as copy:
            for member in book.infolist():
                inside = book.read(member)
                if member.filename.endswith(".xml"):
                    inside = inside.replace(name.encode(), f"{name} {text}".encode(), 1)
                copy.writestr(member, inside)
        return out.getvalue()
    for encoding in ("utf-16", "utf-8", "cp1250"):
        try:
            written = data.decode(encoding)
        except UnicodeError:
            continue
        for form in (name, " ".join(reversed(name.split())), name.split(maxsplit=1)[0]):
            if form in written:
                return written.replace(form, f"{form} {text}", 1).encode(encoding, "replace")
    return data + f"\r\n{name} {text}\r\n".encode()


def everything(app, run: Path, said: str):
    """Every text that the platform keeps or said, with where it stands."""
    yield "log", said
    with app.app_context():
        tables = MetaData()
        tables.reflect(db.engine)
        for table in tables.sorted_tables:
            for row in db.session.execute(select(table)):
                for column, value in zip(table.columns.keys(), row, strict=True):
                    yield f"{table.name}.{column}", _readable(value)
        for stored in db.session.scalars(select(StoredFile)):
            content = stored_files.read(stored, settings=app.extensions["settings"])
            yield f"file {stored.filename}", _readable(content)
        if db.engine.dialect.name == "sqlite":
            for path in Path(str(db.engine.url.database)).parent.glob("*"):
                if path.is_file():
                    yield str(path), path.read_bytes().decode("latin-1")
        db.session.remove()
    for path in run.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes().decode("latin-1")


def _readable(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    texts = [value.decode("latin-1"), value.decode("utf-16", "ignore")]
    if value.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(value)) as book:
            texts += [book.read(name).decode() for name in book.namelist()]
    return "\n".join(texts)


def digits_of(text: str) -> str:
    """Digits as they follow one another in a line, whatever stands between groups of them."""
    return re.sub(r"(?<=\d)[ .\-\u00a0\u202f]+(?=\d)", "", text)


@pytest.mark.timeout(120)
def test_personal_numbers_in_every_format_are_nowhere(app, client, cast, capfd, tmp_path):
    sign_in(client, cast.provider)
    numbers, kept = [WRITTEN], 0
    for n, path in enumerate(FILES):
        number = cnp_number(n)
        assert is_cnp(number)
        numbers.append(number)
        name = json.loads(beside(path).read_text("utf-8"))["rows"][0]["name"]
        data = planted(path, SHAPES[n % len(SHAPES)](number), name)
        answer = upload(client, cast, data, filename=f"{number} {path.name}")
        kept += answer.status_code == 303
    assert kept >= len(FILES) - 2  # a damaged file may be refused; what is kept was read
    column = [cnp_number(n) for n in range(500, 503)]
    numbers += column
    people = (cast.member, cast.colleague, cast.stranger)
    lines = [
        (f"{person.name} {number}", "", "", person.rnasr_code, "360", number, f"CNP: {number}")
        for person, number in zip(people, column, strict=True)
    ]
    header = "Nume,Prenume,E-mail,Cod RNASR,Minute,CNP,Observații"
    where = upload(client, cast, csv_list(*lines, header=header)).location
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', client.get(f"{where}/confirm").text)
    assert client.post(f"{where}/confirm", data={"seen": seen[0]}).status_code == 303
    work_off(app)
    strange = f"Cine;Ce\r\nPopa Ana {column[0]};x\r\n".encode()  # its columns must be named
    assert "/columns/" in upload(client, cast, strange, filename=f"{column[1]}.csv").location
    with app.app_context():
        assert len(db.session.scalars(select(CreditEntry.id)).all()) == 3
        assert len(db.session.scalars(select(AttendanceFile.id)).all()) == kept + 1

    said = capfd.readouterr()
    found = set()
    for place, text in everything(app, tmp_path, said.out + said.err):
        joined = digits_of(text)
        for number in numbers:
            if number in joined or base64.b64encode(number.encode())[:-4].decode() in text:
                found.add((place, number))
    assert not found
