"""Rows of one function computed together: what they share is read once, their amounts one by one.

A sheet asks for the same function row after row, for a few dozen kinds of contracts; only the
amounts differ.  Rows that share all the rest make a group, which the function may compute as
one column.  Each row gets the value, or the error, of the same cell computed alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlprod.arguments import Argument, Brut, Genre, est_plage, lire, lire_montants
from xlprod.erreurs import ErreurXlprod

if TYPE_CHECKING:
    from xlprod.registre import Fonction

PLAGES = {list, tuple}

Lue = list[Any]
"""Arguments of a row once read; the error of one that cannot be stands in its place."""


def calculer(
    f: Fonction, colonnes: Sequence[Sequence[Brut]], date_reference: dt.date | None = None
) -> list[Any]:
    """Value or error of each row; ``colonnes`` holds the raw cells of each argument, row by row."""
    resultats: list[Any] = [None] * len(colonnes[0])
    lot = _Lot(f, colonnes, date_reference)
    for cle, rangs in lot.groupes().items():
        for rang, valeur in zip(rangs, lot.valeurs(cle, rangs), strict=True):
            resultats[rang] = valeur
    return resultats


def lire_rangees(
    f: Fonction, colonnes: Sequence[Sequence[Brut]], date_reference: dt.date | None = None
) -> list[Lue]:
    """Arguments of each row; a range that serves every row is read once."""
    lues: list[list[Any]] = []
    for argument, colonne in zip(f.arguments, colonnes, strict=True):
        plages: dict[int, Any] = {}
        lus = []
        for brut in colonne:
            if id(brut) not in plages:
                lu = _lire(argument, brut, date_reference)
                if not est_plage(brut):
                    lus.append(lu)
                    continue
                plages[id(brut)] = lu
            lus.append(plages[id(brut)])
        lues.append(lus)
    return [list(rangee) for rangee in zip(*lues, strict=True)]


def _lire(argument: Argument, brut: Brut, date_reference: dt.date | None) -> Any:
    """What a cell holds for an argument, or its error."""
    try:
        return lire(argument, brut, date_reference)
    except ErreurXlprod as erreur:
        return erreur


class _Lot:
    """Columns of raw cells, and what has been read of those that repeat."""

    def __init__(
        self, f: Fonction, colonnes: Sequence[Sequence[Brut]], date_reference: dt.date | None
    ) -> None:
        self.f = f
        self.colonnes = colonnes
        self.date_reference = date_reference
        dernier = len(f.arguments) - 1
        self.arguments = [f.arguments[min(i, dernier)] for i in range(len(colonnes))]
        self.montants = [i for i, a in enumerate(self.arguments) if a.genre is Genre.MONTANT]
        self.communs = [i for i, a in enumerate(self.arguments) if a.genre is not Genre.MONTANT]
        self.lus: list[dict[tuple[Any, type], Any]] = [{} for _ in self.communs]

    def groupes(self) -> dict[tuple[Any, ...], list[int]]:
        """Ranks of the rows that are the same but for their amounts, by what they share.

        Types count: ``True``, ``1`` and ``1.0`` are equal and not read alike.
        """
        if not self.communs:
            return {(): list(range(len(self.colonnes[0])))}
        communes = [self.colonnes[i] for i in self.communs]
        groupes: dict[tuple[Any, ...], list[int]] = {}
        cles = zip(*map(_comparables, communes), *(map(type, c) for c in communes), strict=True)
        for rang, cle in enumerate(cles):
            groupes.setdefault(cle, []).append(rang)
        return groupes

    def valeurs(self, cle: tuple[Any, ...], rangs: list[int]) -> list[Any]:
        """Values of one group.  A row's error is that of its first argument at fault."""
        lus: list[Any] = []
        refus: dict[int, ErreurXlprod] = {}
        communs = zip(self.lus, zip(cle, cle[len(self.communs) :], strict=False), strict=True)
        for argument, colonne in zip(self.arguments, self.colonnes, strict=True):
            if argument.genre is Genre.MONTANT:
                montants, refuses = lire_montants(argument, [colonne[rang] for rang in rangs])
                lus.append(montants)
                refus = refuses | refus
                continue
            memoire, commun = next(communs)
            if commun not in memoire:
                # An error too is kept for the groups that share it.
                memoire[commun] = _lire(argument, colonne[rangs[0]], self.date_reference)
            lu = memoire[commun]
            if isinstance(lu, ErreurXlprod):
                return [refus.get(n, lu) for n in range(len(rangs))]
            lus.append(lu)
        if not refus:
            return self._groupe(lus, len(rangs))
        bons = [n for n in range(len(rangs)) if n not in refus]
        for i in self.montants:
            lus[i] = [lus[i][n] for n in bons]
        suite = iter(self._groupe(lus, len(bons)) if bons else ())
        return [refus[n] if n in refus else next(suite) for n in range(len(rangs))]

    def _groupe(self, lus: list[Any], nombre: int) -> list[Any]:
        """Values of rows whose arguments are read, amounts as lists and the rest as it is."""
        try:
            if self.f.colonne is not None:
                return self.f.colonne(*lus)
            if not self.montants:
                return [self.f.corps(*lus).cellule()] * nombre
        except ErreurXlprod as erreur:
            return [erreur] * nombre
        return [
            self._seule([lu[n] if i in self.montants else lu for i, lu in enumerate(lus)])
            for n in range(nombre)
        ]

    def _seule(self, lus: list[Any]) -> Any:
        try:
            return self.f.corps(*lus).cellule()
        except ErreurXlprod as erreur:
            return erreur


def _comparables(colonne: Sequence[Brut]) -> Sequence[Any]:
    """Ranges are compared by their text, written once for a range that serves every row."""
    if PLAGES.isdisjoint(map(type, colonne)):
        return colonne
    plages = {id(cellule): cellule for cellule in colonne if est_plage(cellule)}
    textes = {identite: repr(plage) for identite, plage in plages.items()}
    return [textes.get(id(cellule), cellule) for cellule in colonne]
