"""The sheets and columns of the register file, by every name they go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.attendance.headers import title_key
from lms.counties import COUNTIES
from lms.registry_file.model import Kind


class Field(StrEnum):
    """A column; the value is its title in the template."""

    CODE = "cod_rnasr"
    LAST_NAME = "nume"
    FIRST_NAME = "prenume"
    EMAILS = "emailuri"
    COUNTY = "judet"
    BRANCH = "sucursala"
    REGISTERED_ON = "inregistrat_la"
    GRADE = "treapta"
    STATUS = "statut"
    PRACTICE = "fel"
    VALID_FROM = "valabil_de_la"
    VALID_UNTIL = "valabil_pana_la"
    DECISION = "hotarare"
    YEAR = "an"
    PAID_ON = "platit_la"
    LAST_DAY = "ultima_zi"
    CREDITS = "credite"
    TITLE = "denumire"
    SOURCE = "sursa"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which columns a sheet has, and which it cannot do without."""

    columns: tuple[Field, ...]
    required: frozenset[Field]


_F = Field
SHEETS: Mapping[Kind, Sheet] = {
    Kind.MEMBERS: Sheet(
        (
            _F.CODE,
            _F.LAST_NAME,
            _F.FIRST_NAME,
            _F.EMAILS,
            _F.COUNTY,
            _F.BRANCH,
            _F.REGISTERED_ON,
        ),
        frozenset({_F.CODE, _F.LAST_NAME, _F.FIRST_NAME, _F.REGISTERED_ON}),
    ),
    Kind.GRADES: Sheet(
        (_F.CODE, _F.GRADE, _F.VALID_FROM, _F.VALID_UNTIL, _F.DECISION),
        frozenset({_F.CODE, _F.GRADE, _F.VALID_FROM}),
    ),
    Kind.STATUSES: Sheet(
        (_F.CODE, _F.STATUS, _F.VALID_FROM, _F.VALID_UNTIL),
        frozenset({_F.CODE, _F.STATUS, _F.VALID_FROM}),
    ),
    Kind.PRACTICE: Sheet(
        (_F.CODE, _F.PRACTICE, _F.VALID_FROM, _F.VALID_UNTIL),
        frozenset({_F.CODE, _F.PRACTICE, _F.VALID_FROM}),
    ),
    Kind.DUES: Sheet((_F.CODE, _F.YEAR, _F.PAID_ON), frozenset({_F.CODE, _F.YEAR})),
    Kind.CREDITS: Sheet(
        (_F.CODE, _F.YEAR, _F.LAST_DAY, _F.CREDITS, _F.TITLE, _F.SOURCE),
        frozenset({_F.CODE, _F.CREDITS, _F.TITLE, _F.SOURCE}),
    ),
    Kind.COVERED: Sheet((_F.CODE, _F.YEAR, _F.SOURCE), frozenset({_F.CODE, _F.YEAR, _F.SOURCE})),
}

_SHEET_NAMES: Mapping[Kind, str] = {
    Kind.MEMBERS: "membri|membrii|members|registru|register",
    Kind.GRADES: "trepte|trepte de competenta|treapta|grades|grade",
    Kind.STATUSES: "statute|statut|statusuri|statuses|status|situatii",
    Kind.PRACTICE: "practica|vechime|vechimi|practice|practice periods|seniority",
    Kind.DUES: "cotizatii|cotizatie|dues",
    Kind.CREDITS: "credite|credite anterioare|credits|past credits",
    Kind.COVERED: "ani acoperiti|ani acoperiti integral|covered years|years covered",
}
_KIND_BY_NAME = {name: kind for kind, names in _SHEET_NAMES.items() for name in names.split("|")}
_INSTRUCTIONS = frozenset(
    {"instructiuni", "instructions", "explicatii", "citeste", "readme", "cititi"}
)

