"""For machines that watch over the service: health, readiness, metrics."""

from __future__ import annotations

import time

from flask import Blueprint, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text

from lms import clock
from lms.extensions import db
from lms.services import outbox

blueprint = Blueprint("operations", __name__)

REQUESTS = Counter("treapta_requests_total", "Requests answered", ["endpoint", "status"])
SECONDS = Histogram("treapta_request_seconds", "Time to answer a request", ["endpoint"])
OUTBOX_AGE = Gauge("treapta_outbox_age_seconds", "Age of the oldest undone piece of work")


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The process reaches its database."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        return Response("database unreachable\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus; no personal data."""
    oldest = outbox.oldest_pending(db.session())
    OUTBOX_AGE.set(max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0)
    return Response(generate_latest(), mimetype=CONTENT_TYPE_LATEST)


@blueprint.before_app_request
def start_timer() -> None:
    """Note when the request began."""
    g.started = time.perf_counter()


@blueprint.after_app_request
def count(response: Response) -> Response:
    """Count the answer."""
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, response.status_code).inc()
    if hasattr(g, "started"):
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.started)
    return response
