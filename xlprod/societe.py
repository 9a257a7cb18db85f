"""The company's file, in TOML: its parameters, and its figures in place of the law's.

A figure without a source is refused, as in the law's own data.  Every fault is a French sentence
that names the file and the key; a file with a fault is not used at all.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlprod import baremes
from xlprod.arguments import nom_parametre, texte_cellule
from xlprod.baremes import FIN
from xlprod.couches import PATRONAL, SALARIAL, SOCIETE, Donnee, Societe, Surcharge
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import parametres as lecteur
from xlprod.periodes import lire_date, texte_date
from xlprod.textes import pluriel, proches

NOM = "societe.toml"
SECTIONS = ("societe", "parametres", "surcharge")
CLES_SURCHARGE = ("code", "valeur", "du", "au", "source", "article")
DU_CONTRAT = (
    "annexe", "attestation_raap", "conges_equivalents", "contrat", "contrat_direct", "cumul", "dispense",
    "engagement_continu", "fonction", "heures", "jours_initiaux", "nature", "option_raap", "rediffusion",
    "remuneration_initiale", "residence", "retraite_auteur",
)  # fmt: skip
"""Belong to a contract or to a person, never to a whole company."""


class SocieteInvalide(SaisieInvalide):
    """A file that cannot be used; ``defauts`` are its faults, one sentence each."""

    def __init__(self, fichier: str, defauts: list[str]) -> None:
        self.defauts = defauts
        autres = len(defauts) - 1
        suite = f" (et {autres} autre{pluriel(autres)} défaut{pluriel(autres)})" if autres else ""
        super().__init__(f"{fichier} : {defauts[0]}{suite} ; corrigez ce fichier (xlprod societe verifier)")


def lire(texte: str, fichier: str = NOM) -> Societe:
    """The company's layer; raises :class:`SocieteInvalide`."""
    contenu = _toml(texte, fichier)
    defauts = [
        f"section « {nom} » inconnue ; sections : {', '.join(SECTIONS)}"
        for nom in contenu
        if nom not in SECTIONS
    ]
    identite = _table(contenu, "societe", defauts)
    defauts += [f"societe.{cle} : clé inconnue ; clé connue : nom" for cle in identite if cle != "nom"]
    nom = identite.get("nom", "")
    if not isinstance(nom, str):
        defauts.append("societe.nom : un texte entre guillemets est attendu")
        nom = ""
    donnees = _parametres(_table(contenu, "parametres", defauts), defauts)
    surcharges = _surcharges(contenu.get("surcharge", []), defauts)
    if defauts:
        raise SocieteInvalide(fichier, defauts)
    return Societe(nom.strip(), tuple(donnees), tuple(surcharges), fichier)


def lire_ou_refuser(texte: str, fichier: str = NOM) -> Societe:
    """Same, for a host that only shows cells: the fault then answers every call."""
    try:
        return lire(texte, fichier)
    except SocieteInvalide as defaut:
        return Societe(fichier=fichier, refus=defaut.message)


