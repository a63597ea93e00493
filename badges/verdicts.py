"""The sentences of verification: code -> (Romanian, English)."""

from __future__ import annotations

VERDICTS: dict[str, tuple[str, str]] = {
    # The answer
    "word_valid": ("Valabilă", "Valid"),
    "word_invalid": ("Nevalabilă", "Invalid"),
    "word_revoked": ("Revocată", "Revoked"),
    "word_suspended": ("Suspendată", "Suspended"),
    "word_expired": ("Expirată", "Expired"),
    "word_not_yet_valid": ("Încă nevalabilă", "Not yet valid"),
    "word_undetermined": ("Nestabilit", "Undetermined"),
    "outcome_valid": (
        "Insigna este valabilă: este exact cea semnată de emitent.",
        "The badge is valid: it is exactly what the issuer signed.",
    ),
    "outcome_invalid": ("Insigna nu este valabilă.", "The badge is not valid."),
    "outcome_revoked": (
        "Insigna este autentică, dar a fost revocată.",
        "The badge is authentic, but it was revoked.",
    ),
    "outcome_suspended": (
        "Insigna este autentică, dar este suspendată.",
        "The badge is authentic, but it is suspended.",
    ),
    "outcome_expired": (
        "Insigna este autentică, dar a expirat.",
        "The badge is authentic, but it has expired.",
    ),
    "outcome_not_yet_valid": (
        "Insigna este autentică, dar nu este încă valabilă.",
        "The badge is authentic, but it is not valid yet.",
    ),
    "outcome_undetermined": (
        "Nu se poate stabili dacă insigna este valabilă.",
        "Whether the badge is valid cannot be determined.",
    ),
    # The checks
    "check_structure": ("Este o insignă", "It is a badge"),
    "check_form": ("Semnătura acoperă tot", "The proof covers everything"),
    "check_issuer": ("Emitentul", "The issuer"),
    "check_proof": ("Semnătura", "The proof"),
    "check_validity": ("Perioada", "The period"),
    "check_status": ("Retragerea", "Withdrawal"),
    "structure_ok": (
        "Documentul este o insignă Open Badges 3.0.",
        "The document is an Open Badges 3.0 badge.",
    ),
    "structure_not_badge": (
        "Documentul nu este o insignă Open Badges 3.0.",
        "The document is not an Open Badges 3.0 badge.",
    ),
    "structure_open_badges_2": (
        "Documentul este o insignă Open Badges 2.0: se verifică numai cu documentele de la "
        "adresele ei, deci cu o legătură la internet, pe pagina de verificare.",
        "The document is an Open Badges 2.0 badge: it can be verified only with the documents at "
        "its addresses, so with a connection, on the verification page.",
    ),
    "structure_missing": (
        "Din insignă lipsesc câmpuri obligatorii: {names}.",
        "Mandatory members are missing from the badge: {names}.",
    ),
    "form_ok": (
        "Fiecare câmp al documentului este acoperit de semnătură.",
        "Every member of the document is covered by the proof.",
    ),
    "issuer_ok": (
        "Cheia aparține emitentului {issuer}.",
        "The key belongs to the issuer {issuer}.",
    ),
    "issuer_other_key": (
        "Semnătura este făcută cu o cheie străină ({key}), nu cu una a emitentului {issuer}.",
        "The proof was made with someone else's key ({key}), not one of the issuer {issuer}.",
    ),
    "issuer_other_document": (
        "Documentul găsit la emitentul {issuer} aparține altcuiva.",
        "The document found for the issuer {issuer} belongs to someone else.",
    ),
    "issuer_key_unknown": (
        "Emitentul {issuer} nu are o cheie {key} cu care să poată semna insigne.",
        "The issuer {issuer} has no key {key} that may sign badges.",
    ),
    "issuer_unknown": (
        "Nu cunoaștem emitentul {issuer}, deci nu avem cu ce chei să comparăm semnătura.",
        "The issuer {issuer} is not known here, so there are no keys to compare the proof with.",
    ),
    "issuer_unreachable": (
        "Documentul emitentului {issuer} nu a putut fi obținut. Încercați mai târziu.",
        "The document of the issuer {issuer} could not be reached. Try again later.",
    ),
    "issuer_refused": (
        "Adresa emitentului {issuer} nu este una pe care o deschidem.",
        "The address of the issuer {issuer} is not one that is opened from here.",
    ),
    "issuer_not_json": (
        "La adresa emitentului {issuer} nu se află un document DID.",
        "There is no DID document at the address of the issuer {issuer}.",
    ),
    "proof_ok": (
        "Semnătura este făcută cu cheia {key} și se potrivește cu documentul.",
        "The proof was made with the key {key} and fits the document.",
    ),
    "proof_none": (
        "Documentul nu este semnat.",
        "The document is not signed.",
    ),
    "proof_several": (
        "Documentul are mai multe semnături ({found}); verificăm doar documente cu una singură.",
        "The document has more than one proof ({found}); only documents with one are verified.",
    ),
    "proof_suite": (
        "Semnătura este de tipul {suite}, pe care nu îl verificăm; verificăm eddsa-rdfc-2022.",
        "The proof is of the kind {suite}, which is not verified here; eddsa-rdfc-2022 is.",
    ),
    "proof_malformed": (
        "Semnătura nu este scrisă corect sau este de un tip care nu există.",
        "The proof is not written correctly, or is of a kind that does not exist.",
    ),
    "proof_purpose": (
        "Semnătura nu a fost făcută pentru a atesta (assertionMethod).",
        "The proof was not made to attest (assertionMethod).",
    ),
    "jwt_alg_none": (
        "Documentul spune singur că nu este semnat (alg: none), deci nu dovedește nimic.",
        "The document itself says that it is not signed (alg: none), so it proves nothing.",
    ),
    "jwt_alg_secret": (
        "Semnătura este făcută cu un secret împărtășit ({algorithm}); cu el ar putea semna oricine "
        "o verifică.",
        "The signature was made with a shared secret ({algorithm}); whoever checks it could have "
        "made it.",
    ),
    "jwt_alg": (
        "Semnătura este de tipul {algorithm} sau cere lucruri pe care nu le cunoaștem; verificăm "
        "ES256, RS256 și EdDSA.",
        "The signature is of the kind {algorithm}, or asks for things that are not known here; "
        "ES256, RS256 and EdDSA are verified.",
    ),
    "jwt_claim": (
        "Câmpul „{name}” al JWT-ului spune altceva decât insigna din el.",
        "The claim “{name}” of the JWT says otherwise than the badge in it.",
    ),
    "jwt_two_ways": (
        "Insigna este semnată în două feluri deodată (JWT și proof); verificăm doar câte unul.",
        "The badge is signed in two ways at once (JWT and proof); only one at a time is verified.",
    ),
    "jwt_no_kid": (
        "JWT-ul nu spune cu care cheie a emitentului este semnat (kid), iar cheii pe care o aduce "
        "cu el nu îi dăm crezare.",
        "The JWT does not say which key of the issuer signed it (kid), and a key that it brings "
        "along is not believed.",
    ),
    "jwt_key_kind": (
        "Cheia emitentului nu poate face semnături {algorithm}.",
        "The issuer's key cannot make {algorithm} signatures.",
    ),
    "jwt_member_undefined": (
        "Câmpul „{detail}” este semnat, dar niciun vocabular cunoscut nu spune ce înseamnă.",
        "The field “{detail}” is signed, but no known vocabulary says what it means.",
    ),
    "proof_wrong": (
        "Semnătura nu se potrivește: documentul a fost modificat după semnare sau este falsificat.",
        "The proof does not fit: the document was changed after it was signed, or is forged.",
    ),
    "key_revoked": (
        "Cheia {key} a fost revocată de emitent.",
        "The key {key} was revoked by the issuer.",
    ),
    "key_expired": (
        "Semnătura este făcută după ce cheia {key} a ieșit din uz.",
        "The proof was made after the key {key} went out of use.",
    ),
    "validity_open": (
        "Valabilă de la {since}, fără termen.",
        "Valid since {since}, without an end.",
    ),
    "validity_ok": (
        "Valabilă de la {since} până la {until}.",
        "Valid from {since} until {until}.",
    ),
    "validity_over": (
        "A fost valabilă de la {since} până la {until}.",
        "It was valid from {since} until {until}.",
    ),
    "validity_not_yet": (
        "Devine valabilă la {since}.",
        "It becomes valid at {since}.",
    ),
    "validity_unreadable": (
        "Câmpul {name} nu este o dată cu oră și fus orar.",
        "The member {name} is not a date with a time and a time zone.",
    ),
    "status_none": (
        "Emitentul nu publică o listă de retrageri pentru această insignă.",
        "The issuer publishes no list of withdrawals for this badge.",
    ),
    "status_many": (
        "Insigna trimite la prea multe liste de stări ({found}).",
        "The badge points at too many status lists ({found}).",
    ),
    "status_revocation_clear": (
        "Nu este revocată: locul {index} din lista {url} nu este marcat.",
        "Not revoked: place {index} of the list {url} is not marked.",
    ),
    "status_revocation_set": (
        "Revocată de emitent: locul {index} din lista {url} este marcat.",
        "Revoked by the issuer: place {index} of the list {url} is marked.",
    ),
    "status_suspension_clear": (
        "Nu este suspendată: locul {index} din lista {url} nu este marcat.",
        "Not suspended: place {index} of the list {url} is not marked.",
    ),
    "status_suspension_set": (
        "Suspendată de emitent: locul {index} din lista {url} este marcat.",
        "Suspended by the issuer: place {index} of the list {url} is marked.",
    ),
    "status_type": (
        "Starea este publicată într-un fel pe care nu îl citim (citim Bitstring Status List).",
        "The status is published in a way that is not read here (Bitstring Status List is).",
    ),
    "status_purpose": (
        "Lista de stări are un scop pe care nu îl cunoaștem: {purpose}.",
        "The status list has a purpose that is not known here: {purpose}.",
    ),
    "status_entry": (
        "Trimiterea la lista de stări ({purpose}) nu este scrisă corect.",
        "The reference to the status list ({purpose}) is not written correctly.",
    ),
    "status_outside": (
        "Locul {index} nu există în lista {url}.",
        "The place {index} does not exist in the list {url}.",
    ),
    "status_unknown": (
        "Nu avem lista de stări {url}, deci nu știm dacă insigna a fost retrasă.",
        "The status list {url} is not at hand, so whether the badge was taken back is not known.",
    ),
    "status_unreachable": (
        "Lista de stări {url} nu a putut fi obținută, deci nu știm dacă insigna a fost retrasă. "
        "Încercați mai târziu.",
        "The status list {url} could not be reached, so whether the badge was taken back is not "
        "known. Try again later.",
    ),
    "status_refused": (
        "Adresa listei de stări {url} nu este una pe care o deschidem.",
        "The address of the status list {url} is not one that is opened from here.",
    ),
    "status_not_json": (
        "La adresa {url} nu se află o listă de stări.",
        "There is no status list at {url}.",
    ),
    "status_other_list": (
        "Lista de la {url} este alta decât cea la care trimite insigna ({purpose}).",
        "The list at {url} is not the one that the badge points at ({purpose}).",
    ),
    "status_other_issuer": (
        "Lista de stări {url} este a altui emitent.",
        "The status list {url} is of another issuer.",
    ),
    "status_forged": (
        "Lista de stări {url} nu este semnată de emitent, deci nu ne putem baza pe ea.",
        "The status list {url} is not signed by the issuer, so it cannot be relied on.",
    ),
    "status_stale": (
        "Lista de stări {url} a ieșit din termen.",
        "The status list {url} is out of date.",
    ),
    "status_unreadable_list": (
        "Lista de stări {url} nu poate fi citită.",
        "The status list {url} cannot be read.",
    ),
}
