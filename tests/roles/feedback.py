"""Feedback forms: a member's own only."""

from __future__ import annotations

from typing import Any

from tests.infra.cast import Cast
from tests.roles import Access, only
from tests.services.audience import answer


def _form(cast: Cast) -> str:
    """A form that waits for the member; the one before it may have been used up."""
    from lms.extensions import transaction
    from tests.services.audience import add_edition, invite

    with transaction() as session:
        edition_id = add_edition(session, cast.programme_id, number=7)
        assert cast.member.member_id is not None
        invited = invite(session, edition_id, [cast.member.member_id])
    return f"/feedback/{invited[cast.member.member_id]}"


def _answers(cast: Cast) -> dict[str, Any]:
    return answer(helped="exemplele", change="pauzele")


MATRIX = [
    Access("feedback.index", "GET", url=lambda cast: "/feedback", **only(200, "member")),
    Access("feedback.thanks", "GET", url=lambda cast: "/feedback/thanks", **only(200, "member")),
    Access(
        "feedback.form",
        "GET",
        url=_form,
        **only(200, "member"),
        colleague=404,
        stranger=404,
    ),
    Access(
        "feedback.submit",
        "POST",
        url=_form,
        data=_answers,
        **only(302, "member"),
        colleague=404,
        stranger=404,
    ),
]
