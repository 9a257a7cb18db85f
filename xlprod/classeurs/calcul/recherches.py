"""Lookups the engine would get wrong, or take minutes over.

Its approximate searches (MATCH and VLOOKUP without FALSE, LOOKUP) go astray on blanks,
texts or repeats where Excel does not.  The area searched is cut after its last value, and
what is left is checked once computed: a strict sequence of numbers is searched rightly.
Its exact searches read whole columns cell by cell: they are cut after the last row in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from xlprod.classeurs.calcul.lexique import Jeton, Zone, adresse, bornes, groupes, nom_excel
from xlprod.classeurs.calcul.modele import Classeur, Formule, Valeur
from xlprod.classeurs.calcul.noms import Noms

_MODES = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3, "LOOKUP": None}
"""Searches, and the rank of the argument that makes them exact."""
_LENTES = frozenset(
    (
        *_MODES,
        *("AVERAGE", "COUNT", "COUNTA", "FILTER", "LARGE", "MAX", "MEDIAN", "MIN", "PRODUCT", "RANK"),
        *("RANK.EQ", "SMALL", "SORT", "STDEV", "SUBTOTAL", "SUMPRODUCT", "UNIQUE"),
    )
)
"""Functions that read every cell of an area, empty or not; all the searches are among them."""
_SUIVIES = _LENTES | {"XLOOKUP"}
_MARGE = 10_000
"""Rows kept below the last one in use when a result may still spill there."""


class Bornage:
    """Where data ends in a workbook, to cut areas that run beyond."""

    def __init__(self, classeur: Classeur, noms: Noms) -> None:
        self._classeur = classeur
        self._noms = noms

    @cached_property
    def _dernieres(self) -> dict[tuple[int, int], int]:
        """Last row in use of each column of each sheet."""
        dernieres: dict[tuple[int, int], int] = defaultdict(int)
        for feuille in self._classeur.feuilles:
            for ligne, colonne in (*feuille.constantes, *feuille.formules, *feuille.deversees):
                dernieres[feuille.rang, colonne] = max(dernieres[feuille.rang, colonne], ligne)
        return dernieres

    @cached_property
    def _limite(self) -> int:
        """Last row that any sheet may use; one blank row is kept after it."""
        dynamique = any(f.dynamique for f in self._classeur.formules())
        return max(self._dernieres.values(), default=1) + 1 + (_MARGE if dynamique else 0)

    @cached_property
    def _mouvantes(self) -> dict[int, int]:
        """First column of each sheet from which results may spill."""
        premieres: dict[int, int] = {}
        for formule in self._classeur.formules():
            if formule.dynamique:
                premieres[formule.feuille] = min(
                    formule.colonne, premieres.get(formule.feuille, formule.colonne)
                )
        return premieres

    def appliquer(self, formule: Formule) -> None:
        """Cut the areas of a formula, and note the vectors it searches by approximation."""
        if not any(j.genre == "fonction" and nom_excel(j.texte) in _SUIVIES for j in formule.jetons):
            return
        jetons = list(formule.jetons)
        pile: list[str] = []
        for rang, jeton in enumerate(jetons):
            if jeton.genre == "fonction":
                pile.append(nom_excel(jeton.texte))
                if pile[-1] in _MODES:
                    self._recherche(formule, jetons, rang, pile[-1])
                elif pile[-1] == "XLOOKUP" and _vers_tableau(jetons, rang):
                    formule.motif = "XLOOKUP qui rend plusieurs colonnes"
            elif jeton.texte == "(":
                pile.append(pile[-1] if pile else "")
            elif jeton.texte == ")" and pile:
                pile.pop()
            elif jeton.genre == "zone" and pile and pile[-1] in _LENTES:
                jetons[rang] = _couper(jetons[rang], self._limite)
        formule.jetons = jetons

    def _recherche(self, formule: Formule, jetons: list[Jeton], debut: int, nom: str) -> None:
        arguments = groupes(jetons, debut)[0]
        if len(arguments) < 2 or _exacte(arguments, _MODES[nom], jetons):
            return
        rang = _zone_seule(arguments[1], jetons)
        zone = (
            None
            if rang is None
            else self._noms.zone(jetons[rang], formule.feuille, bornes(jetons[rang].texte))
        )
        if rang is None or zone is None:
            return
        en_ligne = nom == "HLOOKUP" or (nom != "VLOOKUP" and zone.c2 - zone.c1 > zone.l2 - zone.l1)
        if en_ligne:
            formule.vecteurs.append(zone._replace(l2=zone.l1))
            return
        suivants = [_zone_seule(a, jetons) for a in arguments[2:3]] if nom == "LOOKUP" else []
        derniere = self._derniere(zone)
        if derniere is not None and None not in suivants:
            jetons[rang] = _couper(jetons[rang], derniere)
            for suivant in suivants:
                if suivant is not None:
                    _reduire(jetons, suivant, derniere - zone.l1 + 1)
            zone = zone._replace(l2=min(zone.l2, derniere))
        formule.vecteurs.append(zone._replace(c2=zone.c1))

    def _derniere(self, zone: Zone) -> int | None:
        """Last value of the first column of an area; None when it cannot be told yet."""
        if zone.c1 >= self._mouvantes.get(zone.feuille, zone.c1 + 1):
            return None
        derniere = self._dernieres.get((zone.feuille, zone.c1), 0)
        return derniere if derniere >= zone.l1 else None


def _exacte(arguments: Sequence[range], mode: int | None, jetons: Sequence[Jeton]) -> bool:
    """Whether the search is exact: its mode is written 0 or FALSE, or left empty after a comma."""
    if mode is None or len(arguments) <= mode:
        return False
    ecrit = [jetons[i].texte.upper() for i in arguments[mode] if jetons[i].genre != "blanc"]
    return ecrit in ([], ["0"], ["FALSE"], ["FALSE", "(", ")"])


def _zone_seule(argument: range, jetons: Sequence[Jeton]) -> int | None:
    """Rank of the reference that is the whole argument."""
    utiles = [i for i in argument if jetons[i].genre != "blanc"]
    return utiles[0] if len(utiles) == 1 and jetons[utiles[0]].genre == "zone" else None


def _vers_tableau(jetons: Sequence[Jeton], debut: int) -> bool:
    """Whether XLOOKUP answers from an area of several rows and columns, which the engine cannot."""
    arguments = groupes(jetons, debut)[0]
    rang = _zone_seule(arguments[2], jetons) if len(arguments) > 2 else None
    if rang is None:
        return False
    l1, c1, l2, c2 = bornes(jetons[rang].texte)
    return l2 > l1 and c2 > c1


def _couper(jeton: Jeton, derniere: int) -> Jeton:
    """The same area, no lower than a row."""
    l1, c1, l2, c2 = bornes(jeton.texte)
    if l2 <= derniere or l1 > derniere:
        return jeton
    return Jeton("zone", f"{adresse(l1, c1)}:{adresse(derniere, c2)}", jeton.feuille)


def _reduire(jetons: list[Jeton], rang: int, hauteur: int) -> None:
    """The result vector of LOOKUP, as high as the one searched."""
    l1 = bornes(jetons[rang].texte)[0]
    jetons[rang] = _couper(jetons[rang], l1 + hauteur - 1)


def suite_stricte(valeurs: Sequence[Valeur]) -> bool:
    """Whether a vector, one heading apart, holds nothing but ever greater (or smaller) numbers."""
    suite = valeurs[1:] if isinstance(valeurs[0], str) and len(valeurs) > 1 else valeurs
    nombres = [v for v in suite if isinstance(v, float) and not isinstance(v, bool)]
    if len(nombres) < len(suite):
        return False
    paires = list(pairwise(nombres))
    return all(a < b for a, b in paires) or all(a > b for a, b in paires)
