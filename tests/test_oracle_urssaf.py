"""Technicians against the cases computed by URSSAF's own open model, line by line.

That model attaches intermittents to another convention and knows neither the paid-holiday
increases nor the film welfare scheme.  Our figures are compared after switching off, by
override, exactly what it lacks; each override below names the article that makes ours right.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.conftest import ORACLES, valeur
from xlprod.argent import centimes

CAS: list[dict[str, Any]] = json.loads((ORACLES / "urssaf_techniciens.json").read_text(encoding="utf-8"))


SANS_ARTICLE = {
    "maj_cp_fnal_vm": "CSS L243-1-3 1° et D243-0-2 : FNAL et versement mobilité majorés de 11,5 %",
    "maj_cp_ta": "CSS D243-0-2 2° : taxe d'apprentissage majorée de 10 %",
    "prev_nc_3097": "CCN 3097 art. 45 : prévoyance 1,50 %, entre dans la base CSG",
    "fonds_sante_nc": "accord interbranche III.2.1, entre dans la base CSG",
    "fonds_sante_c": "accord interbranche III.2.1, entre dans la base CSG",
}
"""Overridden to zero for the comparison, with the article that the model ignores."""

LIGNES_EMPLOYEUR = {
    "maladie": ("SS_MAL", "SS_MAL_RED"),
    "vieillesse_plafonnee": ("SS_VP",),
    "vieillesse_deplafonnee": ("SS_VD",),
    "allocations_familiales": ("SS_AF", "SS_AF_RED"),
    "atmp": ("SS_AT",),
    "csa": ("CSA",),
    "fnal": ("FNAL_50M", "FNAL_50P"),
    "dialogue_social": ("DIALOGUE",),
    "versement_mobilite": ("VM_TAUX",),
    "peec": ("PEEC",),
    "taxe_apprentissage": ("TA",),
    "ags": ("AGS",),
    "retraite_complementaire": ("RC_T1_TECH", "RC_T2_TECH_NC", "RC_T2_CADRE_INT"),
    "ceg": ("CEG_T1", "CEG_T2"),
    "cet": ("CET",),
    "apec": ("APEC",),
    "reduction_generale": ("REDUCTION_GENERALE",),
}
LIGNES_SALARIE = {
    "vieillesse_plafonnee": ("SS_VP",),
    "vieillesse_deplafonnee": ("SS_VD",),
    "retraite_complementaire": ("RC_T1_TECH", "RC_T2_TECH_NC", "RC_T2_CADRE_INT"),
    "ceg": ("CEG_T1", "CEG_T2"),
    "cet": ("CET",),
    "apec": ("APEC",),
    "csg_deductible": ("CSG_DED",),
    "csg_crds_non_deductible": ("CSG_ND+CRDS",),
}


def parametres(cas: dict[str, Any]) -> str:
    donnes = {
        "effectif": cas["effectif"],
        "taux_at": cas["taux_at"],
        "heures": "151,67",
        "medecine": 0,
        **dict.fromkeys(SANS_ARTICLE, 0),
        # The model gives managers 1,50 % of welfare at the employer's sole charge (ANI of 2017);
        # film intermittents have 0,88 / 0,12 (accord interbranche II.2.1).
        "prev_cadre_int_patronal": 1.5,
        "prev_cadre_int_salarial": 0,
    }
    if cas["versement_mobilite"]:
        donnes["versement_mobilite"] = cas["versement_mobilite"]
    if not cas["caisse_conges"]:
        donnes["rg_b_cp"] = 1  # CSS D241-10 IV, left out by the case: relief without 100/90
    return ";".join(f"{nom}={v}" for nom, v in donnes.items())


def parts(cas: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """(employee, employer) cents of every line, by code."""
    jour = "-".join(reversed(cas["date"].split("/")))
    jours = {"01/06/2025": 30, "01/09/2024": 30, "01/09/2023": 30}.get(cas["date"], 31)
    table = valeur("DETAIL_CHARGES", cas["brut"], cas["statut"], jour, jours, parametres(cas))
    return {r[0]: (centimes(r[5]), centimes(r[7])) for r in table[1:]}


def arrondi(valeur_: Any) -> int:
    """Cents of an unrounded figure of the model (``null`` is nothing due)."""
    return int((Decimal(str(valeur_ or 0)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def verifier(ligne: str, attendu: int, obtenues: list[int]) -> None:
    """Equal to the cent; the model adds two unrounded tranches where a payslip rounds each line."""
    tolerance = 1 if len(obtenues) == 2 else 0
    assert abs(sum(obtenues) - attendu) <= tolerance, f"{ligne} : attendu {attendu}, obtenu {obtenues}"


def test_les_cas_sont_la() -> None:
    assert len(CAS) == 26


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["id"])
def test_parts_patronales(cas: dict[str, Any]) -> None:
    calculees = parts(cas)
    for ligne, codes in LIGNES_EMPLOYEUR.items():
        if ligne in cas["non_comparables"] or (ligne == "reduction_generale" and "-07-" in cas["id"]):
            continue
        attendu = arrondi(cas["employeur"][ligne]) * (-1 if ligne == "reduction_generale" else 1)
        verifier(ligne, attendu, [calculees[code][1] for code in codes if code in calculees])


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["id"])
def test_parts_salariales(cas: dict[str, Any]) -> None:
    calculees = parts(cas)
    # CSG non déductible and CRDS are one printed line at 2,90 %, rounded once.
    modele = dict(cas["salarie"])
    modele["csg_crds_non_deductible"] = sum(Decimal(repr(modele[c])) for c in ("csg_non_deductible", "crds"))
    for ligne, codes in LIGNES_SALARIE.items():
        verifier(ligne, arrondi(modele[ligne]), [calculees[c][0] for c in codes if c in calculees])


def test_juillet_2026_le_smic_de_la_reduction_reste_fige() -> None:
    """CSS D241-7 (décret 2026-509): 12,02 € all year; the model wrongly takes 12,31 € from June."""
    juillet = next(c for c in CAS if c["id"] == "TNC-2026-07-2500")
    mars = next(c for c in CAS if c["id"] == "TNC-2026-2500")

    assert parts(juillet)["REDUCTION_GENERALE"] == parts(mars)["REDUCTION_GENERALE"] == (0, -47750)
    assert arrondi(juillet["employeur"]["reduction_generale"]) == 51075
