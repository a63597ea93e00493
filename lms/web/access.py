"""Who may: decorators for routes, and the person behind the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import abort
from flask_login import login_required

from lms.models import Role
from lms.web.sessions import SignedIn, current

View = TypeVar("View", bound=Callable[..., Any])


def signed_in(view: View) -> View:
    """Anonymous visitors are sent to sign in."""
    return cast(View, login_required(view))


def roles(*allowed: Role) -> Callable[[View], View]:
    """Only people who hold one of these roles today; anonymous visitors are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not person().has(*allowed):
                abort(403)
            return view(*args, **kwargs)

        guarded.allowed_roles = frozenset(allowed)  # type: ignore[attr-defined]
        return cast(View, login_required(guarded))

    return decorate


def person() -> SignedIn:
    """The signed-in person; 401 when there is none."""
    found = current()
    if found is None:
        abort(401)
    return found


def own_member_id() -> UUID:
    """The member that the signed-in person is; 403 when they are none."""
    member_id = person().member_id
    if member_id is None:
        abort(403)
    return member_id
