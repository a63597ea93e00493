"""Area: xapi."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("xapi", __name__)
