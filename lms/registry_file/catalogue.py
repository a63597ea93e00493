"""The sentences of the register file, in Romanian and English."""

from __future__ import annotations

from collections.abc import Mapping

_REFUSALS: dict[str, tuple[str, str]] = {
    "empty_file": (
        "Fișierul este gol. Alegeți registrul completat și încărcați-l din nou.",
        "The file is empty. Choose the filled-in register and upload it again.",
    ),
    "no_rows": (
        "Fișierul are titluri de coloane, dar niciun rând cu date. Nimic nu s-a schimbat. "
        "Completați cel puțin un rând și încărcați-l din nou.",
        "The file has column titles but no row of data. Nothing was changed. Fill in at least one "
        "row and upload it again.",
    ),
    "nothing_known": (
        "Nu am recunoscut nicio foaie a registrului. Foile se numesc: {sheets}. Descărcați "
        "modelul, copiați datele în el și încărcați-l din nou.",
        "No sheet of the register was recognised. The sheets are called: {sheets}. Download the "
        "template, copy the data into it and upload it again.",
    ),
    "wrong_type": (
        "Fișierul „{filename}” este de fapt {kind_ro}, nu un registru. Încărcați un registru XLSX, "
        "o arhivă ZIP cu fișiere CSV sau un fișier CSV.",
        "The file “{filename}” is really {kind_en}, not a register. Upload an XLSX workbook, a "
        "ZIP archive of CSV files or one CSV file.",
    ),
    "old_workbook": (
        "Fișierul „{filename}” este {kind_ro}, pe care nu îl citim. Deschideți-l, salvați-l ca "
        "XLSX și încărcați-l din nou.",
        "The file “{filename}” is {kind_en}, which is not read. Open it, save it as XLSX and "
        "upload it again.",
    ),
    "macros": (
        "Registrul „{filename}” conține macrocomenzi, care nu se acceptă. Salvați-l ca XLSX fără "
        "macrocomenzi și încărcați-l din nou.",
        "The workbook “{filename}” contains macros, which are not accepted. Save it as XLSX "
        "without macros and upload it again.",
    ),
    "password_protected": (
        "Fișierul „{filename}” este protejat cu parolă și nu poate fi citit. Scoateți parola și "
        "încărcați-l din nou.",
        "The file “{filename}” is protected by a password and cannot be read. Remove the password "
        "and upload it again.",
    ),
    "damaged": (
        "Fișierul „{filename}” este deteriorat și nu poate fi deschis. Deschideți originalul, "
        "salvați-l din nou și încărcați copia nouă.",
        "The file “{filename}” is damaged and cannot be opened. Open the original, save it again "
        "and upload the new copy.",
    ),
    "zip_bomb": (
        "Fișierul „{filename}” s-ar desface la {unpacked_mb} MB, peste limita de {limit_mb} MB. "
        "Păstrați în el doar foile registrului și încărcați-l din nou.",
        "The file “{filename}” would unpack to {unpacked_mb} MB, above the limit of {limit_mb} "
        "MB. Keep only the sheets of the register in it and upload it again.",
    ),
    "too_large": (
        "Fișierul are {size_mb} MB, iar limita este de {limit_mb} MB. Împărțiți registrul, de "
        "exemplu pe județe, și încărcați-l pe rând.",
        "The file has {size_mb} MB and the limit is {limit_mb} MB. Split the register, for "
        "instance by county, and upload the parts one by one.",
    ),
    "too_many_rows": (
        "Fișierul are mai mult de {limit} de rânduri. Împărțiți registrul, de exemplu pe județe, "
        "și încărcați-l pe rând.",
        "The file has more than {limit} rows. Split the register, for instance by county, and "
        "upload the parts one by one.",
    ),
    "unreadable_encoding": (
        "Textul fișierului „{filename}” nu poate fi citit: codarea caracterelor nu este "
        "recunoscută. Salvați-l ca „CSV UTF-8” și încărcați-l din nou.",
        "The text of the file “{filename}” cannot be read: its character encoding is not "
        "recognised. Save it as “CSV UTF-8” and upload it again.",
    ),
    "unclosed_quote": (
        "În fișierul „{filename}”, ghilimelele deschise pe rândul {row} nu se mai închid. "
        "Corectați rândul și încărcați-l din nou.",
        "In the file “{filename}”, a quotation mark opened on row {row} is never closed. Correct "
        "the row and upload the file again.",
    ),
    "cannot_be_read": (
        "Fișierul „{filename}” nu poate fi citit. Descărcați modelul, copiați datele în el și "
        "încărcați-l din nou.",
        "The file “{filename}” cannot be read. Download the template, copy the data into it and "
        "upload it again.",
    ),
}

