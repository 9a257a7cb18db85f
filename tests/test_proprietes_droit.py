"""The law seen from its figures: where an amount may jump, and what a row out of its dates cannot do."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import valeur
from tests.hasard import (
    COUVERTS,
    DATES,
    JOURS,
    PARAMETRES,
    STATUTS,
    Paires,
    charges,
    contrat_applicable,
    contrat_ou_rien,
)
from xlprod import argent, baremes
from xlprod.baremes import Chiffre, Cotisation
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import Segment, contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.zones import COTES, Total, mesureur
from xlprod.periodes import mois_couverts


class Seuil(NamedTuple):
    """A gross past which a whole line changes: the only places where an amount may jump."""

    article: str
    chiffre: str
    """Row of the data whose article it must be."""
    totaux: tuple[Total, ...]
    """What jumps there: the cost upwards, the net downwards."""
    brut: Callable[[Segment], int]
    """Highest gross before it; -1 where there is none."""


SEUILS = [
    Seuil("CSS art. L241-2-1", "BANDEAU_MALADIE", ("cout",), lambda s: s.seuil_maladie),
    Seuil("CSS art. L241-6-1", "BANDEAU_FAMILLE", ("cout",), lambda s: s.seuil_famille),
    Seuil(
        "CSS art. L241-13 et D241-7",
        "RGDU_SEUIL",
        ("cout",),
        lambda s: s.reduction.sortie - 1 if s.reduction else -1,
    ),
    Seuil("ANI du 17/11/2017", "CET", ("cout", "net"), lambda s: apres_abattement(s)),
    Seuil(
        "règle Urssaf des acteurs de complément",
        "SEUIL_COMPLEMENT",
        ("cout", "net"),
        lambda s: s.seuil_forfait,
    ),
    # The flat base of an extra is due from the first cent on, and nothing without pay.
    Seuil(
        "règle Urssaf des acteurs de complément",
        "COMPLEMENT_SMIC",
        ("cout", "net"),
        lambda s: 0 if s.droit.complement else -1,
    ),
]


def apres_abattement(segment: Segment) -> int:
    """Highest gross that the allowance for expenses brings to the pension ceiling at most."""
    brut: int = segment.reperes.retraite
    if not segment.droit.dfs:
        return brut
    plancher = min(argent.arrondir_fraction(segment.droit.smic * segment.heures), 10**9)
    taux = segment.droit.dfs

    def reste(montant: int) -> int:
        deduction = min(argent.arrondir_fraction(montant * taux), segment.droit.dfs_plafond)
        return max(montant - deduction, min(montant, plancher))

    bas, haut = brut, 2 * brut + segment.droit.dfs_plafond
    while bas < haut:
        milieu = (bas + haut + 1) // 2
        bas, haut = (milieu, haut) if reste(milieu) <= segment.reperes.retraite else (bas, milieu - 1)
    return bas


def test_chaque_seuil_a_son_article() -> None:
    articles = {c.code: c.validite.article for serie in baremes.chiffres().values() for c in serie}
    articles |= {c.code: c.validite.article for c in baremes.cotisations()}
    for seuil in SEUILS:
        assert articles[seuil.chiffre].startswith(seuil.article)


@settings(max_examples=250, deadline=None)
@given(st.data(), STATUTS, DATES, JOURS, PARAMETRES, st.sampled_from(["net", "cout"]))
def test_un_montant_ne_saute_qu_aux_seuils(
    data: st.DataObject, statut: str, debut: dt.date, jours: int, paires: Paires, total: Total
) -> None:
    """Cent by cent: the cost never falls and leaps only at a threshold of the list; the net falls only there.

    Rounding apart: a cent for each line.
    """
    contrat_ = contrat_ou_rien(statut, debut, jours, paires)
    assume(len(contrat_.segments) == 1)  # in several, each period has its thresholds: see test_inverse
    (segment,) = contrat_.segments
    seuils = [s for s in SEUILS if 0 <= s.brut(segment) < argent.MONTANT_MAX]
    proche = data.draw(st.sampled_from([0, *(s.brut(segment) for s in seuils)]), "near")
    depart = max(0, proche + data.draw(st.integers(-300, 300) | st.integers(0, 2_000_000), "from"))
    bruts = range(depart, depart + 400)
    lignes = max(len(plan.lignes) for plan in segment.droit.plans.values())
    sauts = {s.brut(segment) for s in seuils if total in s.totaux}
    for brut, (avant, apres) in zip(bruts, pairwise(mesureur(contrat_, total)(bruts)), strict=False):
        if total == "cout":  # each line may gain a cent, the relief may lose a step of its coefficient
            marche = 2 * brut // 10_000 if segment.reduction else 0
            assert apres >= avant, brut
            assert apres - avant <= lignes + 2 + marche or brut in sauts, brut
        else:
            assert apres <= avant + 1, brut
            assert apres >= avant - lignes or brut in sauts, brut


@pytest.mark.parametrize(
    ("statut", "debut", "jours", "paires", "total", "sauts"),
    [
        # 2,25 × 463,32 = 1 042,47 and 3,3 × 463,32 = 1 528,956; CET past 3 925 × 5 ÷ 30
        ("TECH_C", "2025-06-02", 5, (("heures", "39"),), "cout", [65_417, 104_247, 152_895]),
        ("TECH_C", "2025-06-02", 5, (("heures", "39"),), "net", [65_417]),
        # From 2026 the reduced rates are gone; the relief ends at 3 × 12,02 × 39 with two points of gross
        ("TECH_NC", "2026-03-02", 5, (("heures", "39"),), "cout", [140_633, 400_500]),
        ("FIGURANT", "2025-06-02", 1, (), "cout", [0, 21_384, 23_549, 31_363, 392_500]),
        ("FIGURANT", "2025-06-02", 1, (), "net", [0, 23_549, 392_500]),
    ],
)
def test_les_sauts_d_un_contrat(
    statut: str, debut: str, jours: int, paires: Paires, total: Total, sauts: list[int]
) -> None:
    """Worked out by hand; nothing else jumps up to 4 500 €."""
    contrat_ = contrat(statut, dt.date.fromisoformat(debut), jours, lecteur.lire(paires))
    totaux = mesureur(contrat_, total)(range(450_000))
    ordinaire = range(-20, 46)  # rounding of the lines, one step of the relief
    assert [b for b, (a, c) in enumerate(pairwise(totaux)) if c - a not in ordinaire] == sauts


@contextmanager
def donnees(cotisations: tuple[Cotisation, ...], chiffres: dict[str, tuple[Chiffre, ...]]) -> Iterator[None]:
    """The engine on other data, everything compiled from the former being forgotten."""

    def oublier() -> None:
        for nom, module in list(sys.modules.items()):
            if nom.startswith("xlprod.paie"):
                for objet in vars(module).values():
                    if hasattr(objet, "cache_clear"):
                        objet.cache_clear()

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(baremes, "cotisations", lambda: cotisations)
        monkeypatch.setattr(baremes, "chiffres", lambda: chiffres)
        oublier()
        try:
            yield
        finally:
            oublier()


COTISATIONS, CHIFFRES = baremes.cotisations(), baremes.chiffres()


def changees(
    garder: Callable[[Cotisation | Chiffre], bool],
) -> tuple[tuple[Cotisation, ...], dict[str, tuple[Chiffre, ...]]]:
    """Every row but those to keep has another rate, another value."""
    un = argent.POURCENT
    cotisations = tuple(
        c if garder(c) else c._replace(salarial=c.salarial + 7 * un, patronal=c.patronal + un)
        for c in COTISATIONS
    )
    chiffres = {
        code: tuple(c if garder(c) else c._replace(valeur=c.valeur * 3 + Fraction(1, 100)) for c in serie)
        for code, serie in CHIFFRES.items()
    }
    return cotisations, chiffres


def lus(debut: dt.date, jours: int) -> set[dt.date]:
    """Days whose law a contract reads: its own, the months touched, the first of January (SMIC of extras)."""
    siens = {debut + dt.timedelta(days=i) for i in range(jours)}
    mois = {m.debut.replace(day=1) for m in mois_couverts(debut, jours)}
    return siens | mois | {j.replace(month=1, day=1) for j in siens}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 900_000), STATUTS, DATES, st.integers(1, 40), PARAMETRES)
def test_une_donnee_hors_de_sa_date_ne_change_rien(
    brut: int, statut: str, debut: dt.date, jours: int, paires: Paires
) -> None:
    """Every figure of the other periods changed at once: same lines, same law, to the cent."""
    attendu = charges(brut, statut, debut, jours, paires)
    jours_lus = lus(debut, jours)

    def garder(rang: Cotisation | Chiffre) -> bool:
        return any(rang.validite.couvre(jour) for jour in jours_lus)

    with donnees(*changees(garder)):
        obtenu = charges(brut, statut, debut, jours, paires)
        assert [(p.brut, p.montants, p.reduction) for p in obtenu.periodes] == [
            (p.brut, p.montants, p.reduction) for p in attendu.periodes
        ]
        assert (obtenu.net, obtenu.cout) == (attendu.net, attendu.cout)


@pytest.mark.parametrize("statut", COUVERTS)
def test_une_donnee_du_jour_change_le_montant(statut: str) -> None:
    """The other side of the property above: the same change on the rows in force is seen."""
    jour = dt.date(2025, 6, 2)

    def du() -> int:
        contrat_ = contrat_applicable(statut, jour, 20, ())
        assert contrat_ is not None
        calcul = Charges(300_000, contrat_)
        return calcul.salariales + calcul.patronales

    attendu = du()
    with donnees(*changees(lambda rang: not rang.validite.couvre(jour))):
        assert (du() != attendu) == (attendu > 0)
    assert du() == attendu


@pytest.mark.parametrize("code", ["VIEILLESSE_PLAFONNEE", "PMSS"])
def test_une_seule_donnee_du_jour_suffit(code: str) -> None:
    appel = ("NET", 3000, "TECH_NC", "2025-06-02", 20)
    attendu = valeur(*appel)
    with donnees(*changees(lambda rang: code not in (rang.code, getattr(rang, "ligne", "")))):
        assert valeur(*appel) != attendu


def test_les_cotes_nomment_des_totaux() -> None:
    assert {t for seuil in SEUILS for t in seuil.totaux} == set(COTES)
