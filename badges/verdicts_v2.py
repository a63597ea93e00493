"""The sentences of verification of Open Badges 2.0, and of addresses that are gone."""

from __future__ import annotations

VERDICTS_V2: dict[str, tuple[str, str]] = {
    "v2_structure_ok": (
        "Documentul este o insignă Open Badges 2.0 cu tot ce trebuie să aibă.",
        "The document is an Open Badges 2.0 badge with all that one must have.",
    ),
    "v2_not_assertion": (
        "Documentul nu este o insignă Open Badges 2.0 (o „Assertion” cu adresa ei).",
        "The document is not an Open Badges 2.0 badge (an Assertion with its id).",
    ),
    "v2_not_so_verified": (
        "Documentul nu spune că se verifică așa cum a fost adus (găzduit sau semnat).",
        "The document does not say that it is verified in the way it was brought (hosted or "
        "signed).",
    ),
    "v2_part_missing": (
        "Lipsește adresa clasei de insigne sau a emitentului.",
        "The address of the badge class or of the issuer is missing.",
    ),
    "v2_signed_form": (
        "Semnătura acoperă tot documentul.",
        "The signature covers the whole document.",
    ),
    "v2_host_same": (
        "La {url} se află exact acest document.",
        "Exactly this document stands at {url}.",
    ),
    "v2_host_differs": (
        "La {url} scrie altceva decât în fișier ({name}): fișierul a fost modificat.",
        "{url} says something else than the file ({name}): the file was changed.",
    ),
    "v2_host_proof": (
        "Insigna nu este semnată; o dovedește emitentul, care o ține la {url}.",
        "The badge is not signed; the issuer vouches for it by keeping it at {url}.",
    ),
    "v2_host_not_revoked": (
        "Emitentul o ține și acum la {url}, nerevocată.",
        "The issuer still keeps it at {url}, not revoked.",
    ),
    "v2_host_revoked": (
        "La {url} emitentul spune că a fost revocată.",
        "At {url} the issuer says that it was revoked.",
    ),
    "v2_other_host": (
        "Insigna stă la {url}, unde nu vorbește emitentul {issuer}.",
        "The badge stands at {url}, which does not speak for the issuer {issuer}.",
    ),
    "v2_listed_revoked": (
        "Lista de revocări {url} o numește: a fost revocată.",
        "The revocation list {url} names it: it was revoked.",
    ),
    "v2_not_listed": (
        "Lista de revocări {url} nu o numește.",
        "The revocation list {url} does not name it.",
    ),
    "v2_host_unknown": (
        "Adresa insignei, {url}, nu o putem deschide de aici. Fără ea, o insignă găzduită nu "
        "se poate verifica.",
        "The address of the badge, {url}, cannot be opened from here. Without it a hosted "
        "badge cannot be verified.",
    ),
    "v2_part_unknown": (
        "Adresa {url}, de care depinde insigna, nu o putem deschide de aici.",
        "The address {url}, which the badge rests on, cannot be opened from here.",
    ),
    "v2_host_unreachable": (
        "Adresa insignei, {url}, nu a răspuns; încercați mai târziu. Fără ea, o insignă "
        "găzduită nu se poate verifica.",
        "The address of the badge, {url}, did not answer; try again later. Without it a "
        "hosted badge cannot be verified.",
    ),
    "v2_part_unreachable": (
        "Adresa {url}, de care depinde insigna, nu a răspuns; încercați mai târziu.",
        "The address {url}, which the badge rests on, did not answer; try again later.",
    ),
    "v2_host_refused": (
        "Adresa insignei, {url}, nu este una pe care o deschidem. Fără ea, o insignă găzduită"
        " nu se poate verifica.",
        "The address of the badge, {url}, is not one that is opened from here. Without it a "
        "hosted badge cannot be verified.",
    ),
    "v2_part_refused": (
        "Adresa {url}, de care depinde insigna, nu este una pe care o deschidem.",
        "The address {url}, which the badge rests on, is not one that is opened from here.",
    ),
    "v2_host_not_json": (
        "Adresa insignei, {url}, nu conține un document al insignei. Fără ea, o insignă "
        "găzduită nu se poate verifica.",
        "The address of the badge, {url}, holds no document of the badge. Without it a hosted"
        " badge cannot be verified.",
    ),
    "v2_part_not_json": (
        "Adresa {url}, de care depinde insigna, nu conține un document al insignei.",
        "The address {url}, which the badge rests on, holds no document of the badge.",
    ),
    "v2_part_gone": (
        "Adresa {url}, de care depinde insigna, nu mai există.",
        "The address {url}, which the badge rests on, is gone.",
    ),
    "issuer_gone": (
        "Emitentul {issuer} și-a retras documentul cu cheile.",
        "The issuer {issuer} withdrew the document with its keys.",
    ),
    "status_gone": (
        "Lista de stări {url} a fost retrasă, deci nu știm dacă insigna mai este valabilă.",
        "The status list {url} was withdrawn, so whether the badge still holds is not known.",
    ),
}
