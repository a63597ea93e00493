"""The first page of everybody who is not a member: what waits, what comes, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms import clock
from lms.extensions import db
from lms.models import Role, YearStage
from lms.services import desk_lists, provider_steps
from lms.services.case_queries import CaseRow
from lms.services.desk import read_desk
from lms.services.desk_lists import ProviderLists, YearDay
from lms.services.promotion_lists import PromotionRow
from lms.services.provider_steps import NextStep, Step
from lms.web.case_words import KINDS, OBJECTIONS, state_tag
from lms.web.context import day, grade_words, localised
from lms.web.sessions import SignedIn

SOON = 7  # days


Tag = tuple[str, str, str | None]  # kind, word, day


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a list: what it is about, where it leads, who and since when, a tag."""

    title: str
    url: str
    hint: str
    tag: Tag | None = None


Section = tuple[str, str, str, list[Line]]  # id, title, what the first one says empty, lines


def render_desk(someone: SignedIn) -> Any:
    """The desk of the signed-in person."""
    today = clock.today()
    sections: list[Section] = []
    if someone.has(Role.CFPC, Role.CAAP, Role.BEX):
        sections += _officer_sections(someone, on=today)
    if someone.has(Role.PROVIDER):
        found = desk_lists.provider_lists(db.session(), someone.provider_ids(), on=today)
        sections += _provider_sections(found, on=today)
        sections.append(
            _steps_section(
                provider_steps.next_steps(db.session(), someone.provider_ids(), on=today)
            )
        )
    if someone.has(Role.BRANCH):
        rows = desk_lists.branch_lists(db.session(), someone.branch_ids())
        sections.append(_branch_section(rows))
    shown = [section for place, section in enumerate(sections) if section[-1] or not place]
    return render_template("start/desk.html", cards=_cards(someone, on=today), sections=shown)


def _cards(someone: SignedIn, *, on: date) -> list[dict[str, Any]]:
    """What waits for the person: words, count, and the page where it is done."""
    words = {
        "lists_to_send": (_("Ediții ținute, fără listă de prezență"), "providers.index"),
        "lists_to_review": (_("Liste de prezență de verificat"), "providers.index"),
        "objections_to_answer": (
            _("Greșeli semnalate, care așteaptă răspunsul dumneavoastră"),
            "objections.index",
        ),
        "programme_questions": (
            _("Întrebări ale Comisiei despre programe"),
            "programme_files.index",
        ),
        "files_cfpc": (_("Dosare care așteaptă propunerea CFPC"), "commission.index"),
        "attendance": (_("Prezențe pe care normele nu le hotărăsc"), "commission.attendance"),
        "entries": (_("Entități înscrise, de verificat"), "provider_entry.entries"),
        "files_caap": (_("Dosare care așteaptă propunerea CAAP"), "commission.index"),
        "files_bex": (_("Propuneri care așteaptă hotărârea BEX"), "commission.index"),
        "norms": (_("Norme care așteaptă confirmarea"), "norms.drafts"),
        "files_branch": (_("Cereri depuse pentru membri, fără hotărâre"), "promotions.branch"),
        "imports": (_("Importuri de verificat în registru"), "registry.index"),
        "failed_work": (_("Lucrări care nu au reușit"), "admin.work"),
    }
    waiting = read_desk(
        db.session(),
        roles=someone.roles,
        provider_ids=someone.provider_ids(),
        branch_ids=someone.branch_ids(),
        on=on,
    )
    return [
        {"label": words[item.code][0], "count": item.count, "url": url_for(words[item.code][1])}
        for item in waiting
    ]


def _officer_sections(someone: SignedIn, *, on: date) -> list[Section]:
    found = desk_lists.officer_lists(db.session(), someone.roles, on=on)
    return [
        (
            "oldest",
            _("Așteaptă de cel mai mult timp"),
            _("Niciun dosar nu vă așteaptă. Când vine unul, apare aici."),
            [
                _file(row, _due(row.case.due_on, on=on) or _since(row, on=on))
                for row in found.oldest
            ],
        ),
        (
            "due",
            _("Termene care vin"),
            "",
            [_file(row, _due(row.case.due_on, on=on)) for row in found.due]
            + [_year_line(coming, on=on) for coming in found.years],
        ),
        (
            "decided",
            _("Hotărâri recente"),
            "",
            [_file(row, _decided(row)) for row in found.decided],
        ),
    ]


def _year_line(coming: YearDay, *, on: date) -> Line:
    words = {
        YearStage.PROVISIONAL: _("Situația provizorie a anului %(year)s", year=coming.year),
        YearStage.FINAL: _("Situația finală a anului %(year)s", year=coming.year),
    }
    return Line(
        title=words[coming.stage],
        url=url_for("years.show", year=coming.year),
        hint=_("se face singură; membrii sunt înștiințați"),
        tag=_due(coming.day, on=on),
    )


