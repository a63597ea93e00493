"""The words of Teams reports in the languages seen so far; add a line where one is missing.

A word that is not here is no obstacle: the reader then goes by the structure of the report.
"""

from __future__ import annotations

from lms.attendance.headers import Field, title_key

_TITLES = {
    Field.USER_NAME: "name|full name|nume|nume complet|numele complet|nom|nom complet|nombre"
    "|nombre completo|nome|nome completo|naam|volledige naam|vollstandiger name|imie i nazwisko"
    "|teljes nev|nev|jmeno|cele jmeno",
    Field.JOINED: "first join|join time|joined|prima alaturare|prima conectare|ora alaturarii"
    "|ora de conectare|ora asocierii|erster beitritt|beitrittszeit|beitrittszeitpunkt"
    "|premiere connexion|premiere participation|heure de debut|heure d arrivee|heure de connexion"
    "|primera union|primer acceso|hora de union|hora de incorporacion|prima partecipazione"
    "|ora di accesso|primeira entrada|hora de entrada|eerste deelname|deelnametijd",
    Field.LEFT: "last leave|leave time|left|ultima parasire|ultima deconectare|ora parasirii"
    "|ora de deconectare|letztes verlassen|letzter austritt|austrittszeit|uhrzeit des verlassens"
    "|derniere deconnexion|dernier depart|heure de fin|heure de depart|ultima salida"
    "|hora de salida|ultima uscita|ora di uscita|ultima saida|hora de saida|laatste vertrek"
    "|vertrektijd",
    Field.MINUTES: "in meeting duration|duration|durata|durata in intalnire|durata in sedinta"
    "|dauer|dauer der besprechungsteilnahme|besprechungsdauer|dauer in der besprechung|duree"
    "|duree dans la reunion|duree de la reunion|duracion|duracion en la reunion"
    "|duracion de la reunion|durata nella riunione|duracao|duracao na reuniao|duur",
    Field.EMAIL: "email|e mail|mail|adresa de e mail|adresa e mail|courrier|correo electronico"
    "|correo|posta elettronica|e mail adresse|adresse e mail|e mailadres",
    Field.UPN: "participant id upn|id participant upn|teilnehmer id upn|upn|id de participant upn"
    "|id de participante upn|id partecipante upn",
    Field.ROLE: "role|rol|rolle|rola|ruolo|funcao|funktion",
}
TITLES = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}
_JOINS = """joined|joined before|join|s a alaturat|s a alaturat inainte|beigetreten
|vorher beigetreten|zuvor beigetreten|rejoint|a rejoint|se unio|se unio antes|unido|ingressou
|si e unito"""
_LEAVES = """left|leave|a parasit|a iesit|verlassen|hat verlassen|quitte|a quitte|parti|salio
|abandono|saiu|ha abbandonato"""
JOINS = frozenset(title_key(word) for word in _JOINS.split("|"))
LEAVES = frozenset(title_key(word) for word in _LEAVES.split("|"))


def field_of_title(title: str) -> Field | None:
    """The field that a title of a Teams report names, None for a word not known."""
    return TITLES.get(title_key(title))
