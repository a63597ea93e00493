"""The blueprint of promotions."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("promotions", __name__)
