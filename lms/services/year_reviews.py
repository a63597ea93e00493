"""A closed year that later facts would undo: it stands, an officer looks, the member is told.

The file (dosar) of a review is registered for the Commission; BEX decides, not before the days
of notice have passed. Only the decision writes the next revision of the closed year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import Assessment, Outcome, to_thousandths
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    ClosedStanding,
    Decision,
    Member,
    Role,
    YearReview,
    YearStage,
)
from lms.services import audit, crediting, notifications, outbox
from lms.services.closed_years import latest_standings, undone, year_dates
from lms.services.procedures import Procedure, Verdict
from lms.services.upserts import insert_into
from lms.services.year_close import new_standing

REGISTER_TASK = "year.register_review"
MAINTAINED, UNDONE = "year_maintained", "year_undone"


def check(
    session: Session, member_id: UUID, year: int, *, records_from: date | None, now: datetime
) -> YearReview | None:
    """Open a review when what is known now would undo a closed year; None when it would not."""
    standing = latest_standings(session, [member_id], [year], YearStage.FINAL).get(
        (member_id, year)
    )
    if standing is None:
        return None
    answer = _present(session, standing, records_from=records_from, now=now)
    if not undone(standing, answer.outcome.value):
        return None
    return _open(session, standing, answer, now=now)


def _present(
    session: Session, standing: ClosedStanding, *, records_from: date | None, now: datetime
) -> Assessment:
    answers = crediting.year_answers(
        session,
        [standing.member_id],
        [standing.year],
        records_from=records_from,
        on=legal_day(now),
        known_at=now,
    )
    return answers[standing.member_id, standing.year]


def _open(
    session: Session, standing: ClosedStanding, answer: Assessment, *, now: datetime
) -> YearReview | None:
    figures = answer.standing
    required = figures.required if figures else None
    dates = year_dates(session, standing.year)
    review_id = session.scalar(
        insert_into(session, YearReview)
        .values(
            id=uuid4(),
            standing_id=standing.id,
            member_id=standing.member_id,
            year=standing.year,
            found_outcome=answer.outcome.value,
            found_earned=to_thousandths(figures.earned) if figures else 0,
            found_required=None if required is None else to_thousandths(required),
            notice_until=legal_day(now) + timedelta(days=dates.notice_days),
            opened_at=now,
        )
        .on_conflict_do_nothing()
        .returning(YearReview.id)
    )
    if review_id is None:
        return None  # being looked at, or decided on the same finding
    review = session.get_one(YearReview, review_id)
    audit.record(
        session,
        "year.review_opened",
        f"member:{standing.member_id}",
        account_id=None,
        now=now,
        details={"review": str(review_id), "year": standing.year},
    )
    notifications.notify_member(
        session,
        standing.member_id,
        "year_review_opened",
        key=f"year.review:{review_id}",
        now=now,
        params={
            "year": standing.year,
            "until": review.notice_until.isoformat(),
            "earned": review.found_earned,
        },
        path=f"/years/{standing.year}/mine",
    )
    member = session.get_one(Member, standing.member_id)
    if member.account_id is not None:  # the file is the member's, as every file they have
        enter_registration(session, review_id, opened_by=member.account_id, now=now)
    return review


def enter_registration(
    session: Session, review_id: UUID, *, opened_by: UUID, now: datetime
) -> None:
    """Have the file of a review registered, in its own transaction."""
    outbox.enqueue(
        session,
        REGISTER_TASK,
        {"review": str(review_id), "opened_by": str(opened_by)},
        key=f"{REGISTER_TASK}:{review_id}",
        now=now,
    )


def open_review(session: Session, member_id: UUID, year: int) -> YearReview | None:
    """The review of a member's closed year that is not decided yet."""
    return session.scalar(
        select(YearReview).where(
            YearReview.member_id == member_id,
            YearReview.year == year,
            YearReview.closed_at.is_(None),
        )
    )


def review_of(session: Session, case_id: UUID) -> YearReview:
    """The review that a file is about."""
    return session.scalars(select(YearReview).where(YearReview.case_id == case_id)).one()


# --- what the file of a review adds to the life of every file ---------------------------------


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    rows = session.execute(
        select(YearReview.case_id, YearReview.year).where(YearReview.case_id.in_(case_ids))
    )
    return {
        row.case_id: {"ro": f"Anul {row.year}", "en": f"The year {row.year}"}
        for row in rows
        if row.case_id is not None
    }


def _check_submission(session: Session, case: CaseFile) -> None:
    del session, case  # it is registered by the platform, from what the ledger says


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    del session, case
    if verdict.credits is not None:
        raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")


def _carry_out(
    session: Session, case: CaseFile, decision: Decision, settings: Settings, now: datetime
) -> None:
    if decision.outcome != UNDONE:
        return
    review = review_of(session, case.id)
    if decision.decided_on < review.notice_until:
        raise BadInput(
            N_(
                "Membrul a fost înștiințat și are timp până la %(until)s. Anul se poate schimba "
                "numai printr-o hotărâre de la acea dată încolo."
            ),
            until=f"{review.notice_until:%d.%m.%Y}",
            field="decided_on",
        )
    key = (review.member_id, review.year)
    last = latest_standings(session, [key[0]], [key[1]], YearStage.FINAL)[key]
    answer = _present(session, last, records_from=settings.records_from, now=now)
    row = new_standing(
        answer,
        review.member_id,
        year=review.year,
        stage=YearStage.FINAL,
        last=last,
        records_from=settings.records_from,
        now=now,
    )
    row.decision_id = decision.id
    session.add(row)
    session.flush()
    crediting.refresh_standings(
        session, [review.member_id], [review.year], settings.records_from, now
    )


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    if case.state is CaseState.WITHDRAWN:
        raise Conflict(
            N_(
                "Acest dosar nu este o cerere a dumneavoastră și nu se retrage; anul rămâne "
                "îndeplinit până la o hotărâre."
            )
        )
    review_of(session, case.id).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    del session, case  # it is never a draft that a person leaves behind


def _notice_days(version: RegulationVersion) -> Value[int]:
    closing = version.annual_requirement.after_year_close
    days = closing.value.notice_days if closing.value else None
    return replace(closing, value=days)  # type: ignore[arg-type,return-value]


YEAR_REVIEW = Procedure(
    kind=CaseKind.YEAR_REVIEW,
    title={
        "ro": "Verificarea unui an încheiat",
        "en": "Review of a closed year",
    },
    commission=Role.CFPC,
    outcomes=(MAINTAINED, UNDONE),
    days_to_answer=_notice_days,
    subjects=_subjects,
    check_submission=_check_submission,
    check_verdict=_check_verdict,
    carry_out=_carry_out,
    close=_close,
    discard=_discard,
)

STATEMENT = (
    "Anul {year} a fost încheiat ca {outcome}. Fapte înscrise mai târziu ar da {earned} credite. "
    "Anul rămâne cum s-a încheiat până la o hotărâre, care nu poate fi luată înainte de {until}."
)
OUTCOME_WORDS = {Outcome.MET.value: "îndeplinit", Outcome.EXEMPT.value: "scutit"}
