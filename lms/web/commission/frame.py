"""The blueprint of the commission's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("commission", __name__)
