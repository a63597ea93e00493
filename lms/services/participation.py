"""Certificates of participation: issued on demand from the accepted list, open to verification.

A certificate says what the list that counts says; credits stand on it only while their line in
the ledger does. Whoever checks it sees whether the list has changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.ledger_proof import canonical_json
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CreditEntry,
    Edition,
    Member,
    ParticipationCertificate,
    Programme,
    StoredFile,
)
from lms.services import audit, facts, ledger, signed_papers
from lms.services.crediting import minutes_delivered
from lms.services.listing import Order, Page, Wanted, fetch_page
from lms.services.participation_pdf import print_certificate

VERIFY_PATH = "/verify/participation"

_MINUTES = AttendanceRow.outcome["minutes"].as_integer()


class Standing(StrEnum):
    """What the record says now of a certificate as issued."""

    SAME = "same"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"  # the list was undone, or the member is no longer on it
    UPDATING = "updating"  # a list of the edition is being booked at this moment


@dataclass(frozen=True, kw_only=True)
class Part:
    """A member's part in an edition whose list counts, and the certificate issued last."""

    edition: Edition
    minutes: int
    delivered: int
    credits: int | None  # thousandths of a live entry
    certificate: ParticipationCertificate | None


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A certificate as issued, why its signature does not hold (if so), what is so now."""

    certificate: ParticipationCertificate
    document: Mapping[str, Any]
    pdf_sha256: str
    refusal: str | None
    standing: Standing


# --- who took part ----------------------------------------------------------------------------


def list_parts(session: Session, member_id: UUID, wanted: Wanted) -> Page[Part]:
    """The editions in which a member took part by lists that count, newest first."""
    taken = _counted(member_id).with_only_columns(AttendanceFile.edition_id)
    orders: dict[str, Order] = {"ends_on": Edition.ends_on}
    page = fetch_page(
        session,
        select(Edition).where(Edition.id.in_(taken)).options(*_loaded()),
        wanted,
        orders=orders,
        tie=Edition.id,
    )
    return Page(
        rows=_parts(session, member_id, page.rows),
        total=page.total,
        number=page.number,
        pages=page.pages,
    )


def took_part(session: Session, member_id: UUID, edition_id: UUID) -> bool:
    """Whether a list that counts has the member as present at an edition."""
    query = _counted(member_id).where(AttendanceFile.edition_id == edition_id)
    return session.execute(query.limit(1)).first() is not None


def _counted(member_id: UUID) -> Select[Any]:
    """Rows of booked lists that have a member as present; booking wrote how many minutes."""
    return (
        select(AttendanceFile.edition_id, _MINUTES)
        .join(AttendanceRow, AttendanceRow.file_id == AttendanceFile.id)
        .where(
            AttendanceFile.state == AttendanceState.BOOKED,
            AttendanceRow.member_id == member_id,
            AttendanceRow.presence == "present",
            _MINUTES > 0,
        )
    )


def _loaded() -> Sequence[Any]:
    return (
        joinedload(Edition.programme).joinedload(Programme.provider),
        joinedload(Edition.provider),
        selectinload(Edition.sessions),
    )


def _parts(session: Session, member_id: UUID, editions: Sequence[Edition]) -> list[Part]:
    ids = [edition.id for edition in editions]
    rows = session.execute(
        _counted(member_id)
        .where(AttendanceFile.edition_id.in_(ids))
        .with_only_columns(AttendanceFile.edition_id, func.max(_MINUTES))
        .group_by(AttendanceFile.edition_id)
    )
    minutes = {edition_id: int(most) for edition_id, most in rows}
    live = _live_entries(session, member_id, ids)
    issued = {
        row.edition_id: row  # the last one stays
        for row in session.scalars(
            select(ParticipationCertificate)
            .where(
                ParticipationCertificate.member_id == member_id,
                ParticipationCertificate.edition_id.in_(ids),
            )
            .order_by(ParticipationCertificate.issued_at)
        )
    }
    return [
        Part(
            edition=edition,
            minutes=minutes[edition.id],
            delivered=minutes_delivered(edition),
            credits=live[edition.id].credits if edition.id in live else None,
            certificate=issued.get(edition.id),
        )
        for edition in editions
    ]


def _live_entries(
    session: Session, member_id: UUID, edition_ids: Collection[UUID]
) -> dict[UUID, CreditEntry]:
    by_source = {facts.edition_source(edition_id): edition_id for edition_id in edition_ids}
    entries = session.scalars(
        select(CreditEntry).where(
            CreditEntry.member_id == member_id, CreditEntry.source.in_(by_source)
        )
    ).all()
    reversed_ids = {entry.reverses_id for entry in entries if entry.reverses_id}
    return {
        by_source[entry.source]: entry
        for entry in entries
        if not entry.reverses_id and entry.id not in reversed_ids
    }


# --- issuing ----------------------------------------------------------------------------------


def issue(
    session: Session,
    member_id: UUID,
    edition_id: UUID,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> ParticipationCertificate:
    """The certificate of what the list says now; the same content asked again is the same one."""
    # Two clicks at once issue one: the member's row orders them.
    member = session.scalars(select(Member).where(Member.id == member_id).with_for_update()).one()
    content = _content(session, member, edition_id)
    if content is None:
        raise NotFound(
            N_("Nu sunteți pe o listă de prezență acceptată a acestei ediții, deocamdată.")
        )
    digest = _digest(content)
    key = f"{edition_id.hex}:{member_id.hex}:{digest[:32]}"
    found = session.scalar(
        select(ParticipationCertificate).where(ParticipationCertificate.key == key)
    )
    if found is not None:
        return found
    row = ParticipationCertificate(
        id=uuid4(),
        key=key,
        edition_id=edition_id,
        member_id=member_id,
        content_sha256=digest,
        **signed_papers.issue(
            session,
            content,
            kind="TreaptaParticipationCertificate",
            path=VERIFY_PATH,
            filename="adeverinta-participare",
            print_pdf=print_certificate,
            settings=settings,
            now=now,
        ),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "participation.certificate",
        f"participation:{row.id}",
        account_id=account_id,
        now=now,
    )
    return row


def _content(session: Session, member: Member, edition_id: UUID) -> dict[str, Any] | None:
    """What a certificate says; None while no list that counts has the member as present."""
    minutes = session.scalar(
        _counted(member.id)
        .where(AttendanceFile.edition_id == edition_id)
        .with_only_columns(func.max(_MINUTES))
    )
    if minutes is None:
        return None
    edition = session.scalars(
        select(Edition).where(Edition.id == edition_id).options(*_loaded())
    ).one()
    live = ledger.live_entry(session, member_id=member.id, source=facts.edition_source(edition_id))
    days: Collection[date] = {legal_day(held.starts_at) for held in edition.sessions}
    return {
        "holder": {"name": member.full_name, "code": member.rnasr_code},
        "participation": {
            "programme": edition.programme.title,
            "organiser": edition.provider.name,
            "edition": edition.number,
            "modality": edition.modality.value,
            "place": edition.place or "",
            "days": [day.isoformat() for day in sorted(days or {edition.starts_on})],
            "minutesPresent": minutes,
            "minutesDelivered": minutes_delivered(edition),
        },
        "credits": None
        if live is None
        else {
            "amount": signed_papers.amount(live.credits),
            "year": live.counts_on.year,
            "basis": "orientative" if live.basis in {"default", "assumed"} else "norms",
        },
    }


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


# --- reading ----------------------------------------------------------------------------------


def own_pdf(
    session: Session, member_id: UUID, certificate_id: UUID, *, settings: Settings
) -> tuple[StoredFile, bytes]:
    """The PDF as it was issued; NotFound for somebody else's."""
    row = session.scalar(
        select(ParticipationCertificate).where(
            ParticipationCertificate.id == certificate_id,
            ParticipationCertificate.member_id == member_id,
        )
    )
    if row is None:
        raise NotFound(N_("Această adeverință nu există între ale dumneavoastră."))
    return signed_papers.pdf_of(session, row, settings=settings)


def verify(session: Session, public_id: str, *, settings: Settings) -> Verified:
    """Compare a certificate as issued with its signature and with the list that counts now."""
    row = session.scalar(
        select(ParticipationCertificate)
        .where(ParticipationCertificate.public_id == public_id)
        .options(joinedload(ParticipationCertificate.member))
    )
    if row is None:
        raise NotFound(N_("Nu există o adeverință cu această adresă."))
    document: dict[str, Any] = json.loads(row.document)
    return Verified(
        certificate=row,
        document=document,
        pdf_sha256=signed_papers.sha256_of(session, row),
        refusal=signed_papers.refusal_of(session, document, settings=settings),
        standing=_standing(session, row),
    )


def _standing(session: Session, row: ParticipationCertificate) -> Standing:
    present = _content(session, row.member, row.edition_id)
    if present is not None and _digest(present) == row.content_sha256:
        return Standing.SAME
    moving = session.scalar(
        select(AttendanceFile.id).where(
            AttendanceFile.edition_id == row.edition_id,
            AttendanceFile.state.in_((AttendanceState.BOOKING, AttendanceState.UNDOING)),
        )
    )
    if moving is not None:
        return Standing.UPDATING
    return Standing.WITHDRAWN if present is None else Standing.CHANGED
