"""What must hold for any salary: scalar = column, parts = totals, order, periods, monotonic cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import accumulate
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import erreur, valeur
from tests.hasard import BRUTS, DATES, JOURS, PARAMETRES, STATUTS, charges, contrat_ou_rien
from xlprod import argent, baremes
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import colonnes, reduction, vecteurs
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.droit import droit
from xlprod.paie.liste import Liste, maximum, minimum

CHEMINS = {"une à une": (10**9, 10**9), "listes": (1, 10**9), "numpy": (1, 1)}
"""The three ways a column is computed: the sizes from which lists and numpy take over."""


@contextmanager
def chemin_force(chemin: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for nom, seuil in zip(("SEUIL_LISTES", "SEUIL_NUMPY"), CHEMINS[chemin], strict=True):
            monkeypatch.setattr(colonnes, nom, seuil)
        yield


@pytest.mark.parametrize("chemin", CHEMINS)
@settings(max_examples=200, deadline=None)
@given(
    st.lists(BRUTS | st.integers(0, argent.MONTANT_MAX), min_size=1, max_size=40),
    STATUTS,
    DATES,
    JOURS,
    PARAMETRES,
)
@example([0, 1, 180_303, 180_304], "TECH_NC", dt.date(2026, 3, 1), 31, ())
@example([*range(104_240, 104_255), *range(152_890, 152_900)], "TECH_C", dt.date(2025, 6, 2), 5, ())
@example([10**9, 10**9 + 1, argent.MONTANT_MAX], "TECH_C", dt.date(2025, 12, 20), 30, ())
@example([*range(0, 3_000)], "PERM_NC", dt.date(2026, 2, 16), 13, (("mutuelle", "0,01"), ("contrat", "cdd")))
@example([9_000, 9_900, 10_800], "FIGURANT", dt.date(2025, 12, 31), 2, ())
def test_la_colonne_egale_la_cellule(
    chemin: str,
    bruts: list[int],
    statut: str,
    debut: dt.date,
    jours: int,
    paires: tuple[tuple[str, str], ...],
) -> None:
    contrat_ = contrat_ou_rien(statut, debut, jours, paires)
    seules = [Charges(brut, contrat_) for brut in bruts]
    with chemin_force(chemin):
        assert colonnes.charges(bruts, contrat_, "salariales") == [c.salariales for c in seules]
        assert colonnes.charges(bruts, contrat_, "patronales") == [c.patronales for c in seules]


@pytest.mark.parametrize(
    ("nombre", "attendu"), [(5, set()), (6, {"_somme"}), (1023, {"_somme"}), (1024, {"segment"})]
)
def test_le_chemin_suit_la_taille(nombre: int, attendu: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And without numpy, as inside the add-in, lists do for any size."""
    pris: set[str] = set()

    def espionner(module: ModuleType, nom: str) -> None:
        vrai = getattr(module, nom)

        def espion(*arguments: Any) -> Any:
            pris.add(nom)
            return vrai(*arguments)

        monkeypatch.setattr(module, nom, espion)

    espionner(colonnes, "_somme")
    espionner(vecteurs, "segment")
    contrat_ = contrat("ART_NC", dt.date(2026, 3, 2), 5, lecteur.AUCUN)
    totaux = colonnes.charges([150_000] * nombre, contrat_, "patronales")
    assert pris == attendu
    pris.clear()
    monkeypatch.setattr(vecteurs, "_numpy", lambda: None)
    assert colonnes.charges([150_000] * nombre, contrat_, "patronales") == totaux
    assert "segment" not in pris


def test_la_colonne_du_registre_egale_la_cellule() -> None:
    """Over the size from which numpy is used, with blanks and text in the middle."""
    bruts: list[list[Any]] = [[700 + i * 13.37] for i in range(1200)]
    bruts[50], bruts[60] = [None], ["1 234,56 €"]
    for nom in ("COUT_EMPLOYEUR", "NET", "CHARGES_PATRONALES", "CHARGES_SALARIALES", "TAUX_CHARGES"):
        rendu = valeur(nom, bruts, "TECH_NC", "2026-03-02", 5)
        for (brut,), (obtenu,) in zip(bruts, rendu, strict=True):
            assert obtenu == ("" if brut is None else valeur(nom, brut, "TECH_NC", "2026-03-02", 5))


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 200_000),
    st.fractions(1, 200, max_denominator=7),
    st.sampled_from([dt.date(2024, 3, 1), dt.date(2025, 6, 2), dt.date(2026, 3, 2)]),
    PARAMETRES,
)
def test_le_coefficient_est_celui_du_decret(
    brut: int, heures: Fraction, jour: dt.date, paires: tuple[tuple[str, str], ...]
) -> None:
    """Minimum plus delta times the distance to the threshold, to the power of the year, with fifty digits."""
    parametres = lecteur.lire(paires)
    loi = droit(contrat_ou_rien("TECH_NC", jour, 5, paires).statut, parametres, jour, True).reduction
    assert loi is not None
    seuil = loi.seuil * loi.smic * heures
    with localcontext() as contexte:
        contexte.prec = 50
        distance = decimal((seuil / brut - 1) / loi.diviseur)
        base = decimal(loi.minimum) + decimal(loi.maximum - loi.minimum) * (
            max(distance, Decimal(0)) ** decimal(loi.puissance) if loi.puissance else distance
        )
        if not loi.plafond_apres:
            base = min(base, decimal(loi.maximum))
        dix_milliemes = base.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        majore = (dix_milliemes * decimal(loi.conges)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if loi.plafond_apres:
            majore = min(majore, decimal(loi.maximum).quantize(Decimal("0.0001"), ROUND_HALF_UP))
    attendu = int(majore * 10_000) if brut < seuil else 0
    assert reduction.coefficient(reduction.formule(loi, heures), brut) == attendu


def decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)


