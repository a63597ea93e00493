"""Area: credits."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("credits", __name__)
