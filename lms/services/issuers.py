"""Who issues badges: the College's did:web, its keys (private halves sealed), its signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import badges
from lms.config import Settings
from lms.errors import N_, Conflict, NotFound
from lms.models import Issuer, IssuerKey
from lms.services import audit
from lms.services.sealing import seal, unseal
from lms.services.upserts import insert_into

COLLEGE = "cnasr"
ED25519 = "Ed25519"  # proofs of credentials, statements and roots
P256 = "ES256"  # badges as JWT
RSA = "RS256"  # badges of Open Badges 2.0; not in the DID document, which 2.0 does not read
_NAME = "Colegiul Național al Asistenților Sociali din România"
_PURPOSE = "issuer-key"


def public_address(settings: Settings, path: str) -> str:
    """An absolute address of this installation; ids of credentials rest on it."""
    return f"{settings.public_url.rstrip('/')}{path}"


def did_of(issuer: Issuer, settings: Settings) -> str:
    """The did:web of an issuer under the public URL."""
    return badges.did_web(settings.public_url, issuer.slug)


def profile_url(issuer: Issuer, settings: Settings) -> str:
    """The public page of an issuer."""
    return public_address(settings, f"/issuers/{issuer.slug}")


def ensure_college_issuer(session: Session, *, settings: Settings, now: datetime) -> Issuer:
    """The College as issuer with a key to sign with; made once, whoever asks first."""
    issuer = issuer_by_slug(session, COLLEGE)
    if issuer is None:
        statement = insert_into(session, Issuer).values(
            id=uuid4(),
            slug=COLLEGE,
            name=_NAME,
            url=public_address(settings, f"/issuers/{COLLEGE}"),
            email=None,
            country="RO",
            created_at=now,
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=["slug"]))
        issuer = session.scalars(select(Issuer).where(Issuer.slug == COLLEGE)).one()
    if _newest_key(session, issuer) is None:
        lock(session, issuer)
        if _newest_key(session, issuer) is None:
            _add_key(session, issuer, ED25519, settings=settings, now=now)
    return issuer


def issuer_by_slug(session: Session, slug: str) -> Issuer | None:
    """An issuer of this installation by its short name."""
    return session.scalar(select(Issuer).where(Issuer.slug == slug))


def issuer_by_did(session: Session, did: str, *, settings: Settings) -> Issuer | None:
    """The issuer of this installation that a DID names; None for everybody else's."""
    slug = did.rpartition(":")[2]
    issuer = issuer_by_slug(session, slug)
    return issuer if issuer is not None and did_of(issuer, settings) == did else None


def signing_key(session: Session, issuer: Issuer) -> IssuerKey:
    """The key with which an issuer signs today."""
    key = _newest_key(session, issuer)
    if key is None:
        raise LookupError(f"The issuer {issuer.slug} has no key; run `treapta seed`.")
    return key


def ensure_key(
    session: Session, issuer: Issuer, algorithm: str, *, settings: Settings, now: datetime
) -> IssuerKey:
    """The key of one kind with which an issuer signs today; made once, whoever asks first."""
    key = _newest_key(session, issuer, algorithm)
    if key is not None:
        return key
    lock(session, issuer)
    return _newest_key(session, issuer, algorithm) or _add_key(
        session, issuer, algorithm, settings=settings, now=now
    )


def private_pem(key: IssuerKey, settings: Settings) -> bytes:
    """The private half of a key, to sign with and forget."""
    return unseal(key.private_encrypted, settings.derived_key(_PURPOSE), purpose=_PURPOSE)


def rotate_key(session: Session, issuer: Issuer, *, settings: Settings, now: datetime) -> IssuerKey:
    """A new key to sign with; the old ones stay in the DID document, so old badges still hold."""
    lock(session, issuer)
    # Keys of the other kinds come anew when they are next needed.
    for key in keys_of(session, issuer):
        key.retired_at = key.retired_at or now
    made = _add_key(session, issuer, ED25519, settings=settings, now=now)
    audit.record(
        session,
        "issuer.key_rotated",
        f"issuer:{issuer.id}",
        account_id=None,
        now=now,
        details={"key": made.number},
    )
    return made


def get_issuer(session: Session, slug: str) -> Issuer:
    """An issuer by its short name; NotFound when there is none."""
    found = issuer_by_slug(session, slug)
    if found is None:
        raise NotFound(N_("Nu există niciun emitent „%(slug)s”."), slug=slug)
    return found


def keys_of(session: Session, issuer: Issuer) -> Sequence[IssuerKey]:
    """Every key of an issuer, oldest first."""
    return session.scalars(
        select(IssuerKey).where(IssuerKey.issuer_id == issuer.id).order_by(IssuerKey.number)
    ).all()


def revoke_key(
    session: Session, issuer: Issuer, *, number: int, settings: Settings, now: datetime
) -> None:
    """Mark a key as stolen, once; when it is the one that signs, a new one takes its place."""
    lock(session, issuer)
    key = next((key for key in keys_of(session, issuer) if key.number == number), None)
    if key is None:
        raise NotFound(
            N_("Emitentul „%(slug)s” nu are cheia %(number)s."), slug=issuer.slug, number=number
        )
    if key.revoked_at is not None:
        raise Conflict(N_("Cheia %(number)s este revocată deja."), number=number)
    if key.retired_at is None and key.algorithm != ED25519:
        key.retired_at = now
    elif key.retired_at is None:
        rotate_key(session, issuer, settings=settings, now=now)
    key.revoked_at = now
    audit.record(
        session,
        "issuer.key_revoked",
        f"issuer:{issuer.id}",
        account_id=None,
        now=now,
        details={"key": number},
    )


