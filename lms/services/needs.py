"""Ce îmi mai trebuie: what a member still lacks, and a plan from what is announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from credit_engine.facts import MemberFacts
from credit_engine.ladder import next_step
from credit_engine.offers import Offer
from credit_engine.plan import Plan, plan, what_if
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from lms.models import (
    CourseVersion,
    Edition,
    EditionState,
    Enrolment,
    Member,
    Modality,
    Programme,
    Provider,
)
from lms.services import catalogue, crediting, edition_places, facts
from lms.services.regulations import norms

MOST_EDITIONS = 300  # announced editions that a plan looks through, the next ones first
MOST_PICKED = 30  # of one "what if"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something a member could attend: an announced edition, or a course at one's own pace.

    `seats_left` None: not known. `near`: online, in the member's county, or at one's own pace.
    """

    offer: Offer
    edition: Edition | None
    version: CourseVersion | None
    seats_left: int | None
    near: bool

    @property
    def id(self) -> str:
        """The name under which it is picked: "edition:<uuid>" or "course:<uuid>"."""
        return self.offer.id


@dataclass(frozen=True, kw_only=True)
class Picked:
    """The answer with what is picked; `added` is what each brings, in credits."""

    choices: Sequence[Choice]
    answer: Assessment
    earned: Fraction | None
    added: Mapping[str, Fraction]
    filled: bool


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What is missing for one target, and how to fill it; amounts in credits.

    `targets`: this year and, where there is one, the next grade. `required` None: not known.
    """

    member: Member
    target: str
    targets: Sequence[str]
    before: Assessment
    plan: Plan
    earned: Fraction | None
    required: Fraction | None
    evidence_until: date | None
    steps: Sequence[Choice]
    choices: Sequence[Choice]
    picked: Picked


def read_needs(
    session: Session,
    member_id: UUID,
    *,
    target: str,
    picks: Sequence[str] | None,
    records_from: date | None,
    now: datetime,
    on: date,
) -> Needs:
    """What a member needs for a target ("" or an unknown one: this year) on a day.

    `picks` None: what the plan proposes is looked at; ids that are not offered are passed over.
    """
    member = session.get_one(Member, member_id)
    known = facts.member_facts(session, [member_id], records_from=records_from)[member_id]
    regulation = norms(session)
    targets = _targets(regulation, known, on=on)
    target = target if target in targets else targets[0]
    done = {activity.source for activity in known.activities}  # nothing is proposed twice
    offered = [
        choice
        for choice in choices(session, member, on=on, now=now)
        if choice.offer.source not in done
    ]
    found = plan(
        regulation,
        known,
        target=target,
        on=on,
        known_at=None,
        offers=[choice.offer for choice in offered],
        county=member.county,
    )
    before = what_if(regulation, known, (), target=target, on=on, known_at=None)
    by_id = {choice.id: choice for choice in offered}
    steps = [by_id[offer.id] for offer in found.programmes]
    wanted = [step.id for step in steps] if picks is None else list(picks)[:MOST_PICKED]
    chosen = [by_id[each] for each in dict.fromkeys(wanted) if each in by_id]
    until = before.standing.evidence_until if before.standing else None
    required = _required(before)
    return Needs(
        member=member,
        target=target,
        targets=targets,
        before=before,
        plan=found,
        earned=_earned(before),
        required=required,
        evidence_until=until,
        steps=steps,
        choices=_ordered(offered, steps, target),
        picked=_picked(regulation, known, chosen, target=target, on=on),
    )


def _targets(regulation: Regulation, known: MemberFacts, *, on: date) -> list[str]:
    step = next_step(regulation, known, on=on, known_at=None)
    return [f"year:{on.year}", *([f"promotion:{step.coming}"] if step.coming else [])]


def _ordered(offered: Sequence[Choice], steps: Sequence[Choice], target: str) -> list[Choice]:
    """The plan first, then what is near and soon; of another year nothing counts for this one."""
    planned = {step.id for step in steps}
    year = int(target[5:]) if target.startswith("year:") else None
    useful = [
        choice
        for choice in offered
        if year is None or choice.edition is None or choice.edition.ends_on.year == year
    ]
    return sorted(
        useful,
        key=lambda choice: (
            choice.id not in planned,
            not choice.near,
            choice.edition.starts_on if choice.edition else date.min,
        ),
    )


def _picked(
    regulation: Regulation,
    known: MemberFacts,
    chosen: Sequence[Choice],
    *,
    target: str,
    on: date,
) -> Picked:
    offers = [choice.offer for choice in chosen]
    answer = what_if(regulation, known, offers, target=target, on=on, known_at=None)
    added = {offer.id: offer.credits for offer in offers}
    if answer.standing is not None:
        counted = {line.activity: line.counted for line in answer.standing.lines}
        added = {offer.id: counted.get(offer.activity_id, Fraction(0)) for offer in offers}
    return Picked(
        choices=chosen,
        answer=answer,
        earned=_earned(answer),
        added=added,
        filled=_is_filled(answer),
    )


def _is_filled(answer: Assessment) -> bool:
    if answer.standing is not None or answer.outcome in (Outcome.EXEMPT, Outcome.MET):
        return answer.outcome in (Outcome.EXEMPT, Outcome.MET)
    return any(finding.code == "promotion-credits-met" for finding in answer.findings)


def _earned(answer: Assessment) -> Fraction | None:
    return answer.credits if answer.standing is None else answer.standing.earned


def _required(answer: Assessment) -> Fraction | None:
    if answer.standing is not None:
        return answer.standing.required
    for finding in answer.findings:
        if finding.code.startswith("promotion-credits-") and "required" in finding.params:
            return Fraction(str(finding.params["required"]))
    return None


# --- what is announced ------------------------------------------------------------------------


def choices(session: Session, member: Member, *, on: date, now: datetime) -> list[Choice]:
    """What a member could attend after a day: announced editions and courses not done yet."""
    return [*_editions(session, member, on=on, now=now), *_courses(session, member, on=on, now=now)]


def _editions(session: Session, member: Member, *, on: date, now: datetime) -> list[Choice]:
    editions = session.scalars(
        select(Edition)
        .where(Edition.state == EditionState.PLANNED, Edition.starts_on > on)
        .options(
            selectinload(Edition.sessions),
            joinedload(Edition.programme).selectinload(Programme.approvals),
            joinedload(Edition.provider).selectinload(Provider.approvals),
        )
        .order_by(Edition.starts_on, Edition.id)
        .limit(MOST_EDITIONS)
    ).all()
    taken = edition_places.taken_places(session, [edition.id for edition in editions])
    return [
        found
        for edition in editions
        if (found := _edition_choice(edition, member, taken=taken, now=now)) is not None
    ]


def _edition_choice(
    edition: Edition, member: Member, *, taken: Mapping[UUID, int], now: datetime
) -> Choice | None:
    """The edition, if its programme has credits by a decision."""
    activity = facts.edition_activity(
        edition,
        minutes_delivered=crediting.minutes_delivered(edition),
        minutes_present=0,
        minutes_late=0,
        recorded_at=now,
    )
    fixed = [a for a in activity.programme_approvals if a.superseded_at is None and a.credits]
    if not fixed or not edition.sessions:
        return None
    latest = max(fixed, key=lambda approval: approval.valid_from)
    online = edition.modality in (Modality.ONLINE, Modality.HYBRID)
    most = edition_places.most_places(edition)
    return Choice(
        offer=Offer(
            id=f"edition:{edition.id}",
            title=edition.programme.title,
            credits=latest.credits or Fraction(0),
            sessions=activity.sessions,
            county=edition.county,
            online=online,
            form=activity.form,
            source=activity.source,
            organiser=activity.organiser,
            provider_approvals=activity.provider_approvals,
            programme_approvals=activity.programme_approvals,
        ),
        edition=edition,
        version=None,
        seats_left=None if most is None else max(0, most - taken.get(edition.id, 0)),
        near=online or edition.county in (None, member.county),
    )


def _courses(session: Session, member: Member, *, on: date, now: datetime) -> list[Choice]:
    done = set(
        session.scalars(
            select(Enrolment.course_id).where(
                Enrolment.member_id == member.id, Enrolment.completed_at.is_not(None)
            )
        )
    )
    cards = catalogue.list_courses(
        session, catalogue.CatalogueQuery(), member_id=None, on=on, now=now
    )
    found = []
    for card in cards:
        version, promise = card.version, card.promise
        source = facts.course_source(version.course_id)
        if version.course_id in done:
            continue
        if promise is None or not promise.credits:
            continue
        activity = facts.course_activity(version, started_on=on, completed_on=on, recorded_at=now)
        found.append(
            Choice(
                offer=Offer(
                    id=source,
                    title=activity.title,
                    credits=facts.credits_fraction(promise.credits),
                    online=True,
                    kind=activity.kind,
                    form=activity.form,
                    source=source,
                    workload_minutes=activity.workload_minutes,
                    organiser=activity.organiser,
                    programme_approvals=activity.programme_approvals,
                ),
                edition=None,
                version=version,
                seats_left=None,
                near=True,
            )
        )
    return found


def announced_editions(
    session: Session, edition_ids: Sequence[UUID], *, on: date
) -> Sequence[Edition]:
    """Editions still to come, for a calendar, in order of days."""
    return session.scalars(
        select(Edition)
        .where(
            Edition.id.in_(edition_ids),
            Edition.state == EditionState.PLANNED,
            or_(Edition.starts_on > on, Edition.ends_on >= on),
        )
        .options(
            selectinload(Edition.sessions),
            joinedload(Edition.programme),
            joinedload(Edition.provider),
            joinedload(Edition.cancellation),
        )
        .order_by(Edition.starts_on, Edition.id)
    ).all()
