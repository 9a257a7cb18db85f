"""Results of our functions put in the cells of the workbook, spilling as Excel does."""

from __future__ import annotations

from collections.abc import Sequence

from xlprod.classeurs.calcul.lexique import COLONNES, LIGNES, Zone, adresse
from xlprod.classeurs.calcul.modele import Classeur, Formule, Position, Valeur
from xlprod.classeurs.calcul.moteur import Moteur
from xlprod.classeurs.calcul.resultats import Resultat, repartir
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule

PROPAGATION = "#PROPAGATION!"


class Depots:
    """Keeps what each formula has put where.

    A dynamic result grows over empty cells only: over data, a merged area or a table its
    first cell is an error, stored ``#VALUE!`` because Excel keeps ``#SPILL!`` itself in a
    part of its own.  The area of a fixed array formula never changes.
    """

    def __init__(self, classeur: Classeur, formules: Sequence[Formule], moteur: Moteur) -> None:
        self._feuilles = classeur.feuilles
        self._formules = formules
        self._moteur = moteur
        self._occupants: dict[tuple[int, int, int], int] = {}
        self.cellules: dict[int, dict[Position, Valeur]] = {}
        self.etendues: dict[int, Zone] = {}
        self.phrases: dict[int, dict[Position, ErreurXlprod]] = {}

    def reprendre(self, rang: int) -> None:
        """Take over the values stored in the file, which the scratch workbook starts from."""
        formule = self._formules[rang]
        deversees = self._feuilles[formule.feuille].deversees
        cellules = {position: deversees.get(position) for position in formule.zone.positions()}
        cellules[formule.position] = formule.ancienne
        self._occuper(rang, formule.zone, cellules)

    def deposer(self, rang: int, resultat: Resultat) -> bool:
        """Put a result in its cells, empty those it no longer fills; whether anything changed."""
        formule = self._formules[rang]
        feuille, ligne, colonne = formule.feuille, formule.ligne, formule.colonne
        place = self._disposer(rang, formule, resultat)
        hauteur, largeur = place.taille
        anciennes = self.cellules[rang]
        nouvelles = {
            (ligne + i, colonne + j): valeur
            for i, rangee in enumerate(place.grille)
            for j, valeur in enumerate(rangee)
        }
        quittees = anciennes.keys() - nouvelles.keys()
        for position in quittees:
            self._moteur.ecrire(feuille, *position, None)
            del self._occupants[feuille, *position]
        changees = [p for p, valeur in nouvelles.items() if not _identiques(anciennes.get(p), valeur)]
        for position in changees:
            self._moteur.ecrire(feuille, *position, nouvelles[position])
        zone = Zone(feuille, ligne, colonne, ligne + hauteur - 1, colonne + largeur - 1)
        self._occuper(rang, zone, nouvelles)
        self.phrases[rang] = {(ligne + i, colonne + j): phrase for (i, j), phrase in place.phrases.items()}
        return bool(quittees or changees)

    def _occuper(self, rang: int, zone: Zone, cellules: dict[Position, Valeur]) -> None:
        self.etendues[rang] = zone
        self.cellules[rang] = cellules
        for position in cellules:
            self._occupants[zone.feuille, *position] = rang

    def _disposer(self, rang: int, formule: Formule, resultat: Resultat) -> Resultat:
        """What the formula's own cells receive of a result."""
        if formule.etendue is None:
            return repartir(resultat, 1, 1)
        if not formule.dynamique:
            zone = formule.etendue
            return repartir(resultat, zone.l2 - zone.l1 + 1, zone.c2 - zone.c1 + 1)
        obstacle = self._obstacle(rang, formule, *resultat.taille)
        if obstacle is None:
            return resultat
        lignes, colonnes = resultat.taille
        phrase = f"le résultat ({lignes} × {colonnes} cellules) ne peut s'étendre : {obstacle}"
        return Resultat([[ErreurCellule("#VALUE!")]], {(0, 0): ErreurXlprod(phrase, PROPAGATION)})

    def _obstacle(self, rang: int, formule: Formule, hauteur: int, largeur: int) -> str | None:
        """What stands in the way of a spilled result."""
        fin = formule.ligne + hauteur - 1, formule.colonne + largeur - 1
        zone = Zone(formule.feuille, formule.ligne, formule.colonne, *fin)
        if zone.seule:
            return None
        if zone.l2 > LIGNES or zone.c2 > COLONNES:
            return "il dépasse de la feuille"
        feuille = self._feuilles[formule.feuille]
        if any(zone.croise(fusion) for fusion in feuille.fusions):
            return "des cellules fusionnées sont sur sa place"
        if any(zone.croise(tableau.zone) for tableau in feuille.tableaux):
            return "un tableau est sur sa place"
        for position in zone.positions():
            if position != formule.position and not self._libre(rang, formule.feuille, *position):
                return f"la cellule {adresse(*position)} n'est pas vide"
        return None

    def _libre(self, rang: int, feuille: int, ligne: int, colonne: int) -> bool:
        occupant = self._occupants.get((feuille, ligne, colonne))
        if occupant is not None:
            return occupant == rang
        if (ligne, colonne) in self._feuilles[feuille].formules:
            return False
        return self._moteur.lire(feuille, ligne, colonne) is None


def _identiques(ancienne: Valeur, nouvelle: Valeur) -> bool:
    """Equal and of the same kind: 1 and TRUE are not."""
    return ancienne == nouvelle and type(ancienne) is type(nouvelle)
