"""Why the ladder says what it says, in Romanian and English."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "not_looked_up": (
        "Fișierul a fost doar citit; nimeni nu a fost căutat printre membri.",
        "The file was only read; nobody was looked up among the members.",
    ),
    "code_matches": ("Codul RNASR este al membrului.", "The RNASR code is the member's."),
    "email_matches": (
        "Adresa de e-mail este una dintre cele verificate ale membrului.",
        "The e-mail is one of the member's verified addresses.",
    ),
    "code_name_contradicts": (
        "Codul RNASR este al unui membru, dar numele „{name}” este al altcuiva.",
        "The RNASR code is a member's, but the name “{name}” is somebody else's.",
    ),
    "number_short_name": (
        "Numărul din nume este codul RNASR al unui membru, dar „{name}” nu are și nume, și "
        "prenume; poate fi alt număr.",
        "The number in the name is a member's RNASR code, but “{name}” has not both a surname and "
        "a given name; it may be another number.",
    ),
    "email_name_contradicts": (
        "Adresa de e-mail este a unui membru, dar numele „{name}” este al altcuiva.",
        "The e-mail is a member's, but the name “{name}” is somebody else's.",
    ),
    "code_email_differ": (
        "Codul RNASR și adresa de e-mail sunt ale unor membri diferiți.",
        "The RNASR code and the e-mail belong to different members.",
    ),
    "code_shared": (
        "Codul RNASR apare la mai mulți membri.",
        "The RNASR code stands beside more than one member.",
    ),
    "email_shared": (
        "Adresa de e-mail este a mai multor membri.",
        "The e-mail belongs to more than one member.",
    ),
    "code_many_names": (
        "În listă, același cod RNASR apare lângă mai multe nume.",
        "In the list, the same RNASR code stands beside more than one name.",
    ),
    "email_many_names": (
        "În listă, aceeași adresă de e-mail apare lângă mai multe nume.",
        "In the list, the same e-mail stands beside more than one name.",
    ),
    "registrant_name_same": (
        "Același nume ca al unui membru înscris la ediție; numele singur nu creditează.",
        "The same name as a member registered for the edition; a name alone credits nobody.",
    ),
    "registrant_name_similar": (
        "Nume apropiat de al unui membru înscris la ediție; numele singur nu creditează.",
        "A name close to that of a member registered for the edition; a name alone credits nobody.",
    ),
    "name_same": (
        "Același nume ca al unui singur membru; numele singur nu creditează.",
        "The same name as one member only; a name alone credits nobody.",
    ),
    "name_similar": (
        "Nume apropiat de al unui membru; numele singur nu creditează.",
        "A name close to a member's; a name alone credits nobody.",
    ),
    "namesakes": (
        "{count:un membru|membri} se potrivesc la fel de bine după nume; alegeți dumneavoastră.",
        "{count:one member|members} fit equally well by name; the choice is yours.",
    ),
    "no_person_name": (
        "Fără cod, fără e-mail cunoscut, iar „{name}” nu este numele unei persoane.",
        "No code, no known e-mail, and “{name}” is not a person's name.",
    ),
    "nobody_found": (
        "Niciun membru nu are acest cod, această adresă sau un nume apropiat.",
        "No member has this code, this e-mail or a similar name.",
    ),
}
