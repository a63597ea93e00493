"""An award as an Open Badges 3.0 credential: facts in, JSON out, not yet signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from badges.errors import BadgeError
from badges.facts import (
    AchievementFacts,
    AddressFacts,
    AlignmentFacts,
    AwardFacts,
    EvidenceFacts,
    ImageFacts,
    IssuerFacts,
    ResultDescriptionFacts,
    ResultFacts,
    StatusEntry,
    SubjectFacts,
)
from badges.instants import write_instant
from badges.rdf import CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3, check_text

SCHEMA_URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json-ld/"
    "ob_v3p0_achievementcredential_schema.json"
)


def build_credential(award: AwardFacts, issuer: IssuerFacts) -> dict[str, Any]:
    """Return the unsigned OpenBadgeCredential of `award`; raise BadgeError for unusable facts.

    A single status entry is written as an object, several as an array: Verifiable Credentials
    2.0 allows both, the 1EdTech schema of 3.0 only the object (1EdTech issue 623).
    """
    if award.valid_until is not None and award.valid_until <= award.valid_from:
        raise BadgeError("validity_order", path=award.id)
    document = _present(
        {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS],
            "id": award.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": award.name,
            "description": award.description,
            "image": _image(award.image),
            "awardedDate": write_instant(award.awarded_at),
            "validFrom": write_instant(award.valid_from),
            "validUntil": _instant(award.valid_until),
            "issuer": build_profile(issuer),
            "credentialSubject": _subject(award.subject, award.achievement, issuer),
            "evidence": [_evidence(item) for item in award.evidence],
            "credentialStatus": _status(award.status),
            "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
            "refreshService": _refresh(award.refresh_url),
            "termsOfUse": [{"id": t.url, "type": t.type_iri} for t in award.terms],
        }
    )
    check_text(document)
    return document


def build_profile(issuer: IssuerFacts) -> dict[str, Any]:
    """Return the OB 3.0 Profile of an issuer."""
    return _present(
        {
            "id": issuer.did,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "phone": issuer.phone,
            "description": issuer.description,
            "image": _image(issuer.image),
            "address": _address(issuer.address),
            "otherIdentifier": [
                {
                    "type": "IdentifierEntry",
                    "identifier": entry.identifier,
                    "identifierType": entry.kind,
                }
                for entry in issuer.identifiers
            ],
        }
    )


def build_status_entry(entry: StatusEntry) -> dict[str, Any]:
    """Return the BitstringStatusListEntry for one place in one list."""
    return {
        "id": f"{entry.list_url}#{entry.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": entry.purpose.value,
        "statusListIndex": str(entry.index),
        "statusListCredential": entry.list_url,
    }


def _subject(
    subject: SubjectFacts, achievement: AchievementFacts, issuer: IssuerFacts
) -> dict[str, Any]:
    return _present(
        {
            "id": f"urn:uuid:{subject.uuid}",
            "type": ["AchievementSubject"],
            "identifier": _identities(subject),
            "licenseNumber": subject.licence_number,
            "activityStartDate": _instant(subject.activity_start),
            "activityEndDate": _instant(subject.activity_end),
            "creditsEarned": _credits(subject.credits_earned),
            "narrative": subject.narrative,
            "result": [_result(item) for item in subject.results],
            "achievement": _achievement(achievement, issuer),
        }
    )


def _identities(subject: SubjectFacts) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if subject.email is not None:
        found.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${subject.email.digest}",
                "identityType": "emailAddress",
                "salt": subject.email.salt,
            }
        )
    if subject.name is not None:
        found.append(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": subject.name,
                "identityType": "name",
            }
        )
    return found


def _achievement(facts: AchievementFacts, issuer: IssuerFacts) -> dict[str, Any]:
    return _present(
        {
            "id": facts.id,
            "type": ["Achievement"],
            "achievementType": facts.achievement_type,
            "name": facts.name,
            "description": facts.description,
            "criteria": {"id": facts.criteria_url, "narrative": facts.criteria_narrative},
            "creator": _creator(facts.creator, issuer),
            "image": _image(facts.image),
            "inLanguage": facts.language,
            "version": facts.version,
            "humanCode": facts.human_code,
            "fieldOfStudy": facts.field_of_study,
            "specialization": facts.specialization,
            "tag": list(facts.tags),
            "creditsAvailable": _credits(facts.credits_available),
            "alignment": [_alignment(item) for item in facts.alignments],
            "resultDescription": [_result_kind(item) for item in facts.result_descriptions],
            "related": [{"id": url, "type": ["Related"]} for url in facts.related],
        }
    )


def _creator(creator: IssuerFacts | None, issuer: IssuerFacts) -> dict[str, Any] | None:
    if creator is None:
        return None
    # Described once, as the issuer; here only named (see rdf: one description per id).
    if creator.did == issuer.did:
        return {"id": issuer.did, "type": ["Profile"]}
    return build_profile(creator)


def _alignment(facts: AlignmentFacts) -> dict[str, Any]:
    return _present(
        {
            "type": ["Alignment"],
            "targetName": facts.name,
            "targetUrl": facts.url,
            "targetFramework": facts.framework,
            "targetCode": facts.code,
            "targetDescription": facts.description,
            "targetType": facts.target_type,
        }
    )


def _result_kind(facts: ResultDescriptionFacts) -> dict[str, Any]:
    return _present(
        {
            "id": facts.id,
            "type": ["ResultDescription"],
            "name": facts.name,
            "resultType": facts.result_type,
            "valueMin": facts.value_min,
            "valueMax": facts.value_max,
            "requiredValue": facts.required_value,
        }
    )


def _result(facts: ResultFacts) -> dict[str, Any]:
    return _present(
        {"type": ["Result"], "resultDescription": facts.description_id, "value": facts.value}
    )


def _evidence(facts: EvidenceFacts) -> dict[str, Any]:
    return _present(
        {
            "id": facts.url,
            "type": ["Evidence"],
            "name": facts.name,
            "narrative": facts.narrative,
            "description": facts.description,
            "genre": facts.genre,
            "audience": facts.audience,
        }
    )


def _status(entries: Sequence[StatusEntry]) -> object:
    built = [build_status_entry(entry) for entry in entries]
    return built[0] if len(built) == 1 else built


def _refresh(url: str | None) -> dict[str, str] | None:
    return None if url is None else {"id": url, "type": "1EdTechCredentialRefresh"}


def _image(facts: ImageFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return _present({"id": facts.url, "type": "Image", "caption": facts.caption})


def _address(facts: AddressFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return _present(
        {
            "type": ["Address"],
            "addressCountry": facts.country,
            "addressCountryCode": facts.country_code,
            "addressRegion": facts.region,
            "addressLocality": facts.locality,
            "streetAddress": facts.street,
            "postalCode": facts.postal_code,
        }
    )


def _instant(at: datetime | None) -> str | None:
    return None if at is None else write_instant(at)


def _credits(thousandths: int | None) -> int | float | None:
    # JSON and the context (xsd:float) know no exact fraction: a whole number stays an integer,
    # anything else is written here, at the very edge, and never computed with.
    if thousandths is None:
        return None
    whole, rest = divmod(thousandths, 1000)
    return whole if rest == 0 else thousandths / 1000


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value is not None and value != []}
