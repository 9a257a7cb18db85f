"""Flat allowance for expenses of artists (CSS R242-1, CGI annexe IV art. 5): what it leaves of a gross."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from xlprod import argent
from xlprod.argent import UN
from xlprod.paie.droit import Droit

DEMI = UN // 2


def apres_deduction(
    brut: Any, loi: Droit, heures: Fraction, mini: Callable[..., Any] = min, maxi: Callable[..., Any] = max
) -> Any:
    """Gross after the allowance, never under the SMIC of the hours.  ``brut``: an ``int`` or a column."""
    if not loi.dfs:
        return brut
    taux = loi.dfs * UN
    deduction = mini((brut * taux.numerator // taux.denominator + DEMI) // UN, loi.dfs_plafond)
    plancher = min(argent.arrondir_fraction(loi.smic * heures), argent.MONTANT_MAX)
    return maxi(brut - deduction, mini(brut, plancher))


def dernier_brut(seuil: int, loi: Droit, heures: Fraction) -> int:
    """Highest gross that the allowance brings to a threshold or under: what is left grows with the gross."""
    if not loi.dfs:
        return seuil
    bas, haut = seuil, seuil + loi.dfs_plafond + 1
    while haut - bas > 1:
        milieu = (bas + haut) // 2
        bas, haut = (milieu, haut) if apres_deduction(milieu, loi, heures) <= seuil else (bas, milieu)
    return bas
