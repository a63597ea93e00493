"""Re-approval is reminded ahead, and the end of an approval is told; past credits never change."""

from __future__ import annotations

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
from lms.services.provider_register import approval_of
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


def _remind_one(
    session: Session,
    provider: Provider,
    *,
    on: date,
    last: date,
    write: letters.Writer,
    now: datetime,
) -> int:
    current = [each for each in provider.approvals if each.superseded_at is None]
    approval = approval_of(current, on)
    if approval is None or approval.valid_until is None or approval.valid_until > last:
        return 0  # far from its end: another one, which has ended, was renewed
    if any(each.valid_from >= approval.valid_until for each in current):
        return 0  # renewed already
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
        account = session.get_one(Account, account_id)
        letters.send(
            session,
            write,
            kind=kind,
            recipient=account.email,
            language=account.language,
            params={
                "name": account.display_name,
                "entity": provider.name,
                "until": approval.valid_until,
                "path": f"/provider/organisations/{provider.id}",
            },
            now=now,
        )
        told += 1
    return told
