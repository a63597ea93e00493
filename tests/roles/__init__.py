"""Who may do what: one table of `Access` rows for each area, written by hand.

Every module of this package holds `MATRIX: list[Access]`; tests/test_roles.py asks every row as
every role and fails when a route of the application is in no table. `url` and `data` are called
anew before each request that writes, inside the application's context, so that they may create
(within `transaction()`) what the request uses up; a GET is asked at one address by everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from tests.infra.cast import Cast

Answer = int | str  # a status code, or "login" for a redirect to the sign-in page

ROLES = (
    "anonymous",
    "member",
    "provider",
    "cfpc",
    "caap",
    "bex",
    "branch",
    "supervisor",
    "administrator",
)
OTHERS = ("colleague", "stranger", "provider_colleague", "stranger_provider")


@dataclass(frozen=True, kw_only=True)
class _Answers:
    anonymous: Answer
    member: Answer
    provider: Answer
    cfpc: Answer
    caap: Answer
    bex: Answer
    branch: Answer
    supervisor: Answer
    administrator: Answer
    # Asked only where a table says something about them.
    colleague: Answer | None = None
    stranger: Answer | None = None
    provider_colleague: Answer | None = None
    stranger_provider: Answer | None = None


@dataclass(frozen=True)
class Access(_Answers):
    """One endpoint and method: the address asked, the form sent, and each role's answer."""

    endpoint: str
    method: str
    url: Callable[[Cast], str]
    data: Callable[[Cast], dict[str, Any]] | None = None

    def answers(self) -> dict[str, Answer]:
        """Each person of the cast (or "anonymous") with the answer due to them."""
        given = {f.name: getattr(self, f.name) for f in fields(_Answers)}
        return {who: answer for who, answer in given.items() if answer is not None}


def anyone(answer: Answer) -> dict[str, Any]:
    """The same answer for every role and for anonymous visitors."""
    return dict.fromkeys(ROLES, answer)


def signed_in(answer: Answer) -> dict[str, Any]:
    """The same answer for every role; anonymous visitors are sent to sign in."""
    return anyone(answer) | {"anonymous": "login"}


def only(answer: Answer, *roles: str, others: Answer = 403) -> dict[str, Any]:
    """An answer for some roles, another for the others; anonymous visitors go to sign in."""
    return signed_in(others) | dict.fromkeys(roles, answer)
