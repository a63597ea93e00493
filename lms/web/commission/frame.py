"""The blueprint of the commission's pages, and who works with files."""

from __future__ import annotations

from flask import Blueprint

from lms.models import Role

OFFICERS = (Role.CFPC, Role.CAAP, Role.BEX)

blueprint = Blueprint("commission", __name__)
