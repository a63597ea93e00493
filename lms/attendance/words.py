"""Words that stand in name cells and are no part of a person's name; and short given names."""

from __future__ import annotations

_DEVICES = """
iphone ipad ipod galaxy samsung huawei xiaomi redmi oppo vivo realme oneplus nokia motorola
lenovo asus acer dell hp laptop desktop pc android zoom user guest utilizator telefon phone
tableta tablet macbook mac imac windows admin invitat participant call in caller mobile mobil
poco honor pixel device dispozitiv unknown anonim anonymous sm host moto chromebook thinkpad
probook elitebook pavilion surface webcam browser chrome firefox safari
"""
# Parts of model names: dropped only beside a device word.
_MODELS = """
note tab ultra pro max plus lite mini air
"""
_INSTITUTIONS = """
dgaspc das dasm spas daspc ajpis primaria primarie judetul jud judet spital spitalul centru
centrul fundatia asociatia ong cnasr universitatea univ serviciul serviciu directia directie
complex complexul camin caminul penitenciarul penitenciar scoala liceul comuna oras orasul
sucursala consiliul consiliu cabinet compartiment secretariat cjrae sala clinica policlinica
municipiul colegiul gradinita azil office birou biroul agentia asociatiei institutia
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
eu de la lui ul din si al the fosta fost nascuta nascut casatorita cas casat ex dumneaei dumnealui
ea el she her he him hers they them asistsoc doctor doctorand profesor profesoara gazda cohost
rnasr cod codul nr numar
"""
# Everyday short forms and diminutives: a given name, then what people write for it; not names that
# sisters bear as well (Anca beside Ana).
_SHORT_FORMS = """
adelina ade lina adi | adina adi dina | adrian adi adita | adriana adi adita | agata aga |
alexandra alex ale alexa sanda sandra sanduta xandra lexi | alexandru alex ale alecu alecsandru
sandu sandel sanducu lexi | alina ali lina | amalia ama mali | ana anuta ancuta anica anisoara nuta
aneta | anamaria ana mari | anca ancuta anuca | andrada andra | andreea andra andi deea dea deia |
andrei andi andu andreias andrutu | angela angi geli lica | angelica angi geli | anisoara ani
anisia | anton toni tonel | antonia toni tonia anto | arina ari | augustin gusti | aurel relu
aurica aurelus | aurelia aura reli aurica lia | aurora aura rora | bianca bia | bogdan bogdi bobo |
camelia cami cama meli lia | carmen carmencita carmi | catalin cata catalinel | catalina cata
catali lina catal | cezar ceza | cezara ceza | ciprian cipi cip | claudia claudi clau | claudiu
clau claudica | constanta tanta tanti costi | constantin costel costica costi costache dinu titi
tica costinel | corina cori rina | cornelia cori neli nela corni | corneliu cornel nelu | cosmin
cosmi cosminel | cosmina cosmi mina | cristian cristi cristinel cris chris cristea cristu |
cristina cristi tina cris cristinuta cristinel | dan danut danutz dani dane | dana danuta dani |
daniel dani danut danutz danielus | daniela dana dani ela danuta | delia deli lia | denisa deni isa
| diana dia dianuta didi | dionisie dini | doina doinita doinuta | domnica mica nica | dorin dori
dorinel | dorina dori dora rina | doru dorel | dragos dragosel gogu | dumitra mitra mitruta |
dumitru mitica mitru dumi mitu dumitrel mitrut | ecaterina cati catinca katy cate catrina rina
caterina | eduard edi edy | elena lenuta leni lena nuti ela elenuta elly eli elenita nuta |
eleonora nora leo | elisabeta eli beti lisa veta saveta elisa liza | emanuel manu ema emi |
emanuela ema manu manuela ela | emil emi milu miluta | emilia emi mili emilica milica | eufrosina
frosa | eugen jenica geni gigi | eugenia geni jeni genia | eva evuta | felicia feli | filofteia
fili | florentin flori flo | florentina flori flo tina floricica floarea | florian flori flo |
florica flori | florin flo florinel flori | florina flori flo rina | gabriel gabi gaby gabita
gabrielus | gabriela gabi gaby gabita ela gabrielle | george gigi gogu geo georgica gelu | georgeta
geta gina geo getuta | georgiana geo georgi gina giorgi jeorgiana | gheorghe gigi george gica ghita
gicu gelu gheorghita gogu geo | gheorghita ghita | gherghina gina | grigore grig gore | haralambie
hari lambe | horatiu hora | iacob iacobel | ileana ilenuta lena | ilie ilica iliuta | ilinca ili
inca | ioan ion ionel nelu ioanis ionica oni nutu neluta | ioana oana ioanuta oani ioni anuta | ion
ionel nelu ioan jean nelutu ionica nica ionita | ionel nelu | ionela ela nela | ionut nutu ionutz
ionel | irina iri ira rina irinuca | iulia iuli iulica | iulian iuli iulica | iuliana iulia iuli
liana iulica | iuliu iuli | izabela iza bela isabela | larisa lari | laura lauri laurica |
laurentia lau lauri | laurentiu lau laur lauri renti | lavinia lavi vinia | leonard leo | leontina
leo tina | lidia lidi lia | liliana lili lia lilica | livia livi | liviu livi | loredana lori lore
| lucia luci lucica | lucian luci lucica | luciana luci luciuta | lucretia luci creta | ludovic
ludo | luminita lumi luminica mita | madalina mada madi lina | magdalena magda lena magdi | manuela
manu ela | margareta marga reta margo magi rita | maria mia mari marioara mariuca marita maricica
marica mariuta mimi | marian mari marinel maricel | mariana mari mariuca nana | marilena mari lena
| marin marinel mari marinica | marina mari marinuta | marinela mari nela ela | marius mari
mariusel | matei | mihaela miha ela mihaita mihaelita mica miki | mihai misu mihaita mihail misa
miticu mihu mihaitu mihut | mihail mihai misu misa | mioara mia mio | mircea mircica mirci | mirela
mire mimi ela | miruna miru runa | monica moni monicuta mona | nadia nadi | natalia nati talia
nataly nata | nicolae nicu nae nicusor culita niculita nicolaie nicola nicolita nicoara culae |
nicoleta nico coca leta nicol | oana onuta oani | octavia tavi octi | octavian tavi octi octav
tavian | olga olguta | olimpia oli pia | ovidiu ovi ovidius | paraschiva viva paras chiva |
patricia pati patri | paul paulica pauly | paula pauli paulica | petre petrica petrus petrut |
petronela petro nela petra | petru petre petrica petrut petrus petrisor | petruta petra | radu
raducu raduta | raluca ralu luca ralucuta | ramona ramo mona | razvan razvi raz | rebeca beca |
remus remi | robert robi | roberta robi berta | rodica rodi dica | romeo romi | roxana roxi roxy
rox | rozalia roza rozi | ruxandra ruxi sandra ruxa | sabina sabi bina | sanda sanduta | sebastian
sebi seba bastian | serban serbi | silvia silvi sivi silvica | silviu silvi silvica | simion simi |
simona simo moni simi mona simonuta | sinziana sinzi ziana sanzi | smaranda smara anda | sofia sofi
| sorin sori sorinel sory | sorina sori rina sorinuta | speranta spera | stanca stancuta | stefan
fane stefanita fanel stefanel stef stefi fanica stefanut fanuta steven | stefania stefi fani
stefanita fana stef | stela steluta | steluta stela lita | tatiana tati tania | teodor tudor teo
tudorel dorel | teodora teo dora tea | tiberiu tibi | timea timi | traian traienel tralu | tudor
tudorel teo | valentin vali valy tinu val | valentina vali valy tina val | valeria vali lera |
valeriu vali | vasile vasilica sile lica vali vasi | vasilica lica vasi | veronica vero nica vera
veronicuta | victor vic victoras | victoria vica vic victorita | violeta vio leta viole | viorel
vio relu | viorica vio rica | virgil gil virgi | virginia gina gini virgi | vlad vladut vladi |
vladut vlad | zamfira zamfi fira | zoe zoica
"""
# What a diminutive ends in, after the first letters of the name ("Ionică", "Silvică").
_DIMINUTIVE_ENDINGS = """
ica ita uta usa ioara isoara uca uica el ela ut utz us as ache ilica icuta cica i y utu
"""

DIMINUTIVE_ENDINGS = frozenset(_DIMINUTIVE_ENDINGS.split())
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
# Everyday given names, known as such even where no member bears them.
GIVEN_NAMES = frozenset(group.split()[0] for group in _SHORT_FORMS.split("|"))
