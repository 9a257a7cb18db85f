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

COUVERTS = [statut.code for statut in baremes.statuts().values() if statut.couvert]
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
        (("heures", "1e400"),),
        (("csg_ded_patronal", "1,5"), ("assiette_complement", "reelle")),  # an employer part on the CSG base
    ]
)


def contrat_ou_rien(statut: str, debut: dt.date, jours: int, paires: Paires) -> Contrat:
    """The contract; an example whose parameter is without object for the statut is left out."""
    try:
        return contrat(statut, debut, jours, lecteur.lire(paires))
    except SaisieInvalide as refus:
        assume("sans objet" not in refus.message)
        raise


def charges(brut: int, statut: str, debut: dt.date, jours: int, paires: Paires) -> Charges:
    return Charges(brut, contrat_ou_rien(statut, debut, jours, paires))
