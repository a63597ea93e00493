"""Letters in the reader's language, from templates/mail/<kind>.txt: the subject on line one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from babel.dates import format_datetime
from flask import current_app, g
from flask_babel import force_locale

from lms.clock import LEGAL_ZONE
from lms.config import Settings
from lms.services.letters import Letter


def write(kind: str, language: str, params: Mapping[str, object]) -> Letter:
    """The letter of a kind; its template gets `public_url`, `moment` and the parameters."""
    settings: Settings = current_app.extensions["settings"]
    locale = "ro_RO" if language == "ro" else "en_GB"
    template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
    with force_locale(language), _formats_of(language):
        text = template.render(
            public_url=settings.public_url,
            moment=lambda at: format_datetime(
                at.astimezone(LEGAL_ZONE), "d MMMM y, HH:mm", tzinfo=LEGAL_ZONE, locale=locale
            ),
            **params,
        )
    subject, _, body = text.strip().partition("\n")
    return Letter(subject=subject.strip(), body=body.strip() + "\n")


@contextmanager
def _formats_of(language: str) -> Iterator[None]:
    """Amounts and days as this language writes them, whatever the page's own (or none) is."""
    before = g.get("language")
    g.language = language
    try:
        yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before
