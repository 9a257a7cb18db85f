"""Columns of salaries under one contract: the evaluator of ``cotisations.py``, many rows at a time.

Same rules, same integers, same results to the cent as one cell after the other.  Plain lists
do it everywhere; numpy, where it is installed, only makes large columns faster.
"""

from __future__ import annotations

from bisect import bisect_left

from xlprod.argent import Reduit
from xlprod.paie import vecteurs
from xlprod.paie.contrat import Contrat, Segment, variante
from xlprod.paie.cotisations import Cote, bases, parts, taux_et_csg
from xlprod.paie.liste import Liste, maximum, minimum
from xlprod.paie.reduction import montant

SEUIL_LISTES = 6
"""Rows of one kind from which columns repay their set-up; under it, one row after the other."""

SEUIL_NUMPY = 1024
"""Rows of one kind from which numpy repays its own."""


def charges(bruts: list[int], contrat: Contrat, cote: Cote) -> list[int]:
    """Employee or employer contributions of many salaries under one contract (cents, never negative)."""
    if not bruts:
        return []
    if len(contrat.segments) == 1:
        return _segment(bruts, contrat.segments[0], cote)
    tranches = contrat.partager(Liste(bruts))
    periodes = [_segment(t.valeurs, s, cote) for s, t in zip(contrat.segments, tranches, strict=True)]
    return [sum(totaux) for totaux in zip(*periodes, strict=True)]


def _segment(bruts: list[int], segment: Segment, cote: Cote) -> list[int]:
    """Rows between the same two thresholds are under one variant of the law."""
    plus_haut = max(bruts)
    if len(bruts) >= SEUIL_NUMPY and vecteurs.possible(plus_haut):
        return vecteurs.segment(bruts, segment, cote)
    if bisect_left(segment.seuils, min(bruts)) == bisect_left(segment.seuils, plus_haut):
        return _tranche(bruts, segment, cote)
    tranches: dict[int, list[int]] = {}
    for rang, brut in enumerate(bruts):
        tranches.setdefault(bisect_left(segment.seuils, brut), []).append(rang)
    rendu = [0] * len(bruts)
    for rangs in tranches.values():
        totaux = _tranche([bruts[rang] for rang in rangs], segment, cote)
        for rang, total in zip(rangs, totaux, strict=True):
            rendu[rang] = total
    return rendu


def _tranche(bruts: list[int], segment: Segment, cote: Cote) -> list[int]:
    """Sum of the lines of rows under one variant of the law, relief taken off."""
    variante_ = variante(segment, bruts[0])
    taux, csg = taux_et_csg(segment.droit.plans[variante_], cote)
    if len(bruts) < SEUIL_LISTES:
        totaux = [sum(parts(bases(brut, segment, variante_, csg=csg), taux)) for brut in bruts]
    else:
        totaux = _somme(bases(Liste(bruts), segment, variante_, minimum, maximum, csg), taux, len(bruts))
    relief = segment.reduction if cote == "patronales" else None
    if relief is None:
        return totaux
    return [t - montant(relief, b) if b < relief.sortie else t for t, b in zip(totaux, bruts, strict=True)]


def _somme(bases_: list[Liste], taux: tuple[Reduit, ...], nombre: int) -> list[int]:
    """Each line is one pass over its base; a base that is nowhere above zero is left out."""
    lignes = []
    for base, (n, demi, d) in zip(bases_, taux, strict=True):
        if n and any(base.valeurs):
            lignes.append([(assiette * n + demi) // d for assiette in base.valeurs])
    return list(map(sum, zip(*lignes, strict=True))) if lignes else [0] * nombre
