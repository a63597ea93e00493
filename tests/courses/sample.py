"""A small whole course to plant faults in, and a learner of it."""

from __future__ import annotations

from datetime import UTC, datetime

from courses.folder import load_course
from courses.model import Course
from courses.statements import Learner

PUBLIC_URL = "https://treapta.example"
MEMBER = "5f0f3c52-0f5c-4b7c-9a39-6f8ef30d2c11"
REGISTRATION = "1c3f4c5e-8a7b-4f6d-9a01-2b3c4d5e6f70"
ATTEMPT = "9e8d7c6b-5a49-4838-a726-150403020100"
LEARNER = Learner(PUBLIC_URL, MEMBER, REGISTRATION, "ro")
NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

COURSE_YAML = """\
slug: etica
version: "1.2.0"
kind: native
languages: [ro, en]
title: {ro: "Etica", en: "Ethics"}
summary: {ro: "Despre etică.", en: "About ethics."}
audience: {ro: "Asistenți sociali", en: "Social workers"}
cover: media/cover.svg
cover_alt: {ro: "O treaptă", en: "A step"}
workload_minutes: 90
authors: ["Redacția"]
licence: "CC BY-SA 4.0"
reviewed_on: 2026-01-15
outcomes:
  - id: o1
    text: {ro: "Explică", en: "Explains"}
  - id: o2
    text: {ro: "Aplică", en: "Applies"}
lessons:
  - id: intai
    file: lessons/01-intai
    title: {ro: "Întâi", en: "First"}
    minutes: 30
    outcomes: [o1]
  - id: apoi
    file: lessons/02-apoi
    title: {ro: "Apoi", en: "Then"}
    minutes: 40
    outcomes: [o2]
test: {questions: 4, pass_percent: 70, attempts: 3, time_limit_minutes: 45, shuffle: true}
"""

LESSON = """\
## Primul titlu

Un text cu o sursă.[^1] Și încă una.[^a] Din nou prima.[^1]

::: warning Băgați de seamă
Un sfat.
:::

![Patru trepte](media/trepte.svg "Treptele")

### Un tabel

| | Cine | Cât |
|---|---|---:|
| **Rândul** | Ana | 2 |

::: check CHECK
:::

[În afară](https://example.org/?a=1&b=2) și [mai sus](#s-primul-titlu).

[^1]: *Legea* din 2004, <https://example.org/lege>.
[^a]: Autorul, 2010.
"""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400"><path d="M0 0h8v4z"/></svg>'


def question(
    question_id: str, outcome: str, lesson: str, kind: str = "single", right: str = "b"
) -> str:
    answers = "".join(
        f"""\
    - id: {letter}
      text: {{ro: "Răspunsul {letter}", en: "Answer {letter}"}}
      correct: {"true" if letter in right else "false"}
      feedback: {{ro: "Fiindcă {letter}.", en: "Because {letter}."}}
"""
        for letter in ("ab" if kind == "true_false" else "abc")
    )
    return f"""\
- id: {question_id}
  outcome: {outcome}
  lesson: {lesson}
  kind: {kind}
  text: {{ro: "Întrebarea {question_id}?", en: "Question {question_id}?"}}
  answers:
{answers}"""


def course_files() -> dict[str, bytes]:
    """A course with nothing wrong: 2 outcomes, 2 lessons, 2 checks, 8 questions."""
    texts = {
        "course.yaml": COURSE_YAML,
        "checks.yaml": question("c1", "o1", "intai") + question("c2", "o2", "apoi"),
        "questions.yaml": "".join(
            question(f"q{number}", outcome, lesson, kind, right)
            for number, (outcome, lesson, kind, right) in enumerate(
                [
                    ("o1", "intai", "single", "b"),
                    ("o1", "intai", "multiple", "ac"),
                    ("o1", "intai", "true_false", "a"),
                    ("o1", "intai", "single", "a"),
                    ("o1", "intai", "single", "c"),
                    ("o2", "apoi", "single", "b"),
                    ("o2", "apoi", "multiple", "ab"),
                    ("o2", "apoi", "true_false", "b"),
                ],
                start=1,
            )
        ),
        **{
            f"lessons/0{number}-{name}.{lang}.md": LESSON.replace("CHECK", f"c{number}")
            for number, name in ((1, "intai"), (2, "apoi"))
            for lang in ("ro", "en")
        },
    }
    files = {path: text.encode() for path, text in texts.items()}
    return {**files, "media/cover.svg": SVG, "media/trepte.svg": SVG}


def sample_course() -> Course:
    return load_course(course_files())
