"""Keys of machines: the secret is shown once, checked in constant time, and can be withdrawn."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lms.errors import BadInput, Conflict, NotFound
from lms.models import ApiKey, AuditEntry
from lms.services import api_keys
from lms.services.api_keys import Scope

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def make(session, name="Portal", *, scopes=(Scope.STATEMENTS_WRITE,)):
    return api_keys.create(session, kind="lrs", name=name, scopes=scopes, now=NOW)


def test_only_the_hash_of_a_long_secret_is_kept(session):
    made = make(session)
    row = session.scalar(select(ApiKey))
    assert len(made.secret) >= 43  # 256 bits in base64url
    assert made.secret not in {row.key, row.secret_hash}
    assert row.key == made.key
    assert make(session, "Alt portal").secret != made.secret


def test_key_opens_with_its_own_secret_only(session):
    made, other = make(session), make(session, "Alt portal")
    found = api_keys.verify(session, kind="lrs", key=made.key, secret=made.secret)
    assert found is not None
    assert found.name == "Portal"
    for key, secret in [
        (made.key, other.secret),
        (made.key, ""),
        (made.key, made.secret[:-1]),
        (other.key, made.secret),
        ("necunoscută", made.secret),
        ("", ""),
    ]:
        assert api_keys.verify(session, kind="lrs", key=key, secret=secret) is None


def test_key_of_one_kind_is_none_of_another(session):
    made = make(session)
    assert api_keys.verify(session, kind="rest", key=made.key, secret=made.secret) is None


def test_unknown_key_is_compared_too(session, monkeypatch):
    compared = []
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((len(a), len(b))))
    api_keys.verify(session, kind="lrs", key="necunoscută", secret="x")
    assert compared == [(64, 64)]


def test_scopes_are_whole_words(session):
    row_of = {
        scope: session.scalar(
            select(ApiKey).where(ApiKey.key == make(session, scope, scopes=[scope]).key)
        )
        for scope in Scope
    }
    for scope, row in row_of.items():
        assert [other for other in Scope if api_keys.allows(row, other)] == [scope]


@pytest.mark.parametrize("by", ["key", "name"])
def test_revoked_key_opens_nothing(session, by):
    made = make(session)
    given = made.key if by == "key" else "Portal"
    api_keys.revoke(session, kind="lrs", key=given, now=NOW)

    assert api_keys.verify(session, kind="lrs", key=made.key, secret=made.secret) is None
    with pytest.raises(NotFound):
        api_keys.revoke(session, kind="lrs", key=given, now=NOW)
    actions = session.scalars(select(AuditEntry.action)).all()
    assert sorted(actions) == ["api_key.created", "api_key.revoked"]


def test_two_keys_in_use_never_share_a_name(session):
    make(session)
    with pytest.raises(Conflict):
        make(session, " Portal ")
    api_keys.revoke(session, kind="lrs", key="Portal", now=NOW)
    make(session)
    assert [row.revoked_at for row in api_keys.list_keys(session, kind="lrs")] == [None, NOW]


@pytest.mark.parametrize(("name", "scopes"), [("", [*Scope]), ("x" * 121, [*Scope]), ("a", [])])
def test_nameless_or_powerless_keys_are_refused(session, name, scopes):
    with pytest.raises(BadInput):
        make(session, name, scopes=scopes)