_LAYOUT: dict[str, tuple[str, str]] = {
    "unknown_sheet": (
        "foaia nu este a registrului și nu a fost citită. Dacă are date de importat, dați-i unul "
        "dintre numele: {sheets}.",
        "the sheet is not one of the register's and was not read. If it has data to import, give "
        "it one of these names: {sheets}.",
    ),
    "repeated_sheet": (
        "mai este o foaie „{kind}” în fișier; au fost citite amândouă.",
        "there is another sheet “{kind}” in the file; both were read.",
    ),
    "no_titles": (
        "nu am găsit rândul cu titlurile coloanelor; nimic din foaie nu a fost citit. Puneți pe "
        "primul rând: {columns}.",
        "the row of column titles was not found; nothing of the sheet was read. Put in the first "
        "row: {columns}.",
    ),
    "missing_column": (
        "lipsește coloana „{missing}”, fără care foaia nu poate fi citită. Adăugați coloana sau "
        "corectați titlul ei.",
        "the column “{missing}” is missing and the sheet cannot be read without it. Add the "
        "column or correct its title.",
    ),
    "unknown_column": (
        "coloana nu este cunoscută și nu a fost citită.",
        "the column is not known and was not read.",
    ),
    "cnp_dropped": (
        "am găsit coduri numerice personale (CNP) în {count} celule; nu au fost citite și nu se "
        "păstrează nicăieri.",
        "personal numbers (CNP) were found in {count} cells; they were not read and are kept "
        "nowhere.",
    ),
    "mixed_encodings": (
        "fișierul amestecă două codări de caractere; verificați diacriticele din rândurile {rows}.",
        "the file mixes two character encodings; check the letters in rows {rows}.",
    ),
    "and_more": (
        "mai sunt încă {count} probleme, care nu se mai arată. Corectați-le pe acestea și "
        "încărcați fișierul din nou.",
        "there are {count} more problems, not shown. Correct these and upload the file again.",
    ),
}

