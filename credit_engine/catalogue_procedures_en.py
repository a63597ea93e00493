"""English sentences of the procedures (grades, providers, programmes, recognition), by code."""

LABELS: dict[str, str] = {
    # grades
    "debutant": "beginner (debutant)",
    "practicant": "practitioner (practicant)",
    "specialist": "specialist",
    "principal": "principal",
    # units
    "training_in_statute_or_public_body": (
        "training is in the statute, or the provider is a public body"
    ),
    "access_to_equipment_and_financing": "access to equipment and financing",
    "letter_of_intent_with_programmes": "letter of intent with the programmes proposed",
    "experience": "experience in training",
    "min_principal_social_workers": "principal social workers",
    # documents of a programme
    "request": "request",
    "curriculum": "curriculum",
    "proof_of_principal_lecturers": "proof of the grade of the principal lecturers",
    "europass_cvs": "Europass CVs",
    "equipment_and_venue": "equipment and venue",
    "quality_declaration": "declaration on quality",
    "index": "index of documents",
    "certificate": "certificate",
    # what is left out
    "breaks": "breaks",
    "meals": "meals",
    "registration": "registration of participants",
    # reserved activities
    "annex_a_1": "Annex A, activity 1",
    "annex_a_2": "Annex A, activity 2",
    "annex_a_3": "Annex A, activity 3",
    "annex_a_4": "Annex A, activity 4",
    # conditions and evidence of other activities
    "outside_the_workplace": "outside the workplace",
    "first_delivery_only": "first delivery only",
    "at_least_5_students_a_year": "at least 5 students a year",
    "at_most_2_supervisees": "at most 2 colleagues supervised",
    "a_branch_of_the_social_sciences": "in a branch of the social sciences",
    "practice_agreement": "the practice agreement",
    "agreement": "the supervision agreement",
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
        "{years:whole_years} are counted since your last grade ({since:day}): at {each:credits} "
        "a year, {required:credits} in all are required. You have {earned:amount}."
    ),
    "promotion-credits-short": (
        "{years:whole_years} are counted since your last grade ({since:day}): at {each:credits} "
        "a year, {required:credits} in all are required. You have {earned:amount}; "
        "{missing:credits} more needed."
    ),
    "promotion-credits-short-orientative": (
        "{years:whole_years} are counted since your last grade ({since:day}): at {each:credits} "
        "a year, this would be {required:credits} in all. You have {earned:amount}. The College "
        "has not set the number, so an officer decides."
    ),
    "promotion-credits-for-officer": (
        "{years:whole_years} are counted since your last grade ({since:day}): at {each:credits} "
        "a year, this would be {required:credits} in all. You have {earned:amount}; for the "
        "remaining {missing:amount} there are activities or rules on which an officer decides."
    ),
    "promotion-credits-unrecorded": (
        "{years:whole_years} are counted since your last grade ({since:day}): at {each:credits} "
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
    # requests on file
    "credits-fixed-on-file": (
        "On your request, {credits:credits} were fixed by decision no. {number} of "
        "{decided_on:day} ({body})."
    ),
    # other activities
    "other-not-listed": "“{title}” is not among the activities known from the norms.",
    "other-quantity-unknown": "The number of hours, works or persons of “{title}” is not known.",
    "other-amount": (
        "{units:amount} × {each:credits} = {asked:amount}. Certain within the limits known: "
        "{certain:credits}; the rest after the decision."
    ),
    "other-cap-item": (
        "This activity brings at most {cap:credits} a year, of which {spent:amount} are already "
        "asked for or given: of {asked:amount}, {within:amount} remain."
    ),
    "other-cap-item-for-officer": (
        "Over {cap:credits} a year for this activity (already asked for or given: "
        "{spent:amount}): {within:amount} are certain, the remaining {rest:amount} after the "
        "decision. The College has not set this limit."
    ),
    "other-cap-item-not-set": "It is not known whether there is a yearly limit for this activity.",
    "other-cap-year": (
        "All these activities bring at most {cap:credits} a year, of which {spent:amount} are "
        "already asked for or given: of {asked:amount}, {within:amount} remain."
    ),
    "other-cap-year-for-officer": (
        "Over {cap:credits} a year for all these activities (already asked for or given: "
        "{spent:amount}): {within:amount} are certain, the remaining {rest:amount} after the "
        "decision. The College has not set this limit."
    ),
    "other-cap-year-not-set": (
        "It is not known whether there is a yearly limit for all these activities together."
    ),
    "other-condition": "A condition of the norms, checked by an officer: {condition:label}.",
    "other-first-delivery": "It is the first delivery known.",
    "other-delivered-before": (
        "“{title}” was delivered before, on {day:day}; only the first delivery is credited."
    ),
    "other-only-once": (
        "An activity of this kind was asked for or credited before, on {day:day}; it is "
        "credited only once."
    ),
    "other-evidence": "Evidence filed: {document}.",
    "other-evidence-missing": "No evidence is filed.",
    "other-evidence-named-missing": "The evidence is missing: {evidence:label}.",
    # credits proposed
    "proposal-converted": "{minutes:minutes}, at {per:minutes} a credit: {credits:credits}.",
    "proposal-over-day": (
        "At most {cap:credits} a day count: {rest:credits} are left out ({days:days} over the "
        "limit)."
    ),
    "proposal-over-day-for-officer": (
        "Over {cap:credits} a day ({days:days}): {rest:credits} are left to the officer. The "
        "College has not set this limit."
    ),
    "proposal-over-programme": (
        "A programme has at most {cap:credits}: {rest:credits} are left out."
    ),
    "proposal-over-programme-for-officer": (
        "Over {cap:credits} a programme: {rest:credits} are left to the officer. The College "
        "has not set this limit."
    ),
    "proposal-rounded-down": "{before:credits}, rounded down to {step:amount}: {credits:credits}.",
    "proposal-rounded-up": "{before:credits}, rounded up to {step:amount}: {credits:credits}.",
    "proposal-rounded-half-up": (
        "{before:credits}, rounded to the nearest {step:amount}: {credits:credits}."
    ),
    # programmes
    "programme-organiser": "The organiser may hold credited programmes: {organisers:list}.",
    "programme-partnership": (
        "The programme is held in partnership: {organisers:list}. Credits are given once."
    ),
    "programme-organisers-refused": (
        "No organiser may hold credited programmes: {organisers:list}."
    ),
    "programme-provider-not-approved": "The provider has no approval in force on {day:day}.",
    "programme-reserved": "Only approved providers may hold: {activities:list}.",
    "programme-lecturers": (
        "Lecturers of the grade “{grade:label}”: {found}. At least {least} required."
    ),
    "programme-lecturers-few": (
        "Lecturers of the grade “{grade:label}”: {found}. At least {least} required; add lecturers."
    ),
    "programme-lecturers-unknown": (
        "Lecturers of the grade “{grade:label}”: {found} of at least {least}. The grade is not "
        "known for: {names:list}."
    ),
    "programme-participants": "The greatest number of participants is declared: {most}.",
    "programme-participants-missing": (
        "The greatest number of participants is not declared. Add it."
    ),
    "programme-file": "The file has every document required.",
    "programme-file-lacks": "The file lacks: {missing:list}.",
    "programme-part": "In the file: {part:label}.",
    "programme-part-missing": "Missing from the file: {part:label}.",
    "programme-minutes": (
        "The programme lasts {total:minutes}. {left_out:minutes} do not count ({kinds:list}); "
        "{counted:minutes} remain."
    ),
    "programme-minutes-all": "The programme lasts {total:minutes}; {counted:minutes} count.",
    "programme-minutes-unknown": (
        "The minutes of the programme are not known. Add the timetable, with its breaks."
    ),
    # providers
    "provider-criterion": "Criterion with evidence: {criterion:label} ({document}).",
    "provider-criterion-missing": "Criterion without evidence on file: {criterion:label}.",
    "provider-principals": "Principal social workers: {found}. At least {least} required.",
    "provider-principals-few": (
        "Principal social workers: {found}. At least {least} required; add the proof for the "
        "others."
    ),
    "provider-fee": "The fee was paid on {paid_on:day} ({document}).",
    "provider-fee-missing": "The proof that the fee for this file was paid is missing.",
    "provider-renewal-later": (
        "The approval runs until {until:day}. Its renewal may be asked for from {from:day} on."
    ),
    "provider-renewal-open": (
        "The approval runs until {until:day}. Its renewal may be asked for since {from:day}: "
        "ask for it now."
    ),
    "provider-validity": (
        "An approval given now would run for {months:months}, from {from:day} to {until:day}. "
        "The decision fixes how long."
    ),
    # recognition
    "recognition-allowed": (
        "Training by providers that are not approved, or abroad, can be recognised."
    ),
    "recognition-not-allowed": "The norms in force do not provide for recognition.",
    "recognition-day-unknown": "The last day of the training is not known.",
    "recognition-minutes-unknown": (
        "The length of the training, in hours or minutes, is not known."
    ),
    "recognition-certificate-unknown": "The day on which the certificate was issued is not known.",
    "recognition-term-open": (
        "The certificate is of {issued:day}: the request can be filed until {last:day} "
        "({days:days})."
    ),
    "recognition-term-in-time": (
        "The certificate is of {issued:day} and the request was filed on {filed:day}, in time "
        "(until {last:day})."
    ),
    "recognition-term-late": (
        "The certificate is of {issued:day}: the term of {days:days} ended on {last:day}."
    ),
    "recognition-term-late-for-officer": (
        "The certificate is of {issued:day}: {days:days} had passed on {last:day}. The College "
        "has not set how long the term is, so an officer decides."
    ),
    "recognition-latest-open": "For {year}, the request can be filed until {last:day}.",
    "recognition-latest-in-time": (
        "The request was filed on {filed:day}, by the last day for {year} ({last:day})."
    ),
    "recognition-latest-late": "For {year}, the last day was {last:day}.",
    "recognition-latest-late-for-officer": (
        "For {year}, the last day would have been {last:day}. The College has not set this day, "
        "so an officer decides."
    ),
    "recognition-country-unknown": "The country of the organiser is not known.",
    "recognition-abroad": (
        "The training is from abroad ({country}): each case is decided by itself."
    ),
    "recognition-certificate": "The certificate is in the file.",
    "recognition-certificate-missing": "The certificate is not in the file. Add it.",
}
