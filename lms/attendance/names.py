"""Names as they compare: repaired, folded, split; and what is no person's name at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lms.attendance.decode import comma_letters
from lms.attendance.words import (
    DEVICE_WORDS,
    INSTITUTION_WORDS,
    MODEL_WORDS,
    PLACE_WORDS,
    TITLE_WORDS,
)

# cp1250 bytes shown as cp1252, letter by letter ("ªtefãnescu", "Þuþu").
_CODE_PAGE = str.maketrans("ªºÞþãÃ", "ȘșȚțăĂ")
_SHOWN_WRONGLY = frozenset("ªºÞþãÃ")
_LETTERS = "ăâîșțĂÂÎȘȚ\u015f\u0163\u015e\u0162áéíóöőúüűäëÁÉÍÓÖŐÚÜŰÄß"


def _mojibake_pairs() -> dict[str, str]:
    """UTF-8 pairs of each letter of our names as cp1252 or cp1250 shows them ("È˜" for "Ș")."""
    pairs = {}
    for letter in _LETTERS:
        for codec in ("cp1252", "cp1250", "latin-1"):
            shown = letter.encode("utf-8").decode(codec, "ignore")
            if len(shown) == 2:
                pairs[shown] = letter
    return pairs


_PAIRS = _mojibake_pairs()
_PAIR = re.compile("|".join(map(re.escape, _PAIRS)))
# No name without one of these needs mending of pairs or lost letters.
_BROKEN = frozenset({pair[0] for pair in _PAIRS} | set("ÃÅÄÈĂĹČ?\ufffd"))
# A lost letter, with the half of its UTF-8 pair that could be shown.
_LOST = re.compile("[ÃÅÄÈĂĹČ]?\ufffd+|[ÃÅÄÈĂĹČ]\\?|\\?[™˜›š®¢£…ƒŸ‚\x80-\x9f]")
_READ_TWICE = frozenset("âîÂÎ")
_LETTERS_IN_WORD = re.compile(r"(?<=[^\W\d_])[âîÂÎ](?=[^\W\d_])")
_NON_WORD = re.compile(r"[^\w?]+|_+")
_HAS_DIGIT = re.compile(r"\d")
_NUMBERING = re.compile(r"^\s*\d{1,4}\s*(?:[.)]|\s-\s)\s*")
_PHONE = re.compile(r"^[+\d][\d*\s().\-]{5,}$")

# Two names written as one word: "PopescuMaria".
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_]{2}[a-zăâîșț])(?=[A-ZĂÂÎȘȚ][^\W\d_]{2})")
_HYPHENATED_TITLE = re.compile(r"\bd-(?:na|nul|l|ra)\b", re.I)
_GENITIVE = re.compile(r"(?<=[^\W\d_])['’]s\b", re.I)  # "Ana's iPhone"
_FORMER = re.compile(r"\W*(?:fosta?|ex|nasc(?:uta?)?|cas(?:atorita)?)\b")


_NOT_PERSONAL = DEVICE_WORDS | INSTITUTION_WORDS | TITLE_WORDS


@dataclass(frozen=True, slots=True)
class FoldedName:
    """A name ready to compare: `versions` hold its tokens with â/î as `a` and as `i`.

    `says_person` is False for devices, institutions, phone numbers and empty names: such a name
    contradicts nobody.
    """

    text: str
    versions: tuple[tuple[str, ...], ...]
    says_person: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The sorted tokens of each version as one string."""
        return _keys(self.versions)


@lru_cache(maxsize=65_536)
def _keys(versions: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([" ".join(sorted(tokens)) for tokens in versions]))


@lru_cache(maxsize=65_536)
def repair(name: str) -> str:
    """Letters broken by a wrong code page put right: "ªtefãnescu", "È˜tefan" -> "Ș…"."""
    if name.isascii():
        return name
    mended = name
    if not _BROKEN.isdisjoint(name):
        mended = _LOST.sub("?", _PAIR.sub(lambda found: _PAIRS[found.group()], name))
    if not _SHOWN_WRONGLY.isdisjoint(mended):
        mended = mended.translate(_CODE_PAGE)
    return comma_letters(unicodedata.normalize("NFC", mended))