@pytest.mark.parametrize("parametres", ["RGDU_P=1,3", "RG_DIVISEUR=0"])
def test_une_formule_incalculable_se_dit(parametres: str) -> None:
    jour = "2026-03-02" if "RGDU" in parametres else "2025-06-02"
    code, phrase = erreur("NET", 1500, "TECH_NC", jour, 5, parametres)
    assert code == "#VALEUR!"
    assert phrase.startswith(parametres.partition("=")[0])


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(1, 99))
def test_une_liste_calcule_comme_des_entiers(valeurs: list[int], k: int) -> None:
    colonne, autre = Liste(valeurs), Liste(reversed(valeurs))
    deux = list(zip(valeurs, autre.valeurs, strict=True))
    assert minimum(colonne, k).valeurs == [min(a, k) for a in valeurs]
    assert maximum(colonne, autre).valeurs == [max(a, b) for a, b in deux]
    assert (colonne - autre).valeurs == [a - b for a, b in deux]
    assert (k + 2 * colonne // k + autre * (colonne > k)).valeurs == [
        k + 2 * a // k + b * (a > k) for a, b in deux
    ]


@settings(max_examples=100, deadline=None)
@given(BRUTS, STATUTS, DATES, JOURS)
def test_le_brut_se_partage_au_prorata_des_jours(brut: int, statut: str, debut: dt.date, jours: int) -> None:
    contrat_ = contrat_ou_rien(statut, debut, jours, ())
    fins = list(accumulate(s.jours for s in contrat_.segments))
    voulus = [argent.arrondir(brut * n, contrat_.jours) for n in fins]
    assert list(accumulate(contrat_.partager(brut))) == voulus


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


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(BRUTS, STATUTS, DATES, JOURS), min_size=2, max_size=30),
    st.sampled_from(["NET", "COUT_EMPLOYEUR", "BRUT_DEPUIS_NET"]),
    st.randoms(),
)
def test_l_ordre_des_lignes_est_indifferent(
    lignes: list[tuple[int, str, dt.date, int]], nom: str, hasard: Any
) -> None:
    """A sheet sorted another way holds the same amounts, next to the same contracts."""

    def rangees(ordre: list[int]) -> list[Any]:
        colonnes_ = zip(*(lignes[i] for i in ordre), strict=True)
        montants = valeur(nom, *([[cellule] for cellule in colonne] for colonne in colonnes_))
        return [cellule for (cellule,) in montants]

    ordre = list(range(len(lignes)))
    attendus = rangees(ordre)
    hasard.shuffle(ordre)
    for i, obtenu in zip(ordre, rangees(ordre), strict=True):
        if isinstance(obtenu, ErreurXlprod):
            assert obtenu.message == attendus[i].message
        else:
            assert obtenu == attendus[i]


@settings(max_examples=100, deadline=None)
@given(BRUTS, STATUTS, DATES, st.integers(2, 90), st.data())
def test_couper_un_contrat_ne_perd_aucun_jour_de_plafond(
    brut: int, statut: str, debut: dt.date, jours: int, data: st.DataObject
) -> None:
    if baremes.statuts()[statut].duree == "versement":
        return  # authors have the ceiling of the year
    if baremes.statuts()[statut].artiste:
        return  # their ceiling depends on the length of the engagement (arrêté of 24/01/1975 art. 3)
    coupe = data.draw(st.integers(1, jours - 1))

    def plafond(d: dt.date, j: int) -> int:
        return sum(s.reperes.securite_sociale for s in contrat(statut, d, j, lecteur.AUCUN).segments)

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
