"""Years in words: where one stands, what closing it means, what a member is told."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from credit_engine.results import BINDING, Outcome
from lms.models import ClosedStanding, YearReview, YearStage
from lms.services.closed_years import YearDates
from lms.services.year_progress import NOT_JUDGED, YearState
from lms.web.context import credits_text, credits_words, day, iso_day
from lms.web.credits import outcome_tag

OUTCOME_WORDS = {
    Outcome.MET.value: _l("Îndeplinit"),
    Outcome.IN_PROGRESS.value: _l("În curs"),
    Outcome.NOT_MET.value: _l("Neîndeplinit"),
    Outcome.UNDETERMINED.value: _l("Nu se poate stabili încă"),
    Outcome.EXEMPT.value: _l("Scutit"),
    Outcome.NOT_IN_FORCE.value: _l("Fără norme în vigoare"),
    NOT_JUDGED: _l("Nesocotit încă"),
}
STAGE_WORDS = {
    YearStage.PROVISIONAL: _l("provizorie"),
    YearStage.FINAL: _l("finală"),
}


def outcome_kind(outcome: str) -> tuple[str, str]:
    """The kind of tag and the word for an outcome as lists keep it."""
    if outcome == NOT_JUDGED:
        return "neutral", str(OUTCOME_WORDS[NOT_JUDGED])
    return outcome_tag(Outcome(outcome))


def stage_text(state: YearState, *, on: date) -> str:
    """Where a year is in its life, and what comes next."""
    dates = state.dates
    until = day(dates.evidence_until) if dates.evidence_until else None
    if on <= dates.last_day:
        return _(
            "Anul este în curs. Situația provizorie se face la 1 ianuarie %(next)s, apoi membrii "
            "mai pot aduce dovezi.",
            next=dates.year + 1,
        )
    if until is None:
        return _(
            "Anul s-a încheiat. Normele nu spun până când se aduc dovezile, așa că situația "
            "rămâne provizorie."
        )
    if state.stage is YearStage.PROVISIONAL:
        return _(
            "Anul s-a încheiat. Dovezile se primesc până la %(until)s; după aceea situația "
            "devine finală.",
            until=until,
        )
    if state.last is None or state.last.run.stage is not YearStage.FINAL:
        return _("Dovezile s-au primit până la %(until)s. Urmează situația finală.", until=until)
    return _("Dovezile s-au primit până la %(until)s. Situația este finală.", until=until)


def evidence_basis(dates: YearDates) -> str | None:
    """The basis of the evidence date, when it does not bind."""
    basis = dates.evidence_basis
    return None if basis is None or basis in BINDING else basis.value


def close_button(state: YearState) -> str:
    """What the button does."""
    if state.last is not None and state.last.run.stage is state.stage:
        return _("Faceți din nou situația anului %(year)s", year=state.dates.year)
    if state.stage is YearStage.FINAL:
        return _("Faceți situația finală a anului %(year)s", year=state.dates.year)
    return _("Faceți situația provizorie a anului %(year)s", year=state.dates.year)


def close_lines(state: YearState, *, members: int) -> list[str]:
    """What closing will do, to whom, in numbers."""
    lines = [
        ngettext(
            "Se judecă anul a %(count)s membru, după ce este înscris acum.",
            "Se judecă anul a %(count)s membri, după ce este înscris acum.",
            members,
            count=members,
        ),
        _("Nimeni nu este sancționat: se înscrie o situație, iar membrul este înștiințat."),
        _(
            "Un an îndeplinit nu se strică: dacă fapte noi spun altceva, se deschide un dosar și "
            "hotărăște BEX."
        ),
    ]
    if state.without_account:
        lines.append(
            ngettext(
                "%(count)s membru nu are cont și nu poate fi înștiințat de aici.",
                "%(count)s membri nu au cont și nu pot fi înștiințați de aici.",
                state.without_account,
                count=state.without_account,
            )
        )
    return lines


def done_text(counts: dict[str, Any]) -> str:
    """What came of a run."""
    stated = ngettext(
        "S-a înscris situația pentru %(count)s membru.",
        "S-a înscris situația pentru %(count)s membri.",
        counts.get("stated", 0),
        count=counts.get("stated", 0),
    )
    reviews = counts.get("reviews", 0)
    if not reviews:
        return stated
    return f"{stated} " + ngettext(
        "La %(count)s membru, un an îndeplinit ar fi altfel acum; rămâne așa până la o hotărâre.",
        "La %(count)s membri, un an îndeplinit ar fi altfel acum; rămâne așa până la o hotărâre.",
        reviews,
        count=reviews,
    )


def standing_text(standing: ClosedStanding, until: date | None) -> str:
    """The closed year said to its member: plainly, without blame."""
    year, earned = standing.year, credits_text(standing.earned)
    required = credits_words(standing.required)
    if standing.outcome == Outcome.MET.value:
        return _(
            "Aveți %(earned)s din %(required)s. Anul %(year)s este îndeplinit.",
            earned=earned,
            required=required,
            year=year,
        )
    if standing.outcome == Outcome.EXEMPT.value:
        return _("Pentru anul %(year)s nu datorați credite.", year=year)
    if standing.outcome == Outcome.IN_PROGRESS.value:
        return _(
            "Aveți %(earned)s din %(required)s. Mai puteți aduce dovezi până la %(until)s.",
            earned=earned,
            required=required,
            until=day(until),
        )
    if standing.outcome == Outcome.NOT_MET.value:
        return _(
            "Aveți %(earned)s din %(required)s. Nu urmează nicio sancțiune de aici: situația este "
            "doar însemnată. Dacă lipsește ceva, spuneți-ne.",
            earned=earned,
            required=required,
        )
    return _(
        "Anul %(year)s nu se poate stabili încă: evidența lui nu este întreagă. Nu este vina "
        "dumneavoastră și nu vă aduce nimic rău.",
        year=year,
    )


def review_text(review: YearReview) -> str:
    """What a review means for the member."""
    return _(
        "Fapte înscrise după încheiere ar schimba anul: ar rămâne %(earned)s. Anul rămâne cum s-a "
        "încheiat. Comisia analizează, iar o hotărâre se poate lua cel mai devreme la %(until)s. "
        "Până atunci ne puteți trimite documente.",
        earned=credits_words(review.found_earned),
        until=day(review.notice_until),
    )


def closed_notice(params: dict[str, Any]) -> str:
    """The notification of a statement of the year."""
    outcome = str(OUTCOME_WORDS[params["outcome"]]).lower()
    if params["stage"] == YearStage.FINAL.value:
        return _(
            "Situația finală a anului %(year)s: %(outcome)s.", year=params["year"], outcome=outcome
        )
    return _(
        "Situația anului %(year)s la 1 ianuarie: %(outcome)s.",
        year=params["year"],
        outcome=outcome,
    )


def review_notice(params: dict[str, Any]) -> str:
    """The notification that a closed year is looked at."""
    return _(
        "Anul %(year)s rămâne îndeplinit; îl verificăm, iar o hotărâre vine cel mai devreme la "
        "%(until)s.",
        year=params["year"],
        until=iso_day(params["until"]),
    )


def review_decided_notice(params: dict[str, Any]) -> str:
    """The notification that the review of a closed year was decided."""
    return _("Verificarea anului, dosarul %(number)s, s-a încheiat.", number=params["number"])


def reminder_notice(params: dict[str, Any]) -> str:
    """The notification of a reminder."""
    missing = credits_words(params["missing"])
    if not params.get("until"):
        return _("Pentru %(year)s mai lipsesc %(missing)s.", year=params["year"], missing=missing)
    return _(
        "Pentru %(year)s mai lipsesc %(missing)s; dovezile se primesc până la %(until)s.",
        year=params["year"],
        missing=missing,
        until=iso_day(params["until"]),
    )
