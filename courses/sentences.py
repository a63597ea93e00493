"""What the library says in words: code -> {ro, en}, with the parameters in braces."""

from __future__ import annotations

from courses.statement_sentences import STATEMENT_SENTENCES


def _pair(ro: str, en: str) -> dict[str, str]:
    return {"ro": ro, "en": en}


FILE_SENTENCES = {
    "file_missing": _pair(
        "Fișierul {file} lipsește din dosarul cursului. Adăugați-l.",
        "The file {file} is missing from the course folder. Add it.",
    ),
    "file_not_utf8": _pair(
        "Fișierul nu este text UTF-8. Salvați-l ca UTF-8.",
        "The file is not UTF-8 text. Save it as UTF-8.",
    ),
    "file_too_large": _pair(
        "Fișierul are {found} MB; cel mult {allowed} MB sunt admiși. Micșorați-l sau împărțiți-l.",
        "The file has {found} MB; at most {allowed} MB are allowed. Make it smaller or divide it.",
    ),
    "folder_too_large": _pair(
        "Dosarul are {found} MB; cel mult {allowed} MB sunt admiși. Scoateți din fișiere.",
        "The folder has {found} MB; at most {allowed} MB are allowed. Take some files out.",
    ),
    "file_outside": _pair(
        "Fișierul este o trimitere în afara dosarului cursului. Puneți o copie în locul ei.",
        "The file is a link that leads out of the course folder. Put a copy in its place.",
    ),
    "file_empty": _pair(
        "Fișierul este gol. Scrieți conținutul sau ștergeți trimiterea la el.",
        "The file is empty. Write its content or remove the reference to it.",
    ),
    "yaml_broken": _pair(
        "Fișierul nu se poate citi ca YAML: {reason}. Corectați rândul.",
        "The file cannot be read as YAML: {reason}. Correct the line.",
    ),
    "yaml_alias": _pair(
        "Ancorele și aliasurile YAML (& și *) nu sunt admise. Scrieți valoarea întreagă.",
        "YAML anchors and aliases (& and *) are not allowed. Write the value in full.",
    ),
    "key_duplicate": _pair(
        "Cheia „{key}” apare de două ori. Păstrați una singură.",
        "The key “{key}” appears twice. Keep only one.",
    ),
    "key_missing": _pair(
        "Lipsește cheia „{key}”. Adăugați-o.",
        "The key “{key}” is missing. Add it.",
    ),
    "key_unknown": _pair(
        "Cheia „{key}” nu este cunoscută aici. Chei posibile: {allowed}.",
        "The key “{key}” is not known here. Possible keys: {allowed}.",
    ),
    "mapping_expected": _pair(
        "„{key}” trebuie să fie o listă de chei cu valori.",
        "“{key}” must be a mapping of keys to values.",
    ),
    "list_expected": _pair(
        "„{key}” trebuie să fie o listă cu cel puțin un element.",
        "“{key}” must be a list with at least one item.",
    ),
    "text_expected": _pair(
        "„{key}” trebuie să fie text; valoarea citită este {value}. Puneți textul între ghilimele.",
        "“{key}” must be text; the value read is {value}. Put the text in quotes.",
    ),
    "number_expected": _pair(
        "„{key}” trebuie să fie un număr întreg între {low} și {high}; valoarea este {value}.",
        "“{key}” must be a whole number from {low} to {high}; the value is {value}.",
    ),
    "truth_expected": _pair(
        "„{key}” trebuie să fie true sau false; valoarea este {value}.",
        "“{key}” must be true or false; the value is {value}.",
    ),
    "date_expected": _pair(
        "„{key}” trebuie să fie o dată scrisă AAAA-LL-ZZ; valoarea este {value}.",
        "“{key}” must be a date written YYYY-MM-DD; the value is {value}.",
    ),
    "value_unknown": _pair(
        "„{key}” are valoarea „{value}”. Valori posibile: {allowed}.",
        "“{key}” has the value “{value}”. Possible values: {allowed}.",
    ),
    "id_malformed": _pair(
        "Identificatorul „{value}” nu este admis: folosiți litere mici fără diacritice, cifre și "
        "cratime, cel mult 64 de caractere, cu o literă la început.",
        "The identifier “{value}” is not allowed: use lower-case letters without diacritics, "
        "digits and hyphens, at most 64 characters, starting with a letter.",
    ),
    "id_duplicate": _pair(
        "Identificatorul „{value}” este folosit de două ori. Schimbați unul dintre ele.",
        "The identifier “{value}” is used twice. Change one of them.",
    ),
    "version_malformed": _pair(
        "Versiunea „{value}” trebuie scrisă ca „1.0.0”.",
        "The version “{value}” must be written like “1.0.0”.",
    ),
    "path_malformed": _pair(
        "Calea „{value}” trebuie să fie relativă la dosarul cursului, fără „..”.",
        "The path “{value}” must be relative to the course folder, without “..”.",
    ),
    "translation_missing": _pair(
        "Lipsește traducerea în limba „{lang}” pentru „{key}”.",
        "The translation into “{lang}” of “{key}” is missing.",
    ),
    "cedilla": _pair(
        "Textul conține „{letter}” cu sedilă. Folosiți ș și ț, cu virgulă dedesubt.",
        "The text contains “{letter}” with a cedilla. Use ș and ț, with a comma below.",
    ),
}

