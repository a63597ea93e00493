"""What a kind of file adds to the pages that all kinds share: the member's page and the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.extensions import Session
from lms.models import CaseFile


@dataclass(frozen=True, kw_only=True)
class DeskPart:
    """What the desk of an officer adds for a kind of file.

    `choices` are the outcomes as the form says them; `expected` the credits where an officer
    begins; `partial` a template (with `context`) for what belongs to this kind alone; `effect`
    what recording the decision does. `checks` say what the data show: kind (an icon), text, and
    the `part` of the file whose documents prove it, where there is one.
    """

    choices: Mapping[str, Any]
    asks_credits: bool
    expected: str = ""
    asks_until: bool = False
    expected_until: date | None = None
    until_hint: str = ""
    checks: Sequence[dict[str, Any]] = ()
    partial: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    effect: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberPart:
    """What the member's page adds for a kind of file: a template and what it shows."""

    partial: str
    context: Mapping[str, Any]


def nothing_more(_session: Session, _case: CaseFile) -> MemberPart | None:
    """The member's page of this kind shows what all kinds show."""
    return None


@dataclass(frozen=True, kw_only=True)
class CasePages:
    """The pages of a kind.

    `what` says in words what is asked; `rows` (for definition_list) what it is about;
    `draft_url` where a draft goes on; `result` what a decision changed, said to the member;
    `withdrawal` what taking the file back means; `member_part` what the member's page adds.
    """

    what: Callable[[Session, CaseFile], str]
    rows: Callable[[Session, CaseFile], list[Any]]
    draft_url: Callable[[CaseFile], str]
    desk: Callable[[Session, CaseFile], DeskPart]
    result: Callable[[CaseFile], str]
    withdrawal: Callable[[], str]
    member_part: Callable[[Session, CaseFile], MemberPart | None] = nothing_more
