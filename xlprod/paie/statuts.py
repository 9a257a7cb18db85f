"""Statuts of the people of a film: which contribution rows concern them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from xlprod import baremes
from xlprod.baremes import Statut
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.parametres import Parametres
from xlprod.textes import cle, proches

REALISATEUR, ARTISTE_CADRE = "REAL", "ART_C"

HORS_SALARIAT = frozenset({"auteur", "stagiaire", "detache"})
"""Families that have no French contract of employment: no agreement, no welfare, no ceiling to share."""


@lru_cache(256)
def resoudre(texte: str) -> Statut:
    """Statut of a code (``TECH_C``), a French label or a usual variant.

    Raises :class:`SaisieInvalide` for an unknown one, naming the three nearest.
    """
    recherche = cle(texte)
    for statut in baremes.statuts().values():
        if recherche in _noms(statut):
            return statut
    candidats = [nom for s in baremes.statuts().values() for nom in (s.code, s.libelle)]
    raise SaisieInvalide(
        f"statut inconnu « {texte} » ; les plus proches : {', '.join(proches(texte, candidats))}"
    )


def hors_salariat(texte: str) -> bool:
    """Whether a text names, word for word, somebody without a French contract of employment."""
    recherche = cle(texte)
    return any(
        recherche in _noms(statut) for statut in baremes.statuts().values() if statut.famille in HORS_SALARIAT
    )


def retenu(texte: str, parametres: Parametres, jour: dt.date) -> Statut:
    """Statut of a text as the disputed readings have it: a director may be an artist (C. trav. L7121-2)."""
    statut = resoudre(texte)
    if statut.code != REALISATEUR or parametres.lecture("taux_realisateur", jour) == "technicien":
        return statut
    if parametres.dfs != "non":
        raise SaisieInvalide("dfs : un réalisateur n'a pas de déduction forfaitaire spécifique")
    artiste = resoudre(ARTISTE_CADRE)
    return artiste._replace(code=statut.code, libelle=statut.libelle, alias=statut.alias)


def _noms(statut: Statut) -> set[str]:
    return {cle(nom) for nom in (statut.code, statut.libelle, *statut.alias)}
