"""Throw-away actions: they test what a host does with an answer, whatever the action.

This file is put as it is among the actions that LibreOffice runs, where :func:`declarer` is called.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Any

from macros.registre import Deroule, Fichier, Reponse, action
from tests import pieges
from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.erreurs import SaisieInvalide

PAGE = Page(
    "Essai",
    "=Titre",
    "1,5",
    (
        Colonne("Texte", 30),
        Colonne("Euros", 14, "euros"),
        Colonne("Taux", 10, "taux"),
        Colonne("Date", 12, "date"),
        Colonne("Nombre", 10, "nombre"),
    ),
    (
        Ligne(("Tout", 1234.5, 0.2155, 45810, 7.25)),
        Ligne(("=1+1", -3, 0, None, True), "alerte"),
        Ligne(("'apostrophe", "pas un nombre", None, None, False), "reserve"),
        Ligne(("02/06/2025",), "section"),
        Ligne(("deux\nlignes, puis un texte assez long pour passer à la ligne", 0), "total"),
        Ligne((None, None, None, None, 12), "discret"),
    ),
)
COLONNES = tuple(Colonne(f"Colonne {rang}", 30) for rang in range(1, 6))
LARGE = Page("Essai", "Large", "", COLONNES, [Ligne((str(rang),)) for rang in range(200)])
IMPOSSIBLE = Page("Essai", "Impossible", "", (Colonne("A", 10),), [Ligne((object(),))])  # type: ignore[arg-type]
QUESTION = "Écrire trois formules ?"
REFUS = "ce classeur ne plaît pas à l'essai"
FORMULES = (
    (Case("Sources", 26, 3), '=IF(TRUE,XLPROD.NET(1000,"TECH_C",45810,5),0)'),
    (Case("Devis", 9, 6), "=SUM('Équipe'!L6,1.5)"),
    (Case("Équipe", 6, 13), "=Equipe[[#This Row],[Quantité]]+1"),
)
"""An array formula of one cell, a plain one, a table's."""


def declarer() -> None:
    """Put the actions in the registry."""
    _declarer("essai_pages", lambda _: Reponse("deux pages", (PAGE, LARGE)))
    _declarer("essai_pieges", lambda _: Reponse("", (pieges.PAGE,)))
    _declarer("essai_formules", lambda _: Reponse("trois formules", formules=FORMULES, question=QUESTION))
    _declarer("essai_instantane", _instantane)
    _declarer("essai_compte", _compter)
    _declarer("essai_fichier", _fichier, fichier=True)
    _declarer("essai_refus", _refuser)
    _declarer("essai_bogue", lambda _: Reponse(str(1 // 0)))
    _declarer("essai_panne", lambda _: Reponse("", (PAGE, IMPOSSIBLE), FORMULES))


def _declarer(nom: str, repondre: Any, fichier: bool = False) -> None:
    @action(nom, groupe="essai", libelle=nom, aide="", touche="", icone="", fichier=fichier)
    def corps(classeur: Instantane) -> Deroule:
        yield "essai en cours"
        reponse: Reponse = repondre(classeur)
        return reponse


def _instantane(classeur: Instantane) -> Reponse:
    """What the action was given, as JSON (see ``xlprod.classeurs.instantane.depuis_json``)."""
    lu = asdict(replace(classeur, octets=b""), dict_factory=lambda paires: {n: _json(v) for n, v in paires})
    return Reponse(json.dumps({n: v for n, v in lu.items() if n != "octets"}))


def _compter(classeur: Instantane) -> Reponse:
    (feuille,) = classeur.feuilles
    nombre = sum(valeur is not None for rangee in feuille.valeurs for valeur in rangee)
    dernier = feuille.valeur(1_048_576, 16_384)
    return Reponse(f"{nombre} cellules sur {len(feuille.valeurs)} rangées, la dernière vaut {dernier}")


def _json(valeur: Any) -> Any:
    if isinstance(valeur, dt.date):
        return valeur.isoformat()
    if isinstance(valeur, list | tuple):
        return [_json(v) for v in valeur]
    return {"erreur": valeur["code"]} if isinstance(valeur, dict) and [*valeur] == ["code"] else valeur


def _fichier(classeur: Instantane) -> Reponse:
    return Reponse("copié", fichier=Fichier("essai.xlsx", classeur.octets))


def _refuser(_: Instantane) -> Reponse:
    raise SaisieInvalide(REFUS)
