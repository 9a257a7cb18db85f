"""Exact money: integer cents and integer rates, rounded half-up, one rounding per line.

An amount is an ``int`` number of cents.  A rate is an ``int`` number of billionths
(``UN`` = 100 %), so that 0,07805 % is exact and no binary float ever enters a product.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import gcd

UN = 10**9
"""The rate 1 (100 %), in billionths."""

POURCENT = UN // 100
ARRONDI = "au centime, demi-centime vers le haut"
"""The rounding rule as traces print it."""

MONTANT_MAX = 10**12
"""Ten billion euros: beyond that an amount is a typing error, not a salary."""

EUROS_MAX = MONTANT_MAX // 100

_ESPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\t"))


def arrondir(numerateur: int, denominateur: int) -> int:
    """Round ``numerateur / denominateur`` to the nearest integer, halves away from zero."""
    if numerateur < 0:
        return -arrondir(-numerateur, denominateur)
    return (2 * numerateur + denominateur) // (2 * denominateur)


def part(assiette: int, taux: int) -> int:
    """Contribution in cents of ``assiette`` (cents) at ``taux`` (billionths), half-up."""
    return arrondir(assiette * taux, UN)


Reduit = tuple[int, int, int]
"""``(n, h, d)`` such that ``(assiette × n + h) // d`` is :func:`part`, on smaller integers."""


def reduit(taux: int) -> Reduit:
    """A rate in billionths, ready to multiply."""
    commun = gcd(taux, UN)
    return taux // commun, UN // commun // 2, UN // commun


def arrondir_fraction(valeur: Fraction) -> int:
    """Round an exact fraction (of cents) to a whole number of cents, half-up."""
    return arrondir(valeur.numerator, valeur.denominator)


def decimal(texte: str) -> Decimal:
    """Read a French or English number: ``1 500,50``, ``1500.5``, ``1 500 €``, ``1.234,56``.

    A point and a comma together are read as thousands then decimals, in that order of
    appearance.  Raises ``ValueError`` when the text is not a number.
    """
    brut = texte.translate(_ESPACES).replace("€", "").replace("%", "").replace("\u2212", "-")
    if "," in brut and "." in brut:
        milliers = "." if brut.rfind(",") > brut.rfind(".") else ","
        brut = brut.replace(milliers, "")
    if brut.count(",") > 1 or brut.count(".") > 1 or "_" in brut:
        raise ValueError(texte)
    try:
        nombre = Decimal(brut.replace(",", "."))
    except InvalidOperation:
        raise ValueError(texte) from None
    if not nombre.is_finite():
        raise ValueError(texte)
    return nombre


def centimes(valeur: int | float | Decimal | str) -> int:
    """Cents of an amount in euros; a float is read as a spreadsheet shows it, half-up.

    Raises ``ValueError`` on text that is no number, infinities and absurd sizes.
    """
    if isinstance(valeur, int):
        return _borner(valeur * 100)
    if isinstance(valeur, float):
        # The common case: a cell that holds at most two decimals.  Anything finer goes through
        # the fifteen digits that a spreadsheet shows, where half-up means what the reader sees.
        if -EUROS_MAX <= valeur <= EUROS_MAX and (entier := round(valeur * 100)) / 100 == valeur:
            return entier
        valeur = f"{valeur:.15g}"
    exact = decimal(valeur) if isinstance(valeur, str) else Decimal(valeur)
    if not exact.is_finite() or abs(exact) > MONTANT_MAX:
        raise ValueError(str(valeur))
    return _borner(arrondir_fraction(Fraction(exact) * 100))


def _borner(cents: int) -> int:
    if abs(cents) > MONTANT_MAX:
        raise ValueError(str(cents))
    return cents


def taux(pourcentage: str | Decimal | int) -> int:
    """Rate in billionths of a percentage (``"8,55"`` is 8,55 %).

    Raises ``ValueError`` when the percentage has more than seven decimals: it could not
    be held exactly.
    """
    exact = decimal(pourcentage) if isinstance(pourcentage, str) else Decimal(pourcentage)
    resultat = Fraction(exact) * POURCENT
    if resultat.denominator != 1:
        raise ValueError(f"{pourcentage} % : plus de sept décimales")
    return resultat.numerator


def euros(cents: int) -> float:
    """The float nearest to an amount, for a cell (division by 100 is correctly rounded)."""
    return cents / 100


def texte_nombre(valeur: Decimal | Fraction | int, decimales: int) -> str:
    """French text of a number: thousands apart, decimal comma, half-up."""
    echelle = 10**decimales
    entier = arrondir_fraction(Fraction(valeur) * echelle)
    signe = "-" if entier < 0 else ""
    unites, reste = divmod(abs(entier), echelle)
    milliers = f"{unites:,}".replace(",", "\u202f")
    return f"{signe}{milliers},{reste:0{decimales}d}" if decimales else f"{signe}{milliers}"


def texte_euros(cents: int) -> str:
    """``150000`` → ``1 500,00 €``."""
    return texte_nombre(Fraction(cents, 100), 2) + "\u00a0€"


def texte_taux(valeur: int) -> str:
    """Rate in billionths → ``8,55 %`` with the decimals it needs and no more."""
    exact = Decimal(valeur) / Decimal(POURCENT)
    return f"{exact.normalize():f}".replace(".", ",") + "\u00a0%"
