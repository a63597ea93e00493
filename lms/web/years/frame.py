"""The blueprint of years, and who may look at the profession's and close them."""

from __future__ import annotations

from flask import Blueprint, abort

from lms import clock
from lms.models import Role
from lms.web import access

blueprint = Blueprint("years", __name__)
OFFICERS = (Role.CFPC, Role.BEX, Role.ADMINISTRATOR)
CLOSERS = (Role.CFPC, Role.ADMINISTRATOR)
officers_only = access.roles(*OFFICERS)
closers_only = access.roles(*CLOSERS)


def known_year(year: int) -> int:
    """The year, or 404 for one that no page is about."""
    if not 1990 <= year <= clock.today().year + 1:
        abort(404)
    return year
