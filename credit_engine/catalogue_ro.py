"""Romanian sentences, by code. Polite plural, short sentences, the College's words."""

MONTHS = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
    "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
)  # fmt: skip

LABELS: dict[str, str] = {
    # outcomes
    "met": "îndeplinit",
    "not_met": "neîndeplinit",
    "in_progress": "în curs",
    "exempt": "scutit",
    "not_in_force": "fără norme în vigoare",
    "undetermined": "nu se poate stabili încă",
    # bases
    "seed": "din documentele Colegiului",
    "sourced": "din act publicat sau de pe site-ul Colegiului",
    "adopted": "fixat prin hotărâre",
    "assumed": "valoare presupusă, nestabilită de Colegiu",
    "default": "valoare orientativă, nestabilită de Colegiu",
    # statuses and leaves
    "active": "activ",
    "suspended": "suspendat",
    "removed": "radiat",
    "parental": "concediu pentru creșterea copilului",
    "medical": "concediu medical",
    # organisers
    "approved_provider": "furnizor de formare avizat",
    "branch": "sucursală",
    "other_entity": "altă entitate",
    "college": "Colegiul",
    "unapproved_provider": "furnizor neavizat",
    # forms
    "course": "curs",
    "workshop": "atelier",
    "conference": "conferință",
    "round_table": "masă rotundă",
    "webinar": "webinar",
    "elearning_course": "curs online",
    # states of a year's lines
    "counted": "numărat",
    "overlapped": "suprapus, numărat o singură dată",
    "reversed": "stornat",
    "pending": "se uită un ofițer",
    "refused": "nu aduce credite",
}

