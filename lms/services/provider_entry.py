"""An entity registers itself, confirms its e-mail, and is verified by an officer of CFPC.

Until it is verified it may prepare its file, but not submit it, and hold no editions. Organisers
that the College entered itself have no entry and need none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotAllowed, NotFound
from lms.models import LegalForm, OrganiserKind, Provider, ProviderDuty, ProviderEntry
from lms.models import ProviderInvitation as Invitation
from lms.services import access_links, audit, letters, provider_people, provider_staff
from lms.services.catalogue import folded
from lms.services.listing import Order, Page, Wanted, contains, fetch_page
from lms.services.signing_in import Visitor

LINK_LENGTH = timedelta(hours=24)
KEPT_UNCONFIRMED = timedelta(days=7)
LONGEST_REASON = 2000
_KEY = (7, 5, 3, 2, 1, 7, 5, 3, 2)  # of the check digit of a fiscal code


class EntryState(StrEnum):
    """Where an entry stands; an unconfirmed one is shown to nobody."""

    WAITING = "waiting"
    VERIFIED = "verified"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """What an entity says of itself."""

    name: str
    fiscal_code: str
    legal_form: LegalForm
    county: str
    contact_name: str
    email: str
    phone: str


def read_fiscal_code(text: str) -> str:
    """The digits of a CUI, "RO" and spaces dropped; BadInput unless its check digit is right.

    >>> read_fiscal_code("RO 1590082")
    '1590082'
    """
    digits = re.sub(r"^\s*(?:RO)?\s*|[\s.-]", "", text, flags=re.IGNORECASE)
    if not digits.isascii() or not digits.isdigit() or not 2 <= len(digits) <= 10:
        raise BadInput(
            N_("Codul fiscal are între 2 și 10 cifre, de exemplu 1590082 sau RO1590082."),
            field="fiscal_code",
        )
    weighed = zip(digits[-2::-1], reversed(_KEY), strict=False)
    if sum(int(digit) * key for digit, key in weighed) * 10 % 11 % 10 != int(digits[-1]):
        raise BadInput(
            N_("Codul fiscal nu are cifra de control potrivită; verificați-l pe certificat."),
            field="fiscal_code",
        )
    return digits.lstrip("0")


def ask(
    session: Session,
    wanted: NewEntry,
    *,
    language: str,
    visitor: Visitor,
    write: letters.Writer,
    now: datetime,
) -> ProviderEntry:
    """Keep what an entity says of itself and mail a link; nothing is entered before it is used."""
    if not access_links.count_request(
        session, "provider_entry", wanted.email, visitor=visitor, now=now
    ):
        raise access_links.too_many_requests()
    code = read_fiscal_code(wanted.fiscal_code)
    _refuse_known(session, code)
    entry = ProviderEntry(
        id=uuid4(),
        name=wanted.name,
        fiscal_code=code,
        legal_form=wanted.legal_form,
        county=wanted.county,
        contact_name=wanted.contact_name,
        email=wanted.email,
        phone=wanted.phone,
        asked_at=now,
        reason="",
    )
    session.add(entry)
    session.flush()
    invitation, token = provider_staff.make_invitation(
        session,
        provider_staff.Invited(
            name=wanted.contact_name,
            email=wanted.email,
            duty=ProviderDuty.MANAGER,
            language=language,
        ),
        length=LINK_LENGTH,
        now=now,
    )
    invitation.entry_id = entry.id
    letters.send(
        session,
        write,
        kind="provider_entry",
        recipient=invitation.email,
        language=language,
        params={"name": wanted.contact_name, "entity": wanted.name, "token": token},
        now=now,
    )
    return entry


def _refuse_known(session: Session, fiscal_code: str) -> None:
    known = select(ProviderEntry.id).where(
        ProviderEntry.fiscal_code == fiscal_code,
        ProviderEntry.confirmed_at.is_not(None),
        ProviderEntry.refused_at.is_(None),
    )
    if session.scalar(known) is not None:
        raise _already_there(fiscal_code)


def _already_there(fiscal_code: str) -> BadInput:
    return BadInput(
        N_(
            "Entitatea cu codul fiscal %(code)s este deja înscrisă. Cereți celui care o "
            "administrează să vă invite."
        ),
        code=fiscal_code,
        field="fiscal_code",
    )


def entry_of_invitation(session: Session, invitation: Invitation) -> ProviderEntry | None:
    """What the link confirms, or None for an invitation of a colleague."""
    return session.get(ProviderEntry, invitation.entry_id) if invitation.entry_id else None


def accept(
    session: Session, token: str, *, password: str | None, now: datetime
) -> tuple[Provider, str | None]:
    """Use a link: the organiser, and a new session where the account was made by it.

    An account that there is already gets the role; its owner signs in as always.
    """
    invitation = provider_staff.open_invitation(session, token, now=now)
    if invitation is None:
        raise access_links.stale_link()
    entry = entry_of_invitation(session, invitation)
    if entry is not None:
        invitation.provider_id = _enter(session, entry, now=now).id
    opened = provider_staff.join(session, invitation, password=password, now=now)
    assert invitation.provider_id is not None
    return session.get_one(Provider, invitation.provider_id), opened


def _enter(session: Session, entry: ProviderEntry, *, now: datetime) -> Provider:
    """The organiser of a confirmed entry; another entity may have been quicker."""
    _refuse_known(session, entry.fiscal_code)
    provider = Provider(
        id=uuid4(),
        slug=_slug(entry.name),
        name=entry.name,
        kind=OrganiserKind.OTHER_ENTITY,
        county=entry.county,
        recorded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(provider)
            session.flush()
            entry.provider_id, entry.confirmed_at = provider.id, now
            session.flush()
    except IntegrityError as error:  # two confirmations, the same second
        raise _already_there(entry.fiscal_code) from error
    audit.record(session, "provider.entered", f"provider:{provider.id}", account_id=None, now=now)
    return provider


def _slug(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")
    return f"{words[:60].strip('-') or 'furnizor'}-{uuid4().hex[:6]}"


# --- the officer ------------------------------------------------------------------------------


def state_of(entry: ProviderEntry) -> EntryState:
    """Where a confirmed entry stands."""
    if entry.refused_at is not None:
        return EntryState.REFUSED
    return EntryState.VERIFIED if entry.verified_at is not None else EntryState.WAITING


_STATES = {
    EntryState.WAITING: (ProviderEntry.verified_at.is_(None), ProviderEntry.refused_at.is_(None)),
    EntryState.VERIFIED: (
        ProviderEntry.verified_at.is_not(None),
        ProviderEntry.refused_at.is_(None),
    ),
    EntryState.REFUSED: (ProviderEntry.refused_at.is_not(None),),
}


def list_entries(
    session: Session, wanted: Wanted, *, state: str, search: str
) -> Page[ProviderEntry]:
    """Confirmed entries; `state` one of EntryState, "all", or "" for those that wait."""
    query = select(ProviderEntry).where(ProviderEntry.confirmed_at.is_not(None))
    if state != "all":
        asked = EntryState(state) if state in set(EntryState) else EntryState.WAITING
        query = query.where(*_STATES[asked])
    if search.strip():
        query = query.where(
            contains(ProviderEntry.name, search.strip())
            | contains(ProviderEntry.fiscal_code, search.strip())
        )
    orders: dict[str, Order] = {
        "confirmed_at": ProviderEntry.confirmed_at,
        "name": ProviderEntry.name,
        "county": ProviderEntry.county,
    }
    return fetch_page(session, query, wanted, orders=orders, tie=ProviderEntry.id)


def find_entry(session: Session, entry_id: UUID) -> ProviderEntry:
    """A confirmed entry; NotFound when there is none."""
    entry = session.get(ProviderEntry, entry_id)
    if entry is None or entry.confirmed_at is None:
        raise NotFound(N_("Nu există această înscriere."))
    return entry


def check(
    session: Session,
    entry_id: UUID,
    state: EntryState,
    reason: str,
    *,
    account_id: UUID,
    now: datetime,
) -> ProviderEntry:
    """Verify or refuse an entry, with the reason; the same sent twice is done once."""
    find_entry(session, entry_id)
    entry = session.get_one(ProviderEntry, entry_id, with_for_update=True, populate_existing=True)
    assert entry.provider_id is not None
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(
            N_(
                "Scrieți pe ce vă sprijiniți, în cel mult %(most)d de semne: textul ajunge la "
                "entitate."
            ),
            most=LONGEST_REASON,
            field="reason",
        )
    if state_of(entry) is not EntryState.WAITING:
        if (state_of(entry), entry.reason) == (state, reason):
            return entry
        raise Conflict(N_("Înscrierea a fost deja verificată între timp."))
    if account_id in provider_people.accounts_of(session, entry.provider_id, on=legal_day(now)):
        raise NotAllowed(N_("Lucrați pentru această entitate. O verifică alt ofițer."))
    if state is EntryState.VERIFIED:
        entry.verified_at = now
    else:
        entry.refused_at = now
    entry.checked_by, entry.reason = account_id, reason
    session.flush()
    audit.record(
        session,
        f"provider.{state.value}",
        f"provider:{entry.provider_id}",
        account_id=account_id,
        now=now,
    )
    provider_people.tell(
        session,
        entry.provider_id,
        f"entry_{state.value}",
        key=f"entry_{state.value}:{entry.id}",
        now=now,
        params={"name": entry.name},
        path=f"/provider/organisations/{entry.provider_id}",
    )
    return entry


# --- what others ask --------------------------------------------------------------------------


def entry_of(session: Session, provider_id: UUID) -> ProviderEntry | None:
    """The entry of an organiser that registered itself; None for one that the College entered."""
    return session.scalar(select(ProviderEntry).where(ProviderEntry.provider_id == provider_id))


def unverified(session: Session, provider_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these organisers that no officer has verified (or that one has refused)."""
    rows = session.scalars(
        select(ProviderEntry.provider_id).where(
            ProviderEntry.provider_id.in_(provider_ids),
            ProviderEntry.verified_at.is_(None) | ProviderEntry.refused_at.is_not(None),
        )
    )
    return frozenset(found for found in rows if found is not None)


def forget_unconfirmed(session: Session, *, before: datetime) -> None:
    """Delete what was never confirmed by mail, with its links."""
    old = select(ProviderEntry.id).where(
        ProviderEntry.confirmed_at.is_(None), ProviderEntry.asked_at < before
    )
    session.execute(delete(Invitation).where(Invitation.entry_id.in_(old)))
    session.execute(
        delete(ProviderEntry).where(
            ProviderEntry.confirmed_at.is_(None), ProviderEntry.asked_at < before
        )
    )


def entity_name(session: Session, invitation: Invitation) -> str:
    """The entity that a link is about."""
    entry = entry_of_invitation(session, invitation)
    if entry is not None:
        return entry.name
    assert invitation.provider_id is not None
    return session.get_one(Provider, invitation.provider_id).name


def providers_of(session: Session, provider_ids: Collection[UUID]) -> Sequence[Provider]:
    """These organisers, by name."""
    return session.scalars(
        select(Provider).where(Provider.id.in_(provider_ids)).order_by(Provider.name)
    ).all()