def plain(text: str) -> str:
    """Lower case without marks: "Șerban-Râmniceanu" -> "serban-ramniceanu"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", comma_letters(text))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).lower()


@lru_cache(maxsize=65_536)
def fold_name(name: str) -> FoldedName:
    """The name folded as the notes ask: NFKD, no marks, hyphen as space, â/î both also as i."""
    mended = _GENITIVE.sub("", repair(_NUMBERING.sub("", name)))
    if "-" in mended:
        mended = _HYPHENATED_TITLE.sub(" ", mended)
    mended = _INNER_CAPITAL.sub(" ", mended)
    versions = _versions(mended)
    words = frozenset(versions[0])
    people = tuple(dict.fromkeys(_personal(version, beside=words) for version in versions))
    if "@" in name or _PHONE.match(mended.strip()):
        return FoldedName(name, people, says_person=False)
    least = 2 if words & (DEVICE_WORDS | INSTITUTION_WORDS) else 1
    letter = len(people[0]) == 1 and len(people[0][0]) == 1  # "x" names nobody
    return FoldedName(name, people, says_person=len(people[0]) >= least and not letter)


def fold_member_name(last_name: str, first_name: str) -> tuple[FoldedName, FoldedName]:
    """Surname and given name of a member, every word kept (a surname may be "Principal")."""
    return _fold_plainly(last_name), _fold_plainly(first_name)


def display_and_original(cell: str) -> tuple[str, ...]:
    """The names in a Zoom name cell `Display (Original)`, the original first.

    >>> display_and_original("Ana P. (Popescu Ana)"), display_and_original("Popescu Ana")
    (('Popescu Ana', 'Ana P.'), ('Popescu Ana',))
    >>> display_and_original("Ana Ionescu (Popescu)")  # a maiden name
    ('Ana Ionescu (Popescu)',)
    """
    text = cell.strip()
    if not (text.endswith(")") and "(" in text):
        return (text,) if text else ()
    display, _, original = text[:-1].partition("(")
    if _FORMER.match(plain(original)):
        return (text,)
    if not any(letter.isalpha() for letter in original):
        return (text,)  # a device: "iPhone (2)"
    folded = fold_name(original)
    if folded.says_person and len(folded.versions[0]) == 1 and fold_name(display).says_person:
        return (text,)
    names = [name for name in (original.strip(), display.strip()) if name]
    return tuple(dict.fromkeys(sorted(names, key=lambda name: not fold_name(name).says_person)))


def _fold_plainly(name: str) -> FoldedName:
    versions = _versions(repair(name))
    return FoldedName(name, versions, says_person=bool(versions[0]))


def _versions(name: str) -> tuple[tuple[str, ...], ...]:
    if _READ_TWICE.isdisjoint(name):
        return (_tokens(plain(name)),)
    as_a = _tokens(plain(_LETTERS_IN_WORD.sub("a", name)))
    as_i = _tokens(plain(_LETTERS_IN_WORD.sub("i", name)))
    return (as_a,) if as_a == as_i else (as_a, as_i)


def _tokens(text: str) -> tuple[str, ...]:
    if text.replace(" ", "").isalpha():
        return tuple(text.split())
    words = _NON_WORD.sub(" ", text).split()
    return tuple([word for word in words if word.strip("?")])


def _personal(tokens: tuple[str, ...], *, beside: frozenset[str]) -> tuple[str, ...]:
    """The words of a name that may be a person's; model and place words go beside their kind."""
    dropped = _NOT_PERSONAL
    if beside & DEVICE_WORDS:
        dropped |= MODEL_WORDS
    if not (beside.isdisjoint(INSTITUTION_WORDS) and beside.isdisjoint(TITLE_WORDS)):
        dropped |= PLACE_WORDS
    kept = []
    for word in tokens:
        letters = word if word.isalpha() else _HAS_DIGIT.sub("", word)
        if word not in dropped and (letters == word or len(letters) >= 5):
            kept.append(letters)
    return tuple(kept)
