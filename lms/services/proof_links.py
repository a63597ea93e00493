"""Links by which others see what a member chose: for so many days, revocable, only that.

The token is a keyed hash of the link's id: the database keeps its SHA-256, so that nobody who
reads the database can open a link, and the member can still copy it again from the list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from credit_engine.results import Outcome
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, Gone, NotFound
from lms.models import Award, BadgeClass, Grade, LinkKind, Member, MemberGrade, ProofLink
from lms.services import audit, closed_years
from lms.services.accounts import hash_token
from lms.services.closed_years import SaidYear
from lms.services.crediting import year_answers
from lms.services.issuers import public_address
from lms.services.listing import Page, Wanted, fetch_page
from lms.services.upserts import insert_into

DAYS = 30
TERMS = (7, DAYS, 90, 365)  # days that a link may last
MOST_CREDITS = 100
MOST_OPEN = 20
LONGEST_LABEL = 120
_PURPOSE = "proof-link"


def token_of(link_id: UUID, settings: Settings) -> str:
    """The token of a link: 256 bits that only this installation can compute."""
    mac = hmac.new(settings.derived_key(_PURPOSE), link_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def address_of(link: ProofLink, settings: Settings) -> str:
    """The address that the member gives away."""
    return public_address(settings, f"/p/{token_of(link.id, settings)}")


@dataclass(frozen=True, kw_only=True)
class Shows:
    """What a link is to show, and for how long."""

    kind: LinkKind = LinkKind.STANDING
    award_id: UUID | None = None
    year: int | None = None
    at_least: int | None = None  # whole credits
    days: int = DAYS


def give(
    session: Session,
    member_id: UUID,
    link_id: UUID,
    *,
    label: str,
    account_id: UUID,
    settings: Settings,
    now: datetime,
    shows: Shows = Shows(),
) -> ProofLink:
    """A new link under an id that the form chose: the same form sent twice gives one link."""
    _check(session, member_id, shows)
    label = "".join(sign for sign in label if sign.isprintable()).strip()
    if len(label) > LONGEST_LABEL:
        raise BadInput(
            N_("Numele este prea lung: cel mult %(most)d de semne."),
            most=LONGEST_LABEL,
            field="label",
        )
    session.scalar(select(Member.id).where(Member.id == member_id).with_for_update())
    found = session.get(ProofLink, link_id)
    if found is not None and found.member_id == member_id:
        return found
    if found is not None:
        raise Conflict(N_("Formularul nu mai este valabil. Reîncărcați pagina."))
    if len(_open_links(session, member_id, now=now)) >= MOST_OPEN:
        raise Conflict(
            N_("Aveți deja %(most)d de linkuri valabile. Retrageți-l pe unul, apoi dați altul."),
            most=MOST_OPEN,
        )
    session.execute(
        insert_into(session, ProofLink)
        .values(
            id=link_id,
            member_id=member_id,
            token_hash=hash_token(token_of(link_id, settings)),
            label=label,
            created_at=now,
            expires_at=now + timedelta(days=shows.days),
            kind=shows.kind,
            award_id=shows.award_id,
            year=shows.year,
            at_least=shows.at_least,
            views=0,
        )
        .on_conflict_do_nothing(index_elements=["id"])
    )
    audit.record(session, "credits.link", f"link:{link_id}", account_id=account_id, now=now)
    return session.get_one(ProofLink, link_id)


def _check(session: Session, member_id: UUID, shows: Shows) -> None:
    """What a link shows is the member's own and whole."""
    is_answer, is_badge = shows.kind is LinkKind.ENOUGH, shows.kind is LinkKind.BADGE
    own = shows.award_id is None or session.scalar(
        select(Award.id).where(Award.id == shows.award_id, Award.member_id == member_id)
    )
    if not own or is_badge != (shows.award_id is not None):
        raise NotFound(N_("Nu aveți o insignă la această adresă."))
    known = shows.at_least is not None and 1 <= shows.at_least <= MOST_CREDITS
    if is_answer and (shows.year is None or not known):
        raise BadInput(
            N_("Scrieți un număr întreg de credite, între 1 și %(most)d."),
            most=MOST_CREDITS,
            field="at_least",
        )
    if shows.days not in TERMS:
        raise BadInput(N_("Alegeți cât ține linkul."), field="days")


def _open_links(session: Session, member_id: UUID, *, now: datetime) -> Sequence[UUID]:
    return session.scalars(
        select(ProofLink.id).where(
            ProofLink.member_id == member_id,
            ProofLink.revoked_at.is_(None),
            ProofLink.expires_at > now,
        )
    ).all()


