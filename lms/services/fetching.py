"""Documents of others on the internet, opened for a visitor who gave the address.

The visitor chooses where this server connects, so: https only, names only, the usual port, every
address behind the name public, the very address that was looked at is the one connected to, the
same again after each redirect; bounded in size, time and number at once. No proxy of the
environment is used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import badges
from lms.errors import N_, BadInput

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 8.0  # of one verification, everything that it opens together
MOST_DOCUMENTS = 8  # of one verification: assertion, class, issuer, key, lists
MOST_REDIRECTS = 3
_AT_ONCE = threading.BoundedSemaphore(4)  # of this process; the rest are asked to try again
_PORT = 443
_TRIED = 3  # addresses of one name
_KEPT = "/%:@!$&'()*+,;=~"  # what stands in an address as it is
_INDIRECT = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address behind an IPv6 one


class Refused(BadInput):
    """An address that is not opened from here, or that gave nothing; a sentence for each reason."""

    def __init__(self, reason: badges.UnresolvedReason, message: str, /, **params: object) -> None:
        super().__init__(message, field="reference", **params)
        self.reason = reason


class Answer(Protocol):
    """What is read of an answer (http.client.HTTPResponse)."""

    status: int

    def getheader(self, name: str) -> str | None:
        """A header."""

    def read1(self, size: int) -> bytes:
        """What has come, at most `size` bytes; nothing at the end."""

    def close(self) -> None:
        """Let go of it."""


Resolve = Callable[[str], Sequence[str]]  # the addresses of a name; OSError when there are none
Ask = Callable[[str, str, str, float], Answer]  # name, address, path, seconds


def look_up(host: str) -> list[str]:
    """The addresses of a name."""
    found = socket.getaddrinfo(host, _PORT, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


def ask(host: str, address: str, path: str, seconds: float) -> Answer:
    """Ask `address` for a path of `host`; the certificate must be of that name."""
    connection = _Pinned(host, address, seconds)
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Treapta-verify"}
    headers["Connection"] = "close"
    try:
        connection.request("GET", path, headers=headers)
        return _Opened(connection, connection.getresponse())
    except BaseException:
        connection.end()
        raise


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was looked at, never to what the name says later."""

    def __init__(self, host: str, address: str, seconds: float) -> None:
        self._secured = ssl.create_default_context()
        super().__init__(host, _PORT, timeout=seconds, context=self._secured)
        self._address = address
        self.watched: socket.socket
        self._watch: threading.Timer | None = None

    def connect(self) -> None:
        plain = socket.create_connection((self._address, _PORT), self.timeout)
        # The timeout of a socket begins again with every byte; a site could send one at a time.
        self._watch = threading.Timer(float(self.timeout or 0), _cut, (self,))
        self._watch.daemon = True
        self.watched = plain
        self._watch.start()
        try:
            self.sock = self._secured.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.watched = self.sock
            self.sock.do_handshake()
        except BaseException:
            self.watched.close()
            raise

    def end(self) -> None:
        """Let go of the connection and of its watch; `close` comes before the body is read."""
        if self._watch is not None:
            self._watch.cancel()
        self.close()


class _Opened:
    """An answer with its connection, which a site may want to keep open."""

    def __init__(self, connection: _Pinned, answer: http.client.HTTPResponse) -> None:
        self._connection, self._answer = connection, answer
        self.status = answer.status

    def getheader(self, name: str) -> str | None:
        return self._answer.getheader(name)

    def read1(self, size: int) -> bytes:
        return self._answer.read1(size)

    def close(self) -> None:
        self._answer.close()
        self._connection.end()


def _cut(connection: _Pinned) -> None:
    with suppress(OSError):
        # Of the operating system alone: the thread that reads sees an end.
        socket.socket.shutdown(connection.watched, socket.SHUT_RDWR)


