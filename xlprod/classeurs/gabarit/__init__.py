"""The budget workbook, written from a :class:`~xlprod.devis.modele.Film`.

One module a sheet.  Formulas of our functions are stored as Excel stores them; their cached
values come from :mod:`xlprod.classeurs.recalcul`, so that the file reads well anywhere.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlprod.classeurs.gabarit import devis, noms
from xlprod.classeurs.gabarit.equipe import feuille_equipe
from xlprod.classeurs.gabarit.feuille import Classeur, Valeurs
from xlprod.classeurs.gabarit.finition import finir
from xlprod.classeurs.gabarit.formules import COURANTE, Ecriture
from xlprod.classeurs.gabarit.listes import feuille_listes
from xlprod.classeurs.gabarit.parametres import feuille_parametres
from xlprod.classeurs.gabarit.recapitulatif import feuille_recapitulatif
from xlprod.classeurs.gabarit.sources import feuille_sources
from xlprod.classeurs.gabarit.vierge import film_vierge
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film

__all__ = ["Valeurs", "construire", "construire_calcule", "construire_gabarits", "film_vierge", "noms"]

GABARIT = "devis_cinema.xlsx"
EXEMPLE = "exemples/film_2_5_M.xlsx"


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


def construire_gabarits(dossier: Path) -> list[Path]:
    """Build the blank template and the filled example."""
    return [
        construire_calcule(film_vierge(), dossier / GABARIT),
        construire_calcule(film_exemple(), dossier / EXEMPLE),
    ]
