"""Which annexe applies: thresholds on both sides, dates, kinds of work, conditions left to check."""

from __future__ import annotations

import pytest

from tests.conftest import erreur, valeur
from xlprod import registre
from xlprod.arguments import Brut


def retenues(*arguments: Brut) -> list[str]:
    """Annexes of an answer, in order; the agreement for a work of another one."""
    etapes = registre.appeler("ANNEXE_APPLICABLE", list(arguments)).etapes
    return [e.regle.libelle.partition(",")[0] for e in etapes if e.resultat == "retenue"]


@pytest.mark.parametrize(
    ("devis", "genre", "date", "attendu"),
    [
        # No grid is compulsory up to 1 M€ since 11/04/2020; annexe III up to 3,1 M€ since 11/04/2025.
        (1_000_000, "fiction", "2026-03-02", ["Aucune grille"]),
        (1_000_000.01, "fiction", "2026-03-02", ["I", "II", "III 37", "IIIbis 37"]),
        (3_100_000, "long métrage", "2026-03-02", ["I", "II", "III 37", "IIIbis 37"]),
        (3_100_000.01, "fiction", "2026-03-02", ["I", "II"]),
        (600_000, "documentaire", "2026-03-02", ["I", "II", "III 37", "IIIbis 37"]),
        (600_001, "documentaire", "2026-03-02", ["I", "II"]),
        # The régime is that of the day on which the request is filed.
        (2_400_000, "fiction", "2025-04-11", ["I", "II", "III 37", "IIIbis 37"]),
        (2_400_000, "fiction", "2025-04-10", ["I", "II", "III 35", "IIIbis 35"]),
        (2_400_000, "fiction", "2020-04-11", ["I", "II", "III 35", "IIIbis 35"]),
        (2_400_000, "fiction", "2020-04-10", ["I", "II", "III 30", "IIIbis 30"]),
        (3_100_000, "fiction", "2020-04-10", ["I", "II"]),
        (900_000, "fiction", "2020-04-10", ["I", "II"]),
        (2_400_000, "fiction", "2012-02-01", ["I", "II"]),
        ("", "court", "2026-03-02", ["artistes_court", "Aucune grille"]),
        ("", "pub", "2026-03-02", ["I", "publicite"]),
        ("", "série", "2026-03-02", ["Convention 2642"]),
        ("", "animation", "2026-03-02", ["Convention 2412"]),
        ("", "doublage", "2026-03-02", ["Convention 3252"]),
    ],
)
def test_3097(devis: float | str, genre: str, date: str, attendu: list[str]) -> None:
    assert [nom.removeprefix("Annexe ") for nom in retenues(3097, devis, genre, date)] == attendu


@pytest.mark.parametrize(
    ("convention", "genre", "date", "attendu"),
    [
        (2642, "fiction", "2026-03-02", "fiction,"),
        (2642, "clip", "2026-03-02", "fiction,"),
        (2642, "émission", "2026-03-02", "flux,"),
        (2642, "captation", "2026-03-02", "documentaire,"),
        (2642, "captation", "2024-06-30", "B,"),
        (2412, "", "2026-03-02", "CDDU,"),
        (3314, "animation", "2026-03-02", "CDDU,"),
        (3241, "", "2026-03-02", "liste_1,"),
        (3252, "post-production prestataire", "2026-03-02", "audiovisuel,"),
        (3252, "festival", "2026-03-02", "festivals,"),
        (86, "", "2026-03-02", "III,"),
        (1486, "", "2026-03-02", "III,"),
    ],
)
def test_autres_conventions(convention: int, genre: str, date: str, attendu: str) -> None:
    assert valeur("ANNEXE_APPLICABLE", convention, "", genre, date).startswith(attendu)


def test_les_annexes_dites_se_donnent_a_salaire_minimum() -> None:
    assert valeur("SALAIRE_MINIMUM", "machiniste", 3097, "2026-03-02", "III 37") > 0
    assert valeur("SALAIRE_MINIMUM", "machiniste", 3097, "2026-03-02", "IIIbis 37") > 0
    assert valeur("SALAIRE_MINIMUM", "cheffe monteuse", 2642, "2026-03-02", "documentaire") > 0


def test_pourquoi_liste_les_six_conditions_et_le_seuil() -> None:
    table = valeur("POURQUOI", "ANNEXE_APPLICABLE", 3097, 2_400_000, "fiction", "2026-03-02")
    conditions = [r for r in table if r[0].startswith("Annexe III 37, sur dérogation : condition")]
    assert len(conditions) == 6
    assert all(r[3] == "à vérifier" and "annexe III, art. 1" in r[4] for r in conditions)
    seuil = next(r for r in table if r[0] == "Annexe III 37, sur dérogation : seuil" and "≤" in r[2])
    assert seuil[3] == "oui"
    refuse = valeur("POURQUOI", "ANNEXE_APPLICABLE", 3097, 4_000_000, "fiction", "2026-03-02")
    assert next(r for r in refuse if r[0] == "Annexe III 37, sur dérogation")[3] == "écartée"


def test_le_seuil_non_vu_de_2020_est_dit() -> None:
    resultat = registre.appeler("ANNEXE_APPLICABLE", [3097, 2_400_000, "fiction", "2022-03-01"])
    assert any("non vu" in texte for texte in resultat.avertissements)
    assert any(etape.a_verifier for etape in resultat.etapes)


@pytest.mark.parametrize(
    ("arguments", "code", "attendu"),
    [
        ((3097, "", "fiction", "2026-03-02"), "#VALEUR!", "devis manquant"),
        ((3097, 1, "", "2026-03-02"), "#VALEUR!", "genre manquant : fiction"),
        ((3097, 1, "fiction", ""), "#VALEUR!", "date manquante"),
        ((3097, 1, "fictoin", "2026-03-02"), "#VALEUR!", "fiction"),
        ((3097, 1, "festival", "2026-03-02"), "#VALEUR!", "hors de la convention 3097"),
        ((3097, 1, "fiction", "2012-01-18"), "#N/A", "première date : 19/01/2012"),
        ((9999, 1, "fiction", "2026-03-02"), "#VALEUR!", "convention inconnue"),
    ],
)
def test_les_erreurs(arguments: tuple[object, ...], code: str, attendu: str) -> None:
    trouve, phrase = erreur("ANNEXE_APPLICABLE", *arguments)
    assert trouve == code
    assert attendu in phrase
