"""Points to check: what no text was seen for, what was assumed, counted by contract."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.conftest import ORACLES, valeur

CONNU = "effectif=8;convention=3097;taux_at=1,5;medecine=0,384;heures=39"
EXEMPLE = ORACLES.parents[1] / "workbooks" / "exemples" / "film_2_5_M.xlsx"


def points(*arguments: Any) -> dict[str, Any]:
    return {r[0]: r[1] for r in valeur("A_VERIFIER", *arguments)[1:]}


def test_un_contrat_dont_tout_est_su() -> None:
    """March 2024: unemployment and holiday rates were seen, every parameter is given."""
    assert points(1500, "TECH_C", "2024-03-04", 5, CONNU) == {"aucun": ""}


def test_ce_qui_n_a_pas_ete_vu_et_ce_qui_est_suppose() -> None:
    lus = points(1500, "TECH_C", "2025-06-02", 5, CONNU.replace("taux_at=1,5;", ""))
    assert list(lus) == [
        "Assurance chômage (droit commun, annexes 8 et 10)",
        "Assurance chômage – majoration CDDU ≤ 3 mois",
        "Caisse des Congés Spectacles",
        "Hypothèse : Taux AT/MP moyen national, à défaut du taux notifié (2,12\u00a0%)",
    ]


def test_un_point_depend_du_seuil_que_le_brut_franchit() -> None:
    """The reduced sickness rate of artists comes from a secondary source; the full one from the arrêté."""
    parametres = CONNU.replace("heures=39", "heures=8")
    reduit = points(200, "ART_NC", "2024-03-04", 1, parametres)
    assert "Assurance maladie artistes (70 %), taux réduit" in reduit
    plein = points(450, "ART_NC", "2024-03-04", 1, parametres)
    assert "Assurance maladie artistes (70 %), taux réduit" not in plein


def test_des_colonnes_comptent_les_contrats_qui_rencontrent_chaque_point() -> None:
    lus = points(
        [[1500], [1500], [""], ["douze"]],
        [["TECH_C"], ["TECH_C"], [""], ["TECH_C"]],
        [["2024-03-04"], ["2025-06-02"], [""], ["2025-06-02"]],
        [[5], [5], [""], [5]],
        [[CONNU], [CONNU], [""], [CONNU]],
    )
    assert set(lus.values()) == {1}
    assert "Caisse des Congés Spectacles" in lus


@pytest.mark.parametrize("ligne", [1, 2, 3])
def test_la_feuille_sources_les_liste(ligne: int) -> None:
    feuille = openpyxl.load_workbook(EXEMPLE, data_only=True)["Sources"]
    rangees: list[tuple[Any, ...]] = list(feuille.iter_rows(values_only=True))
    debut = next(i for i, r in enumerate(rangees) if r[0] == "Point à vérifier")
    point, contrats = rangees[debut + ligne][:2]
    assert point.startswith(("Assurance chômage", "Caisse des Congés"))
    assert contrats >= 80
