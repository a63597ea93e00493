"""People at the running product: they sign in, read pages, fill in forms. HTTP only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from courses.folder import load_course, read_course_folder
from courses.responses import right_response
from lms.demo.build import PASSWORD
from lms.demo.learning import COURSE
from tests.infra.servers import ROOT
from tests.services.classroom import as_form

WITHIN_SECONDS = 60
DEFINITION = load_course(read_course_folder(ROOT / "courses/content" / COURSE))


class Person:
    """Somebody who is signed in; `page` is what they look at."""

    def __init__(self, url: str, email: str) -> None:
        self.url = url
        self._session = requests.Session()
        self.page = self._read(self._session.get(f"{url}/login", timeout=30))
        self.send(email=email, password=PASSWORD)

    def go(self, path: str) -> Any:
        """Open a page."""
        self.page = self._read(self._session.get(urljoin(self.url, path), timeout=30))
        return self.page

    def download(self, path: str) -> bytes:
        """A file as it is served."""
        answer = self._session.get(urljoin(self.url, path), timeout=60)
        answer.raise_for_status()
        return answer.content

    def link(self, part: str) -> str:
        """The first link of the page whose address has `part` in it."""
        found = self.page.xpath("//main//a[contains(@href, $part)]/@href", part=part)
        assert found, f"No link to {part} on {self.page.base_url}."
        return str(found[0])

    def link_named(self, words: str) -> str:
        """The address of the first link of the page that has `words` in it."""
        found = self.page.xpath(
            "//main//a[contains(normalize-space(.), $words)]/@href", words=words
        )
        assert found, f"No link “{words}” on {self.page.base_url}."
        return str(found[0])

    def send(self, action: str = "", *, button: str = "", **values: Any) -> Any:
        """Send the form of the page whose address ends with `action`, with `values` filled in."""
        forms = [
            form
            for form in self.page.forms
            if form.method == "POST"
            and (form.action or "").endswith(action)
            and (action or "/language" not in (form.action or ""))
            and "logout" not in (form.action or "")
        ]
        assert forms, f"No form {action} on {self.page.base_url}."
        form = forms[0]
        data: dict[str, Any] = {
            field.name: field.value
            for field in form.inputs
            if field.name and isinstance(field.value, str) and field.get("type") != "submit"
        }
        if button:
            name, value = button.split("=")
            data[name] = value
        files = {name: value for name, value in values.items() if isinstance(value, tuple)}
        data |= {name: value for name, value in values.items() if name not in files}
        answer = self._session.post(
            urljoin(self.page.base_url, form.action or ""),
            data=data,
            files=files or None,
            timeout=60,
            headers={"Referer": self.page.base_url},
        )
        self.page = self._read(answer)
        return self.page

    def wait(self, path: str, until: Callable[[Any], Any]) -> Any:
        """Open a page again and again until `until` is true of it; its answer."""
        deadline = time.monotonic() + WITHIN_SECONDS
        while time.monotonic() < deadline:
            found = until(self.go(path))
            if found:
                return found
            time.sleep(0.3)
        raise AssertionError(f"{path} did not show what was waited for in {WITHIN_SECONDS} s.")

    def _read(self, answer: requests.Response) -> Any:
        assert answer.status_code < 400, (
            f"{answer.request.method} {answer.url}: {answer.status_code}\n{answer.text[-3000:]}"
        )
        return html.document_fromstring(answer.text, base_url=answer.url)


def learn(member: Person) -> str:
    """Enrol, read every lesson, pass the test; the address of the badge that comes of it."""
    slug = DEFINITION.slug
    member.go(f"/courses/{slug}")
    member.send("/enrol")
    for lesson in DEFINITION.lessons:
        member.go(f"/learn/{slug}/lessons/{lesson.id}")
        member.send("/finish")
    member.go(f"/learn/{slug}/test")
    member.send("/test")
    answer_paper(member)
    found = member.wait(
        f"/learn/{slug}/done",
        lambda page: page.xpath("//main//a[starts-with(@href, '/badges/')]/@href"),
    )
    return next(str(href) for href in found if not href.endswith(".pdf"))


def answer_paper(member: Person) -> None:
    """Answer every question of the open paper as the course's own key says."""
    by_id = {question.id: question for question in DEFINITION.questions}
    form = next(form for form in member.page.forms if "/test/" in (form.action or ""))
    fields = [name.removeprefix("q-") for name in form.fields if name.startswith("q-")]
    asked = {name.partition(".")[0] for name in fields}
    answers = as_form({name: right_response(by_id[name]) for name in asked})
    member.send(form.action, button="action=submit", **answers)


def object_to(url: str, member: Person, badge: str, *, number: str, today: str) -> None:
    """A mistake is reported, proposed on and decided: the credit behind a badge goes."""
    member.go("/credits")
    member.go(member.link_named(DEFINITION.title.to("ro")))
    member.go(member.link("/files/new/line/"))
    member.send("", kind="wrong_credit")
    member.send("/statement", statement="Cursul l-am urmat în varianta scurtă, de 4 credite.")
    member.go(member.page.base_url.replace("/documents", "/check"))
    member.send("/submit")
    case = member.page.base_url.rsplit("/", 1)[1]
    officer = Person(url, "formare@exemplu.ro")
    officer.go(f"/commission/files/{case}")
    officer.send("/take")
    officer.send("/proposal", outcome="upheld", credits="4", reasons="Se cuvin 4 credite.")
    board = Person(url, "birou@exemplu.ro")
    board.go(f"/commission/files/{case}")
    board.send(
        "/decision",
        outcome="upheld",
        credits="4",
        reasons="Propunerea este întemeiată.",
        number=number,
        decided_on=today,
    )
