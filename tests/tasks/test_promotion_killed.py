"""BEX decides on a grade, killed with SIGKILL about the commit: sent again, it is decided once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import (
    AuditEntry,
    CaseEvent,
    CaseFile,
    CaseState,
    Decision,
    MemberGrade,
    Notification,
)
from tests.infra.cast import sign_in
from tests.infra.killed import killed_at
from tests.services.promotion_world import asked, furnish, grades, proposed

BROWSER = """
import sys
from types import SimpleNamespace
from uuid import UUID
from lms.app import create_app
from tests.infra.cast import sign_in
client = create_app(testing=True).test_client()
sign_in(client, SimpleNamespace(id=UUID(sys.argv[1])))
client.post(sys.argv[2], data=dict(zip(sys.argv[3::2], sys.argv[4::2])))
"""
FORM = {
    "outcome": "approved",
    "reasons": "Îndeplinește condițiile.",
    "number": "45",
    "decided_on": "2026-04-02",
}
BEFORE = [("practicant", "2019-05-06", None, None)]
RAISED = [
    ("practicant", "2019-05-06", "2026-04-02", None),
    ("specialist", "2026-04-02", None, "BEX 45/02.04.2026"),
]


def found(app, cast, case_id):
    """What there is of the decision: grades, rows of grades, the file's state, and what was said.

    The last: decisions, notices, events of the file and lines of the audit.
    """
    with app.app_context():
        session = db.session()
        case = session.get_one(CaseFile, case_id)
        rows = session.scalars(
            select(func.count()).where(MemberGrade.member_id == cast.member.member_id)
        ).one()
        said = [
            session.scalars(select(func.count()).select_from(table).where(here)).one()
            for table, here in (
                (Decision, Decision.case_id == case_id),
                (Notification, Notification.kind == "promotion_decided"),
                (CaseEvent, (CaseEvent.case_id == case_id) & (CaseEvent.code == "decided")),
                (AuditEntry, AuditEntry.action == "case.decided"),
            )
        ]
        answer = (grades(session, cast.member), rows, case.state, said)
        db.session.remove()
    return answer


NOTHING = (BEFORE, 1, CaseState.PROPOSED, [0, 0, 0, 0])
ONCE = (RAISED, 3, CaseState.DECIDED, [1, 1, 1, 1])  # the grade's old row is superseded, not edited


# The first transaction of the browser's process signs in; the second one is the decision.
@pytest.mark.parametrize(
    ("point", "left"),
    [("before-commit", NOTHING), ("after-commit", ONCE)],
    ids=["before-commit", "after-commit"],
)
def test_a_decision_killed_and_sent_again_is_made_once(
    client, app, cast, database_url, tmp_path, point, left
):
    with app.app_context():
        with transaction() as session:
            furnish(session, cast)
            case_id = proposed(session, cast, asked(session, cast)).id
        db.session.remove()
    url = f"/commission/files/{case_id}/decision"
    arguments = [word for pair in FORM.items() for word in pair]
    assert found(app, cast, case_id) == NOTHING
    killed_at(
        point,
        BROWSER,
        cast.bex.id,
        url,
        *arguments,
        passes=1,
        database_url=database_url,
        folder=tmp_path,
    )
    assert found(app, cast, case_id) == left
    sign_in(client, cast.bex)
    for _ in range(2):
        assert client.post(url, data=FORM).status_code == 302
        assert found(app, cast, case_id) == ONCE
