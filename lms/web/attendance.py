"""Area: attendance."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)
