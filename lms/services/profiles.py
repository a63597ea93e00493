"""What people keep up themselves: name, language, password, e-mails, open sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, NotFound
from lms.models import Account, LinkPurpose, Member, MemberEmail, OneTimeLink, WebSession
from lms.services import access_links, accounts, audit, letters
from lms.services.signing_in import Visitor

EMAIL_LINK_LENGTH = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """A browser that is signed in; `key` names it without opening it."""

    key: str
    opened_at: datetime
    ends_at: datetime
    is_this_one: bool


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything that the profile page shows."""

    account: Account
    member: Member | None
    emails: Sequence[MemberEmail]
    sessions: Sequence[OpenSession]


def read_profile(session: Session, account_id: UUID, *, token: str, now: datetime) -> Profile:
    """The profile of an account, seen from the browser whose session has this token."""
    member = session.scalar(select(Member).where(Member.account_id == account_id))
    return Profile(
        account=session.get_one(Account, account_id),
        member=member,
        emails=_emails(session, member.id) if member is not None else [],
        sessions=_open_sessions(session, account_id, token=token, now=now),
    )


def _emails(session: Session, member_id: UUID) -> Sequence[MemberEmail]:
    return session.scalars(
        select(MemberEmail)
        .where(MemberEmail.member_id == member_id, MemberEmail.removed_at.is_(None))
        .order_by(MemberEmail.is_primary.desc(), MemberEmail.recorded_at, MemberEmail.email)
    ).all()


def _open_sessions(
    session: Session, account_id: UUID, *, token: str, now: datetime
) -> list[OpenSession]:
    mine = accounts.hash_token(token)
    rows = session.scalars(
        select(WebSession)
        .where(
            WebSession.account_id == account_id,
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > now,
        )
        .order_by(WebSession.created_at.desc())
    )
    return [
        OpenSession(
            key=row.token_hash,
            opened_at=row.created_at,
            ends_at=row.expires_at,
            is_this_one=row.token_hash == mine,
        )
        for row in rows
    ]


def rename(session: Session, account_id: UUID, *, display_name: str, language: str) -> None:
    """Set how the person is greeted, and the language of pages and letters."""
    account = session.get_one(Account, account_id)
    account.display_name = " ".join(display_name.split())[:120]
    account.language = language
    session.flush()


def change_password(
    session: Session,
    account_id: UUID,
    *,
    present: str,
    new: str,
    write: letters.Writer,
    now: datetime,
) -> str:
    """Set a new password against the present one; ends all sessions, returns a new one's token."""
    account = session.get_one(Account, account_id)
    if accounts.verify_password(session, email=account.email, password=present) is None:
        raise BadInput(N_("Parola actuală nu este aceasta. Scrieți-o din nou."), field="present")
    accounts.set_password(account, new)
    accounts.close_all_sessions(session, account_id, now=now)
    access_links.tell_password_changed(session, account, write=write, now=now)
    audit.record(
        session, "account.password_changed", f"account:{account_id}", account_id=account_id, now=now
    )
    return accounts.open_session(session, account, now=now)


def request_email(
    session: Session,
    account_id: UUID,
    *,
    email: str,
    visitor: Visitor,
    write: letters.Writer,
    now: datetime,
) -> None:
    """Mail a confirmation link to an e-mail that a member wants to add."""
    account = session.get_one(Account, account_id)
    member_id = _member_id(session, account_id)
    folded = accounts.fold_email(email)
    if any(row.email == folded and row.verified_at for row in _emails(session, member_id)):
        raise BadInput(
            N_("Adresa %(email)s este deja a dumneavoastră."), email=folded, field="email"
        )
    allowed = access_links.count_request(
        session, "add-email", str(account_id), visitor=visitor, now=now
    )
    if not allowed:
        raise access_links.too_many_requests()
    token = accounts.make_link(
        session,
        LinkPurpose.ADD_EMAIL,
        email=folded,
        account_id=account_id,
        member_id=member_id,
        now=now,
        length=EMAIL_LINK_LENGTH,
    )
    letters.send(
        session,
        write,
        kind="confirm_email",
        recipient=folded,
        language=account.language,
        params={"name": account.display_name, "token": token},
        now=now,
    )


def email_of_link(session: Session, token: str, *, now: datetime) -> str | None:
    """The e-mail that a confirmation link would add, while the link is good."""
    link = accounts.open_link(session, token, LinkPurpose.ADD_EMAIL, now=now)
    return link.email if link is not None else None


