"""Fixtures of the topologies."""

from __future__ import annotations

import pytest

from tests.infra.servers import Server


@pytest.fixture(scope="module")
def broker_url(redis_server: Server, worker_id: str) -> str:
    """The address of an empty Redis database for the processes of one test file."""
    import redis

    digits = worker_id.removeprefix("gw")
    url = redis_server.redis_url(8 + int(digits) if digits.isdigit() else 8)
    with redis.Redis.from_url(url) as connection:
        connection.flushdb()
    return url
