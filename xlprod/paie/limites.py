"""The ceiling that each scheme takes for a period: one way of counting days for each.

Social security prorates (CSS R242-2), or counts the days of an artist engaged fewer than five
(arrêté of 24/01/1975 art. 3).  The other schemes follow it, or have their own reading.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from xlprod import argent
from xlprod.baremes import Statut
from xlprod.paie import methodes_plafond
from xlprod.paie.methodes_plafond import ANNUEL, ENTIER, JOURNALIER, Emploi
from xlprod.paie.parametres import Parametres

VERSEMENT = "versement"
"""Duration of authors' rights: none, they are paid on a day, whatever the days of the row."""


SANS_REGIME = "aucune"
"""Duration of who is seconded: insured elsewhere."""


class Reperes(NamedTuple):
    """One item for each scheme: its way of counting, or its ceiling (cents, or a column of them)."""

    securite_sociale: Any
    retraite: Any
    chomage: Any
    prevoyance: Any


def methodes(statut: Statut, parametres: Parametres, jour: dt.date, jours_contrat: int) -> Reperes:
    """Names of ``methodes_plafond.COMPTES``."""
    if statut.duree == VERSEMENT:
        return Reperes(ANNUEL, ANNUEL, ANNUEL, ANNUEL)
    prorata = ANNUEL if parametres.rediffusion else parametres.lecture("methode_plafond", jour)
    base = chomage = proratisee = prorata
    if not parametres.rediffusion and par_jour_artiste(statut, parametres, jour, jours_contrat):
        base = chomage = JOURNALIER
        if parametres.lecture("plafond_chomage_artiste", jour) == "mensuel":
            chomage = ENTIER
        if parametres.lecture("plafond_retraite_artiste", jour) == "journalier":
            proratisee = JOURNALIER
    entier = statut.plafond_retraite == "entier"
    retraite = prevoyance = proratisee
    if entier and parametres.lecture("plafond_retraite", jour) == "non_proratise":
        retraite = ENTIER
    if not entier or parametres.lecture("plafond_prevoyance", jour) == "comme_retraite":
        prevoyance = retraite
    return Reperes(base, retraite, chomage, prevoyance)


def reperes(statut: Statut, parametres: Parametres, emploi: Emploi) -> Reperes:
    """Ceilings of a period, in cents; none for somebody whom no French scheme insures."""
    if statut.duree == SANS_REGIME:
        return Reperes(0, 0, 0, 0)
    noms = methodes(statut, parametres, emploi.debut, emploi.jours_contrat)
    return Reperes(*(montant(nom, emploi, parametres) for nom in noms))


def montant(methode: str, emploi: Emploi, parametres: Parametres) -> int:
    """Ceiling of a period by one way of counting, in cents."""
    return argent.arrondir_fraction(methodes_plafond.plafond(methode, emploi, parametres))


def par_jour_artiste(statut: Statut, parametres: Parametres, debut: dt.date, jours_contrat: int) -> bool:
    """Whether each day has the artists' ceiling: engagement shorter than five continuous days."""
    if not statut.artiste:
        return False
    return not parametres.engagement_continu or jours_contrat < parametres.chiffre(
        "JOURS_PLAFOND_ARTISTE", debut
    )
