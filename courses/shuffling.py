"""An order drawn by lot from a seed: the same on every machine, for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from courses.model import Answer, Item, Question

Shuffled = TypeVar("Shuffled", Question, Answer, Item)


def lot(seed: str, item_id: str) -> bytes:
    """The lot of an item; sort by it."""
    # A hash, not random.Random: the same paper on every Python version, for ever.
    return hashlib.sha256(f"{seed}\x00{item_id}".encode()).digest()


def shuffled(items: Iterable[Shuffled], seed: str) -> list[Shuffled]:
    """The items in the order of their lots."""
    return sorted(items, key=lambda item: lot(seed, item.id))


def disordered(items: Iterable[Item], seed: str) -> tuple[Item, ...]:
    """The items of an ordering question by lot, but never in their right order."""
    drawn = shuffled(items, seed)
    if [item.answer for item in drawn] == [str(place) for place in range(1, len(drawn) + 1)]:
        drawn.reverse()
    return tuple(drawn)
