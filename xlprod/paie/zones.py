"""Gross cut into zones where a total rises, but for a known rounding.

A total does not simply rise with gross: lines are rounded one by one, so that one more cent of
gross may lower the net, and a threshold moves a whole line at once.  Gross is cut at the
thresholds; inside a zone the exact rates make a total that rises, and rounding can only take it
back by ``recul``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import Literal, NamedTuple

from xlprod.argent import MONTANT_MAX, Reduit
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import colonnes
from xlprod.paie.contrat import Contrat, Segment, variante
from xlprod.paie.cotisations import Cote, plafonds, plafonner, soumis, taux_et_csg
from xlprod.paie.plan import ASSIETTES, Plan
from xlprod.paie.reduction import DIX_MILLE, Formule

Total = Literal["net", "cout"]
"""What is aimed at."""

COTES: dict[Total, Cote] = {"net": "salariales", "cout": "patronales"}

SORTIE_MAX = 10**8
"""Highest exit from the general relief (cents) that a search bears: ten years of full time are under it."""

LARGEUR = 32
"""Cents computed at once."""


class Point(NamedTuple):
    """A gross and its total (cents)."""

    brut: int
    total: int


class Zone(NamedTuple):
    """Gross from ``debut`` to ``fin`` where a higher gross never lowers the total by more than ``recul``.

    ``creux`` and ``sommet`` are the lowest and the highest total.
    """

    debut: Point
    fin: Point
    recul: int
    creux: Point
    sommet: Point


Mesure = Callable[[Sequence[int]], list[int]]
"""Totals of a column of gross."""


def mesureur(contrat: Contrat, total: Total) -> Mesure:
    signe = -1 if total == "net" else 1

    def totaux(bruts: Sequence[int]) -> list[int]:
        parts = colonnes.charges(list(bruts), contrat, COTES[total])
        return [brut + signe * part for brut, part in zip(bruts, parts, strict=True)]

    return totaux


@lru_cache(1024)
def zones(contrat: Contrat, total: Total) -> tuple[Zone, ...]:
    """Zones of a contract, from no gross at all to the largest amount."""
    if any(segment.fictifs for segment in contrat.segments):
        raise SaisieInvalide(
            "rediffusion : le plafond suit le brut par jours fictifs, le brut ne se cherche pas à l'envers ; "
            "essayer plusieurs bruts"
        )
    mesure, cote = mesureur(contrat, total), COTES[total]
    recul = sum(_recul(segment, cote, len(contrat.segments) > 1) for segment in contrat.segments)
    rendu, debut = [], 0
    for flou, suite in _seuils(contrat, cote):
        if debut < flou:
            rendu.append(_zone(debut, flou - 1, recul, mesure))
        if flou < suite:
            rendu.append(_zone(flou, suite - 1, _recul_mesure(range(flou, suite), mesure), mesure))
        debut = suite
    return (*rendu, _zone(debut, MONTANT_MAX, recul, mesure))


def _seuils(contrat: Contrat, cote: Cote) -> list[tuple[int, int]]:
    """Gross around each threshold: first one that may be over it, first one that surely is.

    They are the same for a contract in one piece.  In several, the gross of a period is that of
    the contract in proportion to its days within a cent: between the two, either law may apply.
    """
    rendu: list[tuple[int, int]] = []
    plages = []
    for segment in contrat.segments:
        for seuil in _sauts(segment, cote):
            flou = seuil * contrat.jours // segment.jours + 1
            suite = -(-(seuil + 1) * contrat.jours // segment.jours)
            plages.append((flou, suite))
    for flou, suite in sorted(plages):
        if rendu and flou <= rendu[-1][1]:
            rendu[-1] = rendu[-1][0], max(suite, rendu[-1][1])
        elif suite <= MONTANT_MAX:
            rendu.append((flou, suite))
    return rendu


def _sauts(segment: Segment, cote: Cote) -> set[int]:
    """Highest gross before each jump of a line."""
    avant_cet = bisect_left(range(MONTANT_MAX), True, key=lambda brut: _doit_cet(brut, segment)) - 1
    sauts = {avant_cet, *(s for s in segment.seuils if s >= 0 and _change(segment, s, cote))}
    if segment.droit.complement:
        sauts.add(0)  # a flat base is due from the first cent on
    if segment.reduction and cote == "patronales":
        sauts.add(segment.reduction.sortie - 1)
    return {saut for saut in sauts if 0 <= saut < MONTANT_MAX}


_CET, _MUTUELLE = map(list(ASSIETTES).index, ("cet", "mutuelle"))


def _doit_cet(brut: int, segment: Segment) -> bool:
    limites = plafonds(segment.droit, segment.plafonds(brut))
    return bool(plafonner(soumis(brut, segment, variante(segment, brut), min, max), limites)[_CET] > 0)


def _change(segment: Segment, seuil: int, cote: Cote) -> bool:
    """Whether this side of the contributions is another one past a threshold."""
    avant, apres = variante(segment, seuil), variante(segment, seuil + 1)
    plans = [segment.droit.plans[v] for v in (avant, apres)]
    taux = [(plan.indices, taux_et_csg(plan, cote)) for plan in plans]
    return taux[0] != taux[1] or avant.forfaitaire != apres.forfaitaire


def _recul(segment: Segment, cote: Cote, partage: bool) -> int:
    """By how much rounding can lower the contributions' total when gross rises."""
    recul = max(_recul_plan(plan, cote, partage) for plan in segment.droit.plans.values())
    relief = segment.reduction if cote == "patronales" else None
    if relief is None:
        return recul
    _exiger_reduction(relief)
    if not partage:
        return recul + 1  # its coefficient only falls, step by step: its amount alone is rounded
    if relief.sortie > SORTIE_MAX:
        raise SaisieInvalide("heures : trop nombreuses pour chercher un brut")
    # A cent that a period gains or loses may cost it a step of the coefficient.
    return recul + 4 * relief.sortie // DIX_MILLE + 2 * (relief.quarts + 4)


