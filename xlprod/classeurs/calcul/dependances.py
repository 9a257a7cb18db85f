"""Who reads whom: cells touched by one that cannot be computed, order of our calls, cycles.

Formulas are known by their rank.  Both walks are linear in the number of formulas and of
areas they read: a column of running totals is not expanded cell by cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from xlprod.classeurs.calcul.lexique import Zone
from xlprod.classeurs.calcul.modele import Formule

_COLONNES_INDEXEES = 64
"""Areas no wider than this are filed under each of their columns."""
_TOUTES = 0
"""Where the wider ones are filed."""


def dependants(formules: Sequence[Formule], racines: Iterable[int]) -> dict[int, int]:
    """Formulas that read, directly or not, a cell of ``racines``: rank → rank of the first cause.

    When there is any root, formulas that may read anything (INDIRECT, OFFSET) are counted in.
    """
    lecteurs = _Lecteurs(formules)
    causes: dict[int, int] = {}
    vus = set(racines)
    if not vus:
        return causes
    premiere = min(vus)
    attente = [(racine, racine) for racine in sorted(vus)]
    for rang, formule in enumerate(formules):
        if formule.indirecte and rang not in vus:
            vus.add(rang)
            causes[rang] = premiere
            attente.append((rang, premiere))
    while attente:
        rang, cause = attente.pop()
        for lecteur in lecteurs.de(formules[rang]):
            if lecteur not in vus:
                vus.add(lecteur)
                causes[lecteur] = cause
                attente.append((lecteur, cause))
    return causes


class _Lecteurs:
    """Index from cells to the formulas that read them; each area answers once only."""

    def __init__(self, formules: Sequence[Formule]) -> None:
        self.cellules: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        self.aires: dict[Zone, list[int]] = defaultdict(list)
        for rang, formule in enumerate(formules):
            for zone in formule.lues:
                if zone.seule:
                    self.cellules[zone.feuille, zone.l1, zone.c1].append(rang)
                else:
                    self.aires[zone].append(rang)
        self.rangees: dict[tuple[int, int], list[Zone]] = defaultdict(list)
        for zone in self.aires:
            for colonne in _colonnes(zone):
                self.rangees[zone.feuille, colonne].append(zone)

    def de(self, formule: Formule) -> Iterator[int]:
        """Readers of any cell that ``formule`` fills."""
        for ligne, colonne in formule.zone.positions():
            yield from self.cellules.pop((formule.feuille, ligne, colonne), ())
            for rangee in ((formule.feuille, colonne), (formule.feuille, _TOUTES)):
                for zone in self._touchees(rangee, ligne, colonne):
                    yield from self.aires.pop(zone, ())

    def _touchees(self, rangee: tuple[int, int], ligne: int, colonne: int) -> list[Zone]:
        """Areas filed there that hold the cell; they are taken out."""
        zones = self.rangees.get(rangee, ())
        touchees = [zone for zone in zones if zone.contient(ligne, colonne)]
        if touchees:
            self.rangees[rangee] = [z for z in zones if z in self.aires and not z.contient(ligne, colonne)]
        return touchees


def _colonnes(zone: Zone) -> Iterable[int]:
    """Columns under which an area is filed."""
    return range(zone.c1, zone.c2 + 1) if zone.c2 - zone.c1 < _COLONNES_INDEXEES else (_TOUTES,)


class _Colonne:
    """Formula cells of one column, those already ordered being skipped for good."""

    def __init__(self) -> None:
        self.lignes: list[int] = []
        self.rangs: list[int] = []
        self._suivant: list[int] = []

    def fermer(self, cellules: list[tuple[int, int]]) -> None:
        cellules.sort()
        self.lignes = [ligne for ligne, _ in cellules]
        self.rangs = [rang for _, rang in cellules]
        self._suivant = list(range(len(cellules) + 1))

    def premier(self, indice: int) -> int:
        """First index from ``indice`` on that is not skipped."""
        racine = indice
        while self._suivant[racine] != racine:
            racine = self._suivant[racine]
        while self._suivant[indice] != racine:
            self._suivant[indice], indice = racine, self._suivant[indice]
        return racine

    def sauter(self, ligne: int) -> None:
        indice = bisect_left(self.lignes, ligne)
        self._suivant[indice] = indice + 1

    def entre(self, l1: int, l2: int) -> Iterator[int]:
        """Ranks not skipped between two rows, as they stand when asked for."""
        indice = self.premier(bisect_left(self.lignes, l1))
        while indice < len(self.lignes) and self.lignes[indice] <= l2:
            yield self.rangs[indice]
            indice = self.premier(indice + 1)


class Parcours:
    """Depth-first walk: ``ordre`` puts every formula after those it reads, ``cycles`` the loops met."""

    def __init__(self, formules: Sequence[Formule]) -> None:
        self._formules = formules
        self._colonnes = self._indexer(formules)
        self._largeurs = {feuille: sorted(colonnes) for feuille, colonnes in self._colonnes.items()}
        self.ordre: list[int] = []
        self.cycles: list[list[int]] = []
        self._en_cycle: set[int] = set()
        self._parcourir()

    @staticmethod
    def _indexer(formules: Sequence[Formule]) -> dict[int, dict[int, _Colonne]]:
        listes: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for rang, formule in enumerate(formules):
            for ligne, colonne in formule.zone.positions():
                listes[formule.feuille][colonne].append((ligne, rang))
        index: dict[int, dict[int, _Colonne]] = {}
        for feuille, colonnes in listes.items():
            index[feuille] = {}
            for colonne, cellules in colonnes.items():
                index[feuille][colonne] = _Colonne()
                index[feuille][colonne].fermer(cellules)
        return index

    def _voisins(self, rang: int) -> Iterator[int]:
        """Formulas read by ``rang`` and not yet ordered."""
        for zone in self._formules[rang].lues:
            largeurs = self._largeurs.get(zone.feuille, [])
            for colonne in largeurs[bisect_left(largeurs, zone.c1) : bisect_right(largeurs, zone.c2)]:
                yield from self._colonnes[zone.feuille][colonne].entre(zone.l1, zone.l2)

    def _parcourir(self) -> None:
        etats = bytearray(len(self._formules))  # 0 unseen, 1 open, 2 ordered
        for racine in range(len(self._formules)):
            if etats[racine]:
                continue
            etats[racine] = 1
            pile = [(racine, self._voisins(racine))]
            while pile:
                rang, voisins = pile[-1]
                suivant = next((v for v in voisins if self._a_ouvrir(v, etats, pile)), None)
                if suivant is not None:
                    etats[suivant] = 1
                    pile.append((suivant, self._voisins(suivant)))
                    continue
                pile.pop()
                etats[rang] = 2
                self._ranger(rang)

    def _a_ouvrir(self, voisin: int, etats: bytearray, pile: list[tuple[int, Iterator[int]]]) -> bool:
        """Whether the walk goes into ``voisin``; one still open closes a cycle."""
        if etats[voisin] == 1 and voisin not in self._en_cycle:
            rangs = [rang for rang, _ in pile]
            self.cycles.append(rangs[rangs.index(voisin) :])
            self._en_cycle.update(self.cycles[-1])
        return etats[voisin] == 0

    def _ranger(self, rang: int) -> None:
        self.ordre.append(rang)
        formule = self._formules[rang]
        for ligne, colonne in formule.zone.positions():
            self._colonnes[formule.feuille][colonne].sauter(ligne)
