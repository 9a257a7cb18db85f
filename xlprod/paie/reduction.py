"""General relief of employer contributions (*réduction générale*, RGDU from 2026).

CSS L241-13, D241-7 and D241-10: computed contract by contract for fixed-term contracts.
The coefficient is exact: the power 7/4 of 2026 is taken with integer roots, no float.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from xlprod import argent
from xlprod.paie.droit import Reduction

DIX_MILLE = 10_000
"""The decree rounds the coefficient to four decimals."""

_PRECISION = 10**16


def coefficient(reduction: Reduction, brut: int, heures: Fraction) -> int:
    """Coefficient in ten-thousandths for a contract of ``brut`` cents and ``heures`` hours.

    Zero from the exit threshold on; increased by 100/90 because the paid holidays of
    intermittents are paid by a fund (CSS D241-10 IV).
    """
    smic = reduction.smic * heures
    if brut <= 0 or brut >= reduction.seuil * smic:
        return 0
    ecart = reduction.seuil * smic / brut - 1
    if reduction.puissance:
        base = reduction.minimum + (reduction.maximum - reduction.minimum) * _puissance(
            ecart / reduction.diviseur, reduction.puissance
        )
    else:
        base = reduction.maximum / reduction.diviseur * ecart
    if not reduction.plafond_apres:
        base = min(base, reduction.maximum)
    arrondi = argent.arrondir_fraction(base * DIX_MILLE)
    majore = argent.arrondir_fraction(arrondi * reduction.conges)
    if reduction.plafond_apres:
        majore = min(majore, argent.arrondir_fraction(reduction.maximum * DIX_MILLE))
    return majore


def _puissance(x: Fraction, exposant: Fraction) -> Fraction:
    """``x ** exposant`` for an exponent in quarters, within 10⁻¹⁵: fourth root of an integer."""
    if exposant.denominator not in (1, 2, 4):
        raise ValueError(f"exposant {exposant} : seuls les quarts sont calculés exactement")
    entier = x ** int(exposant * 4)
    quatrieme = isqrt(isqrt(entier.numerator * _PRECISION**4 // entier.denominator))
    return Fraction(quatrieme, _PRECISION)
