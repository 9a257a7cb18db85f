"""General relief of employer contributions (*réduction générale*, RGDU from 2026).

CSS L241-13, D241-7 and D241-10: computed contract by contract for fixed-term contracts.
The coefficient is exact: the power 7/4 of 2026 is taken with integer roots, no float.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, gcd, isqrt
from typing import Any, NamedTuple

from xlprod import argent
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.droit import Reduction

DIX_MILLE = 10_000
"""The decree rounds the coefficient to four decimals."""

_PRECISION = 10**16


class Formule(NamedTuple):
    """Relief of one contract, its fractions laid out in integers once for all its salaries.

    The distance to the exit threshold is ``(haut − bas × brut) ÷ (pas × brut)``; the coefficient
    is ``(constante + pente × distance^(quarts ÷ 4)) ÷ diviseur`` in ten-thousandths, or without
    power when ``quarts`` is 0.  ``sortie`` is the gross from which no relief is due.
    """

    sortie: int
    haut: int
    bas: int
    pas: int
    quarts: int
    constante: int
    pente: int
    diviseur: int
    maximum: int
    conges: Fraction
    plafond_apres: bool

    def majorer(self, arrondi: Any, mini: Callable[..., Any] = min) -> Any:
        """Coefficient, an ``int`` or a column, increased for the paid-holiday fund and capped.

        Increased by 100/90 because a fund pays the holidays of intermittents (CSS D241-10 IV).
        """
        haut, bas = 2 * self.conges.numerator, self.conges.denominator
        if self.plafond_apres:
            return mini((arrondi * haut + bas) // (2 * bas), self.maximum)
        return (mini(arrondi, self.maximum) * haut + bas) // (2 * bas)


def formule(reduction: Reduction, heures: Fraction) -> Formule:
    """Formula of a contract of ``heures`` hours.

    Raises :class:`SaisieInvalide` when figures given in place of the law's cannot be computed.
    """
    if reduction.puissance.denominator not in (1, 2, 4):
        raise SaisieInvalide(f"RGDU_P : {reduction.puissance} n'est pas un nombre entier de quarts")
    if not reduction.diviseur:
        raise SaisieInvalide("RG_DIVISEUR : diviseur nul")
    seuil = reduction.seuil * reduction.smic * heures
    haut, bas = seuil.numerator * reduction.diviseur.denominator, seuil.denominator
    pas = bas * reduction.diviseur.numerator
    bas *= reduction.diviseur.denominator
    commun = gcd(haut, bas, pas)
    constante = (reduction.minimum if reduction.puissance else Fraction(0)) * DIX_MILLE
    pente = reduction.maximum * DIX_MILLE - constante
    diviseur = constante.denominator * pente.denominator
    return Formule(
        ceil(seuil),
        haut // commun,
        bas // commun,
        pas // commun,
        int(reduction.puissance * 4),
        int(constante * diviseur),
        int(pente * diviseur),
        diviseur,
        argent.arrondir_fraction(reduction.maximum * DIX_MILLE),
        reduction.conges,
        reduction.plafond_apres,
    )


def coefficient(formule_: Formule, brut: int) -> int:
    """Coefficient in ten-thousandths for a contract of ``brut`` cents; zero from the exit threshold on."""
    if not 0 < brut < formule_.sortie:
        return 0
    part, entier = formule_.haut - formule_.bas * brut, formule_.pas * brut
    if formule_.quarts:  # the power within 10⁻¹⁵: fourth root of an integer
        quatrieme = part**formule_.quarts * _PRECISION**4 // entier**formule_.quarts
        part, entier = isqrt(isqrt(quatrieme)), _PRECISION
    base = formule_.constante * entier + formule_.pente * part
    rendu: int = formule_.majorer(argent.arrondir(base, formule_.diviseur * entier))
    return rendu


def montant(formule_: Formule, brut: int) -> int:
    """Relief in cents."""
    return argent.arrondir(brut * coefficient(formule_, brut), DIX_MILLE)
