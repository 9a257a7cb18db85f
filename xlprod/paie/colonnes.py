"""Columns of salaries: the evaluator of ``cotisations.py`` run on numpy columns.

Same rules, same integers, same results to the cent; numpy only makes it fast.  Where numpy
is not installed, callers fall back on one row after the other.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from xlprod.paie import reduction
from xlprod.paie.contrat import Contrat, Segment, contrat
from xlprod.paie.cotisations import evaluer
from xlprod.paie.droit import Reduction
from xlprod.paie.parametres import Parametres
from xlprod.paie.plan import Variante

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Colonne = NDArray[np.int64]

PLAFOND_VECTEUR = 10**9
"""Largest gross (cents) computed in int64: times a rate in billionths it must stay under 2⁶³."""


class Totaux(NamedTuple):
    """Employee and employer contributions of each row, in cents."""

    salariales: Colonne
    patronales: Colonne


def charges(bruts: Colonne, statut: str, debut: dt.date, jours: int, parametres: Parametres) -> Totaux:
    """Contributions of many salaries under one same kind of contract.

    ``bruts`` is an int64 column of cents, from 0 to ``PLAFOND_VECTEUR``.
    """
    import numpy as np

    if bruts.size and (bruts.min() < 0 or bruts.max() > PLAFOND_VECTEUR):
        raise ValueError("brut hors des bornes du calcul en colonne")
    contrat_ = contrat(statut, debut, jours, parametres)
    salariales, patronales = np.zeros_like(bruts), np.zeros_like(bruts)
    for segment, parts in zip(contrat_.segments, _partager(bruts, contrat_), strict=True):
        for variante, rangs in _variantes(segment, parts):
            tranche = parts[rangs]
            montants = evaluer(tranche, segment, variante, np.minimum, np.maximum)
            salariales[rangs] += reduce(add, montants.salariales)
            patronales[rangs] += reduce(add, montants.patronales)
        loi = segment.droit.reduction
        if loi is not None:
            patronales -= _reductions(loi, parts, segment)
    return Totaux(salariales, patronales)


def _partager(bruts: Colonne, contrat_: Contrat) -> list[Colonne]:
    """Same apportionment as :meth:`Contrat.partager`."""
    if len(contrat_.segments) == 1:
        return [bruts]
    parts, cumul, deja = [], 0, 0 * bruts
    for segment in contrat_.segments:
        cumul += segment.jours
        jusque_la = (2 * bruts * cumul + contrat_.jours) // (2 * contrat_.jours)
        parts.append(jusque_la - deja)
        deja = jusque_la
    return parts


def _variantes(segment: Segment, bruts: Colonne) -> list[tuple[Variante, Any]]:
    """Rows of each variant of the law met in the column."""
    import numpy as np

    drapeaux = (
        (bruts <= segment.seuil_maladie) * 4
        + (bruts <= segment.seuil_famille) * 2
        + (bruts <= segment.seuil_forfait) * 1
    )
    presents = np.flatnonzero(np.bincount(drapeaux, minlength=8)).tolist() if bruts.size else []
    if len(presents) == 1:
        return [(_variante(presents[0]), slice(None))]
    return [(_variante(d), np.flatnonzero(drapeaux == d)) for d in presents]


def _variante(drapeau: int) -> Variante:
    return Variante(bool(drapeau & 4), bool(drapeau & 2), bool(drapeau & 1))


def _reductions(loi: Reduction, bruts: Colonne, segment: Segment) -> Colonne:
    """Relief of each row; only rows under the exit threshold are computed."""
    import numpy as np

    rendu = np.zeros_like(bruts)
    concernes = np.flatnonzero((bruts > 0) & (bruts < segment.sortie_reduction))
    if concernes.size:
        # A budget repeats its salaries, and the exact coefficient is costly: once per amount.
        uniques, inverse = np.unique(bruts[concernes], return_inverse=True)
        coefficients = _coefficients(loi, uniques, segment.heures)
        rendu[concernes] = (2 * uniques * coefficients + reduction.DIX_MILLE)[inverse] // (
            2 * reduction.DIX_MILLE
        )
    return rendu


def _coefficients(loi: Reduction, bruts: Colonne, heures: Fraction) -> Colonne:
    """Coefficients in ten-thousandths: float64 where it is sure, exact integers elsewhere."""
    import numpy as np

    ecart = float(loi.seuil * loi.smic * heures) / bruts - 1
    if loi.puissance:
        base = float(loi.minimum) + float(loi.maximum - loi.minimum) * (ecart / float(loi.diviseur)) ** float(
            loi.puissance
        )
    else:
        base = float(loi.maximum / loi.diviseur) * ecart
    maximum = float(loi.maximum)
    if not loi.plafond_apres:
        base = np.minimum(base, maximum)
    echelle = base * reduction.DIX_MILLE
    arrondi = np.floor(echelle + 0.5)
    douteux = np.abs(echelle + 0.5 - np.rint(echelle + 0.5)) < 1e-6
    majoration = loi.conges * 2
    majore = (arrondi.astype(np.int64) * majoration.numerator + majoration.denominator) // (
        2 * majoration.denominator
    )
    if loi.plafond_apres:
        majore = np.minimum(majore, int(np.floor(maximum * reduction.DIX_MILLE + 0.5)))
    for rang in np.flatnonzero(douteux).tolist():
        majore[rang] = reduction.coefficient(loi, int(bruts[rang]), heures)
    return majore
