"""Checks of the formulas that call our functions."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from xlprod import registre
from xlprod.classeurs.cellules import Appel, Lecteur
from xlprod.classeurs.expressions import Incalculable, Operande
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur, appelle_xlprod
from xlprod.codes import en_francais
from xlprod.controles import Constat
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule

NOM = "#NAME?"
RECALCULER = "recalculer le classeur (Ctrl + Alt + F9 ; LibreOffice : Ctrl + Maj + F9)"
RECOPIER = "recopier la formule de la ligne voisine"


def cellule(classeur: Instantane, lecteur: Lecteur, case: Case) -> Iterator[Constat]:
    """What is wrong with a cell that calls us: not linked, in error, or not up to date."""
    affichee = classeur.valeur(case)
    if isinstance(affichee, ErreurCellule):
        yield _en_erreur(lecteur, case, affichee.code)
        return
    try:
        calculee = lecteur.calculer(case)
    except (Incalculable, ErreurXlprod):
        return  # only the spreadsheet knows
    if not isinstance(calculee, list) and not egales(calculee, affichee):
        message = f"affiche {_texte(affichee)}, le calcul donne {_texte(calculee)}"
        yield Constat("alerte", case, message, RECALCULER)


def _en_erreur(lecteur: Lecteur, case: Case, code: str) -> Constat:
    """Why a cell shows an error; linking again is no help to a function that does not exist."""
    try:
        appels = lecteur.appels(case)
    except ErreurXlprod as erreur:
        message = f"{en_francais(code)} : {erreur.message}"
        return Constat("erreur", case, message, "corriger le nom de la fonction")
    if code == NOM:
        message = "affiche #NOM? : la fonction n'est pas reliée"
        return Constat("erreur", case, message, "« Relier les fonctions »")
    phrase = next(filter(None, map(_phrase, appels)), "l'erreur vient d'une autre cellule de la formule")
    return Constat("erreur", case, f"{en_francais(code)} : {phrase}", "corriger la saisie nommée")


def _phrase(appel: Appel) -> str:
    if appel.refus:
        return appel.refus
    retour = registre.evaluer(appel.fonction.nom, list(appel.valeurs))
    return retour.erreur.message if retour.erreur is not None else ""


def ecrasees(feuille: Feuille, tableau: Tableau) -> Iterator[Constat]:
    """Cells without their formula in the computed columns of a table that calls us."""
    haut, gauche, bas, _ = tableau.zone
    lignes = range(haut + tableau.entete, bas + 1 - tableau.total)
    colonnes = {
        colonne: [feuille.formule(ligne, colonne) for ligne in lignes]
        for colonne in range(gauche, gauche + len(tableau.colonnes))
    }
    notres = [c for c, formules in colonnes.items() if any(f and appelle_xlprod(f) for f in formules)]
    calculees = [c for c, formules in colonnes.items() if 2 * sum(map(bool, formules)) > len(formules)]
    remplies = _remplies(feuille, lignes, colonnes.keys() - set(calculees))
    for colonne in calculees if notres else ():
        for ligne, formule in zip(lignes, colonnes[colonne], strict=True):
            saisie = feuille.valeur(ligne, colonne)
            if formule is not None or (saisie in (None, "") and ligne not in remplies):
                continue
            efface = saisie in (None, "")
            quoi = "formule effacée" if efface else f"{_texte(saisie)} saisi à la place de la formule"
            message = f"colonne {tableau.colonnes[colonne - gauche]} : {quoi}"
            yield Constat("alerte", Case(feuille.nom, ligne, colonne), message, RECOPIER)


def _remplies(feuille: Feuille, lignes: range, colonnes: Collection[int]) -> set[int]:
    """Rows in which something was typed."""
    return {
        ligne
        for ligne in lignes
        if any(
            feuille.formule(ligne, c) is None and feuille.valeur(ligne, c) not in (None, "") for c in colonnes
        )
    }


def egales(calculee: Valeur, affichee: Valeur) -> bool:
    """Same but for the last digits; a blank and an empty text are the same; any error is an error."""
    if isinstance(calculee, int | float) and isinstance(affichee, int | float):
        return math.isclose(calculee, affichee, rel_tol=1e-9, abs_tol=1e-6)
    if isinstance(calculee, ErreurCellule) or isinstance(affichee, ErreurCellule):
        return isinstance(calculee, ErreurCellule) and isinstance(affichee, ErreurCellule)
    return (calculee or "") == (affichee or "")


def _texte(valeur: Operande) -> str:
    if isinstance(valeur, ErreurCellule):
        return en_francais(valeur.code)
    return "rien" if valeur in (None, "") else registre.montre(valeur)
