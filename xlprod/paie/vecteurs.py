"""Large columns on numpy, where it is installed: an accelerator, never a dependency.

The rules are those of ``cotisations.py``, run on 64-bit columns; results are the same to the cent.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from xlprod.paie.contrat import Segment, variante
from xlprod.paie.cotisations import Cote, bases, parts, taux_et_csg
from xlprod.paie.reduction import DIX_MILLE, Formule, coefficient

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Colonne = NDArray[np.int64]

PLAFOND = 10**9
"""Largest gross (cents) computed in 64 bits: times a rate in billionths it must stay under 2⁶³."""

DOUTE = 1e-6
"""Nearer than that to a rounding tie, a float64 coefficient is computed again in integers."""


@cache
def _numpy() -> ModuleType | None:
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def possible(brut: int) -> bool:
    """Whether a column that goes up to ``brut`` cents can be computed here."""
    return brut <= PLAFOND and _numpy() is not None


def segment(bruts: list[int], segment_: Segment, cote: Cote) -> list[int]:
    """Contributions of one side for many salaries over one segment (cents)."""
    import numpy as np

    colonne = np.array(bruts, dtype=np.int64)
    totaux = np.zeros_like(colonne)
    classes = np.searchsorted(segment_.seuils, colonne)  # rows of one class have the same variant
    for classe in np.flatnonzero(np.bincount(classes)).tolist():
        rangs: Any = slice(None) if len(segment_.droit.plans) == 1 else np.flatnonzero(classes == classe)
        tranche = colonne[rangs]
        variante_ = variante(segment_, int(tranche[0]))
        taux, csg = taux_et_csg(segment_.droit.plans[variante_], cote)
        for part in parts(bases(tranche, segment_, variante_, np.minimum, np.maximum, csg), taux):
            totaux[rangs] += part
    if segment_.reduction and cote == "patronales":
        rangs = np.flatnonzero((colonne > 0) & (colonne < segment_.reduction.sortie))
        coefficients = _coefficients(segment_.reduction, colonne[rangs])
        totaux[rangs] -= (2 * colonne[rangs] * coefficients + DIX_MILLE) // (2 * DIX_MILLE)
    rendu: list[int] = totaux.tolist()
    return rendu


def _coefficients(formule: Formule, bruts: Colonne) -> Colonne:
    """Coefficients in ten-thousandths: float64 where it is sure, exact integers elsewhere."""
    import numpy as np

    if max(formule.haut, formule.bas, formule.pas) > 2**256:  # hours that no float holds
        return np.array([coefficient(formule, brut) for brut in bruts.tolist()], dtype=np.int64)
    distance = (float(formule.haut) / bruts - float(formule.bas)) / float(formule.pas)
    if formule.quarts:
        distance **= formule.quarts / 4
    demi = (float(formule.constante) + float(formule.pente) * distance) / float(formule.diviseur) + 0.5
    douteux = (np.abs(demi - np.rint(demi)) < DOUTE) | (demi > PLAFOND)
    rendu: Colonne = formule.majorer(np.floor(np.where(douteux, 0, demi)).astype(np.int64), np.minimum)
    for rang in np.flatnonzero(douteux).tolist():
        rendu[rang] = coefficient(formule, int(bruts[rang]))
    return rendu
