"""The product runs in real processes and leaves none behind."""

import urllib.request
from pathlib import Path

import pytest

from tests.infra.product import children_of


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.status


@pytest.mark.topology
def test_embedded_product_becomes_ready_and_ends_whole(make_product, backend):
    product = make_product(backend)
    up = product.start("up", "up")
    product.wait_until_ready()
    assert get(product.url + "/healthz") == 200
    children = children_of(up.pid)
    assert len(children) >= 2, product.logs()
    product.stop()
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
