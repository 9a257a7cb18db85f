"""Rounds of calculation: the engine computes, our functions answer, until nothing moves.

Calls are made in the order of their dependencies, so a chain of our functions settles in
one round; each passage through a formula of Excel's own between two of them costs one more.
A call is made again only when one of its arguments has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from xlprod import registre
from xlprod.classeurs.calcul.appels import Appel, Argument, Calcul, Fixe, Plan, Sortie
from xlprod.classeurs.calcul.brouillon import HAUTEUR, LARGEUR, Case
from xlprod.classeurs.calcul.depots import Depots
from xlprod.classeurs.calcul.lexique import Zone
from xlprod.classeurs.calcul.modele import Valeur
from xlprod.classeurs.calcul.moteur import Moteur
from xlprod.classeurs.calcul.resultats import Resultat, depuis_retour, en_argument
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import lire_date
from xlprod.registre import ErreurCellule

TOURS_MAX = 1000
"""Rounds after which what still moves is given up: a chain that long is a loop through INDIRECT."""


class Evaluation:
    """State of the calls between rounds."""

    def __init__(self, plan: Plan, moteur: Moteur, depots: Depots, date: dt.date | Zone | None) -> None:
        self._plan = plan
        self._moteur = moteur
        self._depots = depots
        self._date = date
        self._hotes: dict[Appel, int] = {appel: rang for rang, appel in plan.purs.items()}
        self._arguments: dict[Appel, tuple[list[Any], dt.date | None]] = {}
        self._plages: dict[Zone, list[list[Any]]] = {}
        self.resultats: dict[Appel, Resultat] = {}
        self.tours = 0
        self.instables: set[Appel] = set()

    def executer(self, progression: Callable[[str], None]) -> None:
        """Run rounds until stable; ``instables`` then holds the calls that never settled, if any."""
        limite = min(len(self._plan.appels) + 2, TOURS_MAX)
        while self.tours < limite:
            self.tours += 1
            progression(f"calcul, tour {self.tours}")
            self._moteur.calculer()
            self.instables = self._tour()
            if not self.instables:
                return

    def _tour(self) -> set[Appel]:
        """Make the calls whose arguments changed; answer those whose result changed."""
        self._plages.clear()
        date = self._date_reference()
        changes = set()
        for appel in self._plan.appels:
            arguments = [self._lire(argument) for argument in appel.arguments]
            if self._arguments.get(appel) == (arguments, date):
                continue
            self._arguments[appel] = (arguments, date)
            resultat = depuis_retour(registre.evaluer(appel.nom, arguments, date))
            ancien = self.resultats.get(appel)
            self.resultats[appel] = resultat
            if self._rendre(appel, resultat, ancien):
                changes.add(appel)
        return changes

    def _date_reference(self) -> dt.date | None:
        if not isinstance(self._date, Zone):
            return self._date
        valeur = self._moteur.lire(*self._date[:3])
        try:
            return lire_date(valeur)
        except ValueError:
            return None

    # -- arguments

    def _lire(self, argument: Argument) -> Any:
        if isinstance(argument, Fixe):
            return en_argument(argument.valeur)
        if isinstance(argument, Appel):
            return _brut(self.resultats[argument].grille)
        if isinstance(argument, Calcul):
            return self._lire_calcul(argument)
        if argument.seule:
            return en_argument(self._moteur.lire(*argument[:3]))
        return self._lire_plage(argument)

    def _lire_plage(self, zone: Zone) -> list[list[Any]]:
        """Cells of an area, read once a round; whole rows and columns stop where the data stops."""
        if zone not in self._plages:
            ligne, colonne = self._moteur.dimensions(zone.feuille)
            l2, c2 = max(zone.l1, min(zone.l2, ligne)), max(zone.c1, min(zone.c2, colonne))
            entiere = zone.l2 - zone.l1 < HAUTEUR and zone.c2 - zone.c1 < LARGEUR
            self._plages[zone] = self._cellules(zone if entiere else zone._replace(l2=l2, c2=c2))
        return self._plages[zone]

    def _cellules(self, zone: Zone) -> list[list[Any]]:
        lire = self._moteur.lire
        return [
            [en_argument(lire(zone.feuille, ligne, colonne)) for colonne in range(zone.c1, zone.c2 + 1)]
            for ligne in range(zone.l1, zone.l2 + 1)
        ]

    def _lire_calcul(self, calcul: Calcul) -> Any:
        feuille, ligne, colonne = calcul.ancre
        valeur = en_argument(self._moteur.lire(feuille, ligne, colonne))
        hauteur, largeur = self.taille(calcul.mesure)
        if isinstance(valeur, ErreurCellule) or (hauteur, largeur) == (1, 1):
            return valeur
        return self._cellules(Zone(feuille, ligne, colonne, ligne + hauteur - 1, colonne + largeur - 1))

    def taille(self, mesure: tuple[Case, Case] | None) -> tuple[int, int]:
        """Rows and columns of a spilled area; 1 × 1 when nothing spilled."""
        if mesure is None:
            return 1, 1
        hauteur, largeur = (self._moteur.lire(*case) for case in mesure)
        if not isinstance(hauteur, float) or not isinstance(largeur, float):
            return 1, 1
        return int(hauteur), int(largeur)

    # -- results

    def _rendre(self, appel: Appel, resultat: Resultat, ancien: Resultat | None) -> bool:
        """Put a result where it is read; whether that changed any cell."""
        rang = self._hotes.get(appel)
        if rang is None:
            nouveau = ancien is None or ancien.grille != resultat.grille
            if appel.sortie is not None and nouveau:
                self._sortir(appel.sortie, resultat)
            return appel.sortie is not None and nouveau
        change = self._depots.deposer(rang, resultat)
        if rang in self._plan.ancres:
            zone = self._depots.etendues[rang]
            self._ecrire_taille(self._plan.ancres[rang], zone.l2 - zone.l1 + 1, zone.c2 - zone.c1 + 1)
            return True
        return change

    def _ecrire_taille(self, mesure: tuple[Case, Case], hauteur: int, largeur: int) -> None:
        for case, nombre in zip(mesure, (hauteur, largeur), strict=True):
            self._moteur.ecrire(*case, float(nombre))

    def _sortir(self, sortie: Sortie, resultat: Resultat) -> None:
        """Put a result in the scratch cells that the rest of its formula reads."""
        feuille, ligne, colonne = sortie.ancre
        if sortie.mesure is None:
            self._moteur.ecrire(feuille, ligne, colonne, resultat.grille[0][0])
            return
        hauteur, largeur = resultat.taille
        if hauteur > HAUTEUR or largeur > LARGEUR:
            resultat.grille = [[ErreurCellule("#VALUE!")]]
            phrase = (
                f"résultat de {hauteur} × {largeur} cellules, trop grand pour être repris dans une formule"
            )
            resultat.phrases = {(0, 0): SaisieInvalide(phrase)}
        for i, rangee in enumerate(resultat.grille):
            for j, valeur in enumerate(rangee):
                self._moteur.ecrire(feuille, ligne + i, colonne + j, valeur)
        self._ecrire_taille(sortie.mesure, *resultat.taille)


def _brut(grille: list[list[Valeur]]) -> Any:
    if len(grille) == 1 and len(grille[0]) == 1:
        return en_argument(grille[0][0])
    return [[en_argument(c) for c in ligne] for ligne in grille]
