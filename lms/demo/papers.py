"""Invented papers of organisers, as the PDFs that people put into a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from lms.services.filing_receipt import FONTS

_SHEET = Path(__file__).with_name("paper.typ")
_ARTICLES = (
    "Prezentul document este inventat. Arată cum se citește un dosar în pagină, cu mai multe foi.",
    "Entitatea desfășoară activități de formare în domeniul asistenței sociale, pe teritoriul "
    "României, cu formatori și coordonatori numiți pentru fiecare program.",
    "Spațiile de formare sunt accesibile persoanelor cu dizabilități și dotate pentru lucrul în "
    "grupuri mici; activitățile la distanță se țin pe o platformă cu subtitrare.",
    "Lista de prezență se păstrează cinci ani și se transmite Colegiului în termenul stabilit.",
    "Evaluarea participanților și a programului se face după fiecare ediție; rezultatele se "
    "folosesc la revizuirea curriculumului.",
    "Răspunderea pentru conținutul programelor aparține coordonatorului de formare.",
)


@cache
def paper(title: str) -> bytes:
    """A paper of two sheets that says what it stands for."""
    facts = {
        "title": title,
        "articles": list(_ARTICLES) * 3,
        "signature": "Coordonator de formare",
        "note": "Document inventat, pentru demonstrație",
    }
    pdf = typst.compile(
        _SHEET,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf
