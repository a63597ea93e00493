"""One-time links by mail: activating a member's account, and choosing a new password."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, TreaptaError
from lms.models import Account, LinkPurpose, Member, MemberEmail, OneTimeLink, Role
from lms.services import accounts, audit, letters
from lms.services.signing_in import Visitor, is_limited

RESET_LENGTH = timedelta(hours=1)
ACTIVATION_LENGTH = timedelta(hours=24)
# Every request counts, not only failed ones: each may send a message to somebody.
REQUESTS_PER_ADDRESS = 30
REQUESTS_PER_VALUE = 5


class TooManyRequests(TreaptaError):
    """The same was asked too often; it may be asked again later."""

    status = 429


def stale_link() -> BadInput:
    """What is said about a link that was used, ran out or never was."""
    return BadInput(
        N_(
            "Legătura nu mai este valabilă: a fost folosită deja sau a expirat. "
            "Cereți alta; vine pe e-mail în câteva minute."
        )
    )


def count_request(
    session: Session, purpose: str, value: str, *, visitor: Visitor, now: datetime
) -> bool:
    """Count one request for a link; False when there were too many, whatever the value is."""
    keys = visitor.keys(purpose, value)
    if is_limited(session, keys, now=now, limits=(REQUESTS_PER_ADDRESS, REQUESTS_PER_VALUE)):
        return False
    accounts.record_failed_attempt(session, keys, now=now)
    return True


def too_many_requests() -> TooManyRequests:
    """What is said to somebody who asks too often."""
    return TooManyRequests(
        N_("Ați cerut de prea multe ori într-un timp scurt. Încercați din nou peste 15 minute.")
    )


def request_activation(
    session: Session,
    *,
    rnasr_code: str,
    language: str,
    visitor: Visitor,
    write: letters.Writer,
    now: datetime,
) -> None:
    """Mail a link to the registered e-mail of a member, if there is one; says nothing about it."""
    code = rnasr_code.strip()
    if not count_request(session, "activate", code, visitor=visitor, now=now):
        raise too_many_requests()
    member = session.scalar(select(Member).where(Member.rnasr_code == code))
    if member is None:
        return
    if member.account_id is not None:
        account = session.get_one(Account, member.account_id)
        letters.send(
            session,
            write,
            kind="already_active",
            recipient=account.email,
            language=account.language,
            params={"name": account.display_name},
            now=now,
        )
        return
    email = _registered_email(session, member.id)
    if email is None:
        return
    token = accounts.make_link(
        session,
        LinkPurpose.ACTIVATE,
        email=email,
        member_id=member.id,
        now=now,
        length=ACTIVATION_LENGTH,
    )
    letters.send(
        session,
        write,
        kind="activate",
        recipient=email,
        language=language,
        params={"name": member.full_name, "token": token},
        now=now,
    )


def _registered_email(session: Session, member_id: UUID) -> str | None:
    return session.scalar(
        select(MemberEmail.email)
        .where(MemberEmail.member_id == member_id, MemberEmail.removed_at.is_(None))
        .order_by(MemberEmail.is_primary.desc(), MemberEmail.recorded_at, MemberEmail.email)
        .limit(1)
    )


def member_of_link(session: Session, token: str, *, now: datetime) -> Member | None:
    """The member whose account an activation link would open, while the link is good."""
    link = accounts.open_link(session, token, LinkPurpose.ACTIVATE, now=now)
    member = session.get(Member, link.member_id) if link and link.member_id else None
    return member if member is not None and member.account_id is None else None


def activate(
    session: Session, token: str, *, password: str, language: str, now: datetime, today: date
) -> str:
    """Open the member's account and sign them in; returns the token of the new session."""
    member = member_of_link(session, token, now=now)
    link = accounts.open_link(session, token, LinkPurpose.ACTIVATE, now=now)
    email = _email_row(session, link)
    if member is None or link is None or email is None:
        raise stale_link()
    account = _account_for(session, member, link.email, language=language, now=now)
    accounts.set_password(account, password)
    accounts.close_all_sessions(session, account.id, now=now)
    if Role.MEMBER not in {g.role for g in accounts.roles_in_force(account, on=today)}:
        accounts.grant_role(session, account, Role.MEMBER, valid_from=today, now=now)
    member.account_id = account.id
    email.verified_at = email.verified_at or now
    link.used_at = now
    _spend_other_links(session, link, now=now)
    audit.record(
        session, "account.activated", f"member:{member.id}", account_id=account.id, now=now
    )
    return accounts.open_session(session, account, now=now)


