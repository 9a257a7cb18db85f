"""Contracts at random, for properties: every statut that is computed, dates, parameters."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume
from hypothesis import strategies as st

from xlprod import baremes
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import Contrat, contrat
from xlprod.paie.cotisations import Charges

Paires = tuple[tuple[str, str], ...]

COUVERTS = list(baremes.statuts())
STATUTS = st.sampled_from(COUVERTS)
DATES = st.dates(dt.date(2023, 1, 1), dt.date(2026, 9, 30))
JOURS = st.integers(1, 90)
BRUTS = st.integers(0, 3_000_000)
PARAMETRES = st.sampled_from(
    [
        (),
        (("effectif", "10"), ("taux_at", "1,5"), ("medecine", "0,384")),
        (("effectif", "60"), ("versement_mobilite", "75")),
        (("effectif", "15"), ("versement_mobilite", "2,01"), ("dfs", "oui")),
        (("engagement_continu", "non"), ("dfs", "musicien")),
        (("heures", "151,67"), ("reduction_plafond_conges", "avant_majoration")),
        (("methode_plafond", "non_proratise"), ("reduction_taux_effectifs", "oui")),
        (("convention", "2642"), ("alsace_moselle", "oui")),
        (("convention", "aucune"), ("residence", "etranger")),
        (("contrat", "cdd"), ("mutuelle", "60,55"), ("effectif", "11"), ("versement_mobilite", "0")),
        (("mutuelle", "0,01"), ("taux_at", "bureau")),
        (("heures_cachet", "12"), ("plafond_retraite", "proratise")),
        (("heures", "0,01"),),
        (("heures", "1e9"), ("reduction_plafond_conges", "avant_majoration")),
        (("heures", "1e400"), ("dfs", "oui")),
        (("csg_ded_patronal", "1,5"), ("assiette_complement", "reelle")),  # an employer part on the CSG base
    ]
)


EXIGES: dict[str, Paires] = {"AUTEUR": (("nature", "fiction"),)}
"""Parameters without which a statut computes nothing."""


def contrat_applicable(statut: str, debut: dt.date, jours: int, paires: Paires) -> Contrat | None:
    """The contract, or none where a parameter is without object for the statut."""
    try:
        return contrat(statut, debut, jours, lecteur.lire((*EXIGES.get(statut, ()), *paires)))
    except SaisieInvalide as refus:
        if "sans objet" in refus.message:
            return None
        raise


def contrat_ou_rien(statut: str, debut: dt.date, jours: int, paires: Paires) -> Contrat:
    """The same for a property: an example that makes no contract is left out."""
    rendu = contrat_applicable(statut, debut, jours, paires)
    assume(rendu is not None)
    assert rendu is not None
    return rendu


def charges(brut: int, statut: str, debut: dt.date, jours: int, paires: Paires) -> Charges:
    return Charges(brut, contrat_ou_rien(statut, debut, jours, paires))
