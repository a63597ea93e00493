"""English sentences of cycles, caps, minimums and conversion, by code."""

LABELS: dict[str, str] = {
    "live": "live",
    "recorded": "recorded",
    "self_study": "self-study",
    "ethics": "ethics",
}

SENTENCES: dict[str, str] = {
    "credits-from-minutes": (
        "“{title}”: {counted:minutes}, {each:credits} for every {units:minutes}, "
        "rounded to {step:amount}: {credits:credits}."
    ),
    "credits-from-days": (
        "“{title}”: {counted:days}, {each:credits} for every {units:days}, "
        "rounded to {step:amount}: {credits:credits}."
    ),
    "conversion-unknown": (
        "“{title}”: what is converted into credits is not on record. Ask the organiser for it."
    ),
    "attendance-not-regulated": (
        "Present {present:minutes} of {delivered:minutes}; the norms set no least attendance."
    ),
    "cap-day": "On {day:day} at most {most:credits} count: {lost:credits} are taken off.",
    "cap-programme": (
        "From one programme (“{title}”) at most {most:credits} count: {lost:credits} are taken off."
    ),
    "cap-year": (
        "Of such activities at most {most:credits} count in {year}: {lost:credits} are taken off."
    ),
    "cap-cycle": (
        "Of such activities at most {most:credits} count in the cycle {first}–{last}: "
        "{lost:credits} are taken off."
    ),
    "cap-for-officer": (
        "{lost:credits} may be above a limit of {most:credits}. "
        "Nothing was taken off; an officer decides."
    ),
    "year-for-officer-cap": (
        "You have {earned:credits} for {year}, of {required:amount}. "
        "Whether a limit lowers them is for an officer to decide."
    ),
    "year-minimum-open": (
        "You have {earned:credits} for {year}, of {required:amount}. "
        "A least amount of one kind is still missing."
    ),
    "year-minimum-missing": (
        "You have {earned:credits} for {year}, of {required:amount}, "
        "but not the least amount of one kind."
    ),
    "year-not-regulated": "The norms ask for no credits in {year} alone.",
    "minimum-met": "{of:list}: {earned:credits} of at least {least:amount}: met.",
    "minimum-short": "{of:list}: {earned:credits} of at least {least:amount}: not met.",
    "minimum-open": "{of:list}: {earned:credits} of at least {least:amount} so far.",
    "minimum-for-officer": (
        "{of:list}: {earned:credits} of at least {least:amount}. "
        "What is still looked at may complete it."
    ),
    "cycle-met": "You have {earned:credits} for {first}–{last}, of {required:amount}: met.",
    "cycle-in-progress": (
        "You have {earned:credits} for {first}–{last}, of {required:amount}. "
        "The rest can be shown until {until:day}."
    ),
    "cycle-not-met": (
        "You have {earned:credits} for {first}–{last}, of {required:amount}: "
        "not met by {until:day}."
    ),
    "cycle-not-imported": (
        "You have {earned:credits} on record for {first}–{last}, of {required:amount}, "
        "but not every year is on record."
    ),
    "cycle-for-officer": (
        "You have {earned:credits} for {first}–{last}, of {required:amount}. "
        "An officer decides on what is not settled."
    ),
    "cycle-year": "{year}: {earned:credits} of at least {least:amount} a year: {outcome:label}.",
}
