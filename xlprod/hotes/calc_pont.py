"""From Calc's values to the registry and back; knows nothing of UNO.

Errors go back as NaN whose low bits hold Calc's error number: Calc keeps them as true errors,
alone or in one row of an array.  A reference to one blank cell reaches an add-in as 0.0, so 0
is read as « not given » wherever 0 says nothing: texts, dates, parameters, optional arguments.
Inside a range a blank cell is "" and 0 stays 0.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import registre
from xlprod.erreurs import ABSENT, VALEUR, ErreurXlprod
from xlprod.hotes import societe
from xlprod.registre import Argument, ErreurCellule, Fonction, Genre

NUMEROS = {VALEUR: 519, ABSENT: 32767}
CODES = {503: "#NOMBRE!", 519: VALEUR, 524: "#REF!", 525: "#NOM?", 532: "#DIV/0!"}
GENRES_SANS_ZERO = (Genre.TEXTE, Genre.DATE, Genre.PARAMETRES)
NAN = 0x7FF8 << 48


def calculer(nom: str, arguments: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    """Rows of cells that a call gives: one cell, a column, a table, or one error."""
    societe.assurer()
    f = registre.resoudre(nom)
    retour = registre.evaluer(nom, bruts(f, arguments))
    if retour.erreur is not None:
        return ((erreur(retour.erreur.code),),)
    return cellules(retour.valeur)


def erreur(code: str) -> float:
    """The NaN that Calc shows as the error ``code``."""
    valeur: float = struct.unpack("<d", struct.pack("<Q", NAN | NUMEROS.get(code, NUMEROS[VALEUR])))[0]
    return valeur


def bruts(f: Fonction, arguments: Sequence[Any]) -> list[Any]:
    """Raw values for the registry; Calc gives None for each argument that is omitted."""
    valeurs = list(arguments)
    while valeurs and valeurs[-1] is None:
        valeurs.pop()
    return [_brut(a, v) for a, v in zip(_declares(f, valeurs), valeurs, strict=True)]


def _declares(f: Fonction, valeurs: list[Any]) -> list[Argument]:
    """Declaration of each value; those of POURQUOI's free arguments are the target function's."""
    declares = [f.arguments[min(i, len(f.arguments) - 1)] for i in range(len(valeurs))]
    if declares and declares[-1].genre is Genre.LIBRE:
        fixes = len(f.arguments) - 1
        with suppress(ErreurXlprod):
            cible = registre.resoudre(str(valeurs[0])).arguments[: len(valeurs) - fixes]
            declares[fixes : fixes + len(cible)] = cible
    return declares


def _brut(argument: Argument, valeur: Any) -> Any:
    if isinstance(valeur, tuple):
        return [[_de_plage(cellule) for cellule in ligne] for ligne in valeur]
    if valeur == 0 and (argument.facultatif or argument.genre in GENRES_SANS_ZERO):
        return None
    return _lue(valeur)


def _de_plage(valeur: Any) -> Any:
    """Cell of a range: void stands for a cell in error, a blank one is ""."""
    return ErreurCellule(ABSENT) if valeur is None else _lue(valeur)


def _lue(valeur: Any) -> Any:
    if isinstance(valeur, float) and valeur != valeur:
        numero = struct.unpack("<Q", struct.pack("<d", valeur))[0] & 0xFFFF
        return ErreurCellule(CODES.get(numero, ABSENT))
    return valeur


def cellules(valeur: Any) -> tuple[tuple[Any, ...], ...]:
    """Rows of equal width; an empty table is one blank cell."""
    lignes = valeur if isinstance(valeur, list) else [[valeur]]
    largeur = max((len(ligne) for ligne in lignes), default=0) or 1
    return tuple(
        tuple(_rendue(cellule) for cellule in [*ligne, *[""] * (largeur - len(ligne))])
        for ligne in lignes or [[""]]
    )


def _rendue(cellule: Any) -> Any:
    if isinstance(cellule, ErreurXlprod):
        return erreur(cellule.code)
    if cellule is None:
        return ""
    return float(cellule) if isinstance(cellule, int) and not isinstance(cellule, bool) else cellule
