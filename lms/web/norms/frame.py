"""The blueprint of the norms' pages, and who works with drafts."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from lms.models import Role
from lms.web.access import roles

blueprint = Blueprint("norms", __name__)

drafters = roles(Role.CFPC)
officers = roles(Role.CFPC, Role.BEX)
deciders = roles(Role.BEX)


def day_in(text: str) -> date | None:
    """A day written as 2026-03-14; None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
