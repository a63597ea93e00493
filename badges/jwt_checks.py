"""The checks of a badge that is secured as a JWT: algorithm, claims, key and signature."""

from __future__ import annotations

from datetime import UTC, datetime

from badges.checks import (
    ResolveIssuer,
    Result,
    check_structure,
    from_error,
    invalid,
    issuer_id,
    key_refusal,
    method_of,
    passed,
    text_of,
    undetermined,
)
from badges.errors import BadgeError
from badges.rdf import check_size, check_text, check_vocabulary
from badges.report import Check, CheckKind, Outcome
from badges.vc_jwt import JwtCredential, is_read, signature_holds, wrong_claim


def check_jwt(given: JwtCredential, resolve_issuer: ResolveIssuer) -> Result:
    """Check form, issuer and signature of a JWT; its key comes from the issuer alone."""
    structure = check_structure(given.document)
    if not structure.passed:
        return (structure,)
    form = _form(given)
    if form.verdict is Outcome.INVALID or not is_read(given.algorithm):
        return (structure, form)
    kid = text_of(given.header.get("kid"))
    if kid is None:
        return (structure, form, undetermined(CheckKind.ISSUER, "jwt_no_kid"))
    issuer = str(issuer_id(given.document))
    method = method_of(given.document, issuer + kid if kid[0] == "#" else kid, resolve_issuer)
    if isinstance(method, Check):
        return (structure, form, method)
    found = passed(CheckKind.ISSUER, "issuer_ok", issuer=issuer)
    refused = key_refusal(method, _instant(given.claims.get("iat")))
    if refused is not None:
        return (structure, form, found, refused)
    try:
        holds = signature_holds(given, method)
    except BadgeError as error:
        return (structure, form, found, from_error(CheckKind.PROOF, error))
    if not holds:
        return (structure, form, found, invalid(CheckKind.PROOF, "proof_wrong"))
    return (structure, form, found, passed(CheckKind.PROOF, "proof_ok", key=kid))


def expiry(given: JwtCredential) -> datetime | None:
    """Return the end that the claim `exp` sets."""
    return _instant(given.claims.get("exp"))


def _form(given: JwtCredential) -> Check:
    kind, algorithm = CheckKind.FORM, given.algorithm
    if algorithm.lower() == "none":
        return invalid(kind, "jwt_alg_none")
    if algorithm.upper().startswith("HS"):
        return invalid(kind, "jwt_alg_secret", algorithm=algorithm[:20])
    if "proof" in given.document:
        return undetermined(kind, "jwt_two_ways")
    wrong = wrong_claim(given)
    if wrong is not None:
        return invalid(kind, "jwt_claim", name=wrong)
    if not is_read(algorithm) or "crit" in given.header or given.header.get("b64") is False:
        return undetermined(kind, "jwt_alg", algorithm=algorithm[:20])
    try:
        check_text(given.document)
        check_size(given.document)
        check_vocabulary(given.document)
    except BadgeError as error:
        # The signature covers it all the same; what it is meant to say is not known.
        if error.code == "member_unsigned":
            return undetermined(kind, "jwt_member_undefined", **error.params)
        return from_error(kind, error)
    return passed(kind, "form_ok")


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
