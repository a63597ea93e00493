"""Why a mutant may live: "module.py change" -> reason, as docs/mutation.md prints it."""

from __future__ import annotations

_SHORTCUT = "a shortcut for speed: the longer way gives the same answer"
_SAME = "changes nothing: both sides were made with one length"

REASONS: dict[str, str] = {
    "allotment.py one more: 0": "a limit that is left in is kept anyway: " + _SHORTCUT,
    "allotment.py min/max, all/any: min(b.factors.values())": _SHORTCUT,
    "allotment.py other truth: True": _SAME,
    "caps.py condition turned round: if dropped and first != whole:": _SHORTCUT,
    "caps.py other branch: self.bounds if undecided is None else self.shared": (
        "only how soon the search gives up: the choice found is the same"
    ),
    "contradictions.py one more: 0": "stands for a missing number that the line before refused",
    "eligibility.py other comparison: activity.form is not None": (
        "a shortcut: what it lets through is asked again in words"
    ),
    "facts_checking.py min/max, all/any: min((day for day in standing if day is not None), "
    "default=None)": "two entries in force at once are refused before",
    "legal_time.py other comparison: instant.tzinfo is UTC": "only which days are remembered",
    "loading.py and/or: problems or regulation is None": (
        "a regulation with problems is never made, so both are true or none"
    ),
    "plan_table.py other truth: True": _SAME,
}