def confirm_email(session: Session, token: str, *, now: datetime) -> str:
    """Add the e-mail of a confirmation link to its member as verified; returns it."""
    link = accounts.open_link(session, token, LinkPurpose.ADD_EMAIL, now=now)
    if link is None or link.member_id is None:
        raise access_links.stale_link()
    row = session.scalar(
        select(MemberEmail).where(
            MemberEmail.member_id == link.member_id, MemberEmail.email == link.email
        )
    )
    if row is None:
        row = _new_email(link, now=now)
        session.add(row)
    row.verified_at = row.verified_at if row.verified_at and not row.removed_at else now
    row.removed_at = None
    link.used_at = now
    session.flush()
    audit.record(
        session,
        "member.email_added",
        f"member:{link.member_id}",
        account_id=link.account_id,
        now=now,
        details={"email": str(row.id)},
    )
    return row.email


def _new_email(link: OneTimeLink, *, now: datetime) -> MemberEmail:
    assert link.member_id is not None
    return MemberEmail(
        id=uuid4(),
        member_id=link.member_id,
        email=link.email,
        verified_at=None,
        is_primary=False,
        removed_at=None,
        recorded_at=now,
        import_id=None,
    )


def remove_email(session: Session, account_id: UUID, email_id: UUID, *, now: datetime) -> str:
    """Take an e-mail off the member; not the one they sign in with. Returns it."""
    row = _own_email(session, account_id, email_id)
    if row.email == session.get_one(Account, account_id).email:
        raise BadInput(
            N_(
                "Cu adresa %(email)s vă autentificați, deci nu poate fi scoasă. "
                "Alegeți întâi altă adresă pentru autentificare."
            ),
            email=row.email,
        )
    row.removed_at = now
    row.is_primary = False
    audit.record(
        session,
        "member.email_removed",
        f"member:{row.member_id}",
        account_id=account_id,
        now=now,
        details={"email": str(row.id)},
    )
    return row.email


def sign_in_with(session: Session, account_id: UUID, email_id: UUID, *, now: datetime) -> str:
    """Make a verified e-mail of the member the one they sign in with. Returns it."""
    row = _own_email(session, account_id, email_id)
    if row.verified_at is None:
        raise BadInput(
            N_("Adresa %(email)s nu este confirmată încă. Deschideți legătura primită pe ea."),
            email=row.email,
        )
    taken = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(Account.email == row.email, Account.id != account_id)
    )
    if taken:
        raise BadInput(
            N_("Cu adresa %(email)s se autentifică deja alt cont. Alegeți altă adresă."),
            email=row.email,
        )
    session.get_one(Account, account_id).email = row.email
    audit.record(
        session,
        "account.email_changed",
        f"account:{account_id}",
        account_id=account_id,
        now=now,
        details={"email": str(row.id)},
    )
    return row.email


def _member_id(session: Session, account_id: UUID) -> UUID:
    member_id = accounts.member_id_of(session, account_id)
    if member_id is None:
        raise NotFound(N_("Contul acesta nu este al unui membru, deci nu are alte adrese."))
    return member_id


def _own_email(session: Session, account_id: UUID, email_id: UUID) -> MemberEmail:
    row = session.get(MemberEmail, email_id)
    if (
        row is None
        or row.removed_at is not None
        or row.member_id != accounts.member_id_of(session, account_id)
    ):
        raise NotFound(N_("Adresa aceasta nu este (sau nu mai este) în contul dumneavoastră."))
    return row


def close_other_sessions(session: Session, account_id: UUID, *, token: str, now: datetime) -> int:
    """Sign every other browser out; returns how many."""
    others = [
        row
        for row in _open_sessions(session, account_id, token=token, now=now)
        if not row.is_this_one
    ]
    for row in others:
        _revoke(session, row.key, now=now)
    return len(others)


def close_one_session(session: Session, account_id: UUID, *, key: str, now: datetime) -> None:
    """Sign one of the person's browsers out."""
    row = session.get(WebSession, key)
    if row is None or row.account_id != account_id:
        raise NotFound(N_("Sesiunea aceasta nu este a dumneavoastră sau s-a încheiat deja."))
    _revoke(session, key, now=now)


def _revoke(session: Session, key: str, *, now: datetime) -> None:
    row = session.get_one(WebSession, key)
    row.revoked_at = row.revoked_at or now
    session.flush()
