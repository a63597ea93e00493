"""Column titles: the words reports use for the same thing, in English and Romanian."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import product

from lms.attendance.names import plain, repair


class Field(StrEnum):
    """What a column says."""

    __hash__ = str.__hash__  # asked for in every cell; Enum's own is slow

    ATTENDED = "attended"
    USER_NAME = "user_name"
    FULL_NAME = "full_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    CODE = "code"
    JOINED = "joined"
    LEFT = "left"
    MINUTES = "minutes"
    HOURS = "hours"
    REGISTERED = "registered"
    PRESENT = "present"
    WAITING = "waiting"
    DAY = "day"
    UPN = "upn"
    ROLE = "role"
    KNOWN = "known"


_TITLES: Mapping[Field, str] = {
    Field.ATTENDED: "attended|participated",
    Field.USER_NAME: "user name original name|name original name|user name|nume utilizator"
    "|name|participant name|display name|nume nume original|nume numele original"
    "|name originalname|name ursprunglicher name|nom nom original|nom nom d origine"
    "|nombre nombre original",
    Field.FULL_NAME: "nume si prenume|numele si prenumele|nume prenume|nume si prenumele"
    "|numele si prenume|nume complet|nume prenume cursant|participantul|numele complet"
    "|full name|participant|participanti|cursant"
    "|prenume si nume|prenumele si numele|nume participant|numele participantului"
    "|nume prenume participant|nume si prenume participant|nume si prenume cursant"
    "|nom et prenom|nom prenom|prenom et nom|nom complet|vollstandiger name|vor und nachname"
    "|name und vorname|nombre completo|nombre y apellidos",
    Field.FIRST_NAME: "first name|firstname|prenume|prenumele|prenumele participantului"
    "|given name|given names|forename|prenom|vorname",
    Field.LAST_NAME: "last name|lastname|nume|numele|nume de familie|numele de familie|surname"
    "|family name|nom|nom de famille|nachname|familienname",
    Field.EMAIL: "email|e mail|user email|email address|e mail address|adresa email|adresa e mail"
    "|adresa de email|adresa de e mail|mail|adresa mail|email participant|user e mail"
    "|email utilizator|e mail utilizator|e mail ul utilizatorului|benutzer e mail|e mail adresse"
    "|adresse e mail|adresse email|courriel|e mail de l utilisateur|correo electronico",
    Field.JOINED: "join time|time joined|ora sosirii|sosire|ora intrarii|ora intrare|intrare"
    "|ora conectarii|ora de sosire|ora de intrare|ora venirii|venire|joined|joined at|time in"
    "|check in|ora alaturarii|ora intrarii in sala|beitrittszeit|beitritt|ankunft"
    "|heure d arrivee|heure de connexion|arrivee|hora de entrada",
    Field.LEFT: "leave time|time exited|ora plecarii|plecare|ora iesirii|ora iesire|iesire"
    "|ora deconectarii|ora de plecare|ora de iesire|left|left at|time out|check out"
    "|ora parasirii|austrittszeit|austritt|abgang|heure de depart|heure de deconnexion"
    "|hora de salida",
    Field.MINUTES: "duration minutes|total duration minutes|time in session minutes|duration"
    "|time in session|minute|nr minute|numar minute|durata|durata minute|minute prezenta"
    "|minutes|total minutes|minutes attended|minutes present|duration min|duration in minutes"
    "|total duration|numar de minute|nr de minute|durata min|durata in minute|durata totala"
    "|durata totala minute|dauer|dauer minuten|dauer in minuten|gesamtdauer minuten|minuten"
    "|duree|duree minutes|duree en minutes|duree totale minutes|duracion|duracion minutos"
    "|duracion total minutos",
    Field.HOURS: "nr ore|numar ore|numar de ore|ore|nr de ore|ore prezenta|ore efectuate"
    "|hours|total hours|hours attended|numarul de ore|total ore|stunden|heures",
    Field.REGISTERED: "registration time|data inscrierii|data inregistrarii",
    Field.PRESENT: "prezent|prezenta|prezent a|present|a participat|a fost prezent|prezent da nu"
    "|prezenta da nu|presence|attendance|anwesend|anwesenheit|present e",
    Field.WAITING: "in waiting room",
    Field.DAY: "data|date|datum|data sesiunii|data participarii|data cursului|ziua",
    Field.KNOWN: "nr crt|nr|numar curent|crt|phone|telefon|tel|nr telefon|functia|functie"
    "|institutia|institutie|loc de munca|localitate|localitatea|semnatura|nr parafa|treapta|judet"
    "|judetul|sucursala|is guest|guest|country region name|approval status|recording consent"
    "|recording disclaimer response|cnp|cod numeric personal|observatii"
    "|meeting id|topic|start time|end time|participants",
}
_BY_TITLE = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}
_CODE_WORDS = re.compile(
    r"\brnasr\b|registrul national al asistentilor"
    r"|\b(?:cod|code|numar|nr|id|number)\b.*\b(?:cnasr|asistent(?:ului)? social)\b"
)
_CODE_NOUN = re.compile(r"\b(?:cod|codul|code|numar|numarul|nr|number|id)\b")
_NOT_A_CODE = re.compile(
    r"^(?:sunteti|esti|are you|aveti|ati)\b(?!.*\bcod)|\bdata\b|\bdate of\b|\btreapta\b|\bparafa\b"
)
# What a title says that is none of the above, word by word; a title of a list, not a question.
_LIKELY: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.EMAIL, re.compile(r"\b(?:e mail|email)\b")),
    (
        Field.JOINED,
        re.compile(r"\bora\b.*\b(?:sosir|intrar|venir|conectar)|^(?:join|arrival) time"),
    ),
    (Field.LEFT, re.compile(r"\bora\b.*\b(?:plecar|iesir|deconectar)|^(?:leave|departure) time")),
    (Field.MINUTES, re.compile(r"\b(?:min|minute|minutes|minuten|durata|duration|dauer|duree)\b")),
    (Field.HOURS, re.compile(r"\b(?:ore|hours|stunden|heures)\b")),
    (Field.PRESENT, re.compile(r"\b(?:prezent|prezenta|present|attended|attendance|anwesen)")),
)
_LONGEST_LIKELY = 40
_NOT_LIKELY = re.compile(r"\d|\?\s*$|\b(?:semnatur|program|interval)")
_LETTERS_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_PUNCTUATION = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """A title on which wordings compare: no case, marks, punctuation or runs of spaces."""
    joined = _LETTERS_DOTTED.sub(lambda m: m.group().replace(".", "") + " ", title[:300])
    return _PUNCTUATION.sub(" ", plain(repair(joined))).strip()


@lru_cache(maxsize=4096)
def field_of(title: str) -> Field | None:
    """The field a title names, or None.

    >>> field_of("Time in  Session (Minutes)"), field_of("Vă rugăm: codul dvs. R.N.A.S.R.")
    (<Field.MINUTES: 'minutes'>, <Field.CODE: 'code'>)
    """
    key = title_key(title)
    if not key:
        return None
    known = _BY_TITLE.get(key) or _with_lost_letters(title)
    if known is None and _CODE_WORDS.search(key) and not _NOT_A_CODE.search(key):
        return Field.CODE
    return known or _likely_field(title, key)


def _likely_field(title: str, key: str) -> Field | None:
    """The field that a short title in words of its own speaks of ("Durata prezenței (min)")."""
    if len(title) > _LONGEST_LIKELY or _NOT_LIKELY.search(plain(title)):
        return None
    return next((field for field, words in _LIKELY if words.search(key)), None)


def _with_lost_letters(title: str) -> Field | None:
    """A title whose letters were lost on saving ("Nume ?i prenume", "Institu?ia")."""
    if not 0 < title.count("?") <= 3:
        return None
    pieces = title.split("?")
    for letters in product("stai", repeat=len(pieces) - 1):
        whole = "".join(
            piece + letter for piece, letter in zip(pieces, (*letters, ""), strict=True)
        )
        if found := _BY_TITLE.get(title_key(whole)):
            return found
    return None


def columns_of(cells: Sequence[str]) -> dict[Field, int]:
    """Where each field stands in a header row: its first column of the likeliest title."""
    columns: dict[Field, int] = {}
    likely: set[int] = set()
    for index, cell in enumerate(cells):
        field = field_of(cell)
        if field is None or field is Field.KNOWN:
            continue
        exact = title_key(cell) in _BY_TITLE
        if field not in columns or (exact and columns[field] in likely):
            columns[field] = index
            likely = likely - {index} if exact else likely | {index}
        elif field is Field.CODE and not _names_a_code(cells[columns[field]]):
            columns[field] = index if _names_a_code(cell) else columns[field]
    return columns


def known_titles(cells: Sequence[str]) -> int:
    """How many cells are titles we know."""
    return sum(field_of(cell) is not None for cell in cells if len(cell) <= 300)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is a row of column titles: five known ones, or two and they are half."""
    if any("@" in cell for cell in cells):
        return False
    filled = sum(map(bool, cells))
    known = known_titles(cells) if filled >= 2 else 0
    return known >= 5 or (known >= 2 and known * 2 >= filled)


def cell_at(cells: Sequence[str], columns: Mapping[Field, int], field: Field) -> str:
    """The cell of a field, "" where the column or the cell is missing or says `--`."""
    index = columns.get(field)
    if index is None or index >= len(cells):
        return ""
    cell = cells[index]
    return "" if cell in {"--", "-", "—"} else cell


def _names_a_code(title: str) -> bool:
    return _CODE_NOUN.search(title_key(title)) is not None
