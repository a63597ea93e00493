"""Administrators only."""

from __future__ import annotations

from uuid import uuid4

from tests.infra.cast import Cast
from tests.roles import Access, only


def _failed_work(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import Outbox

    with transaction() as session:
        row = Outbox(
            id=uuid4(),
            task="mail.send",
            payload={},
            key=uuid4().hex,
            created_at=clock.now(),
            run_after=clock.now(),
            attempts=8,
            failed_at=clock.now(),
        )
        session.add(row)
    return f"/admin/work/{row.id}/retry"


def _message(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.services import mail

    with transaction() as session:
        row = mail.queue_mail(
            session,
            kind="activate",
            recipient="cineva@example.ro",
            language="ro",
            subject="Subiect",
            body="Text",
            now=clock.now(),
        )
    return f"/admin/mailbox/{row.id}"


def _grant(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import Account, Role
    from lms.services import accounts

    with transaction() as session:
        grant = accounts.grant_role(
            session,
            session.get_one(Account, cast.stranger.id),
            Role.SUPERVISOR,
            valid_from=clock.today(),
            now=clock.now(),
        )
    return f"/admin/accounts/{cast.stranger.id}/roles/{grant.id}/end"


def _disabled(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import Account

    with transaction() as session:
        session.get_one(Account, cast.stranger.id).disabled_at = clock.now()
    return f"/admin/accounts/{cast.stranger.id}/enable"


SEEN = only(200, "administrator")
DONE = only(302, "administrator")

MATRIX = [
    Access("admin.index", "GET", url=lambda cast: "/admin/", **SEEN),
    Access("admin.work", "GET", url=lambda cast: "/admin/work", **SEEN),
    Access("admin.retry_work", "POST", url=_failed_work, **DONE),
    Access("admin.accounts", "GET", url=lambda cast: "/admin/accounts", **SEEN),
    Access("admin.account", "GET", url=lambda cast: f"/admin/accounts/{cast.member.id}", **SEEN),
    Access(
        "admin.grant_role",
        "POST",
        url=lambda cast: f"/admin/accounts/{cast.colleague.id}/roles",
        data=lambda cast: {"role": "supervisor", "valid_from": "2026-01-01"},
        **DONE,
    ),
    Access("admin.end_role", "POST", url=_grant, **DONE),
    Access("admin.enable", "POST", url=_disabled, **DONE),
    Access(
        "admin.disable",
        "POST",
        url=lambda cast: f"/admin/accounts/{cast.stranger.id}/disable",
        **DONE,
    ),
    Access("admin.audit", "GET", url=lambda cast: "/admin/audit", **SEEN),
    Access("admin.mailbox", "GET", url=lambda cast: "/admin/mailbox", **SEEN),
    Access("admin.message", "GET", url=_message, **SEEN),
]
