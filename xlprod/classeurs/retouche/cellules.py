"""The cells of a sheet part, one by one, with the place of their formula and value."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xlprod.classeurs.calcul.lexique import numero_colonne
from xlprod.classeurs.retouche.balises import Element, Partie


class Cellule(NamedTuple):
    """``<c>``: its place, its ``<f>``, its ``<v>`` and ``<is>``."""

    ligne: int
    colonne: int
    element: Element
    formules: list[Element]
    valeurs: list[Element]

    @property
    def genre(self) -> str:
        return self.element.attributs.get("t", "n")


def parcourir(partie: Partie, recevoir: Callable[[Cellule], None]) -> None:
    """Give every cell of a sheet; rows and cells that bear no reference follow the one before."""
    lecteur = _Lecteur(recevoir)
    partie.parcourir(lecteur.element)


class _Lecteur:
    def __init__(self, recevoir: Callable[[Cellule], None]) -> None:
        self.recevoir = recevoir
        self.rangee: Element | None = None
        self.ligne = self.colonne = 0
        self.formules: list[Element] = []
        self.valeurs: list[Element] = []

    def element(self, element: Element) -> None:
        if element.nom == "row":
            self._numeroter(element)  # a row without a cell counts too
        elif element.parent is not None and element.parent.nom == "c":
            if element.nom == "f":
                self.formules.append(element)
            elif element.nom in ("v", "is"):
                self.valeurs.append(element)
        elif element.nom == "c" and element.dans("row", "sheetData", "worksheet"):
            self._cellule(element)

    def _cellule(self, element: Element) -> None:
        if element.parent is not None:
            self._numeroter(element.parent)
        lettres = element.attributs.get("r", "").rstrip("0123456789")
        self.colonne = numero_colonne(lettres) if lettres else self.colonne + 1
        self.recevoir(Cellule(self.ligne, self.colonne, element, self.formules, self.valeurs))
        self.formules, self.valeurs = [], []

    def _numeroter(self, rangee: Element) -> None:
        if rangee is not self.rangee:
            texte = rangee.attributs.get("r", "")
            self.ligne = int(texte) if texte.isdecimal() and len(texte) <= 7 else self.ligne + 1
            self.rangee, self.colonne = rangee, 0