COURSE_SENTENCES = {
    "outcome_unknown": _pair(
        "Rezultatul învățării „{value}” nu există în course.yaml.",
        "The outcome “{value}” does not exist in course.yaml.",
    ),
    "lesson_unknown": _pair(
        "Lecția „{value}” nu există în course.yaml.",
        "The lesson “{value}” does not exist in course.yaml.",
    ),
    "outcome_without_question": _pair(
        "Rezultatul învățării „{value}” nu are nicio întrebare în questions.yaml.",
        "The outcome “{value}” has no question in questions.yaml.",
    ),
    "outcome_without_lesson": _pair(
        "Rezultatul învățării „{value}” nu apare la nicio lecție.",
        "The outcome “{value}” belongs to no lesson.",
    ),
    "questions_too_few": _pair(
        "Întrebări puse de test: {wanted}; întrebări în bancă: numai {found}. Adăugați întrebări.",
        "The test asks {wanted} questions, but the bank has only {found}. Add questions.",
    ),
    "test_misses_outcomes": _pair(
        "Întrebări puse de test: {wanted}; rezultate ale învățării: {outcomes}. Unele nu ar fi "
        "verificate. Puneți cel puțin câte o întrebare pentru fiecare.",
        "The test asks {wanted} questions for {outcomes} outcomes: some would not be tested. "
        "Ask at least one question for each.",
    ),
    "workload_short": _pair(
        "Minutele lecțiilor, însumate ({lessons}), depășesc volumul de muncă declarat "
        "({declared}). Corectați workload_minutes.",
        "The lessons take {lessons} minutes together, more than the declared workload "
        "({declared}). Correct workload_minutes.",
    ),
    "question_without_right_answer": _pair(
        "Întrebarea „{value}” nu are niciun răspuns corect.",
        "The question “{value}” has no right answer.",
    ),
    "question_with_right_answers": _pair(
        "Numărul răspunsurilor corecte ale întrebării „{value}” este {found}; la acest fel de "
        "întrebare trebuie exact unul.",
        "The question “{value}” has {found} right answers; this kind of question needs exactly "
        "one.",
    ),
    "question_without_wrong_answer": _pair(
        "La întrebarea „{value}” toate răspunsurile sunt corecte. Adăugați unul greșit.",
        "All answers of the question “{value}” are right. Add a wrong one.",
    ),
    "answers_too_few": _pair(
        "Numărul răspunsurilor întrebării „{value}” este {found}; trebuie cel puțin două.",
        "The question “{value}” has {found} answers; at least two are needed.",
    ),
    "true_false_answers": _pair(
        "Întrebarea „{value}”, adevărat sau fals, trebuie să aibă exact două răspunsuri.",
        "The true or false question “{value}” must have exactly two answers.",
    ),
    "items_number": _pair(
        "Numărul rândurilor („items”) întrebării „{value}” este {found}; trebuie între {low} și "
        "{high}.",
        "The question “{value}” has {found} items; it needs {low} to {high}.",
    ),
    "item_answer_unknown": _pair(
        "La întrebarea „{value}”, răspunsul „{answer}” nu se află printre „answers”.",
        "In the question “{value}”, the answer “{answer}” is not among “answers”.",
    ),
    "variant_empty": _pair(
        "La întrebarea „{value}”, varianta „{variant}” nu are nicio literă sau cifră.",
        "In the question “{value}”, the variant “{variant}” has no letter or digit.",
    ),
    "variant_repeated": _pair(
        "La întrebarea „{value}”, varianta „{variant}” apare și la alt răspuns (majusculele, "
        "diacriticele și spațiile nu se iau în seamă). Păstrați-o la unul singur.",
        "In the question “{value}”, the variant “{variant}” also belongs to another answer (case, "
        "diacritics and spaces do not count). Keep it with one only.",
    ),
    "decimal_expected": _pair(
        "„{key}” trebuie să fie un număr între ghilimele, de pildă „12,5”; valoarea este {value}.",
        "“{key}” must be a number in quotes, for instance “12.5”; the value is {value}.",
    ),
    "tolerance_negative": _pair(
        "La întrebarea „{value}”, toleranța este negativă. Scrieți cât se admite în plus sau în "
        "minus.",
        "In the question “{value}”, the tolerance is negative. Write how much more or less is "
        "accepted.",
    ),
    "case_steps_number": _pair(
        "Cazul „{value}” are {found} pași; cel mult {high} sunt admiși.",
        "The case “{value}” has {found} steps; at most {high} are allowed.",
    ),
    "case_step_one_sided": _pair(
        "În cazul „{value}”, pasul „{step}” trebuie să aibă cel puțin o decizie bună și una "
        "greșită.",
        "In the case “{value}”, the step “{step}” needs at least one right decision and one wrong.",
    ),
    "case_step_unknown": _pair(
        "În cazul „{value}”, o decizie duce la pasul „{step}”, care nu există.",
        "In the case “{value}”, a decision leads to the step “{step}”, which does not exist.",
    ),
    "case_step_unreached": _pair(
        "În cazul „{value}”, la pasul „{step}” nu se ajunge prin nicio decizie.",
        "In the case “{value}”, no decision leads to the step “{step}”.",
    ),
    "case_without_end": _pair(
        "În cazul „{value}”, din pasul „{step}” se poate ajunge înapoi la el. Un caz merge numai "
        "înainte.",
        "In the case “{value}”, the step “{step}” may lead back to itself. A case only goes "
        "forward.",
    ),
    "feedback_missing": _pair(
        "Răspunsul „{answer}” al întrebării „{value}” nu are explicație (feedback).",
        "The answer “{answer}” of the question “{value}” has no feedback.",
    ),
    "raw_html": _pair(
        "HTML-ul nu este admis în lecții: „{value}”. Folosiți Markdown.",
        "HTML is not allowed in lessons: “{value}”. Use Markdown.",
    ),
    "heading_level": _pair(
        "Titlul „{value}” are nivelul {found}; aici trebuie {wanted}.",
        "The heading “{value}” is of level {found}; here it must be {wanted}.",
    ),
    "alt_missing": _pair(
        "Imaginea „{value}” nu are text alternativ. Scrieți ce arată, între paranteze drepte.",
        "The picture “{value}” has no alternative text. Say what it shows, in the brackets.",
    ),
    "media_missing": _pair(
        "Fișierul media „{value}” nu există în dosarul cursului.",
        "The media file “{value}” does not exist in the course folder.",
    ),
    "media_kind": _pair(
        "Fișierul media „{value}” are un tip neadmis. Tipuri admise: {allowed}.",
        "The media file “{value}” is of a kind that is not allowed. Allowed: {allowed}.",
    ),
    "svg_broken": _pair(
        "Imaginea SVG nu se poate citi: {reason}.",
        "The SVG picture cannot be read: {reason}.",
    ),
    "svg_unsafe": _pair(
        "Imaginea SVG conține „{value}”, care nu este admis: fără scripturi, fără trimiteri în "
        "afară.",
        "The SVG picture contains “{value}”, which is not allowed: no scripts, nothing fetched "
        "from elsewhere.",
    ),
    "link_broken": _pair(
        "Legătura „{value}” nu duce nicăieri. Folosiți o adresă https, un fișier din media/ sau "
        "un titlu al lecției.",
        "The link “{value}” leads nowhere. Use an https address, a file in media/ or a heading "
        "of the lesson.",
    ),
    "footnote_undefined": _pair(
        "Nota [^{value}] nu are text. Adăugați rândul „[^{value}]: …”.",
        "The note [^{value}] has no text. Add a line “[^{value}]: …”.",
    ),
    "footnote_unused": _pair(
        "Nota [^{value}] nu este folosită în text.",
        "The note [^{value}] is not used in the text.",
    ),
    "box_unknown": _pair(
        "Blocul „::: {value}” nu este cunoscut. Blocuri posibile: {allowed}.",
        "The block “::: {value}” is not known. Possible blocks: {allowed}.",
    ),
    "box_unclosed": _pair(
        "Blocul „::: {value}” nu este închis. Adăugați un rând „:::”.",
        "The block “::: {value}” is not closed. Add a line “:::”.",
    ),
    "box_untitled": _pair(
        "Blocul „::: {value}” nu are titlu. Scrieți după nume ce se află înăuntru.",
        "The block “::: {value}” has no title. Write after its name what is inside.",
    ),
    "box_not_a_list": _pair(
        "Blocul „::: {value}” trebuie să conțină o singură listă, cu cel puțin două elemente.",
        "The block “::: {value}” must hold one list with at least two items, and nothing else.",
    ),
    "check_unknown": _pair(
        "Autoverificarea „{value}” nu există în checks.yaml.",
        "The self-check “{value}” does not exist in checks.yaml.",
    ),
    "check_nested": _pair(
        "Autoverificarea „{value}” stă înăuntrul altui bloc. Mutați-o pe rândul ei.",
        "The self-check “{value}” is inside another block. Move it out.",
    ),
    "check_repeated": _pair(
        "Autoverificarea „{value}” apare de două ori în lecție.",
        "The self-check “{value}” appears twice in the lesson.",
    ),
    "check_unplaced": _pair(
        "Autoverificarea „{value}” nu apare în lecția „{lesson}”, limba „{lang}”.",
        "The self-check “{value}” does not appear in the lesson “{lesson}”, language “{lang}”.",
    ),
    "check_of_another_lesson": _pair(
        "Autoverificarea „{value}” aparține lecției „{lesson}”.",
        "The self-check “{value}” belongs to the lesson “{lesson}”.",
    ),
}

