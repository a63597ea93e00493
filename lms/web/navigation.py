"""What each role finds in the menu."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.models import Role
from lms.web.sessions import SignedIn

Item = tuple[str, str]
MOST_BESIDE = 5  # entries side by side that fit a window of 1280 pixels


def _commission_items(person: SignedIn) -> list[Item]:
    items = [(_("Dosare de rezolvat"), "commission.index")]
    if person.has(Role.CFPC):
        items.append((_("Prezențe de hotărât"), "commission.attendance"))
        items.append((_("Prezențe imposibile"), "commission.signals_list"))
        items.append((_("Feedback la programe"), "commission.feedback"))
        items.append((_("Calitatea programelor"), "commission.quality_list"))
        items.append((_("Entități înscrise"), "provider_entry.entries"))
    if person.has(Role.CFPC, Role.BEX):
        items.append((_("Norme"), "norms.drafts"))
    if person.has(Role.CFPC, Role.BEX):
        items.append((_("Situația anului"), "years.index"))
    if person.has(Role.CAAP, Role.BEX):
        items.append((_("Cereri de treaptă"), "promotions.monthly"))
    items.append((_("Credite în profesie"), "commission.totals_page"))
    return items


def _provider_items() -> list[Item]:
    return [
        (_("Edițiile noastre"), "providers.index"),
        (_("Programele noastre"), "programme_files.index"),
        (_("Entitatea noastră"), "provider_entry.organisations"),
        (_("Greșeli semnalate"), "objections.index"),
        (_("Feedback"), "provider_feedback.index"),
    ]


def _groups(person: SignedIn) -> list[tuple[str, list[Item]]]:
    groups: list[tuple[str, list[Item]]] = []
    if person.has(Role.MEMBER):
        groups.append(
            (
                _("Membru"),
                [
                    (_("Acasă"), "start.home"),
                    (_("Cursuri"), "catalogue.index"),
                    (_("Creditele mele"), "credits.index"),
                    (_("Ce îmi mai trebuie"), "needs.index"),
                    (_("Insignele mele"), "badges.index"),
                ],
            )
        )
        groups.append(
            (
                _("Mai multe"),
                [
                    (_("Calendarul edițiilor"), "editions.index"),
                    (_("Cum obțin credite"), "norms.index"),
                    (_("Treaptă superioară"), "promotions.index"),
                    (_("Feedback"), "feedback.index"),
                    (_("Dosarele mele"), "files.index"),
                    (_("Documentele mele"), "documents.index"),
                ],
            )
        )
    if person.has(Role.PROVIDER):
        items = _provider_items()
        beside = len(items) if groups or person.roles == {Role.PROVIDER} else MOST_BESIDE - 2
        groups.append((_("Furnizor"), items[:beside]))
        if items[beside:]:
            groups.append((_("Mai multe"), items[beside:]))
    if person.has(Role.CFPC, Role.CAAP, Role.BEX):
        items = _commission_items(person)
        shown = len(items) if len(items) <= MOST_BESIDE else MOST_BESIDE - 1
        groups.append((_("Comisie"), items[:shown]))
        if items[shown:]:
            groups.append((_("Mai multe"), items[shown:]))
    if person.has(Role.BRANCH):
        groups.append((_("Sucursală"), [(_("Cereri pentru membri"), "promotions.branch")]))
    if person.has(Role.CAAP, Role.ADMINISTRATOR):
        groups.append(
            (
                _("Registru"),
                [
                    (_("Membri"), "registry.members"),
                    (_("Importuri"), "registry.index"),
                ],
            )
        )
    if person.has(Role.ADMINISTRATOR):
        groups.append(
            (
                _("Administrare"),
                [
                    (_("Starea sistemului"), "admin.index"),
                    (_("Situația anului"), "years.index"),
                    (_("Lucrări în urmă"), "admin.work"),
                    (_("Conturi"), "admin.accounts"),
                    (_("Jurnal"), "admin.audit"),
                    (_("Cutia de mesaje"), "admin.mailbox"),
                ],
            )
        )
    return groups


def navigation_of(person: SignedIn | None) -> list[dict[str, Any]]:
    """Menu groups of a person, for base.html; anonymous visitors get the public pages."""
    if person is None:
        groups = [
            (
                _("Pagini publice"),
                [
                    (_("Cursuri"), "catalogue.index"),
                    (_("Cum obțin credite"), "norms.index"),
                    (_("Programe creditate"), "programme_register.index"),
                    (_("Furnizori avizați"), "provider_register.index"),
                    (_("Verificare"), "verify.index"),
                ],
            )
        ]
    else:
        groups = _groups(person)
    return [
        {
            "label": label,
            "items": [
                {
                    "label": text,
                    "url": url_for(endpoint),
                    "current": request.endpoint == endpoint,
                    "badge": None,
                }
                for text, endpoint in items
            ],
        }
        for label, items in groups
    ]


def account_links(person: SignedIn | None) -> list[dict[str, str]]:
    """Links of the account menu."""
    if person is None:
        return []
    links = [(_("Contul meu"), "accounts.profile"), (_("Verificare"), "verify.index")]
    return [{"label": text, "url": url_for(endpoint)} for text, endpoint in links]


def footer_links() -> list[dict[str, str]]:
    """Links at the foot of every page."""
    links = [
        (_("Despre Treapta"), "start.about"),
        (_("Cum obțin credite"), "norms.index"),
        (_("Registrul furnizorilor"), "provider_register.index"),
        (_("Registrul programelor"), "programme_register.index"),
        (_("Calendarul edițiilor"), "editions.index"),
        (_("Accesibilitate"), "start.accessibility"),
        (_("Date personale"), "start.privacy"),
        (_("Verificați o insignă"), "verify.index"),
        (_("Rădăcinile evidenței"), "ledger.index"),
    ]
    return [{"label": text, "url": url_for(endpoint)} for text, endpoint in links]
