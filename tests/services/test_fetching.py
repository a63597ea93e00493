"""Addresses that visitors give: only the public internet, looked at once and again when sent on."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import io
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import badges
from lms.services import fetching
from lms.services.fetching import Fetcher, Refused

PUBLIC = "93.184.216.34"


class Answered:
    """An answer of a site."""

    def __init__(self, status=200, body=b"{}", **headers):
        self.status, self.body, self.headers = status, io.BytesIO(body), headers

    def getheader(self, name):
        return self.headers.get(name)

    def read1(self, size):
        return self.body.read(size)

    def close(self):
        self.body.seek(0)


class Internet:
    """Names with their addresses, and what their paths answer; keeps what was asked."""

    def __init__(self, answers=None, **names):
        self.answers, self.names, self.asked = answers or {}, names, []

    def resolve(self, host):
        if host not in self.names:
            raise OSError("no such name")
        return self.names[host]

    def ask(self, host, address, path, seconds):
        self.asked.append((host, address, path))
        assert 0 < seconds <= fetching.MOST_SECONDS
        found = self.answers[host + path]
        if isinstance(found, Exception):
            raise found
        return found

    def fetcher(self, **more):
        return Fetcher(resolve=self.resolve, ask=self.ask, **more)


def net(answers=None, addresses=(PUBLIC,), **names):
    return Internet(answers, **{"altul.example": list(addresses)}, **names)


def refusal(fetcher, url):
    with pytest.raises(Refused) as caught:
        fetcher.open(url)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://altul.example/a", "https://"),
        ("ftp://altul.example/a", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//altul.example/a", "https://"),
        ("https://[::1", "https://"),
        ("https://u:p@altul.example/a", "cu parolă"),
        ("https://altul.example:8443/a", "alt port"),
        ("https://127.0.0.1/a", "o adresă IP"),
        ("https://[::1]/a", "o adresă IP"),
        ("https://127.1/a", "o adresă IP"),
        ("https://0x7f.0x1/a", "o adresă IP"),
        ("https://2130706433/a", "o adresă IP"),
        ("https://localhost/a", "un nume intern"),
        ("https://lipseste.example/a", "Nu există niciun site"),
    ],
)
def test_addresses_of_another_kind_are_refused_unasked(url, said):
    internet = net()
    assert said in refusal(internet.fetcher(), url)
    assert internet.asked == []


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:93.184.216.34",
    "64:ff9b::a00:1", "2002:0a00:0001::1", "2001:0:1::1", "nimic",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_names_that_lead_inside_are_refused_unasked(address):
    # Also when only one of the addresses is inside.
    internet = net(addresses=(PUBLIC, address))
    assert "rețea internă" in refusal(internet.fetcher(), "https://altul.example/a")
    assert internet.asked == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_asked_by_the_address_that_was_looked_at(address):
    internet = net({"altul.example/a?b=c": Answered(body=b"da")}, addresses=(address,))
    assert internet.fetcher().open("https://altul.example/a?b=c#d") == b"da"
    assert internet.asked == [("altul.example", address, "/a?b=c")]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://altul.example/b", "https://"),
        ("https://169.254.169.254/latest/meta-data", "o adresă IP"),
        ("https://inauntru.example/b", "rețea internă"),
        ("/a", "prea multe ori"),
        ("", "prea multe ori"),
    ],
)
def test_a_redirect_is_looked_at_like_the_first_address(to, said):
    answer = Answered(302, Location=to)
    internet = net({"altul.example/a": answer}, **{"inauntru.example": ["10.0.0.7"]})
    assert said in refusal(internet.fetcher(), "https://altul.example/a")
    assert {host for host, _, _ in internet.asked} == {"altul.example"}


def test_a_redirect_to_another_public_site_is_followed():
    internet = net(
        {"altul.example/a": Answered(301, Location="https://doi.example/b"),
         "doi.example/b": Answered(body=b"ajuns")},
        **{"doi.example": [PUBLIC]},
    )  # fmt: skip
    assert internet.fetcher().open("https://altul.example/a") == b"ajuns"


@pytest.mark.parametrize(
    ("answer", "said", "reason"),
    [
        (Answered(404), "răspuns 404", "unreachable"),
        (Answered(410), "a fost retras", "gone"),
        (Answered(body=b"x" * (fetching.MOST_BYTES + 1)), "prea mare", "refused"),
        (TimeoutError(), "nu a răspuns", "unreachable"),
        (http.client.BadStatusLine("?"), "nu a răspuns", "unreachable"),
        (ssl.SSLCertVerificationError(1, "x"), "nu este de încredere", "unreachable"),
    ],
)
def test_each_failure_has_its_sentence_and_its_reason(answer, said, reason):
    internet = net({"altul.example/a": answer})
    with pytest.raises(Refused, match=said) as caught:
        internet.fetcher().open("https://altul.example/a")
    assert caught.value.reason.value == reason


def test_what_is_too_slow_or_too_much_ends():
    internet = net({"altul.example/a": Answered()})
    assert "prea încet" in refusal(internet.fetcher(ends_at=0.0), "https://altul.example/a")
    fetcher = internet.fetcher(opened=fetching.MOST_DOCUMENTS)
    assert "prea multe adrese" in refusal(fetcher, "https://altul.example/a")


def test_only_so_many_are_opened_at_once(monkeypatch):
    monkeypatch.setattr(fetching, "_AT_ONCE", threading.BoundedSemaphore(1))
    internet = net({"altul.example/a": Answered()})
    inner = []

    def within():
        inner.append(refusal(internet.fetcher(), "https://altul.example/a"))

    assert internet.fetcher(before=within).open("https://altul.example/a") == b"{}"
    assert "Se deschid deja multe" in inner[0]
    internet.answers["altul.example/a"] = Answered()
    assert internet.fetcher().open("https://altul.example/a") == b"{}"


def test_a_document_is_json_or_the_reason_why_not():
    internet = net({"altul.example/a": Answered(body=b'{"a": 1}'),
                    "altul.example/b": Answered(body=b"<html>")})  # fmt: skip
    fetcher = internet.fetcher()
    assert fetcher.document("https://altul.example/a") == {"a": 1}
    answers = [fetcher.document(f"https://{at}") for at in ("altul.example/b", "10.0.0.1/a")]
    assert [one.reason for one in answers] == [
        badges.UnresolvedReason.NOT_JSON,
        badges.UnresolvedReason.REFUSED,
    ]


@pytest.fixture(scope="module")
def https(tmp_path_factory):
    """A site of this machine with a certificate of its own: its port, its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "altul.example")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("altul.example")]), False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("https")
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            if self.path == "/slow":
                with contextlib.suppress(OSError):
                    for _ in range(100):
                        self.wfile.write(b"X: 1\r\n")
                        time.sleep(0.05)
            body = f"{self.headers['Host']} {self.path}".encode()
            with contextlib.suppress(OSError):
                self.wfile.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, folder / "cert.pem"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_site_is_asked_over_tls_under_its_own_name(https, monkeypatch):
    port, certificate = https
    monkeypatch.setattr(fetching, "_PORT", port)
    with pytest.raises(ssl.SSLCertVerificationError):
        fetching.ask("altul.example", "127.0.0.1", "/a", 2)
    make = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: make(cafile=certificate))
    with contextlib.closing(fetching.ask("altul.example", "127.0.0.1", "/a?b", 2)) as answer:
        assert answer.status == 200
        assert answer.read1(100) == f"altul.example:{port} /a?b".encode()
    watches = [each for each in threading.enumerate() if isinstance(each, threading.Timer)]
    assert all(each.finished.is_set() for each in watches), "nothing watches what is closed"
    with pytest.raises(ssl.SSLCertVerificationError):
        fetching.ask("doi.example", "127.0.0.1", "/a", 2)
    begun = time.monotonic()
    fetcher = Fetcher(resolve=lambda host: [PUBLIC], ends_at=begun + 0.4)
    fetcher.ask = lambda host, address, *rest: fetching.ask(host, "127.0.0.1", *rest)
    assert "prea încet" in refusal(fetcher, "https://altul.example/slow")
    assert time.monotonic() - begun < 2
