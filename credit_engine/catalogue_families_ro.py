"""Romanian sentences of cycles, caps, minimums and conversion, by code."""

LABELS: dict[str, str] = {
    "live": "în direct",
    "recorded": "înregistrat",
    "self_study": "studiu individual",
    "ethics": "etică",
}

SENTENCES: dict[str, str] = {
    "credits-from-minutes": (
        "„{title}”: {counted:minutes}, câte {each:credits} la {units:minutes}, "
        "rotunjit la {step:amount}: {credits:credits}."
    ),
    "credits-from-days": (
        "„{title}”: {counted:days}, câte {each:credits} la {units:days}, "
        "rotunjit la {step:amount}: {credits:credits}."
    ),
    "conversion-unknown": (
        "„{title}”: nu se știe durata din care rezultă creditele. Cereți-o organizatorului."
    ),
    "attendance-not-regulated": (
        "Prezență {present:minutes} din {delivered:minutes}; normele nu cer o prezență minimă."
    ),
    "cap-day": "În {day:day} se numără cel mult {most:credits}: se scad {lost:credits}.",
    "cap-programme": (
        "Dintr-un singur program („{title}”) se numără cel mult {most:credits}: "
        "se scad {lost:credits}."
    ),
    "cap-year": (
        "Din activități de acest fel se numără în {year} cel mult {most:credits}: "
        "se scad {lost:credits}."
    ),
    "cap-cycle": (
        "Din activități de acest fel se numără în ciclul {first}–{last} cel mult {most:credits}: "
        "se scad {lost:credits}."
    ),
    "cap-for-officer": (
        "{lost:credits} pot depăși o limită de {most:credits}. "
        "Nu s-a scăzut nimic; hotărăște un ofițer."
    ),
    "year-for-officer-cap": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. "
        "Dacă o limită le scade, hotărăște un ofițer."
    ),
    "year-minimum-open": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. "
        "Mai lipsește minimul de un anumit fel."
    ),
    "year-minimum-missing": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}, "
        "dar nu și minimul de un anumit fel."
    ),
    "year-not-regulated": "Normele nu cer credite pentru anul {year} luat separat.",
    "minimum-met": "{of:list}: {earned:credits} din cel puțin {least:amount}: îndeplinit.",
    "minimum-short": "{of:list}: {earned:credits} din cel puțin {least:amount}: neîndeplinit.",
    "minimum-open": "{of:list}: {earned:credits} din cel puțin {least:amount} până acum.",
    "minimum-for-officer": (
        "{of:list}: {earned:credits} din cel puțin {least:amount}. "
        "Ce este încă în analiză îl poate completa."
    ),
    "cycle-met": "Aveți {earned:credits} pentru {first}–{last}, din {required:amount}: îndeplinit.",
    "cycle-in-progress": (
        "Aveți {earned:credits} pentru {first}–{last}, din {required:amount}. "
        "Restul se poate dovedi până în {until:day}."
    ),
    "cycle-not-met": (
        "Aveți {earned:credits} pentru {first}–{last}, din {required:amount}: "
        "neîndeplinit până în {until:day}."
    ),
    "cycle-not-imported": (
        "Aveți în evidență {earned:credits} pentru {first}–{last}, din {required:amount}, "
        "dar nu toți anii sunt în evidență."
    ),
    "cycle-for-officer": (
        "Aveți {earned:credits} pentru {first}–{last}, din {required:amount}. "
        "Ce nu este lămurit hotărăște un ofițer."
    ),
    "cycle-year": "{year}: {earned:credits} din cel puțin {least:amount} pe an: {outcome:label}.",
}
