"""The rows of contracts of a snapshot: the table *Équipe*, whatever its name and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlprod.classeurs import noms
from xlprod.classeurs.cellules import Lecteur
from xlprod.classeurs.expressions import Operande
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur
from xlprod.erreurs import SaisieInvalide
from xlprod.registre import ErreurCellule, montre
from xlprod.textes import cle

EXIGEES = (noms.FONCTION, noms.CONVENTION, noms.DEBUT, noms.BRUT_UNITAIRE, noms.UNITE)
"""Columns by which the table is recognised."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """One contract: its cells by column name; a column that the table lacks is blank."""

    feuille: str
    ligne: int
    cellules: dict[str, Valeur]
    colonnes: dict[str, int]

    def __getitem__(self, colonne: str) -> Valeur:
        return self.cellules.get(cle(colonne))

    def texte(self, colonne: str) -> str:
        """What the cell shows; nothing for an error."""
        valeur = self[colonne]
        return "" if valeur is None or isinstance(valeur, ErreurCellule) else montre(valeur)

    def case(self, colonne: str) -> Case:
        return Case(self.feuille, self.ligne, self.colonnes.get(cle(colonne), 1))


def rangees(classeur: Instantane) -> list[Rangee]:
    """The contracts; raises :class:`SaisieInvalide` when the workbook has none."""
    trouvees = contrats(classeur)
    if not trouvees:
        raise SaisieInvalide(
            f"aucun contrat trouvé : il faut un tableau avec les colonnes {', '.join(EXIGEES)} "
            "(feuille Équipe des gabarits) ; une liste d'équipe s'importe par xlprod equipe"
        )
    return trouvees


def contrats(classeur: Instantane) -> list[Rangee]:
    """Rows that name a function or hold a gross, in every table of contracts; none is no fault."""
    return [r for feuille, tableau in _tables(classeur) for r in _rangees(feuille, tableau)]


def _tables(classeur: Instantane) -> Iterator[tuple[Feuille, Tableau]]:
    attendues = {cle(nom) for nom in EXIGEES}
    for feuille in classeur.feuilles:
        for tableau in feuille.tableaux:
            if tableau.entete and attendues <= {cle(c) for c in tableau.colonnes}:
                yield feuille, tableau


def _rangees(feuille: Feuille, tableau: Tableau) -> Iterator[Rangee]:
    haut, gauche, bas, _ = tableau.zone
    colonnes = {cle(nom): gauche + rang for rang, nom in enumerate(tableau.colonnes)}
    for ligne in range(haut + 1, bas + 1 - tableau.total):
        cellules = {nom: feuille.valeur(ligne, colonne) for nom, colonne in colonnes.items()}
        if any(cellules[cle(nom)] not in (None, "") for nom in (noms.FONCTION, noms.BRUT_UNITAIRE)):
            yield Rangee(feuille.nom, ligne, cellules, colonnes)


def parametres(classeur: Instantane) -> Operande:
    """The film's parameters: the range named ``Parametres``, None without one."""
    return Lecteur(classeur).nom(noms.PLAGE_PARAMETRES)
