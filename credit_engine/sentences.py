"""From a code and its parameters to a sentence in Romanian or English.

Templates live in `catalogue_ro` and `catalogue_en`, those of the procedures, of the families and of
reading in `catalogue_procedures_ro`, `_families_ro`, `_reading_ro` and `_en`; a field is
`{name:kind}` where kind is credits, amount, day, minutes, days, months, years, span, suspended,
percent, instant, list, label or (none) plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache, lru_cache
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from credit_engine import (
    catalogue_en,
    catalogue_families_en,
    catalogue_families_ro,
    catalogue_procedures_en,
    catalogue_procedures_ro,
    catalogue_reading_en,
    catalogue_reading_ro,
    catalogue_ro,
)

LANGUAGES = ("ro", "en")
_CATALOGUES = {"ro": catalogue_ro, "en": catalogue_en}
_PARTS: Mapping[str, tuple[Any, ...]] = {
    "ro": (catalogue_ro, catalogue_procedures_ro, catalogue_families_ro, catalogue_reading_ro),
    "en": (catalogue_en, catalogue_procedures_en, catalogue_families_en, catalogue_reading_en),
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    lang: {word: label for part in parts for word, label in part.LABELS.items()}
    for lang, parts in _PARTS.items()
}
_SENTENCES: Mapping[str, Mapping[str, str]] = {
    lang: {code: template for part in parts for code, template in part.SENTENCES.items()}
    for lang, parts in _PARTS.items()
}
_LEGAL_ZONE = ZoneInfo("Europe/Bucharest")


def sentence_of(code: str, params: Mapping[str, Any], lang: str) -> str:
    """The sentence of a code with its (JSON) parameters; lang is "ro" or "en"."""
    parts = []
    for literal, name, kind in _template(code, lang):
        parts.append(literal)
        if name is not None:
            parts.append(_FORMATS[kind](params[name], lang))
    return "".join(parts)


def label_of(word: str, lang: str) -> str:
    """The word on screen for an enum value ("default", "suspended", "not_met", ...)."""
    return _LABELS[lang].get(word, word)


def amount_text(amount: Fraction) -> str:
    """Exact decimal text with a point ("6.5"), or "10/3" when no decimal is exact.

    >>> amount_text(Fraction(13, 2))
    '6.5'
    """
    return _ratio_text(*amount.as_integer_ratio())


@lru_cache(maxsize=4096)  # few amounts, in many answers
def _ratio_text(numerator: int, denominator: int) -> str:
    whole, rest = divmod(abs(numerator), denominator)
    sign = "-" if numerator < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    scale, digits = denominator, 0
    while scale % 10 == 0:
        scale, digits = scale // 10, digits + 1
    for factor in (2, 5):
        while scale % factor == 0:
            scale, digits = scale // factor, digits + 1
    if scale != 1:
        return f"{numerator}/{denominator}"
    decimals = f"{rest * 10**digits // denominator:0{digits}d}"
    return f"{sign}{whole}.{decimals}".rstrip("0")


@cache
def _template(code: str, lang: str) -> tuple[tuple[str, str | None, str], ...]:
    template = _SENTENCES[lang][code]
    return tuple((lit, name, kind or "") for lit, name, kind, _ in Formatter().parse(template))


def _decimal(value: Any, lang: str) -> str:
    text = amount_text(Fraction(value))
    return text.replace(".", ",") if lang == "ro" else text


def _counted(value: Any, lang: str, *, one: str, few: str) -> str:
    number = Fraction(value)
    text = _decimal(value, lang)
    if number == 1:
        return f"{text} {one}"
    last = number.numerator % 100
    needs_de = lang == "ro" and number.denominator == 1 and number and (last == 0 or last >= 20)
    return f"{text} de {few}" if needs_de else f"{text} {few}"


def _noun(ro_one: str, ro_few: str, en_one: str, en_few: str) -> Callable[[Any, str], str]:
    def form(value: Any, lang: str) -> str:
        one, few = (ro_one, ro_few) if lang == "ro" else (en_one, en_few)
        return _counted(value, lang, one=one, few=few)

    return form


def _day(value: Any, lang: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.day} {_CATALOGUES[lang].MONTHS[day.month - 1]} {day.year}"


def _instant(value: Any, lang: str) -> str:
    instant = datetime.fromisoformat(value).astimezone(_LEGAL_ZONE)
    return f"{_day(instant.date().isoformat(), lang)}, {instant:%H:%M}"


def _span(value: Any, lang: str) -> str:
    """Years, months and days; what is zero is left out."""
    words = [_FORMATS[kind](n, lang) for kind, n in zip(_SPAN, value, strict=True) if n]
    if not words:
        return _FORMATS["days"](0, lang)
    last = " și " if lang == "ro" else " and "
    return last.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _suspended(value: Any, lang: str) -> str:
    """A remark on days of suspension taken out; nothing when there are none."""
    if not value:
        return ""
    days = _FORMATS["days"](value, lang)
    return f" (fără {days} de suspendare)" if lang == "ro" else f" (without {days} of suspension)"


def _percent(value: Any, lang: str) -> str:
    return f"{_decimal(value, lang)} %" if lang == "ro" else f"{value}%"


def _listed(value: Any, lang: str) -> str:
    return ", ".join(label_of(str(item), lang) for item in value)


_SPAN = ("years", "months", "days")
_FORMATS: Mapping[str, Callable[[Any, str], str]] = {
    "": lambda value, _lang: str(value),
    "amount": _decimal,
    "credits": _noun("credit", "credite", "credit", "credits"),
    "minutes": _noun("minut", "minute", "minute", "minutes"),
    "days": _noun("zi", "zile", "day", "days"),
    "years": _noun("an", "ani", "year", "years"),
    "whole_years": _noun("an întreg", "ani întregi", "whole year", "whole years"),
    "span": _span,
    "suspended": _suspended,
    "months": _noun("lună", "luni", "month", "months"),
    "day": _day,
    "instant": _instant,
    "percent": _percent,
    "list": _listed,
    "label": label_of,
}
