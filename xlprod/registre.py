"""The registry: one declaration per spreadsheet function; every host is generated from it.

A function is declared once in ``udfs/`` with :func:`fonction`.  The registry knows nothing
of any host: it receives raw cell values, converts them, spreads columns, and answers with a
value or with a true error and its French sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from xlprod import lots
from xlprod.arguments import (
    HORS_COLONNE,
    Argument,
    Brut,
    ErreurCellule,
    Genre,
    est_plage,
    est_vide,
    lire,
    montre,
)
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.textes import proches
from xlprod.trace import Resultat

__all__ = ["Argument", "Brut", "ErreurCellule", "Genre", "lire", "montre"]
"""What those who declare or call functions also need, in one place with the rest."""

ESPACE = "XLPROD"
PREFIXE_FICHIER = f"_xldudf_{ESPACE}_"
"""What files hold for ``XLPROD.…``, in Excel with the Office.js add-in and in Calc."""
PREFIXE_CLASSIQUE = "XLP_"
"""VBA functions of older Excel: a name there holds no point."""
AIDE_MAX = 255
"""Longest description Excel's function wizard shows."""
NOMS_MAX = 254
"""Limit of Excel's wizard on number of arguments + total length of their names."""


Colonne = Callable[..., list[Any]]
Ensemble = Callable[[list[int], list[lots.Lue]], list[Any]]


@dataclass(frozen=True, slots=True)
class Fonction:
    """One spreadsheet function.  ``retour`` is what its cell holds when all goes well.

    ``corps`` computes one cell.  ``colonne`` computes many that differ by their amounts only: it
    takes the same arguments, each amount as a list, and returns what each cell holds.
    ``ensemble`` computes rows that depend on one another: it takes the rank of each row that is
    not blank (from 1), its arguments once read or its error, and returns what each cell holds,
    or the rows of the one table that a ``tableau`` function makes of them.
    """

    nom: str
    groupe: str
    resume: str
    arguments: tuple[Argument, ...]
    retour: str
    base_legale: str
    corps: Callable[..., Resultat]
    colonne: Colonne | None = None
    ensemble: Ensemble | None = None

    @property
    def nom_complet(self) -> str:
        return f"{ESPACE}.{self.nom}"

    @property
    def variadique(self) -> bool:
        return any(a.variadique for a in self.arguments)

    def argument(self, rang: int) -> Argument | None:
        """What the argument given at this place is; None for a function that takes none."""
        return self.arguments[min(rang, len(self.arguments) - 1)] if self.arguments else None

    @property
    def signature(self) -> str:
        """``XLPROD.NET(brut; statut; date; jours; [parametres])``."""
        noms = [
            f"[{a.nom}]" if a.facultatif else a.nom + ("…" if a.variadique else "") for a in self.arguments
        ]
        return f"{self.nom_complet}({'; '.join(noms)})"


@dataclass(frozen=True, slots=True)
class Retour:
    """Answer to a host: a cell, rows of cells (each may be an error), or an error."""

    valeur: Any = None
    erreur: ErreurXlprod | None = None
    resultat: Resultat | None = None


FONCTIONS: dict[str, Fonction] = {}


def fonction(
    nom: str,
    *,
    groupe: str,
    resume: str,
    arguments: Sequence[Argument],
    retour: str,
    base_legale: str = "",
    colonne: Colonne | None = None,
    ensemble: Ensemble | None = None,
) -> Callable[[Callable[..., Resultat]], Callable[..., Resultat]]:
    """Declare a spreadsheet function (decorator)."""

    def declarer(corps: Callable[..., Resultat]) -> Callable[..., Resultat]:
        FONCTIONS[nom] = Fonction(
            nom, groupe, resume, tuple(arguments), retour, base_legale, corps, colonne, ensemble
        )
        return corps

    return declarer


def resoudre(nom: str) -> Fonction:
    """Function behind any of its three spellings (``XLPROD.X``, ``XLP_X``, ``_xldudf_XLPROD_X``)."""
    if nom in FONCTIONS:
        return FONCTIONS[nom]
    court = nom.strip().upper()
    for prefixe in (PREFIXE_FICHIER.upper(), f"{ESPACE}.", f"{ESPACE}_", PREFIXE_CLASSIQUE):
        if court.startswith(prefixe):
            court = court.removeprefix(prefixe)
            break
    if court not in FONCTIONS:
        voisins = ", ".join(f"{ESPACE}.{v}" for v in proches(court, FONCTIONS))
        raise SaisieInvalide(f"fonction inconnue « {nom} » ; les plus proches : {voisins}")
    return FONCTIONS[court]


