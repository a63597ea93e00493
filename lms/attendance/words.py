"""Words that stand in name cells and are no part of a person's name; and short given names."""

from __future__ import annotations

_DEVICES = """
iphone ipad ipod galaxy samsung huawei xiaomi redmi oppo vivo realme oneplus nokia motorola
lenovo asus acer dell hp laptop desktop pc android zoom user guest utilizator telefon phone
tableta tablet macbook mac imac windows admin invitat participant call in caller mobile mobil
poco honor pixel device dispozitiv unknown anonim anonymous sm host
"""
# Parts of model names: dropped only beside a device word.
_MODELS = """
note tab ultra pro max plus lite mini air
"""
_INSTITUTIONS = """
dgaspc das dasm spas daspc ajpis primaria primarie judetul jud judet spital spitalul centru
centrul fundatia asociatia ong cnasr universitatea univ serviciul serviciu directia directie
complex complexul camin caminul penitenciarul penitenciar scoala liceul comuna oras orasul
sucursala consiliul consiliu cabinet compartiment secretariat
"""
# Counties, said beside an institution ("DGASPC Cluj"); some are surnames too, hence only there.
_PLACES = """
alba arad arges bacau bihor bistrita nasaud botosani braila brasov bucuresti buzau calarasi
caras severin cluj constanta covasna dambovita dolj galati giurgiu gorj harghita hunedoara
ialomita iasi ilfov maramures mehedinti mures neamt olt prahova salaj satu mare sibiu suceava
teleorman timis timisoara tulcea valcea vaslui vrancea sector sectorul
"""
_TITLES = """
dr drd prof conf lect asist asistent asistenta as social sociala soc psih psiholog dna dnul dl
domnul doamna sef director lector inspector principal specialist practicant debutant mr mrs ms
eu de la din si al the
"""
# Everyday short forms: a given name, then what people write for it.
_SHORT_FORMS = """
alexandru alex sandu alecu | alexandra alex sanda ale | constantin costel costica costi dinu
titi | gheorghe gigi george gica ghita | ion ionel nelu ionut ioan jean | ioan ion ionel nelu |
ioana oana ioanuta | maria mia mari marioara mariuca | elena lenuta ileana leni nuti | mihai
misu mihaita mihail | mihaela miha ela mihaita | nicolae nicu nae nicusor culita | vasile
vasilica sile lica | dumitru mitica mitru dumi | daniel dani dan | daniela dani dana | gabriel
gabi | gabriela gabi ela | cristian cristi cristinel | cristina cristi tina | florin florinel |
florentina flori tina | adrian adi | adriana adi | valentin vali | valentina vali | aurelia aura
reli | aurel relu | viorica viorela vio | georgiana geo georgi gina | teodor tudor teo | teodora
teo dora | anamaria ana | anca ancuta | simona simo moni | monica moni | roxana roxi | raluca
ralu | loredana lori dana | liliana lili lia | nicoleta nico | camelia cami meli | emilia emi |
emil emi | iuliana iulia iuli | iulian iuli | catalin cata | catalina cata | stefan fane
stefanita | stefania stefi fani | andrei andi | andreea andra andi deea | carmen carmencita |
luminita lumi | petru petre petrica | paraschiva viva | ecaterina cati catinca katy | catrinel
catrina | magdalena magda | margareta marga reta | laurentiu lau | laurentia lau | veronica vero
| victoria vica
"""

DEVICE_WORDS = frozenset(_DEVICES.split())
MODEL_WORDS = frozenset(_MODELS.split())
INSTITUTION_WORDS = frozenset(_INSTITUTIONS.split())
PLACE_WORDS = frozenset(_PLACES.split())
TITLE_WORDS = frozenset(_TITLES.split())


def _full_by_short() -> dict[str, frozenset[str]]:
    forms: dict[str, frozenset[str]] = {}
    for group in _SHORT_FORMS.split("|"):
        full, *short_forms = group.split()
        for short in short_forms:
            forms[short] = forms.get(short, frozenset()) | {full}
    return forms


FULL_BY_SHORT = _full_by_short()