def did_document(session: Session, issuer: Issuer, *, settings: Settings) -> dict[str, Any]:
    """The did.json of an issuer: every key that ever signed, retired ones with their end."""
    keys = session.scalars(
        select(IssuerKey)
        .where(IssuerKey.issuer_id == issuer.id, IssuerKey.algorithm.in_((ED25519, P256)))
        .order_by(IssuerKey.number)
    )
    return badges.did_document(
        did_of(issuer, settings),
        [
            badges.IssuerKey(
                _fragment(key),
                key.public_multibase or None,
                expires=key.retired_at,
                revoked=key.revoked_at,
                public_jwk=(
                    badges.public_jwk(key.public_pem.encode()) if key.algorithm == P256 else None
                ),
            )
            for key in keys
        ],
        url=profile_url(issuer, settings),
    )


def issuer_facts(issuer: Issuer, settings: Settings) -> badges.IssuerFacts:
    """The issuer as it stands in a credential."""
    return badges.IssuerFacts(
        did=did_of(issuer, settings),
        name=issuer.name,
        url=profile_url(issuer, settings),
        email=issuer.email,
        address=badges.AddressFacts("România", issuer.country),
    )


def sign(
    document: Mapping[str, Any],
    issuer: Issuer,
    key: IssuerKey,
    *,
    settings: Settings,
    now: datetime,
) -> dict[str, Any]:
    """A document with the issuer's proof, made with one of its keys."""
    return badges.sign_credential(
        document,
        private_pem=private_pem(key, settings),
        verification_method=f"{did_of(issuer, settings)}#{_fragment(key)}",
        created=now,
    )


def sign_jwt(
    session: Session,
    document: Mapping[str, Any],
    issuer: Issuer,
    *,
    settings: Settings,
    now: datetime,
) -> str:
    """A credential without its proof, as a JWT signed with the issuer's P-256 key."""
    key = ensure_key(session, issuer, P256, settings=settings, now=now)
    return badges.sign_jwt(
        document,
        private_pem=private_pem(key, settings),
        verification_method=f"{did_of(issuer, settings)}#{_fragment(key)}",
        created=now,
    )


def sign_json(
    document: Mapping[str, Any],
    issuer: Issuer,
    key: IssuerKey,
    *,
    settings: Settings,
    now: datetime,
) -> dict[str, Any]:
    """A plain JSON document (no credential) with the issuer's proof, made with one of its keys."""
    return badges.sign_json(
        document,
        private_pem=private_pem(key, settings),
        verification_method=f"{did_of(issuer, settings)}#{_fragment(key)}",
        created=now,
    )


def revoked_methods(session: Session, *, settings: Settings) -> set[str]:
    """The verification methods whose keys were stolen; nothing signed with them holds."""
    rows = session.execute(
        select(Issuer, IssuerKey).join(IssuerKey.issuer).where(IssuerKey.revoked_at.is_not(None))
    )
    return {f"{did_of(issuer, settings)}#{_fragment(key)}" for issuer, key in rows}


def _fragment(key: IssuerKey) -> str:
    return f"key-{key.number}"


def lock(session: Session, issuer: Issuer) -> None:
    """Hold an issuer until the transaction ends, so that its keys change one at a time."""
    # Not FOR UPDATE: badges that are being awarded refer to the issuer and need not wait.
    session.execute(select(Issuer.id).where(Issuer.id == issuer.id).with_for_update(key_share=True))


def _newest_key(session: Session, issuer: Issuer, algorithm: str = ED25519) -> IssuerKey | None:
    return session.scalars(
        select(IssuerKey)
        .where(
            IssuerKey.issuer_id == issuer.id,
            IssuerKey.algorithm == algorithm,
            IssuerKey.retired_at.is_(None),
        )
        .order_by(IssuerKey.number.desc())
        .limit(1)
    ).first()


def _new_pair(algorithm: str) -> tuple[badges.KeyPair | badges.P256Pair | badges.RsaPair, str]:
    """A key pair, and its Multikey where it has one in use."""
    if algorithm == ED25519:
        pair = badges.generate_ed25519()
        return pair, pair.public_multibase
    return (badges.generate_p256() if algorithm == P256 else badges.generate_rsa()), ""


def _add_key(
    session: Session, issuer: Issuer, algorithm: str, *, settings: Settings, now: datetime
) -> IssuerKey:
    pair, multibase = _new_pair(algorithm)
    taken = session.scalar(
        select(func.max(IssuerKey.number)).where(IssuerKey.issuer_id == issuer.id)
    )
    key = IssuerKey(
        id=uuid4(),
        issuer_id=issuer.id,
        number=(taken or 0) + 1,
        algorithm=algorithm,
        public_multibase=multibase,
        public_pem=pair.public_pem.decode(),
        private_encrypted=seal(pair.private_pem, settings.derived_key(_PURPOSE), purpose=_PURPOSE),
        created_at=now,
        retired_at=None,
    )
    session.add(key)
    session.flush()
    return key