ADVICE_SENTENCES = {
    "sentence_long": _pair(
        "Fraza are {found} de cuvinte; peste {allowed} se citește greu. Împărțiți-o.",
        "The sentence has {found} words; over {allowed} are hard to read. Divide it.",
    ),
    "lesson_hard": _pair(
        "Lecția se citește greu (LIX {found}; de la {allowed} în sus, ca un text oficial). Scrieți "
        "fraze mai scurte și cuvinte mai simple.",
        "The lesson is hard to read (LIX {found}; from {allowed} on, like an official text). Write "
        "shorter sentences and simpler words.",
    ),
    "media_unused": _pair(
        "Fișierul media nu este folosit nicăieri. Folosiți-l sau ștergeți-l.",
        "The media file is not used anywhere. Use it or delete it.",
    ),
    "translation_uneven": _pair(
        "Lecția nu are aceleași părți ca în limba „{lang}”: acolo urmează {wanted} (rândul "
        "{line}), aici {found}. Verificați dacă traducerea este întreagă.",
        "The lesson has not the same parts as in the language “{lang}”: there {wanted} follows "
        "(line {line}), here {found}. See whether the translation is whole.",
    ),
    "lesson_reading": _pair(
        "{words} de cuvinte, {mean} într-o frază, LIX {lix}.",
        "{words} words, {mean} in a sentence, LIX {lix}.",
    ),
}

