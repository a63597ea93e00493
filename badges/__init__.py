"""What a credential is: built, signed, baked, read, verified. Pure: bytes in, bytes out."""

from __future__ import annotations

from badges.credential import build_credential, build_profile, build_status_entry
from badges.errors import BadgeError, BadgeFileError
from badges.facts import (
    AchievementFacts,
    AddressFacts,
    AlignmentFacts,
    AwardFacts,
    EvidenceFacts,
    HashedEmail,
    IdentifierFacts,
    ImageFacts,
    IssuerFacts,
    ResultDescriptionFacts,
    ResultFacts,
    StatusEntry,
    StatusPurpose,
    SubjectFacts,
    TermsOfUse,
)
from badges.fields import Field, flatten
from badges.integrity import sign_credential
from badges.issuers import IssuerKey, did_document, did_web, did_web_url
from badges.keys import KeyPair, generate_ed25519, hash_email, public_multibase
from badges.picture import BadgePicture, Emblem, Palette, Shape, render_badge_svg, render_png
from badges.plain_json import canonical_text, refusal_of_json, sign_json
from badges.png import bake_png
from badges.reading import BadgeFile, FileKind, read_badge_file, read_credential_json
from badges.report import Check, CheckKind, Outcome, VerificationReport
from badges.status import (
    MIN_ENTRIES,
    StatusList,
    build_status_list_credential,
    decode_status_list,
    make_status_list,
)
from badges.verification import Unresolved, UnresolvedReason, verify_credential

__all__ = [
    "MIN_ENTRIES",
    "AchievementFacts",
    "AddressFacts",
    "AlignmentFacts",
    "AwardFacts",
    "BadgeError",
    "BadgeFile",
    "BadgeFileError",
    "BadgePicture",
    "Check",
    "CheckKind",
    "Emblem",
    "EvidenceFacts",
    "Field",
    "FileKind",
    "HashedEmail",
    "IdentifierFacts",
    "ImageFacts",
    "IssuerFacts",
    "IssuerKey",
    "KeyPair",
    "Outcome",
    "Palette",
    "ResultDescriptionFacts",
    "ResultFacts",
    "Shape",
    "StatusEntry",
    "StatusList",
    "StatusPurpose",
    "SubjectFacts",
    "TermsOfUse",
    "Unresolved",
    "UnresolvedReason",
    "VerificationReport",
    "bake_png",
    "build_credential",
    "build_profile",
    "build_status_entry",
    "build_status_list_credential",
    "canonical_text",
    "decode_status_list",
    "did_document",
    "did_web",
    "did_web_url",
    "flatten",
    "generate_ed25519",
    "hash_email",
    "make_status_list",
    "public_multibase",
    "read_badge_file",
    "read_credential_json",
    "refusal_of_json",
    "render_badge_svg",
    "render_png",
    "sign_credential",
    "sign_json",
    "verify_credential",
]
