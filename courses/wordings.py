"""Values that several files of a course hold: wordings by language, identifiers, choices."""

from __future__ import annotations

import re

from courses.located import Located, Reader
from courses.model import LANGUAGES, Text

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{0,63}")
CEDILLA = re.compile("[\u015f\u0163\u015e\u0162]")


def wording(node: Located | None, key: str, languages: tuple[str, ...], reader: Reader) -> Text:
    """The text at `node` in each of the course's languages, what is missing reported."""
    if node is None:
        return Text(())
    if not isinstance(node.value, dict):
        reader.mapping(node, key, required=())
        return Text(())
    for language in languages:
        if language not in node.value:
            reader.report("translation_missing", node.line, lang=language, key=key)
    values = reader.mapping(node, key, required=(), optional=languages or LANGUAGES)
    wordings = {
        lang: (reader.text(value, f"{key}.{lang}"), value) for lang, value in values.items()
    }
    for language, (said, value) in wordings.items():
        letter = CEDILLA.search(said) if language == "ro" else None
        if letter:
            reader.report("cedilla", value.line, letter=letter.group())
    return Text(tuple((lang, wordings[lang][0]) for lang in languages if lang in wordings))


def identifier(node: Located | None, key: str, reader: Reader) -> str:
    """The identifier at `node`, reported when it is malformed."""
    value = reader.text(node, key)
    if node is not None and value and not IDENTIFIER.fullmatch(value):
        reader.report("id_malformed", node.line, value=value[:80])
    return value


def choice(
    node: Located | None, key: str, allowed: tuple[str, ...] | list[str], reader: Reader
) -> str:
    """The value at `node` when it is one of those allowed, else empty with a problem."""
    value = reader.text(node, key)
    if node is None or not value or value in allowed:
        return value
    reader.report("value_unknown", node.line, key=key, value=value[:60], allowed=", ".join(allowed))
    return ""
