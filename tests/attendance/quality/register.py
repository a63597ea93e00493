"""An invented register: 13,500 members, about 2,500 of whom share a folded full name."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from lms.attendance import MemberCandidate

_SURNAMES = """
Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin
Marin Dinu Florea Nistor Tudor Moldovan Ștefan Ungureanu Țuțu Păun Rîmniceanu Brânză Vlădescu
Ștefănescu Lungu Crețu Șerban Țîru Bălan Cojocaru Dobre Enache Filip Grigore Iacob Lazăr Manole
Năstase Olteanu Petrescu Roșu Sandu Toma Ursu Voicu Zamfir Kovács Szabó Albu Bârsan Câmpeanu
Drăgan Mihăilă Anghel Barbu Costea Diaconu Oprea Pană Preda Sava Simion Tănase Văduva Neagu Badea
Mocanu Cristea Ilie Manea Bucur Avram Nagy Tóth Varga Balogh Molnár Fekete Szász Horváth Kiss Papp
Schuster Müller Weber Ionașcu Chirilă Croitoru Rotaru Bejan Bejenaru Botezatu Buzatu Cazacu Ciocan
Chiriac Cozma Cucu Damian Dănilă Dascălu Dragomir Duță Fieraru Frățilă Ghiță Gavrilă Giurgiu
Hanganu Harabagiu Iftime Ignat Irimia Ivan Ivașcu Leonte Lupu Lupașcu Macovei Mărginean Mazilu
Mihalache Mihalcea Miron Mitrea Moise Moraru Mureșan Mușat Neacșu Nedelcu Negru Negoiță Nica
Nicolae Nițu Oancea Onofrei Paraschiv Pascu Pătrașcu Pavel Pârvu Pintilie Pîrvulescu Plăcintă Pop
Prodan Răducanu Roman Rădulescu Sârbu Săndulescu Stoian Stroe Suciu Surdu Tarcea Teodorescu
Trandafir Trifan Țurcanu Turcu Ungur Ursache Vasile Vasilescu Vieru Vîlcu Vlad Vlaicu Zaharia
Zaharescu Zăvoianu Alexe Andronache Apostol Arsene Axinte Bănică Bărbulescu Bîrlea Bogdan Bratu
Buda Bulgaru Burlacu Calotă Căprar Cernat Cimpoeru Ciurea Cîrstea Coman Corbu Coroiu Covaci
Crăciun Cuza David Deaconescu Dima Dinescu Dogaru Dumitrașcu Epure Fărcaș Florescu Fodor Frunză
Gălățeanu Georgescu Gherman Gligor Groza Gheorghiță Guțu Haiduc Hristea Iordache Iorga Jitaru
Lascu Luca Lăcătuș Mânzatu Marcu Marinescu Militaru Mircea Morar Năstăsoiu Neculai Niculescu Olaru
Onea Opriș Palade Panait Pântea Petcu Pleșa Purcărea Rotariu Rîpeanu Sabău Sîrbu Savu Scurtu
Secară Șandru Șchiopu Șoltuz Spătaru Stănciulescu Stănescu Stoenescu Tatu Timofte Topală Tismănaru
Țăranu Țepeș Udrea Văcaru Vișan Voinea
"""
_WOMEN = """
Maria Elena Ana Ioana Andreea Mihaela Cristina Daniela Alexandra Gabriela Ștefania Raluca Simona
Sînziana Luminița Corina Oana Diana Roxana Irina Ramona Nicoleta Sorina Ilinca Monica Laura
Loredana Carmen Doina Rodica Veronica Adriana Alina Anca Angela Aurelia Bianca Camelia Cătălina
Claudia Cornelia Dana Denisa Dorina Ecaterina Emilia Eugenia Felicia Florentina Florina Georgeta
Georgiana Iuliana Lavinia Lidia Liliana Livia Lucia Magdalena Margareta Mariana Marina Mirela
Nadia Natalia Otilia Paula Petronela Rozalia Sanda Silvia Steluța Teodora Tatiana Valentina
Victoria Violeta Viorica Zsuzsanna Ágnes Erzsébet Timea Anamaria Marinela Ionela Nicolina
"""
_MEN = """
Ion Ioan Andrei Alexandru Mihai Cristian Daniel Ștefan George Constantin Nicolae Vasile Florin
Adrian Gheorghe Emil Răzvan Bogdan Cătălin Dumitru Gabriel Ionuț Marian Marius Sorin Valentin
Viorel Vlad Claudiu Cosmin Dan Dragoș Eugen Horia Iulian Liviu Lucian Mircea Octavian Ovidiu Paul
Petru Radu Sebastian Silviu Teodor Tiberiu Traian Tudor Victor Zoltán László
"""
SURNAMES, WOMEN, MEN = (names.split() for names in (_SURNAMES, _WOMEN, _MEN))
COUNTIES = ["Iași", "Cluj", "București", "Dolj", "Timiș", "Brașov", "Bihor", "Galați", "Vâlcea"]


@dataclass(frozen=True)
class Register:
    """The members, and who shares what with whom."""

    members: list[MemberCandidate]
    by_surname: dict[str, list[MemberCandidate]] = field(default_factory=dict)
    by_given: dict[str, list[MemberCandidate]] = field(default_factory=dict)
    by_code: dict[str, MemberCandidate] = field(default_factory=dict)
    by_name: dict[str, list[MemberCandidate]] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=dict)


def make_register(seed: int, count: int) -> Register:
    """`count` members with opaque codes of several looks, some a digit or a zero apart."""
    rng = random.Random(seed)
    codes = _codes(rng, count)
    members: list[MemberCandidate] = []
    for n, code in enumerate(codes):
        last, first = _name(rng)
        if n > 10 and rng.random() < 0.01:  # brothers, sisters, twins of the same branch
            last = members[-1].last_name
        branch = members[-1].branch if members and rng.random() < 0.3 else rng.choice(COUNTIES)
        emails = [f"{_local(rng, last, first)}{n}@exemplu.test"]
        if rng.random() < 0.35:
            emails.append(f"m{n}@serviciu.test")
        if members and rng.random() < 0.01:  # the address of the household, verified by both
            emails.append(members[-1].emails[0])
        members.append(MemberCandidate(f"id-{n}", code, last, first, tuple(emails), branch))
    made = Register(members)
    for member in members:
        made.by_code[member.rnasr_code] = member
        for email in member.emails:
            made.owners.setdefault(email, set()).add(member.id)
        made.by_surname.setdefault(member.last_name, []).append(member)
        made.by_given.setdefault(member.first_name, []).append(member)
        made.by_name.setdefault(whole_name(member), []).append(member)
    return made


def whole_name(member: MemberCandidate) -> str:
    """Surname and given name as the generator compares them: for its own namesakes only."""
    return f"{member.last_name} {member.first_name}".replace("-", " ").lower()


def _codes(rng: random.Random, count: int) -> list[str]:
    codes: dict[str, None] = {}
    while len(codes) < count:
        number = rng.randrange(1, 60_000)
        look = rng.random()
        if look < 0.7:
            code = f"{number:05d}"
        elif look < 0.8:
            code = f"RN {number:05d}/B"
        elif look < 0.9:
            code = f"CJ-{number:04d}"
        else:
            code = str(number)
        codes[code] = None
        if look < 0.02:
            codes[str(number)] = None  # the same digits without the leading zeros: another member
    return list(codes)[:count]


def _name(rng: random.Random) -> tuple[str, str]:
    given = WOMEN if rng.random() < 0.82 else MEN
    last, first = _drawn(rng, SURNAMES), _drawn(rng, given)
    if given is WOMEN and rng.random() < 0.12:
        last += rng.choice("--- ") + _drawn(rng, SURNAMES)
    if rng.random() < 0.55:
        second = _drawn(rng, given)
        if second != first:
            first += rng.choice("--  ") + second
    return last, first


def _drawn(rng: random.Random, names: list[str]) -> str:
    """Few names are frequent, most are rare."""
    return names[int(len(names) * rng.random() ** 2.2)]


def _local(rng: random.Random, last: str, first: str) -> str:
    plain = "".join(letter for letter in f"{first}.{last}".lower() if letter.isascii())
    return plain.replace(" ", "").replace("-", "") if rng.random() < 0.8 else "asist"
