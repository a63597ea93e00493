"""Signing in and out: the cookie holds a random token, the database what it stands for."""

from __future__ import annotations

import uuid
from datetime import date
from typing import cast

from flask import redirect, request, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_login.mixins import UserMixin
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.extensions import db
from lms.models import Account, ProviderDuty, Role
from lms.services import accounts


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person behind a request: the account, the roles in force today, the member key."""

    def __init__(self, account: Account, token: str, *, on: date) -> None:
        self.account_id = account.id
        self.display_name = account.display_name
        self.email = account.email
        self.language = account.language
        self.token = token
        self.grants = accounts.roles_in_force(account, on=on)
        self.roles = frozenset(grant.role for grant in self.grants)
        self.member_id = accounts.member_id_of(db.session(), account.id)

    def get_id(self) -> str:
        """The session token: what the cookie carries."""
        return self.token

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held today."""
        return bool(self.roles & set(roles))

    def provider_ids(self) -> frozenset[uuid.UUID]:
        """The providers for which this person acts."""
        return frozenset(
            grant.provider_id
            for grant in self.grants
            if grant.role is Role.PROVIDER and grant.provider_id is not None
        )

    def managed_ids(self) -> frozenset[uuid.UUID]:
        """The organisers that this person manages: asks for approval, invites colleagues."""
        return frozenset(
            grant.provider_id
            for grant in self.grants
            if grant.role is Role.PROVIDER
            and grant.provider_id is not None
            and grant.duty is not ProviderDuty.CLERK
        )

    def branch_ids(self) -> frozenset[uuid.UUID]:
        """The branches for which this person acts."""
        return frozenset(
            grant.branch_id
            for grant in self.grants
            if grant.role is Role.BRANCH and grant.branch_id is not None
        )


def register_sessions(manager: LoginManager) -> None:
    """Teach Flask-Login where sessions live."""

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        account = accounts.account_of_session(db.session(), token, now=clock.now())
        return None if account is None else SignedIn(account, token, on=clock.today())

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def unauthorised() -> BaseResponse:
        if request.method == "GET":
            return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
        return redirect(url_for("accounts.login"))


def current() -> SignedIn | None:
    """The signed-in person, or None."""
    return cast(SignedIn, current_user) if current_user.is_authenticated else None


def start_session(account: Account, token: str) -> None:
    """Sign the browser in with a token that `accounts.open_session` made."""
    login_user(SignedIn(account, token, on=clock.today()))


def end_session() -> None:
    """Forget the browser."""
    logout_user()
