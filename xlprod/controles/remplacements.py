"""Figures that a workbook, its rows or the company put in place of the law's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from udfs.commun import DATE, PARAMETRES
from xlprod import registre
from xlprod.classeurs import noms
from xlprod.classeurs.equipe import Rangee, contrats, parametres
from xlprod.classeurs.instantane import Instantane
from xlprod.classeurs.page import Ligne
from xlprod.couches import Donnee
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import parametres as lecteur
from xlprod.paie.remplacements import TITRE, Remplacement, distincts, remplacements


def du_classeur(classeur: Instantane, jour: dt.date) -> list[Remplacement]:
    """Those in force on ``jour`` for the whole workbook, and on its first day for each contract.

    What cannot be read is left to the checks of the cells, which say why.
    """
    listes = []
    film: tuple[Donnee, ...] = ()
    with suppress(ErreurXlprod):
        film = registre.lire(PARAMETRES, parametres(classeur)) or ()
        listes.append(remplacements(lecteur.lire(film), jour))
    for rangee in contrats(classeur):
        with suppress(ErreurXlprod):
            debut = registre.lire(DATE, rangee[noms.DEBUT])
            listes.append(remplacements(lecteur.lire(_donnees(film, rangee)), debut))
    return distincts(listes)


def _donnees(film: tuple[Donnee, ...], rangee: Rangee) -> tuple[Donnee, ...]:
    """The film's, then the row's, which wins."""
    ligne: tuple[Donnee, ...] = registre.lire(PARAMETRES, rangee[noms.PARAMETRES_LIGNE]) or ()
    return tuple({d.nom: d for d in (*film, *ligne)}.values())


def lignes(remplaces: list[Remplacement], largeur: int) -> Iterator[Ligne]:
    """Section of a page of ``largeur`` columns, the last two being source and confidence; or nothing."""
    if remplaces:
        yield Ligne((TITRE,), "section")
    vides = (None,) * (largeur - 3)
    for r in remplaces:
        yield Ligne((r.phrase(), *vides, r.source, r.qui), "reserve")