def _toml(texte: str, fichier: str) -> dict[str, Any]:
    try:  # here: without a company's file, an office suite of an older Python does without
        import tomllib
    except ModuleNotFoundError:
        version = ".".join(map(str, sys.version_info[:2]))
        raise SocieteInvalide(
            fichier, [f"il faut Python 3.11 pour le lire, celui-ci est {version}"]
        ) from None
    try:
        return tomllib.loads(texte.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as panne:
        place = re.search(r"at line (\d+), column (\d+)", str(panne))
        ou = f"ligne {place[1]}, colonne {place[2]}" if place else "à la fin du fichier"
        conseil = 'un texte ou un nombre à virgule s\'écrit entre guillemets : "15,70"'
        raise SocieteInvalide(fichier, [f"écriture TOML incomprise, {ou} ; {conseil}"]) from None


def _table(contenu: dict[str, Any], nom: str, defauts: list[str]) -> dict[str, Any]:
    table = contenu.get(nom, {})
    if isinstance(table, dict):
        return table
    defauts.append(f"{nom} : une section [{nom}] est attendue")
    return {}


def noms_parametres() -> list[str]:
    """Parameters that a company may give: those of the calls, but the contract's own."""
    codes = set(lecteur.codes_surcharge())
    return [n for n in lecteur.noms() if n not in codes and n not in DU_CONTRAT]


def _parametres(table: dict[str, Any], defauts: list[str]) -> list[Donnee]:
    donnees: dict[str, Donnee] = {}
    for cle, valeur in table.items():
        nom = nom_parametre(cle)
        if nom in donnees:
            defauts.append(f"parametres.{cle} : donné deux fois")
        elif nom in DU_CONTRAT:
            defauts.append(f"parametres.{cle} : se donne contrat par contrat, pas pour toute la société")
        elif nom in lecteur.codes_surcharge():
            defauts.append(f"parametres.{cle} : se donne par une section [[surcharge]], avec sa source")
        elif nom not in noms_parametres():
            voisins = ", ".join(proches(nom, noms_parametres()))
            defauts.append(f"parametres.{cle} : paramètre inconnu ; les plus proches : {voisins}")
        elif (texte := _texte(valeur)) is None:
            defauts.append(f"parametres.{cle} : un texte, un nombre, true ou false sont attendus")
        else:
            donnees[nom] = Donnee(nom, texte, SOCIETE)
            try:
                lecteur.verifier(nom, texte)
            except SaisieInvalide as erreur:
                defauts.append(f"parametres.{erreur.message}")
    return list(donnees.values())


def _texte(valeur: Any) -> str | None:
    if isinstance(valeur, str | bool | int | Decimal):
        return texte_cellule(valeur)
    return None


def _surcharges(entrees: Any, defauts: list[str]) -> list[Surcharge]:
    if not isinstance(entrees, list) or not all(isinstance(e, dict) for e in entrees):
        defauts.append("surcharge : chaque chiffre ouvre sa section [[surcharge]], entre doubles crochets")
        return []
    lues: list[Surcharge] = []
    for rang, entree in enumerate(entrees, 1):
        ou = f"surcharge n° {rang}" + (f" ({entree['code']})" if entree.get("code") else "")
        try:
            lue = _surcharge(entree)
            _sans_recouvrement(lue, lues)
        except SaisieInvalide as erreur:
            defauts.append(f"{ou} : {erreur.message}")
        else:
            lues.append(lue)
    return lues


def _surcharge(entree: dict[str, Any]) -> Surcharge:
    for cle in entree:
        if cle not in CLES_SURCHARGE:
            voisins = ", ".join(proches(cle, CLES_SURCHARGE))
            raise SaisieInvalide(f"clé « {cle} » inconnue ; les plus proches : {voisins}")
    for cle in ("code", "valeur"):
        if entree.get(cle) in (None, ""):
            raise SaisieInvalide(f"« {cle} » manque")
    source = _mots(entree, "source")
    if not source:
        raise SaisieInvalide("« source » manque : sans source, pas de chiffre (accord, courrier de caisse…)")
    code = _code(_mots(entree, "code"))
    debut, fin = _date(entree, "du", dt.date.min), _date(entree, "au", FIN)
    if fin < debut:
        raise SaisieInvalide(f"finit le {texte_date(fin)}, avant de commencer le {texte_date(debut)}")
    return Surcharge(
        code, _valeur(code, entree["valeur"]), SOCIETE, debut, fin, source, _mots(entree, "article")
    )


def _mots(entree: dict[str, Any], cle: str) -> str:
    valeur = entree.get(cle, "")
    if not isinstance(valeur, str):
        raise SaisieInvalide(f"« {cle} » : un texte entre guillemets est attendu")
    return valeur.strip()


def _code(texte: str) -> str:
    codes = lecteur.codes_surcharge()
    code = codes.get(texte.lower())
    if code is None:
        voisins = ", ".join(proches(texte, [c.upper() for c in codes]))
        raise SaisieInvalide(f"code de barème inconnu « {texte} » ; les plus proches : {voisins}")
    return code


def _valeur(code: str, valeur: Any) -> Fraction:
    texte = None if isinstance(valeur, bool) else _texte(valeur)
    if texte is None:
        raise SaisieInvalide("« valeur » : un nombre est attendu")
    nombre = lecteur.lire_nombre("valeur", texte)
    if code not in baremes.chiffres() and code.endswith((f"_{SALARIAL}", f"_{PATRONAL}")):
        lecteur.taux_exact("valeur", nombre)  # a rate must be exact, and 100 % at most
    return nombre


def _date(entree: dict[str, Any], cle: str, defaut: dt.date) -> dt.date:
    valeur = entree.get(cle)
    if valeur is None:
        return defaut
    try:
        if isinstance(valeur, dt.datetime | bool | int | Decimal):
            raise ValueError(valeur)
        return lire_date(valeur)
    except (ValueError, TypeError):
        raise SaisieInvalide(f"« {cle} » : une date comme 2026-03-31 est attendue") from None


def _sans_recouvrement(lue: Surcharge, autres: list[Surcharge]) -> None:
    for autre in autres:
        if autre.code == lue.code and autre.debut <= lue.fin and lue.debut <= autre.fin:
            raise SaisieInvalide(f"{lue.code} est déjà donné pour une partie de ces dates")
