"""CPU time and memory of reading and matching 20,000 people, in a process of its own."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lms.attendance import build_index, match_people, read_attendance, read_members
from lms.start import uncollected
from tests.attendance.quality.layouts import LAYOUTS
from tests.attendance.quality.measure import make_file
from tests.attendance.quality.register import Register

FILES, EACH = 20, 1000
SECONDS, MEGABYTES = 5.0, 300


def measured(register: Register) -> dict[str, float]:
    """`seconds`, `megabytes`, `people` of one process that reads and matches webinar reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "members.csv").open("w", newline="", encoding="utf-8") as out:
            write = csv.writer(out).writerow
            write(["rnasr_code", "last_name", "first_name", "emails", "branch", "grade"])
            for m in register.members:
                write([m.rnasr_code, m.last_name, m.first_name, ";".join(m.emails), m.branch, ""])
        codes = {member.id: member.rnasr_code for member in register.members}
        for number in range(FILES):
            hostile = make_file(register, LAYOUTS[0], seed=number, guests=EACH)
            (folder / f"{number}.csv").write_bytes(hostile.data)
            (folder / f"{number}.json").write_text(
                json.dumps([codes[r] for r in hostile.registrants])
            )
        done = subprocess.run(
            [sys.executable, "-m", __name__, name], capture_output=True, text=True, check=True
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def figures(found: dict[str, float]) -> list[tuple[str, str, str, bool]]:
    """Each figure: what, how much, its floor, whether it holds."""
    seconds, megabytes = found["seconds"], found["megabytes"]
    return [
        (f"{found['people']:,.0f} people, CPU time", f"{seconds:.1f} s", "5 s", seconds <= SECONDS),
        ("their memory", f"{megabytes:.0f} MB", "300 MB", megabytes <= MEGABYTES),
    ]


def _work(folder: Path) -> dict[str, float]:
    members = read_members((folder / "members.csv").read_bytes())
    index = build_index(members)
    people = 0
    for number in range(FILES):
        reading = read_attendance((folder / f"{number}.csv").read_bytes(), filename="lista.csv")
        registrants = json.loads((folder / f"{number}.json").read_text())
        people += len(match_people(reading.people, members=index, registrants=registrants))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": time.process_time(), "megabytes": peak / 1024, "people": people}


if __name__ == "__main__":
    with uncollected():  # as every process of Treapta begins
        pass
    print(json.dumps(_work(Path(sys.argv[1]))))
