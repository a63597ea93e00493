"""What every template may use: language, formats in Romanian and English, the frame's links."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask, current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.responses import case_path
from lms.clock import LEGAL_ZONE, legal_day
from lms.config import Settings
from lms.web import navigation
from lms.web.sessions import current

LANGUAGES = {"ro": "Română", "en": "English"}


def select_language() -> str:
    """The language of this response: chosen, the account's, the browser's, else Romanian."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    someone = current()
    if someone is not None and someone.language in LANGUAGES:
        return someone.language
    return request.accept_languages.best_match(list(LANGUAGES), "ro") or "ro"


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.extensions["settings"]
    return found


def language() -> str:
    """The language of this response, "ro" or "en", decided once."""
    if not hasattr(g, "language"):
        g.language = select_language()
    return str(g.language)


def _locale() -> str:
    return "ro_RO" if language() == "ro" else "en_GB"


def credits_text(thousandths: int | None) -> str:
    """7500 -> "7,5" (ro) or "7.5" (en); up to three decimals; None -> "–"."""
    if thousandths is None:
        return "–"
    amount = format_decimal(Decimal(thousandths) / 1000, format="#,##0.###", locale=_locale())
    return str(amount).replace("-", "−")


def credits_words(thousandths: int | None) -> str:
    """7500 -> "7,5 credite"; 1000 -> "1 credit"; 20000 -> "20 de credite"."""
    if thousandths is None:
        return "–"
    whole = thousandths // 1000 if thousandths % 1000 == 0 else 2
    return str(
        ngettext("%(amount)s credit", "%(amount)s credite", whole, amount=credits_text(thousandths))
    )


def day(value: date | datetime | None) -> str:
    """A legal day in words: "3 martie 2026"."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = legal_day(value)
    return str(format_date(value, format="d MMMM y", locale=_locale()))


def month_year(value: date) -> str:
    """A month as short as a small card has room for: "mar. 2026"."""
    return str(format_date(value, format="MMM y", locale=_locale()))


def iso_day(text: str | None) -> str:
    """A day as kept in parameters ("2026-03-31") in words."""
    return day(date.fromisoformat(text)) if text else "–"


def moment(value: datetime | None) -> str:
    """An instant in Bucharest: "3 martie 2026, 18:05"."""
    if value is None:
        return "–"
    local = value.astimezone(LEGAL_ZONE)
    return str(format_datetime(local, "d MMMM y, HH:mm", tzinfo=LEGAL_ZONE, locale=_locale()))


def clock_time(value: datetime | None) -> str:
    """An instant's time of day in Bucharest: "18:05"."""
    if value is None:
        return "–"
    return str(format_time(value.astimezone(LEGAL_ZONE), "HH:mm", tzinfo=LEGAL_ZONE))


def minutes_text(minutes: int | None) -> str:
    """135 -> "2 h 15 min"."""
    if minutes is None:
        return "–"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def points(value: Fraction) -> str:
    """Points of a test, up to two decimals, cut so that 13,996 never reads as 14."""
    cut = Decimal(int(value * 100)) / 100
    return str(format_decimal(cut, format="#,##0.##", locale=_locale()))


def number(value: int | None) -> str:
    """A whole number with the language's thousands separator."""
    return "–" if value is None else str(format_decimal(value, locale=_locale()))


def figure(value: object) -> object:
    """A cell of a chart's table: decimals as the language writes them, anything else as it is."""
    return format_decimal(value, locale=language()) if isinstance(value, float) else value


def localised(texts: Mapping[str, Any] | None) -> str:
    """The text of a {"ro": …, "en": …} in this language, else in Romanian."""
    if not texts:
        return ""
    return str(texts.get(language()) or texts.get("ro") or "")


def grade_words(grade: str | None) -> str:
    """A grade (treaptă) in words."""
    words = {
        "debutant": _("debutant"),
        "practicant": _("practicant"),
        "specialist": _("specialist"),
        "principal": _("principal"),
    }
    return str(words.get(grade or "", "–"))


@lru_cache(maxsize=512)
def _digest(path: str, modified: float) -> str:
    del modified
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """The URL of a static file, with a hash of its content so that it can be cached for ever."""
    file = Path(current_app.static_folder or "", path)
    if not file.is_file():
        return url_for("static", filename=path)
    return url_for("static", filename=path, v=_digest(str(file), file.stat().st_mtime))


def _language_links() -> list[dict[str, Any]]:
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return [
        {
            "code": code,
            "label": label,
            "url": url_for("accounts.set_language", code=code, next=back),
            "current": code == language(),
        }
        for code, label in LANGUAGES.items()
    ]


def register_context(app: Flask) -> None:
    """Filters, globals and context of every template."""
    app.jinja_env.filters.update(
        credits=credits_text,
        credits_words=credits_words,
        day=day,
        iso_day=iso_day,
        month_year=month_year,
        moment=moment,
        clock_time=clock_time,
        minutes=minutes_text,
        figure=figure,
        case_path=case_path,
        number=number,
        points=points,
        localised=localised,
        grade_words=grade_words,
    )
    app.jinja_env.globals.update(
        static_url=static_url, csp_nonce=lambda: getattr(g, "csp_nonce", "")
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def frame() -> dict[str, Any]:
        try:
            someone = current()
        except Exception:  # the error pages must work without a database
            someone = None
            g.language = session.get("language", "ro")
        return {
            "current_account": someone,
            "language": language(),
            "language_links": _language_links(),
            "navigation": navigation.navigation_of(someone),
            "account_links": navigation.account_links(someone),
            "footer_links": navigation.footer_links(),
            "sign_in_url": url_for("accounts.login"),
            "sign_out_url": url_for("accounts.logout"),
        }
