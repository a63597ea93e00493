"""Romanian sentences of the procedures (grades, providers, programmes, recognition), by code."""

LABELS: dict[str, str] = {
    # grades
    "debutant": "debutant",
    "practicant": "practicant",
    "specialist": "specialist",
    "principal": "principal",
    # units
    "training_in_statute_or_public_body": (
        "formarea este prevăzută în statut sau furnizorul este instituție publică"
    ),
    "access_to_equipment_and_financing": "acces la dotări și finanțare",
    "letter_of_intent_with_programmes": "scrisoare de intenție cu programele propuse",
    "experience": "experiență în formare",
    "min_principal_social_workers": "asistenți sociali principali",
    # documents of a programme
    "request": "cerere",
    "curriculum": "programa de formare",
    "proof_of_principal_lecturers": "dovada treptei lectorilor principali",
    "europass_cvs": "CV-uri Europass",
    "equipment_and_venue": "dotări și loc de desfășurare",
    "quality_declaration": "declarație privind calitatea",
    "index": "opis",
    "certificate": "certificat",
    # what is left out
    "breaks": "pauze",
    "meals": "mese",
    "registration": "înregistrarea participanților",
    # reserved activities
    "annex_a_1": "Anexa A, activitatea 1",
    "annex_a_2": "Anexa A, activitatea 2",
    "annex_a_3": "Anexa A, activitatea 3",
    "annex_a_4": "Anexa A, activitatea 4",
    # conditions and evidence of other activities
    "outside_the_workplace": "în afara locului de muncă",
    "first_delivery_only": "numai prima susținere",
    "at_least_5_students_a_year": "cel puțin 5 studenți pe an",
    "at_most_2_supervisees": "cel mult 2 colegi supervizați",
    "a_branch_of_the_social_sciences": "într-o ramură a științelor sociale",
    "practice_agreement": "acordul de practică",
    "agreement": "acordul de supervizare",
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
        "De la ultima treaptă ({since:day}) se numără {years:whole_years}: la câte "
        "{each:credits} pe an, se cer în total {required:credits}. Aveți {earned:amount}."
    ),
    "promotion-credits-short": (
        "De la ultima treaptă ({since:day}) se numără {years:whole_years}: la câte "
        "{each:credits} pe an, se cer în total {required:credits}. Aveți {earned:amount}; "
        "mai trebuie {missing:credits}."
    ),
    "promotion-credits-short-orientative": (
        "De la ultima treaptă ({since:day}) se numără {years:whole_years}: la câte "
        "{each:credits} pe an, ar fi în total {required:credits}. Aveți {earned:amount}. "
        "Numărul nu este stabilit de Colegiu, așa că hotărăște un ofițer."
    ),
    "promotion-credits-for-officer": (
        "De la ultima treaptă ({since:day}) se numără {years:whole_years}: la câte "
        "{each:credits} pe an, ar fi în total {required:credits}. Aveți {earned:amount}; pentru "
        "restul de {missing:amount} sunt activități sau reguli asupra cărora hotărăște un ofițer."
    ),
    "promotion-credits-unrecorded": (
        "De la ultima treaptă ({since:day}) se numără {years:whole_years}: la câte "
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
    # requests on file
    "credits-fixed-on-file": (
        "La cererea dumneavoastră s-au fixat {credits:credits}, prin decizia nr. {number} din "
        "{decided_on:day} ({body})."
    ),
    # other activities
    "other-not-listed": "„{title}” nu este între activitățile cunoscute din norme.",
    "other-quantity-unknown": (
        "Nu se cunoaște numărul de ore, lucrări sau persoane pentru „{title}”."
    ),
    "other-amount": (
        "{units:amount} × {each:credits} = {asked:amount}. Sigure în limitele cunoscute: "
        "{certain:credits}; restul, după decizie."
    ),
    "other-cap-item": (
        "Pentru această activitate se dau cel mult {cap:credits} pe an, din care {spent:amount} "
        "sunt deja cerute sau primite: din {asked:amount} rămân {within:amount}."
    ),
    "other-cap-item-for-officer": (
        "Peste {cap:credits} pe an pentru această activitate (deja cerute sau primite: "
        "{spent:amount}): {within:amount} sunt sigure, restul de {rest:amount} după decizie. "
        "Limita nu este stabilită de Colegiu."
    ),
    "other-cap-item-not-set": "Nu se știe dacă există o limită pe an pentru această activitate.",
    "other-cap-year": (
        "Pentru toate aceste activități se dau cel mult {cap:credits} pe an, din care "
        "{spent:amount} sunt deja cerute sau primite: din {asked:amount} rămân {within:amount}."
    ),
    "other-cap-year-for-officer": (
        "Peste {cap:credits} pe an pentru toate aceste activități (deja cerute sau primite: "
        "{spent:amount}): {within:amount} sunt sigure, restul de {rest:amount} după decizie. "
        "Limita nu este stabilită de Colegiu."
    ),
    "other-cap-year-not-set": (
        "Nu se știe dacă există o limită pe an pentru toate aceste activități la un loc."
    ),
    "other-condition": "Condiție din norme, verificată de un ofițer: {condition:label}.",
    "other-first-delivery": "Este prima susținere cunoscută.",
    "other-delivered-before": (
        "„{title}” a mai fost susținută, la {day:day}; se creditează numai prima susținere."
    ),
    "other-only-once": (
        "O activitate de acest fel a mai fost cerută sau creditată, la {day:day}; se creditează "
        "o singură dată."
    ),
    "other-evidence": "Dovada depusă: {document}.",
    "other-evidence-missing": "Nu este depusă nicio dovadă.",
    "other-evidence-named-missing": "Lipsește dovada: {evidence:label}.",
    # credits proposed
    "proposal-converted": "{minutes:minutes}, la {per:minutes} un credit: {credits:credits}.",
    "proposal-over-day": (
        "Se numără cel mult {cap:credits} pe zi: {rest:credits} ies din socoteală ({days:days} "
        "peste limită)."
    ),
    "proposal-over-day-for-officer": (
        "Peste {cap:credits} pe zi ({days:days}): {rest:credits} sunt lăsate la hotărârea "
        "ofițerului. Limita nu este stabilită de Colegiu."
    ),
    "proposal-over-programme": (
        "Un program are cel mult {cap:credits}: {rest:credits} ies din socoteală."
    ),
    "proposal-over-programme-for-officer": (
        "Peste {cap:credits} pe program: {rest:credits} sunt lăsate la hotărârea ofițerului. "
        "Limita nu este stabilită de Colegiu."
    ),
    "proposal-rounded-down": (
        "{before:credits}, rotunjit în jos la {step:amount}: {credits:credits}."
    ),
    "proposal-rounded-up": (
        "{before:credits}, rotunjit în sus la {step:amount}: {credits:credits}."
    ),
    "proposal-rounded-half-up": (
        "{before:credits}, rotunjit la cel mai apropiat multiplu de {step:amount}: "
        "{credits:credits}."
    ),
    # programmes
    "programme-organiser": "Organizatorul poate ține programe creditate: {organisers:list}.",
    "programme-partnership": (
        "Programul este ținut în parteneriat: {organisers:list}. Creditele se dau o singură dată."
    ),
    "programme-organisers-refused": (
        "Niciun organizator nu poate ține programe creditate: {organisers:list}."
    ),
    "programme-provider-not-approved": "Furnizorul nu are un aviz în vigoare la {day:day}.",
    "programme-reserved": "Numai furnizorii avizați pot ține: {activities:list}.",
    "programme-lecturers": (
        "Lectori cu treapta „{grade:label}”: {found}. Se cer cel puțin {least}."
    ),
    "programme-lecturers-few": (
        "Lectori cu treapta „{grade:label}”: {found}. Se cer cel puțin {least}; adăugați lectori."
    ),
    "programme-lecturers-unknown": (
        "Lectori cu treapta „{grade:label}”: {found}, din cel puțin {least}. Nu se cunoaște "
        "treapta pentru: {names:list}."
    ),
    "programme-participants": "Numărul maxim de participanți este declarat: {most}.",
    "programme-participants-missing": (
        "Nu este declarat numărul maxim de participanți. Adăugați-l."
    ),
    "programme-file": "Dosarul are toate documentele cerute.",
    "programme-file-lacks": "Din dosar lipsesc: {missing:list}.",
    "programme-part": "La dosar: {part:label}.",
    "programme-part-missing": "Din dosar lipsește: {part:label}.",
    "programme-minutes": (
        "Programul ține {total:minutes}. Nu se numără {left_out:minutes} ({kinds:list}); rămân "
        "{counted:minutes}."
    ),
    "programme-minutes-all": "Programul ține {total:minutes}; se numără {counted:minutes}.",
    "programme-minutes-unknown": (
        "Nu se cunosc minutele programului. Adăugați programul pe zile, cu pauzele."
    ),
    # providers
    "provider-criterion": "Criteriu cu dovadă: {criterion:label} ({document}).",
    "provider-criterion-missing": "Criteriu fără dovadă la dosar: {criterion:label}.",
    "provider-principals": "Asistenți sociali principali: {found}. Se cer cel puțin {least}.",
    "provider-principals-few": (
        "Asistenți sociali principali: {found}. Se cer cel puțin {least}; adăugați dovada "
        "pentru ceilalți."
    ),
    "provider-fee": "Taxa este plătită la {paid_on:day} ({document}).",
    "provider-fee-missing": "Lipsește dovada plății taxei pentru acest dosar.",
    "provider-renewal-later": (
        "Avizul este valabil până la {until:day}. Reavizarea se poate cere din {from:day}."
    ),
    "provider-renewal-open": (
        "Avizul este valabil până la {until:day}. Reavizarea se poate cere din {from:day}: "
        "cereți-o acum."
    ),
    "provider-validity": (
        "Un aviz dat acum ar fi valabil {months:months}, din {from:day} până la {until:day}. "
        "Durata o fixează decizia."
    ),
    # recognition
    "recognition-allowed": (
        "Formarea la furnizori neavizați sau în străinătate poate fi recunoscută."
    ),
    "recognition-not-allowed": "Normele în vigoare nu prevăd recunoașterea.",
    "recognition-day-unknown": "Nu se cunoaște ultima zi a formării.",
    "recognition-minutes-unknown": "Nu se cunoaște durata formării, în ore sau minute.",
    "recognition-certificate-unknown": "Nu se cunoaște ziua în care a fost eliberat certificatul.",
    "recognition-term-open": (
        "Certificatul este din {issued:day}: cererea se poate depune până la {last:day} "
        "({days:days})."
    ),
    "recognition-term-in-time": (
        "Certificatul este din {issued:day}, iar cererea este depusă la {filed:day}, în termen "
        "(până la {last:day})."
    ),
    "recognition-term-late": (
        "Certificatul este din {issued:day}: termenul de {days:days} s-a încheiat la {last:day}."
    ),
    "recognition-term-late-for-officer": (
        "Certificatul este din {issued:day}: au trecut {days:days} la {last:day}. Lungimea "
        "termenului nu este stabilită de Colegiu, așa că hotărăște un ofițer."
    ),
    "recognition-latest-open": "Pentru anul {year}, cererea se poate depune până la {last:day}.",
    "recognition-latest-in-time": (
        "Cererea este depusă la {filed:day}, înainte de ultima zi pentru anul {year} ({last:day})."
    ),
    "recognition-latest-late": "Pentru anul {year}, ultima zi a fost {last:day}.",
    "recognition-latest-late-for-officer": (
        "Pentru anul {year}, ultima zi ar fi fost {last:day}. Ziua nu este stabilită de "
        "Colegiu, așa că hotărăște un ofițer."
    ),
    "recognition-country-unknown": "Nu se cunoaște țara organizatorului.",
    "recognition-abroad": (
        "Formarea este din străinătate ({country}): fiecare caz se hotărăște separat."
    ),
    "recognition-certificate": "Certificatul este la dosar.",
    "recognition-certificate-missing": "Certificatul nu este la dosar. Adăugați-l.",
}
