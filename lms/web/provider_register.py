"""Area: provider_register. The public register of providers: page, JSON, CSV, XLSX, history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.extensions import db
from lms.models import LegalForm, ProgrammeApproval, ProviderApproval
from lms.services import provider_register
from lms.services.listing import Wanted
from lms.services.provider_register import Approved, RegisterFilter, RegisterLine
from lms.web import listing
from lms.web.context import settings

blueprint = Blueprint("provider_register", __name__)

LEGAL_FORMS = {
    LegalForm.ASSOCIATION: _l("asociație"),
    LegalForm.FOUNDATION: _l("fundație"),
    LegalForm.FEDERATION: _l("federație"),
    LegalForm.PUBLIC_INSTITUTION: _l("instituție publică"),
    LegalForm.UNIVERSITY: _l("universitate"),
    LegalForm.COMPANY: _l("societate"),
    LegalForm.PRACTICE: _l("cabinet de asistență socială"),
    LegalForm.OTHER: _l("altă formă"),
}
STATES = {
    Approved.NOW: _l("Avizat"),
    Approved.ENDED: _l("Aviz încheiat"),
    Approved.LATER: _l("Aviz care va începe"),
}
_KINDS = {Approved.NOW: "done", Approved.ENDED: "neutral", Approved.LATER: "info"}

COLUMNS = [
    listing.Column(
        key="name", label=_l("Furnizorul"), value=lambda line: line.provider.name, sortable=True
    ),
    listing.Column(
        key="county",
        label=_l("Județul"),
        value=lambda line: COUNTIES.get(line.provider.county or "", ""),
        sortable=True,
    ),
    listing.Column(
        key="fiscal_code", label=_l("Codul fiscal"), value=lambda line: line.fiscal_code
    ),
    listing.Column(key="decision", label=_l("Hotărârea"), value=lambda line: act(line.approval)),
    listing.Column(
        key="valid_from", label=_l("Valabil din"), value=lambda line: line.approval.valid_from
    ),
    listing.Column(
        key="valid_until",
        label=_l("Valabil până la"),
        value=lambda line: line.approval.valid_until,
        sortable=True,
    ),
    listing.Column(key="state", label=_l("Starea"), value=lambda line: str(STATES[line.state])),
]


def act(approval: ProviderApproval | ProgrammeApproval) -> str:
    """The decision of an approval: "BEX nr. 41 din 12.03.2026"."""
    return _(
        "%(body)s nr. %(number)s din %(day)s",
        body=approval.body,
        number=approval.decision_number,
        day=approval.decided_on.strftime("%d.%m.%Y"),
    )


def state_tag(state: Approved) -> tuple[str, str]:
    """The kind of tag and the word for a provider on a day."""
    return _KINDS[state], str(STATES[state])


@blueprint.get("/registers/providers")
def index() -> Any:
    """The register on a day: approved providers, or everyone who ever was."""
    asked, wanted = _asked(), listing.read_wanted(COLUMNS, sort="name")
    page = provider_register.list_register(db.session(), asked, wanted)
    if listing.export_format():
        name = f"registrul-furnizorilor-{asked.on.isoformat()}"
        return listing.export(page.rows, COLUMNS, filename=name)
    return render_template(
        "registers/providers.html",
        asked=asked,
        today=clock.today(),
        counties=COUNTIES,
        act=act,
        state_tag=state_tag,
        states=STATES,
        json_url=listing.address(page=None).replace("/providers", "/providers.json", 1),
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/registers/providers.json")
def index_json() -> Any:
    """The same register as JSON, whole."""
    asked = _asked()
    page = provider_register.list_register(db.session(), asked, Wanted(page=None, sort="name"))
    return jsonify(
        {
            "register": "providers",
            "on": asked.on.isoformat(),
            "total": page.total,
            "providers": [_as_json(line) for line in page.rows],
        }
    )


@blueprint.get("/registers/providers/<slug>")
def show(slug: str) -> Any:
    """One provider: what holds on the day, and every approval that it had."""
    on = asked_day()
    found = provider_register.read_provider(db.session(), slug, on=on)
    return render_template(
        "registers/provider.html",
        found=found,
        line=found.line,
        on=on,
        today=clock.today(),
        counties=COUNTIES,
        legal_forms=LEGAL_FORMS,
        act=act,
        state_tag=state_tag,
        state_on=lambda approval: state_tag(provider_register.state_of(approval, on)),
    )


@blueprint.get("/registers/providers/<slug>.json")
def show_json(slug: str) -> Any:
    """The same as JSON."""
    on = asked_day()
    found = provider_register.read_provider(db.session(), slug, on=on)
    return jsonify(
        {
            **_as_json(found.line),
            "on": on.isoformat(),
            "approvals": [_approval_json(each) for each in found.approvals],
        }
    )


def _as_json(line: RegisterLine) -> dict[str, Any]:
    base = settings().public_url.rstrip("/")
    return {
        "id": f"{base}/registers/providers/{line.provider.slug}",
        "name": line.provider.name,
        "county": line.provider.county,
        "fiscal_code": line.fiscal_code,
        "legal_form": line.legal_form.value if line.legal_form else None,
        "state": line.state.value,
        "approval": _approval_json(line.approval),
    }


def _approval_json(approval: ProviderApproval) -> dict[str, Any]:
    until = approval.valid_until
    return {
        "body": approval.body,
        "decision_number": approval.decision_number,
        "decided_on": approval.decided_on.isoformat(),
        "valid_from": approval.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def _asked() -> RegisterFilter:
    state = request.args.get("state", "")
    return RegisterFilter(
        on=asked_day(),
        text=request.args.get("q", "")[:100],
        county=request.args.get("county", "") if request.args.get("county") in COUNTIES else "",
        state=state if state == "all" or state in set(Approved) else "",
    )


def asked_day() -> date:
    """The day of the address; nonsense means today."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return clock.today()
