"""What has ended opens nothing and is not kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import LinkPurpose, OneTimeLink, WebSession
from lms.services import accounts

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_only_what_ended_before_the_instant_is_deleted(session: Session) -> None:
    account = accounts.create_account(session, email="ana@example.ro", display_name="Ana", now=NOW)
    accounts.open_session(session, account, now=NOW - 2 * accounts.SESSION_LENGTH)
    token = accounts.open_session(session, account, now=NOW)
    for begun in (NOW - timedelta(days=30), NOW):
        accounts.make_link(
            session,
            LinkPurpose.RESET_PASSWORD,
            email=account.email,
            now=begun,
            length=timedelta(hours=1),
            account_id=account.id,
        )
    accounts.forget_expired(session, before=NOW - timedelta(days=7))
    assert session.scalar(select(func.count()).select_from(WebSession)) == 1
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 1
    assert accounts.account_of_session(session, token, now=NOW) is account
