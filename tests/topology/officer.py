"""An officer of a provider, who works over HTTP as a browser would and tries again when cut off."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

CUT_OFF = (http.client.HTTPException, ConnectionError, TimeoutError)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the page, and where it sends one on to."""

    status: int
    page: str
    location: str


@dataclass
class Officer:
    """Signed in with a cookie; the requests go to the web processes in turn."""

    bases: Sequence[str]
    cookies: dict[str, str] = field(default_factory=dict)
    turn: count[int] = field(default_factory=count)

    timeout: ClassVar[int] = 60

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        base = urlsplit(self.bases[next(self.turn) % len(self.bases)])
        connection = http.client.HTTPConnection(base.netloc, timeout=self.timeout)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        location = urlsplit(response.headers.get("Location", "")).path
        return Answer(response.status, page, location)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, urlencode(fields).encode(), headers)

    def token(self, path: str) -> str:
        """The form token of a page."""
        answer = self.get(path)
        found = _TOKEN.search(answer.page)
        assert found, f"{path} answered {answer.status} without a form:\n{answer.page[:2000]}"
        return found.group(1)

    def sign_in(self, email: str, password: str) -> None:
        fields = {"csrf_token": self.token("/login"), "email": email, "password": password}
        answer = self.post("/login", fields)
        assert answer.status == 302, answer.page[:4000]

    def upload(self, edition: str, data: bytes, *, filename: str = "raport.csv") -> str:
        """Uploads a list and returns the path of its review; the same bytes lead to the same."""
        path = f"/provider/editions/{edition}/attendance/new"
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            f"{self.token(path)}\r\n--{boundary}\r\nContent-Disposition: form-data; "
            f'name="file"; filename="{filename}"\r\nContent-Type: text/csv\r\n\r\n'.encode(),
            data,
            f"\r\n--{boundary}--\r\n".encode(),
        ]
        content_type = f"multipart/form-data; boundary={boundary}"
        answer = self.request("POST", path, b"".join(parts), {"Content-Type": content_type})
        assert answer.status == 303, f"{answer.status}\n{answer.page[:6000]}"
        return answer.location

    def confirm(self, path: str) -> None:
        """Confirms a list with the numbers that the page shows; nothing when that was done."""
        shown = self.get(f"{path}/confirm")
        if shown.status == 303:
            return
        seen, token = _SEEN.search(shown.page), _TOKEN.search(shown.page)
        assert seen, f"{shown.status}\n{shown.page[:4000]}"
        assert token
        fields = {"csrf_token": token.group(1), "seen": seen.group(1)}
        answer = self.post(f"{path}/confirm", fields)
        assert answer.status == 303, f"{answer.status}\n{answer.page[:6000]}"

    def undo(self, path: str) -> None:
        """Takes a booked list back; harmless when that was asked before."""
        token = self.token(path.rsplit("/", 1)[0] + "/new")
        answer = self.post(f"{path}/undo", {"csrf_token": token})
        assert answer.status == 303, f"{answer.status}\n{answer.page[:4000]}"
