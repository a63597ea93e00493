"""Verification over /api/v1, for anyone's programs: no token, nothing kept."""

from __future__ import annotations

import base64
from typing import Any

from flask_babel import gettext as _

import badges
from lms import clock
from lms.errors import N_, TreaptaError
from lms.extensions import limiter
from lms.web.api import schemas
from lms.web.api.frame import address, blueprint, readable
from lms.web.api.parts import refusals
from lms.web.context import language
from lms.web.problems import problem
from lms.web.verify import LIMIT, refusal_of, verify_brought

_REFUSALS = {
    status: said for status, said in refusals(413, 415, 422).items() if status not in {401, 403}
}


@blueprint.post("/api/v1/verify")
@limiter.limit(LIMIT, key_func=address)
@readable
@blueprint.input(schemas.VerifyIn, arg_name="given")
@blueprint.output(schemas.VerifyOut)
@blueprint.doc(
    summary=N_("Verificarea unei insigne"),
    description=N_(
        "Pentru oricine, fără jeton. `text`: documentul (JSON sau JWT), un cod ori o adresă; sau "
        "`file`: un fișier (PNG, SVG, JSON, JWT, PDF) în base64. Răspunsul este 200 și pentru o "
        "insignă nevalabilă: `outcome` spune ce este. Nu se păstrează nimic."
    ),
    operation_id="verifyBadge",
    responses=_REFUSALS,
)
def verify(given: dict[str, Any]) -> Any:
    text, file = given.get("text"), given.get("file")
    if (text is None) == (file is None):
        return problem(422, _("Trimiteți fie `text`, fie `file`."))
    try:
        data = None if file is None else base64.b64decode(file, validate=True)
    except ValueError:
        said = _("Fișierul din `file` nu este în base64.")
        return problem(422, said, errors=[{"field": "json.file", "detail": said}])
    try:
        found = verify_brought(data=data, text=text or "")
    except (badges.BadgeError, TreaptaError) as error:
        return problem(422, refusal_of(error))
    report = found.report.as_dict(language())
    return report | {
        "word": found.report.word(language()),
        "authentic": found.is_authentic,
        "known_issuer": found.issuer.name if found.issuer else None,
        "checked_at": clock.now(),
    }
