"""An invented entity on its way to being a provider: entered, verified, with a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.models import ProviderEntry, RoleGrant

PASSWORD = "o parolă destul de lungă"
FISCAL_CODE = "1590082"
_numbers = count(1)


def with_check_digit(digits: str) -> str:
    """A fiscal code of these digits with the right check digit."""
    weighed = zip(reversed(digits), reversed((7, 5, 3, 2, 1, 7, 5, 3, 2)), strict=False)
    return f"{digits}{sum(int(digit) * key for digit, key in weighed) * 10 % 11 % 10}"


def enter(session: Session, *, now: datetime, name: str = "Asociația Început") -> ProviderEntry:
    """A confirmed entry with its manager; the account's e-mail is the entry's."""
    from lms.models import LegalForm, ProviderDuty, ProviderEntry
    from lms.services import provider_entry, provider_staff

    number = next(_numbers)
    email = f"contact{number}.{uuid4().hex[:8]}@example.ro"
    entry = ProviderEntry(
        id=uuid4(),
        name=name,
        fiscal_code=with_check_digit(f"{uuid4().int % 10**7 + 10**7}"),
        legal_form=LegalForm.ASSOCIATION,
        county="CJ",
        contact_name="Mara Început",
        email=email,
        phone="",
        asked_at=now,
        reason="",
    )
    session.add(entry)
    session.flush()
    invited = provider_staff.Invited(
        name="Mara Început", email=email, duty=ProviderDuty.MANAGER, language="ro"
    )
    invitation, token = provider_staff.make_invitation(
        session, invited, length=timedelta(hours=1), now=now
    )
    invitation.entry_id = entry.id
    provider_entry.accept(session, token, password=PASSWORD, now=now)
    return entry


def verify(session: Session, entry: ProviderEntry, *, by: UUID, now: datetime) -> None:
    """An officer verifies an entry."""
    from lms.services import provider_entry
    from lms.services.provider_entry import EntryState

    provider_entry.check(
        session, entry.id, EntryState.VERIFIED, "Verificat la ANAF.", account_id=by, now=now
    )


def act_for(session: Session, provider_id: UUID, account_id: UUID, **more: Any) -> RoleGrant:
    """Somebody of the cast acts for an organiser too."""
    from lms.models import Account, Role
    from lms.services import accounts

    grant = accounts.grant_role(
        session,
        session.get_one(Account, account_id),
        Role.PROVIDER,
        valid_from=date(2025, 1, 15),
        now=more.pop("now"),
        provider_id=provider_id,
    )
    for name, value in more.items():
        setattr(grant, name, value)
    session.flush()
    return grant


def add_approval(
    session: Session,
    provider_id: UUID | None,
    valid_from: date,
    valid_until: date | None,
    *,
    now: datetime,
) -> None:
    """An approval by an earlier decision."""
    from lms.models import ProviderApproval

    session.add(
        ProviderApproval(
            id=uuid4(),
            provider_id=provider_id,
            decision_number=f"{next(_numbers)}",
            decided_on=valid_from,
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_at=now,
        )
    )
    session.flush()
