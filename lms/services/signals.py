"""Signals of impossible attendance: the commission's list, what it says of one, a provider's own.

A provider sees what concerns its own file alone: never that a member was elsewhere too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from lms.attendance.impossible import SignalKind
from lms.errors import N_, BadInput, NotFound
from lms.models import (
    Account,
    AttendanceSignal,
    Edition,
    Member,
    Programme,
    Provider,
    SignalState,
)
from lms.services import audit, signal_checks
from lms.services.listing import Order, Page, Wanted, contains, fetch_page

MOST_NOTE = 2000
OPEN = (SignalState.NEW, SignalState.SEEN)
_OF_ITS_OWN_FILE = (SignalKind.PARTICIPANTS, SignalKind.APPROVAL, SignalKind.EMAIL)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which signals; empty or None: all. `state` "open" means new or seen; days inclusive."""

    kind: str = ""
    provider_id: UUID | None = None
    county: str = ""
    since: date | None = None
    until: date | None = None
    state: str = "open"
    search: str = ""


@dataclass(frozen=True, kw_only=True)
class SignalPage:
    """A signal with the names of those who said something of it, by account."""

    signal: AttendanceSignal
    people: Mapping[UUID, str]


def _signals() -> Select[tuple[AttendanceSignal]]:
    with_words = joinedload(Edition.programme), joinedload(Edition.provider)
    return select(AttendanceSignal).options(
        joinedload(AttendanceSignal.edition).options(*with_words),
        joinedload(AttendanceSignal.other_edition).options(*with_words),
        joinedload(AttendanceSignal.member),
    )


def list_signals(session: Session, wanted: Wanted, asked: Asked) -> Page[AttendanceSignal]:
    """The signals asked for, sorted and paged; one query, whatever their number."""
    other = aliased(Edition)
    other_provider = aliased(Provider)
    query = (
        _signals()
        .join(Edition, Edition.id == AttendanceSignal.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .outerjoin(other, other.id == AttendanceSignal.other_edition_id)
        .outerjoin(other_provider, other_provider.id == other.provider_id)
        .outerjoin(Member, Member.id == AttendanceSignal.member_id)
    )
    if asked.kind:
        query = query.where(AttendanceSignal.kind == asked.kind)
    if asked.provider_id is not None:
        query = query.where(
            or_(Provider.id == asked.provider_id, other_provider.id == asked.provider_id)
        )
    if asked.county:
        query = query.where(
            or_(
                func.coalesce(Edition.county, Provider.county) == asked.county,
                func.coalesce(other.county, other_provider.county) == asked.county,
            )
        )
    if asked.since is not None:
        query = query.where(AttendanceSignal.day >= asked.since)
    if asked.until is not None:
        query = query.where(AttendanceSignal.day <= asked.until)
    if asked.state == "open":
        query = query.where(AttendanceSignal.state.in_(OPEN))
    elif asked.state:
        query = query.where(AttendanceSignal.state == SignalState(asked.state))
    for word in asked.search.split()[:4]:
        places = (Programme.title, Member.last_name, Member.first_name, Member.rnasr_code)
        query = query.where(or_(*(contains(place, word) for place in places)))
    orders: dict[str, Order] = {
        "day": AttendanceSignal.day,
        "kind": AttendanceSignal.kind,
        "provider": func.lower(Provider.name),
        "raised_at": AttendanceSignal.raised_at,
        "state": AttendanceSignal.state,
    }
    return fetch_page(session, query, wanted, orders=orders, tie=AttendanceSignal.id)


def providers(session: Session) -> Sequence[Provider]:
    """The organisers of editions that have a signal, by name."""
    editions = (
        select(Edition.provider_id)
        .join(
            AttendanceSignal,
            or_(
                AttendanceSignal.edition_id == Edition.id,
                AttendanceSignal.other_edition_id == Edition.id,
            ),
        )
        .distinct()
    )
    return session.scalars(
        select(Provider).where(Provider.id.in_(editions)).order_by(Provider.name)
    ).all()


def count_new(session: Session) -> int:
    """How many signals nobody has looked at."""
    return (
        session.scalar(
            select(func.count())
            .select_from(AttendanceSignal)
            .where(AttendanceSignal.state == SignalState.NEW)
        )
        or 0
    )


def find(session: Session, signal_id: UUID) -> SignalPage:
    """One signal with all that was said of it; NotFound when there is none."""
    signal = session.scalar(
        _signals()
        .where(AttendanceSignal.id == signal_id)
        .options(selectinload(AttendanceSignal.steps))
    )
    if signal is None:
        raise NotFound(N_("Acest semnal nu există."))
    wanted = {step.account_id for step in signal.steps if step.account_id}
    people = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(wanted))
    ).all()
    return SignalPage(signal=signal, people={row.id: row.display_name for row in people})


def say(
    session: Session,
    signal_id: UUID,
    state: SignalState,
    *,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Note that a signal was seen or closed; what was noted before stays."""
    signal = session.scalar(
        select(AttendanceSignal).where(AttendanceSignal.id == signal_id).with_for_update()
    )
    if signal is None:
        raise NotFound(N_("Acest semnal nu există."))
    note = note.strip()
    if state not in (SignalState.SEEN, SignalState.CLOSED):
        raise BadInput(N_("Alegeți „văzut” sau „închis”."), field="state")
    if state is SignalState.CLOSED and not note:
        raise BadInput(N_("Scrieți de ce închideți semnalul."), field="note")
    if len(note) > MOST_NOTE:
        raise BadInput(N_("Nota poate avea cel mult 2000 de semne."), field="note")
    signal_checks.move(session, signal, state, note=note, account_id=account_id, now=now)
    audit.record(
        session,
        f"signal.{state.value}",
        f"signal:{signal.id}",
        account_id=account_id,
        now=now,
        details={"edition": str(signal.edition_id)},
    )


def of_own_file(session: Session, edition_id: UUID) -> Sequence[AttendanceSignal]:
    """The open signals of an edition that its provider may see: about its own list alone.

    Written hours count among them where they exceed the edition itself; overlaps and the sum of
    a member's day say that somebody was elsewhere, so they are not among them.
    """
    return session.scalars(
        select(AttendanceSignal)
        .where(
            AttendanceSignal.edition_id == edition_id,
            AttendanceSignal.state.in_(OPEN),
            or_(
                AttendanceSignal.kind.in_([kind.value for kind in _OF_ITS_OWN_FILE]),
                AttendanceSignal.code == "longer_than_held",
            ),
        )
        .options(joinedload(AttendanceSignal.member))
        .order_by(AttendanceSignal.kind, AttendanceSignal.key)
        .limit(20)
    ).all()
