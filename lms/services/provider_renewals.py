"""Re-approval is reminded ahead, and the end of an approval is told; past credits never change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.clock import legal_day
from lms.models import (
    Account,
    ApprovalRequest,
    CaseFile,
    CaseState,
    Notification,
    Provider,
    ProviderApproval,
)
from lms.services import letters, notifications, provider_people
from lms.services.provider_register import Approval, approval_of
from lms.services.regulations import norms

TOLD_WITHIN = timedelta(days=60)  # after the end of an approval; later nobody is told any more


def remind(session: Session, *, write: letters.Writer, now: datetime) -> int:
    """Tell who is to ask for re-approval, and whose approval ended, once each; how many are told.

    The days ahead come from the norms; while they name none, only the end is told.
    """
    on = legal_day(now)
    version = norms(session).in_force_on(on)
    days = None if version is None else version.providers.renewal_notice_days.value
    first = on - TOLD_WITHIN
    last = on if days is None else on + timedelta(days=days)
    providers = session.scalars(
        select(Provider)
        .where(
            Provider.id.in_(
                select(ProviderApproval.provider_id).where(
                    ProviderApproval.superseded_at.is_(None),
                    ProviderApproval.valid_until.between(first, last),
                )
            )
        )
        .options(selectinload(Provider.approvals))
        .order_by(Provider.id)
    ).all()
    asked = set(
        session.scalars(
            select(ApprovalRequest.provider_id)
            .join(CaseFile, CaseFile.id == ApprovalRequest.case_id)
            .where(ApprovalRequest.closed_at.is_(None), CaseFile.state != CaseState.DRAFT)
        )
    )
    return sum(
        _remind_one(session, provider, on=on, last=last, write=write, now=now)
        for provider in providers
        if provider.id not in asked
    )


def ending(approvals: Collection[Approval], *, on: date, last: date) -> Approval | None:
    """The approval that holds on a day or has ended, when its end is to be told by `last`.

    None when it ends later, when it has no end, and when it is renewed already.
    """
    approval = approval_of(approvals, on)
    if approval is None or approval.valid_until is None or approval.valid_until > last:
        return None
    renewed = any(
        each.superseded_at is None and each.valid_from >= approval.valid_until for each in approvals
    )
    return None if renewed else approval


def _remind_one(
    session: Session,
    provider: Provider,
    *,
    on: date,
    last: date,
    write: letters.Writer,
    now: datetime,
) -> int:
    approval = ending(provider.approvals, on=on, last=last)
    if approval is None or approval.valid_until is None:
        return 0
    kind = "renewal_due" if on < approval.valid_until else "approval_ended"
    told = 0
    for account_id in provider_people.accounts_of(session, provider.id, on=on):
        key = f"{kind}:{approval.id}:{account_id.hex}"
        if session.scalar(select(Notification.id).where(Notification.key == key)) is not None:
            continue
        until = approval.valid_until.isoformat()
        notifications.notify(
            session,
            account_id,
            kind,
            key=key,
            now=now,
            params={"name": provider.name, "until": until},
            path=f"/provider/organisations/{provider.id}",
        )
        letters.send_to_account(
            session,
            write,
            session.get_one(Account, account_id),
            kind=kind,
            now=now,
            params={
                "entity": provider.name,
                "until": approval.valid_until,
                "path": f"/provider/organisations/{provider.id}",
            },
        )
        told += 1
    return told
