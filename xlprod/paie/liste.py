"""A column of integers in plain Python: what the evaluator asks of numpy, where numpy is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat
from operator import add, floordiv, gt, mul, sub


def _operation(calcul: Callable[[int, int], int]) -> Callable[[Liste, Liste | int], Liste]:
    def methode(self: Liste, autre: Liste | int) -> Liste:
        autres = autre.valeurs if isinstance(autre, Liste) else repeat(autre)
        return Liste(map(calcul, self.valeurs, autres))

    return methode


class Liste:
    """Integers computed row by row, with the operators that the evaluator uses."""

    __slots__ = ("valeurs",)

    def __init__(self, valeurs: Iterable[int]) -> None:
        self.valeurs = list(valeurs)

    __add__ = __radd__ = _operation(add)
    __mul__ = __rmul__ = _operation(mul)
    __sub__ = _operation(sub)
    __floordiv__ = _operation(floordiv)
    __gt__ = _operation(gt)


def minimum(colonne: Liste, plafond: Liste | int) -> Liste:
    if isinstance(plafond, Liste):
        return Liste(map(min, colonne.valeurs, plafond.valeurs))
    return Liste([valeur if valeur < plafond else plafond for valeur in colonne.valeurs])


def maximum(une: Liste, autre: Liste) -> Liste:
    return Liste(map(max, une.valeurs, autre.valeurs))
