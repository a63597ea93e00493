"""A case checked as a whole: every decision leads somewhere, every way comes to an end."""

from __future__ import annotations

from collections.abc import Sequence

from courses.located import Located, Reader
from courses.model import Step

MOST_STEPS = 12


def check_case(
    question_id: str, steps: Sequence[tuple[Step, Located]], line: int, reader: Reader
) -> None:
    """Report steps that lack a right or a wrong decision, lead nowhere or back, or are unreached.

    `steps` come with the node at which each stands; `line` is that of the list.
    """
    if len(steps) > MOST_STEPS:
        reader.report(
            "case_steps_number", line, value=question_id, found=len(steps), high=MOST_STEPS
        )
    by_id = {step.id: step for step, _ in steps}
    for step, node in steps:
        right = sum(answer.correct for answer in step.answers)
        if step.answers and not 0 < right < len(step.answers):
            reader.report("case_step_one_sided", node.line, value=question_id, step=step.id)
        for answer in step.answers:
            if answer.next and answer.next not in by_id:
                reader.report("case_step_unknown", node.line, value=question_id, step=answer.next)
    reached = _reached(steps[0][0], by_id) if steps else set()
    for step, node in steps:
        if step.id not in reached:
            reader.report("case_step_unreached", node.line, value=question_id, step=step.id)
        if any(
            step.id in _reached(by_id[answer.next], by_id)
            for answer in step.answers
            if answer.next in by_id
        ):
            reader.report("case_without_end", node.line, value=question_id, step=step.id)


def _reached(first: Step, by_id: dict[str, Step]) -> set[str]:
    """The steps that can come from a step on, itself included."""
    found: set[str] = set()
    waiting = [first]
    while waiting:
        step = waiting.pop()
        if step.id not in found:
            found.add(step.id)
            waiting += [by_id[a.next] for a in step.answers if a.next in by_id]
    return found
