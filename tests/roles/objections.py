"""Reported mistakes: only people who act for the provider of the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.infra.cast import Cast
from tests.roles import Access, only

if TYPE_CHECKING:
    from lms.models import CaseFile

OWN = only(200, "provider") | {"provider_colleague": 200}


def case_with_provider(cast: Cast) -> UUID:
    """A new file of the member that waits for the provider; the one before is taken back."""
    from lms import clock
    from lms.extensions import transaction
    from lms.models import CaseState, ObjectionKind
    from lms.services import case_files, objections, provider_turns
    from tests.infra.credit import book_edition
    from tests.services.objection_world import SETTINGS, member_id

    now = clock.now()
    with transaction() as session:
        line = book_edition(session, cast)

        def open_one() -> CaseFile:
            return objections.object_to_line(
                session,
                line.id,
                ObjectionKind.DID_NOT_ATTEND,
                member_id=member_id(cast.member),
                account_id=cast.member.id,
                now=now,
            )

        case = open_one()
        if case.state is not CaseState.DRAFT:
            case_files.withdraw(session, case, account_id=cast.member.id, now=now)
            case = open_one()
        case_files.write_statement(session, case, "Nu am fost acolo.")
        provider_turns.submit(session, case, settings=SETTINGS, now=now)
        return case.id


MATRIX = [
    Access(
        "objections.index",
        "GET",
        url=lambda cast: "/provider/objections",
        **OWN,
        stranger_provider=200,
    ),
    Access(
        "objections.show",
        "GET",
        url=lambda cast: f"/provider/objections/{case_with_provider(cast)}",
        **OWN,
        stranger_provider=404,
    ),
    Access(
        "objections.reply",
        "POST",
        url=lambda cast: f"/provider/objections/{case_with_provider(cast)}/reply",
        data=lambda cast: {"reply": "disputes", "reasons": "Raportul arată 6 ore."},
        **only(303, "provider") | {"provider_colleague": 303},
        stranger_provider=404,
    ),
]
