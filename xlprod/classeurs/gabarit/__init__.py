"""The budget workbook, written from a :class:`~xlprod.devis.modele.Film`.

One module a sheet.  Formulas of our functions are stored as Excel stores them; their cached
values come from :mod:`xlprod.classeurs.recalcul`, so that the file reads well anywhere.

The same source gives a second workbook to Excel on Windows without Office.js add-ins: its
:class:`~.formules.Ecriture` calls VBA functions, which the file holds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from xlprod.classeurs.gabarit import devis
from xlprod.classeurs.gabarit.equipe import feuille_equipe
from xlprod.classeurs.gabarit.feuille import Classeur, Valeurs
from xlprod.classeurs.gabarit.finition import finir
from xlprod.classeurs.gabarit.formules import CLASSIQUE, COURANTE, Ecriture
from xlprod.classeurs.gabarit.grille import construire_grille
from xlprod.classeurs.gabarit.listes import feuille_listes
from xlprod.classeurs.gabarit.parametres import feuille_parametres
from xlprod.classeurs.gabarit.recapitulatif import feuille_recapitulatif
from xlprod.classeurs.gabarit.semaine import construire_semaine
from xlprod.classeurs.gabarit.sources import feuille_sources
from xlprod.classeurs.gabarit.vierge import film_vierge
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film

__all__ = [
    "COURANTE",
    "SANS_FILM",
    "Ecrivain",
    "Valeurs",
    "calculer",
    "construire",
    "construire_calcule",
    "construire_classique",
    "construire_classiques",
    "construire_gabarits",
    "film_vierge",
    "modeles",
]

GABARITS = (("devis_cinema", film_vierge), ("exemples/film_2_5_M", film_exemple))
"""The blank template and the filled example."""

Ecrivain = Callable[[Path, Valeurs | None, Ecriture], Path]
"""Writes a workbook: where, with which cached results, how our functions are spelt."""

SANS_FILM: dict[str, Ecrivain] = {
    "semaine_tournage": construire_semaine,
    "grille_minima": construire_grille,
}
"""Workbooks that are no budget."""


def construire(
    film: Film, destination: Path, valeurs: Valeurs | None = None, ecriture: Ecriture = COURANTE
) -> Path:
    """Write the workbook of ``film``; ``valeurs`` are the cached results of its formulas."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    classeur = Classeur(destination, film.titre, film.societe, valeurs, ecriture)
    plan = devis.plan(film)
    feuille_recapitulatif(classeur, plan)
    devis.feuille_devis(classeur, film, plan)
    feuille_equipe(classeur, film)
    feuille_parametres(classeur, film)
    feuille_sources(classeur, film)
    feuille_listes(classeur)
    classeur.fermer()
    finir(destination)
    return destination


def construire_calcule(film: Film, destination: Path, ecriture: Ecriture = COURANTE) -> Path:
    """Write the workbook of ``film`` with the values of its formulas."""
    return calculer(_du_film(film), destination, ecriture)


def _du_film(film: Film) -> Ecrivain:
    return lambda destination, valeurs, ecriture: construire(film, destination, valeurs, ecriture)


def calculer(ecrire: Ecrivain, destination: Path, ecriture: Ecriture = COURANTE) -> Path:
    """Write a workbook twice: once to compute it, once with its values."""
    import udfs  # noqa: F401  (fills the registry)
    from xlprod.classeurs import recalcul  # brings the calculation engine in

    with tempfile.TemporaryDirectory() as dossier:
        brouillon = ecrire(Path(dossier) / "brouillon.xlsx", None, ecriture)
        return ecrire(destination, recalcul.valeurs(brouillon), ecriture)


def construire_classique(film: Film, destination: Path) -> Path:
    """Write the ``.xlsm`` of ``film``, its VBA functions inside; needs pyOpenVBA."""
    return _classique(_du_film(film), destination)


def _classique(ecrire: Ecrivain, destination: Path) -> Path:
    from xlprod.hotes import vba_paquet

    with tempfile.TemporaryDirectory() as dossier:
        sans_vba = calculer(ecrire, Path(dossier) / "sans_vba.xlsx", CLASSIQUE)
        return vba_paquet.construire_xlsm(sans_vba, destination)


def modeles() -> dict[str, Ecrivain]:
    """Every workbook that is shipped, by its path without extension."""
    return {nom: _du_film(film()) for nom, film in GABARITS} | SANS_FILM


def construire_gabarits(dossier: Path) -> list[Path]:
    """Build the templates."""
    return [calculer(ecrire, dossier / f"{nom}.xlsx") for nom, ecrire in modeles().items()]


def construire_classiques(dossier: Path) -> list[Path]:
    """Build the templates of Excel without Office.js add-ins."""
    return [_classique(ecrire, dossier / f"{nom}_classique.xlsm") for nom, ecrire in modeles().items()]
