"""Errors as pages that say what happened, that nothing was lost, and what to do; JSON for /xapi."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, render_template, request, session
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lms.errors import N_, TreaptaError
from lms.extensions import db
from lms.web.problems import problem

log = structlog.get_logger(__name__)
_SAID = {
    404: N_("Nu există nimic la această adresă."),
    405: N_("Metoda nu este cea a acestei adrese."),
    413: N_("Fișierul este prea mare."),
    429: N_("Prea multe cereri; așteptați un minut."),
    500: N_("Ceva nu a mers la noi; nu s-a schimbat nimic. Încercați din nou."),
}  # of /api/v1, where no sentence came with the error
_UNSAID = N_("Cererea nu a putut fi îndeplinită.")
PAGES = {400, 403, 404, 410, 413, 429, 500, 503}


def message_of(error: TreaptaError) -> str:
    """The sentence of an error in the reader's language."""
    return str(gettext(error.message, **error.params))


def error_page(status: int, message: str | None = None) -> Any:
    """The page (or JSON, for machines) of an error."""
    if request.path.startswith("/api/v1/"):
        detail = message or gettext(_SAID.get(status, _UNSAID))
        return problem(status, detail)
    if request.path.startswith("/xapi"):
        return jsonify({"error": message or gettext(_UNSAID)}), status
    page = status if status in PAGES else (500 if status >= 500 else 400)
    if page >= 500:  # without context processors: what they read may be what failed
        template = current_app.jinja_env.get_template(f"errors/{page}.html")
        return template.render(language=session.get("language", "ro"), message=message), status
    return render_template(f"errors/{page}.html", message=message), status


def register_errors(app: Flask) -> None:
    """Error handlers of the whole application."""

    @app.errorhandler(TreaptaError)
    def refused(error: TreaptaError) -> Any:
        return error_page(error.status, message_of(error))

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Any:
        del error
        return error_page(
            400,
            gettext(
                "Formularul nu mai este valabil, pentru că sesiunea s-a schimbat între timp. "
                "Întoarceți-vă la pagină, reîncărcați-o și trimiteți din nou."
            ),
        )

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.response is not None:
            return error.response
        status = error.code or 500
        page = error_page(status)
        if status == 405 and isinstance(page, tuple):
            response: Response = app.make_response(page)
            allowed = getattr(error, "valid_methods", None) or []
            response.headers["Allow"] = ", ".join(allowed)
            return response
        return page

    @app.errorhandler(Exception)
    def failure(error: Exception) -> Any:
        # The rule and not the path: a path may hold the secret of a one-time link.
        rule = request.url_rule.rule if request.url_rule else ""
        log.exception("request.failed", rule=rule, error=type(error).__name__)
        if app.config["PROPAGATE_EXCEPTIONS"] or app.testing:
            raise error
        db.session.rollback()
        return error_page(500)
