"""Files are worked on by their commission and by BEX; each does its own step only."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.infra.cast import Cast
from tests.roles import Access, only
from tests.roles.files import _case

READ = only(200, "cfpc", "bex") | {"caap": 404}


def _url(path: str, step: str = "submitted"):
    """A file of the training commission, brought to a step."""

    def url(cast: Cast) -> str:
        from lms import clock
        from lms.extensions import transaction
        from lms.services import case_decisions
        from tests.services.objection_world import REJECTED

        case_id, document_id = _case(cast, "submitted")
        with transaction() as session:
            officer: dict[str, Any] = {"account_id": cast.cfpc.id, "now": clock.now()}
            if step in {"taken", "proposed"}:
                case_decisions.take_into_analysis(session, case_id, **officer)
            if step == "proposed":
                case_decisions.propose(session, case_id, REJECTED, **officer)
        return f"/commission/files/{case_id}{path}".replace("DOC", str(document_id))

    return url


def _decision(cast: Cast) -> dict[str, str]:
    from lms import clock

    return {
        "outcome": "rejected",
        "reasons": "Raportul arată prezența.",
        "number": uuid4().hex[:10],
        "decided_on": clock.today().isoformat(),
    }


MATRIX = [
    Access(
        "commission.index",
        "GET",
        url=lambda cast: "/commission",
        **only(200, "cfpc", "caap", "bex"),
    ),
    Access("commission.show", "GET", url=_url(""), **READ),
    Access("commission.document", "GET", url=_url("/documents/DOC"), **READ),
    Access("commission.take", "POST", url=_url("/take"), **only(302, "cfpc") | {"caap": 404}),
    Access(
        "commission.propose",
        "POST",
        url=_url("/proposal", "taken"),
        data=lambda cast: {"outcome": "rejected", "reasons": "Lista este corectă."},
        **only(302, "cfpc") | {"caap": 404},
    ),
    Access(
        "commission.decide",
        "POST",
        url=_url("/decision", "proposed"),
        data=_decision,
        **only(302, "bex"),
    ),
]
