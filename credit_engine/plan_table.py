"""The offers of a plan in order of preference, and the sets of them that reach a sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from credit_engine.offers import Offer
from credit_engine.plan_search import Budget, Option, exclusions, greedy, smallest_sets

_MOST_PROGRAMMES = 30
_STEPS = 20_000


class Table:
    """The offers in order of preference, each with what the engine credits it alone.

    Credits announced are believed until an offer is about to be proposed; then it is asked for.
    """

    def __init__(
        self,
        offers: Sequence[Offer],
        *,
        gap: Fraction,
        county: str | None,
        on: date,
        credited: Callable[[Offer], Fraction],
    ) -> None:
        def is_far(offer: Offer) -> bool:
            here = offer.online or not offer.sessions or county in (None, offer.county)
            return not here

        self.on = on
        self.credited = credited
        self.offers = sorted(offers, key=lambda o: (o.ends(on), is_far(o), o.id))
        self.worth = [offer.credits for offer in self.offers]
        self.far = [is_far(offer) for offer in self.offers]
        self.confirmed: set[int] = set()
        self.seen: set[tuple[int, ...]] = set()
        self.budget = Budget(_STEPS)
        self.scale = math.lcm(gap.denominator, *(w.denominator for w in self.worth))
        self.step = Fraction(1, self.scale)
        sittings = [[(s.start, s.end) for s in offer.sessions] for offer in self.offers]
        sources = [offer.source or offer.activity_id for offer in self.offers]
        self.clashes = exclusions(sittings, sources)

    def sets(self, need: Fraction) -> Iterator[tuple[Offer, ...]]:
        """Sets that reach a sum by what each is credited alone, the preferred one first."""
        while True:
            rows, options, clashes = self._options()
            wanted = math.ceil(need * self.scale)
            for choice in smallest_sets(
                options, clashes, need=wanted, most=_MOST_PROGRAMMES, budget=self.budget
            ):
                places = tuple(rows[index] for index in choice)
                if self._correct(places):
                    break
                if places not in self.seen:
                    self.seen.add(places)
                    yield tuple(self.offers[place] for place in places)
            else:
                return

    def key(self, chosen: Sequence[Offer]) -> tuple[int, date, int]:
        """What a set is preferred by: fewest, then the earliest to end, then the nearest."""
        far = dict(zip((offer.id for offer in self.offers), self.far, strict=True))
        return (
            len(chosen),
            max((offer.ends(self.on) for offer in chosen), default=self.on),
            sum(far[offer.id] for offer in chosen),
        )

    def heaviest(self, need: Fraction) -> tuple[Offer, ...]:
        """The offers with most credits, as many as a sum takes."""
        while True:
            rows, options, clashes = self._options()
            wanted = math.ceil(need * self.scale)
            choice = greedy(options, clashes, need=wanted, most=_MOST_PROGRAMMES)
            places = tuple(rows[index] for index in choice)
            if not self._correct(places):
                return tuple(self.offers[place] for place in places)

    def _options(self) -> tuple[list[int], list[Option], list[int]]:
        rows = [place for place, worth in enumerate(self.worth) if worth > 0]
        at = {place: index for index, place in enumerate(rows)}
        options = [
            Option(
                math.floor(self.worth[place] * self.scale),
                self.offers[place].ends(self.on),
                self.far[place],
            )
            for place in rows
        ]
        clashes = [sum(1 << at[o] for o in self.clashes[p] if o in at) for p in rows]
        return rows, options, clashes

    def _correct(self, places: Sequence[int]) -> bool:
        """Asks the engine for what is not confirmed yet; whether anything was worth another sum."""
        wrong = False
        for place in places:
            if place not in self.confirmed:
                self.confirmed.add(place)
                credited = self.credited(self.offers[place])
                wrong |= credited != self.worth[place]
                self.worth[place] = credited
        return wrong
