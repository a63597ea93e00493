"""Norms: what is in force is public; the Training Commission drafts; BEX decides, never alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from tests.infra import norms as made
from tests.infra.cast import Cast
from tests.roles import Access, anyone, only

DRAFTERS = ("cfpc",)
OFFICERS = ("cfpc", "bex")
AHEAD = date(2099, 1, 1)


def _in_force(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.services import regulations

    del cast
    with transaction() as session:
        regulations.ensure_bundled(session, now=clock.now())
    return "/norms"


def _draft_id(cast: Cast, *, simulated: bool = False) -> UUID:
    """A draft on which everything may be done: the same one until something was."""
    from lms import clock
    from lms.extensions import transaction
    from lms.models import DraftState, NormsDraft
    from lms.services import norms_adoption, norms_simulation, regulations

    _in_force(cast)
    with transaction() as session:
        for draft in session.query(NormsDraft).filter_by(state=DraftState.DRAFT).all():
            decision = norms_adoption.open_decision(session, draft.id)
            if decision is not None:
                norms_adoption.withdraw(
                    session, decision.id, account_id=cast.bex.id, now=clock.now()
                )
            break
        else:
            last = regulations.newest(session).effective_from
            draft = made.begin_draft(
                session,
                cast.cfpc.id,
                now=clock.now(),
                effective_from=date(max(2098, last.year) + 1, 1, 1),
                credits=None,
            )
        if simulated and norms_simulation.of_this_text(session, draft) is None:
            made.simulate(session, draft, cast.cfpc.id, now=clock.now(), years=[clock.today().year])
        return draft.id


def _draft(tail: str = "", *, simulated: bool = False) -> Callable[[Cast], str]:
    return lambda cast: f"/norms/drafts/{_draft_id(cast, simulated=simulated)}{tail}"


def _revision(cast: Cast) -> str:
    from lms.extensions import db
    from lms.models import NormsDraft

    draft = db.session.get(NormsDraft, _draft_id(cast))
    assert draft is not None
    return str(draft.revision)


def _seen(**more: Any) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: {"seen": _revision(cast)} | more


def _case(cast: Cast) -> str:
    from credit_engine.results import Outcome
    from lms import clock
    from lms.extensions import transaction
    from lms.models import NormsCase
    from lms.services import norms_cases

    draft_id = _draft_id(cast)
    with transaction() as session:
        case = session.query(NormsCase).filter_by(draft_id=draft_id).first()
        if case is None:
            case = norms_cases.add_made_up(
                session,
                draft_id,
                norms_cases.Expected(
                    sentence="Un caz.",
                    year=2025,
                    asked_on=date(2026, 5, 1),
                    outcome=Outcome.MET,
                    credits=None,
                ),
                norms_cases.MadeUp(registered_on=date(2015, 1, 1), credits=12_000),
                account_id=cast.cfpc.id,
                now=clock.now(),
            )
        return f"/norms/drafts/{draft_id}/cases/{case.id}/remove"


def _simulation(tail: str = "") -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        from lms.extensions import db
        from lms.models import NormsSimulation

        draft_id = _draft_id(cast, simulated=True)
        found = db.session.query(NormsSimulation).filter_by(draft_id=draft_id).first()
        assert found is not None
        return f"/norms/simulations/{found.id}{tail}"

    return url


def _decision(tail: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        from lms import clock
        from lms.extensions import transaction
        from lms.models import NormsDraft
        from lms.services import norms_drafts

        draft_id = _draft_id(cast, simulated=True)
        with transaction() as session:
            draft = session.get_one(NormsDraft, draft_id)
            day = norms_drafts.read(draft).version.effective_from
            decision = made.enter(session, draft, cast.cfpc.id, now=clock.now(), effective_from=day)
        return f"/norms/decisions/{decision.id}{tail}"

    return url


def _begin(cast: Cast) -> dict[str, Any]:
    del cast
    return {"effective_from": "2098-01-01", "title_ro": "Norme", "title_en": "Norms"}


CASE = {
    "sentence": "Un caz.",
    "who": "made_up",
    "registered_on": "2015-01-01",
    "credits": "11",
    "year": "2025",
    "asked_on": "2026-05-01",
    "outcome": "met",
}
ACT = {
    "body": "council",
    "number": "7",
    "decided_on": "2026-03-01",
    "effective_from": AHEAD.isoformat(),
}
HEADING = {
    "title_ro": "Norme",
    "title_en": "Norms",
    "legal_basis": "Proiect",
    "effective_from": AHEAD.isoformat(),
}
MATRIX = [
    Access("norms.index", "GET", url=_in_force, **anyone(200)),
    Access(
        "norms.drafts",
        "GET",
        url=lambda cast: _in_force(cast) + "/drafts",
        **only(200, *OFFICERS),
    ),
    Access(
        "norms.new",
        "GET",
        url=lambda cast: _in_force(cast) + "/drafts/new",
        **only(200, *DRAFTERS),
    ),
    Access(
        "norms.begin",
        "POST",
        url=lambda cast: _in_force(cast) + "/drafts/new",
        data=_begin,
        **only(302, *DRAFTERS),
    ),
    Access("norms.draft", "GET", url=_draft(), **only(200, *OFFICERS)),
    Access("norms.save", "GET", url=_draft("/saves/1"), **only(200, *OFFICERS)),
    Access(
        "norms.restore",
        "POST",
        url=_draft("/saves/1/restore"),
        data=_seen(),
        **only(302, *DRAFTERS),
    ),
    Access(
        "norms.chapter", "GET", url=_draft("/values/annual_requirement"), **only(200, *DRAFTERS)
    ),
    Access(
        "norms.save_chapter",
        "POST",
        url=_draft("/values/annual_requirement"),
        data=_seen(),
        **only(302, *DRAFTERS),
    ),
    Access("norms.heading", "GET", url=_draft("/heading"), **only(200, *DRAFTERS)),
    Access(
        "norms.save_heading",
        "POST",
        url=_draft("/heading"),
        data=_seen(**HEADING),
        **only(302, *DRAFTERS),
    ),
    Access("norms.text", "GET", url=_draft("/text"), **only(200, *DRAFTERS)),
    Access(
        "norms.save_text",
        "POST",
        url=_draft("/text"),
        data=lambda cast: {"seen": "0", "text": "altceva"},
        **only(409, *DRAFTERS),
    ),
    Access(
        "norms.check",
        "POST",
        url=_draft("/check"),
        data=lambda cast: {"text": "x: 1"},
        **only(200, *DRAFTERS),
    ),
    Access("norms.cases", "GET", url=_draft("/cases"), **only(200, *OFFICERS)),
    Access(
        "norms.add_case",
        "POST",
        url=_draft("/cases"),
        data=lambda cast: CASE,
        **only(302, *DRAFTERS),
    ),
    Access("norms.remove_case", "POST", url=_case, **only(302, *DRAFTERS)),
    Access("norms.simulation", "GET", url=_simulation(), **only(200, *OFFICERS)),
    Access("norms.simulation_state", "GET", url=_simulation("/state"), **only(200, *OFFICERS)),
    Access("norms.decision", "GET", url=_draft("/decision"), **only(200, *OFFICERS)),
    Access(
        "norms.enter",
        "POST",
        url=_draft("/decision", simulated=True),
        data=lambda cast: ACT,
        **only(302, *OFFICERS),
    ),
    Access("norms.decision_state", "GET", url=_decision("/state"), **only(200, *OFFICERS)),
    Access("norms.withdraw", "POST", url=_decision("/withdraw"), **only(302, *OFFICERS)),
    # Last, because they use a draft up.
    Access(
        "norms.simulate",
        "POST",
        url=_draft("/simulations"),
        data=_seen(years="2025"),
        **only(302, *DRAFTERS),
    ),
    Access("norms.abandon", "POST", url=_draft("/abandon"), data=_seen(), **only(302, *DRAFTERS)),
    Access("norms.confirm", "POST", url=_decision("/confirm"), **only(302, "bex")),
]
