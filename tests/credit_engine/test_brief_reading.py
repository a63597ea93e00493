"""A year reads only what stands against an activity; it must not answer otherwise for that."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from credit_engine.activity import judged_activity
from credit_engine.eligibility import objections, standing
from credit_engine.facts import last_day

from .test_laws import NFPC, ON, members


@given(members(), st.integers(0, 400))
def test_objections_alone_decide_as_all_the_findings_do(facts, earlier):
    on = ON - timedelta(days=earlier)
    for activity in facts.activities:
        whole, brief = (
            judged_activity(
                NFPC, facts, activity, day=last_day(activity), on=on, known_at=None, read=read
            )
            for read in (standing, objections)
        )
        for field in ("outcome", "credits", "possible", "basis", "orientative", "version"):
            assert getattr(brief, field) == getattr(whole, field)
        kept = [f for f in whole.findings if f.credits is not None or f.outcome is whole.outcome]
        said = [f for f in brief.findings if f.credits is not None or f.outcome is brief.outcome]
        assert kept[-1] == said[-1]
