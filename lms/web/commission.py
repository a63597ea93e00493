"""Area: commission."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("commission", __name__)
