"""A micro-credential as a European Digital Credential (European Learning Model v3, JSON-LD).

The document is made ready for an electronic seal: a qualified seal (JAdES) is put on by the
institution with its own certificate, from which the eIDAS identifier is taken as well.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from badges.instants import write_instant
from badges.rdf import check_text

CONTEXTS = (
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
)
SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_SNB = "http://data.europa.eu/snb"

Texts = Mapping[str, str]  # language code -> text


@dataclass(frozen=True, slots=True)
class MicroCredentialFacts:
    """Annex I of 2022/C 243/02, as this product knows it; texts by language (ro, en)."""

    uuid: UUID
    holder: str
    title: Texts
    description: Texts
    outcomes: tuple[Texts, ...]
    workload_minutes: int
    credits: int  # thousandths of a credit of the profession
    assessment: Texts
    supervision: Texts
    grade: Texts
    participation: Texts
    quality: Texts
    issuer_name: str
    issuer_url: str
    awarded_at: datetime
    verify_url: str
    picture_png: bytes
    eidas_identifier: str | None = None
    valid_until: datetime | None = None


def build_european_credential(facts: MicroCredentialFacts) -> dict[str, Any]:
    """Return the EuropeanDigitalCredential of `facts`, not sealed."""
    document: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": f"urn:credential:{facts.uuid}",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": _concept(f"{_SNB}/credential/e34929035b", {"en": "Generic"}),
        "credentialSchema": {"id": SCHEMA, "type": "ShaclValidator2017"},
        "displayParameter": _display(facts),
        "identifier": _node(
            "identifier", "Identifier", schemeName="URL", notation=facts.verify_url
        ),
        "issuer": _organisation(facts),
        "issued": write_instant(facts.awarded_at),
        "issuanceDate": write_instant(facts.awarded_at),
        "validFrom": write_instant(facts.awarded_at),
        "credentialSubject": _node(
            "person:1",
            "Person",
            fullName={"ro": facts.holder},
            hasClaim=_achievement(facts),
        ),
    }
    if facts.valid_until is not None:
        document["validUntil"] = write_instant(facts.valid_until)
    check_text(document)
    return document


def _achievement(facts: MicroCredentialFacts) -> dict[str, Any]:
    return _node(
        "learningAchievement:1",
        "LearningAchievement",
        title=dict(facts.title),
        description=dict(facts.description),
        awardedBy=_awarding(facts),
        creditReceived=_credit(facts),
        provenBy=_node(
            "learningAssessment:1",
            "LearningAssessment",
            title={"ro": "Test final", "en": "Final test"},
            awardedBy=_awarding(facts),
            grade=_node("note:grade", "Note", noteLiteral=dict(facts.grade)),
            description=dict(facts.supervision),
            specifiedBy=_node(
                "learningAssessmentSpec:1",
                "LearningAssessmentSpecification",
                title={"ro": "Test final", "en": "Final test"},
                description=dict(facts.assessment),
            ),
        ),
        influencedBy=_node(
            "activity:1",
            "LearningActivity",
            title=dict(facts.title),
            awardedBy=_awarding(facts),
            description=dict(facts.participation),
            workload=_hours(facts.workload_minutes),
        ),
        specifiedBy=_node(
            "learningAchievementSpec:1",
            "LearningAchievementSpecification",
            title=dict(facts.title),
            volumeOfLearning=_hours(facts.workload_minutes),
            creditPoint=_credit(facts),
            additionalNote=_node("note:quality", "Note", noteLiteral=dict(facts.quality)),
            learningOutcome=_outcomes(facts.outcomes),
        ),
    )


def _outcomes(outcomes: Sequence[Texts]) -> list[dict[str, Any]]:
    return [
        _node(f"learningOutcome:{number}", "LearningOutcome", title=dict(text))
        for number, text in enumerate(outcomes, 1)
    ]


def _credit(facts: MicroCredentialFacts) -> dict[str, Any]:
    whole, rest = divmod(facts.credits, 1000)
    point = str(whole) if rest == 0 else f"{whole}.{rest:03d}".rstrip("0")
    # Credits of the profession are no ECTS and are not called so.
    framework = _concept(
        f"{facts.issuer_url}#credits",
        {"ro": "Credite profesionale CNASR", "en": "CNASR professional credits"},
    )
    return _node("creditPoint:1", "CreditPoint", framework=framework, point=point)


def _awarding(facts: MicroCredentialFacts) -> dict[str, Any]:
    return _node(
        "awardingProcess:1",
        "AwardingProcess",
        awardingBody=_organisation(facts),
        awardingDate=write_instant(facts.awarded_at),
    )


def _organisation(facts: MicroCredentialFacts) -> dict[str, Any]:
    country = _concept(f"{_AUTHORITY}/country/ROU", {"ro": "România", "en": "Romania"})
    made = _node(
        "org:1",
        "Organisation",
        legalName={"ro": facts.issuer_name},
        homepage=_node("webResource:1", "WebResource", contentURL=facts.issuer_url),
        location=_node(
            "location:1",
            "Location",
            address=_node("address:1", "Address", countryCode=country),
        ),
    )
    if facts.eidas_identifier is not None:
        made["eIDASIdentifier"] = _node(
            "legalIdentifier:1",
            "LegalIdentifier",
            notation=facts.eidas_identifier,
            spatial=country,
        )
    return made


def _display(facts: MicroCredentialFacts) -> dict[str, Any]:
    romanian = _concept(f"{_AUTHORITY}/language/RON", {"ro": "română", "en": "Romanian"})
    english = _concept(f"{_AUTHORITY}/language/ENG", {"ro": "engleză", "en": "English"})
    return _node(
        "displayParameter:1",
        "DisplayParameter",
        title=dict(facts.title),
        description=dict(facts.description),
        language=[romanian, english],
        primaryLanguage=romanian,
        individualDisplay=_node(
            "individualDisplay:1",
            "IndividualDisplay",
            language=romanian,
            displayDetail=_node(
                "displayDetail:1", "DisplayDetail", image=_image(facts.picture_png), page=1
            ),
        ),
    )


def _image(png: bytes) -> dict[str, Any]:
    return _node(
        "mediaObject:1",
        "MediaObject",
        content=base64.b64encode(png).decode(),
        contentEncoding=_concept(f"{_SNB}/encoding/6146cde7dd", {"en": "base64"}),
        contentType=_concept(f"{_AUTHORITY}/file-type/PNG", {"en": "PNG"}),
    )


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _concept(address: str, labels: Texts) -> dict[str, Any]:
    scheme = address.rpartition("/")[0]
    if scheme.startswith(_SNB):  # their schemes have an address of their own
        scheme = f"{scheme}/25831c2"
    return {
        "id": address,
        "type": "Concept",
        "inScheme": {"id": scheme, "type": "ConceptScheme"},
        "prefLabel": dict(labels),
    }


def _node(name: str, kind: str, **members: Any) -> dict[str, Any]:
    return {"id": f"urn:epass:{name}", "type": kind, **members}
