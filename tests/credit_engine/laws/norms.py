"""Regulations for the laws: the six that are shipped, and drafts varied from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from credit_engine import bundled_regulation_ids, bundled_regulation_text, load_regulation
from credit_engine.contradictions import contradictions
from credit_engine.facts import ActivityKind, Delivery
from credit_engine.families import (
    Cap,
    CapPer,
    Conversion,
    Cycle,
    Limit,
    Measured,
    Minimum,
    Selection,
    ShareOf,
)
from credit_engine.regulation import (
    AbsenceEffect,
    BlanketGrant,
    MonthRule,
    OverlapRule,
    ProRata,
    RegistrationYear,
    Regulation,
    RelativeYear,
    RepeatRule,
    YearDay,
)
from credit_engine.results import Basis
from credit_engine.values import Rounding, RoundingMode, Scope, Value

SHIPPED = [
    load_regulation(bundled_regulation_text(id_), name=id_) for id_ in bundled_regulation_ids()
]
BASES = [version for regulation in SHIPPED for version in regulation.versions]
STARTS = (date(2020, 1, 1), date(2025, 3, 11), date(2025, 7, 1), date(2024, 1, 1))


def value(key: str, given: Any, basis: Basis = Basis.SOURCED) -> Value[Any]:
    return Value(key, given, basis, "Hotărârea 7/2024", "art. 7")


def free(key: str) -> Value[Any]:
    return Value(key, None, Basis.DEFAULT, None, None, regulated=False)


def limit(credits: str | None = None, **share: Any) -> Limit:
    return Limit(credits=None if credits is None else Fraction(credits), **share)


def cap(per: CapPer, most: Limit | None, basis: Basis = Basis.SOURCED, **of: Any) -> Cap:
    return Cap(per=per, most=value("caps", most, basis), of=Selection(**of))


def third(of: ShareOf) -> Limit:
    return limit(parts=1, out_of=3, share_of=of)


CAPS = (
    cap(CapPer.DAY, limit("3")),
    cap(CapPer.DAY, limit("2"), deliveries=(Delivery.LIVE,)),
    cap(CapPer.PROGRAMME, limit("4")),
    cap(CapPer.YEAR, limit("8")),
    cap(CapPer.DAY, limit("6")),
    cap(CapPer.YEAR, limit("3"), kinds=(ActivityKind.COURSE, ActivityKind.OPENING)),
    cap(CapPer.YEAR, limit("0"), categories=("ethics",)),
    cap(CapPer.YEAR, third(ShareOf.TOTAL), in_specialty=False),
    cap(CapPer.YEAR, third(ShareOf.REQUIRED), except_categories=("ethics",)),
    cap(CapPer.YEAR, limit("5"), Basis.DEFAULT),
    cap(CapPer.YEAR, None, Basis.ASSUMED, deliveries=(Delivery.RECORDED,)),
    cap(CapPer.CYCLE, limit("12")),
    cap(CapPer.CYCLE, third(ShareOf.TOTAL), deliveries=(Delivery.RECORDED,)),
    cap(CapPer.CYCLE, third(ShareOf.REQUIRED), in_specialty=False),
)
MINIMUMS = (
    Minimum(least=value("minimums", Fraction(3)), of=Selection(categories=("ethics",))),
    Minimum(least=value("minimums", Fraction(4)), of=Selection(deliveries=(Delivery.LIVE,))),
)


def rounding(mode: RoundingMode, step: str, per: Scope = Scope.SOURCE) -> Rounding:
    return Rounding(mode=mode, step=Fraction(step), once_per=per)


def conversion(of: Measured, units: int, mode: RoundingMode, step: str) -> Conversion:
    return Conversion(
        of=value("conversion.of", of),
        units=value("conversion.units", units),
        credits=value("conversion.credits", Fraction(1)),
        rounding=value("conversion.rounding", rounding(mode, step)),
    )


CONVERSIONS = (
    conversion(Measured.MINUTES_PRESENT, 60, RoundingMode.HALF_UP, "1"),
    conversion(Measured.MINUTES_DELIVERED, 45, RoundingMode.DOWN, "0.5"),
    conversion(Measured.DECLARED_WORKLOAD, 60, RoundingMode.UP, "0.1"),
    conversion(Measured.DAYS, 1, RoundingMode.DOWN, "1"),
)
CYCLES = (
    Cycle(
        years=value("cycle.years", 2),
        first_year=value("cycle.first_year", 2020),
        min_credits=value("cycle.min_credits", Fraction(20)),
        evidence_days=value("cycle.evidence_days", 90),
    ),
    Cycle(
        years=value("cycle.years", 5),
        first_year=value("cycle.first_year", 2021),
        min_credits=value("cycle.min_credits", Fraction(40)),
        evidence_days=free("cycle.evidence_days"),
    ),
)
CARRIED = (Fraction(0), Fraction(3), Fraction(15))
MARCH = YearDay(month=3, day=31, year=RelativeYear.NEXT)
PRO_RATA = [
    ProRata(months=months, rounding=rounding(RoundingMode.DOWN, "0.5", Scope.REQUIREMENT))
    for months in MonthRule
]


@lru_cache(typed=True)
def among(*options: Any) -> st.SearchStrategy[Any]:
    """One of these, the first the simplest; made once, for a strategy is dear to make."""
    return st.sampled_from(options)


BASIS = among(Basis.SOURCED, Basis.SOURCED, Basis.DEFAULT)
_CONVERSION = st.sampled_from((None, None, *CONVERSIONS))
_CYCLE = st.sampled_from((None, *CYCLES))
_CAP = st.sampled_from((*CAPS[:4], *CAPS[:4], *CAPS))
_BASE = st.sampled_from(BASES)
_FIRST = st.sampled_from((*[None] * 18, *SHIPPED))


@st.composite
def annual_rules(draw, base):
    key = "annual_requirement"
    grant = BlanketGrant(year=2025, credits=value(f"{key}.blanket_grants", Fraction(1)))
    return replace(
        base,
        min_credits=value(f"{key}.min_credits", Fraction(draw(among(5, 10, 25)))),
        evidence_until=value(f"{key}.evidence_until", MARCH, draw(BASIS)),
        carry_over_max=value(f"{key}.carry_over_max", draw(among(None, *CARRIED)), draw(BASIS)),
        pro_rata=value(f"{key}.pro_rata", draw(among(*PRO_RATA)), draw(BASIS)),
        blanket_grants=(grant,) * draw(among(0, 0, 1)),
    )


@st.composite
def exemption_rules(draw, base):
    return replace(
        base,
        suspended_months=value("exemptions.suspended_months", AbsenceEffect.PRO_RATA),
        parental_or_medical_leave=value("exemptions.leave", AbsenceEffect.PRO_RATA),
        registration_year=value("exemptions.year", draw(among(*RegistrationYear))),
        min_months_practised=value("exemptions.months", draw(among(None, 6))),
    )


@st.composite
def programme_rules(draw, base):
    key = "programmes"
    again = draw(among(*RepeatRule, None))
    least = draw(among(None, 80))
    share = free(f"{key}.attendance_min_percent")
    return replace(
        base,
        approval=value(f"{key}.approval", ()),
        repeated_programme=value(f"{key}.repeated_programme", again, draw(BASIS)),
        attendance_min_percent=share if least is None else value(share.key, least, draw(BASIS)),
        overlapping_sessions=value(
            f"{key}.overlapping_sessions",
            draw(among(*[OverlapRule.COUNTED_ONCE] * 6, OverlapRule.ALL, None)),
            draw(BASIS),
        ),
    )


@st.composite
def drafts(draw, id_, starts):
    base = draw(_BASE)
    version = replace(
        base,
        id=id_,
        effective_from=starts,
        annual_requirement=draw(annual_rules(base.annual_requirement)),
        exemptions=draw(exemption_rules(base.exemptions)),
        programmes=draw(programme_rules(base.programmes)),
        conversion=draw(_CONVERSION) or base.conversion,
        caps=tuple(draw(_CAP) for _ in range(draw(among(3, 2, 4, 0)))),
        minimums=MINIMUMS[: draw(among(0, 0, 1, 2))],
        cycle=draw(_CYCLE) or base.cycle,
        not_regulated=(),
    )
    assert not contradictions(version)
    return version


@st.composite
def regulations(draw):
    """A shipped one, a shipped one that drafts follow, or drafts alone."""
    first = draw(_FIRST)
    days = {draw(st.sampled_from(STARTS[1:])) for _ in range(draw(among(2, 1, 0)))}
    days |= {STARTS[0]} if first is None else set()
    made = tuple(draw(drafts(f"v{number}", day)) for number, day in enumerate(sorted(days), 1))
    if first is None:
        return Regulation(id="draft", sources={}, notes=(), versions=made)
    ordered = sorted((*first.versions, *made), key=lambda version: version.effective_from)
    return replace(first, versions=tuple(ordered))
