"""What a credential is: built, signed, baked, read, verified. Pure: bytes in, bytes out."""

from __future__ import annotations

from badges.batch import sign_many
from badges.checks import Unresolved, UnresolvedReason
from badges.credential import build_credential, build_profile, build_status_entry
from badges.elm import MicroCredentialFacts, build_european_credential
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
from badges.issuers import IssuerKey, did_document, did_key_document, did_web, did_web_url
from badges.keys import (
    KeyPair,
    P256Pair,
    generate_ed25519,
    generate_p256,
    hash_email,
    public_jwk,
    public_multibase,
)
from badges.open_badges_2 import (
    IssuerAddresses,
    RsaPair,
    bake_v2,
    build_assertion_v2,
    build_badge_class_v2,
    build_key_v2,
    build_profile_v2,
    build_revocation_list_v2,
    generate_rsa,
    revoked_assertion_v2,
    sign_assertion_v2,
)
from badges.picture import BadgePicture, Emblem, Palette, Shape, render_badge_svg, render_png
from badges.plain_json import canonical_text, refusal_of_json, sign_json
from badges.png import PngFrame, bake_frame, bake_png, open_frame
from badges.reading import BadgeFile, FileKind, read_badge_file, read_credential_json
from badges.report import Check, CheckKind, Outcome, VerificationReport
from badges.status import (
    MIN_ENTRIES,
    StatusList,
    build_status_list_credential,
    decode_status_list,
    make_status_list,
)
from badges.svg import bake_svg
from badges.vc_jwt import JwtCredential, read_jwt, sign_jwt
from badges.verification import verify_credential
from badges.verification_v2 import is_open_badges_2, verify_open_badges_2

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
    "IssuerAddresses",
    "IssuerFacts",
    "IssuerKey",
    "JwtCredential",
    "KeyPair",
    "MicroCredentialFacts",
    "Outcome",
    "P256Pair",
    "Palette",
    "PngFrame",
    "ResultDescriptionFacts",
    "ResultFacts",
    "RsaPair",
    "Shape",
    "StatusEntry",
    "StatusList",
    "StatusPurpose",
    "SubjectFacts",
    "TermsOfUse",
    "Unresolved",
    "UnresolvedReason",
    "VerificationReport",
    "bake_frame",
    "bake_png",
    "bake_svg",
    "bake_v2",
    "build_assertion_v2",
    "build_badge_class_v2",
    "build_credential",
    "build_european_credential",
    "build_key_v2",
    "build_profile",
    "build_profile_v2",
    "build_revocation_list_v2",
    "build_status_entry",
    "build_status_list_credential",
    "canonical_text",
    "decode_status_list",
    "did_document",
    "did_key_document",
    "did_web",
    "did_web_url",
    "flatten",
    "generate_ed25519",
    "generate_p256",
    "generate_rsa",
    "hash_email",
    "is_open_badges_2",
    "make_status_list",
    "open_frame",
    "public_jwk",
    "public_multibase",
    "read_badge_file",
    "read_credential_json",
    "read_jwt",
    "refusal_of_json",
    "render_badge_svg",
    "render_png",
    "revoked_assertion_v2",
    "sign_assertion_v2",
    "sign_credential",
    "sign_json",
    "sign_jwt",
    "sign_many",
    "verify_credential",
    "verify_open_badges_2",
]
