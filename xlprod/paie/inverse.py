"""The smallest gross whose net, or whose employer cost, is a given amount to the cent.

In each zone of gross (``zones.py``) a total lower than the target by more than the rounding has
no solution before it, one that is higher by more has none after it: what lies between the two
is computed cent by cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlprod import argent
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import explication
from xlprod.paie.contrat import Contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.zones import LARGEUR, Mesure, Point, Total, Zone, mesureur, zones
from xlprod.trace import Etape, Regle, Resultat, Unite

MARGE = 4
"""How far from the target neighbours are first looked for (cents)."""

NOMS: dict[Total, str] = {"net": "net", "cout": "coût employeur"}
PARAMETRES: dict[Total, str] = {"net": "net_voisin", "cout": "cout_voisin"}
VOISINS = ("superieur", "inferieur")


@dataclass(slots=True)
class Trouve:
    """The smallest gross that gives the target, and the nearest totals met around it with theirs."""

    exact: int | None = None
    dessous: Point | None = None
    dessus: Point | None = None

    def retenir(self, point: Point, cible: int) -> None:
        """Points come by rising gross: the first of equals stays."""
        if point.total == cible:
            if self.exact is None:
                self.exact = point.brut
        elif point.total < cible:
            if self.dessous is None or point.total > self.dessous.total:
                self.dessous = point
        elif self.dessus is None or point.total < self.dessus.total:
            self.dessus = point


def chercher(cibles: Sequence[int], contrat: Contrat, total: Total) -> list[Trouve]:
    """Gross of each target (cents), all under one contract.

    Raises :class:`SaisieInvalide` when the parameters make a total that does not rise with gross.
    """
    trouves, mesure = {cible: Trouve() for cible in cibles}, mesureur(contrat, total)
    for zone in zones(contrat, total):
        dedans = []
        for cible, trouve in trouves.items():
            if trouve.exact is not None:
                continue
            if zone.creux.total < cible < zone.sommet.total:
                dedans.append(cible)
            else:
                trouve.retenir(zone.creux, cible)
                trouve.retenir(zone.sommet, cible)
        marge = MARGE
        while dedans:
            locaux = _balayer(zone, dedans, marge, mesure)
            for cible, local in locaux.items():
                for point in (local.dessous, local.dessus):
                    if point:
                        trouves[cible].retenir(point, cible)
                trouves[cible].exact = local.exact
            dedans = [cible for cible, local in locaux.items() if not _sur(local, cible, marge)]
            marge *= 16
    return [trouves[cible] for cible in cibles]


def retenir(trouve: Trouve, cible: int, total: Total, voisin: str = "") -> int:
    """Gross that was found, or the neighbour that is asked for when there is none.

    Raises :class:`SaisieInvalide`, with both neighbours in its sentence, otherwise.
    """
    if trouve.exact is not None:
        return trouve.exact
    point = {"superieur": trouve.dessus, "inferieur": trouve.dessous}.get(voisin)
    if point is not None:
        return point.brut
    phrase = f"aucun brut ne donne un {NOMS[total]} de {argent.texte_euros(cible)}"
    for cote, autre in (("en dessous", trouve.dessous), ("au-dessus", trouve.dessus)):
        if autre is None:
            phrase += f" ; rien {cote}"
        else:
            bruts, totaux = argent.texte_euros(autre.brut), argent.texte_euros(autre.total)
            phrase += f" ; juste {cote} : brut {bruts} → {NOMS[total]} {totaux}"
    if trouve.dessous and trouve.dessus:
        phrase += f" ; {PARAMETRES[total]}=superieur ou inferieur prend l'un des deux"
    raise SaisieInvalide(phrase)


def expliquer(cible: int, contrat: Contrat, total: Total, voisin: str = "") -> Resultat:
    """Gross of a target, with the payslip that it makes."""
    (trouve,) = chercher([cible], contrat, total)
    brut = retenir(trouve, cible, total, voisin)
    charges = Charges(brut, contrat)
    obtenu = charges.net if total == "net" else charges.cout
    bulletin = explication.resultat(charges, obtenu, "EUR", "NET" if total == "net" else "COUT_EMPLOYEUR")

    def etapes() -> list[Etape]:
        return [*bulletin.etapes, _etape(brut, cible, obtenu, total)]

    return Resultat(brut, "EUR", etapes, bulletin.avertissements)


def _etape(brut: int, cible: int, obtenu: int, total: Total) -> Etape:
    formule = f"plus petit brut dont le {NOMS[total]} est le montant demandé"
    valeurs: tuple[int, ...] = (cible,)
    if obtenu != cible:
        formule = f"aucun brut ne donne le montant demandé : brut du {NOMS[total]} voisin"
        valeurs = (cible, obtenu)
    euro: Unite = "EUR"
    return Etape(
        Regle(
            f"BRUT_DEPUIS_{total.upper()}",
            "Brut trouvé",
            formule,
            (euro,) * len(valeurs),
            arrondi="",
            lien=" → ",
        ),
        valeurs,
        brut,
    )


def _sur(local: Trouve, cible: int, marge: int) -> bool:
    """Whether nothing nearer can be left in the zone."""
    if local.exact is not None:
        return True
    dessous, dessus = local.dessous, local.dessus
    if dessous is None or dessus is None:
        return False
    return cible - marge <= dessous.total and dessus.total <= cible + marge


def _balayer(zone: Zone, cibles: list[int], marge: int, mesure: Mesure) -> dict[int, Trouve]:
    """Every gross of the zone whose total is within ``marge`` of its target, up to the first exact one."""
    rendu = {cible: Trouve() for cible in cibles}
    departs = _departs(zone, cibles, marge, mesure)
    fin = zone.fin.brut + 1
    while departs:
        plages = {cible: range(brut, min(brut + LARGEUR, fin)) for cible, brut in departs.items()}
        totaux = iter(mesure([brut for plage in plages.values() for brut in plage]))
        for cible, plage in plages.items():
            trouve, plus_haut = rendu[cible], 0
            for brut, total in zip(plage, totaux, strict=False):
                plus_haut = max(plus_haut, total)
                trouve.retenir(Point(brut, total), cible)
            if trouve.exact is not None or plus_haut > cible + marge + zone.recul or plage.stop == fin:
                del departs[cible]
            else:
                departs[cible] = plage.stop
    return rendu


class _Encadrement(NamedTuple):
    """Between two gross: nothing before ``bas`` is within the margin; ``haut`` is only a guess."""

    bas: Point
    haut: Point

    def pivots(self, vise: int) -> list[int]:
        """Where the total would be ``vise`` on a straight line, on both sides of it, and half-way."""
        (bas, total_bas), (haut, total_haut) = self
        ecart = max(1, total_haut - total_bas)
        droite = bas + (vise - total_bas) * (haut - bas) // ecart
        voulus = (droite - LARGEUR // 2, droite + LARGEUR // 2, (bas + haut) // 2)
        return sorted({min(max(brut, bas + 1), haut - 1) for brut in voulus})

    def resserre(self, points: list[Point], vise: int) -> _Encadrement:
        """Around the first point that is not under ``vise``."""
        bas, haut = self
        for point in points:
            if point.total >= vise:
                return _Encadrement(bas, point)
            bas = point
        return _Encadrement(bas, haut)


def _departs(zone: Zone, cibles: list[int], marge: int, mesure: Mesure) -> dict[int, int]:
    """For each target, a gross of the zone before which nothing is within ``marge`` of it."""
    rendu: dict[int, int] = {}
    ouverts: dict[int, _Encadrement] = {}
    premiers = [min(zone.fin.brut, zone.debut.brut + 2 * abs(c - zone.debut.total) + LARGEUR) for c in cibles]
    for cible, brut, total in zip(cibles, premiers, mesure(premiers), strict=True):
        vise = cible - marge - zone.recul
        while total < vise and brut < zone.fin.brut:  # the line is flatter than one half
            brut = min(zone.fin.brut, 2 * brut)
            (total,) = mesure([brut])
        if zone.debut.total >= vise:
            rendu[cible] = zone.debut.brut
        else:
            ouverts[cible] = _Encadrement(zone.debut, Point(brut, total))
    while ouverts:
        for cible in [c for c, cadre in ouverts.items() if cadre.haut.brut - cadre.bas.brut <= LARGEUR]:
            rendu[cible] = ouverts.pop(cible).bas.brut + 1
        pivots = {c: cadre.pivots(c - marge - zone.recul) for c, cadre in ouverts.items()}
        totaux = iter(mesure([brut for liste in pivots.values() for brut in liste]))
        for cible, liste in pivots.items():
            points = [Point(brut, next(totaux)) for brut in liste]
            ouverts[cible] = ouverts[cible].resserre(points, cible - marge - zone.recul)
    return rendu
