"""What makes two snapshots, or two sheets, the same whatever the host they come from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from xlprod.classeurs.calcul.lexique import Jeton, decouper, ecrire, nom_excel, nom_xlprod
from xlprod.classeurs.instantane import Feuille
from xlprod.registre import ErreurCellule


def cellules(feuille: Feuille) -> dict[tuple[int, int], Any]:
    """What a sheet holds, by place; a blank and an empty text are the same nothing."""
    return {
        (feuille.ligne + i, feuille.colonne + j): valeur
        for i, rangee in enumerate(feuille.valeurs)
        for j, valeur in enumerate(rangee)
        if valeur not in (None, "")
    }


def formules(feuille: Feuille) -> dict[tuple[int, int], str]:
    """Formulas by place, in one spelling."""
    return {(case.ligne, case.colonne): en_norme(f) for case, f in feuille.cellules_calculees()}


def en_norme(formule: str) -> str:
    """A formula with what does not change its sense set apart: blanks, quotes, spellings of a function."""
    return "=" + ecrire([_normal(j) for j in decouper(formule[1:]) if j.genre != "blanc"])


def _normal(jeton: Jeton) -> Jeton:
    if jeton.genre == "fonction":
        nom = nom_xlprod(jeton.texte)
        return jeton._replace(texte="XLPROD." + _court(nom) if nom else nom_excel(jeton.texte))
    if jeton.genre == "zone":
        debut, _, fin = jeton.texte.partition(":")
        return jeton._replace(texte=debut if fin in ("", debut) else jeton.texte)
    if jeton.genre == "nombre":
        return jeton._replace(texte=repr(float(jeton.texte)))
    return jeton


def _court(nom: str) -> str:
    return nom.upper().removeprefix("_XLDUDF_").removeprefix("XLPROD").lstrip("._").removeprefix("XLP_")


def memes_valeurs(obtenue: Any, attendue: Any) -> bool:
    """Equal, numbers to what fifteen digits hold; 1 and TRUE are not the same."""
    if isinstance(attendue, ErreurCellule | bool) or isinstance(obtenue, bool):
        return type(obtenue) is type(attendue) and bool(obtenue == attendue)
    if isinstance(attendue, int | float) and isinstance(obtenue, int | float):
        return math.isclose(obtenue, attendue, rel_tol=1e-12, abs_tol=1e-12)
    return bool(obtenue == attendue)


def ecarts(obtenues: dict[Any, Any], attendues: dict[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    """Places where two sheets differ: what was obtained, what was expected."""
    return {
        place: (obtenues.get(place), attendues.get(place))
        for place in sorted(obtenues.keys() | attendues.keys())
        if not memes_valeurs(obtenues.get(place), attendues.get(place))
    }


def cellules_lues(rangees: Sequence[Sequence[Any]]) -> dict[tuple[int, int], Any]:
    """Rows of cells from A1, as a page plans them or as a host reads them back."""
    return cellules(Feuille("", valeurs=rangees))
