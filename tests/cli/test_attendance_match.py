"""`treapta attendance match`: a file against a list of members, offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli.attendance import attendance

LIST = """Nr. crt.;Nume și prenume;E-mail;Cod RNASR
1;Popa ?tefan;;cod RNASR 00 123
2;Ionescu Ion;ANA@x.test;
3;iPhone;ana@x.test;
7;Ana Dinu-Stan;ana@x.test;
4;Ana Dinu;casa@x.test;00123
5;Lenuța Râmniceanu;;1,96E+12
6;Xerxes Nimeni;;
"""
MEMBERS = """rnasr_code,last_name,first_name,emails,branch,grade
00123,Popa,Ștefan,stefan@x.test;sp@acasa.test,Iași,debutant
D-2,Dinu,Ana,ana@x.test,,
7,Rîmniceanu,Elena,,Cluj,
"""


def run(tmp_path: Path, *options: str, members: str = MEMBERS, registrants: str = ""):
    for name, text in (("l.csv", LIST), ("m.csv", members), ("r.csv", registrants)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    arguments = ["match", str(tmp_path / "l.csv"), "--members", str(tmp_path / "m.csv"), *options]
    if registrants:
        arguments += ["--registrants", str(tmp_path / "r.csv")]
    return CliRunner().invoke(attendance, arguments)


def test_each_person_gets_a_member_a_rung_and_a_reason(tmp_path: Path) -> None:
    done = run(tmp_path, "--json", registrants="rnasr_code\n7\n999\n")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    found = {row["name"]: row for row in document["rows"]}
    assert {
        name: (row["member"], row["rung"], row["decision"], row["reason"])
        for name, row in found.items()
    } == {
        "Popa ?tefan": ("00123", "code", "sure", "code_matches"),
        "Ionescu Ion": (None, "email", "review", "email_name_contradicts"),
        "Ana Dinu-Stan": ("D-2", "email", "sure", "email_matches"),
        "iPhone": (None, "email", "review", "email_many_names"),
        "Ana Dinu": (None, "code", "review", "code_name_contradicts"),
        "Lenuța Râmniceanu": ("7", "registrant", "review", "registrant_name_similar"),
        "Xerxes Nimeni": (None, "none", "unmatched", "nobody_found"),
    }
    assert {c["member"] for c in found["Ana Dinu"]["candidates"]} == {"00123", "D-2"}
    assert found["Ana Dinu"]["candidates"][0]["member"] == "D-2"
    assert "999" in next(
        p["text"]["ro"] for p in document["problems"] if p["code"] == "registrants_unknown"
    )


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("rnasr_code,last_name\n1,Popa\n", "first_name, emails"),
        (MEMBERS + ",Fără,Cod,,,\n", "5"),
        (MEMBERS + "d -2,Alta,Ana,,,\n", "5"),
        (MEMBERS.partition("\n")[0], "m.csv"),
    ],
)
def test_a_bad_list_of_members_is_refused_with_its_rows(
    tmp_path: Path, members: str, said: str
) -> None:
    done = run(tmp_path, "--json", members=members)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "m.csv" in done.stderr
