"""Feedback: who was asked, answers sealed on arrival, opened in shuffled groups of five.

What joins an answer to a person is kept out of the database, one trace after another:
- no time and no member beside an answer; nothing of it in audit, outbox, notices, logs;
- on arrival it is sealed with a key that is not in the database, under a random id, and padded
  so that every sealed answer has the same length;
- it is opened only with at least four others of the same subject and form, drawn and ordered by
  the system's random generator, under a fresh id; the ones opened before are written anew among
  them, so neither the row order nor PostgreSQL's xmin tells one group from another;
- both tables are clustered by random id in SQLite (no rowid), with secure_delete.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, Conflict, NotFound
from lms.models import (
    CourseVersion,
    Edition,
    FeedbackAnswer,
    FeedbackForm,
    FeedbackInvitation,
    FeedbackSealed,
    Member,
    Programme,
)
from lms.services import notifications, quality_scores, sealing
from lms.services.feedback_form import (
    FORM_V1,
    FORM_VERSION,
    Question,
    check_answers,
    read_questions,
)
from lms.services.upserts import insert_into

GROUP = 5
# 2 texts of 2000 characters of at most 4 bytes, and the rest. One size for all: were there two,
# a long text opened later would be known by the size it had waited in.
SEALED_BYTES = 16_384
REMIXED = 200  # answers opened before that are written anew with a new group


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An invitation as its member sees it; `title` is {"ro", "en"}."""

    id: UUID
    title: Mapping[str, str]
    organiser: str | None  # None: a course of the College
    held_on: date | None
    used: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Shuffled:
    """How many answers were opened, and how many no key opens."""

    opened: int
    unreadable: int


def ensure_form(session: Session, *, now: datetime) -> FeedbackForm:
    """The form in use on the day of `now`; enters the first version when there is none."""
    known = session.scalars(select(FeedbackForm).order_by(FeedbackForm.version)).all()
    if not known:
        statement = insert_into(session, FeedbackForm).values(
            id=uuid4(), version=FORM_VERSION, questions=FORM_V1, active_from=legal_day(now)
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=["version"]))
        known = session.scalars(select(FeedbackForm).order_by(FeedbackForm.version)).all()
    active = [form for form in known if form.active_from <= legal_day(now)]
    return active[-1] if active else known[0]


def invite_for_edition(
    session: Session, edition_id: UUID, member_ids: Sequence[UUID], *, now: datetime
) -> int:
    """Ask members about an edition, each once however often this runs; returns how many anew."""
    programme = session.scalars(
        select(Programme).join(Edition).where(Edition.id == edition_id)
    ).one()
    title = {"ro": programme.title, "en": programme.title_en}
    return _invite(session, {"edition_id": edition_id}, member_ids, title=title, now=now)


def invite_for_course(session: Session, member_id: UUID, course_id: UUID, *, now: datetime) -> bool:
    """Ask a member about a course they completed, once; False when they were asked before."""
    title = session.scalars(
        select(CourseVersion.title)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.published_at.desc())
        .limit(1)
    ).one()
    return bool(_invite(session, {"course_id": course_id}, [member_id], title=title, now=now))


def _invite(
    session: Session,
    subject: Mapping[str, UUID],
    member_ids: Sequence[UUID],
    *,
    title: Mapping[str, str],
    now: datetime,
) -> int:
    of_subject = select(FeedbackInvitation.member_id).filter_by(**subject)
    missing = set(member_ids) - set(session.scalars(of_subject))
    if not missing:
        return 0
    form = ensure_form(session, now=now)
    session.execute(
        insert_into(session, FeedbackInvitation).on_conflict_do_nothing(),
        [
            {
                "id": uuid4(),
                "member_id": member_id,
                "form_id": form.id,
                "invited_at": now,
                "used": False,
                **subject,
            }
            for member_id in sorted(missing)
        ],
    )
    invited = session.execute(
        select(FeedbackInvitation.id, FeedbackInvitation.member_id, Member.account_id)
        .join(Member, Member.id == FeedbackInvitation.member_id)
        .where(*(getattr(FeedbackInvitation, name) == value for name, value in subject.items()))
    ).all()
    for invitation_id, member_id, account_id in invited:
        if member_id in missing and account_id is not None:
            notifications.notify(
                session,
                account_id,
                "feedback_invited",
                key=f"feedback:{invitation_id}",
                now=now,
                params={"title": dict(title)},
                path=f"/feedback/{invitation_id}",
            )
    return len(missing)