ANSWER_SENTENCES = {
    "answer_not_asked": _pair(
        "Întrebarea „{question}” nu a fost pusă. Nu s-a înregistrat nimic; reîncărcați pagina.",
        "The question “{question}” was not asked. Nothing was recorded; reload the page.",
    ),
    "answer_unknown": _pair(
        "Întrebarea „{question}” nu are răspunsul „{answer}”. Nu s-a înregistrat nimic; "
        "reîncărcați pagina.",
        "The question “{question}” has no answer “{answer}”. Nothing was recorded; reload the "
        "page.",
    ),
    "answer_one_only": _pair(
        "La întrebarea „{question}” se alege un singur răspuns.",
        "Choose one answer only for the question “{question}”.",
    ),
    "answer_too_long": _pair(
        "Răspunsul la întrebarea „{question}” are peste {allowed} de semne. Scurtați-l.",
        "The answer to the question “{question}” is over {allowed} characters long. Shorten it.",
    ),
    "answer_missing": _pair("Nu are răspuns încă.", "It has no answer yet."),
    "answer_partial": _pair(
        "Rânduri fără răspuns: {left}. Alegeți pentru fiecare.",
        "Lines without an answer: {left}. Choose for each.",
    ),
    "answer_same_place": _pair(
        "Două rânduri au același loc. Dați fiecăruia alt loc.",
        "Two lines have the same place. Give each a place of its own.",
    ),
    "answer_not_a_number": _pair(
        "Răspunsul nu este un număr. Scrieți numai cifre, de pildă 12,5.",
        "The answer is not a number. Write digits only, for instance 12.5.",
    ),
    "answer_case_open": _pair(
        "Cazul nu a ajuns la capăt. Mai este ceva de hotărât.",
        "The case has not come to its end. There is more to decide.",
    ),
    "paper_of_another_version": _pair(
        "Testul este pentru {paper}, dar s-a primit cursul {course}. Folosiți versiunea la care "
        "este înscris membrul.",
        "The test is for {paper}, but the course given is {course}. Use the version in which the "
        "member is enrolled.",
    ),
}

SENTENCES = {
    **FILE_SENTENCES,
    **COURSE_SENTENCES,
    **ADVICE_SENTENCES,
    **ANSWER_SENTENCES,
    **STATEMENT_SENTENCES,
}
