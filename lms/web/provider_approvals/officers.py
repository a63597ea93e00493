"""What officers download beside the desk: the opis of a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lms import clock
from lms.errors import N_, NotFound
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import case_decisions, case_queries, programme_files, provider_approvals
from lms.web.access import person, roles
from lms.web.context import settings
from lms.web.downloads import send_stored
from lms.web.provider_approvals.frame import blueprint

_READERS = {
    **dict.fromkeys(provider_approvals.KINDS, provider_approvals.read_opis),
    **dict.fromkeys(programme_files.KINDS, programme_files.read_opis),
}


@blueprint.get("/commission/files/<uuid:case_id>/opis")
@roles(Role.CFPC, Role.BEX)
def officer_opis(case_id: UUID) -> Any:
    """The opis of a file; that it was read is noted."""
    account_id = person().account_id
    with transaction() as session:
        case, held = case_decisions.case_for_officer(
            session, case_id, account_id=account_id, on=clock.today()
        )
        read = _READERS.get(case.kind)
        if read is None:
            raise NotFound(N_("Acest dosar nu are opis."))
        case_queries.record_view(
            session,
            case,
            roles=held,
            account_id=account_id,
            now=clock.now(),
            action=case_queries.READ_DOCUMENT,
        )
    return send_stored(*read(db.session(), case, settings=settings()))
