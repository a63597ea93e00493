"""Area: player."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("player", __name__)
