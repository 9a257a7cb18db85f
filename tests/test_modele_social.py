"""Every line beside URSSAF's open model: equal to the cent, or different for a reason that computes."""

from __future__ import annotations

import pytest

from tests import ecarts
from tests.modele_social import CAS, ECARTS, attendu, ecart, lignes


def test_les_cas_sont_la() -> None:
    assert len(CAS) == 78
    assert {c["appel"]["date"].year for c in CAS.values()} == {2023, 2024, 2025, 2026}


@pytest.mark.parametrize("cas", CAS)
def test_chaque_difference_a_son_article_et_son_calcul(cas: str) -> None:
    for ligne in lignes(cas):
        explication = ecart(ligne)
        if ligne.differe:
            assert explication is not None, ligne
            assert ligne.egale(attendu(explication, ligne)), (ligne, explication.calcul)


def test_aucune_explication_n_est_sans_objet() -> None:
    servies = {ecart(ligne) for cas in CAS for ligne in lignes(cas) if ligne.differe}

    assert [e for e in ECARTS if e not in servies] == []


def test_la_page_des_ecarts_est_a_jour() -> None:
    assert ecarts.PAGE.read_text(encoding="utf-8") == ecarts.page()
