"""The expected values of the worked examples, each under the reading that it names."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.cas_temps_lus import arguments, lignes_detail, lire
from tests.conftest import oracle_csv, valeur

NOMBRE, BASE, MONTANT = 2, 3, 5
CLES = ("exemple", "grandeur", "lecture")
APPELS = {tuple(appel[c] for c in CLES): appel for appel in lire("exemples.yaml")}
ATTENDUS = oracle_csv("temps_exemples.csv")


def test_chaque_valeur_attendue_a_son_appel() -> None:
    assert {tuple(ligne[c] for c in CLES) for ligne in ATTENDUS} == set(APPELS)
    assert len(ATTENDUS) == 96


@pytest.mark.parametrize("attendu", ATTENDUS, ids=lambda a: "-".join(a[c] for c in CLES))
def test_la_valeur_attendue(attendu: dict[str, str]) -> None:
    decimales = len(attendu["valeur_attendue"].partition(".")[2])
    assert f"{mesurer(APPELS[tuple(attendu[c] for c in CLES)]):.{decimales}f}" == attendu["valeur_attendue"]


def mesurer(appel: dict[str, Any]) -> float:
    """What a call of the examples asks for: the gross, or some lines of the table."""
    mesure = appel["mesure"]
    if "appel" not in appel:
        rendu = valeur(appel["fonction"], *appel["arguments"])
        if mesure == "valeur":
            return float(rendu)
        if "fois" in mesure:
            return float(rendu * mesure["fois"])
        return float(next(ligne[mesure["colonne"]] for ligne in rendu if ligne[0] == mesure["charges"]))
    if mesure == "brut":
        return float(valeur("BRUT_SEMAINE", *arguments(appel["appel"])))
    lignes = lignes_detail(appel["appel"])
    if mesure == {"heures": "semaine"}:
        return float(sum(li[NOMBRE] for li in lignes if li[0] == "semaine" and "pour mémoire" not in li[1]))
    ((quoi, libelle),) = mesure.items()
    trouvees = [ligne for ligne in lignes if libelle in ligne[1]]
    assert trouvees, f"{libelle} : {[ligne[1] for ligne in lignes]}"
    if quoi == "heures":
        return float(sum(ligne[NOMBRE] for ligne in trouvees))
    # What is only told has its amount under « Taux ou base ».
    memoire = all("pour mémoire" in ligne[1] for ligne in trouvees)
    return float(sum(Fraction(repr(ligne[BASE if memoire else MONTANT])) for ligne in trouvees))
