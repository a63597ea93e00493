"""Why a file as a whole is refused, in Romanian and English."""

from __future__ import annotations

REFUSALS: dict[str, tuple[str, str]] = {
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
    "zip_of_many": (
        "Registrul de calcul „{filename}” este alcătuit din {count:o parte|părți}, peste limita de "
        "{limit:una|părți}. Păstrați în el doar lista de prezență și încărcați-l din nou.",
        "The workbook “{filename}” is made of {count:one part|parts}, above the limit of "
        "{limit:one|parts}. Keep only the attendance list in it and upload it again.",
    ),
    "cell_too_long": (
        "o celulă are peste {limit:un caracter|caractere}, deci nu este a unei liste de prezență. "
        "Ștergeți-o sau exportați din nou raportul.",
        "a cell has more than {limit:one character|characters}, so it is none of an attendance "
        "list. Delete it or export the report again.",
    ),
    "too_large": (
        "Fișierul este mai mare decât limita de {limit_mb} MB. Încărcați doar raportul de "
        "prezență sau împărțiți-l pe sesiuni.",
        "The file is larger than the limit of {limit_mb} MB. Upload only the attendance "
        "report, or split it by session.",
    ),
    "too_many_rows": (
        "Fișierul are mai mult de {limit:un rând|rânduri}. Verificați dacă este raportul potrivit "
        "sau împărțiți-l pe sesiuni.",
        "The file has more than {limit:one row|rows}. Check that it is the right report, or split "
        "it by session.",
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
        "Coloana {column} nu există: tabelul are {count:o coloană|coloane}. Alegeți alta.",
        "There is no column {column}: the table has {count:one column|columns}. Choose another.",
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
        "Registrul de calcul are {count:o foaie|foi}, iar foaia {sheet_number} nu există. Alegeți "
        "un număr de la 1 la {count}.",
        "The workbook has {count:one sheet|sheets} and sheet {sheet_number} does not exist. Choose "
        "a number from 1 to {count}.",
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
REFUSALS |= {
    "columns_missing": (
        "lipsesc coloanele {columns}. Scrieți pe primul rând titlurile coloanelor și salvați lista "
        "ca CSV.",
        "the columns {columns} are missing. Put the column titles in the first row and save the "
        "list as CSV.",
    ),
    "members_without_code": (
        "Lista membrilor nu are rnasr_code pe {rows:rândul|rândurile}. Completați codul pe fiecare "
        "rând.",
        "The list of members has no rnasr_code in {rows:row|rows}. Give every row its code.",
    ),
    "members_twice": (
        "Lista membrilor repetă coduri RNASR pe {rows:rândul|rândurile}. Păstrați un singur rând "
        "pentru fiecare membru, cu e-mailurile despărțite prin punct și virgulă.",
        "The list of members repeats RNASR codes in {rows:row|rows}. Keep one row for each member, "
        "with the e-mails separated by semicolons.",
    ),
    "list_of_nobody": (
        "Lista nu are niciun rând sub titluri. Verificați dacă este fișierul potrivit.",
        "The list has no row below its titles. Check that it is the right file.",
    ),
}
