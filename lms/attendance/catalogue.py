"""The sentences of the attendance library, in Romanian and English."""

from __future__ import annotations

from collections.abc import Mapping

from lms.attendance.reasons import REASONS

_REFUSALS: dict[str, tuple[str, str]] = {
    "empty_file": (
        "Fișierul este gol. Descărcați din nou raportul de prezență și încărcați-l întreg.",
        "The file is empty. Download the attendance report again and upload the whole of it.",
    ),
    "no_attendee": (
        "Fișierul a fost citit ca „{layout_ro}”, dar nu conține niciun participant prezent. Nimeni "
        "nu a fost notat absent. Verificați dacă ați exportat raportul potrivit.",
        "The file was read as “{layout_en}”, but it holds nobody who was present. Nobody was "
        "marked absent. Check that you exported the right report.",
    ),
    "wrong_type": (
        "Fișierul „{filename}” este de fapt {kind_ro}, nu o listă de prezență. Încărcați raportul "
        "în format CSV sau XLSX.",
        "The file “{filename}” is really {kind_en}, not an attendance list. Upload the report as "
        "CSV or XLSX.",
    ),
    "macros": (
        "Registrul de calcul „{filename}” conține macrocomenzi, care nu se acceptă. Salvați-l ca "
        "XLSX fără macrocomenzi sau ca CSV și încărcați-l din nou.",
        "The workbook “{filename}” contains macros, which are not accepted. Save it as XLSX "
        "without macros or as CSV and upload it again.",
    ),
    "password_protected": (
        "Registrul de calcul „{filename}” este protejat cu parolă și nu poate fi citit. Scoateți "
        "parola și încărcați-l din nou.",
        "The workbook “{filename}” is protected by a password and cannot be read. Remove the "
        "password and upload it again.",
    ),
    "old_workbook": (
        "Fișierul „{filename}” este {kind_ro}, pe care încă nu îl citim. Deschideți-l și salvați-l "
        "ca XLSX sau CSV, apoi încărcați-l din nou.",
        "The file “{filename}” is {kind_en}, which is not read yet. Open it, save it as XLSX or "
        "CSV, then upload it again.",
    ),
    "damaged_workbook": (
        "Registrul de calcul „{filename}” este deteriorat și nu poate fi deschis. Deschideți "
        "originalul, salvați-l din nou ca XLSX și încărcați copia nouă.",
        "The workbook “{filename}” is damaged and cannot be opened. Open the original, save it as "
        "XLSX again and upload the new copy.",
    ),
    "sheet_too_wide": (
        "foaia are celule până la rândul {rows} și coloana {columns}, prea multe chiar dacă sunt "
        "goale (limita: {limit}). Ștergeți rândurile și coloanele goale de după listă.",
        "the sheet has cells up to row {rows} and column {columns}, too many even if empty (the "
        "limit: {limit}). Delete the empty rows and columns after the list.",
    ),
    "zip_bomb": (
        "Registrul de calcul „{filename}” s-ar desface la {unpacked_mb} MB, peste limita de "
        "{limit_mb} MB. Păstrați în el doar lista de prezență și încărcați-l din nou.",
        "The workbook “{filename}” would unpack to {unpacked_mb} MB, above the limit of "
        "{limit_mb} MB. Keep only the attendance list in it and upload it again.",
    ),
    "too_large": (
        "Fișierul are {size_mb} MB, iar limita este de {limit_mb} MB. Încărcați doar raportul de "
        "prezență sau împărțiți-l pe sesiuni.",
        "The file has {size_mb} MB and the limit is {limit_mb} MB. Upload only the attendance "
        "report, or split it by session.",
    ),
    "too_many_rows": (
        "Fișierul are mai mult de {limit} de rânduri. Verificați dacă este raportul potrivit sau "
        "împărțiți-l pe sesiuni.",
        "The file has more than {limit} rows. Check that it is the right report, or split it by "
        "session.",
    ),
    "unknown_layout": (
        "Nu recunoaștem așezarea coloanelor din fișier. Citim în prezent: {layouts_ro}. Exportați "
        "raportul într-unul dintre aceste formate sau puneți pe primul rând titlurile coloanelor "
        "(de exemplu: Nume, Prenume, E-mail, Cod RNASR).",
        "The layout of the file is not known. Read at present: {layouts_en}. Export the report in "
        "one of these, or put column titles in the first row (for example: Nume, Prenume, E-mail, "
        "Cod RNASR).",
    ),
    "mapping_without_people": (
        "Nicio coloană nu spune cine a fost prezent. Alegeți cel puțin numele, adresa de e-mail "
        "sau codul RNASR.",
        "No column says who was present. Choose at least the name, the e-mail or the RNASR code.",
    ),
    "mapping_beyond_table": (
        "Coloana {column} nu există: tabelul are {count} coloane. Alegeți alta.",
        "There is no column {column}: the table has {count} columns. Choose another.",
    ),
    "mapping_repeats_column": (
        "Aceeași coloană a fost aleasă de două ori. Alegeți pentru fiecare lucru altă coloană.",
        "The same column was chosen twice. Choose another column for each thing.",
    ),
    "mapping_unreadable": (
        "„{value}” nu spune ce este o coloană. Scrieți, de exemplu, full_name=2,email=4.",
        "“{value}” does not say what a column is. Write, for example, full_name=2,email=4.",
    ),
    "unreadable_encoding": (
        "Textul fișierului nu poate fi citit: codarea caracterelor nu este recunoscută. Deschideți "
        "fișierul și salvați-l ca „CSV UTF-8”, apoi încărcați-l din nou.",
        "The text of the file cannot be read: its character encoding is not recognised. Open the "
        "file, save it as “CSV UTF-8”, then upload it again.",
    ),
    "unclosed_quote": (
        "Ghilimelele deschise aici nu se mai închid, iar restul fișierului nu poate fi împărțit pe "
        "coloane. Corectați rândul sau exportați din nou raportul.",
        "A quotation mark opened here is never closed, so the rest of the file cannot be split "
        "into columns. Correct the row or export the report again.",
    ),
    "unknown_sheet": (
        "Registrul de calcul are {count} foi, iar foaia {sheet_number} nu există. Alegeți un număr "
        "între 1 și {count}.",
        "The workbook has {count} sheets and sheet {sheet_number} does not exist. Choose a number "
        "from 1 to {count}.",
    ),
    "sessions_unreadable": (
        "Fișierul cu sesiuni nu poate fi citit aici („{value}”). Scrieți pe fiecare rând începutul "
        "și sfârșitul unei sesiuni, de exemplu 2026-09-03 18:00,2026-09-03 20:00, sau dați JSON-ul "
        "cu sessions.",
        "The file of sessions cannot be read here (“{value}”). Write the start and the end of one "
        "session on each row, for example 2026-09-03 18:00,2026-09-03 20:00, or give the JSON with "
        "sessions.",
    ),
    "unknown_timezone": (
        "Fusul orar „{timezone}” nu există. Folosiți un nume ca Europe/Bucharest.",
        "There is no time zone “{timezone}”. Use a name like Europe/Bucharest.",
    ),
}

