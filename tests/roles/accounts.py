"""Signing in and out is everybody's; a profile is its owner's."""

from __future__ import annotations

from uuid import uuid4

from tests.infra.cast import PASSWORD, Cast
from tests.roles import Access, anyone, signed_in


def _email_path(act: str):
    """An e-mail of the member, which nobody else may touch (nor know of)."""

    def url(cast: Cast) -> str:
        from sqlalchemy import select

        from lms import clock
        from lms.extensions import transaction
        from lms.models import MemberEmail

        email = f"alta-{uuid4().hex[:8]}@example.ro"
        with transaction() as session:
            row = session.scalars(
                select(MemberEmail).where(MemberEmail.member_id == cast.member.member_id)
            ).first()
            assert row is not None
            extra = MemberEmail(
                id=uuid4(),
                member_id=row.member_id,
                email=email,
                verified_at=clock.now(),
                is_primary=False,
                removed_at=None,
                recorded_at=clock.now(),
                import_id=None,
            )
            session.add(extra)
        return f"/account/emails/{extra.id}/{act}"

    return url


OWN_EMAIL = signed_in(404) | {"member": 302, "colleague": 404, "stranger": 404}

MATRIX = [
    Access(
        "accounts.login",
        "GET",
        url=lambda cast: "/login",
        **(anyone(302) | {"anonymous": 200}),
    ),
    Access(
        "accounts.sign_in",
        "POST",
        url=lambda cast: "/login",
        data=lambda cast: {"email": cast.stranger.email, "password": PASSWORD},
        **anyone(302),
    ),
    Access("accounts.logout", "POST", url=lambda cast: "/logout", **anyone(302)),
    Access("accounts.set_language", "GET", url=lambda cast: "/language/en", **anyone(302)),
    Access("accounts.forgotten", "GET", url=lambda cast: "/password", **anyone(200)),
    Access(
        "accounts.send_reset",
        "POST",
        url=lambda cast: "/password",
        data=lambda cast: {"email": f"{uuid4().hex}@example.ro"},
        **anyone(200),
    ),
    Access("accounts.reset", "GET", url=lambda cast: "/password/no-such-link", **anyone(410)),
    Access(
        "accounts.save_reset",
        "POST",
        url=lambda cast: "/password/no-such-link",
        data=lambda cast: {"password": "o parolă nouă și lungă"},
        **anyone(422),
    ),
    Access("accounts.activate", "GET", url=lambda cast: "/activate", **anyone(200)),
    Access(
        "accounts.send_activation",
        "POST",
        url=lambda cast: "/activate",
        data=lambda cast: {"rnasr_code": uuid4().hex},
        **anyone(200),
    ),
    Access(
        "accounts.choose_password", "GET", url=lambda cast: "/activate/no-such-link", **anyone(410)
    ),
    Access(
        "accounts.save_activation",
        "POST",
        url=lambda cast: "/activate/no-such-link",
        data=lambda cast: {"password": "o parolă nouă și lungă"},
        **anyone(422),
    ),
    Access("accounts.confirm_email", "GET", url=lambda cast: "/email/no-such-link", **anyone(410)),
    Access("accounts.save_email", "POST", url=lambda cast: "/email/no-such-link", **anyone(400)),
    Access("accounts.profile", "GET", url=lambda cast: "/account", **signed_in(200)),
    Access(
        "accounts.save_profile",
        "POST",
        url=lambda cast: "/account",
        data=lambda cast: {"display_name": "Alt nume", "language": "ro"},
        **signed_in(302),
    ),
    Access(
        "accounts.change_password",
        "POST",
        url=lambda cast: "/account/password",
        data=lambda cast: {"present": "nu este aceasta", "password": "o parolă nouă și lungă"},
        **signed_in(422),
    ),
    Access(
        "accounts.add_email",
        "POST",
        url=lambda cast: "/account/emails",
        data=lambda cast: {"email": f"{uuid4().hex}@example.ro"},
        **(signed_in(404) | {"member": 302}),
    ),
    Access("accounts.remove_email", "POST", url=_email_path("remove"), **OWN_EMAIL),
    Access("accounts.sign_in_with", "POST", url=_email_path("sign-in"), **OWN_EMAIL),
    Access(
        "accounts.close_sessions",
        "POST",
        url=lambda cast: "/account/sessions/close",
        **signed_in(302),
    ),
]
