"""Numeric cases, one payslip each: every line, its base, its parts, its article, the rules applied.

The cases are in ``tests/cas``; what they expect is arithmetic (``tests/arithmetique.py``) worked
out from the articles, or copied from a worked example, never taken from the engine.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from tests.arithmetique import calculer, centimes
from tests.cas_lus import CAS, Cas, appeler, article_cite, bulletin, regles
from xlprod import baremes


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_chaque_ligne_et_aucune_autre(cas: Cas) -> None:
    obtenues = Counter((ligne.code, ligne.base, ligne.salarial, ligne.patronal) for ligne in bulletin(cas))
    attendues = Counter(
        (x["code"], centimes(x["base"]), centimes(x["salarial"]), centimes(x["patronal"])) for x in cas.lignes
    )

    assert sorted((attendues - obtenues).elements()) == sorted((obtenues - attendues).elements()) == []


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_l_article_de_chaque_ligne(cas: Cas) -> None:
    articles = {ligne.code: ligne.reference for ligne in bulletin(cas)}
    manquants = [
        f"{x['code']} : « {x['article']} » attendu, cité « {articles.get(x['code'])} »"
        for x in cas.lignes
        if not article_cite(x["article"], articles.get(x["code"], ""))
    ]

    assert manquants == []


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_les_totaux(cas: Cas) -> None:
    salariales = sum(centimes(x["salarial"]) for x in cas.lignes)
    patronales = sum(centimes(x["patronal"]) for x in cas.lignes)
    brut = centimes(str(cas.appel["brut"]))
    attendus = {nom: centimes(str(cas.totaux[nom])) for nom in FONCTIONS}

    # The totals of the case first: they must be those of its own lines.
    assert attendus == {
        "salariales": salariales,
        "patronales": patronales,
        "net": brut - salariales,
        "cout": brut + patronales,
    }
    assert attendus == {nom: centimes(repr(appeler(f, cas))) for nom, f in FONCTIONS.items()}
    assert appeler("TAUX_CHARGES", cas) == pytest.approx(float(Fraction(patronales, brut)), abs=1e-12)


FONCTIONS = {
    "salariales": "CHARGES_SALARIALES",
    "patronales": "CHARGES_PATRONALES",
    "net": "NET",
    "cout": "COUT_EMPLOYEUR",
}


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_les_regles_appliquees(cas: Cas) -> None:
    assert regles(cas) == sorted(cas.regles)


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.id)
def test_chaque_part_est_l_assiette_imprimee_par_le_taux_imprime(cas: Cas) -> None:
    for ligne in bulletin(cas):
        for taux, part in ((ligne.taux_salarial, ligne.salarial), (ligne.taux_patronal, ligne.patronal)):
            exact = ligne.base * Decimal(repr(taux))
            assert int(exact.quantize(Decimal(1), ROUND_HALF_UP)) == part, ligne


def test_les_cas_couvrent_les_statuts_et_les_annees() -> None:
    assert len({c.id for c in CAS}) == len(CAS)
    calcules = {(c.appel["statut"], c.annee) for c in CAS if c.oracle == "calcul_a_la_main"}
    assert {(s, a) for s in STATUTS for a in (2023, 2024, 2025, 2026)} <= calcules


STATUTS = (
    "TECH_NC",
    "TECH_C",
    "OUVRIER",
    "REAL",
    "ART_NC",
    "ART_C",
    "FIGURANT",
    "PERM_NC",
    "PERM_C",
    "AUTEUR",
    "STAGIAIRE",
    "DETACHE",
)


def test_chaque_ligne_du_droit_a_son_cas() -> None:
    """A row of contribution in force since 2023 is printed by one case at least."""
    debut, fin = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
    vues = {(code, cas.appel["date"]) for cas in CAS for x in cas.lignes for code in x["code"].split("+")}
    sans_cas = [
        (c.code, c.validite.valid_from.isoformat())
        for c in baremes.cotisations()
        if c.validite.valid_from <= fin
        and c.validite.valid_to >= debut
        and c.ligne
        and c.parametre != "a_fournir"  # refused: nobody has seen its rate
        and not any(code == c.code and c.validite.couvre(jour) for code, jour in vues)
    ]

    assert sans_cas == []


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1500 * 13%", 19500),
        ("min(1500, 3925 * 5/30)", 65417),
        ("1000.005", 100001),
        ("-0.005", -1),
        ("max(0, 3 - 4.5) + 2 * (1 - 0.25)", 150),
        # Coefficient of 2026 at 1,5 SMIC: 0,02 + 0,3781 × 0,5^1,75 = 0,1324 (decree D241-7).
        ("arrondi(0.02 + 0.3781 * (0.5 * (3 / 1.5 - 1)) ** 1.75, 4) * 10000", 132400),
    ],
)
def test_l_arithmetique_est_exacte(texte: str, attendu: int) -> None:
    assert centimes(texte) == attendu


@pytest.mark.parametrize(
    "texte", ["brut * 2", "round(2)", "__import__('os')", "1 if 2 else 3", "2 // 1", "[1]"]
)
def test_l_arithmetique_refuse_le_reste(texte: str) -> None:
    with pytest.raises(ValueError, match="illisible"):
        calculer(texte)
