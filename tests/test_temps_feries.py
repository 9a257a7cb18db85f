"""Public holidays: the calendar of the facts, every territory, and working days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest

from tests.conftest import erreur, oracle_csv, valeur
from xlprod.temps import feries

ZONES = {
    "France": "metropole",
    "Alsace-Moselle (57, 67, 68)": "alsace_moselle",
    "Alsace-Moselle (57, 67, 68), communes ayant un temple protestant ou une église mixte": "alsace_moselle",
    "Guadeloupe, Saint-Martin": "guadeloupe",
    "Mayotte": "mayotte",
    "Martinique": "martinique",
    "Guyane": "guyane",
    "La Réunion": "la_reunion",
    "Saint-Barthélemy": "saint_barthelemy",
}
CALENDRIER = oracle_csv("jours_feries.csv")


@pytest.mark.parametrize("territoire", sorted({*ZONES.values(), "saint_martin"}))
def test_le_calendrier_du_territoire_est_celui_des_textes(territoire: str) -> None:
    attendus = defaultdict(set)
    for ligne in CALENDRIER:
        zone = ZONES[ligne["zone"]]
        if zone in ("metropole", territoire) or (territoire, zone) == ("saint_martin", "guadeloupe"):
            attendus[int(ligne["date"][:4])].add(dt.date.fromisoformat(ligne["date"]))
    assert set(attendus) == set(range(2024, 2031))
    for annee, jours in attendus.items():
        assert set(feries.calendrier(annee, territoire)) == jours


def test_le_nom_et_l_article_de_chaque_ferie() -> None:
    for ligne in CALENDRIER:
        trouve = feries.ferie(dt.date.fromisoformat(ligne["date"]), ZONES[ligne["zone"]])
        assert trouve is not None
        if not (ligne["zone"] != "France" and trouve.nom != ligne["nom"]):  # a local day on a national one
            assert trouve.nom == ligne["nom"]
            assert trouve.validite.article.replace("art. ", "") == ligne["article"]


@pytest.mark.parametrize(
    ("annee", "paques"),
    [(1818, "03-22"), (1943, "04-25"), (2000, "04-23"), (2019, "04-21"), (2038, "04-25"), (2049, "04-18")],
)
def test_paques(annee: int, paques: str) -> None:
    assert f"{feries.paques(annee):%m-%d}" == paques


def test_jour_ferie_est_un_drapeau_qui_dit_pourquoi() -> None:
    assert valeur("JOUR_FERIE", "2025-12-26") == 0
    for territoire in ("Alsace-Moselle", "67", "moselle"):
        assert valeur("JOUR_FERIE", "2025-12-26", territoire) == 1
    assert valeur("JOUR_FERIE", [["2025-05-01"], ["2025-05-02"]]) == [[1], [0]]
    etape = valeur("POURQUOI", "JOUR_FERIE", "2025-12-20", "La Réunion")[1]
    assert etape[3] == "Abolition de l'esclavage"
    assert etape[4] == "C. trav. art. L3422-2"
    assert "les plus proches : " in erreur("JOUR_FERIE", "2025-05-01", "Réunionn")[1]


def test_les_jours_ouvres() -> None:
    """May 2026 has 21 days from Monday to Friday, and 1, 8, 14 and 25 May are holidays."""
    assert valeur("JOURS_OUVRES", "2026-05-01", "2026-05-31") == 17
    assert valeur("JOURS_OUVRES", "2025-12-24", "2025-12-26") == 2
    assert valeur("JOURS_OUVRES", "2025-12-24", "2025-12-26", "Alsace-Moselle") == 1
    assert valeur("JOURS_OUVRES", "2025-12-25", "2025-12-25") == 0
    assert "est avant le début" in erreur("JOURS_OUVRES", "2026-05-31", "2026-05-01")[1]
