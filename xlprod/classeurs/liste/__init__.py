"""The production office's own crew list, whatever its layout, read into the model.

Nothing is guessed in silence: every deduction is in the review, and a row that cannot be a
contract is set aside with the French sentence that says what it lacks.
"""

from __future__ import annotations

from xlprod.classeurs.liste.lecture import lire_liste
from xlprod.classeurs.liste.modele import Gravite, Lecture, LigneEcartee, LigneRevue, ListeIllisible
from xlprod.classeurs.liste.revue import ecrire_revue

__all__ = [
    "Gravite",
    "Lecture",
    "LigneEcartee",
    "LigneRevue",
    "ListeIllisible",
    "ecrire_revue",
    "lire_liste",
]
