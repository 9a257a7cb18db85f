"""The calculation engine (IronCalc) behind a few plain operations.

IronCalc is written in Rust: a failure of its own surfaces as a ``PanicException``, which is
no ``Exception``.  It is turned here into a sentence, like a workbook it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import ironcalc

from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.calcul.modele import Valeur
from xlprod.codes import FRANCAIS
from xlprod.registre import ErreurCellule

FUSEAU, LANGUE, REGION = "Europe/Paris", "en", "fr"
"""Time zone of TODAY; names of functions as files store them; texts read as numbers and dates."""

ECHECS = ("#CIRC!", "#ERROR!", "#N/IMPL!")
"""Answers that are no Excel error: the engine could not compute."""

_T = TypeVar("_T")


def _proteger(action: Callable[[], _T]) -> _T:
    try:
        return action()
    except ironcalc.WorkbookError as panne:
        raise ClasseurIllisible(f"le moteur de calcul refuse ce classeur : {panne}") from panne
    except BaseException as panne:
        if type(panne).__name__ == "PanicException":
            raise ClasseurIllisible("le moteur de calcul s'est arrêté sur ce classeur") from panne
        raise


@lru_cache(maxsize=4096)
def connait(fonction: str) -> bool:
    """Whether the engine knows an Excel function, ``_xlfn.`` prefix included."""
    modele = ironcalc.create("essai", LANGUE, FUSEAU, LANGUE)
    modele.update_cell_with_formula(0, 1, 1, f"={fonction}()")
    _proteger(modele.evaluate)
    return bool(modele.get_cell_value(0, 1, 1) != "#NAME?")


class Moteur:
    """A loaded workbook; sheets are known by their rank, cells by row and column from 1."""

    def __init__(self, chemin: Path) -> None:
        self._modele = _proteger(lambda: ironcalc.load_from_xlsx(str(chemin), REGION, FUSEAU, LANGUE))

    def calculer(self) -> None:
        """Evaluate every formula."""
        _proteger(self._modele.evaluate)

    def lire(self, feuille: int, ligne: int, colonne: int) -> Valeur:
        valeur: float | str | bool | None = self._modele.get_cell_value(feuille, ligne, colonne)
        if (
            isinstance(valeur, str)
            and valeur.startswith("#")
            and self._modele.get_cell_type(feuille, ligne, colonne) == ironcalc.CellType.ErrorValue
        ):
            return ErreurCellule(valeur)
        return valeur

    def ecrire(self, feuille: int, ligne: int, colonne: int, valeur: Valeur) -> None:
        """Put a constant in a cell, or empty it with None."""
        modele = self._modele
        if valeur is None:
            modele.clear_cell_contents(feuille, ligne, colonne)
        elif isinstance(valeur, bool):
            modele.update_cell_with_bool(feuille, ligne, colonne, valeur)
        elif isinstance(valeur, int | float):
            modele.update_cell_with_number(feuille, ligne, colonne, float(valeur))
        elif isinstance(valeur, ErreurCellule):
            modele.set_user_input(feuille, ligne, colonne, erreur_connue(valeur).code)
        else:
            modele.update_cell_with_text(feuille, ligne, colonne, valeur)

    def dimensions(self, feuille: int) -> tuple[int, int]:
        """Last row and last column that hold something."""
        _, ligne, _, colonne = self._modele.get_sheet_dimensions(feuille)
        return ligne, colonne


def erreur_connue(erreur: ErreurCellule) -> ErreurCellule:
    """The error itself, or ``#VALUE!`` for a code of recent Excel that the engine ignores."""
    return erreur if erreur.code in FRANCAIS else ErreurCellule("#VALUE!")
