"""Pages and endpoints: one module per area, each with one blueprint named `blueprint`."""

from __future__ import annotations

from importlib import import_module

from apiflask import APIBlueprint
from flask import Flask

AREAS = (
    "start",
    "accounts",
    "catalogue",
    "player",
    "credits",
    "proofs",
    "participation",
    "norms",
    "ledger",
    "files",
    "documents",
    "years",
    "needs",
    "editions",
    "check_ins",
    "providers",
    "provider_entry",
    "provider_register",
    "provider_approvals",
    "programme_files",
    "programme_register",
    "objections",
    "provider_feedback",
    "claims",
    "attendance",
    "registry",
    "commission",
    "promotions",
    "feedback",
    "badges",
    "verify",
    "xapi",
    "api",
    "api_tokens",
    "admin",
    "operations",
)


def register_areas(app: Flask) -> None:
    """Register the blueprint of every area."""
    for name in AREAS:
        blueprint = import_module(f"lms.web.{name}").blueprint
        if not isinstance(blueprint, APIBlueprint):
            blueprint.enable_openapi = False  # APIFlask asks it of every blueprint
        app.register_blueprint(blueprint)
