"""Workbook *Grille des minima*: the functions of an agreement and their minima at a chosen date."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from xlprod.baremes import minima
from xlprod.classeurs.gabarit import formules, listes
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille, Valeurs
from xlprod.classeurs.gabarit.finition import finir
from xlprod.classeurs.gabarit.formules import Ecriture, fixe, lettre, texte
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.paie.table_fonctions import ENTETE_FONCTIONS

FEUILLE, LISTES = "Grille des minima", "Listes"
DATE = dt.date(2026, 3, 2)
CONVENTION, JOUR, ANNEXE, PARAMETRES = 3, 4, 5, 6
"""Rows of the choices."""
LEGENDE = 7
ENTETE = 8
PREMIERE = ENTETE + 1
LIGNES = 260
"""More than the longest annexe has; a last line says when something is left out."""

COLONNES = {
    "Fonction": 40, "Filière": 28, "Niveau": 10, "Statut": 11, "Annexe": 12, "Unité": 16, "Minimum": 12,
    "Source": 80, "Confiance": 25,
}  # fmt: skip
"""Columns of the table of functions as they are printed, and their widths."""


def construire_grille(destination: Path, valeurs: Valeurs | None, ecriture: Ecriture) -> Path:
    """Write the workbook; ``valeurs`` are the cached results of its formulas."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    classeur = Classeur(destination, FEUILLE, "", valeurs, ecriture)
    _feuille(classeur)
    _listes(classeur)
    classeur.fermer()
    finir(destination)
    return destination


def _feuille(classeur: Classeur) -> None:
    feuille = classeur.feuille(FEUILLE, "#3E7C6B")
    feuille.largeurs(*COLONNES.values())
    feuille.texte(0, 0, "Grille des minima", "titre")
    feuille.texte(
        1, 0, "Choisir la convention, la date et l’annexe : salaires minima garantis, bruts.", "surtitre"
    )
    feuille.brut.set_row(0, 30)
    _choix(feuille)
    arguments = (fixe(CONVENTION, 1), fixe(JOUR, 1), f'{fixe(ANNEXE, 1)}&""', f'{fixe(PARAMETRES, 1)}&""')
    appel = feuille.appel("FONCTIONS", *arguments)
    diagnostic = feuille.appel("DIAGNOSTIC", texte("FONCTIONS"), *arguments)
    feuille.formule(LEGENDE, 3, f'IF(ISERROR({fixe(PREMIERE, 0)}),{diagnostic},"")', "gras")
    champ = partial("INDEX({},{},{})".format, appel)
    for rang, nom in enumerate(COLONNES):
        feuille.texte(ENTETE, rang, nom, "entete")
    for ligne in range(PREMIERE, PREMIERE + LIGNES):
        for rang, nom in enumerate(COLONNES):
            lu = champ(ligne - PREMIERE + 2, ENTETE_FONCTIONS.index(nom) + 1)
            if ligne > PREMIERE:  # the first row keeps its error, so that it is seen
                # A row past the end is not asked again for each of its columns.
                lu = f'IF(ISERROR({lu}),"",{lu})' if rang == 0 else f'IF({fixe(ligne, 0)}="","",{lu})'
            style = (
                ("euros",) if nom == "Minimum" else ("note", "retrait") if nom == "Source" else ("retrait",)
            )
            feuille.formule(ligne, rang, lu, "ligne", "xlprod", *style)
        feuille.brut.set_row(ligne, 24)
    fin = PREMIERE + LIGNES
    reste = "… la grille continue : choisir une annexe, ou recopier la dernière ligne vers le bas"
    feuille.formule(fin, 0, f'IF(ISERROR({champ(LIGNES + 2, 1)}),"","{reste}")', "surtitre")
    _aspect(feuille)


def _choix(feuille: Feuille) -> None:
    for ligne, libelle, aide in (
        (CONVENTION, "Convention (IDCC)", "Conventions dont xlprod a la grille."),
        (JOUR, "Date", "La grille en vigueur ce jour-là."),
        (ANNEXE, "Annexe", "Vide : le minimum principal de chaque fonction."),
        (PARAMETRES, "Paramètres", "adherent=non : société non adhérente (date d’extension)."),
    ):
        feuille.texte(ligne, 0, libelle, "encadre", "libelle", "retrait")
        feuille.texte(ligne, 1, "", "encadre", "saisie", "retrait")
        feuille.texte(ligne, 3, aide, "surtitre")
    feuille.nombre(CONVENTION, 1, 3097, "encadre", "saisie", "entier", "gauche")
    feuille.date(JOUR, 1, DATE, "encadre", "saisie", "gauche")
    feuille.texte(ANNEXE, 1, "I", "encadre", "saisie", "retrait")
    for ligne, nom in ((CONVENTION, listes.CONVENTIONS), (ANNEXE, listes.ANNEXES)):
        options = {"validate": "list", "source": f"={nom}", "error_type": "warning"}
        feuille.brut.data_validation(ligne, 1, ligne, 1, options)
    feuille.brut.data_validation(JOUR, 1, JOUR, 1, DATE_ATTENDUE)


def _aspect(feuille: Feuille) -> None:
    fin, droite = PREMIERE + LIGNES - 1, len(COLONNES) - 1
    confiance = f"${lettre(droite)}{PREMIERE + 1}"
    ambre = feuille.classeur.format_conditionnel(font_color="#8A5200", bg_color="#FFE9C7")
    filet = feuille.classeur.format_conditionnel(top=1, top_color="#6B7785")
    filiere = f"$B{PREMIERE + 1}<>$B{PREMIERE}"
    for critere, style in ((f'=LEFT({confiance},2)="à "', ambre), (f"={filiere}", filet)):
        options = {"type": "formula", "criteria": critere, "format": style}
        feuille.brut.conditional_format(PREMIERE, 0, fin, droite, options)
    feuille.texte(LEGENDE, 0, "À vérifier : source secondaire", "reserve", "centre")
    feuille.texte(LEGENDE, 1, "xlprod", "xlprod", "centre")
    feuille.mise_en_page(FEUILLE, paysage=True, derniere_ligne_titre=ENTETE)
    feuille.brut.fit_to_pages(1, 0)
    feuille.brut.freeze_panes(PREMIERE, 1)
    feuille.brut.autofilter(ENTETE, 0, fin, droite)


def _listes(classeur: Classeur) -> None:
    feuille = classeur.feuille(LISTES, "#9AA5B1")
    feuille.texte(0, 0, "Listes déroulantes", "sous_titre")
    annexes: list[str | int] = [*listes.CODES_ANNEXES]
    conventions: list[str | int] = [int(idcc) for idcc in minima.index()]
    retenues = (("Conventions (IDCC)", listes.CONVENTIONS, conventions), ("Annexes", listes.ANNEXES, annexes))
    feuille.largeurs(22, 22)
    for rang, (titre, nom, valeurs) in enumerate(retenues):
        feuille.texte(3, rang, titre, "entete")
        for ligne, valeur in enumerate(valeurs, 4):
            if isinstance(valeur, int):
                feuille.nombre(ligne, rang, valeur, "gauche")
            else:
                feuille.texte(ligne, rang, valeur)
        classeur.nom(nom, formules.plage(4, rang, 3 + len(valeurs), rang, LISTES))
    feuille.mise_en_page("Listes")
