"""Machines that watch over the service need no account."""

from tests.roles import Access, anyone

MATRIX = [
    Access("operations.healthz", "GET", url=lambda cast: "/healthz", **anyone(200)),
    Access("operations.readyz", "GET", url=lambda cast: "/readyz", **anyone(200)),
    Access("operations.metrics", "GET", url=lambda cast: "/metrics", **anyone(200)),
]
