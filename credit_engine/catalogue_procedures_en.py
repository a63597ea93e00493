"""English sentences of the procedures (grades, providers, programmes, recognition), by code."""

LABELS: dict[str, str] = {
    # grades
    "debutant": "beginner (debutant)",
    "practicant": "practitioner (practicant)",
    "specialist": "specialist",
    "principal": "principal",
}

SENTENCES: dict[str, str] = {
    # a higher grade
    "promotion-order": (
        "You have held the grade “{held:label}” since {since:day}; the next is “{grade:label}”."
    ),
    "promotion-held": "You already hold the grade “{held:label}”, since {since:day}.",
    "promotion-lower": "You hold the grade “{held:label}”, which is higher than “{grade:label}”.",
    "promotion-skips": (
        "You hold the grade “{held:label}”; the next is “{next:label}”, not “{grade:label}”. "
        "Grades are obtained one after the other."
    ),
    "promotion-grade-unknown": "There is no grade “{grade}”. The grades are: {known:list}.",
    "promotion-held-unknown": (
        "The register gives your grade as “{held}”, which the norms do not know. The College has "
        "to correct it."
    ),
    "promotion-no-grade": (
        "The grade that you held on {day:day} is not known. The College has to fill it in."
    ),
    "seniority-specialty-met": (
        "Seniority in the specialty: {span:span}{suspended:suspended}. {least:years} required."
    ),
    "seniority-specialty-short": (
        "Seniority in the specialty: {span:span}{suspended:suspended}. {least:years} required; "
        "you reach this on {earliest:day} if it goes on."
    ),
    "seniority-specialty-halted": (
        "Seniority in the specialty: {span:span}{suspended:suspended}. {least:years} required. "
        "No period is running on record, so the day on which you reach this cannot be said."
    ),
    "seniority-specialty-unknown": (
        "Your seniority in the specialty is not on record. {least:years} required: put the proof "
        "in your file."
    ),
    "seniority-field-met": (
        "Practice in the field: {span:span}{suspended:suspended}. {least:years} required."
    ),
    "seniority-field-short": (
        "Practice in the field: {span:span}{suspended:suspended}. {least:years} required; "
        "you reach this on {earliest:day} if it goes on."
    ),
    "seniority-field-halted": (
        "Practice in the field: {span:span}{suspended:suspended}. {least:years} required. "
        "No period is running on record, so the day on which you reach this cannot be said."
    ),
    "seniority-field-unknown": (
        "Your practice in the field is not on record. {least:years} required: put the proof in "
        "your file."
    ),
    "promotion-credits-met": (
        "{years:years} in full are counted since your last grade ({since:day}): at {each:credits} "
        "a year, {required:credits} in all are required. You have {earned:amount}."
    ),
    "promotion-credits-short": (
        "{years:years} in full are counted since your last grade ({since:day}): at {each:credits} "
        "a year, {required:credits} in all are required. You have {earned:amount}; "
        "{missing:credits} more needed."
    ),
    "promotion-credits-short-orientative": (
        "{years:years} in full are counted since your last grade ({since:day}): at {each:credits} "
        "a year, this would be {required:credits} in all. You have {earned:amount}. The College "
        "has not set the number, so an officer decides."
    ),
    "promotion-credits-for-officer": (
        "{years:years} in full are counted since your last grade ({since:day}): at {each:credits} "
        "a year, this would be {required:credits} in all. You have {earned:amount}; for the "
        "remaining {missing:amount} there are activities or rules on which an officer decides."
    ),
    "promotion-credits-unrecorded": (
        "{years:years} in full are counted since your last grade ({since:day}): at {each:credits} "
        "a year, this would be {required:credits} in all. {earned:amount} are on record, but the "
        "record of these years is not whole: {unrecorded:list}. It cannot be determined yet."
    ),
    "promotion-credits-not-set": (
        "The norms known do not say how many credits the grade “{grade:label}” requires. Since "
        "your last grade ({since:day}) you have {earned:credits}. You can file your request."
    ),
    "dues-paid": "The dues are paid for: {years:list}.",
    "dues-owed": "The dues are not paid for: {years:list}.",
    "dues-unknown": (
        "It is not known whether the dues are paid for: {years:list}. The College fills in the "
        "record."
    ),
}
