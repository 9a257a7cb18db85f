"""« Barèmes et sources »: the dated figures the workbook rests on, with where they come from."""

from __future__ import annotations

import datetime as dt

from macros.registre import Deroule, Reponse, action
from xlprod import VERSION_DONNEES, VERSION_MOTEUR, baremes
from xlprod.baremes import consultation, minima
from xlprod.classeurs import noms
from xlprod.classeurs.cellules import Lecteur
from xlprod.classeurs.instantane import Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.controles import remplacements
from xlprod.erreurs import ErreurXlprod
from xlprod.periodes import lire_date, texte_date
from xlprod.textes import pluriel
from xlprod.trace import LIBELLES_CONFIANCE, Cellule

GRILLES = "grilles de salaires minima datées"

COLONNES = (
    Colonne("Code", 26),
    Colonne("Libellé", 40),
    Colonne("Valeur", 26),
    Colonne("En vigueur", 22),
    Colonne("Article", 30),
    Colonne("Source", 40),
    Colonne("Confiance", 20),
)


@action(
    "baremes",
    groupe="Barèmes",
    libelle="Barèmes et sources",
    aide="Nouvelle feuille : les chiffres du droit à la date du devis, avec article, source et fiabilité.",
    touche="B",
    icone="FunctionsLookupReferenceInsertGallery",
)
def montrer(classeur: Instantane) -> Deroule:
    """A sheet of every figure in force on the workbook's reference date."""
    jour, doute = date_reference(classeur)
    yield f"barèmes au {texte_date(jour)}"
    chiffres = [c for serie in baremes.chiffres().values() for c in serie if c.validite.couvre(jour)]
    cotisations = [c for c in baremes.cotisations() if c.validite.couvre(jour)]
    remplaces = remplacements.du_classeur(classeur, jour)
    lignes = [
        *remplacements.lignes(remplaces, len(COLONNES)),
        Ligne(("Plafonds, seuils, coefficients",), "section"),
        *(_ligne(c) for c in chiffres),
        Ligne(("Cotisations",), "section"),
        *(_ligne(c) for c in sorted(cotisations, key=lambda c: (c.caisse, c.libelle))),
        Ligne(("Conventions collectives",), "section"),
        *(Ligne(c) for c in _conventions()),
    ]
    page = Page(
        "Barèmes",
        f"Barèmes au {texte_date(jour)}",
        f"Moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}. En orange : à vérifier.{doute}",
        COLONNES,
        lignes,
    )
    dits = f" {len(remplaces)} remplacé{pluriel(len(remplaces))}." if remplaces else ""
    return Reponse(
        f"{len(chiffres) + len(cotisations)} chiffres au {texte_date(jour)}.{dits}{doute}", (page,)
    )


def date_reference(classeur: Instantane) -> tuple[dt.date, str]:
    """The day of the cell named ``DATE_REFERENCE``; without one, the user's day, and why if it is no date."""
    try:
        valeur = Lecteur(classeur).nom(noms.DATE_REFERENCE)
        return (lire_date(valeur) if valeur is not None else classeur.jour), ""
    except (ErreurXlprod, ValueError):
        return classeur.jour, f" {noms.DATE_REFERENCE} n'est pas une date : date du jour."


def _ligne(rang: consultation.Rang) -> Ligne:
    validite = rang.validite
    cellules = (
        rang.code,
        rang.libelle,
        consultation.texte_valeur(rang),
        validite.texte_periode,
        validite.article,
        validite.source,
        LIBELLES_CONFIANCE[validite.confiance],
    )
    return Ligne(cellules, "normal" if validite.confiance == "verified" else "reserve")


def _conventions() -> list[tuple[Cellule, ...]]:
    libelles = baremes.conventions() | {idcc: entree.libelle for idcc, entree in minima.index().items()}
    return [
        (f"IDCC {idcc}", libelle, GRILLES if idcc in minima.index() else "cotisations seulement")
        for idcc, libelle in libelles.items()
    ]
