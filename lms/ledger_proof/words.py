"""What a check of a proof says, in Romanian and in English."""

from __future__ import annotations

LABELS: dict[str, tuple[str, str]] = {
    "form": ("Fișierul", "The file"),
    "entry": ("Linia de credit", "The credit line"),
    "chain": ("Șirul membrului", "The member's chain"),
    "tree": ("Arborele zilei", "The tree of the day"),
    "signature": ("Semnătura", "The signature"),
    "key": ("Cheia Colegiului", "The College's key"),
    "published": ("Rădăcina publicată", "The published root"),
}

SENTENCES: dict[str, tuple[str, str]] = {
    "verdict_holds": (
        "Dovada este bună: linia stă în evidența Colegiului, așa cum a fost semnată în acea zi.",
        "The proof holds: the line stands in the College's ledger as it was signed on that day.",
    ),
    "verdict_fails": (
        "Dovada NU este bună. Rândurile cu minus spun ce nu se potrivește.",
        "The proof does NOT hold. The lines with a minus say what does not fit.",
    ),
    "form_good": (
        "Este o dovadă Treapta, versiunea 1, cu toate părțile ei.",
        "It is a Treapta proof, version 1, with all its parts.",
    ),
    "form_wrong": (
        "Partea „{where}” lipsește sau nu are forma cerută: fișierul este deteriorat sau nu este "
        "o dovadă Treapta. Descărcați dovada din nou.",
        "The part “{where}” is missing or has a wrong form: the file is damaged or is no Treapta "
        "proof. Download the proof again.",
    ),
    "entry_good": (
        "Textul liniei se citește într-un singur fel; este a {position}-a din {end} linii.",
        "The text of the line has one reading; it is number {position} of {end} lines.",
    ),
    "entry_unreadable": (
        "Textul liniei nu este scris în forma unică a evidenței: a fost schimbat după înscriere. "
        "Descărcați dovada din nou.",
        "The text of the line is not in the ledger's one form: it was changed after it was "
        "entered. Download the proof again.",
    ),
    "entry_misplaced": (
        "Linia spune că are poziția {position}, dar dovada pune după ea {after} linii și se "
        "termină la poziția {end}: poziția a fost schimbată sau lipsesc linii.",
        "The line says its position is {position}, but the proof has {after} lines after it and "
        "ends at position {end}: the position was changed or lines are missing.",
    ),
    "chain_good": (
        "De la linie se ajunge, amprentă cu amprentă, la capătul șirului ({head}…).",
        "From the line, fingerprint by fingerprint, the head of the chain is reached ({head}…).",
    ),
    "chain_start": (
        "Numai prima linie a unui șir începe de la amprenta zero; aici începutul nu se "
        "potrivește cu poziția liniei.",
        "Only the first line of a chain begins with the fingerprint zero; here the beginning "
        "does not fit the position of the line.",
    ),
    "chain_broken": (
        "De la linie nu se ajunge la capătul șirului din dovadă: linia (credite, dată, temei) sau "
        "o linie de după ea a fost schimbată.",
        "From the line the head of the chain in the proof is not reached: the line (credits, "
        "date, basis) or a line after it was changed.",
    ),
    "tree_good": (
        "Capătul șirului este cuprins în rădăcina nr. {number} din {day}.",
        "The head of the chain is contained in root no. {number} of {day}.",
    ),
    "tree_broken": (
        "Capătul șirului nu este cuprins în rădăcina nr. {number} din {day}: șirul este al altui "
        "membru sau al altei zile, ori drumul prin arbore a fost schimbat.",
        "The head of the chain is not contained in root no. {number} of {day}: the chain is "
        "another member's or another day's, or the way through the tree was changed.",
    ),
    "signature_good": (
        "Rădăcina este semnată de {issuer} și nu a fost schimbată de atunci.",
        "The root is signed by {issuer} and was not changed since.",
    ),
    "signature_wrong": (
        "Semnătura nu se potrivește: rădăcina a fost schimbată după semnare sau a semnat-o "
        "altcineva.",
        "The signature does not fit: the root was changed after it was signed, or somebody else "
        "signed it.",
    ),
    "proof_missing": (
        "Rădăcina nu are o semnătură pe care s-o putem verifica (eddsa-jcs-2022).",
        "The root has no signature that can be checked (eddsa-jcs-2022).",
    ),
    "key_unknown": (
        "Cheia cu care este semnată rădăcina nu este între cheile emitentului: nu a semnat-o el, "
        "sau documentul did.json este al altcuiva.",
        "The key that signed the root is not among the issuer's keys: the issuer did not sign "
        "it, or the did.json is somebody else's.",
    ),
    "key_revoked": (
        "Cheia cu care este semnată rădăcina a fost revocată (furată): nimic semnat cu ea nu mai "
        "este valabil. Descărcați dovada din nou.",
        "The key that signed the root was revoked (stolen): nothing signed with it holds any "
        "more. Download the proof again.",
    ),
    "key_expired": (
        "Rădăcina este semnată după ce cheia a fost retrasă.",
        "The root was signed after its key had been retired.",
    ),
    "issuer_other": (
        "Rădăcina spune că este a altui emitent decât cel din did.json.",
        "The root says it is another issuer's than that of the did.json.",
    ),
    "key_good": (
        "Cheia este cea din documentul pe care l-ați dat; păstrați-l de la {address}.",
        "The key is that of the document you gave; keep it from {address}.",
    ),
    "key_to_compare": (
        "Cheia este cea din dovadă: {key}. Comparați-o cu cea publicată la {address}, sau dați "
        "documentul salvat de acolo cu --issuer.",
        "The key is the one in the proof: {key}. Compare it with the one published at {address}, "
        "or give the document saved from there with --issuer.",
    ),
    "published_good": (
        "Este aceeași rădăcină cu cea pe care ați salvat-o de la {address}.",
        "It is the same root as the one you saved from {address}.",
    ),
    "published_to_compare": (
        "Rădăcina este {root}. Comparați-o cu cea publicată la {address}, sau dați fișierul "
        "salvat de acolo cu --root.",
        "The root is {root}. Compare it with the one published at {address}, or give the file "
        "saved from there with --root.",
    ),
    "published_other": (
        "Rădăcina din dovadă nu este cea publicată ({address}): cuiva i s-a arătat altă evidență. "
        "Păstrați amândouă fișierele și scrieți Colegiului.",
        "The root in the proof is not the published one ({address}): somebody was shown another "
        "ledger. Keep both files and write to the College.",
    ),
    # Reading the file
    "file_empty": ("Fișierul este gol.", "The file is empty."),
    "file_large": (
        "Fișierul are {size} octeți; limita este {limit}. O dovadă este mult mai mică.",
        "The file has {size} bytes; the limit is {limit}. A proof is much smaller.",
    ),
    "file_not_utf8": (
        "Fișierul nu este un text UTF-8. Folosiți fișierul .json așa cum l-ați descărcat.",
        "The file is no UTF-8 text. Use the .json file as it was downloaded.",
    ),
    "file_not_json": (
        "Fișierul nu este JSON corect: eroare la linia {line}, coloana {column}.",
        "The file is not correct JSON: error at line {line}, column {column}.",
    ),
    "file_deep": (
        "Fișierul este prea imbricat sau are un număr prea lung.",
        "The file is nested too deep, or has a number that is too long.",
    ),
    "file_no_object": (
        "Fișierul este JSON, dar nu un obiect: nu este o dovadă.",
        "The file is JSON but not an object: it is no proof.",
    ),
    "file_duplicate": (
        "Câmpul „{name}” apare de două ori; nu se poate ști care valoare este cea adevărată.",
        "The member “{name}” appears twice; which value is the true one cannot be known.",
    ),
    "file_number": (
        "Fișierul conține numărul {value}; o dovadă are numai numere întregi.",
        "The file holds the number {value}; a proof has whole numbers only.",
    ),
}