_CELLS: dict[str, tuple[str, str]] = {
    "missing": (
        "celula este goală, deși este obligatorie. Completați-o.",
        "the cell is empty although it is required. Fill it in.",
    ),
    "formula": (
        "celula conține o formulă („{value}”). Nu calculăm formule: înlocuiți-o cu valoarea ei.",
        "the cell holds a formula (“{value}”). Formulas are not computed: put its value instead.",
    ),
    "cell_error": (
        "celula conține o eroare de calcul („{value}”). Scrieți valoarea corectă.",
        "the cell holds a calculation error (“{value}”). Write the right value.",
    ),
    "too_long": (
        "textul are mai mult de {limit} de caractere. Scurtați-l.",
        "the text has more than {limit} characters. Shorten it.",
    ),
    "code_scientific": (
        "codul „{value}” a fost stricat de programul de calcul (notație științifică), deci nu mai "
        "știm ce cod era. Formatați coloana ca text și scrieți din nou codul.",
        "the code “{value}” was spoilt by the spreadsheet (scientific notation), so the code is "
        "lost. Format the column as text and write the code again.",
    ),
    "code_too_precise": (
        "codul „{value}” este păstrat ca număr, iar programul de calcul i-a rotunjit cifrele. "
        "Formatați coloana ca text și scrieți din nou codul.",
        "the code “{value}” is kept as a number and the spreadsheet has rounded its digits. "
        "Format the column as text and write the code again.",
    ),
    "code_lost_zeros": (
        "codul „{value}” pare să fi pierdut zerourile de la început (alte coduri din fișier au "
        "{length} cifre, de exemplu „{example}”). Formatați coloana ca text și scrieți codul "
        "întreg.",
        "the code “{value}” seems to have lost its leading zeros (other codes of the file have "
        "{length} digits, for instance “{example}”). Format the column as text and write the "
        "whole code.",
    ),
    "code_lost_zeros_known": (
        "codul „{value}” pare să fi pierdut zerourile de la început: în registru există „{known}”. "
        "Formatați coloana ca text și scrieți codul întreg.",
        "the code “{value}” seems to have lost its leading zeros: the register has “{known}”. "
        "Format the column as text and write the whole code.",
    ),
    "code_is_cnp": (
        "în locul codului RNASR este un cod numeric personal (CNP), pe care nu îl păstrăm. "
        "Scrieți codul din RNASR.",
        "there is a personal number (CNP) in place of the RNASR code, and it is not kept. Write "
        "the code of the register.",
    ),
    "name_letters": (
        "numele „{value}” conține semne care nu stau într-un nume. Scrieți-l doar cu litere, "
        "spații, cratimă sau apostrof.",
        "the name “{value}” holds characters that do not belong in a name. Use only letters, "
        "spaces, hyphens or apostrophes.",
    ),
    "email_invalid": (
        "„{value}” nu este o adresă de e-mail. Corectați-o sau ștergeți-o; mai multe adrese se "
        "despart prin punct și virgulă.",
        "“{value}” is not an e-mail address. Correct or delete it; several addresses are "
        "separated by semicolons.",
    ),
    "county_unknown": (
        "județul „{value}” nu există. Scrieți numele județului sau indicativul lui (de exemplu "
        "Cluj sau CJ).",
        "there is no county “{value}”. Write its name or its code (for instance Cluj or CJ).",
    ),
    "branch_unknown": (
        "sucursala „{value}” nu este în Treapta; membrul se importă fără ea.",
        "the branch “{value}” is not in Treapta; the member is imported without it.",
    ),
    "grade_unknown": (
        "treapta „{value}” nu există. Scrieți debutant, practicant, specialist sau principal.",
        "there is no grade “{value}”. Write debutant, practicant, specialist or principal.",
    ),
    "status_unknown": (
        "statutul „{value}” nu există. Scrieți activ, suspendat, concediu pentru creșterea "
        "copilului, concediu medical sau radiat.",
        "there is no status “{value}”. Write active, suspended, parental leave, medical leave or "
        "removed.",
    ),
    "practice_unknown": (
        "felul practicii „{value}” nu există. Scrieți specialitate sau domeniu.",
        "there is no kind of practice “{value}”. Write specialty or field.",
    ),
    "date_unreadable": (
        "data „{value}” nu poate fi citită. Scrieți-o zz.ll.aaaa, de exemplu 05.03.2024.",
        "the date “{value}” cannot be read. Write it dd.mm.yyyy, for instance 05.03.2024.",
    ),
    "date_absurd": (
        "data „{value}” este în afara anilor 1950–2100. Verificați anul.",
        "the date “{value}” lies outside the years 1950–2100. Check the year.",
    ),
    "date_future": (
        "data „{value}” este în viitor. Verificați anul; ce nu s-a întâmplat încă nu se importă.",
        "the date “{value}” lies in the future. Check the year; what has not happened yet is not "
        "imported.",
    ),
    "year_unreadable": (
        "anul „{value}” nu poate fi citit. Scrieți-l cu patru cifre, între {first} și {last}.",
        "the year “{value}” cannot be read. Write it with four digits, from {first} to {last}.",
    ),
    "year_running": (
        "anul {value} nu s-a încheiat, deci creditele lui nu pot fi puse la sfârșitul anului. "
        "Scrieți ultima zi a activității în coloana „ultima_zi”.",
        "the year {value} is not over, so its credits cannot count at its end. Write the last day "
        "of the activity in the column “ultima_zi”.",
    ),
    "year_differs": (
        "anul {value} nu este al ultimei zile, {day}. Corectați unul dintre ele.",
        "the year {value} is not that of the last day, {day}. Correct one of them.",
    ),
    "day_missing": (
        "nu este scris nici anul, nici ultima zi a activității. Completați una dintre coloane.",
        "neither the year nor the last day of the activity is given. Fill in one of the columns.",
    ),
    "credits_unreadable": (
        "numărul de credite „{value}” nu poate fi citit. Scrieți-l ca 7,5 sau 7.5.",
        "the number of credits “{value}” cannot be read. Write it as 7.5 or 7,5.",
    ),
    "credits_not_positive": (
        "numărul de credite „{value}” nu este pozitiv. Scrieți doar credite dobândite; o corecție "
        "se face anulând importul greșit.",
        "the number of credits “{value}” is not positive. Write only credits earned; to correct, "
        "undo the import that was wrong.",
    ),
    "credits_absurd": (
        "„{value}” credite pentru o singură activitate este neverosimil (peste {limit}). "
        "Verificați virgula.",
        "“{value}” credits for one activity is implausible (above {limit}). Check the decimal "
        "point.",
    ),
    "credits_decimals": (
        "numărul de credite „{value}” are mai mult de trei zecimale. Scrieți cel mult trei.",
        "the number of credits “{value}” has more than three decimals. Write at most three.",
    ),
}

