"""The register: the Commission for grades (CAAP) and administrators only."""

from __future__ import annotations

import io
from typing import Any

from tests.infra.cast import Cast
from tests.infra.register import preview_import
from tests.registry_file.builder import GOOD, xlsx
from tests.roles import Access, only


def _import(cast: Cast, tail: str = "") -> str:
    del cast
    from lms.extensions import transaction
    from lms.models import ImportState, RegisterImport

    with transaction() as session:
        for busy in session.query(RegisterImport).all():
            busy.state = ImportState.REFUSED
        import_id = preview_import(session, GOOD)
    return f"/registry/imports/{import_id}{tail}"


def _applied(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import ImportState, RegisterImport

    path = _import(cast, "/undo")
    with transaction() as session:
        [found] = session.query(RegisterImport).filter_by(state=ImportState.PREVIEW).all()
        found.state = ImportState.APPLIED
        found.applied_at = clock.now()
    return path


def _file(cast: Cast) -> dict[str, Any]:
    del cast
    return {"file": (io.BytesIO(xlsx(GOOD)), "registru.xlsx")}


def _ready(path: str) -> Any:
    def url(cast: Cast) -> str:
        del cast
        from lms import clock
        from lms.extensions import transaction
        from lms.services import regulations

        with transaction() as session:
            regulations.ensure_bundled(session, now=clock.now())
        return path

    return url


OFFICERS = ("caap", "administrator")
MATRIX = [
    Access("registry.members", "GET", url=lambda cast: "/registry", **only(200, *OFFICERS)),
    Access(
        "registry.member",
        "GET",
        url=lambda cast: f"/registry/members/{cast.member.member_key}",
        **only(200, *OFFICERS),
        colleague=403,
        stranger=403,
    ),
    Access("registry.index", "GET", url=lambda cast: "/registry/imports", **only(200, *OFFICERS)),
    Access(
        "registry.template",
        "GET",
        url=lambda cast: "/registry/imports/template.xlsx",
        **only(200, *OFFICERS),
    ),
    Access("registry.new", "GET", url=lambda cast: "/registry/imports/new", **only(200, *OFFICERS)),
    Access(
        "registry.upload",
        "POST",
        url=_ready("/registry/imports/new"),
        data=_file,
        **only(302, *OFFICERS),
    ),
    Access("registry.detail", "GET", url=_import, **only(200, *OFFICERS)),
    Access(
        "registry.state", "GET", url=lambda cast: _import(cast, "/state"), **only(200, *OFFICERS)
    ),
    Access(
        "registry.kept_file",
        "GET",
        url=lambda cast: _import(cast, "/file"),
        **only(200, *OFFICERS),
    ),
    Access(
        "registry.apply", "POST", url=lambda cast: _import(cast, "/apply"), **only(302, *OFFICERS)
    ),
    Access("registry.undo", "POST", url=_applied, **only(302, *OFFICERS)),
    Access(
        "registry.discard",
        "POST",
        url=lambda cast: _import(cast, "/discard"),
        **only(302, *OFFICERS),
    ),
]