def _file(row: CaseRow, tag: Tag | None) -> Line:
    who = row.owner
    about = localised(dict(row.subject))
    parts = [str(KINDS[row.case.kind]), about]
    return Line(
        title=_("%(number)s, %(who)s", number=row.case.number or "–", who=who),
        url=url_for("commission.show", case_id=row.case.id),
        hint="; ".join(part for part in parts if part),
        tag=tag,
    )


def _since(row: CaseRow, *, on: date) -> Tag:
    begun = clock.legal_day(row.case.submitted_at or row.case.opened_at)
    days = (on - begun).days
    if days <= 0:
        return "neutral", _("Depus azi"), None
    word = ngettext("De %(count)s zi", "De %(count)s zile", days, count=days)
    return "neutral", word, _("depus la %(day)s", day=day(begun))


def _due(due_on: date | None, *, on: date) -> Tag | None:
    if due_on is None:
        return None
    left = (due_on - on).days
    if left < 0:
        return "problem", _("Termen depășit"), day(due_on)
    if left == 0:
        return "warning", _("Azi"), day(due_on)
    word = ngettext("În %(count)s zi", "În %(count)s zile", left, count=left)
    return ("warning" if left <= SOON else "waiting"), word, day(due_on)


def _decided(row: CaseRow) -> Tag:
    kind, word = state_tag(row.case, row.outcome)
    decision = row.case.decision
    return kind, word, day(decision.decided_on) if decision else None


def _provider_sections(found: ProviderLists, *, on: date) -> list[Section]:
    missing = [
        Line(
            title=_title(edition),
            url=url_for("providers.edition", edition_id=edition.id),
            hint=_("încheiată la %(day)s", day=day(edition.ends_on)),
            tag=_due(due_on, on=on),
        )
        for edition, due_on in found.missing
    ]
    turns = [
        Line(
            title=_("%(number)s, %(who)s", number=turn.case.number, who=turn.member.full_name),
            url=url_for("objections.show", case_id=turn.case.id),
            hint=f"{OBJECTIONS[turn.kind]}; {_title(turn.reply.edition)}",
            tag=_due(turn.reply.due_on, on=on),
        )
        for turn in found.turns
    ]
    booked = [
        Line(
            title=_title(file.edition),
            url=url_for("providers.edition", edition_id=file.edition_id),
            hint=_("creditele s-au înscris la %(day)s", day=day(file.booked_at)),
        )
        for file in found.booked
    ]
    return [
        ("missing", _("Liste de trimis"), _("Toate edițiile ținute au lista trimisă."), missing),
        ("turns", _("Greșeli semnalate, de răspuns"), "", turns),
        ("booked", _("Liste înscrise de curând"), "", booked),
    ]


def _steps_section(found: Sequence[NextStep]) -> Section:
    words = {
        Step.REFUSED: ("problem", _("Neconfirmată"), _("vedeți motivul")),
        Step.UNVERIFIED: ("waiting", _("De verificat"), _("pregătiți între timp dosarul")),
        Step.PREPARE: ("info", _("Verificată"), _("pregătiți dosarul de avizare")),
        Step.DRAFT: ("neutral", _("Ciornă"), _("continuați dosarul și depuneți-l")),
        Step.QUESTION: ("warning", _("Întrebare"), _("Comisia așteaptă răspunsul dumneavoastră")),
        Step.AT_COMMISSION: ("waiting", _("La Comisie"), _("urmează propunerea motivată")),
        Step.AT_BEX: ("waiting", _("La Biroul Executiv"), _("urmează hotărârea")),
        Step.RENEW: ("warning", _("Aviz încheiat"), _("cereți reavizarea")),
    }
    lines = []
    for each in found:
        kind, word, hint = words[each.step]
        url = url_for("provider_entry.organisation", provider_id=each.provider.id)
        lines.append(Line(title=each.provider.name, url=url, hint=hint, tag=(kind, word, None)))
    return "steps", _("Drumul spre avizare"), "", lines


def _title(edition: Any) -> str:
    return localised({"ro": edition.programme.title, "en": edition.programme.title_en})


def _branch_section(rows: Sequence[PromotionRow]) -> Section:
    lines = [
        Line(
            title=_("%(number)s, %(who)s", number=row.case.number, who=row.member.full_name),
            url=url_for("promotions.branch_member", key=row.member.key),
            hint=_(
                "%(grade)s; depus la %(day)s",
                grade=grade_words(row.request.grade.value),
                day=day(row.case.submitted_at),
            ),
            tag=(*state_tag(row.case, row.outcome), None),
        )
        for row in rows
    ]
    return (
        "filed",
        _("Cereri depuse pentru membri"),
        _("Încă nu ați depus nimic pentru membri. Începeți prin a căuta membrul."),
        lines,
    )