_ROWS: dict[str, tuple[str, str]] = {
    "until_before_from": (
        "sfârșitul „{value}” este înaintea începutului, {valid_from}. Corectați una dintre date.",
        "the end “{value}” comes before the beginning, {valid_from}. Correct one of the dates.",
    ),
    "before_registration": (
        "treapta începe la {value}, înainte de înregistrarea în RNASR ({registered_on}). "
        "Corectați una dintre date.",
        "the grade begins on {value}, before the registration in RNASR ({registered_on}). Correct "
        "one of the dates.",
    ),
    "overlap": (
        "perioada care începe la {value} se suprapune cu cea de pe rândul {other_row}. Scrieți la "
        "perioada mai veche ultima ei zi.",
        "the period beginning on {value} overlaps the one on row {other_row}. Give the earlier "
        "period its last day.",
    ),
    "duplicate_code": (
        "codul „{value}” este și al altui membru din fișier (rândul {other_row}). Doi membri nu "
        "pot avea același cod: corectați-l sau păstrați un singur rând.",
        "the code “{value}” is also that of another member of the file (row {other_row}). Two "
        "members cannot share a code: correct it, or keep one row.",
    ),
    "duplicate_email": (
        "adresa „{value}” este și a altui membru din fișier (rândul {other_row}). Păstrați-o doar "
        "la cel căruia îi aparține.",
        "the address “{value}” is also that of another member of the file (row {other_row}). Keep "
        "it only with the one it belongs to.",
    ),
    "duplicate_row": (
        "rândul spune încă o dată ce spune rândul {other_row} ({value}). Păstrați unul singur.",
        "the row says again what row {other_row} says ({value}). Keep one of them.",
    ),
    "email_of_other_member": (
        "adresa „{value}” este în registru la membrul cu codul {other_code}. Păstrați-o doar la "
        "cel căruia îi aparține.",
        "the address “{value}” belongs in the register to the member with code {other_code}. Keep "
        "it only with the one it belongs to.",
    ),
    "member_unknown": (
        "codul „{value}” nu este nici în foaia „membri”, nici în registru. Adăugați membrul în "
        "foaia „membri” sau corectați codul.",
        "the code “{value}” is neither in the sheet “membri” nor in the register. Add the member "
        "to the sheet “membri”, or correct the code.",
    ),
    "no_norms": (
        "la {value} nu era în vigoare nicio normă privind creditele, deci creditele nu pot fi "
        "înscrise. Verificați data.",
        "on {value} no norms on credits were in force, so the credits cannot be entered. Check "
        "the date.",
    ),
}

SENTENCES: Mapping[str, tuple[str, str]] = {**_LAYOUT, **_CELLS, **_ROWS}


def refusal_sentence(code: str, params: Mapping[str, str | int], *, lang: str) -> str:
    """The sentence of a refused file; "ro" also for an unknown language."""
    romanian, english = _REFUSALS[code]
    return (english if lang.startswith("en") else romanian).format(**params)


def sentence_of(
    code: str,
    params: Mapping[str, str | int],
    *,
    lang: str,
    sheet: str = "",
    row: int | None = None,
    column: str = "",
) -> str:
    """The sentence of a problem, its place first; "ro" also for an unknown language."""
    romanian, english = SENTENCES[code]
    in_english = lang.startswith("en")
    text = (english if in_english else romanian).format(**params)
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