SENTENCES: dict[str, str] = {
    # one activity
    "activity-open": "Activitatea nu este încheiată.",
    "activity-ahead": "Activitatea se încheie la {day:day}.",
    "norms-not-in-force": "La {day:day} nu era în vigoare nicio versiune a normelor.",
    "needs-commission": (
        "„{title}” se creditează prin dosar: Comisia de formare propune, Biroul executiv hotărăște."
    ),
    "organiser-allowed": "Organizatorul poate ține programe creditate: {organiser:label}.",
    "organiser-refused": (
        "Organizatorul este {organiser:label}. Programul nu aduce credite direct; "
        "puteți cere recunoașterea lui."
    ),
    "form-not-listed": "Forma „{form:label}” nu este între formele cunoscute de program.",
    "provider-approved": ("Furnizorul era avizat, prin decizia nr. {number} din {decided_on:day}."),
    "provider-approval-none": "Nu se cunoaște niciun aviz al furnizorului.",
    "provider-approval-ended": (
        "Furnizorul nu mai era avizat la {day:day}: avizul a fost valabil până la {limit:day}."
    ),
    "provider-approval-not-begun": (
        "Furnizorul nu era încă avizat la {day:day}: avizul începe la {limit:day}."
    ),
    "programme-approved": (
        "Programul era aprobat, prin decizia nr. {number} din {decided_on:day}."
    ),
    "programme-approval-none": "Nu se cunoaște nicio aprobare a programului.",
    "programme-approval-ended": (
        "Programul nu mai era aprobat la {day:day}: aprobarea a fost valabilă până la {limit:day}."
    ),
    "programme-approval-not-begun": (
        "Programul nu era încă aprobat la {day:day}: aprobarea începe la {limit:day}."
    ),
    "registration-unknown": (
        "Nu se cunoaște data înscrierii în registru. Colegiul trebuie să o completeze."
    ),
    "member-active": "Erați înscris(ă) în registru și activ(ă) la {day:day}.",
    "member-not-registered": (
        "La {day:day} nu erați înscris(ă) în registru; înscrierea este din {registered_on:day}."
    ),
    "member-not-active": "La {day:day} statutul din registru era: {status:label}.",
    "status-unknown": (
        "Nu se cunoaște statutul din registru la {day:day}. Colegiul trebuie să îl completeze."
    ),
    "not-present": "Nu ați fost prezent(ă): 0 din {delivered:minutes}.",
    "attendance-met": (
        "Ați fost prezent(ă) {present} din {delivered:minutes} ({percent:percent}); "
        "pragul este de {least:percent}."
    ),
    "attendance-met-late": (
        "Ați fost prezent(ă) {present} din {delivered:minutes} ({percent:percent}). "
        "S-au trecut cu vederea {tolerance:minutes} de întârziere, așa că pragul de "
        "{least:percent} este atins."
    ),
    "attendance-review": (
        "Ați fost prezent(ă) {present} din {delivered:minutes} ({percent:percent}), puțin sub "
        "pragul de {least:percent}. Un ofițer se uită și la alte dovezi (telefon, semnături)."
    ),
    "attendance-below": (
        "Ați fost prezent(ă) {present} din {delivered:minutes} ({percent:percent}), sub pragul de "
        "{least:percent}. Pragul nu este stabilit de Colegiu, așa că hotărăște un ofițer."
    ),
    "attendance-refused": (
        "Ați fost prezent(ă) {present} din {delivered:minutes} ({percent:percent}). "
        "Se cer cel puțin {least:percent}."
    ),
    "attendance-unknown": "Nu se cunosc minutele de prezență sau cele ținute efectiv.",
    "programme-credits-fixed": (
        "Programul are {credits:credits}, număr fixat prin decizia nr. {number} din "
        "{decided_on:day} ({body})."
    ),
    "course-credits-fixed": (
        "Cursul are {credits:credits}, număr fixat prin decizia nr. {number} din "
        "{decided_on:day} ({body})."
    ),
    "credits-by-decision-of-objection": (
        "La dosarul nr. {file} s-au stabilit {credits:credits}, prin hotărârea nr. {number} din "
        "{decided_on:day} ({body})."
    ),
    "credits-not-fixed": "Nicio decizie nu fixează încă numărul de credite pentru „{title}”.",
    "credits-from-workload-down": (
        "Cursul are un volum de lucru declarat de {minutes:minutes}. La {per:minutes} pentru un "
        "credit, rotunjit în jos la {step:amount}, rezultă {credits:credits}."
    ),
    "credits-from-workload-up": (
        "Cursul are un volum de lucru declarat de {minutes:minutes}. La {per:minutes} pentru un "
        "credit, rotunjit în sus la {step:amount}, rezultă {credits:credits}."
    ),
    "credits-from-workload-half-up": (
        "Cursul are un volum de lucru declarat de {minutes:minutes}. La {per:minutes} pentru un "
        "credit, rotunjit la cel mai apropiat {step:amount}, rezultă {credits:credits}."
    ),
    "workload-unknown": "Nu se cunoaște volumul de lucru declarat al cursului „{title}”.",
    "opening-credits": (
        "{credits:credits} din evidența de dinainte, cu data de {day:day}. Sursa: {document}."
    ),
    "opening-incomplete": "Intrarea „{title}” nu are numărul de credite sau documentul-sursă.",
    "repeated-course": (
        "Ați mai primit credite pentru cursul „{title}”, la {day:day}. A doua oară nu se adaugă "
        "credite decât dacă hotărăște un ofițer."
    ),
    "repeated-programme": (
        "Ați mai primit credite pentru programul „{title}”, la {day:day}, sub aceeași aprobare. "
        "A doua oară nu se adaugă credite decât dacă hotărăște un ofițer."
    ),
    "value-unknown": (
        "Normele în vigoare la {day:day} nu spun valoarea „{rule}”. Este nestabilită încă."
    ),
    # the year
    "year-not-in-force": (
        "Pentru anul {year} nu era în vigoare nicio versiune a normelor; prima este din {from:day}."
    ),
    "year-requirement": "Pentru anul {year} se cer {required:credits}.",
    "year-pro-rata": (
        "Se scad {months:months} de suspendare sau concediu: din {full:credits} rămân "
        "{required:credits} pentru {left:months}."
    ),
    "exempt-not-yet-registered": (
        "În {year} nu erați încă înscris(ă) în registru; înscrierea este din {registered_on:day}."
    ),
    "exempt-registration-year": (
        "{year} este anul înscrierii dumneavoastră ({registered_on:day}): nu se cer credite."
    ),
    "exempt-not-member": "În {year} nu ați fost membru(ă) în nicio lună: nu se cer credite.",
    "exempt-few-months": (
        "În {year} ați profesat {months:months}. Sub {least:months} nu se cer credite."
    ),
    "year-line": "„{title}”, încheiat la {day:day}: {credits:credits}.",
    "year-line-reversed": "„{title}”, încheiat la {day:day}: creditele au fost stornate.",
    "year-line-pending": (
        "„{title}”, încheiat la {day:day}: creditele așteaptă hotărârea unui ofițer."
    ),
    "year-line-refused": "„{title}”, încheiat la {day:day}: nu aduce credite.",
    "overlap-once": (
        "„{title}” s-a suprapus cu „{other}”. Timpul se numără o singură dată, în varianta cea mai "
        "bună pentru dumneavoastră; se scad {credits:credits}."
    ),
    "grant-to-all": "Prin hotărâre, toți membrii au primit {credits:credits} pentru anul {year}.",
    "carry-over": (
        "Din surplusul de {surplus:credits} al anului {year} se reportează {credits:credits} "
        "(cel mult {most:credits})."
    ),
    "carry-over-unknown": (
        "În {year} ați avut un surplus de {surplus:credits}. Normele cunoscute nu spun dacă se "
        "reportează, așa că aici doar se arată."
    ),
    "year-met": "Aveți {earned:credits} pentru anul {year}, din {required:amount}: îndeplinit.",
    "year-running": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. Mai sunt necesare "
        "{missing:credits}."
    ),
    "year-in-progress": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. Mai sunt necesare "
        "{missing:credits}; dovezile se depun până la {until:day}."
    ),
    "year-not-met": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. Lipsesc "
        "{missing:credits}."
    ),
    "year-not-met-orientative": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. Numărul cerut nu este "
        "stabilit de Colegiu, așa că hotărăște un ofițer."
    ),
    "year-for-officer": (
        "Aveți {earned:credits} pentru anul {year}, din {required:amount}. Lipsesc "
        "{missing:credits}, dar sunt activități sau reguli asupra cărora hotărăște un ofițer."
    ),
    "year-not-imported": (
        "Evidența anului {year} nu a fost preluată de Colegiu. Nu se poate stabili încă."
    ),
    "year-partly-imported": (
        "Evidența anului {year} este preluată doar în parte: lipsesc lunile dinaintea platformei."
    ),
}
