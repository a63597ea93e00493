"""Documents as PDF/A-3b: typst compiles a template of ours with texts that come in as data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date

_TEMPLATES = Path(__file__).with_name("documents")
_FONTS = Path(__file__).parent.parent / "web" / "static" / "vendor" / "fonts"


def compile_pdf(
    template: str, facts: Mapping[str, Any], *, files: Mapping[str, bytes], now: datetime
) -> bytes:
    """The PDF/A-3b of `documents/TEMPLATE`; `files` by name stand beside it, to be attached.

    The facts are texts, never markup.
    """
    # The compiler attaches files only from inside its root.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.joinpath("main.typ").write_bytes((_TEMPLATES / template).read_bytes())
        for name, data in files.items():
            root.joinpath(name).write_bytes(data)
        pdf = typst.compile(
            root / "main.typ",
            root=root,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3b"],
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            timestamp=now.replace(microsecond=0),
        )
    assert isinstance(pdf, bytes)
    return pdf


def printed_day(day: date) -> str:
    """A day as documents write it: "3 martie 2026"."""
    return str(format_date(day, "d MMMM y", locale="ro_RO"))