# Of the lists of members and of registrants.
_REFUSALS |= {
    "columns_missing": (
        "lipsesc coloanele {columns}. Scrieți pe primul rând titlurile coloanelor și salvați lista "
        "ca CSV.",
        "the columns {columns} are missing. Put the column titles in the first row and save the "
        "list as CSV.",
    ),
    "members_without_code": (
        "Lista membrilor are rânduri fără rnasr_code: {rows}. Completați codul pe fiecare rând.",
        "The list of members has rows without rnasr_code: {rows}. Give every row its code.",
    ),
    "members_twice": (
        "Lista membrilor repetă coduri RNASR pe rândurile {rows}. Păstrați un singur rând pentru "
        "fiecare membru, cu e-mailurile despărțite prin punct și virgulă.",
        "The list of members repeats RNASR codes in rows {rows}. Keep one row for each member, "
        "with the e-mails separated by semicolons.",
    ),
    "list_of_nobody": (
        "Lista nu are niciun rând sub titluri. Verificați dacă este fișierul potrivit.",
        "The list has no row below its titles. Check that it is the right file.",
    ),
}

_PROBLEMS: dict[str, tuple[str, str]] = {
    "registrants_unknown": (
        "{count} coduri de înscriși nu sunt în lista membrilor ({codes}); au fost trecute cu "
        "vederea.",
        "{count} codes of registrants are not in the list of members ({codes}); they were left "
        "aside.",
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
    "number_unreadable": (
        "durata „{value}” nu este un număr; nu a fost socotită.",
        "the duration “{value}” is not a number; it was not counted.",
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
        "adresa {email} apare la {count} nume diferite; fiecare nume a rămas o persoană separată.",
        "the address {email} stands beside {count} different names; each name was kept as a "
        "separate person.",
    ),
    "same_person_twice": (
        "aceeași persoană apare de mai multe ori (rândurile {rows}); a fost socotită o singură "
        "dată.",
        "the same person appears several times (rows {rows}) and was counted once.",
    ),
    "cnp_dropped": (
        "fișierul conținea date cu caracter de CNP ({count}); au fost șterse la citire și nu se "
        "păstrează. Data viitoare trimiteți lista fără CNP.",
        "the file held data that look like personal numbers (CNP; {count}); they were dropped on "
        "reading and are not kept. Next time send the list without CNP.",
    ),
    "nul_bytes_removed": (
        "fișierul conținea {count} caractere nule, care au fost scoase.",
        "the file held {count} NUL characters, which were removed.",
    ),
    "mixed_encodings": (
        "fișierul amestecă două codări de caractere; rândurile {rows} au fost citite ca "
        "{encoding}. Verificați numele de pe ele.",
        "the file mixes two character encodings; rows {rows} were read as {encoding}. Check the "
        "names on them.",
    ),
    "formula_text": (
        "celula începe ca o formulă („{value}”); a fost păstrată ca text și nu se calculează.",
        "the cell begins like a formula (“{value}”); it was kept as text and is not computed.",
    ),
    "formula_value": (
        "{count} celule conțin formule (prima: {cell}); s-a citit rezultatul salvat lângă ele, nu "
        "s-a calculat nimic.",
        "{count} cells hold formulas (the first: {cell}); the result saved beside them was read, "
        "nothing was computed.",
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
        "registrul are {sheets} foi cu liste, iar ediția are {sessions} sesiuni; minutele nu au "
        "fost socotite. Spuneți ce foaie este a cărei sesiuni sau încărcați foile pe rând.",
        "the workbook has {sheets} sheets with lists and the edition has {sessions} sessions; "
        "minutes were not counted. Say which sheet belongs to which session, or upload the sheets "
        "one by one.",
    ),
    "and_more": (
        "mai sunt încă {count} probleme de același fel ({code}).",
        "there are {count} more problems of the same kind ({code}).",
    ),
}

SENTENCES: Mapping[str, tuple[str, str]] = {**_REFUSALS, **_PROBLEMS, **REASONS}


class _Known(dict[str, str | int]):
    """Parameters of a problem stored before its sentence said as much as it does now."""

    def __missing__(self, key: str) -> str:
        return "…"


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
    text = (english if in_english else romanian).format_map(_Known(params))
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
