"""Entering an edition of an approved programme; whether an approval covers its days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, selectinload

from lms.clock import legal_day
from lms.errors import N_, BadInput, NotFound
from lms.models import (
    Edition,
    EditionSession,
    EditionState,
    Modality,
    OrganiserKind,
    Programme,
    ProgrammeApproval,
    ProgrammeOrganiser,
    Provider,
    ProviderApproval,
)
from lms.services import audit, provider_entry

MOST_SESSIONS = 12


@dataclass(frozen=True, kw_only=True)
class ApprovalGap:
    """A day without an approval in force: none | not_begun | ended, and the day that decides."""

    code: str
    day: date
    limit: date | None


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session to be entered; aware instants."""

    starts_at: datetime
    ends_at: datetime
    topic: str | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms members register: places, price in bani (0: free), last days, online link."""

    capacity: int | None = None
    price: int | None = None
    link: str | None = None
    register_until: date | None = None
    cancel_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewEdition:
    """An edition to be entered."""

    programme_id: UUID
    provider_id: UUID
    modality: Modality
    county: str | None
    place: str | None
    sessions: Sequence[NewSession]
    terms: Terms = Terms()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A programme that one of a person's organisers may hold."""

    programme: Programme
    provider: Provider


def days_of(sessions: Iterable[EditionSession | NewSession]) -> tuple[date, ...]:
    """The legal days that sessions touch, in order; midnight itself is of the day before."""
    moment = timedelta(seconds=1)
    return tuple(
        sorted(
            {legal_day(at) for held in sessions for at in (held.starts_at, held.ends_at - moment)}
        )
    )


def approval_on(approvals: Iterable[ProgrammeApproval], day: date) -> ProgrammeApproval | None:
    """The approval in force on a day, as known now."""
    return next((a for a in approvals if _in_force(a, day)), None)


def _in_force(approval: ProgrammeApproval | ProviderApproval, day: date) -> bool:
    return (
        approval.superseded_at is None
        and approval.valid_from <= day
        and (approval.valid_until is None or day < approval.valid_until)
    )


def approval_gap(
    approvals: Iterable[ProgrammeApproval | ProviderApproval], days: Sequence[date]
) -> ApprovalGap | None:
    """The first of these days without an approval in force, and why; None when all are covered."""
    current = [a for a in approvals if a.superseded_at is None]
    day = next((d for d in days if not any(_in_force(a, d) for a in current)), None)
    if day is None:
        return None
    ended = [a.valid_until for a in current if a.valid_until and a.valid_until <= day]
    begins = [a.valid_from for a in current if a.valid_from > day]
    if ended:
        return ApprovalGap(code="ended", day=day, limit=max(ended))
    if begins:
        return ApprovalGap(code="not_begun", day=day, limit=min(begins))
    return ApprovalGap(code="none", day=day, limit=None)


def provider_gap(provider: Provider, days: Sequence[date]) -> ApprovalGap | None:
    """The gap in a provider's own approval; other organisers need none."""
    if provider.kind is not OrganiserKind.APPROVED_PROVIDER:
        return None
    return approval_gap(provider.approvals, days)


def offers(session: Session, *, provider_ids: Collection[UUID]) -> list[Offer]:
    """The programmes with an approval that a person's organisers may hold, by title."""
    partner = (
        select(ProgrammeOrganiser.programme_id, ProgrammeOrganiser.provider_id)
        .where(ProgrammeOrganiser.provider_id.in_(provider_ids))
        .union(
            select(Programme.id, Programme.provider_id).where(
                Programme.provider_id.in_(provider_ids)
            )
        )
        .subquery()
    )
    rows = session.execute(
        select(Programme, Provider)
        .join(partner, partner.c.programme_id == Programme.id)
        .join(Provider, Provider.id == partner.c.provider_id)
        .where(
            exists().where(
                ProgrammeApproval.programme_id == Programme.id,
                ProgrammeApproval.superseded_at.is_(None),
            )
        )
        .options(selectinload(Programme.approvals), selectinload(Provider.approvals))
        .order_by(Programme.title, Provider.name)
    )
    return [Offer(programme=programme, provider=provider) for programme, provider in rows]


_GAPS = {
    ("programme", "none"): N_("Programul nu are nicio aprobare în vigoare la %(day)s."),
    ("programme", "not_begun"): N_(
        "Programul nu era încă aprobat la %(day)s: aprobarea începe la %(limit)s. "
        "Alegeți altă zi sau alt program."
    ),
    ("programme", "ended"): N_(
        "Programul nu mai este aprobat la %(day)s: aprobarea a fost valabilă până la %(limit)s. "
        "Cereți reaprobarea sau alegeți alt program."
    ),
    ("provider", "none"): N_("Furnizorul nu are niciun aviz în vigoare la %(day)s."),
    ("provider", "not_begun"): N_(
        "Furnizorul nu era încă avizat la %(day)s: avizul începe la %(limit)s."
    ),
    ("provider", "ended"): N_(
        "Furnizorul nu mai este avizat la %(day)s: avizul a fost valabil până la %(limit)s. "
        "Cereți reavizarea."
    ),
}


