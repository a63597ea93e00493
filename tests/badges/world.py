"""One issuer, one badge with every field, and a world of resolvers to verify it in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import badges
from badges import StatusPurpose

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AWARDED = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SITE = "https://treapta.example"
DID = badges.did_web(SITE, "cnasr")
METHOD = f"{DID}#key-1"
REVOKED_AT = f"{SITE}/status/1"
SUSPENDED_AT = f"{SITE}/status/2"
INDEX = 70_001


def issuer_facts() -> badges.IssuerFacts:
    return badges.IssuerFacts(
        did=DID,
        name="Colegiul Național al Asistenților Sociali",
        url=SITE,
        email="registru@treapta.example",
        phone="+40 21 000 00 00",
        description="Organizație profesională",
        image=badges.ImageFacts(f"{SITE}/sigla.png", "Sigla Colegiului"),
        address=badges.AddressFacts(
            "România", "RO", "București", "București", "Str. Exemplului 1", "010101"
        ),
        identifiers=(badges.IdentifierFacts("00000000", "ext:CIF"),),
    )


def award_facts() -> badges.AwardFacts:
    result = badges.ResultDescriptionFacts(
        "urn:uuid:0d0f1c94-0a4d-4f5d-9c53-6c3a8e1f8a11", "Test final", "Percent", "0", "100", "70"
    )
    achievement = badges.AchievementFacts(
        id=f"{SITE}/classes/cercetare",
        name="Cercetarea în asistența socială",
        description="Știe să formuleze o întrebare de cercetare și să citească un studiu.",
        criteria_url=f"{SITE}/classes/cercetare#criterii",
        criteria_narrative="A parcurs opt lecții și a trecut testul final (cel puțin 70%).",
        achievement_type="Course",
        language="ro",
        version="1.0.0",
        human_code="CAS-01",
        field_of_study="0923",
        specialization="Cercetare",
        tags=("cercetare", "metode"),
        credits_available=2500,
        image=badges.ImageFacts(f"{SITE}/classes/cercetare.png", "Patru trepte spre soare"),
        alignments=(
            badges.AlignmentFacts(
                "EQF 6", "http://data.europa.eu/snb/eqf/6", "EQF", "6", "Nivelul 6", "ext:eqf"
            ),
            badges.AlignmentFacts("conduct qualitative research", "http://data.europa.eu/esco/x"),
        ),
        result_descriptions=(result,),
        related=(f"{SITE}/classes/statistica",),
        creator=issuer_facts(),
    )
    subject = badges.SubjectFacts(
        uuid=UUID("5b0f58d2-6c1b-4a2e-8f0e-3f5a52a3c001"),
        name="Ștefania Țîrlea",
        email=badges.hash_email("stefania@example.org", salt="00112233445566778899aabbccddeeff"),
        licence_number="RNASR 12345",
        activity_start=AWARDED - timedelta(days=9),
        activity_end=AWARDED,
        credits_earned=2500,
        results=(badges.ResultFacts("85", result.id),),
        narrative="A obținut 17 din 20 de puncte.",
    )
    return badges.AwardFacts(
        id=f"{SITE}/b/Qm7hKq2v",
        name="Cercetarea în asistența socială",
        description="Curs creditat",
        subject=subject,
        achievement=achievement,
        awarded_at=AWARDED,
        valid_from=AWARDED,
        valid_until=AWARDED + timedelta(days=1826),
        image=badges.ImageFacts(f"{SITE}/b/Qm7hKq2v.png"),
        evidence=(
            badges.EvidenceFacts("Testul final", "17 din 20", "Test cu 20 de întrebări", "test"),
        ),
        status=(
            badges.StatusEntry(StatusPurpose.REVOCATION, REVOKED_AT, INDEX),
            badges.StatusEntry(StatusPurpose.SUSPENSION, SUSPENDED_AT, INDEX),
        ),
        refresh_url=f"{SITE}/b/Qm7hKq2v/refresh",
        terms=(badges.TermsOfUse(f"{SITE}/terms", f"{SITE}/ns#TermsOfUse"),),
    )


def sign(document: dict[str, Any], key: badges.KeyPair, **changed: Any) -> dict[str, Any]:
    options: dict[str, Any] = {
        "private_pem": key.private_pem,
        "verification_method": METHOD,
        "created": AWARDED,
    }
    return badges.sign_credential(document, **(options | changed))


def signed_list(
    key: badges.KeyPair, purpose: StatusPurpose, indices: tuple[int, ...] = (), **changed: Any
) -> dict[str, Any]:
    options: dict[str, Any] = {
        "url": REVOKED_AT if purpose is StatusPurpose.REVOCATION else SUSPENDED_AT,
        "issuer_did": DID,
        "purpose": purpose,
        "valid_from": AWARDED,
    }
    made = badges.make_status_list(indices)
    return sign(badges.build_status_list_credential(made, **(options | changed)), key)


@dataclass(frozen=True)
class World:
    """What the resolvers can find; `ask` verifies in it."""

    issuers: dict[str, Any]
    lists: dict[str, Any]
    asked: list[str] = field(default_factory=list)

    def ask(self, document: Any, *, now: datetime = NOW) -> badges.VerificationReport:
        def resolve_issuer(did: str) -> Any:
            self.asked.append(did)
            return self.issuers.get(did)

        return badges.verify_credential(
            document,
            resolve_issuer=resolve_issuer,
            resolve_status=self.lists.get,
            now=now,
        )

    def with_list(self, url: str, answer: Any) -> World:
        return replace(self, lists=self.lists | {url: answer})

    def with_issuer(self, answer: Any) -> World:
        return replace(self, issuers=self.issuers | {DID: answer})


def to_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
