"""One question of each kind beyond the choices, and a course that asks them all."""

from __future__ import annotations

from courses.folder import load_course
from courses.model import Course, Question, question_by_id
from tests.courses.sample import course_files

KINDS_YAML = """\
- id: m1
  outcome: o1
  lesson: intai
  kind: matching
  text: {ro: "Potriviți.", en: "Match."}
  items:
    - id: cat
      text: {ro: "Câți?", en: "How many?"}
      answer: numar
      feedback: {ro: "Se numără.", en: "It is counted."}
    - id: cum
      text: {ro: "Cum?", en: "How?"}
      answer: vorba
      feedback: {ro: "Se ascultă.", en: "It is listened to."}
    - id: unde
      text: {ro: "Unde?", en: "Where?"}
      answer: harta
      feedback: {ro: "Se caută.", en: "It is looked for."}
  answers:
    - id: numar
      text: {ro: "Un număr", en: "A number"}
    - id: vorba
      text: {ro: "O poveste", en: "A story"}
    - id: harta
      text: {ro: "O hartă", en: "A map"}
    - id: nimic
      text: {ro: "Nimic", en: "Nothing"}
- id: o1
  outcome: o1
  lesson: intai
  kind: ordering
  text: {ro: "Puneți în ordine.", en: "Put in order."}
  items:
    - id: unu
      text: {ro: "Întâi", en: "First"}
      feedback: {ro: "De aici se pleacă.", en: "One starts here."}
    - id: doi
      text: {ro: "Apoi", en: "Then"}
      feedback: {ro: "Urmează.", en: "It follows."}
    - id: trei
      text: {ro: "Pe urmă", en: "After"}
      feedback: {ro: "Tot urmează.", en: "It follows too."}
    - id: patru
      text: {ro: "La sfârșit", en: "Last"}
      feedback: {ro: "Aici se oprește.", en: "Here it ends."}
- id: t1
  outcome: o2
  lesson: apoi
  kind: short_text
  text: {ro: "Cum se numește?", en: "What is it called?"}
  answers:
    - id: bun
      variants: {ro: ["eșantion stratificat", "stratificat"], en: ["stratified sample"]}
      correct: true
      feedback: {ro: "Da, pe straturi.", en: "Yes, by strata."}
    - id: rau
      variants: {ro: ["eșantion"], en: ["sample"]}
      correct: false
      feedback: {ro: "De care?", en: "Of which kind?"}
  otherwise: {ro: "Recitiți lecția.", en: "Read the lesson again."}
- id: n1
  outcome: o2
  lesson: apoi
  kind: numeric
  text: {ro: "Cât la sută?", en: "What percentage?"}
  unit: {ro: "de puncte", en: "points"}
  answers:
    - id: bun
      value: "12.5"
      tolerance: "0,1"
      correct: true
      feedback: {ro: "Exact.", en: "Exactly."}
    - id: invers
      value: 8
      correct: false
      feedback: {ro: "Ați împărțit invers.", en: "You divided the wrong way."}
  otherwise: {ro: "Împărțiți din nou.", en: "Divide again."}
- id: z1
  outcome: o2
  lesson: apoi
  kind: case
  text: {ro: "Un caz inventat.", en: "An invented case."}
  steps:
    - id: usa
      text: {ro: "Bateți la ușă.", en: "You knock."}
      answers:
        - id: astept
          text: {ro: "Aștept", en: "I wait"}
          correct: true
          next: masa
          feedback: {ro: "Bine.", en: "Good."}
        - id: intru
          text: {ro: "Intru", en: "I go in"}
          correct: false
          next: scuze
          feedback: {ro: "Nu fără voie.", en: "Not without leave."}
        - id: plec
          text: {ro: "Plec", en: "I leave"}
          correct: false
          feedback: {ro: "Prea repede.", en: "Too soon."}
    - id: scuze
      text: {ro: "Sunt supărați.", en: "They are upset."}
      answers:
        - id: da
          text: {ro: "Îmi cer scuze", en: "I apologise"}
          correct: true
          next: masa
          feedback: {ro: "Se poate repara.", en: "It can be mended."}
        - id: nu
          text: {ro: "Insist", en: "I insist"}
          correct: false
          feedback: {ro: "Ușa se închide.", en: "The door closes."}
    - id: masa
      text: {ro: "Stați la masă.", en: "You sit at the table."}
      answers:
        - id: ascult
          text: {ro: "Ascult", en: "I listen"}
          correct: true
          feedback: {ro: "Da.", en: "Yes."}
        - id: scriu
          text: {ro: "Scriu", en: "I write"}
          correct: false
          feedback: {ro: "Întâi ascultați.", en: "Listen first."}
"""


def kinds_files() -> dict[str, bytes]:
    """The sample course with a question of each kind more, all of them asked."""
    files = course_files()
    files["questions.yaml"] += KINDS_YAML.encode()
    files["course.yaml"] = files["course.yaml"].replace(b"questions: 4", b"questions: 13")
    checks = KINDS_YAML.replace("- id: m1", "- id: cm1").split("- id: o1\n")[0]
    files["checks.yaml"] += checks.encode()
    case = "- id: cz1\n" + KINDS_YAML.split("- id: z1\n")[1]
    files["checks.yaml"] += case.encode()
    for name, check in (("01-intai", "cm1"), ("02-apoi", "cz1")):
        for language in ("ro", "en"):
            path = f"lessons/{name}.{language}.md"
            text = files[path].decode()
            marker = "[În afară]"
            files[path] = text.replace(marker, f"::: check {check}\n:::\n\n{marker}").encode()
    return files


def kinds_course() -> Course:
    return load_course(kinds_files())


def one(question_id: str) -> Question:
    """A question of the course by its id."""
    return question_by_id(kinds_course(), question_id)
