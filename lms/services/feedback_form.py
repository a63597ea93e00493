"""The College's standard feedback form: its first version, and checking what was answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.errors import N_, BadInput

FORM_VERSION = 1
TEXT_LIMIT = 2000  # characters of one free text
POINTS = (1, 2, 3, 4, 5)

# The old letters with a cedilla tell which keyboard was used: a hint of who wrote.
_CEDILLAS = str.maketrans("\u015f\u0163\u015e\u0162", "șțȘȚ")


class QuestionKind(StrEnum):
    """A scale of five words, or a free text."""

    SCALE = "scale"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question; texts are {"ro", "en"}, `words` are the five answers from worst to best."""

    id: str
    kind: QuestionKind
    label: Mapping[str, str]
    text: Mapping[str, str]
    hint: Mapping[str, str]
    words: tuple[Mapping[str, str], ...] = ()


def _both(ro: str, en: str) -> dict[str, str]:
    return {"ro": ro, "en": en}


_QUALITY = [
    _both("Foarte slab", "Very poor"),
    _both("Slab", "Poor"),
    _both("Acceptabil", "Acceptable"),
    _both("Bun", "Good"),
    _both("Foarte bun", "Very good"),
]
_NO_HINT = _both("", "")
_TEXT_HINT = _both(
    "Câteva cuvinte ajung; cel mult 2000 de caractere. Fără date despre beneficiari și fără "
    "nume de persoane.",
    "A few words are enough; at most 2000 characters. No data about beneficiaries and no names "
    "of people.",
)

FORM_V1: list[dict[str, Any]] = [
    {
        "id": "content",
        "kind": "scale",
        "label": _both("Conținut", "Content"),
        "text": _both("Cum a fost conținutul?", "How was the content?"),
        "hint": _both(
            "Corect, la zi, cu surse, la nivelul potrivit.",
            "Correct, up to date, with sources, at the right level.",
        ),
        "words": _QUALITY,
    },
    {
        "id": "trainer",
        "kind": "scale",
        "label": _both("Formator", "Trainer"),
        "text": _both("Cum a fost formatorul?", "How was the trainer?"),
        "hint": _both(
            "Pregătit, clar, atent la întrebări. La un curs fără formator, gândiți-vă la "
            "explicațiile din lecții.",
            "Prepared, clear, open to questions. For a course without a trainer, think of the "
            "explanations in the lessons.",
        ),
        "words": _QUALITY,
    },
    {
        "id": "organisation",
        "kind": "scale",
        "label": _both("Organizare", "Organisation"),
        "text": _both("Cum a fost organizarea?", "How was the organisation?"),
        "hint": _both(
            "Înscrierea, programul, materialele, locul sau platforma.",
            "Registration, timetable, materials, place or platform.",
        ),
        "words": _QUALITY,
    },
    {
        "id": "usefulness",
        "kind": "scale",
        "label": _both("Utilitate în practică", "Usefulness in practice"),
        "text": _both("Cât de util este în munca dumneavoastră?", "How useful is it in your work?"),
        "hint": _NO_HINT,
        "words": [
            _both("Deloc util", "Not useful at all"),
            _both("Puțin util", "Slightly useful"),
            _both("Oarecum util", "Somewhat useful"),
            _both("Util", "Useful"),
            _both("Foarte util", "Very useful"),
        ],
    },
    {
        "id": "accessibility",
        "kind": "scale",
        "label": _both("Accesibilitate", "Accessibility"),
        "text": _both(
            "Cât de ușor v-a fost să participați și să urmăriți?",
            "How easy was it for you to take part and follow?",
        ),
        "hint": _both(
            "De pildă: textul se citește, vorba se aude, locul sau platforma se pot folosi cu "
            "o dizabilitate, pe telefon, cu o conexiune slabă.",
            "For instance: text you can read, speech you can hear, a place or platform you can "
            "use with a disability, on a phone, on a slow connection.",
        ),
        "words": [
            _both("Foarte greu", "Very hard"),
            _both("Greu", "Hard"),
            _both("Nici greu, nici ușor", "Neither hard nor easy"),
            _both("Ușor", "Easy"),
            _both("Foarte ușor", "Very easy"),
        ],
    },
    {
        "id": "helped",
        "kind": "text",
        "label": _both("Ce v-a ajutat", "What helped"),
        "text": _both("Ce v-a ajutat cel mai mult?", "What helped you most?"),
        "hint": _TEXT_HINT,
    },
    {
        "id": "change",
        "kind": "text",
        "label": _both("Ce ar trebui schimbat", "What to change"),
        "text": _both("Ce ar trebui schimbat?", "What should be changed?"),
        "hint": _TEXT_HINT,
    },
]


def read_questions(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions of a form as it is stored."""
    return tuple(
        Question(
            id=item["id"],
            kind=QuestionKind(item["kind"]),
            label=item["label"],
            text=item["text"],
            hint=item["hint"],
            words=tuple(item.get("words", ())),
        )
        for item in stored
    )


def clean_text(text: str | None) -> str:
    """A free text without what tells one keyboard, system or browser from another."""
    text = unicodedata.normalize("NFC", text or "").translate(_CEDILLAS)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(_plain(letter) for letter in text)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter == "\n" or category not in {"Cc", "Cf", "Cs"}:
        return letter
    return " " if category == "Cc" else ""


def check_answers(
    questions: Sequence[Question], answers: Mapping[str, object]
) -> dict[str, int | str]:
    """Every question with its answer, in the form's order and nothing else; BadInput otherwise."""
    checked: dict[str, int | str] = {}
    for question in questions:
        given = answers.get(question.id)
        if question.kind is QuestionKind.SCALE:
            checked[question.id] = _point(question, given)
        else:
            checked[question.id] = _text(question, given)
    return checked


def _point(question: Question, given: object) -> int:
    if isinstance(given, bool) or given not in POINTS or not isinstance(given, int):
        raise BadInput(N_("Alegeți unul dintre cele cinci răspunsuri."), field=question.id)
    return given


def _text(question: Question, given: object) -> str:
    text = clean_text(given if isinstance(given, str) else None)
    if len(text) > TEXT_LIMIT:
        raise BadInput(
            N_(
                "Textul are %(length)s caractere; încap cel mult %(limit)s. Scurtați-l; restul "
                "a rămas cum l-ați scris."
            ),
            field=question.id,
            length=len(text),
            limit=TEXT_LIMIT,
        )
    return text