@dataclass
class Fetcher:
    """Opens addresses for one verification, within its limits."""

    resolve: Resolve = look_up
    ask: Ask = ask
    before: Callable[[], None] = lambda: None  # what to let go of while waiting
    ends_at: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)
    opened: int = 0

    def open(self, url: str) -> bytes:
        """What stands at an address, whatever it is; Refused says why not."""
        self.opened += 1
        if self.opened > MOST_DOCUMENTS:
            raise Refused(
                badges.UnresolvedReason.REFUSED,
                N_("Insigna trimite la prea multe adrese; deschidem cel mult %(most)s."),
                most=MOST_DOCUMENTS,
            )
        if not _AT_ONCE.acquire(blocking=False):
            raise Refused(
                badges.UnresolvedReason.UNREACHABLE,
                N_("Se deschid deja multe adrese; încercați din nou peste un minut."),
            )
        try:
            self.before()
            return self._follow(url)
        finally:
            _AT_ONCE.release()

    def document(self, url: str) -> Mapping[str, Any] | badges.Unresolved:
        """The JSON object at an address, or why there is none."""
        try:
            return badges.read_credential_json(self.open(url))
        except Refused as error:
            return badges.Unresolved(error.reason)
        except badges.BadgeError:
            return badges.Unresolved(badges.UnresolvedReason.NOT_JSON)

    def _follow(self, url: str) -> bytes:
        for _redirect in range(MOST_REDIRECTS + 1):
            parts = allowed(url)
            try:
                with closing(self._answer(parts)) as answer:
                    if answer.status in {301, 302, 303, 307, 308}:
                        url = urljoin(url, answer.getheader("Location") or "")
                        continue
                    return self._body(answer, parts)
            except ssl.SSLCertVerificationError as error:
                raise _unreachable(
                    N_("Certificatul site-ului %(host)s nu este de încredere."), parts
                ) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise _unreachable(
                    N_("Site-ul %(host)s nu a răspuns; încercați din nou mai târziu."), parts
                ) from error
        raise Refused(
            badges.UnresolvedReason.REFUSED,
            N_("Adresa trimite mai departe de prea multe ori (de peste %(most)s ori)."),
            most=MOST_REDIRECTS,
        )

    def _answer(self, parts: SplitResult) -> Answer:
        host = parts.hostname or ""
        try:
            addresses = self.resolve(host)
        except (OSError, UnicodeError) as error:
            raise _unreachable(N_("Nu există niciun site cu numele %(host)s."), parts) from error
        if not addresses or not all(is_public(one) for one in addresses):
            raise Refused(
                badges.UnresolvedReason.REFUSED,
                N_("Adresa %(host)s duce într-o rețea internă; asemenea adrese nu se deschid."),
                host=host,
            )
        path = quote(parts.path or "/", safe=_KEPT)
        if parts.query:
            path += f"?{quote(parts.query, safe=_KEPT + '?')}"
        for address in addresses[:_TRIED]:
            try:
                return self.ask(host, address, path, self._left(parts))
            except ssl.SSLError:
                raise
            except OSError:
                continue  # a machine without IPv6, one server of several that is down
        raise OSError(f"{host} answers at none of its addresses")

    def _body(self, answer: Answer, parts: SplitResult) -> bytes:
        if answer.status == 410:
            raise Refused(
                badges.UnresolvedReason.GONE,
                N_("Site-ul %(host)s spune că ce era la această adresă a fost retras."),
                host=parts.hostname,
            )
        if answer.status != 200:
            raise _unreachable(
                N_("La această adresă site-ul %(host)s nu dă nimic (răspuns %(status)s)."),
                parts,
                status=answer.status,
            )
        whole = b""
        while part := answer.read1(65_536):
            whole += part
            if len(whole) > MOST_BYTES:
                raise Refused(
                    badges.UnresolvedReason.REFUSED,
                    N_(
                        "Ce se află la această adresă este prea mare (peste %(most)s MB); "
                        "descărcați fișierul și încărcați-l aici."
                    ),
                    most=MOST_BYTES // 1024**2,
                )
            self._left(parts)
        self._left(parts)  # what was cut off is not whole
        return whole

    def _left(self, parts: SplitResult) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise _unreachable(
                N_("Site-ul %(host)s răspunde prea încet; încercați din nou mai târziu."), parts
            )
        return left


def allowed(url: str) -> SplitResult:
    """The parts of an address that may be asked for; Refused names what is in the way."""
    refused = badges.UnresolvedReason.REFUSED
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:  # half an IPv6 address, a port of letters
        parts, port = urlsplit(""), None
    if parts.scheme != "https":
        raise Refused(refused, N_("Se deschid doar adrese care încep cu https://."))
    if parts.username is not None or port not in {None, _PORT}:
        raise Refused(refused, N_("Adresele cu parolă sau cu alt port nu se deschid."))
    host = parts.hostname or ""
    if "." not in host or _is_number(host):
        raise Refused(
            refused,
            N_("Adresa trebuie să aibă numele unui site, nu o adresă IP sau un nume intern."),
        )
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet and to no network of ours or of the host."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (
        found.ipv4_mapped or found.sixtofour or found.teredo or found in _INDIRECT
    ):
        return False  # an IPv4 address in disguise
    return found.is_global and not found.is_multicast


def _is_number(host: str) -> bool:
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last[:2] == "0x"


def _unreachable(message: str, parts: SplitResult, **params: object) -> Refused:
    return Refused(
        badges.UnresolvedReason.UNREACHABLE, message, host=parts.hostname or "", **params
    )
