"""Nothing is ever fetched: in tests, Python opens connections to this machine only."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _stays_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(address: Any) -> None:
    if not _stays_here(address):
        raise AssertionError(f"A test tried to reach {address!r}: nothing may be fetched.")


def _connect_here(self: socket.socket, address: Any) -> None:
    _check(address)
    _connect(self, address)


def _connect_ex_here(self: socket.socket, address: Any) -> int:
    _check(address)
    return _connect_ex(self, address)


def allow_this_machine_only() -> None:
    """Makes every other connection fail the test that opens it."""
    socket.socket.connect = _connect_here  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = _connect_ex_here  # type: ignore[assignment, method-assign]
