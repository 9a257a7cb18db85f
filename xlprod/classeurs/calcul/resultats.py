"""Values that cross between the engine's cells and our functions."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

from xlprod.classeurs.calcul.modele import Position, Valeur
from xlprod.codes import en_fichier, en_francais
from xlprod.erreurs import ErreurXlprod
from xlprod.periodes import serie
from xlprod.registre import ErreurCellule, Retour


@dataclass(slots=True)
class Resultat:
    """The cells a call answers with, and the sentences of those that are errors (from (0, 0))."""

    grille: list[list[Valeur]] = field(default_factory=lambda: [[None]])
    phrases: dict[Position, ErreurXlprod] = field(default_factory=dict)

    @property
    def taille(self) -> tuple[int, int]:
        return len(self.grille), len(self.grille[0])


def depuis_retour(retour: Retour) -> Resultat:
    """What cells receive from an answer of the registry; short rows are completed with blanks."""
    valeur = retour.erreur if retour.erreur is not None else retour.valeur
    lignes = valeur if isinstance(valeur, list) and valeur else [[valeur if valeur != [] else ""]]
    largeur = max(1, *(len(ligne) for ligne in lignes))
    resultat = Resultat([])
    for i, ligne in enumerate(lignes):
        resultat.grille.append([_cellule(c) for c in ligne] + [""] * (largeur - len(ligne)))
        resultat.phrases.update({(i, j): c for j, c in enumerate(ligne) if isinstance(c, ErreurXlprod)})
    return resultat


def _cellule(valeur: Any) -> Valeur:
    if isinstance(valeur, ErreurXlprod | ErreurCellule):
        return ErreurCellule(en_fichier(valeur.code))
    if valeur is None or isinstance(valeur, str | bool):
        return "" if valeur is None else valeur
    if isinstance(valeur, dt.date):
        return float(serie(valeur))
    nombre = float(valeur)
    return nombre if math.isfinite(nombre) else ErreurCellule("#NUM!")


def en_argument(valeur: Valeur) -> Any:
    """A cell as the registry reads it: error codes are French, as its sentences are."""
    return ErreurCellule(en_francais(valeur.code)) if isinstance(valeur, ErreurCellule) else valeur


def repartir(resultat: Resultat, hauteur: int, largeur: int) -> Resultat:
    """A result cut or completed to a given size, as a fixed array formula does.

    One row or one column is repeated; what lacks is ``#N/A``.
    """
    lignes, colonnes = resultat.taille
    absent = ErreurCellule("#N/A")

    def source(i: int, j: int) -> Position:
        return 0 if lignes == 1 else i, 0 if colonnes == 1 else j

    place = Resultat([])
    for i in range(hauteur):
        place.grille.append([])
        for j in range(largeur):
            i_source, j_source = source(i, j)
            dedans = i_source < lignes and j_source < colonnes
            place.grille[-1].append(resultat.grille[i_source][j_source] if dedans else absent)
            if (i_source, j_source) in resultat.phrases:
                place.phrases[i, j] = resultat.phrases[i_source, j_source]
    return place
