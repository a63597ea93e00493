"""Area: verify."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("verify", __name__)
