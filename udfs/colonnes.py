"""Columns of contracts: rows of one same kind are computed together, with numpy where it is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from xlprod.erreurs import ErreurXlprod
from xlprod.paie import parametres as lecteur
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, lire
from xlprod.trace import Resultat

Mesurer = Callable[..., Resultat]

SEUIL_VECTEUR = 64
"""Rows from which numpy pays for its own import and set-up."""


def calculer(
    nom: str,
    mesurer: Mesurer,
    arguments: Sequence[Argument],
    colonnes: list[list[Any] | None],
    bruts: list[Any],
    longueur: int,
) -> list[Any]:
    """Row-for-row results of the measure ``nom``: values, errors, "" for a blank row."""
    cellules = [c if c is not None else [b] * longueur for c, b in zip(colonnes, bruts, strict=True)]
    variables = [c for c in colonnes if c is not None]
    pleines = [rang for rang in range(longueur) if any(c[rang] not in (None, "") for c in variables)]
    resultats: list[Any] = [""] * longueur
    for rangs in _groupes(cellules, colonnes, pleines):
        _remplir(nom, mesurer, arguments, cellules, rangs, resultats)
    return resultats


def _groupes(
    cellules: list[list[Any]], colonnes: list[list[Any] | None], rangs: list[int]
) -> list[list[int]]:
    """Rows that can be computed together: all but the gross is the same."""
    if all(c is None for c in colonnes[1:]):
        return [rangs] if rangs else []
    groupes: dict[tuple[Any, ...], list[int]] = {}
    for rang in rangs:
        groupes.setdefault(_cle(cellules, rang), []).append(rang)
    return list(groupes.values())


def _cle(cellules: list[list[Any]], rang: int) -> tuple[Any, ...]:
    """What two rows must share to be computed together: all but the gross."""
    return tuple(_hachable(c[rang]) for c in cellules[1:])


def _hachable(cellule: Any) -> Any:
    """Ranges (parameters) are compared by identity: the same range serves every row."""
    return id(cellule) if isinstance(cellule, list) else (type(cellule), cellule)


def _remplir(
    nom: str,
    mesurer: Mesurer,
    arguments: Sequence[Argument],
    cellules: list[list[Any]],
    rangs: list[int],
    resultats: list[Any],
) -> None:
    premier = rangs[0]
    try:
        autres = [lire(a, c[premier]) for a, c in zip(arguments[1:], cellules[1:], strict=True)]
    except ErreurXlprod as erreur:
        # The gross may be at fault first; a row's error is the one a single cell would show.
        for rang in rangs:
            resultats[rang] = _erreur(arguments[0], cellules[0][rang]) or erreur
        return
    lus: dict[int, int] = {}
    for rang in rangs:
        try:
            lus[rang] = lire(arguments[0], cellules[0][rang])
        except ErreurXlprod as erreur:
            resultats[rang] = erreur
    for rang, valeur in zip(lus, _valeurs(nom, mesurer, list(lus.values()), autres), strict=True):
        resultats[rang] = valeur


def _erreur(argument: Argument, cellule: Any) -> ErreurXlprod | None:
    try:
        lire(argument, cellule)
    except ErreurXlprod as erreur:
        return erreur
    return None


def _valeurs(nom: str, mesurer: Mesurer, bruts: list[int], autres: list[Any]) -> list[Any]:
    statut, date, jours, paires = autres
    if len(bruts) >= SEUIL_VECTEUR and nom != "TAUX_CHARGES":
        try:
            return _par_numpy(nom, bruts, statut, date, jours, paires)
        except ImportError:
            pass  # numpy is an accelerator, not a dependency of the hot path
        except ErreurXlprod as erreur:
            return [erreur] * len(bruts)
    rendu: list[Any] = []
    for brut in bruts:
        try:
            rendu.append(mesurer(brut, statut, date, jours, paires).cellule())
        except ErreurXlprod as erreur:
            rendu.append(erreur)
    return rendu


def _par_numpy(
    nom: str, bruts: list[int], statut: str, date: dt.date, jours: int, paires: Paires | None
) -> list[Any]:
    import numpy as np

    from xlprod.paie import colonnes as vecteur

    if max(bruts) > vecteur.PLAFOND_VECTEUR:
        raise ImportError  # too large for 64-bit columns: one by one, with Python's integers
    cents = np.array(bruts, dtype=np.int64)
    totaux = vecteur.charges(cents, statut, date, jours, lecteur.lire(paires))
    valeurs = {
        "CHARGES_PATRONALES": totaux.patronales,
        "CHARGES_SALARIALES": totaux.salariales,
        "NET": cents - totaux.salariales,
        "COUT_EMPLOYEUR": cents + totaux.patronales,
    }[nom]
    rendu: list[Any] = (valeurs / 100).tolist()
    return rendu