def gap_message(subject: str, gap: ApprovalGap) -> str:
    """The untranslated sentence about a gap, of "programme" or "provider"."""
    return _GAPS[subject, gap.code]


def refuse_gap(subject: str, gap: ApprovalGap | None) -> None:
    """BadInput at its field when there is a gap, of "programme" or "provider"."""
    if gap is not None:
        raise BadInput(
            gap_message(subject, gap),
            field="programme" if gap.code == "none" else "day_1",
            day=_written(gap.day),
            limit=_written(gap.limit) if gap.limit else "",
        )


def _written(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def create_edition(
    session: Session,
    wanted: NewEdition,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> Edition:
    """Enter an edition; BadInput names what is in the way, NotFound a stranger's programme."""
    offered = {
        (o.programme.id, o.provider.id): o for o in offers(session, provider_ids=provider_ids)
    }
    offer = offered.get((wanted.programme_id, wanted.provider_id))
    if offer is None:
        raise NotFound(N_("Acest program nu există sau nu este al furnizorului dumneavoastră."))
    if provider_entry.unverified(session, [wanted.provider_id]):
        raise BadInput(
            N_(
                "Colegiul nu a verificat încă entitatea dumneavoastră, deci nu poate ține ediții. "
                "Până atunci puteți pregăti dosarul de avizare."
            ),
            field="programme",
        )
    sessions = sorted(wanted.sessions, key=lambda held: held.starts_at)
    check_sessions(sessions)
    days = days_of(sessions)
    check_terms(wanted.terms, offer.programme, first=days[0])
    refuse_gap("provider", provider_gap(offer.provider, days))
    refuse_gap("programme", approval_gap(offer.programme.approvals, days))
    session.execute(
        select(Programme.id).where(Programme.id == wanted.programme_id).with_for_update()
    )
    refuse_twin(session, wanted, sessions)
    last = session.scalar(
        select(func.max(Edition.number)).where(Edition.programme_id == wanted.programme_id)
    )
    edition = Edition(
        id=uuid4(),
        programme_id=wanted.programme_id,
        provider_id=wanted.provider_id,
        number=(last or 0) + 1,
        modality=wanted.modality,
        county=wanted.county,
        place=wanted.place,
        starts_on=days[0],
        ends_on=days[-1],
        **asdict(wanted.terms),
        state=EditionState.HELD if sessions[-1].ends_at <= now else EditionState.PLANNED,
        recorded_at=now,
        sessions=[
            EditionSession(
                id=uuid4(), starts_at=held.starts_at, ends_at=held.ends_at, topic=held.topic
            )
            for held in sessions
        ],
    )
    session.add(edition)
    session.flush()
    audit.record(
        session, "edition.created", f"edition:{edition.id}", account_id=account_id, now=now
    )
    return edition


def check_sessions(sessions: Sequence[NewSession]) -> None:
    """BadInput unless there are sessions, each ends after it begins, and none overlap."""
    if not sessions:
        raise BadInput(N_("Scrieți ziua, ora de început și ora de sfârșit."), field="day_1")
    if any(held.ends_at <= held.starts_at for held in sessions):
        raise BadInput(
            N_("O sesiune se sfârșește înainte de a începe. Verificați orele."), field="ends_1"
        )
    for earlier, later in pairwise(sessions):
        if later.starts_at < earlier.ends_at:
            raise BadInput(
                N_("Două sesiuni se suprapun. Minutele lor s-ar socoti o singură dată."),
                field="starts_1",
            )


def check_terms(terms: Terms, programme: Programme, *, first: date) -> None:
    """BadInput unless the terms stay within the approval and before the first session."""
    declared = programme.max_participants
    if terms.capacity is not None and declared is not None and terms.capacity > declared:
        raise BadInput(
            N_("Programul este aprobat pentru cel mult %(most)d participanți. Scrieți mai puține."),
            field="capacity",
            most=declared,
        )
    for field in ("register_until", "cancel_until"):
        day = getattr(terms, field)
        if day is not None and day > first:
            raise BadInput(
                N_("Termenul este după prima sesiune (%(day)s). Scrieți o zi de până atunci."),
                field=field,
                day=_written(first),
            )


def refuse_twin(
    session: Session,
    wanted: NewEdition,
    sessions: Sequence[NewSession],
    *,
    besides: UUID | None = None,
) -> None:
    """The same form sent twice must not make two editions; `besides` is the one changed."""
    twin = session.scalar(
        select(Edition.number)
        .join(EditionSession)
        .where(
            Edition.programme_id == wanted.programme_id,
            Edition.provider_id == wanted.provider_id,
            Edition.state != EditionState.CANCELLED,
            Edition.id.is_distinct_from(besides),
            EditionSession.starts_at == sessions[0].starts_at,
            Edition.county.is_not_distinct_from(wanted.county),
            Edition.place.is_not_distinct_from(wanted.place),
        )
    )
    if twin is not None:
        raise BadInput(
            N_(
                "Există deja ediția %(number)d a acestui program, cu același început și același "
                "loc. Deschideți-o din lista edițiilor."
            ),
            number=twin,
            field="day_1",
        )