def open_forms(session: Session, member_id: UUID) -> Sequence[Asked]:
    """The forms that a member was asked to fill and has not, newest first."""
    return _asked(
        session,
        FeedbackInvitation.member_id == member_id,
        FeedbackInvitation.used.is_(False),
    )


def asked(session: Session, invitation_id: UUID, member_id: UUID) -> Asked:
    """A member's own invitation; NotFound for anybody else's."""
    found = _asked(
        session,
        FeedbackInvitation.id == invitation_id,
        FeedbackInvitation.member_id == member_id,
    )
    if not found:
        raise _not_asked()
    return found[0]


def _not_asked() -> NotFound:
    return NotFound(N_("Acest formular de feedback nu există sau nu vă este adresat."))


def _asked(session: Session, *conditions: Any) -> Sequence[Asked]:
    rows = session.execute(
        select(FeedbackInvitation, FeedbackForm)
        .join(FeedbackForm, FeedbackForm.id == FeedbackInvitation.form_id)
        .where(*conditions)
        .options(
            joinedload(FeedbackInvitation.edition).joinedload(Edition.programme),
            joinedload(FeedbackInvitation.edition).joinedload(Edition.provider),
        )
        .order_by(FeedbackInvitation.invited_at.desc(), FeedbackInvitation.id)
    ).all()
    titles = course_titles(session, [row.course_id for row, _ in rows if row.course_id])
    return [_as_asked(row, form, titles) for row, form in rows]


def _as_asked(
    row: FeedbackInvitation, form: FeedbackForm, titles: Mapping[UUID, Mapping[str, str]]
) -> Asked:
    edition = row.edition
    if edition is None:
        assert row.course_id is not None, "an invitation has a subject"
        title, organiser, held_on = titles[row.course_id], None, None
    else:
        title = {"ro": edition.programme.title, "en": edition.programme.title_en}
        organiser, held_on = edition.provider.name, edition.ends_on
    return Asked(
        id=row.id,
        title=title,
        organiser=organiser,
        held_on=held_on,
        used=row.used,
        questions=read_questions(form.questions),
    )


