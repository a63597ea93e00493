"""Micro-credentials: only where there was an assessment, with the elements of Annex I."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import badges
from lms.config import Settings
from lms.errors import N_, Conflict, NotFound
from lms.models import Award
from lms.services import issuers
from lms.services.badge_classes import IDENTITY
from lms.services.badge_files import picture
from lms.services.badge_pages import document_of, signed_facts

# Council Recommendation 2022/C 243/02, Annex I: what every course of this product has in common.
_PARTICIPATION = {"ro": "Online, în ritm propriu.", "en": "Online, at one's own pace."}
_QUALITY = {
    "ro": "Credite stabilite prin hotărârea Biroului Executiv al Colegiului.",
    "en": "Credits set by a decision of the Executive Bureau of the College.",
}
_GRADE = {"ro": "Promovat", "en": "Passed"}


def is_micro_credential(award: Award) -> bool:
    """Whether an award rests on an assessment; attendance alone never does."""
    return award.badge_class.course_id is not None and bool(award.badge_class.assessment)


def european(award: Award, *, settings: Settings) -> dict[str, Any]:
    """The European Digital Credential of an award, not sealed; NotFound without an assessment."""
    if not is_micro_credential(award):
        raise NotFound(N_("Fără o evaluare nu există microcertificare."))
    if award.revoked_at is not None:
        raise Conflict(N_("Insigna a fost revocată, așa că microcertificarea ei nu se mai emite."))
    document = document_of(award)
    signed = signed_facts(document)
    badge_class = award.badge_class
    assessment = {code: str(text) for code, text in badge_class.assessment.items()}
    return badges.build_european_credential(
        badges.MicroCredentialFacts(
            uuid=UUID(str(document["credentialSubject"]["id"]).removeprefix("urn:uuid:")),
            holder=signed.holder,
            title={code: str(text) for code, text in badge_class.name.items()},
            description={code: str(text) for code, text in badge_class.description.items()},
            outcomes=tuple(
                {code: str(text) for code, text in outcome.items()}
                for outcome in badge_class.outcomes
            ),
            workload_minutes=badge_class.workload_minutes,
            credits=signed.credits or 0,
            assessment=assessment,
            supervision=IDENTITY,
            grade=_GRADE,
            participation=_PARTICIPATION,
            quality=_QUALITY,
            issuer_name=badge_class.issuer.name,
            issuer_url=issuers.profile_url(badge_class.issuer, settings),
            awarded_at=award.awarded_at,
            verify_url=issuers.public_address(settings, f"/verify?code={award.public_id}"),
            picture_png=picture(badge_class),
            valid_until=award.valid_until,
        )
    )
