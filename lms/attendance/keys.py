"""The code and the e-mail that a row carries, in their cells or written into the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.attendance.index import MemberIndex, code_key, email_key
from lms.attendance.model import FilePerson
from lms.attendance.names import FoldedName, fold_name

_LABELS = r"(?:cod(?:ul)?|nr|no|num[aă]r(?:ul)?|rnasr|r\.n\.a\.s\.r|cnasr)\b"
_LABEL = re.compile(rf"^(?:\W*{_LABELS}[\W_]*)+", re.I)
_LABEL_BEFORE = re.compile(rf"{_LABELS}[\W_]*$", re.I)
_ADDRESS = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;]+")
_PIECE = re.compile(r"[^\s,;:()\[\]|_]+")
_DIGIT = re.compile(r"\d")
_WHOLE_NUMBER = re.compile(r"^\d+[.,]0+$")
_LONGEST = 3
_LEAST_ALONE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of the file: their names, and the members whose code or e-mail they carry.

    `number` are the members whose code stands in a name without a word that says so: it counts
    only beside a name that fits.
    """

    person: FilePerson
    names: tuple[FoldedName, ...]
    by_code: tuple[int, ...] = ()
    by_email: tuple[int, ...] = ()
    number: tuple[int, ...] = ()

    @property
    def says(self) -> tuple[FoldedName, ...]:
        """The names that are a person's."""
        return tuple(name for name in self.names if name.says_person)


def asked_of(person: FilePerson, index: MemberIndex) -> Asked:
    """What a person of the file carries."""
    texts = [name for name in (person.name, *person.other_names) if name]
    by_email = index.by_email.get(email_key(person.email), ()) if person.email else ()
    by_code = _code_in_cell(person.rnasr_code, index)
    number: tuple[int, ...] = ()
    for place, text in enumerate(texts):
        if "@" in text:
            texts[place], found = _address_in(text, index)
            by_email = by_email or found
        if not by_code and not number and _DIGIT.search(text):
            texts[place], found, labelled = _code_in_name(texts[place], index)
            by_code, number = (found, ()) if labelled else ((), found)
    names: dict[object, FoldedName] = {}
    for name in map(fold_name, filter(None, texts)):
        names.setdefault((name.says_person, name.versions), name)
    return Asked(person, tuple(names.values()), by_code, by_email, number)


def _code_in_cell(cell: str, index: MemberIndex) -> tuple[int, ...]:
    """The owners of a code; tried without the words before it only when it is nobody's as it is."""
    if not cell:
        return ()
    found = index.by_code.get(code_key(cell))
    if found is None:
        rest = _LABEL.sub("", cell).strip()
        rest = rest.strip(".#:;- ")
        if _WHOLE_NUMBER.match(rest):  # "12345.0": a spreadsheet's number
            rest = re.split(r"[.,]", rest)[0]
        found = index.by_code.get(code_key(rest))
    return found or ()


def _address_in(text: str, index: MemberIndex) -> tuple[str, tuple[int, ...]]:
    """A name without the e-mail written into it, and the members whose e-mail it is."""
    address = _ADDRESS.search(text)
    if address is None:
        return text, ()
    found = index.by_email.get(email_key(address.group()), ())
    rest = f"{text[: address.start()]} {text[address.end() :]}".strip(" <>(),;-")
    return rest or text, found


def _code_in_name(text: str, index: MemberIndex) -> tuple[str, tuple[int, ...], bool]:
    """A name without the member's code written into it, the owners, whether a word says "code"."""
    pieces = list(_PIECE.finditer(text))
    for size in range(min(_LONGEST, len(pieces)), 0, -1):
        for first, last in zip(pieces, pieces[size - 1 :], strict=False):
            written = text[first.start() : last.end()].strip(".-–#")
            found = index.by_code.get(code_key(written)) if _DIGIT.search(written) else None
            if found:
                before, after = text[: first.start()], text[last.end() :]
                alone = size == len(pieces) and len(code_key(written)) >= _LEAST_ALONE
                labelled = alone or _LABEL_BEFORE.search(before) is not None
                return _joined((_LABEL_BEFORE.sub("", before), after)), found, labelled
    return text, (), False


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part.strip(" ,;:|-–#_()[]") for part in parts).strip()
