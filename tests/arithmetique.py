"""Amounts written as arithmetic, ``"min(1500, 3925 * 5/30) * 6.9%"``, worked out exactly.

Knows nothing of the engine: expected values of the cases must not come from what they check.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

_POURCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def calculer(texte: str) -> Fraction:
    """Value of numbers, ``+ - * /``, percentages, ``min``, ``max`` and, for the relief of the
    decree, ``**`` and ``arrondi(x, decimals)``; anything else is refused."""
    return _valeur(ast.parse(_POURCENT.sub(r"(\1/100)", texte), mode="eval").body, texte)


def centimes(texte: str) -> int:
    """Value in cents, rounded half away from zero."""
    return int(_arrondi(calculer(texte), 2) * 100)


def _arrondi(valeur: Fraction, decimales: int) -> Fraction:
    with localcontext() as precision:
        precision.prec = 60
        decimal = Decimal(valeur.numerator) / valeur.denominator
        return Fraction(decimal.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP))


def _puissance(base: Fraction, exposant: Fraction) -> Fraction:
    with localcontext() as precision:
        precision.prec = 60
        haut, bas = Decimal(base.numerator), Decimal(base.denominator)
        return Fraction((haut / bas) ** (Decimal(exposant.numerator) / exposant.denominator))


def _valeur(noeud: ast.expr, texte: str) -> Fraction:
    match noeud:
        case ast.Constant(value=int() | float() as nombre) if not isinstance(nombre, bool):
            return Fraction(str(nombre))
        case ast.UnaryOp(op=ast.USub(), operand=operande):
            return -_valeur(operande, texte)
        case ast.BinOp(left=gauche, op=ast.Pow(), right=droite):
            return _puissance(_valeur(gauche, texte), _valeur(droite, texte))
        case ast.BinOp(left=gauche, op=operation, right=droite) if type(operation) in _OPERATIONS:
            return _OPERATIONS[type(operation)](_valeur(gauche, texte), _valeur(droite, texte))
        case ast.Call(func=ast.Name(id="min" | "max" as nom), args=[_, _, *_] as termes, keywords=[]):
            choix = min if nom == "min" else max
            return choix(_valeur(terme, texte) for terme in termes)
        case ast.Call(func=ast.Name(id="arrondi"), args=[terme, ast.Constant(value=int() as n)], keywords=[]):
            return _arrondi(_valeur(terme, texte), n)
    raise ValueError(f"calcul illisible : {texte}")
