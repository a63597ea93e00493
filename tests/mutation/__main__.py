"""`make mutants`: change the credit engine in small ways and see that a test fails each time.

A sample of mutants (the same for the same seed), spread over all modules but the command line.
For each only the tests that run its line are run. Prints the survivors and writes a report.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of, source_of
from tests.mutation.reasons import REASONS
from tests.mutation.running import PACKAGE, ROOT, Trial, is_killed, killed_quickly, trace_tests

NOT_MUTATED = {"__main__.py", "__init__.py"}
REPORT = ROOT / "docs" / "mutation.md"


def main() -> int:
    """Run; 1 when more than a tenth of the mutants live."""
    options = _options()
    everyone = [m for path in _modules(options.only) for m in mutants_of(path)]
    chosen = _sample(everyone, options.count, options.seed)
    sys.stdout.write(f"{len(chosen)} of {len(everyone)} mutants; finding out who runs what …\n")
    sys.stdout.flush()
    calls, seconds = trace_tests()
    running: dict[tuple[str, int], list[str]] = defaultdict(list)
    for test, seen in calls.items():
        for place in seen:
            running[place].append(test)
    trials = [_trial(n, mutant, running, seconds) for n, mutant in enumerate(chosen)]
    alive: list[Mutant] = []

    def judge(share: Sequence[Trial]) -> None:
        for done, (number, killed) in enumerate(killed_quickly(share), 1):
            trial, mutant = trials[number], chosen[number]
            if not killed and not _dies_when_imported(trial):
                alive.append(mutant)
                sys.stdout.write(f"lives: {mutant.name} ({len(trial.tests)} tests)\n")
            if done % 25 == 0:
                sys.stdout.write(f"{done}/{len(share)}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(judge, [trials[n :: options.workers] for n in range(options.workers)]))
    share = 100 * len(alive) / len(chosen)
    sys.stdout.write(f"{len(alive)} of {len(chosen)} live: {share:.1f} %\n")
    if options.report:
        REPORT.write_text(_report(chosen, alive, seed=options.seed, of=len(everyone)))
    return 1 if share > 10 else 0


def _trial(
    number: int,
    mutant: Mutant,
    running: Mapping[tuple[str, int], list[str]],
    seconds: Mapping[str, float],
) -> Trial:
    tests = sorted(_tests_of(mutant, running), key=lambda test: seconds[test])
    limit = 10 + 3 * sum(seconds[test] for test in tests)
    return Trial(number, mutant.path, source_of(mutant), tests, limit)


def _dies_when_imported(trial: Trial) -> bool:
    """Whether a test fails when everything is imported anew; without any test nothing fails."""
    return bool(trial.tests) and is_killed(
        trial.path, trial.source, trial.tests, seconds=trial.seconds
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="how many mutants (0: all)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[], help="modules, such as year.py")
    parser.add_argument("--report", action="store_true", help="write docs/mutation.md")
    return parser.parse_args()


def _modules(only: Sequence[str]) -> list[Path]:
    found = sorted(path for path in PACKAGE.glob("*.py") if path.name not in NOT_MUTATED)
    return [path for path in found if not only or path.name in only]


def _sample(everyone: list[Mutant], count: int, seed: int) -> list[Mutant]:
    if not count or count >= len(everyone):
        return everyone
    chosen = random.Random(seed).sample(everyone, count)
    return sorted(chosen, key=lambda mutant: (mutant.path.name, mutant.number))


def _tests_of(mutant: Mutant, running: Mapping[tuple[str, int], list[str]]) -> set[str]:
    """The tests that call the function around a mutant; outside any, all that use the module."""
    for line in mutant.functions:
        if tests := running.get((mutant.path.name, line)):
            return set(tests)
    inside = (tests for (name, _), tests in running.items() if name == mutant.path.name)
    return {test for tests in inside for test in tests}


def _report(chosen: Sequence[Mutant], alive: Sequence[Mutant], *, seed: int, of: int) -> str:
    made, left = (Counter(m.path.name for m in group) for group in (chosen, alive))
    share = 100 * len(alive) / len(chosen)
    rows = "".join(f"| `{name}` | {made[name]} | {left[name]} |\n" for name in sorted(made))
    living = "".join(_living(m) for m in sorted(alive, key=lambda m: m.name))
    return (
        "# Mutants of the credit engine\n\n"
        "Written by `make mutants`. A mutant is the engine with one small change: another\n"
        "comparison, another operation, a number one greater, a condition turned round, a result\n"
        "left out. A test should fail for each; one that lives is a change that no test would\n"
        "have noticed (or one that changes nothing: a shortcut for speed, a branch that cannot\n"
        "happen).\n\n"
        f"**{len(chosen)} mutants** of {of} (all modules but the command line, seed {seed}): "
        f"**{len(alive)} live, {share:.1f} %**.\n\n"
        f"| Module | Mutants | Live |\n|---|---|---|\n{rows}\n"
        f"## Those that live\n\n{living or '- none'}\n"
    )


def _living(mutant: Mutant) -> str:
    """A survivor and why it lives: the reason is found by file and change, lines may move."""
    place, _, change = mutant.name.partition(" ")
    reason = REASONS.get(f"{place.partition(':')[0]} {change}", "no test looks at this yet")
    return f"- `{mutant.name}`: {reason}\n"


if __name__ == "__main__":
    sys.exit(main())
