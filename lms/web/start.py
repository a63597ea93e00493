"""Area: start."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("start", __name__)