_COLUMN_NAMES: Mapping[Field, str] = {
    _F.CODE: "cod rnasr|codul rnasr|rnasr code|rnasr|cod|code|nr rnasr|numar rnasr",
    _F.LAST_NAME: "nume|numele|nume de familie|last name|surname|family name",
    _F.FIRST_NAME: "prenume|prenumele|first name|given name",
    _F.EMAILS: "emailuri|e mailuri|email|e mail|emails|e mails|adrese de email"
    "|adrese de e mail|adresa de e mail|adresa de email",
    _F.COUNTY: "judet|judetul|county",
    _F.BRANCH: "sucursala|structura teritoriala|branch",
    _F.REGISTERED_ON: "inregistrat la|inscris la|data inregistrarii|data inscrierii"
    "|registered on|registration date",
    _F.GRADE: "treapta|treapta de competenta|grade",
    _F.STATUS: "statut|statutul|status|situatie|situatia",
    _F.PRACTICE: "fel|felul|tip|tipul|kind|type",
    _F.VALID_FROM: "valabil de la|de la|data inceput|de la data|valid from|from|inceput",
    _F.VALID_UNTIL: "valabil pana la|pana la|data sfarsit|pana la data|valid until|until|sfarsit",
    _F.DECISION: "hotarare|hotararea|decizie|decizia|act|decision",
    _F.YEAR: "an|anul|year",
    _F.PAID_ON: "platit la|platita la|data platii|paid on|payment date",
    _F.LAST_DAY: "ultima zi|an sau ultima zi|data|data finalizarii|last day|year or last day",
    _F.CREDITS: "credite|nr credite|numar credite|numar de credite|credits",
    _F.TITLE: "denumire|denumirea|titlu|titlul|activitate|activitatea|title",
    _F.SOURCE: "sursa|document|documentul|source",
}
_FIELD_BY_NAME = {
    name: field for field, names in _COLUMN_NAMES.items() for name in names.split("|")
}

GRADES: Mapping[str, str] = {
    name: name for name in ("debutant", "practicant", "specialist", "principal")
}
STATUSES: Mapping[str, str] = {
    "activ": "active",
    "active": "active",
    "suspendat": "suspended",
    "suspendata": "suspended",
    "suspended": "suspended",
    "concediu pentru cresterea copilului": "parental_leave",
    "concediu crestere copil": "parental_leave",
    "parental leave": "parental_leave",
    "concediu medical": "medical_leave",
    "medical leave": "medical_leave",
    "radiat": "removed",
    "radiata": "removed",
    "removed": "removed",
}
PRACTICE: Mapping[str, str] = {
    "specialitate": "specialty",
    "in specialitate": "specialty",
    "specialty": "specialty",
    "domeniu": "field",
    "in domeniu": "field",
    "field": "field",
}
# As written in the template and in differences.
STATUS_WORDS = {
    "active": "activ",
    "suspended": "suspendat",
    "parental_leave": "concediu pentru creșterea copilului",
    "medical_leave": "concediu medical",
    "removed": "radiat",
}
PRACTICE_WORDS = {"specialty": "specialitate", "field": "domeniu"}
_COUNTY_BY_NAME = {
    key: code
    for code, name in COUNTIES.items()
    for key in (title_key(code), title_key(name), f"judetul {title_key(name)}")
} | {"municipiul bucuresti": "B", "bucharest": "B"}


def kind_of_sheet(name: str) -> Kind | None:
    """The kind that a sheet's (or file's) name says, if it says one."""
    return _KIND_BY_NAME.get(title_key(name.replace("_", " ")))


def is_instructions(name: str) -> bool:
    """Whether a sheet only explains how to fill in the others."""
    words = title_key(name.replace("_", " ")).split()
    return bool(words) and words[0] in _INSTRUCTIONS


def field_of(title: str) -> Field | None:
    """The column that a title names, in Romanian or English, or None.

    >>> field_of("Înregistrat la"), field_of("valid_until")
    (<Field.REGISTERED_ON: 'inregistrat_la'>, <Field.VALID_UNTIL: 'valabil_pana_la'>)
    """
    return _FIELD_BY_NAME.get(title_key(title.replace("_", " ")))


def columns_of(cells: Sequence[str]) -> dict[Field, int]:
    """Where each known column stands in a row of titles."""
    columns: dict[Field, int] = {}
    for index, cell in enumerate(cells):
        found = field_of(cell)
        if found is not None:
            columns.setdefault(found, index)
    return columns


def kind_of_columns(fields: frozenset[Field]) -> Kind | None:
    """The one kind whose required columns are all there and which knows most of the columns."""
    fitting = [
        (len(fields & set(sheet.columns)), kind)
        for kind, sheet in SHEETS.items()
        if sheet.required <= fields
    ]
    if Field.CREDITS in fields:
        fitting = [(count, kind) for count, kind in fitting if kind is Kind.CREDITS]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def county_code(text: str) -> str | None:
    """ "Cluj", "judetul CLUJ", "CJ" -> "CJ"; None when there is no such county."""
    return _COUNTY_BY_NAME.get(title_key(text))