def appeler(nom: str, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> Resultat:
    """Compute one cell.  Raises :class:`ErreurXlprod`; ranges are refused for scalar arguments."""
    f = resoudre(nom)
    return f.corps(*convertir(f, bruts, date_reference))


def evaluer(nom: str, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> Retour:
    """Compute a cell or spread columns; never raises an :class:`ErreurXlprod`."""
    try:
        f = resoudre(nom)
        completes = _completer(f, bruts)
        forme = _longueur(f, completes)
        if forme is None:
            resultat = f.corps(*_convertis(f, completes, date_reference))
            return Retour(resultat.cellule(), resultat=resultat)
        return Retour(_colonne(f, completes, forme, date_reference))
    except ErreurXlprod as erreur:
        return Retour(erreur=erreur)


def evaluer_lot(appels: Sequence[tuple[str, Sequence[Brut]]]) -> list[Any]:
    """What the cells of many calls hold, as :func:`evaluer` says; an error stands for its value.

    A recalculation asks for the same function row after row: such calls are computed together.
    """
    valeurs: list[Any] = [None] * len(appels)
    formes: dict[tuple[str, int], list[int]] = {}
    for rang, (nom, bruts) in enumerate(appels):
        formes.setdefault((nom, len(bruts)), []).append(rang)
    seuls: list[int] = []
    for (nom, nombre), rangs in formes.items():
        f = FONCTIONS.get(nom)
        if f is None or f.variadique or not 0 < nombre <= len(f.arguments):
            seuls += rangs
            continue
        a_part = _a_part(f, [appels[rang][1] for rang in rangs])
        seuls += [rangs[i] for i in a_part]
        if rangees := [rang for i, rang in enumerate(rangs) if i not in a_part]:
            colonnes = [*zip(*(appels[rang][1] for rang in rangees), strict=True)]
            manquants = [(None,) * len(rangees)] * (len(f.arguments) - nombre)
            for rang, valeur in zip(rangees, lots.calculer(f, colonnes + manquants), strict=True):
                valeurs[rang] = valeur
    for rang in seuls:
        retour = evaluer(*appels[rang])
        valeurs[rang] = retour.valeur if retour.erreur is None else retour.erreur
    return valeurs


def _a_part(f: Fonction, rangees: Sequence[Sequence[Brut]]) -> set[int]:
    """Calls that cannot be rows of a column: a range among their arguments is to be spread or unfolded."""
    return {
        i
        for argument, colonne in zip(f.arguments, zip(*rangees, strict=True), strict=False)
        if not lots.PLAGES.isdisjoint(map(type, colonne))
        for i, brut in enumerate(colonne)
        if est_plage(brut) and (argument.genre not in HORS_COLONNE or _deplier(brut) is not brut)
    }


def convertir(f: Fonction, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> list[Any]:
    """Typed arguments of a scalar call."""
    completes = _completer(f, bruts)
    if _longueur(f, completes) is not None:
        raise SaisieInvalide(f"{f.nom_complet} : une seule cellule attendue, plage reçue")
    return _convertis(f, completes, date_reference)


def _completer(f: Fonction, bruts: Sequence[Brut]) -> list[Brut]:
    """One raw value per argument; 1×1 ranges become cells; extra values are variadic or refused."""
    fixes = [a for a in f.arguments if not a.variadique]
    if len(bruts) > len(fixes) and len(fixes) == len(f.arguments):
        raise SaisieInvalide(f"trop d'arguments : {f.signature}")
    valeurs = [_deplier(b) for b in bruts]
    return valeurs + [None] * (len(fixes) - len(valeurs))


def _deplier(brut: Brut) -> Brut:
    if isinstance(brut, list | tuple) and len(brut) == 1 and len(brut[0]) == 1:
        cellule: Brut = brut[0][0]
        return cellule
    return brut


def _longueur(f: Fonction, bruts: Sequence[Brut]) -> tuple[int, bool] | None:
    """(rows, horizontal) when a scalar argument received a column or a row; else None."""
    formes = set()
    for argument, brut in zip(f.arguments, bruts, strict=False):
        if argument.genre in HORS_COLONNE or not isinstance(brut, list | tuple):
            continue
        largeur = len(brut[0]) if brut else 0
        if largeur != 1 and len(brut) != 1:
            raise SaisieInvalide(
                f"{argument.nom} : une colonne attendue, plage de {len(brut)} × {largeur} cellules reçue"
            )
        formes.add((len(brut), False) if largeur == 1 else (largeur, True))
    if len(formes) > 1:
        tailles = ", ".join(str(n) for n, _ in sorted(formes))
        raise SaisieInvalide(
            f"colonnes de tailles différentes ({tailles}) : toutes doivent avoir la même hauteur"
        )
    return formes.pop() if formes else None


def _colonne(
    f: Fonction, bruts: list[Brut], forme: tuple[int, bool], date_reference: dt.date | None
) -> list[list[Any]]:
    """Row-for-row results; a row that fails holds its error, a blank row stays blank."""
    longueur, horizontal = forme
    pleines, rangees = _rangees(f, bruts, forme)
    if f.ensemble and est_ensemble(f, bruts):
        valeurs = f.ensemble([i + 1 for i in pleines], lots.lire_rangees(f, rangees, date_reference))
        if f.retour == "tableau":
            return valeurs
    elif f.retour == "tableau":
        raise SaisieInvalide(f"{f.nom_complet} rend un tableau : une seule cellule attendue, plage reçue")
    else:
        valeurs = lots.calculer(f, rangees, date_reference)
    resultats: list[Any] = [""] * longueur
    for i, valeur in zip(pleines, valeurs, strict=True):
        resultats[i] = valeur
    return [resultats] if horizontal else [[r] for r in resultats]


def est_ensemble(f: Fonction, bruts: Sequence[Brut]) -> bool:
    """Whether the rows of these columns are to be computed together."""
    lies = (not est_vide(b) for a, b in zip(f.arguments, bruts, strict=False) if a.lie)
    return f.ensemble is not None and (f.retour == "tableau" or any(lies))


def lire_ensemble(nom: str, bruts: Sequence[Brut]) -> tuple[list[int], list[lots.Lue]] | None:
    """Ranks and arguments of the rows that a call computes together; None when it does not."""
    f = resoudre(nom)
    completes = _completer(f, bruts)
    forme = _longueur(f, completes)
    if forme is None or not est_ensemble(f, completes):
        return None
    pleines, rangees = _rangees(f, completes, forme)
    return [i + 1 for i in pleines], lots.lire_rangees(f, rangees)


def _rangees(
    f: Fonction, bruts: Sequence[Brut], forme: tuple[int, bool]
) -> tuple[list[int], list[list[Brut]]]:
    """Rows that are not blank, and the cells of each argument on those rows."""
    colonnes = [
        _aplatir(b) if en_colonne(a, b, forme) else None for a, b in zip(f.arguments, bruts, strict=False)
    ]
    variables = [
        c
        for a, c in zip(f.arguments, colonnes, strict=True)
        if c is not None and a.genre is not Genre.PARAMETRES
    ]
    pleines = [i for i in range(forme[0]) if not all(est_vide(c[i]) for c in variables)]
    return pleines, [
        [brut] * len(pleines) if c is None else [c[i] for i in pleines]
        for c, brut in zip_longest(colonnes, bruts)
    ]


def en_colonne(argument: Argument, brut: Brut, forme: tuple[int, bool]) -> bool:
    """Whether a range gives one cell to each row of columns of this shape.

    Parameters do when they are one text a row; a range of two columns is one set for all rows.
    """
    if not isinstance(brut, list | tuple):
        return False
    if argument.genre is not Genre.PARAMETRES:
        return argument.genre not in HORS_COLONNE
    largeur = len(brut[0]) if brut else 0
    return largeur != 2 and ((largeur, True) if forme[1] else (len(brut), largeur != 1)) == forme


def _aplatir(plage: Any) -> list[Any]:
    return list(plage[0]) if len(plage) == 1 else [ligne[0] for ligne in plage]


def _convertis(f: Fonction, bruts: Sequence[Brut], date_reference: dt.date | None) -> list[Any]:
    convertis = []
    for i, brut in enumerate(bruts):
        argument = f.arguments[min(i, len(f.arguments) - 1)]
        convertis.append(lire(argument, brut, date_reference))
    return convertis