def _email_row(session: Session, link: OneTimeLink | None) -> MemberEmail | None:
    if link is None or link.member_id is None:
        return None
    return session.scalar(
        select(MemberEmail).where(
            MemberEmail.member_id == link.member_id,
            MemberEmail.email == link.email,
            MemberEmail.removed_at.is_(None),
        )
    )


def _account_for(
    session: Session, member: Member, email: str, *, language: str, now: datetime
) -> Account:
    """A new account, or the one (of an officer, say) that has this proven e-mail already."""
    account = session.scalar(select(Account).where(Account.email == email))
    if account is None:
        return accounts.create_account(
            session, email=email, display_name=member.full_name, language=language, now=now
        )
    if account.disabled_at is not None or accounts.member_id_of(session, account.id) is not None:
        raise BadInput(
            N_(
                "Adresa %(email)s ține deja de contul altei persoane. "
                "Rugați Colegiul să treacă în registru adresa dumneavoastră."
            ),
            email=email,
        )
    return account


def _spend_other_links(session: Session, link: OneTimeLink, *, now: datetime) -> None:
    others = select(OneTimeLink).where(
        OneTimeLink.purpose == link.purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.account_id == link.account_id
        if link.account_id is not None
        else OneTimeLink.member_id == link.member_id,
    )
    for other in session.scalars(others):
        other.used_at = now
    session.flush()


def request_reset(
    session: Session, *, email: str, visitor: Visitor, write: letters.Writer, now: datetime
) -> None:
    """Mail a link for a new password, if this e-mail has an account; says nothing about it."""
    if not count_request(session, "reset", email, visitor=visitor, now=now):
        raise too_many_requests()
    folded = accounts.fold_email(email)
    account = _account_by_email(session, folded)
    if account is None or account.disabled_at is not None:
        return
    token = accounts.make_link(
        session,
        LinkPurpose.RESET_PASSWORD,
        email=folded,
        account_id=account.id,
        now=now,
        length=RESET_LENGTH,
    )
    letters.send(
        session,
        write,
        kind="reset_password",
        recipient=folded,
        language=account.language,
        params={"name": account.display_name, "token": token},
        now=now,
    )


def _account_by_email(session: Session, folded: str) -> Account | None:
    """By the e-mail of the account, or by another one that the member has proven theirs."""
    account = session.scalar(select(Account).where(Account.email == folded))
    if account is not None:
        return account
    proven = session.scalars(
        select(Account)
        .join(Member, Member.account_id == Account.id)
        .join(MemberEmail, MemberEmail.member_id == Member.id)
        .where(
            MemberEmail.email == folded,
            MemberEmail.verified_at.is_not(None),
            MemberEmail.removed_at.is_(None),
        )
        .limit(2)
    ).all()
    return proven[0] if len(proven) == 1 else None


def can_reset(session: Session, token: str, *, now: datetime) -> bool:
    """Whether a link for a new password is good."""
    return accounts.open_link(session, token, LinkPurpose.RESET_PASSWORD, now=now) is not None


def reset_password(
    session: Session, token: str, *, password: str, write: letters.Writer, now: datetime
) -> None:
    """Set a new password once, end every session of the account, and tell its owner."""
    link = accounts.open_link(session, token, LinkPurpose.RESET_PASSWORD, now=now)
    account = session.get(Account, link.account_id) if link is not None else None
    if link is None or account is None or account.disabled_at is not None:
        raise stale_link()
    accounts.set_password(account, password)
    accounts.close_all_sessions(session, account.id, now=now)
    link.used_at = now
    _spend_other_links(session, link, now=now)
    tell_password_changed(session, account, write=write, now=now)
    audit.record(
        session, "account.password_reset", f"account:{account.id}", account_id=account.id, now=now
    )


def tell_password_changed(
    session: Session, account: Account, *, write: letters.Writer, now: datetime
) -> None:
    """A message to the owner of an account whose password is new."""
    letters.send(
        session,
        write,
        kind="password_changed",
        recipient=account.email,
        language=account.language,
        params={"name": account.display_name, "at": now},
        now=now,
    )
