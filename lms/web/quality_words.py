"""Quality of programmes, in words and figures."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.models import QualityKind, QualitySignal
from lms.services.quality_charts import Standing
from lms.web.context import language

KINDS: dict[QualityKind, Any] = {
    QualityKind.DRIFT: _l("Calitatea scade"),
    QualityKind.LOW: _l("Mult sub ceilalți"),
}
STANDINGS: dict[Standing, tuple[str, Any]] = {
    Standing.BELOW: ("warning", _l("Sub limite")),
    Standing.WITHIN: ("neutral", _l("În limite")),
    Standing.ABOVE: ("done", _l("Peste limite")),
}


def score_text(mean: float) -> str:
    """A mean of the scale 1 to 5 with two decimals: 4.2 -> "4,20"."""
    return str(format_decimal(mean, format="0.00", locale=language()))


def percent_text(share: float) -> str:
    """A share as a whole percentage: 0.124 -> "12 %"."""
    return f"{round(100 * share)} %"


def sentence(signal: QualitySignal) -> str:
    """Why the signal was raised."""
    params = signal.params
    latest = _("ultimele %(count)d ediții", count=params["latest"])
    if signal.kind is QualityKind.DRIFT:
        base = _("cele %(count)d dinainte", count=params["base"])
        return _(
            "La %(provider)s, %(latest)s au media %(after)s din 5, față de %(before)s la %(base)s.",
            provider=signal.provider.name,
            latest=latest,
            after=score_text(params["after"]),
            before=score_text(params["before"]),
            base=base,
        )
    return _(
        "La %(provider)s, %(latest)s au media %(after)s din 5; la organizatorul aflat la mijloc "
        "media este %(centre)s.",
        provider=signal.provider.name,
        latest=latest,
        after=score_text(params["after"]),
        centre=score_text(params["centre"]),
    )


def certainty(signal: QualitySignal) -> str:
    """How sure the signal is: its size beside what chance makes."""
    return _(
        "Diferența este de %(errors)s ori cât abaterea obișnuită a unei asemenea medii. În "
        "încercările cu organizatori inventați, pragul a dat cel mult 2 semnale false la 100 de "
        "organizatori într-un an. Semnalul arată unde merită să vă uitați; nu spune de ce.",
        errors=format_decimal(signal.params["errors"], format="0.0", locale=language()),
    )
