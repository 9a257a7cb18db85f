"""Worked examples, line by line: a technician, an artist with and without DFS, an extra.

The reference tables were worked out by hand (June 2025, IDCC 3097, fewer than 11 employees).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import oracle_csv, valeur
from xlprod.argent import centimes

COMMUN = "effectif=10;convention=3097;medecine=0,384"
APPELS: dict[str, tuple[Any, ...]] = {
    "technicien_cadre_1500": (1500, "TECH_C", "2025-06-02", 5, f"{COMMUN};taux_at=1,5;heures=39"),
    "artiste_450": (450, "ART_NC", "2025-06-02", 1, f"{COMMUN};taux_at=1,7;heures=8"),
    "artiste_450_dfs": (450, "ART_NC", "2025-06-02", 1, f"{COMMUN};taux_at=1,7;heures=8;dfs=oui"),
    "figurant_108": (108, "FIGURANT", "2025-06-02", 1, f"{COMMUN};taux_at=1,7;heures=8"),
}


def lignes_calculees(exemple: str) -> list[tuple[int, Decimal, int, Decimal, int]]:
    """(base, employee rate %, employee part, employer rate %, employer part) of each line, in cents."""
    return [
        (
            centimes(base),
            round(Decimal(repr(ts)) * 100, 6),
            centimes(ps),
            round(Decimal(repr(tp)) * 100, 6),
            centimes(pp),
        )
        for _, _, _, base, ts, ps, tp, pp, _, _ in valeur("DETAIL_CHARGES", *APPELS[exemple])[1:]
    ]


@pytest.mark.parametrize("exemple", APPELS)
def test_chaque_ligne_du_bulletin(exemple: str) -> None:
    attendues = [
        (
            centimes(r["base"]),
            round(Decimal(r["taux_salarial"]), 6),
            centimes(r["part_salariale"]),
            round(Decimal(r["taux_patronal"]), 6),
            centimes(r["part_patronale"]),
        )
        for r in oracle_csv("exemples_charges.csv")
        if r["exemple"] == exemple and r["ligne"] != "TOTAL"
    ]

    assert sorted(attendues) == sorted(lignes_calculees(exemple))


@pytest.mark.parametrize("exemple", APPELS)
def test_les_totaux(exemple: str) -> None:
    total = next(
        r for r in oracle_csv("exemples_charges.csv") if r["exemple"] == exemple and r["ligne"] == "TOTAL"
    )

    assert float(total["part_salariale"]) == valeur("CHARGES_SALARIALES", *APPELS[exemple])
    assert float(total["part_patronale"]) == valeur("CHARGES_PATRONALES", *APPELS[exemple])


def test_net_cout_et_taux() -> None:
    assert valeur("NET", *APPELS["technicien_cadre_1500"]) == 1152.07
    assert valeur("COUT_EMPLOYEUR", *APPELS["technicien_cadre_1500"]) == 2461.19
    assert round(0.6408, 4) == round(valeur("TAUX_CHARGES", *APPELS["technicien_cadre_1500"]), 4)
    assert (
        valeur("NET", *APPELS["artiste_450"]),
        valeur("COUT_EMPLOYEUR", *APPELS["artiste_450"]),
    ) == (353.40, 700.85)
    assert (
        valeur("NET", *APPELS["figurant_108"]),
        valeur("COUT_EMPLOYEUR", *APPELS["figurant_108"]),
    ) == (83.55, 163.68)


def test_le_figurant_en_2026_perd_les_taux_reduits() -> None:
    """Same rules with sickness at 9,10 % and family at 3,675 % (SMIC of 1 January: 12,02)."""
    lignes = {
        r[0]: r
        for r in valeur("DETAIL_CHARGES", 108, "FIGURANT", "2026-03-02", 1, f"{COMMUN};taux_at=1,7")[1:]
    }

    assert lignes["SS_MAL_ART"][3] == 108.18
    assert lignes["SS_MAL_ART"][7] == round(108.18 * 0.091, 2)
    assert lignes["SS_AF_ART"][7] == round(108.18 * 0.03675, 2)
