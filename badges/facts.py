"""What the caller knows about an award, as frozen facts. Nothing here does any work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class StatusPurpose(StrEnum):
    """What a set bit in a status list means (Bitstring Status List 1.0, 2.1)."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """A picture at a stable https address, with the words for those who cannot see it."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class IdentifierFacts:
    """An identifier in a register; `kind` is a value of OB 3.0 IdentifierTypeEnum or `ext:...`."""

    identifier: str
    kind: str


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """A postal address; `country_code` is ISO 3166-1 alpha-2 (RO)."""

    country: str
    country_code: str
    region: str | None = None
    locality: str | None = None
    street: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """The issuer's profile; `did` is its did:web identifier (see `badges.did_web`)."""

    did: str
    name: str
    url: str
    email: str | None = None
    phone: str | None = None
    description: str | None = None
    image: ImageFacts | None = None
    address: AddressFacts | None = None
    identifiers: tuple[IdentifierFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class HashedEmail:
    """An e-mail address that only its owner can recognise: sha256 of address + salt (hex)."""

    digest: str
    salt: str


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A result reached; `description_id` names a ResultDescriptionFacts of the achievement."""

    value: str
    description_id: str | None = None


@dataclass(frozen=True, slots=True)
class ResultDescriptionFacts:
    """A kind of result that the achievement can have (Percent, RawScore, Status, ...)."""

    id: str
    name: str
    result_type: str
    value_min: str | None = None
    value_max: str | None = None
    required_value: str | None = None


@dataclass(frozen=True, slots=True)
class AlignmentFacts:
    """A link to an outside framework: an ESCO skill, an EQF level, an ISCED-F field."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None
    description: str | None = None
    target_type: str | None = None


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """The badge class. `credits_available` is in thousandths of a credit (exact integer)."""

    id: str
    name: str
    description: str
    criteria_url: str
    criteria_narrative: str
    achievement_type: str = "Achievement"
    language: str | None = None
    version: str | None = None
    human_code: str | None = None
    field_of_study: str | None = None
    specialization: str | None = None
    tags: tuple[str, ...] = ()
    credits_available: int | None = None
    image: ImageFacts | None = None
    alignments: tuple[AlignmentFacts, ...] = ()
    result_descriptions: tuple[ResultDescriptionFacts, ...] = ()
    related: tuple[str, ...] = ()
    creator: IssuerFacts | None = None


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """Who earned it: a uuid, and at the holder's wish a name, a hashed e-mail, a licence number."""

    uuid: UUID
    name: str | None = None
    email: HashedEmail | None = None
    licence_number: str | None = None
    activity_start: datetime | None = None
    activity_end: datetime | None = None
    credits_earned: int | None = None
    results: tuple[ResultFacts, ...] = ()
    narrative: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What shows that the achievement was earned; `url` only where it may be public."""

    name: str
    narrative: str | None = None
    description: str | None = None
    genre: str | None = None
    audience: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One place in one status list: list address, bit index and what the bit means."""

    purpose: StatusPurpose
    list_url: str
    index: int


@dataclass(frozen=True, slots=True)
class TermsOfUse:
    """Terms at an address; `type_iri` is a full IRI, because no pinned context names one."""

    url: str
    type_iri: str


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """One award of one achievement to one person. Instants are aware; ids are https addresses."""

    id: str
    name: str
    subject: SubjectFacts
    achievement: AchievementFacts
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    description: str | None = None
    image: ImageFacts | None = None
    evidence: tuple[EvidenceFacts, ...] = ()
    status: tuple[StatusEntry, ...] = ()
    refresh_url: str | None = None
    terms: tuple[TermsOfUse, ...] = ()
