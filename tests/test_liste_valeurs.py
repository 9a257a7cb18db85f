"""Amounts, units and dates as people write them in a list."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlprod import argent
from xlprod.classeurs.liste.valeurs import (
    NonCompris,
    lire_jour,
    lire_montant,
    lire_nombre,
    lire_periode,
    unite,
)

ESPACES = st.sampled_from([" ", "\u00a0", "\u202f", ""])


@given(
    st.integers(0, 10**9),
    ESPACES,
    st.sampled_from(["", " €", "€", " EUR", "\u00a0€ brut"]),
    st.sampled_from(",."),
)
def test_montants_francais(cents: int, espace: str, suffixe: str, virgule: str) -> None:
    unites, centimes = divmod(cents, 100)
    ecrit = f"{unites:,}".replace(",", espace) + f"{virgule}{centimes:02d}{suffixe}"
    assert lire_montant(ecrit)[0] == cents


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f", ".", "'", "’"]))
def test_montants_ronds(unites: int, milliers: str) -> None:
    assert lire_montant(f"{unites:,}".replace(",", milliers))[0] == unites * 100


@given(st.integers(0, 10**11))
def test_montants_en_nombre_et_relus(cents: int) -> None:
    assert lire_montant(cents / 100)[0] == cents
    assert lire_montant(argent.texte_euros(cents))[0] == cents


@pytest.mark.parametrize(
    ("lu", "cents"),
    [("1.500", 150000), ("1,500", 150000), ("1.234,56", 123456), ("1,234.56", 123456), ("1.5", 150),
     ("0.500", 50), ("1'500,-", 150000), ("€ 1 500", 150000), ("2,5 k€", 250000), ("1 500 euros", 150000)],
)  # fmt: skip
def test_montants_ambigus(lu: str, cents: int) -> None:
    assert lire_montant(lu)[0] == cents


def test_montant_ambigu_dit_ce_qu_il_comprend() -> None:
    assert lire_montant("1.500")[1].remarque == "« 1.500 » compris comme 1\u202f500 (séparateur de milliers)"
    assert lire_nombre("1,500").valeur == Decimal("1.500")


@pytest.mark.parametrize(
    "lu", ["12/03", "1 50", "1,2,3", "--5", "abc", "5 chevaux", "1 000 000 000 000 000", True]
)
def test_nombres_refuses(lu: Any) -> None:
    with pytest.raises(NonCompris):
        lire_nombre(lu)


@pytest.mark.parametrize(
    ("lu", "nom"),
    [("semaine", "semaine"), ("Sem.", "semaine"), ("hebdomadaire", "semaine"), ("€ / semaine", "semaine"),
     ("semaine de 39 h", "semaine"), ("semaine5j", "semaine"), ("semaine 5 jours", "semaine"),
     ("/jour", "jour"),
     ("par jour", "jour"), ("J", "jour"), ("cachets", "cachet"), ("mensuel", "mois"), ("forfait", "forfait"),
     ("heure", "heure"), ("bidule", ""), ("jour ou semaine", ""), ("", "")],
)  # fmt: skip
def test_unites(lu: str, nom: str) -> None:
    assert unite(lu) == nom


JOURS = st.dates(dt.date(1990, 1, 2), dt.date(2099, 12, 31))
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre")  # fmt: skip


@given(JOURS)
def test_dates_francaises(jour: dt.date) -> None:
    serie = (jour - dt.date(1899, 12, 30)).days
    mois = MOIS[jour.month - 1]
    for ecrit in (
        f"{jour:%d/%m/%Y}", f"{jour.day}/{jour.month}/{jour.year}", f"{jour:%d.%m.%Y}", f"{jour:%d-%m-%Y}",
        f"{jour:%Y-%m-%d}", f"{jour:%Y-%m-%d} 00:00:00", f"{jour:%d/%m/%Y} 08:30", f"{jour:%Y%m%d}",
        f"{jour.day} {mois} {jour.year}", f"{jour.day} {mois.upper()} {jour.year}",
        str(serie), serie, float(serie), jour, dt.datetime(jour.year, jour.month, jour.day, 23, 59),
    ):  # fmt: skip
        assert lire_jour(ecrit).valeur == jour, ecrit


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_annee_sur_deux_chiffres_toujours_dite(jour: dt.date) -> None:
    lu = lire_jour(f"{jour:%d/%m/%y}")
    assert lu.valeur == jour
    assert "année sur deux chiffres" in lu.remarque


def test_periodes() -> None:
    debut, fin = lire_periode("du 02/03 au 24/04/2026")
    assert fin is not None
    assert (debut.valeur, fin.valeur) == (dt.date(2026, 3, 2), dt.date(2026, 4, 24))
    assert "année manquante" in debut.remarque
    assert lire_periode("2026-03-02 - 2026-04-24")[1] == (dt.date(2026, 4, 24), "")
    assert lire_periode("02/03/2026")[1] is None
    with pytest.raises(NonCompris, match="année manquante"):
        lire_periode("du 02/03 au 24/04")
