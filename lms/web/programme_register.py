"""Area: programme_register. The public register of programmes: page, JSON, CSV, XLSX, history."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Blueprint, abort, jsonify, render_template, request
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.extensions import db
from lms.models import Modality, ProgrammeApproval, ProgrammeKind
from lms.services import programme_register, programme_versions
from lms.services.listing import Wanted
from lms.services.programme_register import History, ProgrammeFilter, ProgrammeLine
from lms.services.programme_versions import Version
from lms.services.provider_register import Approved, state_of
from lms.web import listing, programme_words
from lms.web.context import credits_text, localised, settings
from lms.web.programme_words import KINDS, MODALITIES
from lms.web.provider_register import act, asked_day, state_tag

blueprint = Blueprint("programme_register", __name__)

STATES = {
    Approved.NOW: _l("Aprobat"),
    Approved.ENDED: _l("Aprobare încheiată"),
    Approved.LATER: _l("Aprobare care va începe"),
}
Choice = TypeVar("Choice", Modality, ProgrammeKind)


def organisers_words(line: ProgrammeLine) -> str:
    """Who holds a programme, by name."""
    return ", ".join(each.name for each in line.organisers)


def modalities_words(line: ProgrammeLine) -> str:
    """How a programme is held; how its editions were, where its file does not say."""
    return ", ".join(str(MODALITIES[each]) for each in line.modalities) or "–"


COLUMNS = [
    listing.Column(
        key="title",
        label=_l("Programul"),
        value=lambda line: localised(line.title),
        sortable=True,
    ),
    listing.Column(
        key="provider",
        label=_l("Organizatorul"),
        value=organisers_words,
        sortable=True,
    ),
    listing.Column(
        key="kind", label=_l("Felul"), value=lambda line: str(KINDS[line.kind]), sortable=True
    ),
    listing.Column(key="field", label=_l("Domeniul"), value=lambda line: line.field, sortable=True),
    listing.Column(key="modality", label=_l("Cum se ține"), value=modalities_words),
    listing.Column(
        key="credits",
        label=_l("Credite"),
        value=lambda line: credits_text(line.approval.credits),
        sortable=True,
        numeric=True,
    ),
    listing.Column(key="decision", label=_l("Hotărârea"), value=lambda line: act(line.approval)),
    listing.Column(
        key="valid_until",
        label=_l("Valabil până la"),
        value=lambda line: line.approval.valid_until,
        sortable=True,
    ),
    listing.Column(key="state", label=_l("Starea"), value=lambda line: str(STATES[line.state])),
]


def programme_tag(state: Approved) -> tuple[str, str]:
    """The kind of tag and the word for a programme on a day."""
    return state_tag(state)[0], str(STATES[state])


@blueprint.get("/registers/programmes")
def index() -> Any:
    """The register on a day: approved programmes, or every one that ever was."""
    asked, wanted = _asked(), listing.read_wanted(COLUMNS, sort="title")
    page, fields, organisers = programme_register.list_register(db.session(), asked, wanted)
    if listing.export_format():
        name = f"registrul-programelor-{asked.on.isoformat()}"
        return listing.export(page.rows, COLUMNS, filename=name)
    return render_template(
        "registers/programmes.html",
        asked=asked,
        today=clock.today(),
        fields=fields,
        organisers=organisers,
        counties=COUNTIES,
        kinds=KINDS,
        modalities=MODALITIES,
        organisers_words=organisers_words,
        modalities_words=modalities_words,
        act=act,
        tag_of=programme_tag,
        json_url=listing.address(page=None).replace("/programmes", "/programmes.json", 1),
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/registers/programmes.json")
def index_json() -> Any:
    """The same register as JSON, whole."""
    asked = _asked()
    page, _fields, _organisers = programme_register.list_register(
        db.session(), asked, Wanted(page=None, sort="title")
    )
    return jsonify(
        {
            "register": "programmes",
            "on": asked.on.isoformat(),
            "total": page.total,
            "programmes": [_as_json(line) for line in page.rows],
        }
    )


@blueprint.get("/registers/programmes/<slug>")
def show(slug: str) -> Any:
    """One programme: what holds on the day, and every approval and version that it had."""
    on = asked_day()
    found = programme_register.read_programme(db.session(), slug, on=on)
    line = found.line
    return render_template(
        "registers/programme.html",
        found=found,
        line=line,
        said=line.version.request if line.version else None,
        on=on,
        today=clock.today(),
        kinds=KINDS,
        modalities_words=modalities_words,
        grades_words=programme_words.grades_words,
        module_words=programme_words.module_words,
        act=act,
        tag_of=programme_tag,
        state_on=lambda approval: programme_tag(state_of(approval, on)),
    )


@blueprint.get("/registers/programmes/<slug>/versions")
def versions(slug: str) -> Any:
    """Two versions of a programme side by side (?before=1&after=2); the last two unasked."""
    found = programme_register.read_programme(db.session(), slug, on=clock.today())
    if len(found.versions) < 2:
        abort(404)
    after = _version(found, "after", found.versions[0])
    before = _version(found, "before", found.versions[1])
    compared = programme_versions.compare(before, after)
    return render_template(
        "registers/programme_versions.html",
        line=found.line,
        versions=found.versions,
        before=before,
        after=after,
        changes=[programme_words.change_row(change) for change in compared],
    )


def _version(found: History, name: str, unasked: Version) -> Version:
    wanted = request.args.get(name, "")
    return next((v for v in found.versions if str(v.request.version) == wanted), unasked)


@blueprint.get("/registers/programmes/<slug>.json")
def show_json(slug: str) -> Any:
    """The same as JSON."""
    on = asked_day()
    found = programme_register.read_programme(db.session(), slug, on=on)
    return jsonify(
        {
            **_as_json(found.line),
            "on": on.isoformat(),
            "curriculum": _curriculum_json(found.line.version),
            "approvals": [
                {**_approval_json(each), "version": version.request.version if version else 1}
                for each, version in found.approvals
            ],
        }
    )


def _as_json(line: ProgrammeLine) -> dict[str, Any]:
    base = settings().public_url.rstrip("/")
    return {
        "id": f"{base}/registers/programmes/{line.programme.slug}",
        "title": dict(line.title),
        "summary": dict(line.summary),
        "kind": line.kind.value,
        "field": line.field,
        "modalities": [each.value for each in line.modalities],
        "minutes": line.minutes,
        "organisers": [
            {"name": each.name, "kind": each.kind.value, "county": each.county}
            for each in line.organisers
        ],
        "state": line.state.value,
        "version": line.number,
        "approval": _approval_json(line.approval),
    }


def _curriculum_json(version: Version | None) -> list[dict[str, Any]] | None:
    if version is None:
        return None
    return [
        {
            "title": row.title,
            "day": row.day,
            "theory_minutes": row.theory_minutes,
            "practice_minutes": row.practice_minutes,
            "break_minutes": row.break_minutes,
        }
        for row in version.modules
    ]


def _approval_json(approval: ProgrammeApproval) -> dict[str, Any]:
    until = approval.valid_until
    return {
        "body": approval.body,
        "decision_number": approval.decision_number,
        "decided_on": approval.decided_on.isoformat(),
        "credits": f"{approval.credits // 1000}.{approval.credits % 1000:03}",
        "valid_from": approval.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def _asked() -> ProgrammeFilter:
    args = request.args
    state, county = args.get("state", ""), args.get("county", "")
    return ProgrammeFilter(
        on=asked_day(),
        text=args.get("q", "")[:100],
        kind=_choice(ProgrammeKind, args.get("kind", "")),
        field=args.get("field", "")[:120],
        county=county if county in COUNTIES else "",
        modality=_choice(Modality, args.get("modality", "")),
        provider=args.get("provider", "")[:80],
        state=state if state == "all" or state in set(Approved) else "",
    )


def _choice(kind: type[Choice], text: str) -> str:
    return text if text in {each.value for each in kind} else ""
