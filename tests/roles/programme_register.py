"""The register of programmes is public: the same for everybody."""

from __future__ import annotations

from datetime import date

from tests.infra.cast import Cast
from tests.roles import Access, anyone


def _two_versions(cast: Cast) -> str:
    """The cast's programme with two versions approved on the platform."""
    from uuid import uuid4

    from sqlalchemy import select

    from lms import clock
    from lms.extensions import transaction
    from lms.models import CaseKind, Decision, Programme, ProgrammeRequest
    from lms.services import case_files

    now = clock.now()
    with transaction() as session:
        programme = session.get_one(Programme, cast.programme_id)
        there = session.scalar(
            select(ProgrammeRequest.version).where(ProgrammeRequest.version.is_not(None))
        )
        for version in () if there else (1, 2):
            case = case_files.open_draft(
                session,
                CaseKind.PROGRAMME_CHANGE,
                provider_id=cast.provider_id,
                account_id=cast.provider.id,
                now=now,
            )
            request = ProgrammeRequest(
                case_id=case.id,
                provider_id=cast.provider_id,
                programme_id=programme.id,
                version=version,
                title=programme.title,
                title_en="",
                summary="",
                summary_en="",
                field="practică",
                target_grades=[],
                selection="",
                closed_at=now,
            )
            decision = Decision(
                id=uuid4(),
                case_id=case.id,
                body="BEX",
                number=f"V{version}",
                decided_on=date(2025, 3, version),
                outcome="approved",
                reasons="Complet.",
                recorded_by=cast.bex.id,
                recorded_at=now,
            )
            session.add_all([request, decision])
        return f"/registers/programmes/{programme.slug}/versions"


MATRIX = [
    Access("programme_register.index", "GET", url=lambda _: "/registers/programmes", **anyone(200)),
    Access(
        "programme_register.index_json",
        "GET",
        url=lambda _: "/registers/programmes.json",
        **anyone(200),
    ),
    Access(
        "programme_register.show",
        "GET",
        url=lambda _: "/registers/programmes/interventia-in-criza",
        **anyone(200),
    ),
    Access(
        "programme_register.show_json",
        "GET",
        url=lambda _: "/registers/programmes/interventia-in-criza.json",
        **anyone(200),
    ),
    Access("programme_register.versions", "GET", url=_two_versions, **anyone(200)),
]