def revoke(
    session: Session, member_id: UUID, link_id: UUID, *, account_id: UUID, now: datetime
) -> None:
    """Take a link back; a second time changes nothing."""
    link = session.scalar(
        select(ProofLink)
        .where(ProofLink.id == link_id, ProofLink.member_id == member_id)
        .with_for_update()
    )
    if link is None:
        raise NotFound(N_("Acest link nu există între ale dumneavoastră."))
    if link.revoked_at is not None:
        return
    link.revoked_at = now
    session.flush()
    audit.record(session, "credits.link_revoked", f"link:{link_id}", account_id=account_id, now=now)


def list_links(session: Session, member_id: UUID, *, page: int) -> Page[ProofLink]:
    """The links that a member gave, newest first."""
    return fetch_page(
        session,
        select(ProofLink)
        .where(ProofLink.member_id == member_id)
        .options(joinedload(ProofLink.award).joinedload(Award.badge_class)),
        Wanted(page=page, sort="created_at", descending=True, size=20),
        orders={"created_at": ProofLink.created_at},
        tie=ProofLink.id,
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What an employer sees, and nothing else."""

    name: str
    code: str
    grade: Grade | None
    years: Sequence[SaidYear]  # this year, then the last one once it is closed
    expires_at: datetime


class Enough(StrEnum):
    """Whether a member has so many credits in a year."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"  # the year still runs
    UNKNOWN = "unknown"  # the record of that year is not whole


def find(session: Session, token: str, *, now: datetime) -> ProofLink:
    """The link of a token; NotFound for an unknown one, Gone for one that has ended."""
    link = session.scalar(
        select(ProofLink)
        .where(ProofLink.token_hash == hash_token(token))
        .options(
            joinedload(ProofLink.member),
            joinedload(ProofLink.award).joinedload(Award.badge_class).joinedload(BadgeClass.issuer),
        )
    )
    if link is None:
        raise NotFound(N_("Acest link nu există. Cereți titularului altul."))
    if link.revoked_at is not None or link.expires_at <= now:
        raise Gone(N_("Acest link nu mai este valabil. Cereți titularului altul."))
    return link


def count_view(session: Session, link_id: UUID) -> None:
    """One more opening; who, from where and when is kept nowhere."""
    session.execute(
        update(ProofLink)
        .where(ProofLink.id == link_id)
        .values(views=ProofLink.views + 1)
        .execution_options(synchronize_session=False)
    )


def standing(session: Session, link: ProofLink, *, settings: Settings, now: datetime) -> Shown:
    """What a link of the kind STANDING shows now."""
    on = legal_day(now)
    answers = year_answers(
        session, [link.member_id], [on.year, on.year - 1], records_from=settings.records_from, on=on
    )
    said = closed_years.said_years(session, answers)
    this_year, last_year = (said[link.member_id, year] for year in (on.year, on.year - 1))
    return Shown(
        name=link.member.full_name,
        code=link.member.rnasr_code,
        grade=grade_on(session, link.member_id, on),
        years=[this_year, last_year] if last_year.closed else [this_year],
        expires_at=link.expires_at,
    )


def enough(session: Session, link: ProofLink, *, settings: Settings, now: datetime) -> Enough:
    """The answer of a link of the kind ENOUGH, now; never a missing record as a no."""
    on = legal_day(now)
    assert link.year is not None
    assert link.at_least is not None
    answers = year_answers(
        session, [link.member_id], [link.year], records_from=settings.records_from, on=on
    )
    said = closed_years.said_years(session, answers)[link.member_id, link.year]
    if said.earned >= link.at_least * 1000:
        return Enough.YES
    if said.outcome is Outcome.UNDETERMINED:
        return Enough.UNKNOWN
    return Enough.NOT_YET if said.outcome is Outcome.IN_PROGRESS else Enough.NO


def grade_on(session: Session, member_id: UUID, on: date) -> Grade | None:
    """The grade that a member holds on a day."""
    return session.scalar(
        select(MemberGrade.grade)
        .where(
            MemberGrade.member_id == member_id,
            MemberGrade.superseded_at.is_(None),
            MemberGrade.valid_from <= on,
            or_(MemberGrade.valid_until.is_(None), MemberGrade.valid_until > on),
        )
        .order_by(MemberGrade.valid_from.desc())
        .limit(1)
    )