def course_titles(session: Session, course_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    """The title of the newest version of each course."""
    if not course_ids:
        return {}
    rows = session.execute(
        select(CourseVersion.course_id, CourseVersion.title)
        .where(CourseVersion.course_id.in_(set(course_ids)))
        .order_by(CourseVersion.published_at)
    ).all()
    return {row.course_id: row.title for row in rows}


def submit(
    session: Session,
    invitation_id: UUID,
    member_id: UUID,
    answers: Mapping[str, object],
    *,
    settings: Settings,
) -> None:
    """Take an answer: the invitation is marked used, the answer waits sealed, without a time.

    Scales are 1 (worst) to 5 (best). BadInput names the question (`field`); Conflict when the
    form was filled before; NotFound when it is not this member's.
    """
    row = session.execute(
        select(FeedbackInvitation.edition_id, FeedbackInvitation.course_id, FeedbackForm)
        .join(FeedbackForm, FeedbackForm.id == FeedbackInvitation.form_id)
        .where(FeedbackInvitation.id == invitation_id, FeedbackInvitation.member_id == member_id)
    ).one_or_none()
    if row is None:
        raise _not_asked()
    edition_id, course_id, form = row
    checked = check_answers(read_questions(form.questions), answers)
    # The condition is the lock: of two tabs that send at once, one changes a row.
    marked = session.execute(
        update(FeedbackInvitation)
        .where(FeedbackInvitation.id == invitation_id, FeedbackInvitation.used.is_(False))
        .values(used=True)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(marked, CursorResult)
    if marked.rowcount != 1:
        raise Conflict(
            N_(
                "Ați completat deja acest formular. Un răspuns trimis nu se mai poate schimba, "
                "pentru că nimeni nu știe care este al dumneavoastră."
            )
        )
    content = {
        "about": "edition" if edition_id else "course",
        "form": str(form.id),
        "answers": checked,
    }
    sealed_id, subject = uuid4(), edition_id or course_id
    session.execute(
        insert(FeedbackSealed).values(
            id=sealed_id,
            subject=subject,
            sealed=sealing.seal(
                _pad(content), settings.derived_key("feedback"), purpose=_purpose(sealed_id)
            ),
        )
    )


def _purpose(sealed_id: UUID) -> str:
    return f"feedback:{sealed_id}"


def _pad(content: Mapping[str, Any]) -> bytes:
    plain = json.dumps(content, ensure_ascii=False).encode()
    assert len(plain) <= SEALED_BYTES, "texts are bounded"
    return plain.ljust(SEALED_BYTES, b"\0")


def shuffle(session: Session, settings: Settings, *, rng: Random) -> Shuffled:
    """Open waiting answers in whole groups of five; `rng` must be the system's, but in tests.

    Of 7 that wait for one subject, 5 drawn at random are opened and 2 go on waiting, so that
    what can be read is always a multiple of five. Safe to repeat and to run twice at once.
    """
    ripe = session.scalars(
        select(FeedbackSealed.subject)
        .group_by(FeedbackSealed.subject)
        .having(func.count() >= GROUP)
        .order_by(FeedbackSealed.subject)
    ).all()
    key = settings.derived_key("feedback")
    opened = unreadable = 0
    for subject in ripe:
        groups, damaged = _open_waiting(session, subject, key=key)
        unreadable += damaged
        for waiting in groups.values():
            drawn = rng.sample(waiting, len(waiting) // GROUP * GROUP)
            if drawn:
                _write_opened(session, drawn, rng=rng)
                opened += len(drawn)
    return Shuffled(opened=opened, unreadable=unreadable)


@dataclass(frozen=True, kw_only=True)
class _Opened:
    sealed_id: UUID
    row: Mapping[str, Any]  # the columns of feedback_answer, but its id


def _open_waiting(
    session: Session, subject: UUID, *, key: bytes
) -> tuple[Mapping[UUID, list[_Opened]], int]:
    """What waits for a subject, by form: a form that few had would point at those few."""
    waiting = session.scalars(
        select(FeedbackSealed)
        .where(FeedbackSealed.subject == subject)
        .order_by(FeedbackSealed.id)
        .with_for_update(skip_locked=True)
    ).all()
    groups: dict[UUID, list[_Opened]] = defaultdict(list)
    damaged = 0
    for row in waiting:
        try:
            plain = sealing.unseal(row.sealed, key, purpose=_purpose(row.id))
        except sealing.CannotOpen:
            damaged += 1
            continue
        content = json.loads(plain.rstrip(b"\0"))
        form_id = UUID(content["form"])
        columns = {
            "edition_id": subject if content["about"] == "edition" else None,
            "course_id": subject if content["about"] == "course" else None,
            "form_id": form_id,
            "answers": content["answers"],
        }
        groups[form_id].append(_Opened(sealed_id=row.id, row=columns))
    return groups, damaged


def _write_opened(session: Session, drawn: Sequence[_Opened], *, rng: Random) -> None:
    """Write opened answers, and some opened before, in random order under fresh ids."""
    session.execute(
        delete(FeedbackSealed).where(FeedbackSealed.id.in_([item.sealed_id for item in drawn]))
    )
    first = drawn[0].row
    subject = {name: first[name] for name in ("edition_id", "course_id", "form_id")}
    earlier = session.execute(
        select(FeedbackAnswer.id, FeedbackAnswer.answers)
        .filter_by(**subject)
        .order_by(FeedbackAnswer.id)  # random ids: the first are a random sample
        .limit(REMIXED)
        .with_for_update(skip_locked=True)
    ).all()
    replaced = [row.id for row in earlier]
    session.execute(delete(FeedbackAnswer).where(FeedbackAnswer.id.in_(replaced)))
    rows = [dict(item.row) for item in drawn]
    rows += [{**subject, "answers": row.answers} for row in earlier]
    rng.shuffle(rows)
    session.execute(insert(FeedbackAnswer), [{"id": uuid4(), **row} for row in rows])
    if subject["edition_id"] is not None:
        quality_scores.rescore(session, subject["edition_id"], subject["form_id"])
