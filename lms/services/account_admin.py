"""Accounts as administrators see them: who has one, which roles, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Account, Branch, Member, Provider, Role, RoleGrant
from lms.services import accounts, audit
from lms.services.listing import Page, Wanted, contains, fetch_page


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role of an account with the name of its scope, and whether it holds today."""

    id: UUID
    role: Role
    scope: str | None
    valid_from: date
    valid_until: date | None
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """An account, its member (if any) and every role it ever had, newest first."""

    account: Account
    member: Member | None
    grants: Sequence[Grant]


def list_accounts(
    session: Session, wanted: Wanted, *, text: str, role: Role | None, only_disabled: str, on: date
) -> Page[Account]:
    """Accounts whose name or e-mail contains a text, who hold a role on a day.

    `only_disabled` is "yes", "no" or "" (both).
    """
    query = select(Account)
    if text:
        query = query.where(contains(Account.display_name, text) | contains(Account.email, text))
    if role is not None:
        query = query.where(
            Account.id.in_(
                select(RoleGrant.account_id).where(RoleGrant.role == role, *_in_force(on))
            )
        )
    if only_disabled == "yes":
        query = query.where(Account.disabled_at.is_not(None))
    elif only_disabled == "no":
        query = query.where(Account.disabled_at.is_(None))
    orders = {
        "name": Account.display_name,
        "email": Account.email,
        "created_at": Account.created_at,
    }
    return fetch_page(session, query, wanted, orders=orders, tie=Account.id)


def _in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleGrant.valid_from <= on,
        or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > on),
    )


def read_account(session: Session, account_id: UUID, *, on: date) -> AccountView:
    """One account; NotFound when there is none."""
    account = _account(session, account_id)
    member = session.scalar(select(Member).where(Member.account_id == account_id))
    rows = session.execute(
        select(RoleGrant, Provider.name, Branch.name)
        .outerjoin(Provider, Provider.id == RoleGrant.provider_id)
        .outerjoin(Branch, Branch.id == RoleGrant.branch_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.role, RoleGrant.id)
    )
    in_force = {grant.id for grant in accounts.roles_in_force(account, on=on)}
    return AccountView(
        account=account,
        member=member,
        grants=[
            Grant(
                id=grant.id,
                role=grant.role,
                scope=provider_name or branch_name,
                valid_from=grant.valid_from,
                valid_until=grant.valid_until,
                is_in_force=grant.id in in_force,
            )
            for grant, provider_name, branch_name in rows
        ],
    )


def scopes(session: Session) -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str]]]:
    """The providers and the branches that a role may be limited to, by name."""
    providers = session.execute(select(Provider.id, Provider.name).order_by(Provider.name))
    branches = session.execute(select(Branch.id, Branch.name).order_by(Branch.name))
    return [(row.id, row.name) for row in providers], [(row.id, row.name) for row in branches]


def grant(
    session: Session,
    account_id: UUID,
    role: Role,
    *,
    provider_id: UUID | None,
    branch_id: UUID | None,
    valid_from: date,
    valid_until: date | None,
    by: UUID,
    now: datetime,
) -> None:
    """Give a role within its scope; BadInput when the scope is missing or the days are wrong."""
    account = _account(session, account_id)
    _check_grant(role, provider_id=provider_id, branch_id=branch_id)
    if valid_until is not None and valid_until <= valid_from:
        raise BadInput(
            N_("Rolul s-ar încheia înainte de a începe. Alegeți o zi de încheiere mai târzie."),
            field="valid_until",
        )
    made = accounts.grant_role(
        session,
        account,
        role,
        valid_from=valid_from,
        now=now,
        provider_id=provider_id if role is Role.PROVIDER else None,
        branch_id=branch_id if role is Role.BRANCH else None,
        granted_by=by,
    )
    made.valid_until = valid_until
    audit.record(
        session,
        "role.granted",
        f"account:{account_id}",
        account_id=by,
        now=now,
        details={"role": role.value, "grant": str(made.id)},
    )


def _check_grant(role: Role, *, provider_id: UUID | None, branch_id: UUID | None) -> None:
    if role is Role.MEMBER:
        raise BadInput(
            N_("Rolul de membru vine din registru, la activarea contului; nu se dă de aici."),
            field="role",
        )
    if role is Role.PROVIDER and provider_id is None:
        raise BadInput(
            N_("Alegeți furnizorul în numele căruia lucrează persoana."), field="provider_id"
        )
    if role is Role.BRANCH and branch_id is None:
        raise BadInput(N_("Alegeți sucursala în care lucrează persoana."), field="branch_id")


def end_grant(
    session: Session, account_id: UUID, grant_id: UUID, *, by: UUID, on: date, now: datetime
) -> None:
    """End a role from a day on; the last administrator stays one."""
    row = session.get(RoleGrant, grant_id)
    if row is None or row.account_id != account_id:
        raise NotFound(N_("Acest cont nu are rolul cerut."))
    if row.valid_until is not None and row.valid_until <= on:
        raise Conflict(N_("Rolul s-a încheiat deja; nu s-a schimbat nimic."))
    if row.role is Role.ADMINISTRATOR:
        _refuse_last_administrator(session, account_id, on=on)
    row.valid_until = max(on, row.valid_from)
    audit.record(
        session,
        "role.ended",
        f"account:{account_id}",
        account_id=by,
        now=now,
        details={"role": row.role.value, "grant": str(row.id)},
    )


def disable(session: Session, account_id: UUID, *, by: UUID, on: date, now: datetime) -> None:
    """Close an account: nobody signs in with it, and its open sessions end."""
    account = _account(session, account_id)
    if account.disabled_at is not None:
        raise Conflict(N_("Contul este deja închis; nu s-a schimbat nimic."))
    _refuse_last_administrator(session, account_id, on=on)
    account.disabled_at = now
    accounts.close_all_sessions(session, account_id, now=now)
    audit.record(session, "account.disabled", f"account:{account_id}", account_id=by, now=now)


def enable(session: Session, account_id: UUID, *, by: UUID, now: datetime) -> None:
    """Open a closed account again."""
    account = _account(session, account_id)
    if account.disabled_at is None:
        raise Conflict(N_("Contul este deschis; nu s-a schimbat nimic."))
    account.disabled_at = None
    audit.record(session, "account.enabled", f"account:{account_id}", account_id=by, now=now)


def _refuse_last_administrator(session: Session, account_id: UUID, *, on: date) -> None:
    """Somebody must be able to undo what is done here."""
    administrators = set(
        session.scalars(
            select(RoleGrant.account_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(
                RoleGrant.role == Role.ADMINISTRATOR,
                Account.disabled_at.is_(None),
                *_in_force(on),
            )
        )
    )
    if administrators == {account_id}:
        raise Conflict(
            N_("Acesta este singurul administrator. Dați întâi rolul altcuiva, apoi încercați iar.")
        )


def _account(session: Session, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(N_("Nu există acest cont."))
    return account
