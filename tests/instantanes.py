"""Snapshots of files, and what makes two snapshots or two sheets the same whatever the host."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlprod.classeurs import archive
from xlprod.classeurs.calcul.lecture import lire_classeur
from xlprod.classeurs.calcul.lexique import Jeton, decouper, ecrire, nom_excel, nom_xlprod
from xlprod.classeurs.calcul.modele import Feuille as FeuilleLue
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau
from xlprod.registre import ErreurCellule


def depuis_fichier(chemin: Path, selection: Case | None = None, prefixe: str = "XLPROD.") -> Instantane:
    """The snapshot that a host would send of a file: stored values, formulas spelt ``prefixe``."""
    with archive.ouvrir(chemin) as paquet:
        lu = lire_classeur(paquet)
    return Instantane(
        chemin.name,
        tuple(_feuille(f, prefixe) for f in lu.feuilles),
        tuple(f.nom for f in lu.feuilles),
        {n.nom: f"={n.texte}" for n in lu.noms if n.feuille is None},
        selection,
        prefixe,
        dt.date.today(),
        chemin.read_bytes(),
    )


def _feuille(lue: FeuilleLue, prefixe: str) -> Feuille:
    valeurs = {**lue.constantes, **lue.deversees, **{p: f.ancienne for p, f in lue.formules.items()}}
    bas = max((p[0] for p in valeurs), default=0)
    droite = max((p[1] for p in valeurs), default=0)
    formules = {p: "=" + ecrire([_notre(j, prefixe) for j in f.jetons]) for p, f in lue.formules.items()}
    places = [[(i, j) for j in range(1, droite + 1)] for i in range(1, bas + 1)]
    tableaux = tuple(
        Tableau(t.nom, (t.zone.l1, t.zone.c1, t.zone.l2, t.zone.c2), tuple(t.colonnes), t.entete, t.total)
        for t in lue.tableaux
    )
    return Feuille(
        lue.nom,
        valeurs=[[valeurs.get(p) for p in rangee] for rangee in places],
        formules=[[formules.get(p) for p in rangee] for rangee in places],
        tableaux=tableaux,
    )


def _notre(jeton: Jeton, prefixe: str) -> Jeton:
    nom = nom_xlprod(jeton.texte) if jeton.genre == "fonction" else None
    return jeton if nom is None else jeton._replace(texte=prefixe + _court(nom))


def _court(nom: str) -> str:
    return nom.upper().removeprefix("_XLDUDF_").removeprefix("XLPROD").lstrip("._").removeprefix("XLP_")


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
