"""The legal data: every figure sourced, series without overlap nor unexplained hole."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from xlprod import baremes
from xlprod.baremes import minima, schema

COUVERTURE = (2024, 2025, 2026)


def test_les_donnees_sont_valides() -> None:
    assert schema.verifier() == []


def test_tout_chiffre_a_une_source_lisible() -> None:
    validites = [c.validite for serie in baremes.chiffres().values() for c in serie]
    validites += [c.validite for c in baremes.cotisations()]

    assert len(validites) > 100
    assert all(len(v.source) > 8 and v.article for v in validites)


@pytest.mark.parametrize("annee", COUVERTURE)
@pytest.mark.parametrize("code", ["PASS", "PMSS", "PJSS", "PHSS", "SMIC_H", "SMIC_M", "PLAF_ART_JOUR"])
def test_les_plafonds_couvrent_chaque_jour(code: str, annee: int) -> None:
    import datetime as dt

    jour = dt.date(annee, 1, 1)
    while jour.year == annee:
        assert baremes.chiffre(code, jour).valeur > 0
        jour += dt.timedelta(days=1)


def test_les_plafonds_derives_suivent_le_plafond_mensuel() -> None:
    """CSS D242-17 and D242-19: 12 PMSS, PMSS × 12/1607 and the artists' twelve hours."""
    import datetime as dt

    for annee in (2023, *COUVERTURE):
        jour = dt.date(annee, 3, 1)
        mensuel = baremes.chiffre("PMSS", jour).valeur
        horaire = baremes.chiffre("PHSS", jour).valeur
        assert baremes.chiffre("PASS", jour).valeur == 12 * mensuel
        assert horaire == round(mensuel * 12 / 1607)
        assert baremes.chiffre("PLAF_ART_JOUR", jour).valeur == 12 * horaire


def copie(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private copy of the data that the checks read instead of the shipped one."""
    donnees = dossier / "donnees"
    shutil.copytree(baremes.DONNEES, donnees)
    monkeypatch.setattr(baremes, "DONNEES", donnees)
    monkeypatch.setattr(schema, "DONNEES", donnees)
    monkeypatch.setattr(minima, "DONNEES", donnees)
    return donnees


def modifier(chemin: Path, code: str, rang: int, cle: str = "code", **champs: str) -> None:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lignes = list(csv.DictReader(fichier))
    cible = [ligne for ligne in lignes if ligne[cle] == code][rang]
    cible.update(champs)
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        redacteur = csv.DictWriter(fichier, list(cible), lineterminator="\n")
        redacteur.writeheader()
        redacteur.writerows(lignes)


@pytest.mark.parametrize(
    ("fichier", "code", "rang", "champs", "attendu"),
    [
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"source": ""}, "source"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"source": "inventee"}, "source inconnue"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"article": ""}, "article"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"confidence": "sûr"}, "confidence"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"valid_to": "2024-02-01"}, "se recouvrent"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"valid_to": "2023-11-30"}, "trou inexpliqué"),
        ("securite_sociale/plafonds.csv", "PMSS", 0, {"unite": "dollars"}, "unite"),
        ("chomage/cotisations.csv", "AGS", 0, {"patronal": "beaucoup"}, "patronal"),
        ("chomage/cotisations.csv", "AGS", 0, {"assiette": "bonheur"}, "assiette inconnue"),
    ],
)
def test_une_donnee_fautive_est_refusee(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fichier: str,
    code: str,
    rang: int,
    champs: dict[str, str],
    attendu: str,
) -> None:
    """The checks really check: each defect put into a copy is named."""
    donnees = copie(tmp_path, monkeypatch)
    modifier(donnees / fichier, code, rang, **champs)

    assert any(
        attendu in phrase and (code in phrase or fichier in phrase) for phrase in schema.verifier(donnees)
    )


C3097 = "conventions/3097_production_cinematographique"


@pytest.mark.parametrize(
    ("fichier", "cle", "code", "champs", "attendu"),
    [
        ("minima_grilles.csv", "grille", "A1_39h_2024-03-01", {"source": "inventee"}, "source inconnue"),
        ("minima_grilles.csv", "grille", "A1_39h_2024-03-01", {"article": ""}, "article"),
        ("minima_grilles.csv", "grille", "A1_39h_2024-03-01", {"valid_from": "2024-02-01"}, "se recouvrent"),
        (
            "minima_grilles.csv",
            "grille",
            "A1_39h_2024-03-01",
            {"valid_from": "2024-04-01"},
            "trou inexpliqué",
        ),
        ("minima_grilles.csv", "grille", "A1_39h_2024-03-01", {"annexe": "XII"}, "annexe inconnue"),
        ("alias.csv", "alias", "script", {"fonction": "astronaute"}, "fonction inconnue"),
        ("annexes_applicables.csv", "annexe", "II", {"genres": "opéra"}, "genre inconnu"),
        ("annexes_applicables.csv", "annexe", "II", {"annexe": "XII"}, "annexe applicable inconnue"),
        ("annexes_applicables.csv", "annexe", "II", {"source": "inventee"}, "source inconnue"),
        ("annexes_applicables.csv", "annexe", "II", {"plafond": "3,1 M"}, "plafond"),
        ("minima_montants.csv", "grille", "A1_39h_2024-03-01", {"montant": "mille"}, "montant"),
        ("minima_montants.csv", "grille", "A1_39h_2024-03-01", {"fonction": "astronaute"}, "renvoi inconnu"),
    ],
)
def test_une_grille_fautive_est_refusee(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fichier: str,
    cle: str,
    code: str,
    champs: dict[str, str],
    attendu: str,
) -> None:
    donnees = copie(tmp_path, monkeypatch)
    modifier(donnees / C3097 / fichier, code, 0, cle, **champs)

    assert any(attendu in phrase for phrase in schema.verifier(donnees))
