"""Verification of Open Badges 2.0, hosted or signed (RS256): documents come from a resolver.

What a 2.0 badge says rests on addresses: the assertion, its badge class, the issuer, its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from badges.checks import (
    Resolved,
    Unresolved,
    UnresolvedReason,
    as_list,
    invalid,
    passed,
    text_of,
    undetermined,
    unresolved,
)
from badges.errors import BadgeError
from badges.fields import flatten
from badges.instants import read_instant, write_instant
from badges.report import Check, CheckKind, Outcome, VerificationReport, decide
from badges.vc_jwt import JwtCredential

Resolve = Callable[[str], Resolved]
_LEAST_BITS = 2048
_HOSTED = frozenset({"HostedBadge", "hosted"})
_SIGNED = frozenset({"SignedBadge", "signed"})


@dataclass(slots=True)
class _Seen:
    """What was found so far: the documents to print and the checks that were made."""

    assertion: Mapping[str, Any]
    issuer_id: str | None = None
    badge: Mapping[str, Any] | None = None
    issuer: Mapping[str, Any] | None = None
    checks: list[Check] = field(default_factory=list)

    def report(self) -> VerificationReport:
        """The answer, with the badge class and the issuer printed inside the assertion."""
        document = dict(self.assertion)
        if self.badge is not None:
            document["badge"] = {**self.badge, "issuer": self.issuer or self.badge.get("issuer")}
        return VerificationReport(
            outcome=decide(tuple(self.checks)),
            checks=tuple(self.checks),
            fields=flatten(document),
            issuer_id=self.issuer_id,
            credential_id=text_of(self.assertion.get("id")),
        )


class _Stopped(Exception):
    """A check after which no other can be made."""

    def __init__(self, check: Check) -> None:
        super().__init__(check.code)
        self.check = check


def is_open_badges_2(secured: Mapping[str, Any] | JwtCredential) -> bool:
    """Return whether a document (or what a JWS holds) is of Open Badges 2.0."""
    document = secured.document if isinstance(secured, JwtCredential) else secured
    contexts = as_list(document.get("@context"))
    return any(isinstance(one, str) and "openbadges/v2" in one for one in contexts)


def verify_open_badges_2(
    secured: Mapping[str, Any] | JwtCredential, *, resolve: Resolve, now: datetime
) -> VerificationReport:
    """Return what can be said at `now` (aware) of an assertion; `resolve` opens addresses."""
    if now.tzinfo is None:
        raise BadgeError("instant_naive", value=now.isoformat())
    seen = _Seen(secured.document if isinstance(secured, JwtCredential) else secured)
    try:
        if isinstance(secured, JwtCredential):
            _signed(seen, secured, resolve)
        else:
            _hosted(seen, resolve)
        seen.checks.append(_period(seen.assertion, now))
        seen.checks.append(_status(seen, resolve, signed=isinstance(secured, JwtCredential)))
    except _Stopped as stopped:
        seen.checks.append(stopped.check)
    return seen.report()


def _structure(seen: _Seen, kinds: frozenset[str]) -> str:
    """The id of the assertion; stops when it is none, or is of another kind than its carrier."""
    document, kind = seen.assertion, CheckKind.STRUCTURE
    asked = document.get("verification")
    said = asked.get("type") if isinstance(asked, Mapping) else None
    url = text_of(document.get("id"))
    if "Assertion" not in as_list(document.get("type")) or url is None:
        raise _Stopped(invalid(kind, "v2_not_assertion"))
    if not kinds & {text_of(one) for one in as_list(said)}:
        raise _Stopped(invalid(kind, "v2_not_so_verified"))
    return url


def _hosted(seen: _Seen, resolve: Resolve) -> None:
    url = _structure(seen, _HOSTED)
    found = resolve(url)
    gone = isinstance(found, Unresolved) and found.reason is UnresolvedReason.GONE
    if gone or (isinstance(found, Mapping) and found.get("revoked") is True):
        # What the file says besides is not borne out by anybody: only the host's answer is shown.
        seen.assertion = found if isinstance(found, Mapping) else {"id": url, "revoked": True}
        raise _Stopped(Check(CheckKind.STATUS, "v2_host_revoked", Outcome.REVOKED, {"url": url}))
    if not isinstance(found, Mapping):
        reason = unresolved(found).value
        raise _Stopped(undetermined(CheckKind.FORM, f"v2_host_{reason}", url=url))
    given = seen.assertion
    for name, value in given.items():
        if found.get(name) != value:
            raise _Stopped(invalid(CheckKind.FORM, "v2_host_differs", url=url, name=name[:80]))
    seen.assertion = found
    _parts(seen, resolve)
    seen.checks[:0] = [
        passed(CheckKind.STRUCTURE, "v2_structure_ok"),
        passed(CheckKind.FORM, "v2_host_same", url=url),
    ]
    if not _may_host(seen.issuer or {}, url, str(seen.issuer_id)):
        raise _Stopped(
            invalid(CheckKind.ISSUER, "v2_other_host", url=url, issuer=str(seen.issuer_id))
        )
    seen.checks.append(passed(CheckKind.ISSUER, "issuer_ok", issuer=str(seen.issuer_id)))
    seen.checks.append(passed(CheckKind.PROOF, "v2_host_proof", url=url))


def _signed(seen: _Seen, given: JwtCredential, resolve: Resolve) -> None:
    _structure(seen, _SIGNED)
    form = CheckKind.FORM
    if given.algorithm.lower() == "none":
        raise _Stopped(invalid(form, "jwt_alg_none"))
    if given.algorithm.upper().startswith("HS"):
        raise _Stopped(invalid(form, "jwt_alg_secret", algorithm=given.algorithm[:20]))
    if given.algorithm != "RS256" or "crit" in given.header:
        raise _Stopped(undetermined(form, "jwt_alg", algorithm=given.algorithm[:20]))
    _parts(seen, resolve)
    seen.checks[:0] = [
        passed(CheckKind.STRUCTURE, "v2_structure_ok"),
        passed(form, "v2_signed_form"),
    ]
    key = text_of(seen.assertion["verification"].get("creator"))
    issuer, owner = seen.issuer or {}, str(seen.issuer_id)
    named = [one.get("id") if isinstance(one, Mapping) else one for one in _keys(issuer)]
    if key is None or key not in named:
        raise _Stopped(
            invalid(CheckKind.ISSUER, "issuer_key_unknown", issuer=owner, key=key or "–")
        )
    document = _opened(resolve, key, CheckKind.ISSUER)
    if document.get("id") != key or document.get("owner") != owner:
        raise _Stopped(invalid(CheckKind.ISSUER, "issuer_other_key", issuer=owner, key=key))
    seen.checks.append(passed(CheckKind.ISSUER, "issuer_ok", issuer=owner))
    if not _holds(given, text_of(document.get("publicKeyPem"))):
        raise _Stopped(invalid(CheckKind.PROOF, "proof_wrong"))
    seen.checks.append(passed(CheckKind.PROOF, "proof_ok", key=key))


def _parts(seen: _Seen, resolve: Resolve) -> None:
    """Open the badge class and the issuer that the assertion leads to."""
    seen.badge = _part(seen.assertion.get("badge"), resolve)
    seen.issuer = _part(seen.badge.get("issuer"), resolve)
    seen.issuer_id = text_of(seen.issuer.get("id"))


def _part(given: object, resolve: Resolve) -> Mapping[str, Any]:
    url = text_of(given.get("id") if isinstance(given, Mapping) else given)
    if url is None:
        raise _Stopped(invalid(CheckKind.STRUCTURE, "v2_part_missing"))
    # Also when it stands inside: what counts is what its own address says.
    found = _opened(resolve, url, CheckKind.ISSUER)
    if found.get("id") != url:
        raise _Stopped(invalid(CheckKind.ISSUER, "issuer_other_document", issuer=url))
    return found


def _opened(resolve: Resolve, url: str, kind: CheckKind) -> Mapping[str, Any]:
    found = resolve(url)
    if isinstance(found, Mapping):
        return found
    raise _Stopped(undetermined(kind, f"v2_part_{unresolved(found).value}", url=url))


def _keys(issuer: Mapping[str, Any]) -> list[Any]:
    return as_list(issuer.get("publicKey"))


def _may_host(issuer: Mapping[str, Any], url: str, issuer_id: str) -> bool:
    """Whether assertions at `url` speak for the issuer: its own host, or one that it names."""
    asked = issuer.get("verification")
    rules = asked if isinstance(asked, Mapping) else {}
    starts = [text_of(one) for one in as_list(rules.get("startsWith"))]
    if starts:
        return any(one and url.startswith(one) for one in starts)
    hosts = [text_of(one) for one in as_list(rules.get("allowedOrigins"))]
    host = urlsplit(url).netloc.lower()
    allowed = {one.lower() for one in hosts if one} or {urlsplit(issuer_id).netloc.lower()}
    return bool(host) and host in allowed


def _holds(given: JwtCredential, pem: str | None) -> bool:
    try:
        key = load_pem_public_key((pem or "").encode())
    except ValueError:
        return False
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        return False
    try:
        jwt.api_jws.decode(given.token, key, algorithms=["RS256"])
    except jwt.PyJWTError:
        return False
    return True


def _period(document: Mapping[str, Any], now: datetime) -> Check:
    kind = CheckKind.VALIDITY
    issued, ends = read_instant(document.get("issuedOn")), None
    if issued is None:
        return invalid(kind, "validity_unreadable", name="issuedOn")
    if "expires" in document:
        ends = read_instant(document["expires"])
        if ends is None:
            return invalid(kind, "validity_unreadable", name="expires")
    since = write_instant(issued)
    if now < issued:
        return Check(kind, "validity_not_yet", Outcome.NOT_YET_VALID, {"since": since})
    if ends is None:
        return passed(kind, "validity_open", since=since)
    params = {"since": since, "until": write_instant(ends)}
    if now >= ends:
        return Check(kind, "validity_over", Outcome.EXPIRED, params)
    return passed(kind, "validity_ok", **params)


def _status(seen: _Seen, resolve: Resolve, *, signed: bool) -> Check:
    kind = CheckKind.STATUS
    if not signed:
        return passed(kind, "v2_host_not_revoked", url=str(seen.assertion["id"]))
    url = text_of((seen.issuer or {}).get("revocationList"))
    if url is None:
        return passed(kind, "status_none")
    listed = resolve(url)
    if not isinstance(listed, Mapping):
        return undetermined(kind, f"status_{unresolved(listed).value}", url=url)
    if listed.get("issuer") != seen.issuer_id:
        return undetermined(kind, "status_other_issuer", url=url)
    for entry in as_list(listed.get("revokedAssertions")):
        named = entry.get("id") if isinstance(entry, Mapping) else entry
        if named == seen.assertion.get("id"):
            return Check(kind, "v2_listed_revoked", Outcome.REVOKED, {"url": url})
    return passed(kind, "v2_not_listed", url=url)
