"""Badges are their holder's until published; what verifiers read is everybody's."""

from __future__ import annotations

from tests.infra.cast import Cast
from tests.roles import Access, anyone, only


def _award(cast: Cast, *, published: bool):
    """The badge of the member, awarded once for the whole table."""
    from flask import current_app
    from sqlalchemy import select

    from lms.extensions import transaction
    from lms.models import Award
    from lms.services import badge_pages
    from tests.services.awarded import AWARDED, award

    assert cast.member.member_id is not None
    with transaction() as session:
        found = session.scalar(select(Award).where(Award.member_id == cast.member.member_id))
        if found is None:
            settings = current_app.extensions["settings"]
            found = award(session, cast.member.member_id, settings).award
        if published:
            badge_pages.publish(session, found, now=AWARDED)
        else:
            badge_pages.withdraw(session, found, now=AWARDED)
        return found.id, found.public_id


def _own(path: str):
    return lambda cast: f"/badges/{_award(cast, published=False)[0]}{path}"


def _public(path: str):
    return lambda cast: f"/b/{_award(cast, published=True)[1]}{path}"


def _class(ending: str):
    def url(cast: Cast) -> str:
        _award(cast, published=True)
        return f"/classes/etica-1-2-0{ending}"

    return url


def _after_award(path: str):
    def url(cast: Cast) -> str:
        _award(cast, published=True)
        return path

    return url


OWN = only(200, "member") | {"colleague": 404, "stranger": 404}

MATRIX = [
    Access("badges.index", "GET", url=lambda cast: "/badges", **only(200, "member")),
    Access("badges.show", "GET", url=_own(""), **OWN),
    Access(
        "badges.publish",
        "POST",
        url=_own("/publish"),
        data=lambda cast: {"consent": "y"},
        **(OWN | {"member": 302}),
    ),
    Access("badges.withdraw", "POST", url=_own("/withdraw"), **(OWN | {"member": 302})),
    Access("badges.all_zip", "GET", url=lambda cast: "/badges/all.zip", **only(200, "member")),
    Access("badges.show_standing", "POST", url=_own("/standing"), **(OWN | {"member": 302})),
    Access("badges.hide_standing", "POST", url=_own("/standing/hide"), **(OWN | {"member": 302})),
    Access("badges.own_png", "GET", url=_own("/badge.png"), **OWN),
    Access("badges.own_json", "GET", url=_own("/badge.json"), **OWN),
    Access("badges.own_svg", "GET", url=_own("/badge.svg"), **OWN),
    Access("badges.own_jwt", "GET", url=_own("/badge.jwt"), **OWN),
    Access("badges.own_v2", "GET", url=_own("/ob2.jws"), **OWN),
    Access("badges.own_v2_png", "GET", url=_own("/ob2.png"), **OWN),
    Access("badges.own_v2_svg", "GET", url=_own("/ob2.svg"), **OWN),
    Access("badges.micro_credential", "GET", url=_own("/microcredential.json"), **OWN),
    Access("badges.certificate", "GET", url=_own("/certificate.pdf"), **OWN),
    Access("badges.page", "GET", url=_public(""), **anyone(200)),
    Access("badges.page_png", "GET", url=_public(".png"), **anyone(200)),
    Access("badges.page_json", "GET", url=_public(".json"), **anyone(200)),
    Access("badges.page_svg", "GET", url=_public(".svg"), **anyone(200)),
    Access("badges.page_jwt", "GET", url=_public(".jwt"), **anyone(200)),
    Access("badges.page_v2", "GET", url=_public("/ob2.json"), **anyone(200)),
    Access("badges.share", "GET", url=_public("/share.png"), **anyone(200)),
    Access("badges.badge_class", "GET", url=_class(""), **anyone(200)),
    Access("badges.class_picture", "GET", url=_class(".png"), **anyone(200)),
    Access("badges.issuer", "GET", url=_after_award("/issuers/cnasr"), **anyone(200)),
    Access("badges.did", "GET", url=_after_award("/issuers/cnasr/did.json"), **anyone(200)),
    Access("badges.status_list", "GET", url=_after_award("/status/1"), **anyone(200)),
    Access("badges.class_v2", "GET", url=_class("/ob2.json"), **anyone(200)),
    Access("badges.issuer_v2", "GET", url=_after_award("/issuers/cnasr/ob2.json"), **anyone(200)),
    Access("badges.key_v2", "GET", url=_after_award("/issuers/cnasr/keys/999.json"), **anyone(404)),
    Access(
        "badges.revocations_v2",
        "GET",
        url=_after_award("/issuers/cnasr/revocations.json"),
        **anyone(200),
    ),
]
