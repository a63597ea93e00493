"""What the validator of xAPI statements says: code -> {ro, en}."""

from __future__ import annotations


def _pair(ro: str, en: str) -> dict[str, str]:
    return {"ro": ro, "en": en}


STATEMENT_SENTENCES = {
    "xapi_missing": _pair(
        "Lipsește proprietatea „{property}”. Adăugați-o.",
        "The property “{property}” is missing. Add it.",
    ),
    "xapi_unknown": _pair(
        "Proprietatea „{property}” nu este permisă de xAPI {version} aici. Ștergeți-o.",
        "The property “{property}” is not allowed here by xAPI {version}. Remove it.",
    ),
    "xapi_null": _pair(
        "Valoarea null nu este permisă în afara extensiilor. Ștergeți proprietatea.",
        "The value null is not allowed outside extensions. Remove the property.",
    ),
    "xapi_not_finite": _pair(
        "Numărul {value} nu există în JSON. Trimiteți un număr finit.",
        "The number {value} does not exist in JSON. Send a finite number.",
    ),
    "xapi_object_expected": _pair(
        "Aici trebuie un obiect JSON, nu {value}.",
        "A JSON object is needed here, not {value}.",
    ),
    "xapi_list_expected": _pair(
        "Aici trebuie o listă JSON, nu {value}.",
        "A JSON array is needed here, not {value}.",
    ),
    "xapi_list_empty": _pair(
        "Lista nu poate fi goală.",
        "The array cannot be empty.",
    ),
    "xapi_string_expected": _pair(
        "Aici trebuie un șir de caractere, nu {value}.",
        "A string is needed here, not {value}.",
    ),
    "xapi_string_empty": _pair(
        "Șirul de caractere nu poate fi gol.",
        "The string cannot be empty.",
    ),
    "xapi_boolean_expected": _pair(
        "Aici trebuie true sau false, nu {value}.",
        "True or false is needed here, not {value}.",
    ),
    "xapi_number_expected": _pair(
        "Aici trebuie un număr, nu {value}.",
        "A number is needed here, not {value}.",
    ),
    "xapi_length": _pair(
        "Lungimea trebuie să fie un număr întreg de octeți, nu {value}.",
        "The length must be a whole number of bytes, not {value}.",
    ),
    "xapi_iri": _pair(
        "Valoarea {value} nu este un IRI cu schemă (de exemplu https://…).",
        "The value {value} is not an IRI with a scheme (for instance https://…).",
    ),
    "xapi_uuid": _pair(
        "Valoarea {value} nu este un UUID în forma standard.",
        "The value {value} is not a UUID in standard form.",
    ),
    "xapi_mailto": _pair(
        "Valoarea {value} nu este o adresă „mailto:nume@domeniu”.",
        "The value {value} is not an address “mailto:name@domain”.",
    ),
    "xapi_sha1": _pair(
        "Valoarea {value} nu este un SHA-1 de 40 de cifre hexazecimale.",
        "The value {value} is not a SHA-1 of 40 hexadecimal digits.",
    ),
    "xapi_sha2": _pair(
        "Valoarea {value} nu este un SHA-2 scris hexazecimal (56, 64, 96 sau 128 de cifre).",
        "The value {value} is not a SHA-2 in hexadecimal (56, 64, 96 or 128 digits).",
    ),
    "xapi_timestamp": _pair(
        "Valoarea {value} nu este un moment RFC 3339 cu fus orar (de exemplu "
        "2026-03-01T10:00:00Z); decalajul -00:00 nu este permis.",
        "The value {value} is not an RFC 3339 instant with an offset (for instance "
        "2026-03-01T10:00:00Z); the offset -00:00 is not allowed.",
    ),
    "xapi_duration": _pair(
        "Valoarea {value} nu este o durată ISO 8601 (de exemplu PT1H30M).",
        "The value {value} is not an ISO 8601 duration (for instance PT1H30M).",
    ),
    "xapi_language": _pair(
        "Valoarea {value} nu este un cod de limbă RFC 5646 (de exemplu ro sau en-GB).",
        "The value {value} is not an RFC 5646 language tag (for instance ro or en-GB).",
    ),
    "xapi_version": _pair(
        "Versiunea {value} nu este permisă; trimiteți {allowed}.",
        "The version {value} is not allowed; send {allowed}.",
    ),
    "xapi_media_type": _pair(
        "Valoarea {value} nu este un tip de conținut (de exemplu text/plain).",
        "The value {value} is not a media type (for instance text/plain).",
    ),
    "xapi_value_unknown": _pair(
        "Valoarea {value} nu este permisă. Valori posibile: {allowed}.",
        "The value {value} is not allowed. Possible values: {allowed}.",
    ),
    "xapi_identifier_missing": _pair(
        "Lipsește identificatorul: trebuie exact unul dintre mbox, mbox_sha1sum, openid, account.",
        "The identifier is missing: exactly one of mbox, mbox_sha1sum, openid, account is needed.",
    ),
    "xapi_identifiers_many": _pair(
        "Sunt mai mulți identificatori ({found}); trebuie exact unul.",
        "There are several identifiers ({found}); exactly one is needed.",
    ),
    "xapi_member_missing": _pair(
        "Un grup anonim trebuie să aibă lista „member”.",
        "An anonymous group must have the array “member”.",
    ),
    "xapi_group_in_group": _pair(
        "Un grup nu poate conține alt grup.",
        "A group cannot contain another group.",
    ),
    "xapi_authority_group": _pair(
        "Un grup poate fi „authority” numai ca grup anonim cu exact doi membri.",
        "A group can be the “authority” only as an anonymous group of exactly two members.",
    ),
    "xapi_scaled_range": _pair(
        "„scaled” trebuie să fie între -1 și 1, nu {value}.",
        "“scaled” must be from -1 to 1, not {value}.",
    ),
    "xapi_raw_range": _pair(
        "„raw” ({value}) trebuie să fie între „min” și „max”.",
        "“raw” ({value}) must be between “min” and “max”.",
    ),
    "xapi_min_max": _pair(
        "„min” ({value}) trebuie să fie mai mic decât „max” ({max}).",
        "“min” ({value}) must be less than “max” ({max}).",
    ),
    "xapi_interaction_type_missing": _pair(
        "„{property}” cere și „interactionType”.",
        "“{property}” needs “interactionType” too.",
    ),
    "xapi_component_list": _pair(
        "Lista „{property}” nu se folosește la interacțiuni de tip „{type}”.",
        "The list “{property}” is not used with interactions of the type “{type}”.",
    ),
    "xapi_component_repeated": _pair(
        "Identificatorul {value} apare de două ori în listă.",
        "The id {value} appears twice in the array.",
    ),
    "xapi_activity_only": _pair(
        "„{property}” se folosește numai când obiectul declarației este o activitate.",
        "“{property}” is used only when the object of the statement is an activity.",
    ),
    "xapi_substatement_nested": _pair(
        "O subdeclarație nu poate conține altă subdeclarație.",
        "A SubStatement cannot contain another SubStatement.",
    ),
    "xapi_voiding": _pair(
        "O declarație care anulează alta trebuie să aibă ca obiect o „StatementRef”.",
        "A statement that voids another must have a “StatementRef” as its object.",
    ),
    "xapi_id_twice": _pair(
        "Id-ul {value} apare de două ori în aceeași cerere; fiecare declarație are id-ul ei.",
        "The id {value} comes twice in one request; each statement has an id of its own.",
    ),
    "xapi_attachment_data": _pair(
        "Atașamentul nu are „fileUrl”; conținutul trimis cu cererea nu se primește aici.",
        "The attachment has no “fileUrl”; content sent with the request is not taken here.",
    ),
}