def _recul_plan(plan: Plan, cote: Cote, partage: bool) -> int:
    """Half a cent up, half a cent down for each line, and the cents that its base itself is rounded by.

    The base of a company health insurance does not follow gross: it neither moves nor rounds.
    """
    fixes = {rang for rang, base in enumerate(plan.indices) if base == _MUTUELLE}
    taux = [t for rang, t in enumerate(taux_et_csg(plan, cote)[0]) if rang not in fixes]
    prevoyance = [plan.patronaux[rang] for rang in plan.prevoyance if rang not in fixes]
    somme = _somme(taux) * (1 + _somme(prevoyance))
    if cote == "salariales" and somme >= 1:
        raise SaisieInvalide("taux salariaux de 100 % ou plus : le net ne monte pas avec le brut")
    arrondis = 2 + len(plan.prevoyance) + 2 * partage  # allowance, CSG, welfare, share of the period
    return sum(n > 0 for n, _, _ in taux) + ceil(somme * arrondis)


def _somme(taux: list[Reduit]) -> Fraction:
    return sum((Fraction(n, d) for n, _, d in taux), Fraction(0))


def _exiger_reduction(relief: Formule) -> None:
    if relief.pente < 0 or relief.majorer(relief.maximum) >= DIX_MILLE:
        raise SaisieInvalide("réduction générale de 100 % ou plus : le coût ne monte pas avec le brut")


def _recul_mesure(bruts: range, mesure: Mesure) -> int:
    totaux = mesure(bruts)
    return max(haut - total for haut, total in zip(accumulate(totaux, max), totaux, strict=True))


def _zone(debut: int, fin: int, recul: int, mesure: Mesure) -> Zone:
    creux, sommet = _extreme(debut, fin, recul, mesure, 1), _extreme(fin, debut, recul, mesure, -1)
    total_debut, total_fin = mesure([debut, fin])
    return Zone(Point(debut, total_debut), Point(fin, total_fin), recul, creux, sommet)


def _extreme(depart: int, arrivee: int, recul: int, mesure: Mesure, sens: Literal[1, -1]) -> Point:
    """Lowest total going up from the start of a zone, highest one going down from its end.

    Of equal totals, the one of the smallest gross.
    """
    retenu: Point | None = None
    while True:
        bord = arrivee + sens
        lot = range(depart, max(bord, depart - LARGEUR) if sens < 0 else min(bord, depart + LARGEUR), sens)
        for point in map(Point, lot, mesure(lot)):
            gain = 0 if retenu is None else sens * (retenu.total - point.total)
            if retenu is None or gain > 0 or (gain == 0 and sens < 0):
                retenu = point
            elif -gain > recul:  # nothing better can come after it
                return retenu
        depart = lot.stop
        if depart == bord and retenu:
            return retenu
