"""Cum obțin credite: how many, how and until when, by the norms in force on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request

from credit_engine.regulation import Regulation, RegulationVersion
from lms import clock
from lms.extensions import db
from lms.services import regulations
from lms.services.norms_values import Leaf, groups_of
from lms.web.norms.frame import blueprint, day_in
from lms.web.norms_words import chapters, difference_rows, row_of

MAIN = (
    "annual_requirement.min_credits",
    "annual_requirement.evidence_until",
    "annual_requirement.carry_over_max",
    "programmes.attendance_min_percent",
    "college_courses.minutes_per_credit",
)


@blueprint.get("/norms")
def index() -> Any:
    """The norms in force on a day (?on=): public, each value with what it rests on."""
    on = day_in(request.args.get("on", "")) or clock.today()
    norms = regulations.norms(db.session())
    version = norms.in_force_on(on)
    rows = regulations.history(db.session())
    return render_template(
        "norms/public.html",
        on=on,
        today=clock.today(),
        version=version,
        main=_main(version) if version else [],
        chapters=chapters(version) if version else [],
        history=_history(norms, {row.id: row for row in rows}, on=on),
        adopted={row.id: row.adopted_by for row in rows},
    )


def _main(version: RegulationVersion) -> list[dict[str, Any]]:
    leaves: dict[str, Leaf] = {
        leaf.path: leaf for group in groups_of(version) for leaf in group.leaves
    }
    return [row_of(leaves[path]) for path in MAIN if path in leaves]


def _history(norms: Regulation, rows: dict[str, Any], *, on: date) -> list[dict[str, Any]]:
    """The versions, the newest first, and what each changed."""
    current = norms.in_force_on(on)
    found = []
    before: RegulationVersion | None = None
    for version in norms.versions:
        row = rows.get(version.id)
        found.append(
            {
                "version": version,
                "act": row.adopted_by if row else version.legal_basis,
                "shown": current is not None and current.id == version.id,
                "changes": difference_rows(before, version) if before else [],
                "first": before is None,
            }
        )
        before = version
    return list(reversed(found))
