"""The end of a programme's approval is told ahead, and when it comes; past credits never change.

The norms set no term within which re-approval of a programme is asked, so the days ahead are a
courtesy of ours. Each person gets one letter, however many programmes end together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import legal_day
from lms.models import (
    Account,
    CaseFile,
    CaseState,
    Notification,
    Programme,
    ProgrammeApproval,
    ProgrammeRequest,
    Provider,
)
from lms.services import letters, notifications, provider_people
from lms.services.provider_renewals import TOLD_WITHIN, ending

AHEAD = timedelta(days=60)
_PATH = "/provider/programmes"

Ending = tuple[Programme, ProgrammeApproval]


def remind(session: Session, *, write: letters.Writer, now: datetime) -> int:
    """Tell who organises programmes whose approval ends or has ended, once each; letters sent."""
    on = legal_day(now)
    told = 0
    for kind, by_provider in _ending(session, on).items():
        for provider, endings in by_provider.items():
            for account_id in provider_people.accounts_of(session, provider.id, on=on):
                told += _tell(session, account_id, kind, provider, endings, write=write, now=now)
    return told


def _ending(session: Session, on: date) -> dict[str, dict[Provider, list[Ending]]]:
    programmes = session.scalars(
        select(Programme)
        .where(
            Programme.id.in_(
                select(ProgrammeApproval.programme_id).where(
                    ProgrammeApproval.superseded_at.is_(None),
                    ProgrammeApproval.valid_until.between(on - TOLD_WITHIN, on + AHEAD),
                )
            )
        )
        .options(joinedload(Programme.provider), selectinload(Programme.approvals))
        .order_by(Programme.title, Programme.id)
    ).all()
    asked = set(
        session.scalars(
            select(ProgrammeRequest.programme_id)
            .join(CaseFile, CaseFile.id == ProgrammeRequest.case_id)
            .where(ProgrammeRequest.closed_at.is_(None), CaseFile.state != CaseState.DRAFT)
        )
    )
    found: dict[str, dict[Provider, list[Ending]]] = {
        "programme_renewal_due": defaultdict(list),
        "programme_approval_ended": defaultdict(list),
    }
    for programme in programmes:
        approval = ending(programme.approvals, on=on, last=on + AHEAD)
        if programme.id in asked or approval is None or approval.valid_until is None:
            continue
        ahead = on < approval.valid_until
        kind = "programme_renewal_due" if ahead else "programme_approval_ended"
        found[kind][programme.provider].append((programme, approval))
    return found


def _tell(
    session: Session,
    account_id: UUID,
    kind: str,
    provider: Provider,
    endings: Sequence[Ending],
    *,
    write: letters.Writer,
    now: datetime,
) -> int:
    keys = {f"{kind}:{ending[1].id}:{account_id.hex}": ending for ending in endings}
    known = set(session.scalars(select(Notification.key).where(Notification.key.in_(keys))))
    fresh = {key: ending for key, ending in keys.items() if key not in known}
    if not fresh:
        return 0
    for key, (programme, approval) in fresh.items():
        assert approval.valid_until is not None
        notifications.notify(
            session,
            account_id,
            kind,
            key=key,
            now=now,
            params={
                "title": {"ro": programme.title, "en": programme.title_en or programme.title},
                "until": approval.valid_until.isoformat(),
            },
            path=_PATH,
        )
    account = session.get_one(Account, account_id)
    letters.send_to_account(
        session,
        write,
        account,
        kind=kind,
        now=now,
        params={
            "entity": provider.name,
            "programmes": [
                (
                    (account.language == "en" and programme.title_en) or programme.title,
                    approval.valid_until,
                )
                for programme, approval in fresh.values()
            ],
            "path": _PATH,
        },
    )
    return 1
