"""Files of providers, programmes, recognition and other activities for the engine's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from credit_engine import (
    bundled_regulation_text,
    load_regulation,
    propose_programme_credits,
)
from credit_engine.facts import (
    Activity,
    ActivityKind,
    Organiser,
    ProgrammeForm,
)
from credit_engine.programme import Lecturer, ProgrammeFacts, ProgrammePart
from credit_engine.provider import (
    Evidence,
    FeeProof,
    PrincipalWorker,
    ProviderFacts,
)
from credit_engine.recognition import FiledDocument, RecognitionFacts

from .builders import RECORDED

TEXT = bundled_regulation_text("nfpc-2013")
NFPC = load_regulation(TEXT, name="nfpc-2013.yaml")
VERSION = NFPC.versions[0]
ON = date(2026, 3, 1)
ASKED: dict[str, Any] = {"on": ON, "known_at": None}
LATER = datetime(2026, 2, 1, tzinfo=UTC)


def norms(*changes):
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_regulation(text, name="changed")


def by_code(answer, prefix):
    (found,) = (f for f in answer.findings if f.code.startswith(prefix))
    return found


def codes(answer):
    return [f.code for f in answer.findings]


ADOPTED = "basis: adopted, source: nfpc"

CRITERIA = [c for c in VERSION.providers.criteria.value or () if not c.startswith("min_")]


def provider(**facts):
    given_: dict[str, Any] = {
        "id": "p-1",
        "name": "Asociația Exemplu",
        "evidence": tuple(
            Evidence(recorded_at=RECORDED, criterion=c, document=f"{c}.pdf") for c in CRITERIA
        ),
        "principals": tuple(
            PrincipalWorker(recorded_at=RECORDED, valid_from=date(2020, 1, 1), member=m)
            for m in ("m-1", "m-2")
        ),
        "fees": (FeeProof(recorded_at=RECORDED, paid_on=date(2026, 2, 1), document="OP 15"),),
    }
    return ProviderFacts(**(given_ | facts))


def part(minutes, day=date(2026, 5, 10), **more):
    return ProgrammePart(recorded_at=RECORDED, minutes=minutes, activity="Modul", day=day, **more)


def programme(*parts, **facts):
    lecturers = (
        Lecturer(recorded_at=RECORDED, name="A", grade="principal"),
        Lecturer(recorded_at=RECORDED, name="B", grade="principal"),
    )
    given_: dict[str, Any] = {
        "id": "x",
        "title": "Program",
        "organisers": (Organiser.BRANCH,),
        "form": ProgrammeForm.WORKSHOP,
        "parts": parts,
        "lecturers": lecturers,
        "max_participants": 30,
        "documents": tuple(
            FiledDocument(recorded_at=RECORDED, kind=kind)
            for kind in VERSION.programmes.file.value or ()
        ),
    }
    return ProgrammeFacts(**(given_ | facts))


def proposed(facts, regulation=NFPC):
    answer = propose_programme_credits(regulation, facts, **ASKED)
    total = sum((f.credits or 0 for f in answer.findings), Fraction(0))
    assert total == (answer.credits or 0)
    return answer


def request(**facts):
    given_: dict[str, Any] = {
        "id": "r",
        "title": "Mediere",
        "provider": "Universitatea",
        "country": "RO",
        "ended_on": date(2025, 11, 10),
        "certificate_issued_on": date(2025, 11, 20),
        "minutes": 480,
        "filed_on": date(2026, 1, 15),
        "documents": (FiledDocument(recorded_at=RECORDED, kind="certificate"),),
    }
    return RecognitionFacts(**(given_ | facts))


def other(id_="a-1", item: str | None = "lecturer", quantity: str | None = "4", **facts):
    given_: dict[str, Any] = {
        "recorded_at": RECORDED,
        "kind": ActivityKind.OTHER,
        "source": id_,
        "title": "Activitate",
        "completed_on": date(2025, 6, 30),
        "document": "Adeverință",
    }
    units = None if quantity is None else Fraction(quantity)
    return Activity(id=id_, item=item, quantity=units, **(given_ | facts))
