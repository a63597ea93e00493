"""Area: providers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("providers", __name__)
