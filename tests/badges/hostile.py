"""Badges of one class whose varying texts are chosen to break a canonical form."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import badges
from tests.badges.world import SITE, award_facts, issuer_facts

_TEXTS = (
    "Ștefania Țîrlea-Ăâ",
    'O\'Neill „Ana” "Ion" «x»',
    "tab\there\nnew\r\nline\r",
    "back\\slash \\n \\u0041 \\\\",
    "👩‍👩‍👧‍👦 🇷🇴 👍🏽",
    "עברית العربية \u202eright\u202c \u200f",
    "e\u0301 é \u1e9b\u0323 ﬁ Å Å",
    "\u2028line\u2029paragraph\x85next\xa0space\ufeff",
    '<urn:x> _:c14n0 _:b0 . "x"^^<y> @ro',
    "mark-0-of-a-class",
    '{"@id": "x", "@context": null} @type',
    "\U0010ffff\ufffe\u0080\U0001f600",
    " ",
    "x",
    "ș" * 5_000,
)


def hostile_badges(count: int, *, seed: int) -> Iterator[dict[str, Any]]:
    """Yield unsigned credentials of one class, each with its own texts, subject and places."""
    chance = random.Random(seed)
    base = award_facts()
    for number in range(count):
        texts = [_text(chance, number + shift) for shift in range(4)]
        subject = replace(
            base.subject,
            uuid=UUID(int=chance.getrandbits(128)),
            name=texts[0],
            email=badges.hash_email(
                f"m{number}@example.org", salt=f"{chance.getrandbits(128):032x}"
            ),
            licence_number=texts[1],
            narrative=texts[2],
            results=(badges.ResultFacts(texts[3], base.subject.results[0].description_id),),
        )
        index = chance.randrange(badges.MIN_ENTRIES)
        url = f"{SITE}/b/{chance.getrandbits(96):024x}"
        award = replace(
            base,
            id=url,
            subject=subject,
            image=badges.ImageFacts(f"{url}.png"),
            refresh_url=f"{url}/refresh",
            evidence=(replace(base.evidence[0], narrative=texts[1]),),
            status=tuple(replace(entry, index=index) for entry in base.status),
        )
        yield badges.build_credential(award, issuer_facts())


def _text(chance: random.Random, number: int) -> str:
    if number < 4 * len(_TEXTS):
        return _TEXTS[number % len(_TEXTS)]
    return "".join(chance.choice(_TEXTS)[:40] for _ in range(chance.randrange(1, 4)))
