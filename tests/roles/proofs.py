"""Statements and links: the member's own; the public pages, for whoever holds the address."""

from __future__ import annotations

from uuid import uuid4

from lms.extensions import transaction
from lms.models import CreditStatement, ParticipationCertificate, ProofLink
from lms.services import credit_statements, participation, proof_links
from tests.infra.attendance import accept_list
from tests.infra.cast import Cast
from tests.infra.credit import BOOKED_AT, book_edition
from tests.roles import Access, anyone, only
from tests.services.objection_world import SETTINGS

OWN = {"colleague": 404, "stranger": 404}
MEMBERS = only(200, "member") | {"colleague": 200, "stranger": 200}


def statement(cast: Cast) -> CreditStatement:
    with transaction() as session:
        book_edition(session, cast)
        assert cast.member.member_id is not None
        return credit_statements.issue(
            session,
            cast.member.member_id,
            [2026],
            account_id=cast.member.id,
            settings=SETTINGS,
            now=BOOKED_AT,
        )


def link(cast: Cast) -> ProofLink:
    from lms import clock

    with transaction() as session:
        assert cast.member.member_id is not None
        return proof_links.give(
            session,
            cast.member.member_id,
            uuid4(),
            label="",
            account_id=cast.member.id,
            settings=SETTINGS,
            now=clock.now(),
        )


def certificate(cast: Cast) -> ParticipationCertificate:
    with transaction() as session:
        accept_list(session, cast)
        assert cast.member.member_id is not None
        return participation.issue(
            session,
            cast.member.member_id,
            cast.edition_id,
            account_id=cast.member.id,
            settings=SETTINGS,
            now=BOOKED_AT,
        )


def accepted(cast: Cast) -> str:
    with transaction() as session:
        accept_list(session, cast)
    return f"/credits/participation/{cast.edition_id}"


MATRIX = [
    Access("proofs.robots", "GET", url=lambda cast: "/robots.txt", **anyone(200)),
    Access("proofs.statements", "GET", url=lambda cast: "/credits/statements", **MEMBERS),
    Access(
        "proofs.issue",
        "POST",
        url=lambda cast: "/credits/statements",
        data=lambda cast: {},
        **only(422, "member") | {"colleague": 422, "stranger": 422},
    ),
    Access(
        "proofs.statement_pdf",
        "GET",
        url=lambda cast: f"/credits/statements/{statement(cast).id}.pdf",
        **only(200, "member") | OWN,
    ),
    Access(
        "proofs.statement",
        "GET",
        url=lambda cast: f"/verify/statements/{statement(cast).public_id}",
        **anyone(200),
    ),
    Access("participation.index", "GET", url=lambda cast: "/credits/participation", **MEMBERS),
    Access("participation.issue", "POST", url=accepted, **only(303, "member") | OWN),
    Access(
        "participation.pdf",
        "GET",
        url=lambda cast: f"/credits/participation/{certificate(cast).id}.pdf",
        **only(200, "member") | OWN,
    ),
    Access(
        "participation.show",
        "GET",
        url=lambda cast: f"/verify/participation/{certificate(cast).public_id}",
        **anyone(200),
    ),
    Access("proofs.links", "GET", url=lambda cast: "/credits/links", **MEMBERS),
    Access(
        "proofs.give_link",
        "POST",
        url=lambda cast: "/credits/links",
        data=lambda cast: {"id": "nu"},
        **only(422, "member") | {"colleague": 422, "stranger": 422},
    ),
    Access(
        "proofs.revoke_link",
        "POST",
        url=lambda cast: f"/credits/links/{link(cast).id}/revoke",
        **only(303, "member") | OWN,
    ),
    Access(
        "proofs.employer",
        "GET",
        url=lambda cast: f"/p/{proof_links.token_of(link(cast).id, SETTINGS)}",
        **anyone(200),
    ),
]
