"""Grades: asked for by the member or a branch, proposed by CAAP, decided by BEX."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.infra.cast import Cast
from tests.roles import Access, only

OWN = only(200, "member") | {"colleague": 404, "stranger": 404}
SENT = only(302, "member") | {"colleague": 404, "stranger": 404}
OFFICER = only(200, "caap", "bex")


def _case(cast: Cast, step: str = "submitted") -> UUID:
    """A new file for a grade of the member, brought to a step; an older one is ended first."""
    from lms import clock
    from lms.extensions import transaction
    from lms.models import CaseState, Grade
    from lms.services import case_decisions, case_files, promotions
    from tests.services.promotion_world import REJECTED, SETTINGS

    now = clock.now()
    member_id = cast.member.member_id
    assert member_id is not None
    about: dict[str, Any] = {"account_id": cast.member.id, "settings": SETTINGS, "now": now}
    with transaction() as session:
        case = promotions.ask(session, member_id, Grade.SPECIALIST, **about)
        if case.state is CaseState.PROPOSED:
            _decide(session, case.id, cast, now)
            case = promotions.ask(session, member_id, Grade.SPECIALIST, **about)
        if step in {"proposed", "decided"}:
            case_decisions.propose(session, case.id, REJECTED, account_id=cast.caap.id, now=now)
        if step == "decided":
            _decide(session, case.id, cast, now)
        if step == "withdrawn":
            case_files.withdraw(session, case, account_id=cast.member.id, now=now)
    return case.id


def _decide(session: Any, case_id: UUID, cast: Cast, now: Any) -> None:
    from lms.clock import legal_day
    from lms.services import case_decisions
    from tests.services.promotion_world import REJECTED, SETTINGS

    case_decisions.decide(
        session,
        case_id,
        REJECTED,
        number=uuid4().hex[:10],
        decided_on=legal_day(now),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=now,
    )


def _url(path: str, step: str = "submitted"):
    def url(cast: Cast) -> str:
        return path.replace("CASE", str(_case(cast, step)))

    return url


def _member_url(cast: Cast) -> str:
    """The member, without an open file."""
    _case(cast, "withdrawn")
    return f"/branch/promotions/{cast.member.member_key}"


def _ask_document(cast: Cast) -> dict[str, str]:
    from datetime import timedelta

    from lms import clock

    return {"text": "Copia contractului.", "until": str(clock.today() + timedelta(days=9))}


def _session_form(cast: Cast) -> dict[str, str]:
    from lms import clock

    return {
        "decided_on": clock.today().isoformat(),
        f"number-{_case(cast, 'proposed')}": uuid4().hex[:10],
    }


MATRIX = [
    Access("promotions.index", "GET", url=lambda cast: "/promotion", **only(200, "member")),
    Access(
        "promotions.ask",
        "POST",
        url=lambda cast: "/promotion",
        data=lambda cast: {"grade": "specialist"},
        **only(302, "member"),
    ),
    Access("promotions.record", "GET", url=_url("/promotion/CASE/record"), **OWN),
    Access("promotions.record_file", "GET", url=_url("/promotion/CASE/record.json"), **OWN),
    Access("promotions.contest", "GET", url=_url("/promotion/CASE/contest", "decided"), **OWN),
    Access(
        "promotions.send_contest",
        "POST",
        url=_url("/promotion/CASE/contest", "decided"),
        data=lambda cast: {"statement": "Creditele sunt în evidență."},
        **SENT,
    ),
    Access("promotions.monthly", "GET", url=lambda cast: "/commission/promotions", **OFFICER),
    Access(
        "promotions.officer_record",
        "GET",
        url=_url("/commission/promotions/CASE/record"),
        **OFFICER,
    ),
    Access(
        "promotions.officer_record_file",
        "GET",
        url=_url("/commission/promotions/CASE/record.json"),
        **OFFICER,
    ),
    Access(
        "promotions.session",
        "GET",
        url=lambda cast: "/commission/promotions/session",
        **only(200, "bex"),
    ),
    Access(
        "promotions.record_session",
        "POST",
        url=lambda cast: "/commission/promotions/session",
        data=_session_form,
        **only(302, "bex"),
    ),
    Access(
        "commission.ask_document",
        "POST",
        url=_url("/commission/files/CASE/ask"),
        data=_ask_document,
        **only(302, "caap") | {"cfpc": 404},
    ),
    Access(
        "promotions.branch", "GET", url=lambda cast: "/branch/promotions", **only(200, "branch")
    ),
    Access("promotions.branch_member", "GET", url=_member_url, **only(200, "branch")),
    Access(
        "promotions.file_for_member",
        "POST",
        url=_member_url,
        data=lambda cast: {"grade": "specialist", "how": "La telefon."},
        **only(302, "branch"),
    ),
]
