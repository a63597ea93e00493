"""`make quality`: the figures of the issue, each beside its floor; fails when one is missed."""

from __future__ import annotations

import argparse
import sys

from tests.attendance.quality import speed
from tests.attendance.quality.measure import Counts, make_files, measure
from tests.attendance.quality.register import make_register

MEMBERS, PEOPLE, SEED = 13_500, 20_000, 20_260


def figures(counts: Counts) -> list[tuple[str, str, str, bool]]:
    """Each figure: what, how much, its floor, whether it holds."""
    sure = counts.keyed_sure / max(1, counts.keyed)
    right = counts.right_on_top / max(1, counts.named)
    wrong = counts.wrong_on_top / max(1, counts.named)
    return [
        ("people read and matched", f"{counts.people:,}", "20,000", counts.people >= PEOPLE),
        ("people lost on reading", f"{counts.lost}", "0", counts.lost == 0),
        ("rows taken for people", f"{counts.ghosts}", "0", counts.ghosts == 0),
        ("wrong members sure", f"{counts.wrong_sure}", "0", counts.wrong_sure == 0),
        ("right code or e-mail, sure", f"{sure:.2%} of {counts.keyed:,}", "99.9 %", sure >= 0.999),
        ("damaged name, right on top", f"{right:.2%} of {counts.named:,}", "98 %", right >= 0.98),
        ("damaged name, wrong on top", f"{wrong:.2%}", "at most 1 %", wrong <= 0.01),
    ]


def show(found: list[tuple[str, str, str, bool]]) -> bool:
    """Print figures beside their floors; whether all hold."""
    for what, figure, floor, holds in found:
        print(f"  {what:34}{figure:>22}   floor: {floor}{'' if holds else '   MISSED'}")
    return all(holds for *_, holds in found)


def main() -> int:
    """Measure and print; 1 when a figure misses its floor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--each", type=int, default=180)
    parser.add_argument("--show", type=int, default=0, help="failures to show of each sort")
    args = parser.parse_args()
    register = make_register(1, MEMBERS)
    files = make_files(register, seed=args.seed, each=args.each)
    counts = measure(register, files, people=args.people)
    held = show(figures(counts))
    if args.people == PEOPLE:
        held &= show(speed.figures(speed.measured(register)))
    for refusal, count in counts.refused.items():
        print(f"  not read: {refusal} ({count} files)")
    if args.show:
        _details(counts, args.show)
    return 0 if held else 1


def _details(counts: Counts, most: int) -> None:
    for kind, outcomes in sorted(counts.kinds.items()):
        print(f"  {kind:34}{dict(outcomes)}")
    for what, lines in counts.failures.items():
        print(f"\n{what}: {len(lines)}")
        for line in lines[:most]:
            print("   ", line)


if __name__ == "__main__":
    sys.exit(main())
