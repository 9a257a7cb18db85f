"""Every figure that openfisca-france holds too, from 2023 to 2026: equal, or explained."""

from __future__ import annotations

from tests.openfisca import FIN, VALEURS, declares, periodes


def test_les_chiffres_sont_ceux_d_openfisca_ou_l_ecart_est_explique() -> None:
    assert {p for p in periodes() if p.openfisca != p.xlprod} == declares()


def test_les_chiffres_compares_couvrent_les_quatre_annees() -> None:
    compares = list(periodes())

    assert len(VALEURS) == 72
    assert {p.debut.year for p in compares} == {2023, 2024, 2025, FIN.year}
