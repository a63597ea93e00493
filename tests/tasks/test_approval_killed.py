"""BEX decides on a provider or programme, killed with SIGKILL about the commit: decided once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

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
    ProgrammeApproval,
    ProgrammeRequest,
    ProviderApproval,
)
from lms.services import case_decisions
from lms.services.procedures import Verdict
from tests.infra.cast import sign_in
from tests.infra.killed import killed_at
from tests.services import programme_world, provider_world
from tests.services.objection_world import NOW
from tests.tasks.test_promotion_killed import BROWSER

FORM = {
    "outcome": "approved",
    "reasons": "Dosar complet.",
    "number": "77",
    "decided_on": "2026-04-02",
    "valid_until": "2030-04-02",
}
VERDICT = Verdict(outcome="approved", reasons="Dosar complet.", valid_until=date(2030, 4, 2))


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is submitted, what is sent, what its decision leaves."""

    submit: Callable[..., CaseFile]
    form: dict[str, str]
    verdict: Verdict
    approvals: Callable[[Any, Any], list[Any]]  # of the file's subject
    notice: str
    told: int  # people of the organiser and its partners
    audited: str


def provider_approvals(session, case_id):
    subject = session.get_one(ApprovalRequest, case_id).provider_id
    return session.scalars(
        select(ProviderApproval).where(ProviderApproval.provider_id == subject)
    ).all()


def programme_approvals(session, case_id):
    subject = session.get_one(ProgrammeRequest, case_id).programme_id
    return session.scalars(
        select(ProgrammeApproval).where(ProgrammeApproval.programme_id == subject)
    ).all()


KINDS = {
    "provider": Kind(
        submit=provider_world.submitted,
        form=FORM,
        verdict=VERDICT,
        approvals=provider_approvals,
        notice="approval_decided",
        told=1,
        audited="provider.approved",
    ),
    "programme": Kind(
        submit=programme_world.submitted,
        form=FORM | {"credits": "6,5"},
        verdict=replace(VERDICT, credits=6500),
        approvals=programme_approvals,
        notice="programme_decided",
        told=2,
        audited="programme.approved",
    ),
}


def found(app, kind, case_id):
    """What there is of the decision: approvals, the file's state, and what was said.

    The last: decisions, notices to each, events of the file, lines of the audit (of both).
    """
    with app.app_context():
        session = db.session()
        approvals = [
            (approval.decision_number, str(approval.valid_from), str(approval.valid_until))
            for approval in kind.approvals(session, case_id)
        ]
        said = [
            session.scalars(select(func.count()).select_from(table).where(here)).one()
            for table, here in (
                (Decision, Decision.case_id == case_id),
                (Notification, Notification.kind == kind.notice),
                (CaseEvent, (CaseEvent.case_id == case_id) & (CaseEvent.code == "decided")),
                (AuditEntry, AuditEntry.action == "case.decided"),
                (AuditEntry, AuditEntry.action == kind.audited),
            )
        ]
        said[1] //= kind.told
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
@pytest.mark.parametrize("name", KINDS)
def test_an_approval_killed_and_sent_again_is_made_once(
    client, app, cast, database_url, tmp_path, point, left, name
):
    kind = KINDS[name]
    with app.app_context():
        with transaction() as session:
            settings = app.extensions["settings"]
            case_id = kind.submit(session, cast, settings=settings, now=NOW).id
            case_decisions.take_into_analysis(session, case_id, account_id=cast.cfpc.id, now=NOW)
            case_decisions.propose(session, case_id, kind.verdict, account_id=cast.cfpc.id, now=NOW)
        db.session.remove()
    url = f"/commission/files/{case_id}/decision"
    assert found(app, kind, case_id) == NOTHING
    killed_at(
        point,
        BROWSER,
        cast.bex.id,
        url,
        *[word for pair in kind.form.items() for word in pair],
        passes=1,
        database_url=database_url,
        folder=tmp_path,
    )
    assert found(app, kind, case_id) == left
    sign_in(client, cast.bex)
    for _ in range(2):
        assert client.post(url, data=kind.form).status_code == 302
        assert found(app, kind, case_id) == ONCE
