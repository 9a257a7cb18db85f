"""Inside the add-in: one batch of calls in, one batch of answers out, as JSON.

A call is ``[name, [arguments]]``; an argument is a matrix, a cell in error being
``{"erreur": "#N/A"}``.  An answer is a matrix whose cells may be ``{"code", "message"}``.
"""

from __future__ import annotations

import json
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import registre
from xlprod.erreurs import ABSENT, ErreurXlprod
from xlprod.registre import ErreurCellule

CODES = {ABSENT: "notAvailable"}
"""Names of ``CustomFunctions.ErrorCode``; anything else is ``invalidValue``."""


def repondre(lot: str) -> str:
    """Answer a batch; an unexpected failure is an error of its own cell, not of the batch."""
    appels = [(nom, [_brut(a) for a in arguments]) for nom, arguments in json.loads(lot)]
    try:
        retours = registre.evaluer_lot(appels)
    except Exception:
        return json.dumps([_seul(nom, bruts) for nom, bruts in appels])
    return json.dumps([_matrice(retour) for retour in retours])


def _seul(nom: str, bruts: list[Any]) -> list[list[Any]]:
    try:
        return _matrice(registre.evaluer(nom, bruts))
    except Exception as panne:
        return [[{"code": "invalidValue", "message": f"erreur interne ({type(panne).__name__}) : {panne}"}]]


def _matrice(retour: registre.Retour) -> list[list[Any]]:
    if retour.erreur is not None:
        return [[_erreur(retour.erreur)]]
    valeur = retour.valeur
    return (
        [[_cellule(c) for c in rangee] for rangee in valeur]
        if isinstance(valeur, list)
        else [[_cellule(valeur)]]
    )


def _brut(argument: Any) -> Any:
    if isinstance(argument, list):
        return [[_lue(c) for c in rangee] for rangee in argument]
    return _lue(argument)


def _lue(cellule: Any) -> Any:
    return ErreurCellule(cellule["erreur"]) if isinstance(cellule, dict) else cellule


def _cellule(valeur: Any) -> Any:
    return _erreur(valeur) if isinstance(valeur, ErreurXlprod) else valeur


def _erreur(erreur: ErreurXlprod) -> dict[str, str]:
    return {"code": CODES.get(erreur.code, "invalidValue"), "message": erreur.message}
