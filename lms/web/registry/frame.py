"""The blueprint of the register, and who may use it."""

from __future__ import annotations

from flask import Blueprint

from lms.models import Role
from lms.web import access

blueprint = Blueprint("registry", __name__)
OFFICERS = (Role.CAAP, Role.ADMINISTRATOR)
officers_only = access.roles(*OFFICERS)


def acting_role() -> str:
    """The role in which the signed-in officer acts here."""
    someone = access.person()
    return next(role.value for role in OFFICERS if someone.has(role))
