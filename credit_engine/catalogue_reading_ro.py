"""Romanian sentences of problems in regulations and facts, by code: what is wrong, what to do."""

LABELS: dict[str, str] = {
    # what a wrong value should have been
    "amount": 'un număr zecimal între ghilimele, de pildă "10" sau "2.5"',
    "count": "un număr întreg, fără ghilimele și fără zerouri în față",
    "truth": "true sau false",
    "text": "un text",
    "day": "o zi scrisă AAAA-LL-ZZ, din anii 1900–2199",
    "instant": "un moment cu fus orar, de pildă 2026-03-03T10:00:00+02:00",
}

SENTENCES: dict[str, str] = {
    # the text
    "file-empty": "fișierul este gol. Scrieți documentul.",
    "file-long": "textul are peste {most} de caractere. Păstrați ce este necesar.",
    "yaml-syntax": "textul nu se poate citi ({reason}). Corectați sintaxa.",
    "yaml-documents": "aici începe al doilea document. Păstrați un singur document în fișier.",
    "yaml-depth": "textul este imbricat prea adânc. Simplificați-l.",
    "yaml-alias": "trimiterea *{anchor} nu este permisă. Scrieți valoarea.",
    "yaml-tag": "eticheta {tag} nu este permisă. Scrieți o valoare simplă.",
    "text-broken": "„{value}” conține o jumătate de caracter. Scrieți din nou textul.",
    "float-refused": (
        "{value} este un număr cu virgulă mobilă. Scrieți cantitatea între ghilimele, exact."
    ),
    "key-not-text": "cheia „{key}” nu este un text simplu. Alegeți alt nume (nu on, yes, no).",
    "key-duplicate": "cheia „{key}” apare și pe linia {first_line}. Păstrați una.",
    "key-unknown": "cheia „{key}” nu este cunoscută. Chei posibile: {known}.",
    "key-missing": "lipsește cheia „{key}”. Adăugați-o (null = nu se cunoaște, unde se poate).",
    "not-fields": "aici trebuie chei. Scrieți {{cheie: valoare, …}}.",
    "not-list": "aici trebuie o listă. Scrieți [element, …].",
    "not-scalar": "aici trebuie o singură valoare. Scrieți numai valoarea.",
    "list-long": "lista are {count} elemente, peste {most}. Păstrați ce este necesar.",
    "word-unknown": "„{value}” nu este un cuvânt cunoscut. Scrieți unul dintre: {allowed}.",
    "value-wrong": "„{value}” nu se poate folosi. Scrieți {expected:label}.",
    # regulations
    "leaf-bare": "valoarea trebuie scrisă cu temei: {{value: …, basis: …}}.",
    "source-missing": "o valoare cu temeiul {basis} are nevoie de sursă. Adăugați source.",
    "source-unknown": "sursa „{source}” nu este în lista sources. Adăugați-o acolo.",
    "amends-cycle": "versiunile se modifică în cerc: {ids}. Desfaceți cercul.",
    "amends-unknown": (
        "versiunea „{id}”, pe care o modifică aceasta, nu există în fișier. "
        "Scrieți una dintre: {known}."
    ),
    "versions-clash": (
        "versiunile {first} și {second} ar fi în vigoare amândouă: au același nume sau aceeași "
        "primă zi ({same}). Schimbați una."
    ),
    "versions-none": "nu există nicio versiune. Adăugați una.",
    "versions-many": "sunt {count} versiuni, peste {most}. Lăsați deoparte versiunile trecute.",
    "percent-absurd": "{value} nu este un procent între 1 și 100. Scrieți unul care este.",
    "review-above-min": (
        "pragul de verificare ({review:percent}) este peste cel de prezență ({least:percent}). "
        "Scrieți unul mai mic."
    ),
    "day-absurd": "ziua {value} nu există în calendarul oricărui an. Scrieți alta.",
    "amount-absurd": "valoarea {value:amount} este prea mică. Scrieți o valoare mai mare.",
    "amount-huge": "valoarea {value:amount} este peste {most:amount}. Scrieți o valoare mai mică.",
    "scope-wrong": (
        "aici se rotunjește o dată pe {right}, nu pe {value}. Scrieți once_per: {right}."
    ),
    "grade-unknown": "treapta „{grade}” nu este în ordinea treptelor. Scrieți una dintre: {known}.",
    "unregulated-given": (
        "„{key}” este dată și totodată trecută la not_regulated. Păstrați una din două."
    ),
    "unregulated-unknown": (
        "„{key}” este trecută la not_regulated și nu este o secțiune sau o valoare a versiunii. "
        "Scoateți-o sau corectați-i numele."
    ),
    "limit-absurd": (
        "aceasta nu este o limită. Scrieți fie credits (cel puțin 0), fie parts, out_of (mai mare "
        "ca parts) și share_of."
    ),
    # facts
    "instant-naive": "momentul {value} nu are fus orar. Adăugați-l (de pildă +02:00).",
    "superseded-backwards": (
        "faptul este înlocuit înainte să fie înregistrat. Corectați unul dintre momente."
    ),
    "period-backwards": (
        "perioada se încheie la {until:day}, înainte să înceapă ({from:day}). "
        "Corectați una dintre zile."
    ),
    "statuses-overlap": (
        "statutele „{first:label}” și „{second:label}” se suprapun la {day:day}. Corectați datele."
    ),
    "grades-overlap": (
        "treptele „{first:label}” și „{second:label}” se suprapun la {day:day}. Corectați datele."
    ),
    "session-backwards": (
        "ședința se încheie ({end}) înainte să înceapă ({start}). Corectați unul dintre momente."
    ),
    "session-long": "ședința ține mai mult de o zi ({start} – {end}). Verificați orele.",
    "minutes-absurd": (
        "{value} nu este un număr posibil de minute ({field}). Scrieți unul de la 0 la {most}."
    ),
    "minutes-over": (
        "{value:minutes} ({field}) înseamnă mai mult decât {most:minutes}, cât s-a ținut. "
        "Corectați unul dintre numere."
    ),
    "quantity-absurd": (
        "{value:amount} nu este un număr posibil de ore, lucrări sau persoane. "
        "Scrieți unul mai mare ca 0, cel mult {most:amount}."
    ),
    "credits-negative": (
        "{value:amount} credite: numărul nu poate fi negativ ({field}). Scrieți 0 sau mai mult."
    ),
    "completed-before-started": (
        "activitatea se încheie la {completed:day}, înainte să înceapă ({started:day}). "
        "Corectați una dintre zile."
    ),
    "activity-before-registration": (
        "activitatea „{title}” a avut loc la {day:day}, înainte de înscrierea în registru "
        "({registered_on:day}). Corectați una dintre zile sau scoateți activitatea."
    ),
    "activity-duplicate": "activitatea „{id}” apare de două ori. Păstrați una.",
    "basis-unknown": "temeiul „{value}” nu este cunoscut. Scrieți unul dintre: {allowed}.",
    "participants-absurd": (
        "{value} nu este un număr posibil de participanți. Scrieți cel puțin 1 sau nu-l scrieți."
    ),
    "country-wrong": "„{value}” nu este codul unei țări. Scrieți două litere mari, de pildă RO.",
    "certificate-early": (
        "certificatul ({issued:day}) este dinainte de ultima zi a formării ({ended:day}). "
        "Corectați una dintre zile."
    ),
}
