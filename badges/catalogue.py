"""Every sentence of this package, in Romanian and in English."""

from __future__ import annotations

from collections.abc import Mapping

from badges.sentences import SENTENCES
from badges.verdicts import VERDICTS
from badges.verdicts_v2 import VERDICTS_V2

_ALL = SENTENCES | VERDICTS | VERDICTS_V2


def sentence(code: str, params: Mapping[str, str | int], lang: str) -> str:
    """Return the sentence of `code` in `lang`: Romanian for ro, English for anything else."""
    romanian, english = _ALL[code]
    return (romanian if lang == "ro" else english).format_map(dict(params))
