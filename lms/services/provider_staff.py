"""Who acts for an organiser: invited by mail with a duty, and removed again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Account, Provider, ProviderDuty, Role, RoleGrant
from lms.models import ProviderInvitation as Invitation
from lms.services import access_links, accounts, audit, letters
from lms.services.signing_in import Visitor

INVITATION_LENGTH = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whom a link is for."""

    name: str
    email: str
    duty: ProviderDuty
    language: str


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who acts for an organiser today."""

    grant: RoleGrant
    account: Account
    duty: ProviderDuty


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Who acts for an organiser, and who is invited and has not answered."""

    colleagues: Sequence[Colleague]
    invitations: Sequence[Invitation]


def duty_of(grant: RoleGrant) -> ProviderDuty:
    """What a grant for an organiser allows; those given before duties existed allow everything."""
    return grant.duty or ProviderDuty.MANAGER


def staff_of(session: Session, provider_id: UUID, *, now: datetime) -> Staff:
    """The people of an organiser today, and the invitations that are open."""
    on = legal_day(now)
    rows = session.execute(
        select(RoleGrant, Account)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.PROVIDER,
            RoleGrant.provider_id == provider_id,
            RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > on),
        )
        .order_by(Account.display_name, RoleGrant.id)
    )
    invitations = session.scalars(
        select(Invitation)
        .where(
            Invitation.provider_id == provider_id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.created_at)
    ).all()
    return Staff(
        colleagues=[
            Colleague(grant=grant, account=account, duty=duty_of(grant)) for grant, account in rows
        ],
        invitations=invitations,
    )


def invite(
    session: Session,
    provider_id: UUID,
    whom: Invited,
    *,
    by: UUID,
    visitor: Visitor,
    write: letters.Writer,
    now: datetime,
) -> Invitation:
    """Mail somebody a link with which they act for an organiser; a second one replaces it."""
    email = accounts.fold_email(whom.email)
    if not access_links.count_request(session, "provider_staff", email, visitor=visitor, now=now):
        raise access_links.too_many_requests()
    present = staff_of(session, provider_id, now=now)
    if any(colleague.account.email == email for colleague in present.colleagues):
        raise BadInput(
            N_("%(email)s lucrează deja pentru această entitate."), email=email, field="email"
        )
    for earlier in present.invitations:
        if earlier.email == email:
            earlier.withdrawn_at = now
    invitation, token = make_invitation(session, whom, length=INVITATION_LENGTH, now=now)
    invitation.provider_id, invitation.invited_by = provider_id, by
    session.flush()
    provider = session.get_one(Provider, provider_id)
    letters.send(
        session,
        write,
        kind="provider_invitation",
        recipient=email,
        language=whom.language,
        params={"name": whom.name, "entity": provider.name, "token": token},
        now=now,
    )
    _note(session, "provider.invited", provider_id, invitation.id, by=by, now=now)
    return invitation


def make_invitation(
    session: Session, whom: Invited, *, length: timedelta, now: datetime
) -> tuple[Invitation, str]:
    """A link and its token; only the hash of the token is kept."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        id=uuid4(),
        token_hash=accounts.hash_token(token),
        name=whom.name,
        email=accounts.fold_email(whom.email),
        duty=whom.duty,
        language=whom.language,
        created_at=now,
        expires_at=now + length,
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def open_invitation(session: Session, token: str, *, now: datetime) -> Invitation | None:
    """The invitation of a link that is still good, under a row lock; None otherwise."""
    found = session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == accounts.hash_token(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.used_at or found.withdrawn_at or found.expires_at <= now:
        return None
    return found


def has_account(session: Session, invitation: Invitation) -> bool:
    """Whether the e-mail of an invitation opens an account already."""
    account = session.scalar(select(Account).where(Account.email == invitation.email))
    return account is not None and account.password_hash is not None


def join(
    session: Session, invitation: Invitation, *, password: str | None, now: datetime
) -> str | None:
    """Give the role of an invitation; a session's token where the account is new by it."""
    account = session.scalar(select(Account).where(Account.email == invitation.email))
    if account is not None and account.disabled_at is not None:
        raise BadInput(N_("Contul cu această adresă este închis. Scrieți Colegiului."))
    if account is None:
        account = accounts.create_account(
            session,
            email=invitation.email,
            display_name=invitation.name,
            language=invitation.language,
            now=now,
        )
    opened = None
    if account.password_hash is None:
        accounts.set_password(account, password or "")
        opened = accounts.open_session(session, account, now=now)
    grant = accounts.grant_role(
        session,
        account,
        Role.PROVIDER,
        valid_from=legal_day(now),
        now=now,
        provider_id=invitation.provider_id,
        granted_by=invitation.invited_by,
    )
    grant.duty = invitation.duty
    invitation.used_at = now
    session.flush()
    assert invitation.provider_id is not None
    _note(session, "provider.joined", invitation.provider_id, grant.id, by=account.id, now=now)
    return opened


def remove(
    session: Session, provider_id: UUID, grant_id: UUID, *, by: UUID, now: datetime
) -> Colleague:
    """End somebody's role for an organiser at once; the last manager stays."""
    session.get_one(Provider, provider_id, with_for_update=True)  # two managers, each the other
    present = staff_of(session, provider_id, now=now).colleagues
    leaving = next((each for each in present if each.grant.id == grant_id), None)
    if leaving is None:
        raise NotFound(N_("Această persoană nu mai lucrează pentru entitate."))
    managers = {each.account.id for each in present if each.duty is ProviderDuty.MANAGER}
    if managers == {leaving.account.id}:
        raise Conflict(
            N_("Este singurul administrator al entității. Invitați întâi pe altcineva în loc.")
        )
    leaving.grant.valid_until = max(legal_day(now), leaving.grant.valid_from)
    session.flush()
    _note(session, "provider.removed", provider_id, grant_id, by=by, now=now)
    return leaving


def withdraw_invitation(
    session: Session, provider_id: UUID, invitation_id: UUID, *, by: UUID, now: datetime
) -> None:
    """Make a link useless; one that was used already is left as it is."""
    found = session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.provider_id != provider_id:
        raise NotFound(N_("Nu există această invitație."))
    if found.used_at is None and found.withdrawn_at is None:
        found.withdrawn_at = now
        session.flush()
        _note(session, "provider.uninvited", provider_id, found.id, by=by, now=now)


def _note(
    session: Session, action: str, provider_id: UUID, about: UUID, *, by: UUID, now: datetime
) -> None:
    audit.record(
        session,
        action,
        f"provider:{provider_id}",
        account_id=by,
        now=now,
        details={"about": str(about)},
    )
