"""A member's name as attendance files really show it; written from the notes, not the matcher."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from tests.attendance.quality.register import MEN, SURNAMES, WOMEN

Name = tuple[str, str]
Damage = Callable[[random.Random, str, str], str]

# What people call themselves; from everyday use, apart from the matcher's own table.
DIMINUTIVES = {
    "Maria": "Mia Mărioara Maricica", "Elena": "Lenuța Lena", "Mihaela": "Miha Ela",
    "Cristina": "Cristi Tina", "Daniela": "Dana Dani", "Alexandra": "Alexa Sanda Alex",
    "Gabriela": "Gabi", "Ștefania": "Ștefi Fani", "Ioana": "Ioanuța Oana", "Andreea": "Deea Andra",
    "Nicoleta": "Nico", "Adriana": "Adi", "Roxana": "Roxi", "Simona": "Simo", "Monica": "Moni",
    "Loredana": "Lori", "Liliana": "Lili", "Magdalena": "Magda", "Margareta": "Marga",
    "Ecaterina": "Cati Catinca", "Georgiana": "Geo Gina", "Luminița": "Lumi", "Viorica": "Vio",
    "Valentina": "Vali", "Emilia": "Emi", "Anamaria": "Ana", "Cătălina": "Cătă", "Camelia": "Cami",
    "Veronica": "Vero", "Teodora": "Teo Dora", "Ion": "Ionel Nelu Ionică", "Ioan": "Nelu Ionel",
    "Alexandru": "Alex Sandu", "Cristian": "Cristi", "Daniel": "Dani", "Gabriel": "Gabi",
    "Constantin": "Costel Costi", "Gheorghe": "Gigi Ghiță Gicu", "Nicolae": "Nicu Niculiță Nae",
    "Vasile": "Vasilică", "Dumitru": "Mitică Dumi", "Mihai": "Mihăiță Mișu", "Ștefan": "Fane",
    "Adrian": "Adi", "Florin": "Flo Florinel", "Andrei": "Andi", "Cătălin": "Cătă", "Emil": "Emi",
    "Valentin": "Vali", "Iulian": "Iuli", "Ionuț": "Ionel", "Teodor": "Teo", "Petru": "Petrică",
    "Viorel": "Vio", "Octavian": "Tavi", "Sebastian": "Sebi", "Lucian": "Luci", "Marian": "Mari",
    "Steluța": "Stela", "Tiberiu": "Tibi", "Silviu": "Silvică", "Ovidiu": "Ovi",
}  # fmt: skip
NEIGHBOURS = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "yi", "n": "bm", "s": "ad",
              "t": "ry", "r": "et", "l": "k", "c": "xv", "m": "n", "d": "sf"}  # fmt: skip
TITLES = ["Dr. ", "as. soc. ", "Asist. social ", "AS ", "Prof. ", "D-na ", "Psih. ", "Lect. dr. "]
PLACES = [" - DGASPC Iași", ", DAS Cluj", " (SPAS Vaslui)", " DGASPC S2", " - Primăria Dej",
          " | Fundația Speranța", " Brașov", " - asistent social", " CJRAE",
          " (Spitalul TBC)"]  # fmt: skip
DEVICES = ["iPhone", "Samsung SM-A525F", "Zoom user", "", "Redmi Note 10 Pro", "iPad",
           "DESKTOP-9K2",
           "Galaxy A12", "HUAWEI P30 lite", "user", "Utilizator Zoom", "iPad (2)", "SM-G991B",
           "LAPTOP-AB12CD3E", "Android", "moto g(8)", "Sala de ședințe", "DGASPC Cluj", "11",
           "iPhone al meu", "Telefon", "Guest", "?", "...", "Xiaomi 11T Pro",
           "OPPO A54"]  # fmt: skip


def lost_letters(rng: random.Random, last: str, first: str) -> str:
    """Letters that the encoding did not hold, as `?`: the comma ones, or every one."""
    lost = rng.choice(["șțȘȚ", "șțȘȚăâîĂÂÎéáóöüÁő"])
    return "".join("?" if letter in lost else letter for letter in f"{last} {first}")


def garbled(rng: random.Random, last: str, first: str) -> str:
    """One encoding shown as another, or the mark of what could not be read."""
    name = f"{last} {first}"
    kind = rng.randrange(4)
    if kind == 0:
        cedilla = name.translate(str.maketrans("șțȘȚ", "\u015f\u0163\u015e\u0162"))
        return cedilla.encode("cp1250", "replace").decode("cp1252", "replace")
    if kind == 1:
        return name.encode("utf-8").decode("cp1252", "replace")
    if kind == 2:
        return name.encode("utf-8").decode("cp1250", "replace")
    return name.encode("cp1250", "replace").decode("utf-8", "replace").replace("?", "\ufffd")


def without_marks(_: random.Random, last: str, first: str) -> str:
    """Written on a keyboard without diacritics."""
    return _bare(f"{last} {first}")


def spelled(rng: random.Random, last: str, first: str) -> str:
    """The same letters in another form: cedillas, decomposed, î for â."""
    name = f"{last} {first}"
    return rng.choice([
        name.translate(str.maketrans("șțȘȚ", "\u015f\u0163\u015e\u0162")),
        unicodedata.normalize("NFD", name),
        name.replace("â", "î"),
        name[0] + name[1:].replace("î", "â"),
    ])  # fmt: skip


def ordered(rng: random.Random, last: str, first: str) -> str:
    """The two names in another order, case, or glued."""
    return rng.choice([
        f"{first} {last}", f"{last}, {first}", f"{last} {first}".upper(),
        f"{first} {last}".lower(), f"{first} {last.upper()}", f"{first}.{last}".lower(),
        f"{last}{first}".replace("-", ""), f"{first}_{last}", f" {last}   {first} ",
        f"{last}\u00a0{first}", f"{first.replace('-', ' ')} {last.replace('-', ' ')}",
        f"{first.replace(' ', '-')} {last.replace('-', ' - ')}",
    ])  # fmt: skip


def adorned(rng: random.Random, last: str, first: str) -> str:
    """With a title before, a place, a year, a number or a flower after."""
    name = rng.choice([f"{first} {last}", f"{last} {first}"])
    return rng.choice([
        rng.choice(TITLES) + name, name + rng.choice(PLACES), f"{name} {rng.randrange(2, 4)}",
        f"{name} 🌸", f"#{rng.randrange(2, 60)} {name}", f"{rng.randrange(1, 60)}. {name}",
        f"{name} (Guest)", f"{name} iPhone", f"iPhone de {name}", f"{name} (ea/dumneaei)",
    ])  # fmt: skip


def shortened(rng: random.Random, last: str, first: str) -> str:
    """Initials, or one of two given names."""
    parts = first.replace("-", " ").split()
    initials = " ".join(f"{part[0]}." for part in parts)
    if len(parts) > 1 and rng.random() < 0.7:
        return rng.choice([
            f"{last} {parts[0]}", f"{last} {parts[1]}", f"{parts[0]} {parts[1][0]}. {last}",
            f"{last} {parts[0][0]}. {parts[1]}",
        ])  # fmt: skip
    return rng.choice([f"{last} {initials}", f"{initials} {last}", f"Dr. {last} {initials}"])


def married(rng: random.Random, last: str, first: str) -> str:
    """A surname of two with one left out, or one more than the register knows."""
    parts = last.replace("-", " ").split()
    if len(parts) > 1:
        return rng.choice([f"{parts[0]} {first}", f"{parts[1]} {first}", f"{first} {parts[1]}"])
    other = rng.choice(SURNAMES)
    return rng.choice([
        f"{last}-{other} {first}", f"{other}-{last} {first}", f"{other} ({last}) {first}",
        f"{first} {other} (fostă {last})", f"{first} {last} {other}", f"{first} {last} ({other})",
        f"{other} căs. {last} {first}",
    ])  # fmt: skip


def familiar(rng: random.Random, last: str, first: str) -> str:
    """A diminutive for one of the given names; where there is none, the order changes."""
    parts = first.replace("-", " ").split()
    known = [part for part in parts if part in DIMINUTIVES]
    if not known:
        return ordered(rng, last, first)
    short = rng.choice(DIMINUTIVES[known[0]].split())
    if len(parts) == 1 or rng.random() < 0.5:
        return rng.choice([f"{short} {last}", f"{last} {short}"])
    return f"{last} " + " ".join(short if part == known[0] else part for part in parts)


def mistyped(rng: random.Random, last: str, first: str) -> str:
    """One slip of the fingers in one word, sometimes one in each."""
    if rng.random() < 0.15:
        return f"{slip(rng, last)} {slip(rng, first)}"
    return f"{slip(rng, last)} {first}" if rng.random() < 0.55 else f"{slip(rng, first)} {last}"


def slip(rng: random.Random, word: str) -> str:
    """One slip that does not happen to make another name: Maria for Marina is no mere slip."""
    if len(word) < 4:
        return word
    slipped = word
    own = _parts(word)
    while slipped == word or (_parts(slipped) - own) & _NAMES:
        slipped = _slip(rng, word)
    return slipped


def _parts(text: str) -> set[str]:
    return set(_bare(text).lower().replace("-", " ").split())


def _slip(rng: random.Random, word: str) -> str:
    """A letter left out, doubled, swapped with the next, or a neighbour on the keyboard."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(NEIGHBOURS.get(_bare(word[at]).lower(), "aei")) + word[at + 1 :]


def as_written(rng: random.Random, last: str, first: str) -> str:
    """Nothing wrong with it."""
    return rng.choice([f"{last} {first}", f"{first} {last}"])


# Such damage leaves every word of the name in place: what it contradicts, it contradicts clearly.
LIGHT: dict[str, Damage] = {
    "as written": as_written, "lost letters": lost_letters, "garbled": garbled,
    "no marks": without_marks, "spelled": spelled, "ordered": ordered, "adorned": adorned,
}  # fmt: skip
HEAVY: dict[str, Damage] = {
    "shortened": shortened, "married": married, "familiar": familiar, "mistyped": mistyped,
}  # fmt: skip
EVERY = LIGHT | HEAVY


def damaged(rng: random.Random, last: str, first: str, *, by: dict[str, Damage]) -> tuple[str, str]:
    """A way of damage and its result, at times on top of lost marks."""
    how = rng.choice(list(by))
    if rng.random() < 0.25:
        last, first = _bare(last), _bare(first)
    return how, by[how](rng, last, first)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


_NAMES = frozenset(_bare(name).lower() for name in SURNAMES + WOMEN + MEN)
