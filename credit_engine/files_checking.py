"""Facts of files (provider, programme, recognition) that contradict themselves.

As in `facts_checking`, what could not be read is None, whatever its type says.
"""

from __future__ import annotations

import re

from credit_engine.facts import Approval
from credit_engine.facts_checking import DAY_MINUTES, MOST_MINUTES, Found, fact_problems
from credit_engine.programme import ProgrammeFacts
from credit_engine.provider import ProviderFacts
from credit_engine.recognition import RecognitionFacts
from credit_engine.sentences import amount_text

_COUNTRY = re.compile(r"[A-Z]{2}\Z", re.ASCII)


def provider_problems(provider: ProviderFacts) -> Found:
    """What cannot be in the facts of a provider."""
    yield from fact_problems(provider.evidence, "provider.evidence")
    yield from fact_problems(provider.principals, "provider.principals")
    yield from fact_problems(provider.fees, "provider.fees")
    yield from _approvals(provider.approvals, "provider.approvals")


def programme_problems(programme: ProgrammeFacts) -> Found:
    """What cannot be in the facts of a programme; a day holds at most its own minutes."""
    yield from fact_problems(programme.parts, "programme.parts")
    yield from fact_problems(programme.lecturers, "programme.lecturers")
    yield from fact_problems(programme.documents, "programme.documents")
    yield from _approvals(programme.provider_approvals, "programme.provider_approvals")
    for number, part in enumerate(programme.parts, 1):
        most = MOST_MINUTES if part.day is None else DAY_MINUTES
        if part.minutes is not None and not 0 <= part.minutes <= most:
            params = {"value": part.minutes, "field": "minutes", "most": most}
            yield f"programme.parts[{number}].minutes", "minutes-absurd", params
    most_people = programme.max_participants
    if most_people is not None and most_people < 1:
        yield "programme.max_participants", "participants-absurd", {"value": most_people}


def recognition_problems(request: RecognitionFacts) -> Found:
    """What cannot be in a request for recognition."""
    yield from fact_problems(request.documents, "recognition.documents")
    if request.minutes is not None and not 0 < request.minutes <= MOST_MINUTES:
        absurd = {"value": request.minutes, "field": "minutes", "most": MOST_MINUTES}
        yield "recognition.minutes", "minutes-absurd", absurd
    if request.country is not None and not _COUNTRY.match(request.country):
        yield "recognition.country", "country-wrong", {"value": request.country}
    ended, issued = request.ended_on, request.certificate_issued_on
    if ended is not None and issued is not None and issued < ended:
        params = {"issued": issued.isoformat(), "ended": ended.isoformat()}
        yield "recognition.certificate_issued_on", "certificate-early", params


def _approvals(approvals: tuple[Approval, ...], path: str) -> Found:
    yield from fact_problems(approvals, path)
    for number, approval in enumerate(approvals, 1):
        if approval.credits is not None and approval.credits < 0:
            place = f"{path}[{number}].credits"
            params = {"value": amount_text(approval.credits), "field": place}
            yield place, "credits-negative", params
