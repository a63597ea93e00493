"""What each value of the norms is called: chapters, values, words of the schema."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.sentences import label_of
from lms.web.context import grade_words, language

GROUPS: dict[str, Any] = {
    "general": _l("Cui i se aplică"),
    "annual_requirement": _l("Câte credite și până când"),
    "exemptions": _l("Scutiri și reduceri"),
    "programmes": _l("Programe de formare"),
    "providers": _l("Furnizori de formare"),
    "college_courses": _l("Cursurile online ale Colegiului"),
    "other_activities": _l("Alte activități care aduc credite"),
    "recognition": _l("Recunoașterea formării din afară"),
    "grades": _l("Trepte de competență"),
    "supervision": _l("Supervizare"),
    "audit": _l("Verificări prin sondaj"),
    "clocks": _l("Termene de răspuns"),
    "retention": _l("Cât se păstrează documentele"),
    "more": _l("Alte reguli"),
}

VALUES: dict[str, Any] = {
    "applies_to": _l("Cui i se aplică normele"),
    "annual_requirement.min_credits": _l("Credite datorate într-un an"),
    "annual_requirement.period": _l("Perioada în care se adună"),
    "annual_requirement.evidence_until": _l("Dovezile anului se depun până la"),
    "annual_requirement.carry_over_max": _l("Surplusul se reportează în anul următor, cel mult"),
    "annual_requirement.shortfall_effect": _l("Ce se întâmplă când lipsesc credite"),
    "annual_requirement.counts_for": _l("Anul pentru care contează o activitate"),
    "annual_requirement.pro_rata": _l("Cum scad lunile de absență numărul cerut"),
    "annual_requirement.after_year_close": _l("Ce mai poate schimba un an încheiat"),
    "annual_requirement.blanket_grants": _l("Credite acordate tuturor prin hotărâre"),
    "exemptions.suspended_months": _l("Lunile de suspendare"),
    "exemptions.parental_or_medical_leave": _l("Concediul medical sau de creștere a copilului"),
    "exemptions.registration_year": _l("Anul înscrierii în registru"),
    "exemptions.min_months_practised": _l("Scutit sub atâtea luni de practică în an"),
    "programmes.organisers": _l("Cine poate organiza programe creditate"),
    "programmes.reserved_to_approved_providers": _l("Rezervate furnizorilor avizați"),
    "programmes.approval": _l("Ale cui programe cer o hotărâre"),
    "programmes.kinds": _l("Forme de programe"),
    "programmes.credits": _l("Cum se stabilesc creditele unui program"),
    "programmes.proposal.minutes_per_credit": _l("Minute pentru un credit (propunere)"),
    "programmes.proposal.exclude": _l("Nu se numără (propunere)"),
    "programmes.proposal.max_per_day": _l("Cel mult pe zi (propunere)"),
    "programmes.proposal.max_per_programme": _l("Cel mult pe program (propunere)"),
    "programmes.proposal.rounding": _l("Rotunjirea propunerii"),
    "programmes.attendance_min_percent": _l("Prezența de la care se acordă creditele"),
    "programmes.attendance_review_from_percent": _l("Prezența de la care se uită un ofițer"),
    "programmes.late_arrival_tolerance_minutes": _l("Întârziere trecută cu vederea"),
    "programmes.elearning_course_repeat": _l("Același curs online, a doua oară"),
    "programmes.overlapping_sessions": _l("Activități în același timp"),
    "programmes.repeated_programme": _l("Același program, a doua oară"),
    "programmes.min_principal_lecturers": _l("Lectori cu treapta principal, cel puțin"),
    "programmes.max_participants": _l("Numărul de participanți"),
    "programmes.file": _l("Dosarul programului"),
    "programmes.validity_months": _l("Cât este valabilă aprobarea unui program"),
    "programmes.completion_documents": _l("Documente după fiecare ediție"),
    "programmes.completion_documents_due_days": _l("Termenul documentelor de după ediție"),
    "programmes.feedback_form": _l("Formularul de feedback"),
    "providers.criteria": _l("Criterii de avizare"),
    "providers.fee_proof": _l("Dovada plății taxei"),
    "providers.fee_amount": _l("Taxa"),
    "providers.min_principal_social_workers": _l("Asistenți sociali principali, cel puțin"),
    "providers.validity_months": _l("Cât este valabil avizul"),
    "providers.renewal_notice_days": _l("Reavizarea se cere cu atât înainte"),
    "college_courses.conversion_of": _l("Din ce se socotesc creditele"),
    "college_courses.minutes_per_credit": _l("Minute pentru un credit, până la o hotărâre"),
    "college_courses.rounding": _l("Rotunjirea"),
    "college_courses.repeat": _l("Același curs, a doua oară"),
    "other_activities.cap_per_year": _l("Toate la un loc, cel mult pe an"),
    "recognition.allowed": _l("Se poate cere recunoașterea"),
    "recognition.window": _l("Termenul curge de la"),
    "recognition.window_days": _l("Termenul de depunere"),
    "recognition.latest": _l("Cel mai târziu la"),
    "recognition.foreign": _l("Formarea din străinătate"),
    "grades.order": _l("Treptele, în ordine"),
    "grades.dues_paid": _l("Cotizația la zi"),
    "grades.outcomes": _l("Ce se poate hotărî"),
    "supervision.supervisor_min_grade": _l("Treapta de la care se poate superviza"),
    "supervision.hours_required": _l("Ore de supervizare cerute"),
    "audit.sample_percent": _l("Câți membri se verifică prin sondaj"),
    "audit.evidence_retention_years": _l("Cât păstrează membrul dovezile"),
    "clocks.provider_answers_objection_days": _l("Furnizorul răspunde la o greșeală semnalată în"),
    "clocks.commission_answers_objection_days": _l("Comisia răspunde la o greșeală semnalată în"),
    "retention.decisions": _l("Hotărârile"),
    "retention.evidence_years": _l("Dovezile"),
    "retention.rejected_files_years": _l("Dosarele respinse"),
    "retention.logs_years": _l("Jurnalele"),
    "retention.feedback_text_years": _l("Textele din feedback"),
    "conversion": _l("Conversia în credite"),
    "caps": _l("Plafoane"),
    "minimums": _l("Minime pe categorii"),
    "cycle": _l("Cicluri de mai mulți ani"),
    "not_regulated": _l("Ce nu reglementează normele"),
}

GRADE_VALUES = {
    "min_years_of_practice": _l("Ani de practică pentru treapta %(grade)s"),
    "credits_per_full_year_since_last_grade": _l(
        "Credite pe an întreg de la ultima treaptă, pentru treapta %(grade)s"
    ),
}

ITEMS: dict[str, Any] = {
    "board_membership": _l("Membru în consilii și comisii, în afara serviciului"),
    "lecturer": _l("Lector"),
    "student_practice": _l("Coordonarea practicii studenților"),
    "supervision_received": _l("Supervizare primită"),
    "supervision_given": _l("Supervizarea colegilor"),
    "book": _l("Carte"),
    "doctorate": _l("Doctorat"),
    "article": _l("Articol"),
    "chapter_or_compendium": _l("Capitol sau culegere"),
}

ITEM_VALUES: dict[str, Any] = {
    "listed": _l("Este pe lista Colegiului"),
    "credits": _l("Aduce"),
    "per": _l("Pentru fiecare"),
    "cap": _l("Cel mult pe an"),
    "evidence": _l("Dovada"),
    "conditions": _l("Condiții"),
}

PARTS: dict[str, Any] = {
    "value": _l("Valoarea"),
    "month": _l("Luna (1–12)"),
    "day": _l("Ziua"),
    "year": _l("Din anul"),
    "months": _l("Se scad lunile"),
    "mode": _l("Se rotunjește"),
    "step": _l("La"),
    "once_per": _l("O dată pe"),
    "reversal": _l("Cum se poate schimba"),
    "notice_days": _l("Cu înștiințare de atâtea zile înainte"),
}

LEADS: dict[str, Any] = {  # before a part, where a whole value is said in one line
    "months": _l("lunile"),
    "step": _l("la"),
    "once_per": _l("o dată pe"),
    "notice_days": _l("cu înștiințare de"),
}

WORDS: dict[str, Any] = {
    "every social worker registered in RNASR": _l("toți asistenții sociali înscriși în RNASR"),
    "calendar_year": _l("anul calendaristic"),
    "same": _l("același an"),
    "next": _l("anul următor"),
    "flag_and_notify": _l("se arată și se anunță; nimic automat"),
    "year_of_last_day": _l("anul ultimei zile a activității"),
    "started": _l("începute"),
    "whole": _l("întregi"),
    "decision_and_notice": _l("numai prin hotărâre și cu înștiințare"),
    "pro_rata": _l("scad numărul cerut, pe luni"),
    "none": _l("nu schimbă nimic"),
    "exempt": _l("nu se cer credite"),
    "full": _l("se cer toate creditele"),
    "as_fixed_by_decision": _l("prin hotărâre, pentru fiecare program"),
    "breaks": _l("pauzele"),
    "meals": _l("mesele"),
    "registration": _l("primirea participanților"),
    "counted_once": _l("se numără o singură dată"),
    "all": _l("se numără toate"),
    "no_second_credit": _l("nu mai aduce credite"),
    "no_second_credit_while_approved": _l("nu mai aduce credite sub aceeași aprobare"),
    "credited_again": _l("aduce din nou credite"),
    "must_be_declared": _l("se declară în dosar"),
    "organiser_asks": _l("îl cere organizatorul; creditele nu depind de el"),
    "declared_workload": _l("volumul de lucru declarat"),
    "minutes_delivered": _l("minutele ținute"),
    "year": _l("an"),
    "hour": _l("oră"),
    "supervisee": _l("persoană supervizată"),
    "work": _l("lucrare"),
    "once": _l("o singură dată"),
    "certificate_issued": _l("data certificatului"),
    "case_by_case": _l("de la caz la caz"),
    "required": _l("se cere"),
    "not_required": _l("nu se cere"),
    "permanent": _l("pentru totdeauna"),
    "down": _l("în jos"),
    "up": _l("în sus"),
    "half_up": _l("la cel mai apropiat"),
    "source": _l("activitate"),
    "programme": _l("program"),
    "course": _l("curs"),
    "requirement": _l("an"),
    "annex_a_1": _l("activitatea 1 din Anexa A"),
    "annex_a_2": _l("activitatea 2 din Anexa A"),
    "annex_a_3": _l("activitatea 3 din Anexa A"),
    "annex_a_4": _l("activitatea 4 din Anexa A"),
    "request": _l("cererea"),
    "curriculum": _l("curriculumul"),
    "proof_of_principal_lecturers": _l("dovada lectorilor principali"),
    "europass_cvs": _l("CV-uri Europass"),
    "equipment_and_venue": _l("dotarea și locul"),
    "quality_declaration": _l("declarația de calitate"),
    "index": _l("opisul"),
    "training_in_statute_or_public_body": _l("formarea este în statut sau instituția este publică"),
    "access_to_equipment_and_financing": _l("acces la dotare și finanțare"),
    "letter_of_intent_with_programmes": _l("scrisoare de intenție, cu programele"),
    "experience": _l("experiență"),
    "min_principal_social_workers": _l("asistenți sociali principali"),
    "practice_agreement": _l("convenția de practică"),
    "agreement": _l("contractul"),
    "outside_the_workplace": _l("în afara serviciului"),
    "first_delivery_only": _l("numai prima prezentare"),
    "at_least_5_students_a_year": _l("cel puțin 5 studenți pe an"),
    "at_most_2_supervisees": _l("cel mult 2 persoane supervizate"),
    "a_branch_of_the_social_sciences": _l("într-o știință socială"),
    "approved": _l("aprobat"),
    "rejected": _l("respins"),
    "postponed": _l("amânat"),
    "grade_maintained": _l("treaptă menținută"),
    "true": _l("da"),
    "false": _l("nu"),
}
_GRADES = ("debutant", "practicant", "specialist", "principal")


def group_label(name: str) -> str:
    """A chapter in words."""
    return str(GROUPS.get(name) or _plain(name))


def value_label(path: str) -> str:
    """A value in words, by its path."""
    if path in VALUES:
        return str(VALUES[path])
    *above, last = path.split(".")
    if above and above[-1] in GRADE_VALUES:
        return str(GRADE_VALUES[above[-1]] % {"grade": grade_words(last)})
    if len(above) > 1 and above[-2] == "items":
        label = str(ITEM_VALUES.get(last) or _plain(last))
        return _("%(activity)s: %(what)s", activity=item_label(above[-1]), what=_lowered(label))
    return _plain(last)


def item_label(name: str) -> str:
    """One of the other activities in words."""
    return str(ITEMS.get(name) or _plain(name))


def part_label(name: str) -> str:
    """A part of a value in words."""
    last = name.rpartition(".")[2]
    return str(PARTS.get(last or "value") or _plain(last))


def word(code: str) -> str:
    """A word of the schema, or one that the norms themselves use."""
    if code in WORDS:
        return str(WORDS[code])
    if code in _GRADES:
        return grade_words(code)
    found = label_of(code, language())
    return found if found != code else _plain(code)


def is_known(path: str) -> bool:
    """Whether a value has a name of its own here (a test asks for every value of the norms)."""
    *above, last = path.split(".")
    return (
        path in VALUES
        or (bool(above) and above[-1] in GRADE_VALUES)
        or (len(above) > 1 and above[-2] == "items" and last in ITEM_VALUES and above[-1] in ITEMS)
    )


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _plain(code: str) -> str:
    return code.replace("_", " ")
