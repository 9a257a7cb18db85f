"""Weeks and days worked out by hand: their gross, and the articles that their lines cite.

What they expect is arithmetic from the articles (``tests/arithmetique.py``), never the engine's.
"""

from __future__ import annotations

import pytest

from tests.arithmetique import centimes
from tests.cas_temps_lus import CAS, CasTemps, arguments, detail
from tests.conftest import valeur
from xlprod.argent import centimes as de_cellule

LIBELLE, MONTANT, ARTICLE = 1, 5, 6


def test_il_y_a_assez_de_cas() -> None:
    assert len({cas.id for cas in CAS}) == len(CAS)
    assert len(CAS) >= 60


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_le_brut_est_celui_du_calcul(cas: CasTemps) -> None:
    attendu = sum(centimes(terme.strip()) for terme in cas.brut.split(";"))
    assert de_cellule(valeur("BRUT_SEMAINE", *arguments(cas.appel))) == attendu


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_les_articles_sont_cites(cas: CasTemps) -> None:
    cites = {ligne[ARTICLE] for ligne in detail(cas)}
    assert cas.articles
    assert not [article for article in cas.articles if not any(article in cite for cite in cites)], cites


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_les_lignes_font_le_brut(cas: CasTemps) -> None:
    """What the table shows adds up, to the cent, to the gross and to what is paid beside it."""
    table = valeur("DETAIL_SEMAINE", *arguments(cas.appel))
    totaux = {ligne[0]: de_cellule(ligne[MONTANT]) for ligne in table if ligne[0] in ("BRUT", "FRAIS")}
    payees = [de_cellule(li[MONTANT]) for li in detail(cas) if "pour mémoire" not in li[LIBELLE]]
    assert sum(payees) == sum(totaux.values())
    assert totaux["BRUT"] == de_cellule(valeur("BRUT_SEMAINE", *arguments(cas.appel)))
