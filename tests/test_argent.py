"""Exact money: reading, rounding, printing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlprod import argent


@pytest.mark.parametrize(
    ("texte", "cents"),
    [
        ("1 500,50", 150050),
        ("1\u202f500,50 €", 150050),
        ("1500.5", 150050),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("0,005", 1),
        ("0,0049", 0),
        ("-12,345", -1235),
        ("−3", -300),
    ],
)
def test_lit_les_nombres_francais_et_anglais(texte: str, cents: int) -> None:
    assert cents == argent.centimes(texte)


@pytest.mark.parametrize("texte", ["", "abc", "1,2,3", "1.2.3", "1_000", "nan", "inf", "12 €/j", "1e400"])
def test_refuse_ce_qui_n_est_pas_un_nombre(texte: str) -> None:
    with pytest.raises(ValueError):
        argent.centimes(texte)


def test_un_flottant_est_lu_par_son_texte() -> None:
    # 1.005 is slightly under 1.005 in binary; the reader of the cell sees 1,005.
    assert argent.centimes(1.005) == 101
    assert argent.centimes(2.675) == 268
    assert argent.centimes(1e-9) == 0
    assert argent.centimes(1.005 * 3) == 302  # 3.0149999999999997 in binary, 3,015 on the screen


@pytest.mark.parametrize("valeur", [float("nan"), float("inf"), 1e15])
def test_refuse_les_flottants_absurdes(valeur: float) -> None:
    with pytest.raises(ValueError):
        argent.centimes(valeur)


@given(st.integers(-(10**10), 10**10))
def test_aller_retour_centimes_euros(cents: int) -> None:
    assert argent.centimes(argent.euros(cents)) == cents
    assert argent.centimes(argent.texte_euros(cents)) == cents


@given(st.integers(0, 10**9), st.integers(0, argent.UN))
def test_la_part_est_la_multiplication_exacte_arrondie(assiette: int, taux: int) -> None:
    exact = Decimal(assiette) * Decimal(taux) / Decimal(argent.UN)
    assert argent.part(assiette, taux) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_taux_exacts_et_texte() -> None:
    assert argent.taux("8,55") == 85_500_000
    assert argent.texte_taux(argent.taux("0,07805")) == "0,07805\u00a0%"
    assert argent.texte_taux(argent.taux("10")) == "10\u00a0%"
    with pytest.raises(ValueError, match="sept décimales"):
        argent.taux("0,12345678")


def test_texte_des_montants() -> None:
    assert argent.texte_euros(123456789) == "1\u202f234\u202f567,89\u00a0€"
    assert argent.texte_euros(-5) == "-0,05\u00a0€"


@given(st.integers(0, argent.MONTANT_MAX), st.integers(0, argent.UN))
def test_un_taux_reduit_donne_la_meme_part(assiette: int, taux: int) -> None:
    n, demi, d = argent.reduit(taux)
    assert (assiette * n + demi) // d == argent.part(assiette, taux)
