"""The budget workbook, written from a :class:`~xlprod.devis.modele.Film`.

One module a sheet.  Formulas of our functions are stored as Excel stores them; their cached
values come from :mod:`xlprod.classeurs.recalcul`, so that the file reads well anywhere.

The same source gives a second workbook to Excel on Windows without Office.js add-ins: its
:class:`~.formules.Ecriture` calls VBA functions, which the file holds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlprod.classeurs.gabarit import devis
from xlprod.classeurs.gabarit.equipe import feuille_equipe
from xlprod.classeurs.gabarit.feuille import Classeur, Valeurs
from xlprod.classeurs.gabarit.finition import finir
from xlprod.classeurs.gabarit.formules import CLASSIQUE, COURANTE, Ecriture
from xlprod.classeurs.gabarit.listes import feuille_listes
from xlprod.classeurs.gabarit.parametres import feuille_parametres
from xlprod.classeurs.gabarit.recapitulatif import feuille_recapitulatif
from xlprod.classeurs.gabarit.sources import feuille_sources
from xlprod.classeurs.gabarit.vierge import film_vierge
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film

__all__ = [
    "Valeurs",
    "construire",
    "construire_calcule",
    "construire_classique",
    "construire_classiques",
    "construire_gabarits",
    "film_vierge",
]

GABARITS = (("devis_cinema", film_vierge), ("exemples/film_2_5_M", film_exemple))
"""The blank template and the filled example."""


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
    if ecriture.dynamique:
        finir(destination)
    return destination


def construire_calcule(film: Film, destination: Path, ecriture: Ecriture = COURANTE) -> Path:
    """Write the workbook twice: once to compute it, once with its values."""
    import udfs  # noqa: F401  (fills the registry)
    from xlprod.classeurs import recalcul  # brings the calculation engine in

    with tempfile.TemporaryDirectory() as dossier:
        brouillon = construire(film, Path(dossier) / "brouillon.xlsx", ecriture=ecriture)
        return construire(film, destination, recalcul.valeurs(brouillon), ecriture)


def construire_classique(film: Film, destination: Path) -> Path:
    """Write the ``.xlsm`` of ``film``, its VBA functions inside; needs pyOpenVBA."""
    from xlprod.hotes import vba_paquet

    with tempfile.TemporaryDirectory() as dossier:
        sans_vba = construire_calcule(film, Path(dossier) / "sans_vba.xlsx", CLASSIQUE)
        return vba_paquet.construire_xlsm(sans_vba, destination)


def construire_gabarits(dossier: Path) -> list[Path]:
    """Build the templates."""
    return [construire_calcule(film(), dossier / f"{nom}.xlsx") for nom, film in GABARITS]


def construire_classiques(dossier: Path) -> list[Path]:
    """Build the templates of Excel without Office.js add-ins."""
    return [construire_classique(film(), dossier / f"{nom}_classique.xlsm") for nom, film in GABARITS]
