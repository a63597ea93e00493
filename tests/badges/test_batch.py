"""Signing many at once gives what signing each gives, to the byte, or refuses as it refuses."""

from __future__ import annotations

import copy
import json

import pytest

import badges
from badges import batch
from tests.badges.hostile import hostile_badges
from tests.badges.world import AWARDED, METHOD, award_facts, issuer_facts, sign


@pytest.fixture
def slow():
    """What went the full way."""
    return []


@pytest.fixture
def many(key, monkeypatch, slow):
    """Signs in bulk."""

    def full(document, **options):
        slow.append(document)
        return badges.sign_credential(document, **options)

    monkeypatch.setattr(batch, "sign_credential", full)

    def run(documents):
        return list(
            badges.sign_many(
                documents, private_pem=key.private_pem, verification_method=METHOD, created=AWARDED
            )
        )

    return run


def plain():
    return badges.build_credential(award_facts(), issuer_facts())


def test_hostile_badges_of_one_class_are_signed_to_the_byte_as_one_by_one(many, slow, key):
    documents = list(hostile_badges(16, seed=5))
    before = copy.deepcopy(documents)
    assert many(documents) == [
        json.dumps(sign(document, key), ensure_ascii=False) for document in documents
    ]
    assert documents == before
    assert slow == []


def with_changes(change):
    document = plain()
    change(document)
    return document


def achievement(document):
    return document["credentialSubject"]["achievement"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["refreshService"].update(id=d["image"]["id"]),
        lambda d: d["image"].update(id=achievement(d)["image"]["id"]),
    ],
    ids=["of the badge", "of the class"],
)
def test_one_address_for_two_things_goes_the_full_way(change, many, slow, key):
    other = with_changes(change)
    assert many([plain(), other])[1] == json.dumps(sign(other, key), ensure_ascii=False)
    assert slow == [other]


def with_identities(*names):
    document = plain()
    document["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": name,
            "identityType": "name",
        }
        for name in names
    ]
    return document


def test_two_nodes_that_have_become_alike_go_the_full_way(many, slow, key):
    apart, alike = with_identities("Ana", "Ion"), with_identities("Ana", "Ana")
    assert many([apart, alike]) == [
        json.dumps(sign(document, key), ensure_ascii=False) for document in (apart, alike)
    ]
    assert slow == [alike]


def test_an_address_of_another_kind_is_no_value(many, slow, key):
    other = with_changes(lambda d: d["credentialSubject"].update(id="mailto:ana@example.org"))
    assert many([plain(), other])[1] == json.dumps(sign(other, key), ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["credentialSubject"].update(narrative="a\x07"), "control_character"),
        (lambda d: d["credentialSubject"].update(narrative="a\x00"), "control_character"),
        (lambda d: d.update(id="\x00"), "control_character"),
        (lambda d: d["credentialSubject"].update(narrative="\ud800"), "control_character"),
        (lambda d: d["credentialSubject"].update(favouriteColour="teal"), "member_unsigned"),
        (lambda d: d["credentialSubject"].update(narrative="x" * 262_144), "json_large"),
        (lambda d: d.update(proof=[]), "proof_present"),
        (lambda d: d["credentialSubject"].update(id=achievement(d)["id"]), "node_split"),
    ],
)
def test_what_is_refused_alone_is_refused_among_many(change, code, many):
    with pytest.raises(badges.BadgeError) as caught:
        many([plain(), with_changes(change)])
    assert caught.value.code == code


def test_values_of_other_kinds_do_not_pass_for_those_of_the_class(many, slow, key):
    whole = with_changes(lambda d: d["credentialSubject"].update(creditsEarned=1))
    broken = with_changes(lambda d: d["credentialSubject"].update(creditsEarned=1.0))
    for document, text in zip([whole, broken], many([whole, broken]), strict=True):
        assert json.loads(text) == sign(document, key)


def test_a_picture_is_opened_once_for_many_bakes(baked, signed):
    frame = badges.open_frame(baked)
    again = badges.bake_frame(frame, b'{"a": 1}')
    assert badges.read_badge_file(again, filename="x.png").document == {"a": 1}
    assert badges.bake_frame(frame, json.dumps(signed, ensure_ascii=False).encode()) == baked
