"""The application: `create_app()` puts the parts together."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import tasks
from lms.config import Settings, load_settings
from lms.errors import N_
from lms.extensions import babel, csrf, db, limiter, login_manager, migrate
from lms.logs import configure_logs
from lms.tasks import handlers as _handlers  # noqa: F401 (registers the handlers of tasks)
from lms.web import context, errors, intake, letters, register_areas, sessions
from lms.web.api.frame import refused_input

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"


def create_app(**overrides: Any) -> Flask:
    """The Flask application for the environment's settings; `overrides` replace single ones.

    `testing=True` turns throttling and CSRF off and makes requests fail that forget to commit.
    """
    testing = bool(overrides.pop("testing", False))
    config: dict[str, Any] = overrides.pop("config", {})
    settings = load_settings(**overrides)
    configure_logs(settings.log_format)
    app = APIFlask(
        "lms",
        title="Treapta",
        version="1",
        json_errors=False,
        enable_openapi=False,
        static_folder=str(ROOT / "lms/web/static"),
        template_folder=str(ROOT / "lms/web/templates"),
    )
    app.extensions["settings"] = settings
    app.extensions["letters"] = letters.write  # tasks write letters too
    register_config(app, settings, testing=testing, config=config)
    intake.register_intake(app)
    register_extensions(app)
    context.register_context(app)
    errors.register_errors(app)
    register_areas(app)
    app.error_callback = refused_input  # what APIFlask itself refuses, in our words
    register_headers(app)
    tasks.make_celery(app, settings)
    if testing:
        register_commit_guard(app)
    return app


def register_config(
    app: Flask, settings: Settings, *, testing: bool, config: dict[str, Any]
) -> None:
    """Flask's own settings, from ours."""
    secure = urlsplit(settings.public_url).scheme == "https"
    app.config.update(
        TESTING=testing,
        SECRET_KEY=settings.derived_key("web-session"),
        SESSION_COOKIE_NAME="treapta",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=absolute_database_url(settings),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open overnight still works; the session bounds it
        WTF_CSRF_ENABLED=not testing,
        BABEL_DEFAULT_LOCALE="ro",
        BABEL_DEFAULT_TIMEZONE="Europe/Bucharest",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "lms/translations"),
        RATELIMIT_ENABLED=not testing,
        RATELIMIT_STORAGE_URI=(
            settings.broker_url if settings.broker_url.startswith("redis") else "memory://"
        ),
        RATELIMIT_HEADERS_ENABLED=False,
        OPENAPI_VERSION="3.1.0",
        SERVERS=[{"url": settings.public_url.rstrip("/")}],
        SUCCESS_DESCRIPTION=N_("Reușit."),
        AUTO_TAGS=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,  # static_url() carries a hash of the content
    )
    app.config.update(config)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


def absolute_database_url(settings: Settings) -> str:
    """The database URL, a relative SQLite path made absolute from the working directory."""
    prefix = "sqlite:///"
    if not settings.is_sqlite:
        return settings.database_url
    path = Path(settings.database_url.removeprefix(prefix)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"{prefix}{path}"


def engine_options(settings: Settings) -> dict[str, Any]:
    """Options of the SQLAlchemy engine for this database."""
    # What was written (names, feedback) must not reach a log or an outbox row with an error.
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.is_sqlite:
        return options | {"connect_args": {"timeout": 30, "check_same_thread": False}}
    return options | {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


def register_extensions(app: Flask) -> None:
    """The extensions, bound to this application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=context.select_language)
    sessions.register_sessions(login_manager)


def register_headers(app: Flask) -> None:
    """Security headers on every response, with a nonce for our own scripts."""

    @app.before_request
    def make_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @app.after_request
    def add_headers(response: Response) -> Response:
        nonce = getattr(g, "csp_nonce", "")
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; "
            f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
            "connect-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'",
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response


def register_commit_guard(app: Flask) -> None:
    """In tests, a request that changed something and did not commit it fails."""

    @app.teardown_request
    def refuse_uncommitted(error: BaseException | None) -> None:
        if error is not None:
            return
        session = db.session()
        if session.new or session.dirty or session.deleted:
            raise AssertionError("The request left changes that no transaction() committed.")
