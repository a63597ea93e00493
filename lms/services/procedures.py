"""What a kind of file (dosar) adds to the life that every file has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from credit_engine.regulation import RegulationVersion, Value
from lms.config import Settings
from lms.models import CaseFile, CaseKind, Decision, Role


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a commission proposes or a body decides; `credits` in thousandths, where asked for.

    `valid_until`: the first day on which what is given no longer holds, where it has an end.
    """

    outcome: str
    reasons: str
    credits: int | None = None
    valid_until: date | None = None


def nobody(_session: Session, _case: CaseFile) -> Collection[UUID]:
    """No officer is kept from a file of this kind."""
    return ()


def no_rows(_session: Session, _case: CaseFile) -> list[list[str]]:
    """The receipt of this kind says what every receipt says."""
    return []


def nothing_noted(_session: Session, _case: CaseFile, _now: datetime) -> None:
    """Nothing of the day of a proposal is kept for files of this kind."""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A kind of file: who proposes, which outcomes there are, what a decision does.

    `subjects` gives {"ro", "en"} titles of what files are about, by file id, in few queries.
    `check_submission` and `check_verdict` raise BadInput; `carry_out` runs once, in the
    transaction of the decision; `close` runs when a file ends, decided or withdrawn.
    `note_proposal` keeps what the commission saw when it proposed, in the same transaction.
    `excluded` are accounts that may not act: they worked on the decision that is contested.
    `partners` are further organisers: whoever works for them may not act either.
    `receipt_rows` are terms and values that the receipt (in Romanian) adds.
    """

    kind: CaseKind
    title: Mapping[str, str]  # {"ro": …, "en": …}: as printed on the receipt
    commission: Role
    outcomes: tuple[str, ...]
    days_to_answer: Callable[[RegulationVersion], Value[int]]
    subjects: Callable[[Session, Sequence[UUID]], dict[UUID, Mapping[str, str]]]
    check_submission: Callable[[Session, CaseFile], None]
    check_verdict: Callable[[Session, CaseFile, Verdict], None]
    carry_out: Callable[[Session, CaseFile, Decision, Settings, datetime], None]
    close: Callable[[Session, CaseFile, datetime], None]
    discard: Callable[[Session, CaseFile], None]
    note_proposal: Callable[[Session, CaseFile, datetime], None] = nothing_noted
    excluded: Callable[[Session, CaseFile], Collection[UUID]] = nobody
    partners: Callable[[Session, CaseFile], Collection[UUID]] = nobody
    receipt_rows: Callable[[Session, CaseFile], list[list[str]]] = no_rows
