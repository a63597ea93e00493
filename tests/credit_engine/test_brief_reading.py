"""A year reads only what stands against an activity; it must not answer otherwise for that."""

from hypothesis import given, settings

from credit_engine.activity import judged_activity
from credit_engine.eligibility import objections, standing
from credit_engine.facts import last_day

from .laws.worlds import worlds


@settings(max_examples=min(settings().max_examples, 60))
@given(worlds())
def test_objections_alone_decide_as_all_the_findings_do(world):
    for activity in world.facts.activities:
        whole, brief = (
            judged_activity(
                world.regulation,
                world.facts,
                activity,
                day=last_day(activity),
                on=world.on,
                known_at=world.known_at,
                read=read(world.facts, world.known_at),
            )
            for read in (standing, objections)
        )
        for field in ("outcome", "credits", "possible", "orientative", "version"):
            assert getattr(brief, field) == getattr(whole, field)
        kept = [f for f in whole.findings() if f.credits is not None or f.outcome is whole.outcome]
        said = [f for f in brief.findings() if f.credits is not None or f.outcome is brief.outcome]
        assert kept[-1] == said[-1]
        if whole.amount is not None and brief.amount is not None:
            assert brief.amount[:4] == whole.amount[:4]
            explained = whole.amount.explained()
            assert whole.amount[1:4] == (explained.rule, explained.basis, explained.outcome)
            assert whole.amount.credits == explained.credits or whole.amount.credits is None
