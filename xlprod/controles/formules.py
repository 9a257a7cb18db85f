"""Checks of the formulas that call our functions."""

from __future__ import annotations

from collections.abc import Iterator

from xlprod import registre
from xlprod.classeurs.cellules import Appel, Lecteur
from xlprod.classeurs.codes import en_francais
from xlprod.classeurs.expressions import Incalculable, Operande
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur, appelle_xlprod
from xlprod.controles import Constat
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule

NOM = "#NAME?"
DEMI_CENTIME = 0.005
RECALCULER = "recalculer le classeur (Ctrl + Alt + F9)"


def cellule(classeur: Instantane, lecteur: Lecteur, case: Case) -> Iterator[Constat]:
    """What is wrong with a cell that calls us: not linked, in error, or not up to date."""
    affichee = classeur.valeur(case)
    if isinstance(affichee, ErreurCellule) and affichee.code == NOM:
        yield Constat(
            "erreur", case, "affiche #NOM? : la fonction n'est pas reliée", "« Relier les fonctions »"
        )
        return
    if isinstance(affichee, ErreurCellule):
        phrases = filter(None, map(_phrase, lecteur.appels(case)))
        phrase = next(phrases, "l'erreur vient d'une autre cellule de la formule")
        yield Constat("erreur", case, f"{en_francais(affichee.code)} : {phrase}", "corriger la saisie nommée")
        return
    try:
        calculee = lecteur.calculer(case)
    except (Incalculable, ErreurXlprod):
        return  # only the spreadsheet knows
    if not isinstance(calculee, list) and not egales(calculee, affichee):
        message = f"affiche {_texte(affichee)}, le calcul donne {_texte(calculee)}"
        yield Constat("alerte", case, message, RECALCULER)


def _phrase(appel: Appel) -> str:
    if appel.refus:
        return appel.refus
    retour = registre.evaluer(appel.fonction.nom, list(appel.valeurs))
    return retour.erreur.message if retour.erreur is not None else ""


def ecrasees(feuille: Feuille, tableau: Tableau) -> Iterator[Constat]:
    """Cells typed over in a table column that is otherwise computed by us."""
    haut, gauche, bas, droite = tableau.zone
    lignes = range(haut + tableau.entete, bas + 1 - tableau.total)
    for colonne in range(gauche, droite + 1):
        formules = [feuille.formule(ligne, colonne) for ligne in lignes]
        notres = sum(1 for f in formules if f and appelle_xlprod(f))
        if 2 * notres <= len(formules):
            continue
        for ligne, formule in zip(lignes, formules, strict=True):
            saisie = feuille.valeur(ligne, colonne)
            if formule is None and saisie not in (None, ""):
                case = Case(feuille.nom, ligne, colonne)
                titre = tableau.colonnes[colonne - gauche]
                message = f"colonne {titre} : {_texte(saisie)} saisi à la place de la formule"
                yield Constat("alerte", case, message, "recopier la formule de la ligne voisine")


def egales(calculee: Valeur, affichee: Valeur) -> bool:
    """Same to the cent; a blank and an empty text are the same; any error is an error."""
    if isinstance(calculee, int | float) and isinstance(affichee, int | float):
        return abs(calculee - affichee) < DEMI_CENTIME
    if isinstance(calculee, ErreurCellule) or isinstance(affichee, ErreurCellule):
        return isinstance(calculee, ErreurCellule) and isinstance(affichee, ErreurCellule)
    return (calculee or "") == (affichee or "")


def _texte(valeur: Operande) -> str:
    if isinstance(valeur, ErreurCellule):
        return en_francais(valeur.code)
    return "rien" if valeur in (None, "") else registre.montre(valeur)
