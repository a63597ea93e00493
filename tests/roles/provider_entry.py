"""Entities come in from the public site; managers keep their people; CFPC verifies."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from tests.infra.cast import Cast
from tests.roles import Access, anyone, only

OWN = only(200, "provider") | {"provider_colleague": 200, "stranger_provider": 404}


def _token(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import ProviderDuty
    from lms.services import provider_staff
    from lms.services.provider_entry import LINK_LENGTH

    whom = provider_staff.Invited(
        name="Nou",
        email=f"nou{uuid4().hex[:8]}@example.ro",
        duty=ProviderDuty.CLERK,
        language="ro",
    )
    with transaction() as session:
        made, token = provider_staff.make_invitation(
            session, whom, length=LINK_LENGTH, now=clock.now()
        )
        made.provider_id = cast.provider_id
    return token


def _invitation(cast: Cast) -> str:
    from lms.extensions import db
    from lms.models import ProviderInvitation

    _token(cast)
    newest = select(ProviderInvitation.id).order_by(ProviderInvitation.created_at.desc()).limit(1)
    made = db.session.scalar(newest)
    return f"/provider/organisations/{cast.provider_id}/invitations/{made}"


def _grant(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.models import ProviderDuty
    from tests.services.provider_world import act_for

    with transaction() as session:
        grant = act_for(session, cast.provider_id, cast.supervisor.id, now=clock.now())
        grant.account_id = cast.administrator.id
        grant.duty = ProviderDuty.CLERK
        return f"/provider/organisations/{cast.provider_id}/staff/{grant.id}/remove"


def _entry(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from tests.services.provider_world import enter

    with transaction() as session:
        return f"/commission/entries/{enter(session, now=clock.now()).id}"


def _own(path: str = ""):
    return lambda cast: f"/provider/organisations/{cast.provider_id}{path}"


CHECKED = {"state": "verified", "reason": "Verificat la ANAF."}
MATRIX = [
    Access("provider_entry.new", "GET", url=lambda _: "/providers/join", **anyone(200)),
    Access(
        "provider_entry.create",
        "POST",
        url=lambda _: "/providers/join",
        data=lambda _: {"name": ""},
        **anyone(422),
    ),
    Access(
        "provider_entry.join",
        "GET",
        url=lambda cast: f"/providers/join/{_token(cast)}",
        **anyone(200),
    ),
    Access(
        "provider_entry.accept",
        "POST",
        url=lambda cast: f"/providers/join/{_token(cast)}",
        data=lambda _: {"password": "scurtă"},
        **anyone(422),
    ),
    Access(
        "provider_entry.organisations",
        "GET",
        url=lambda _: "/provider/organisations",
        **only(302, "provider"),
    ),
    Access("provider_entry.organisation", "GET", url=_own(), **OWN),
    Access(
        "provider_entry.invite",
        "POST",
        url=_own("/staff"),
        data=lambda _: {"email": "x"},
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=404,
    ),
    Access(
        "provider_entry.remove",
        "POST",
        url=_grant,
        data=lambda _: {},
        **only(303, "provider"),
        stranger_provider=404,
    ),
    Access(
        "provider_entry.withdraw_invitation",
        "POST",
        url=_invitation,
        data=lambda _: {},
        **only(303, "provider"),
        stranger_provider=404,
    ),
    Access(
        "provider_entry.entries",
        "GET",
        url=lambda _: "/commission/entries",
        **only(200, "cfpc"),
    ),
    Access("provider_entry.entry", "GET", url=_entry, **only(200, "cfpc")),
    Access("provider_entry.check", "POST", url=_entry, data=lambda _: CHECKED, **only(303, "cfpc")),
]
