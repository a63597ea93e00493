"""Values of the norms in words, and where a draft or a decision stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from credit_engine.regulation import RegulationVersion, Value, YearDay
from credit_engine.results import Outcome
from credit_engine.sentences import label_of, sentence_of
from lms.counties import COUNTIES
from lms.models import (
    AdoptingBody,
    DraftState,
    Effect,
    NormsDecision,
    NormsDraft,
    NormsSimulation,
)
from lms.services.norms_text import DraftProblem
from lms.services.norms_values import FOR_EXPERTS, Difference, Leaf, at, differences, groups_of
from lms.web.context import credits_text, credits_words, day, language, number
from lms.web.norms_labels import LEADS, group_label, item_label, value_label, word

EFFECTS: dict[Effect, Any] = {
    Effect.GAINS: _l("Câștigă"),
    Effect.LOSES: _l("Pierd"),
    Effect.UNDETERMINED: _l("Nu se mai poate stabili"),
    Effect.CHANGED: _l("Alte cifre"),
    Effect.SAME: _l("Neschimbați"),
}
EFFECT_TAGS = {
    Effect.GAINS: "done",
    Effect.LOSES: "problem",
    Effect.UNDETERMINED: "warning",
    Effect.CHANGED: "info",
    Effect.SAME: "neutral",
}
BODIES: dict[AdoptingBody, Any] = {
    AdoptingBody.BEX: _l("Biroul executiv"),
    AdoptingBody.COUNCIL: _l("Consiliul național"),
    AdoptingBody.CONGRESS: _l("Congresul"),
}
BASES = ("seed", "sourced", "adopted", "assumed", "default")
_LEI = ("providers.fee_amount",)
_PERCENT = ("audit.sample_percent",)
_MONTHS = {
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie "
    "noiembrie decembrie",
    "en": "January February March April May June July August September October November December",
}


def outcome_words(outcome: str) -> str:
    """The annual answer in words."""
    return label_of(Outcome(outcome).value, language())


def basis_words(basis: str) -> str:
    """What a value rests on, in words."""
    return label_of(basis, language())


def value_words(leaf: Leaf | None) -> str:
    """What a value says; "nestabilit încă" when it is not known."""
    if leaf is None or leaf.value is None or leaf.value.value is None:
        return _("nestabilit încă")
    return words_of(leaf.value.value, leaf.path)


def words_of(value: Any, path: str) -> str:
    """A value of any type in words; the path says its unit."""
    if value is None:
        return _("nestabilit încă")
    if isinstance(value, str | bool | Enum | date):
        return _single(value)
    if isinstance(value, Value):
        said = words_of(value.value, path)
        return said if value.binds else _("%(value)s (valoare orientativă)", value=said)
    if isinstance(value, int):
        return _count(value, path)
    if isinstance(value, Fraction):
        return _amount(value, path)
    if isinstance(value, YearDay):
        return _year_day(value)
    if isinstance(value, Sequence):
        return ", ".join(words_of(item, path) for item in value) or _("niciuna")
    return _record(value)


def _single(value: str | bool | Enum | date) -> str:
    if isinstance(value, bool):
        return word("true" if value else "false")
    if isinstance(value, date):
        return day(value)
    return word(str(value.value) if isinstance(value, Enum) else value)


def _record(value: Any) -> str:
    if not is_dataclass(value):
        return str(value)
    said = []
    for field in fields(value):
        inner = getattr(value, field.name)
        words = words_of(inner, field.name)
        lead = LEADS.get(field.name, "")
        said.append(f"{lead} {words}".strip())
    return ", ".join(said)


def _year_day(value: YearDay) -> str:
    month = _MONTHS[language()].split()[value.month - 1]
    return _("%(day)s %(month)s, %(year)s", day=value.day, month=month, year=word(value.year.value))


def _amount(value: Fraction, path: str) -> str:
    thousandths = int(value * 1000)
    if path in _LEI:
        return _("%(amount)s lei", amount=credits_text(thousandths))
    if path in _PERCENT or path.endswith("_percent"):
        return _("%(amount)s %%", amount=credits_text(thousandths))
    return credits_words(thousandths)


_UNITS: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("years", lambda value: str(ngettext("%(num)s an", "%(num)s ani", value))),
    ("days", lambda value: str(ngettext("%(num)s zi", "%(num)s zile", value))),
    ("months", lambda value: str(ngettext("%(num)s lună", "%(num)s luni", value))),
    ("months_practised", lambda value: str(ngettext("%(num)s lună", "%(num)s luni", value))),
    ("hours_required", lambda value: str(ngettext("%(num)s oră", "%(num)s ore", value))),
    ("minutes", lambda value: str(ngettext("%(num)s minut", "%(num)s minute", value))),
    ("per_credit", lambda value: str(ngettext("%(num)s minut", "%(num)s minute", value))),
    ("percent", lambda value: _("%(amount)s %%", amount=value)),
)


def _count(value: int, path: str) -> str:
    keys = path.split(".")
    unit = "years" if "min_years_of_practice" in keys else keys[-1]
    for ending, said in _UNITS:
        if unit.endswith(ending):
            return said(value)
    return number(value)


def chapters(version: RegulationVersion) -> list[dict[str, Any]]:
    """Every value of a version in words, chapter by chapter; other activities one by one."""
    found = []
    for group in groups_of(version):
        rows: dict[str, list[dict[str, Any]]] = {}
        for leaf in group.leaves:
            rows.setdefault(_section(leaf.path), []).append(row_of(leaf))
        for path in group.lists:
            listed = at(version, path)
            if listed and all(isinstance(item, Value) for item in listed):
                rows.setdefault(_section(path), []).append(_list_row(path, listed))
        sections = [
            {"title": item_label(name) if name else "", "rows": own} for name, own in rows.items()
        ]
        if sections:
            found.append({"name": group.name, "title": group_label(group.name), "parts": sections})
    more = [_whole_row(version, name) for name in FOR_EXPERTS if getattr(version, name, None)]
    if more:
        parts = [{"title": "", "rows": more}]
        found.append({"name": "more", "title": group_label("more"), "parts": parts})
    return found


def _whole_row(version: RegulationVersion, name: str) -> dict[str, Any]:
    """A family of rules in one line; each value in it that does not bind says so."""
    said = words_of(getattr(version, name), name)
    ground = dict.fromkeys(("source", "article", "note"))
    row = {"path": name, "label": value_label(name), "value": said, "basis": "", "known": True}
    return row | ground


def _list_row(path: str, listed: Sequence[Value[Any]]) -> dict[str, Any]:
    first = listed[0]
    whole = replace(first, value=tuple(item.value for item in listed))
    return row_of(Leaf(path=path, kind=None, value=whole))


def _section(path: str) -> str:
    keys = path.split(".")
    return keys[2] if len(keys) > 3 and keys[1] == "items" else ""


def row_of(leaf: Leaf) -> dict[str, Any]:
    """A value for a table: what it is, what it says, on what it rests."""
    label = value_label(leaf.path)
    if _section(leaf.path):
        label = label.partition(": ")[2]
        label = label[:1].upper() + label[1:]
    value = leaf.value
    return {
        "path": leaf.path,
        "label": label,
        "value": value_words(leaf),
        "basis": value.basis.value if value else "default",
        "known": value is not None and value.value is not None,
        "source": value.source if value else None,
        "article": value.article if value else None,
        "note": value.note if value else None,
    }


def difference_rows(before: RegulationVersion, after: RegulationVersion) -> list[dict[str, Any]]:
    """What changes from one version to another, in words."""
    return [_difference(found) for found in differences(before, after)]


def _difference(found: Difference) -> dict[str, Any]:
    old, new = value_words(found.before), value_words(found.after)
    is_list = found.before is None and found.after is None
    if is_list:
        old, new = "", _("altă listă")
    elif found.after is None:
        new = _("nu mai este în norme")
    basis = found.after.value.basis.value if found.after and found.after.value else None
    earlier = found.before.value.basis.value if found.before and found.before.value else None
    return {
        "label": value_label(found.path),
        "before": old,
        "after": new,
        "only_ground": old == new and not is_list,
        "basis": basis,
        "basis_before": earlier,
        "source": found.after.value.source if found.after and found.after.value else None,
        "article": found.after.value.article if found.after and found.after.value else None,
    }


def problem_sentence(found: DraftProblem) -> str:
    """What is wrong and what to do, without the line."""
    if found.problem is not None:
        said = sentence_of(found.problem.code, found.problem.params, language())
        return f"{found.problem.path}: {said}" if found.problem.path else said
    assert found.message is not None
    return str(_(found.message, **(found.params or {})))


def draft_tag(draft: NormsDraft, decision: NormsDecision | None) -> tuple[str, str]:
    """The kind of tag and the word for a draft."""
    if draft.state is DraftState.IN_FORCE:
        return "done", _("Adoptată")
    if draft.state is DraftState.ABANDONED:
        return "neutral", _("S-a renunțat")
    if decision is not None:
        return "waiting", _("Așteaptă confirmarea")
    return "info", _("În lucru")


def simulation_years(simulation: NormsSimulation) -> str:
    """The years that a simulation replays."""
    return ", ".join(str(year) for year in simulation.years)


def county_words(county: str | None) -> str:
    """A county by its code; members without one together."""
    return COUNTIES.get(county or "", _("fără județ"))
