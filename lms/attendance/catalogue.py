"""The sentences of the attendance library, in Romanian and English."""

from __future__ import annotations

from collections.abc import Mapping

from lms.attendance.reasons import REASONS
from lms.attendance.refusals import REFUSALS
from lms.attendance.wording import worded

_PROBLEMS: dict[str, tuple[str, str]] = {
    "registrants_unknown": (
        "{count:un cod de înscris nu este în lista membrilor și nu a fost folosit|coduri de "
        "înscriși nu sunt în lista membrilor și nu au fost folosite}: {codes}.",
        "{count:one code of a registrant is not in the list of members and was not used|codes of "
        "registrants are not in the list of members and were not used}: {codes}.",
    ),
    "date_order_ambiguous": (
        "data „{value}” se poate citi și zi/lună ({day_first_ro}), și lună/zi ({month_first_ro}), "
        "iar restul fișierului nu hotărăște. Spuneți în ce ordine sunt scrise datele.",
        "the date “{value}” reads both as day/month ({day_first_en}) and as month/day "
        "({month_first_en}), and nothing else in the file decides. Say in which order the dates "
        "are written.",
    ),
    "date_order_assumed": (
        "datele ca „{value}” au fost citite lună/zi, cum se scriu în engleza "
        "americană, cu AM/PM; nimic altceva din fișier nu confirmă. Verificați ziua sesiunii.",
        "dates like “{value}” were read as month/day, as American English writes them "
        "beside AM/PM; nothing else in the file confirms it. Check the day of the session.",
    ),
    "dates_in_two_orders": (
        "fișierul amestecă ordinea zi/lună cu lună/zi (de exemplu „{value}” și „{other}”, rândul "
        "{other_row}). Corectați datele sau exportați din nou raportul.",
        "the file mixes day/month with month/day (for example “{value}” and “{other}”, row "
        "{other_row}). Correct the dates or export the report again.",
    ),
    "time_unreadable": (
        "ora „{value}” nu poate fi citită, iar rândul nu aduce minute după ea. Scrieți-o ca "
        "2026-09-03 18:00.",
        "the time “{value}” cannot be read, and the row brings no minutes by it. Write it as "
        "2026-09-03 18:00.",
    ),
    "day_without_session": (
        "„{value}” nu este ziua niciunei sesiuni a ediției; prezențele din acea zi nu au adus "
        "minute. Verificați dacă fișierul aparține acestei ediții.",
        "“{value}” is the day of no session of the edition; presence on it brought no minutes. "
        "Check that the file belongs to this edition.",
    ),
    "no_leaving": (
        "persoana a intrat, dar plecarea lipsește; a fost socotită până la ultima oră din fișier "
        "({last}).",
        "the person joined but the leaving is missing; counted up to the last time in the file "
        "({last}).",
    ),
    "joining_missing": (
        "lipsește ora sosirii, deci rândul nu aduce minute. Completați-o.",
        "the join time is missing, so the row brings no minutes. Fill it in.",
    ),
    "leaving_missing": (
        "lipsește ora plecării, deci rândul nu aduce minute. Completați-o.",
        "the leave time is missing, so the row brings no minutes. Fill it in.",
    ),
    "minutes_missing": (
        "lipsesc și orele, și durata, deci rândul nu aduce minute. Completați-le.",
        "both the times and the duration are missing, so the row brings no minutes. Fill them in.",
    ),
    "list_without_leaving": (
        "lista are doar ora sosirii; cei prezenți au fost socotiți de atunci până la sfârșitul "
        "zilei de curs. Verificați înainte de a confirma.",
        "the list has only the time of arrival; those present were counted from then to the end "
        "of the day's sessions. Check before confirming.",
    ),
    "waiting_room": (
        "{count:un rând spune|rânduri spun} despre sala de așteptare; timpul de acolo nu a fost "
        "socotit.",
        "{count:one row speaks|rows speak} of the waiting room; the time there was not counted.",
    ),
    "number_unreadable": (
        "durata „{value}” nu poate fi citită; nu a fost socotită. Scrieți-o ca 90, 1:30 sau "
        "1 h 30 min.",
        "the duration “{value}” cannot be read; it was not counted. Write it as 90, 1:30 or "
        "1 h 30 min.",
    ),
    "negative_duration": (
        "plecarea ({left}) este înaintea sosirii ({joined}); rândul nu aduce minute. Corectați "
        "orele.",
        "the leave time ({left}) is before the join time ({joined}); the row brings no minutes. "
        "Correct the times.",
    ),
    "duration_negative": (
        "durata „{value}” este negativă; nu a fost socotită. Corectați-o.",
        "the duration “{value}” is negative; it was not counted. Correct it.",
    ),
    "duration_differs": (
        "durata scrisă ({written} min) nu se potrivește cu orele de intrare și ieșire "
        "({computed} min); s-au folosit orele.",
        "the written duration ({written} min) does not fit the join and leave times "
        "({computed} min); the times were used.",
    ),
    "outside_sessions": (
        "intrările acestei persoane sunt în afara sesiunilor ediției, deci are 0 minute. "
        "Verificați dacă fișierul aparține acestei ediții.",
        "this person's joins lie outside the sessions of the edition, hence 0 minutes. Check that "
        "the file belongs to this edition.",
    ),
    "no_row_in_sessions": (
        "nicio intrare din fișier nu se suprapune cu sesiunile ediției. Este posibil să fi "
        "încărcat fișierul altei ediții.",
        "no join in the file overlaps the sessions of the edition. This may be the file of another "
        "edition.",
    ),
    "topic_differs": (
        "fișierul este despre „{topic}”, iar ediția este „{title}”. Verificați dacă ați încărcat "
        "lista potrivită.",
        "the file is about “{topic}” and the edition is “{title}”. Check that it is the right "
        "list.",
    ),
    "day_differs": (
        "fișierul este din {day}, iar ediția a început la {starts_on}. Verificați dacă ați "
        "încărcat lista potrivită.",
        "the file is of {day} and the edition began on {starts_on}. Check that it is the right "
        "list.",
    ),
    "no_name_no_email": (
        "rândul nu are nici nume, nici e-mail, nici cod și a fost lăsat deoparte.",
        "the row has no name, no e-mail and no code, and was left out.",
    ),
    "email_invalid": (
        "„{value}” nu este o adresă de e-mail și nu a fost folosită.",
        "“{value}” is not an e-mail address and was not used.",
    ),
    "code_damaged": (
        "codul „{value}” pare stricat de programul de calcul tabelar și nu a fost folosit. Scrieți "
        "codul RNASR întreg, ca text.",
        "the code “{value}” looks damaged by the spreadsheet and was not used. Write the whole "
        "RNASR code, as text.",
    ),
    "one_email_many_names": (
        "adresa {email} apare la {count:un nume|nume diferite}; fiecare nume a rămas o persoană "
        "separată.",
        "the address {email} stands beside {count:one name|different names}; each name was kept as "
        "a separate person.",
    ),
    "same_person_twice": (
        "aceeași persoană apare de mai multe ori ({rows:rândul|rândurile}); a fost socotită o "
        "singură dată.",
        "the same person appears several times ({rows:row|rows}) and was counted once.",
    ),
    "cnp_dropped": (
        "fișierul conținea date cu caracter de CNP ({count}); au fost șterse la citire și nu se "
        "păstrează. Data viitoare trimiteți lista fără CNP.",
        "the file held data that look like personal numbers (CNP; {count}); they were dropped on "
        "reading and are not kept. Next time send the list without CNP.",
    ),
    "nul_bytes_removed": (
        "fișierul conținea {count:un caracter nul, care a fost scos|caractere nule, care au fost "
        "scoase}.",
        "the file held {count:one NUL character, which was removed|NUL characters, which were "
        "removed}.",
    ),
    "mixed_encodings": (
        "fișierul amestecă două codări de caractere; ca {encoding} {rows:s-a citit rândul|s-au "
        "citit rândurile}. Verificați numele de acolo.",
        "the file mixes two character encodings; read as {encoding}: {rows:row|rows}. Check the "
        "names there.",
    ),
    "formula_text": (
        "celula începe ca o formulă („{value}”); a fost păstrată ca text și nu se calculează.",
        "the cell begins like a formula (“{value}”); it was kept as text and is not computed.",
    ),
    "formula_value": (
        "{count:o celulă conține o formulă|celule conțin formule} (prima: {cell}); s-a citit "
        "rezultatul salvat, nu s-a calculat nimic.",
        "{count:one cell holds a formula|cells hold formulas} (the first: {cell}); the saved "
        "result was read, nothing was computed.",
    ),
    "formula_without_value": (
        "celula conține o formulă fără rezultat salvat, deci a fost citită ca goală. Deschideți "
        "fișierul, salvați-l din nou sau scrieți valoarea.",
        "the cell holds a formula without a saved result, so it was read as empty. Open the file "
        "and save it again, or write the value.",
    ),
    "cell_error": (
        "celula conține eroarea „{value}” și a fost citită ca goală. Corectați formula.",
        "the cell holds the error “{value}” and was read as empty. Correct the formula.",
    ),
    "presence_unknown": (
        "semnul de prezență „{value}” nu este cunoscut; persoana nu a fost socotită prezentă. "
        "Folosiți X, DA sau P.",
        "the mark of presence “{value}” is not known; the person was not counted as present. Use "
        "X, DA or P.",
    ),
    "list_without_times": (
        "lista nu are nici ore, nici durate; cei prezenți au fost socotiți prezenți la întreaga "
        "sesiune. Verificați înainte de a confirma.",
        "the list has neither times nor durations; those present were counted present for the "
        "whole session. Check before confirming.",
    ),
    "list_without_minutes": (
        "lista nu are nici ore, nici durate, deci minutele nu se pot socoti fără sesiunile "
        "ediției.",
        "the list has neither times nor durations, so minutes cannot be counted without the "
        "sessions of the edition.",
    ),
    "sheets_unlike_sessions": (
        "registrul are {sheets:o foaie|foi} cu liste, iar ediția are {sessions:o sesiune|sesiuni}; "
        "minutele nu au fost socotite. Spuneți ce foaie este a cărei sesiuni sau încărcați foile "
        "pe rând.",
        "the workbook has {sheets:one sheet|sheets} with lists and the edition has "
        "{sessions:one session|sessions}; minutes were not counted. Say which sheet belongs to "
        "which session, or upload the sheets one by one.",
    ),
    "and_more": (
        "{count:încă o problemă de același fel nu mai este arătată|probleme de același fel nu mai "
        "sunt arătate} ({code}).",
        "{count:one more problem of the same kind is not shown|more problems of the same kind are "
        "not shown} ({code}).",
    ),
}

SENTENCES: Mapping[str, tuple[str, str]] = {**REFUSALS, **_PROBLEMS, **REASONS}


def sentence_of(
    code: str,
    params: Mapping[str, str | int],
    *,
    lang: str,
    row: int | None = None,
    column: str = "",
    sheet: str = "",
) -> str:
    """The sentence of a code in "ro" (also for an unknown language) or "en", place first."""
    romanian, english = SENTENCES[code]
    in_english = lang.startswith("en")
    chosen = english if in_english else romanian
    text = worded(chosen, params, lang="en" if in_english else "ro")
    words = ("sheet", "row", "column") if in_english else ("foaia", "rândul", "coloana")
    quotes = ("“", "”") if in_english else ("„", "”")
    place = []
    if sheet:
        place.append(f"{words[0]} {quotes[0]}{sheet}{quotes[1]}")
    if row is not None:
        place.append(f"{words[1]} {row}")
    if column:
        place.append(f"{words[2]} {quotes[0]}{column}{quotes[1]}")
    whole = f"{', '.join(place)}: {text}" if place else text
    return whole[0].upper() + whole[1:]
