"""BEX decides on a provider, killed with SIGKILL about the commit: sent again, once decided."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import (
    ApprovalRequest,
    AuditEntry,
    CaseEvent,
    CaseFile,
    CaseState,
    Decision,
    Notification,
    ProviderApproval,
)
from lms.services import case_decisions
from lms.services.procedures import Verdict
from tests.infra.cast import sign_in
from tests.infra.killed import killed_at
from tests.services.objection_world import NOW
from tests.services.provider_world import submitted
from tests.tasks.test_promotion_killed import BROWSER

FORM = {
    "outcome": "approved",
    "reasons": "Dosar complet.",
    "number": "77",
    "decided_on": "2026-04-02",
    "valid_until": "2030-04-02",
}


def found(app, case_id):
    """What there is of the decision: approvals, the file's state, and what was said.

    The last: decisions, notices, events of the file and lines of the audit (file and provider).
    """
    with app.app_context():
        session = db.session()
        provider_id = session.get_one(ApprovalRequest, case_id).provider_id
        approvals = [
            (approval.decision_number, str(approval.valid_from), str(approval.valid_until))
            for approval in session.scalars(
                select(ProviderApproval).where(ProviderApproval.provider_id == provider_id)
            )
        ]
        said = [
            session.scalars(select(func.count()).select_from(table).where(here)).one()
            for table, here in (
                (Decision, Decision.case_id == case_id),
                (Notification, Notification.kind == "approval_decided"),
                (CaseEvent, (CaseEvent.case_id == case_id) & (CaseEvent.code == "decided")),
                (AuditEntry, AuditEntry.action == "case.decided"),
                (AuditEntry, AuditEntry.action == "provider.approved"),
            )
        ]
        answer = (approvals, session.get_one(CaseFile, case_id).state, said)
        db.session.remove()
    return answer


NOTHING: tuple[list[tuple[str, str, str]], CaseState, list[int]] = (
    [],
    CaseState.PROPOSED,
    [0, 0, 0, 0, 0],
)
ONCE = ([("77", "2026-04-02", "2030-04-02")], CaseState.DECIDED, [1, 1, 1, 1, 1])


# The first transaction of the browser's process signs in; the second one is the decision.
@pytest.mark.parametrize(
    ("point", "left"),
    [("before-commit", NOTHING), ("after-commit", ONCE)],
    ids=["before-commit", "after-commit"],
)
def test_an_approval_killed_and_sent_again_is_made_once(
    client, app, cast, database_url, tmp_path, point, left
):
    with app.app_context():
        with transaction() as session:
            settings = app.extensions["settings"]
            case_id = submitted(session, cast, settings=settings, now=NOW).id
            verdict = Verdict(
                outcome="approved", reasons="Dosar complet.", valid_until=date(2030, 4, 2)
            )
            case_decisions.take_into_analysis(session, case_id, account_id=cast.cfpc.id, now=NOW)
            case_decisions.propose(session, case_id, verdict, account_id=cast.cfpc.id, now=NOW)
        db.session.remove()
    url = f"/commission/files/{case_id}/decision"
    assert found(app, case_id) == NOTHING
    killed_at(
        point,
        BROWSER,
        cast.bex.id,
        url,
        *[word for pair in FORM.items() for word in pair],
        passes=1,
        database_url=database_url,
        folder=tmp_path,
    )
    assert found(app, case_id) == left
    sign_in(client, cast.bex)
    for _ in range(2):
        assert client.post(url, data=FORM).status_code == 302
        assert found(app, case_id) == ONCE
