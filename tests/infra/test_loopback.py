"""A test that tries to fetch something fails at once, with a sentence."""

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("::2", 80)])
def test_other_machines_are_refused(address):
    with socket.socket() as probe, pytest.raises(AssertionError, match="nothing may be fetched"):
        probe.connect(address)


def test_this_machine_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port)) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
