"""Members learn; each sees only their own enrolments and attempts."""

from collections.abc import Callable

from flask import current_app

from tests.infra.cast import Cast
from tests.roles import Access, only
from tests.services.classroom import SLUG, publish_in, study_in

BASE = f"/learn/{SLUG}"
LESSON = f"{BASE}/lessons/intai"


def _at(path: str, *, until: str = "read") -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        publish_in(app)
        assert cast.member.member_id is not None
        made = study_in(app, cast.member.member_id, until=until)
        return path.replace("ATTEMPT", str(made))

    return url


def _member(endpoint: str, method: str, path: str, answer: int, until: str = "read") -> Access:
    return Access(
        f"player.{endpoint}",
        method,
        url=_at(path, until=until),
        data=lambda cast: {"answer": "b"},
        **only(answer, "member"),
    )


def _attempt(endpoint: str, method: str, path: str, answer: int) -> Access:
    return Access(
        f"player.{endpoint}",
        method,
        url=_at(f"{BASE}/test/{path}", until="open"),
        **{**only(answer, "member"), "colleague": 302 if method == "GET" else 404},
    )


MATRIX = [
    _member("resume", "GET", BASE, 302),
    _member("lesson", "GET", LESSON, 200),
    _member("place", "POST", f"{LESSON}/place", 204),
    _member("finish", "POST", f"{LESSON}/finish", 302),
    _member("check", "POST", f"{LESSON}/checks/c1", 302),
    _member("media", "GET", f"{BASE}/media/1.2.0/media/trepte.svg", 200),
    _member("test", "GET", f"{BASE}/test", 200),
    _member("begin", "POST", f"{BASE}/test", 302),
    _attempt("paper", "GET", "ATTEMPT", 200),
    _attempt("keep", "POST", "ATTEMPT/answers", 204),
    _attempt("submit", "POST", "ATTEMPT", 302),
    _member("done", "GET", f"{BASE}/done", 302),
    _member("done_news", "GET", f"{BASE}/done/news", 200),
    _attempt("result", "GET", "ATTEMPT/result", 302),
]
