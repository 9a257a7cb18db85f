"""What must hold for any salary: scalar = column, parts = totals, order, periods, monotonic cost."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import valeur
from xlprod.paie import colonnes
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges

STATUTS = st.sampled_from(["TECH_NC", "TECH_C", "OUVRIER", "ART_NC", "FIGURANT", "REAL"])
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2026, 9, 30))
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
    ]
)


def charges(
    brut: int, statut: str, debut: dt.date, jours: int, paires: tuple[tuple[str, str], ...]
) -> Charges:
    return Charges(brut, contrat(statut, debut, jours, lecteur.lire(paires)))


@settings(max_examples=300, deadline=None)
@given(st.lists(BRUTS, min_size=1, max_size=40), STATUTS, DATES, JOURS, PARAMETRES)
@example([0, 1, 180_303, 180_304], "TECH_NC", dt.date(2026, 3, 1), 31, ())
def test_la_colonne_egale_la_cellule(
    bruts: list[int], statut: str, debut: dt.date, jours: int, paires: tuple[tuple[str, str], ...]
) -> None:
    totaux = colonnes.charges(np.array(bruts, dtype=np.int64), statut, debut, jours, lecteur.lire(paires))
    for rang, brut in enumerate(bruts):
        seule = charges(brut, statut, debut, jours, paires)
        assert (seule.salariales, seule.patronales) == (totaux.salariales[rang], totaux.patronales[rang])


def test_la_colonne_du_registre_egale_la_cellule() -> None:
    """Over the size from which numpy is used, with blanks and text in the middle."""
    bruts: list[list[Any]] = [[700 + i * 13.37] for i in range(200)]
    bruts[50], bruts[60] = [None], ["1 234,56 €"]
    for nom in ("COUT_EMPLOYEUR", "NET", "CHARGES_PATRONALES", "CHARGES_SALARIALES", "TAUX_CHARGES"):
        rendu = valeur(nom, bruts, "TECH_NC", "2026-03-02", 5)
        for (brut,), (obtenu,) in zip(bruts, rendu, strict=True):
            assert obtenu == ("" if brut is None else valeur(nom, brut, "TECH_NC", "2026-03-02", 5))


@settings(max_examples=200, deadline=None)
@given(BRUTS, STATUTS, DATES, JOURS, PARAMETRES)
def test_les_parts_font_le_total(
    brut: int, statut: str, debut: dt.date, jours: int, paires: tuple[tuple[str, str], ...]
) -> None:
    calcul = charges(brut, statut, debut, jours, paires)
    salariales = patronales = 0
    for periode in calcul.periodes:
        salariales += sum(periode.montants.salariales)
        patronales += sum(periode.montants.patronales) - periode.reduction
    assert sum(p.brut for p in calcul.periodes) == brut
    assert (calcul.salariales, calcul.patronales) == (salariales, patronales)
    assert calcul.net + calcul.salariales == brut
    assert calcul.cout == brut + patronales


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 1_500_000), st.sampled_from(["TECH_C", "TECH_NC"]), JOURS)
def test_le_cout_croit_avec_le_brut_hors_seuils_connus(brut: int, statut: str, jours: int) -> None:
    """From 2026 the reduced rates are gone: only the relief bends the curve, never downwards by rounding."""
    debut = dt.date(2026, 2, 2)
    moins, plus = (charges(b, statut, debut, jours, ()) for b in (brut, brut + 10_000))
    reduction_perdue = sum(p.reduction for p in moins.periodes) - sum(p.reduction for p in plus.periodes)
    assert plus.cout + max(0, -reduction_perdue) >= moins.cout


def test_les_seuils_de_2025_sont_les_seuls_sauts() -> None:
    """Crossing 2,25 and 3,3 SMIC of the contract adds six and 1,8 points, and nothing else jumps."""
    paires = (("heures", "39"), ("taux_at", "1,5"))
    couts = [charges(b, "TECH_C", dt.date(2025, 6, 2), 5, paires).cout for b in range(100_000, 160_000)]
    sauts = [100_000 + i + 1 for i, (a, b) in enumerate(pairwise(couts)) if b - a > 100]
    assert sauts == [104_248, 152_896]  # 2,25 × 463,32 = 1 042,47 ; 3,3 × 463,32 = 1 528,956


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(BRUTS, STATUTS, DATES, JOURS), min_size=2, max_size=8), st.randoms())
def test_l_ordre_des_lignes_est_indifferent(lignes: list[tuple[int, str, dt.date, int]], hasard: Any) -> None:
    melangees = list(lignes)
    hasard.shuffle(melangees)
    assert sum(charges(*ligne, ()).cout for ligne in lignes) == sum(
        charges(*ligne, ()).cout for ligne in melangees
    )


@settings(max_examples=100, deadline=None)
@given(BRUTS, STATUTS, DATES, st.integers(2, 90), st.data())
def test_couper_un_contrat_ne_perd_aucun_jour_de_plafond(
    brut: int, statut: str, debut: dt.date, jours: int, data: st.DataObject
) -> None:
    if statut in ("ART_NC", "FIGURANT"):
        return  # their ceiling depends on the length of the engagement (arrêté of 24/01/1975 art. 3)
    coupe = data.draw(st.integers(1, jours - 1))

    def plafond(d: dt.date, j: int) -> int:
        return sum(s.plafond for s in contrat(statut, d, j, lecteur.AUCUN).segments)

    entier = plafond(debut, jours)
    morceaux = plafond(debut, coupe) + plafond(debut + dt.timedelta(days=coupe), jours - coupe)
    assert abs(entier - morceaux) <= 3  # each period is rounded to the cent


def test_une_date_hors_de_la_validite_d_une_regle_ne_change_rien() -> None:
    """May 2025 changes unemployment only: the other lines of April and May are the same."""
    avril, mai = (
        {r[0]: r[3:8] for r in valeur("DETAIL_CHARGES", 2000, "TECH_C", jour, 30, "heures=151,67")[1:]}
        for jour in ("2025-04-01", "2025-05-01")
    )
    communes = set(avril) & set(mai) - {"CHOM_INT_DC+CHOM_INT_SPEC", "REDUCTION_GENERALE"}
    assert set(avril) == set(mai)
    differentes = {c for c in communes if avril[c] != mai[c]}
    # Only the lines whose base is the prorated ceiling differ: 30 days of 30, then 30 of 31.
    assert differentes <= {"SS_VP", "FNAL_50M", "RC_T1_TECH", "CEG_T1", "PREV_CADRE_INT", "FONDS_SANTE_C",
                           "RC_T2_CADRE_INT", "CEG_T2", "CET", "CSG_DED", "CSG_ND+CRDS"}  # fmt: skip


@pytest.mark.parametrize(("debut", "jours", "coupes"), [
    ("2025-12-15", 30, ["2026-01-01"]),
    ("2025-04-14", 30, ["2025-05-01"]),
    ("2026-05-15", 40, []),
    ("2024-06-10", 40, ["2024-07-01"]),
])  # fmt: skip
def test_un_contrat_n_est_coupe_que_la_ou_le_droit_change(debut: str, jours: int, coupes: list[str]) -> None:
    segments = contrat("TECH_C", dt.date.fromisoformat(debut), jours, lecteur.AUCUN).segments
    assert [s.debut.isoformat() for s in segments[1:]] == coupes
