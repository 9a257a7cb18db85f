"""Values that enter and leave the evaluator of formulas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from xlprod.erreurs import ErreurXlprod
from xlprod.periodes import serie
from xlprod.registre import Brut, ErreurCellule, Retour


def en_cellule(retour: Retour) -> Retour:
    """A bare literal as a cell would hold it: a date is its serial, an error is an error."""
    valeur = retour.valeur
    if isinstance(valeur, dt.date):
        return Retour(float(serie(valeur)))
    if isinstance(valeur, ErreurCellule):
        return Retour(erreur=_en_erreur(valeur))
    if isinstance(valeur, list):
        return replace(retour, valeur=[[_en_erreur(c) for c in ligne] for ligne in valeur])
    return retour


def _en_erreur(cellule: Any) -> Any:
    if isinstance(cellule, ErreurCellule):
        return ErreurXlprod(f"la formule contient l'erreur {cellule.code}", cellule.code)
    return cellule


def en_argument(valeur: Any) -> Brut:
    """A computed value as an argument: errors inside a table become cell errors."""
    if isinstance(valeur, list):
        return [[_en_code(c) for c in ligne] for ligne in valeur]
    brut: Brut = valeur
    return brut


def _en_code(cellule: Any) -> Any:
    return ErreurCellule(cellule.code) if isinstance(cellule, ErreurXlprod) else cellule
