"""The sentences of building, signing and reading: code -> (Romanian, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Building and signing
    "key_unreadable": (
        "Cheia nu poate fi citită: așteptăm o cheie Ed25519 în format PEM, fără parolă.",
        "The key cannot be read: an Ed25519 key in PEM form without a password is needed.",
    ),
    "key_not_ed25519": (
        "Cheia nu este de tip Ed25519. Folosiți o cheie Ed25519.",
        "The key is not an Ed25519 key. Use an Ed25519 key.",
    ),
    "key_not_p256": (
        "Cheia nu este de tip P-256. Folosiți o cheie P-256 (ES256).",
        "The key is not a P-256 key. Use a P-256 key (ES256).",
    ),
    "key_unusable": (
        "Cheia publicată de emitent nu poate fi folosită: citim Ed25519, P-256 și RSA de cel "
        "puțin 2048 de biți.",
        "The key that the issuer publishes cannot be used: Ed25519, P-256 and RSA of at least "
        "2048 bits are read.",
    ),
    "multibase_unreadable": (
        "Valoarea nu este scrisă în multibase base58btc (trebuie să înceapă cu z).",
        "The value is not written in multibase base58btc (it must start with z).",
    ),
    "did_url": (
        "Adresa publică „{url}” nu este o adresă http(s) completă; din ea se scrie did:web.",
        "The public address “{url}” is not a complete http(s) address; did:web is made from it.",
    ),
    "did_ip": (
        "„{url}” folosește o adresă IP, iar did:web nu o permite. Folosiți un nume de domeniu.",
        "“{url}” uses an IP address, which did:web forbids. Use a domain name.",
    ),
    "did_slug": (
        "Numele scurt „{slug}” al emitentului poate avea doar litere mici, cifre și cratime.",
        "The issuer's short name “{slug}” may have only lower-case letters, digits and hyphens.",
    ),
    "did_not_web": (
        "„{did}” nu este un identificator did:web.",
        "“{did}” is not a did:web identifier.",
    ),
    "did_no_key": (
        "Emitentul {did} nu are nicio cheie. Creați o cheie înainte de a publica documentul.",
        "The issuer {did} has no key. Create a key before publishing its document.",
    ),
    "instant_naive": (
        "Momentul {value} nu are fus orar. Dați un moment cu fus orar.",
        "The instant {value} has no time zone. Give an instant with a time zone.",
    ),
    "validity_order": (
        "Insigna {path} ar expira înainte de a deveni valabilă. Corectați datele.",
        "The badge {path} would expire before it becomes valid. Correct the dates.",
    ),
    "proof_present": (
        "Documentul are deja o semnătură; nu se adaugă a doua.",
        "The document already has a proof; a second one is not added.",
    ),
    "control_character": (
        "La {path} există un caracter de control ({character}), pe care nu toate programele "
        "îl citesc la fel. Ștergeți-l.",
        "There is a control character ({character}) at {path}, which programs do not all "
        "read alike. Remove it.",
    ),
    "json_number": (
        "La {path} este un număr care nu este finit.",
        "There is a number at {path} that is not finite.",
    ),
    "json_fraction": (
        "Numărul {value} nu poate fi semnat: se semnează numai numere întregi, până la 2^53.",
        "The number {value} cannot be signed: only whole numbers up to 2^53 are.",
    ),
    "json_deep": (
        "Documentul este imbricat pe mai mult de {levels} niveluri.",
        "The document is nested more than {levels} levels deep.",
    ),
    "json_large": (
        "Documentul are {size} octeți; limita este {limit}.",
        "The document has {size} bytes; the limit is {limit}.",
    ),
    "context_unknown": (
        "Documentul folosește un vocabular (@context) pe care nu îl cunoaștem; nu descărcăm "
        "vocabulare la verificare.",
        "The document uses a vocabulary (@context) that is not known here; vocabularies are "
        "never fetched at verification.",
    ),
    "structure_limit": (
        "Documentul este mai complicat decât acceptăm ({detail}).",
        "The document is more complicated than is accepted ({detail}).",
    ),
    "member_unsigned": (
        "Câmpul „{detail}” nu este acoperit de semnătură: niciun vocabular nu îl definește sau "
        "este scris altfel decât cere vocabularul.",
        "The field “{detail}” is not covered by the signature: no vocabulary defines it, or it "
        "is written otherwise than the vocabulary asks.",
    ),
    "node_split": (
        "„{id}” este descris în două locuri, cu câmpuri diferite; semnătura nu arată care câmp "
        "stă în care loc.",
        "“{id}” is described in two places with different members; the proof does not show "
        "which member belongs where.",
    ),
    "jsonld_unusable": (
        "Documentul nu poate fi citit ca JSON-LD ({detail}).",
        "The document cannot be read as JSON-LD ({detail}).",
    ),
    "guard_missing": (
        "Verificarea semnăturilor nu funcționează acum pe acest server. Încercați mai târziu.",
        "The verification of proofs does not work on this server now. Try again later.",
    ),
    # Reading a file
    "file_empty": (
        "Fișierul este gol. Alegeți fișierul PNG sau JSON al insignei.",
        "The file is empty. Choose the PNG or JSON file of the badge.",
    ),
    "file_large": (
        "Fișierul are {size} octeți; limita este {limit}. O insignă este mult mai mică.",
        "The file has {size} bytes; the limit is {limit}. A badge is much smaller.",
    ),
    "file_pdf": (
        "Fișierul este un PDF. Încărcați insigna: fișierul PNG, SVG sau JSON descărcat "
        "de la emitent.",
        "The file is a PDF. Upload the badge: the PNG, SVG or JSON file downloaded from the "
        "issuer.",
    ),
    "file_jwt": (
        "Aici se așteaptă un document JSON, nu un JWT.",
        "A JSON document is expected here, not a JWT.",
    ),
    "file_unknown": (
        "Fișierul nu este o insignă: nici imagine PNG sau SVG, nici JSON, nici JWT. Încărcați "
        "fișierul insignei, așa cum l-ați descărcat.",
        "The file is no badge: neither a PNG or SVG picture, nor JSON, nor a JWT. Upload the "
        "badge file as it was downloaded.",
    ),
    "not_png": (
        "Imaginea nu este un fișier PNG.",
        "The picture is not a PNG file.",
    ),
    "png_truncated": (
        "Imaginea PNG este incompletă: se oprește după {size} octeți. Descărcați-o din nou.",
        "The PNG picture is incomplete: it stops after {size} bytes. Download it again.",
    ),
    "png_damaged": (
        "Fișierul este deteriorat: suma de control a blocului {chunk} nu se potrivește. "
        "Descărcați-l din nou.",
        "The file is damaged: the checksum of the block {chunk} does not match. Download it again.",
    ),
    "png_animated": (
        "Imaginea PNG este animată. O insignă este o imagine fixă.",
        "The PNG picture is animated. A badge is a still picture.",
    ),
    "png_no_badge": (
        "Imaginea nu conține nicio insignă. O captură de ecran sau o imagine salvată din altă "
        "pagină pierde insigna; folosiți fișierul descărcat de la emitent.",
        "There is no badge in this picture. A screenshot, or a picture saved from another page, "
        "loses it; use the file downloaded from the issuer.",
    ),
    "png_two_badges": (
        "Imaginea conține mai multe insigne ({found}), deci nu se poate ști care este cea "
        "adevărată.",
        "The picture holds more than one badge ({found}), so which one is meant cannot be known.",
    ),
    "png_wrong_chunk": (
        "Insigna stă într-un bloc {chunk} al imaginii; standardul cere un bloc iTXt.",
        "The badge is in a {chunk} block of the picture; the standard asks for an iTXt block.",
    ),
    "png_compressed": (
        "Insigna din imagine este comprimată, ceea ce standardul interzice. Nu am deschis-o.",
        "The badge in the picture is compressed, which the standard forbids. It was not opened.",
    ),
    "not_svg": (
        "Desenul nu este un fișier SVG.",
        "The drawing is not an SVG file.",
    ),
    "svg_damaged": (
        "Desenul SVG este deteriorat: eroare la linia {line}. Descărcați-l din nou.",
        "The SVG drawing is damaged: error at line {line}. Download it again.",
    ),
    "svg_doctype": (
        "Desenul SVG își definește propriile entități (DOCTYPE), prin care ar putea citi alte "
        "fișiere. Nu l-am deschis.",
        "The SVG drawing defines entities of its own (DOCTYPE), by which it could read other "
        "files. It was not opened.",
    ),
    "svg_script": (
        "Desenul SVG conține un program (la elementul „{name}”); o insignă nu are nevoie de așa "
        "ceva. Nu l-am deschis.",
        "The SVG drawing holds a program (at the element “{name}”), which a badge does not need. "
        "It was not opened.",
    ),
    "svg_large": (
        "Desenul SVG are prea multe elemente.",
        "The SVG drawing has too many elements.",
    ),
    "svg_no_badge": (
        "Desenul SVG nu conține nicio insignă. Un desen salvat din alt program o pierde; folosiți "
        "fișierul descărcat de la emitent.",
        "There is no badge in this SVG drawing. A drawing saved from another program loses it; "
        "use the file downloaded from the issuer.",
    ),
    "svg_two_badges": (
        "Desenul conține mai multe insigne ({found}), deci nu se poate ști care este cea "
        "adevărată.",
        "The drawing holds more than one badge ({found}), so which one is meant cannot be known.",
    ),
    "svg_damaged_badge": (
        "Insigna din desen nu este scrisă cum cere standardul.",
        "The badge in the drawing is not written as the standard asks.",
    ),
    "jwt_unreadable": (
        "Textul seamănă cu un JWT, dar nu poate fi citit. Copiați-l întreg, fără spații.",
        "The text looks like a JWT but cannot be read. Copy all of it, without spaces.",
    ),
    "not_utf8": (
        "Textul insignei nu este în UTF-8.",
        "The text of the badge is not in UTF-8.",
    ),
    "json_invalid": (
        "Textul insignei nu este JSON corect: eroare la linia {line}, coloana {column}.",
        "The text of the badge is not correct JSON: error at line {line}, column {column}.",
    ),
    "json_not_object": (
        "Textul insignei este JSON, dar nu un obiect.",
        "The text of the badge is JSON, but not an object.",
    ),
    "json_duplicate": (
        "Câmpul „{name}” apare de două ori; nu se poate ști care valoare este cea semnată.",
        "The member “{name}” appears twice; which value was signed cannot be known.",
    ),
    "json_constant": (
        "Textul insignei conține {name}, care nu există în JSON.",
        "The text of the badge holds {name}, which does not exist in JSON.",
    ),
    # Status lists
    "status_size": (
        "Lista de stări are {entries} locuri; trebuie cel puțin {least} și octeți întregi.",
        "The status list has {entries} places; at least {least} and whole bytes are needed.",
    ),
    "status_index": (
        "Locul {index} nu există în lista de stări, care are {entries} locuri.",
        "The place {index} is not in the status list, which has {entries} places.",
    ),
    "status_unreadable": (
        "Lista de stări nu poate fi citită: așteptăm GZIP în multibase base64url (u…).",
        "The status list cannot be read: GZIP in multibase base64url (u…) is needed.",
    ),
    # Pictures
    "picture_size": (
        "O imagine poate avea între 16 și 4096 de pixeli; ați cerut {size}.",
        "A picture may have from 16 to 4096 pixels; {size} were asked for.",
    ),
    "picture_unreadable": (
        "Imaginea SVG nu poate fi desenată ({detail}).",
        "The SVG picture cannot be drawn ({detail}).",
    ),
    "picture_text_long": (
        "Textul „{text}…” are {size} semne; pe insignă încap cel mult {limit}.",
        "The text “{text}…” has {size} characters; a badge has room for {limit} at most.",
    ),
    "picture_title_empty": (
        "Insigna nu are titlu. Scrieți titlul.",
        "The badge has no title. Write the title.",
    ),
    "picture_steps": (
        "Pot fi colorate de la 0 la {most} trepte; ați cerut {lit}.",
        "From 0 to {most} steps may be coloured; {lit} were asked for.",
    ),
    "did_not_key": (
        "{did} nu este un identificator did:key.",
        "{did} is not a did:key identifier.",
    ),
}
