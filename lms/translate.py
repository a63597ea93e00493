"""Translations: texts are written in Romanian; English (and Romanian plurals) come from po files.

`python -m lms.translate compile` merges lms/translations/<lang>/<area>.po into one catalogue;
`check` lists every text without a translation; `missing` prints them as po entries to fill in.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "translations"
METHODS = [
    ("web/assets/**", "ignore"),
    ("**.py", "python"),
    ("**.html", "jinja2"),
    ("**.txt", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "N_": None,
}
OPTIONS = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
LANGUAGES = ("ro", "en")


def extracted() -> dict[str | tuple[str, ...], str]:
    """Every text in code and templates, with the place where it stands first."""
    found: dict[str | tuple[str, ...], str] = {}
    for file, line, text, _comments, _context in extract_from_dir(
        str(ROOT), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        key = tuple(text) if isinstance(text, tuple | list) else text
        found.setdefault(key, f"lms/{file}:{line}")
    return found


def merged(language: str) -> Catalog:
    """One catalogue from the area files of a language."""
    catalogue = Catalog(locale=language, domain="messages")
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=language):
                if message.id and message.string:
                    catalogue[message.id] = Message(message.id, message.string, flags=message.flags)
    return catalogue


def compile_all() -> None:
    """Write LC_MESSAGES/messages.mo of each language."""
    for language in LANGUAGES:
        target = FOLDER / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")  # two processes may compile at once
        with part.open("wb") as out:
            write_mo(out, merged(language))
        part.replace(target)


def _complete(message: Message | None, plurals: int) -> bool:
    if message is None or not message.string:
        return False
    if isinstance(message.string, str):
        return True
    return len(message.string) == plurals and all(message.string)


def missing(language: str) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Texts that a language lacks: English every one, Romanian only those with a plural."""
    catalogue = merged(language)
    for key, place in sorted(extracted().items(), key=lambda item: item[1]):
        if language == "ro" and isinstance(key, str):
            continue
        identity = key if isinstance(key, str) else key[0]
        if not _complete(catalogue.get(identity), catalogue.num_plurals):
            yield key, place


def check() -> int:
    """Print what is missing; returns how many."""
    count = 0
    for language in LANGUAGES:
        for key, place in missing(language):
            count += 1
            print(f"{place}: no {language} text for {key!r}")  # noqa: T201
    return count


def print_missing(prefix: str) -> None:
    """Print what is missing, in files whose path begins with `prefix`, as po entries."""
    for language in LANGUAGES:
        for key, place in missing(language):
            if not place.startswith(prefix):
                continue
            print(f"# {language}\n#: {place}")  # noqa: T201
            if isinstance(key, str):
                print(f'msgid {_quoted(key)}\nmsgstr ""\n')  # noqa: T201
            else:
                print(f"msgid {_quoted(key[0])}\nmsgid_plural {_quoted(key[1])}")  # noqa: T201
                print('msgstr[0] ""\nmsgstr[1] ""\n')  # noqa: T201


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(arguments: list[str]) -> int:
    """The command; returns the exit status."""
    match arguments:
        case ["compile"]:
            compile_all()
            return 0
        case ["check"]:
            return 1 if check() else 0
        case ["missing", *rest]:
            print_missing(rest[0] if rest else "")
            return 0
    print("Use: python -m lms.translate compile | check | missing [PATH-PREFIX]")  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
