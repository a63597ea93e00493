"""Romanian sentences of the procedures (grades, providers, programmes, recognition), by code."""

LABELS: dict[str, str] = {
    # grades
    "debutant": "debutant",
    "practicant": "practicant",
    "specialist": "specialist",
    "principal": "principal",
}

SENTENCES: dict[str, str] = {
    # a higher grade
    "promotion-order": (
        "Aveți treapta „{held:label}” din {since:day}; următoarea este „{grade:label}”."
    ),
    "promotion-held": "Aveți deja treapta „{held:label}”, din {since:day}.",
    "promotion-lower": "Aveți treapta „{held:label}”, care este mai înaltă decât „{grade:label}”.",
    "promotion-skips": (
        "Aveți treapta „{held:label}”; următoarea este „{next:label}”, nu „{grade:label}”. "
        "Treptele se obțin pe rând."
    ),
    "promotion-grade-unknown": "Treapta „{grade}” nu există. Treptele sunt: {known:list}.",
    "promotion-held-unknown": (
        "În registru aveți treapta „{held}”, pe care normele nu o cunosc. Colegiul trebuie să o "
        "corecteze."
    ),
    "promotion-no-grade": (
        "Nu se cunoaște treapta pe care o aveați la {day:day}. Colegiul trebuie să o completeze."
    ),
    "seniority-specialty-met": (
        "Vechime în specialitate: {span:span}{suspended:suspended}. Se cer {least:years}."
    ),
    "seniority-specialty-short": (
        "Vechime în specialitate: {span:span}{suspended:suspended}. Se cer {least:years}; "
        "îi împliniți la {earliest:day}, dacă vechimea continuă."
    ),
    "seniority-specialty-halted": (
        "Vechime în specialitate: {span:span}{suspended:suspended}. Se cer {least:years}. "
        "În evidență nu curge acum nicio perioadă, așa că nu se poate spune când îi împliniți."
    ),
    "seniority-specialty-unknown": (
        "Vechimea în specialitate nu este trecută în evidență. Se cer {least:years}: "
        "depuneți dovada la dosar."
    ),
    "seniority-field-met": (
        "Practică în domeniu: {span:span}{suspended:suspended}. Se cer {least:years}."
    ),
    "seniority-field-short": (
        "Practică în domeniu: {span:span}{suspended:suspended}. Se cer {least:years}; "
        "îi împliniți la {earliest:day}, dacă practica continuă."
    ),
    "seniority-field-halted": (
        "Practică în domeniu: {span:span}{suspended:suspended}. Se cer {least:years}. "
        "În evidență nu curge acum nicio perioadă, așa că nu se poate spune când îi împliniți."
    ),
    "seniority-field-unknown": (
        "Practica în domeniu nu este trecută în evidență. Se cer {least:years}: "
        "depuneți dovada la dosar."
    ),
    "promotion-credits-met": (
        "De la ultima treaptă ({since:day}) se numără {years:years} întregi: la câte "
        "{each:credits} pe an, se cer în total {required:credits}. Aveți {earned:amount}."
    ),
    "promotion-credits-short": (
        "De la ultima treaptă ({since:day}) se numără {years:years} întregi: la câte "
        "{each:credits} pe an, se cer în total {required:credits}. Aveți {earned:amount}; "
        "mai trebuie {missing:credits}."
    ),
    "promotion-credits-short-orientative": (
        "De la ultima treaptă ({since:day}) se numără {years:years} întregi: la câte "
        "{each:credits} pe an, ar fi în total {required:credits}. Aveți {earned:amount}. "
        "Numărul nu este stabilit de Colegiu, așa că hotărăște un ofițer."
    ),
    "promotion-credits-for-officer": (
        "De la ultima treaptă ({since:day}) se numără {years:years} întregi: la câte "
        "{each:credits} pe an, ar fi în total {required:credits}. Aveți {earned:amount}; pentru "
        "restul de {missing:amount} sunt activități sau reguli asupra cărora hotărăște un ofițer."
    ),
    "promotion-credits-unrecorded": (
        "De la ultima treaptă ({since:day}) se numără {years:years} întregi: la câte "
        "{each:credits} pe an, ar fi în total {required:credits}. În evidență sunt "
        "{earned:amount}, dar anii următori nu au fost preluați în întregime: {unrecorded:list}. "
        "Nu se poate stabili încă."
    ),
    "promotion-credits-not-set": (
        "Normele cunoscute nu spun câte credite se cer pentru treapta „{grade:label}”. De la "
        "ultima treaptă ({since:day}) aveți {earned:credits}. Puteți depune dosarul."
    ),
    "dues-paid": "Cotizația este plătită pentru: {years:list}.",
    "dues-owed": "Cotizația nu este plătită pentru: {years:list}.",
    "dues-unknown": (
        "Nu se știe dacă este plătită cotizația pentru: {years:list}. Colegiul completează "
        "evidența."
    ),
}
