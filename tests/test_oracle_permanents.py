"""Permanents against the cases computed by URSSAF's own open model: every line, both totals.

For the general regime that model is a reference.  It knows no film agreement: the company of
these cases has none.
"""

from __future__ import annotations

import json
from calendar import monthrange
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import ORACLES, valeur
from tests.test_oracle_urssaf import arrondi
from xlprod.argent import centimes

CAS: list[dict[str, Any]] = json.loads((ORACLES / "urssaf_permanents.json").read_text(encoding="utf-8"))

EMPLOYEUR = {
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
    "formation_professionnelle": ("CFP_M11", "CFP_P11"),
    "forfait_social": ("FORFAIT_SOCIAL_PREV",),
    "chomage": ("CHOM_DC",),
    "ags": ("AGS",),
    "retraite_complementaire": ("RC_T1_PERM", "RC_T2_PERM"),
    "ceg": ("CEG_T1", "CEG_T2"),
    "cet": ("CET",),
    "apec": ("APEC",),
    "prevoyance_cadres": ("PREV_CADRE_PERM",),
    "sante_employeur": ("SANTE_PERM",),
    "reduction_generale": ("REDUCTION_GENERALE",),
}
SALARIE = {
    "vieillesse_plafonnee": ("SS_VP",),
    "vieillesse_deplafonnee": ("SS_VD",),
    "retraite_complementaire": ("RC_T1_PERM", "RC_T2_PERM"),
    "ceg": ("CEG_T1", "CEG_T2"),
    "cet": ("CET",),
    "apec": ("APEC",),
    "sante_salarie": ("SANTE_PERM",),
    "csg_deductible": ("CSG_DED",),
    "csg_crds": ("CSG_ND+CRDS",),
}


def lignes(cas: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """(employee, employer) cents of every line, by code."""
    jour, mois, annee = cas["date"].split("/")
    donnes = {
        "convention": "aucune",
        "effectif": cas["effectif"],
        "taux_at": cas["taux_at"],
        "versement_mobilite": cas["versement_mobilite"] or 0,
        "mutuelle": cas["mutuelle"] or 0,
    }
    parametres = ";".join(f"{nom}={v}" for nom, v in donnes.items())
    jours = monthrange(int(annee), int(mois))[1]
    debut = f"{annee}-{mois}-{jour}"
    table = valeur("DETAIL_CHARGES", cas["brut"], cas["statut"], debut, jours, parametres)
    return {r[0]: (centimes(r[5]), centimes(r[7])) for r in table[1:]}


def ecarts(
    attendus: dict[str, Any], codes: dict[str, tuple[str, ...]], part: int, cas: dict[str, Any]
) -> list[Any]:
    """Lines that differ: (name, expected, obtained).

    A cent is allowed where the model adds two unrounded tranches, or prints 85,045 for 85,04496.
    """
    obtenues = lignes(cas)
    rendu = []
    for nom, retenus in codes.items():
        attendu = arrondi(attendus[nom])
        obtenu = sum(obtenues[code][part] for code in retenus if code in obtenues)
        tolerance = 1 if nom in ("retraite_complementaire", "ceg") else 0
        if abs(obtenu - attendu) > tolerance:
            rendu.append((nom, attendu, obtenu))
    return rendu


JUILLET = "RGNC-2026-07-2500"


def test_les_cas_sont_la_et_aucune_ligne_n_est_laissee_de_cote() -> None:
    compares = {code for codes in (*EMPLOYEUR.values(), *SALARIE.values()) for code in codes}

    assert len(CAS) == 26
    assert {code for cas in CAS for code in lignes(cas)} <= compares


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["id"])
def test_parts_patronales(cas: dict[str, Any]) -> None:
    attendus = cas["employeur"] | {"reduction_generale": -(cas["employeur"]["reduction_generale"] or 0)}
    trouves = ecarts(attendus, EMPLOYEUR, 1, cas)

    # CSS D241-7 (décret 2026-509): SMIC of 12,02 € all year; the model wrongly takes 12,31 € from June.
    assert trouves == ([("reduction_generale", -45975, -42975)] if cas["id"] == JUILLET else [])


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["id"])
def test_parts_salariales(cas: dict[str, Any]) -> None:
    salarie = dict(cas["salarie"])
    # CSG non déductible and CRDS are one printed line at 2,90 %, rounded once.
    salarie["csg_crds"] = sum(Decimal(repr(salarie[c])) for c in ("csg_non_deductible", "crds"))

    assert ecarts(salarie, SALARIE, 0, cas) == []


@pytest.mark.parametrize("cas", [c for c in CAS if c["id"] != JUILLET], ids=lambda c: c["id"])
def test_totaux(cas: dict[str, Any]) -> None:
    """A payslip rounds each line, the model none: the totals are within half a cent a line."""
    obtenues = lignes(cas)
    for part, total in (
        (0, cas["salarie"]["total_cotisations_salarie"]),
        (1, cas["employeur"]["total_cotisations_employeur"]),
    ):
        assert abs(sum(montants[part] for montants in obtenues.values()) - arrondi(total)) <= 3
