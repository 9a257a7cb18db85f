"""« Pourquoi ce montant ? »: the steps behind the selected cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from macros.registre import Deroule, Reponse, action
from udfs.explication import expliquer
from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent, baremes, registre
from xlprod.classeurs.cellules import Appel, Incalculable, Lecteur
from xlprod.classeurs.expressions import Operande
from xlprod.classeurs.instantane import Case, Instantane, Valeur
from xlprod.classeurs.page import Colonne, Ligne, Page, Style
from xlprod.codes import en_francais
from xlprod.controles.formules import RECALCULER, egales
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.periodes import lire_date, texte_date
from xlprod.registre import FONCTIONS, Argument, ErreurCellule, Genre
from xlprod.trace import ENTETE_POURQUOI, Etape, en_texte

LARGEURS = (46, 36, 34, 15, 32, 13, 32, 22)
COLONNES = tuple(Colonne(t, n) for t, n in zip(ENTETE_POURQUOI, LARGEURS, strict=True))
_ICI = re.compile(r"\w*\[\[#This Row\],\[([^\]]*)\]\]")
MILLE = 1000
ANTECEDENTS_EXPLIQUES, ANTECEDENTS_MONTRES = 3, 40


@action(
    "pourquoi",
    groupe="Contrôles",
    libelle="Pourquoi ce montant ?",
    aide="Explique la cellule choisie : étapes, formules, valeurs, articles, dates, lectures discutées.",
    touche="P",
    icone="FormulaEvaluate",
    grand=True,
    volet=True,
    cellule=True,
)
def pourquoi(classeur: Instantane) -> Deroule:
    """Steps of the calls of the selected cell, or of the cells it adds up."""
    case = classeur.selection
    if case is None:
        raise SaisieInvalide("choisissez une cellule calculée par xlprod")
    yield f"lecture : {case.adresse}"
    lecteur = Lecteur(classeur)
    lignes = _lignes(classeur, lecteur, case)
    page = Page(
        "Pourquoi",
        "Pourquoi ce montant ?",
        f"{case.adresse} = {_affichee(classeur.valeur(case))} ; {classeur.nom} ; "
        f"moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}",
        COLONNES,
        lignes,
    )
    return Reponse(f"{case.adresse} expliquée.", (page,))


def _lignes(classeur: Instantane, lecteur: Lecteur, case: Case) -> list[Ligne]:
    appels = lecteur.appels_vus(case)
    if not appels and classeur.formule(case) is not None:
        return _par_antecedents(classeur, lecteur, case)
    if not appels:
        contenu = classeur.valeur(case) not in (None, "")
        suite = "ne contient pas de formule : son contenu a été saisi" if contenu else "est vide"
        raise SaisieInvalide(f"{case.adresse} {suite}")
    lignes = _perimee(classeur, lecteur, case)
    distincts = {(a.fonction.nom, a.expressions): a for a in appels}
    for appel in distincts.values():
        lignes += _appel(appel)
    return lignes


def _par_antecedents(classeur: Instantane, lecteur: Lecteur, case: Case) -> list[Ligne]:
    """A cell that only adds up others: which ones, and why the first of ours are what they are."""
    antecedents = lecteur.antecedents(case)
    lignes = [Ligne((f"{case.adresse} est calculée par le tableur",), "section")]
    lignes.append(Ligne(("Formule", classeur.formule(case))))
    for antecedent in antecedents[:ANTECEDENTS_MONTRES]:
        origine = "calculée" if classeur.formule(antecedent) else "saisie"
        valeur = _affichee(classeur.valeur(antecedent))
        lignes.append(Ligne((antecedent.adresse, origine, _titre(classeur, antecedent), valeur)))
    if (reste := len(antecedents) - ANTECEDENTS_MONTRES) > 0:
        lignes.append(Ligne((f"… et {reste} autres cellules",), "discret"))
    notres = [a for a in antecedents if lecteur.appels_connus(a)]
    for antecedent in notres if len(notres) <= ANTECEDENTS_EXPLIQUES else ():
        lignes.append(Ligne((f"{antecedent.adresse} = {_affichee(classeur.valeur(antecedent))}",), "total"))
        lignes += _lignes(classeur, lecteur, antecedent)
    if len(notres) > ANTECEDENTS_EXPLIQUES:
        conseil = f"{len(notres)} de ces cellules sont calculées par xlprod : choisissez-en une."
        lignes.append(Ligne((conseil,), "total"))
    if not notres:
        lignes.append(Ligne(("Aucune de ces cellules n'appelle directement xlprod.",), "discret"))
    return lignes


def _perimee(classeur: Instantane, lecteur: Lecteur, case: Case) -> list[Ligne]:
    """The amount shown is not the one that the same values give now."""
    try:
        calculee = lecteur.calculer(case)
    except Incalculable:
        return []
    affichee = classeur.valeur(case)
    if isinstance(calculee, list) or egales(calculee, affichee):
        return []
    texte = f"La cellule affiche {_affichee(affichee)}, le calcul donne {_affichee(calculee)}"
    return [Ligne((f"{texte} : {RECALCULER}.",), "alerte")]


def _appel(appel: Appel) -> list[Ligne]:
    titre = f"{appel.fonction.nom_complet} : {appel.fonction.resume}"
    arguments = [
        Ligne(
            (declare.nom if declare else "", _courte(expression), valeur),
            "discret",
        )
        for declare, expression, valeur in _arguments(appel)
    ]
    if appel.refus:
        return [Ligne((titre,), "section"), *arguments, Ligne((appel.refus,), "alerte")]
    try:
        colonnes, rang = appel.ensemble or (appel.valeurs, None)
        resultat = expliquer(appel.fonction.nom, *colonnes, rang=rang)
    except ErreurXlprod as erreur:
        phrase = Ligne((f"{erreur.code} : {erreur.message}",), "alerte")
        return [Ligne((titre,), "section"), *arguments, phrase]
    titre += f" = {en_texte(resultat.valeur, resultat.unite)}"
    avertissements = [Ligne((texte,), "discret") for texte in resultat.avertissements]
    return [Ligne((titre,), "section"), *arguments, *_etapes(resultat.etapes), *avertissements]


def _etapes(etapes: Sequence[Etape]) -> list[Ligne]:
    discutees = {lecture.parametre for lecture in baremes.lectures()}
    lignes = []
    for etape in etapes:
        style: Style = "reserve" if etape.a_verifier else "normal"
        if etape.regle.code in FONCTIONS:
            style = "total"
        elif etape.regle.code in discutees:
            style = "lecture"
        lignes.append(Ligne(tuple(etape.rangee()), style))
    return lignes


def _titre(classeur: Instantane, case: Case) -> str:
    """Title of the table column that holds a cell."""
    feuille = classeur.feuille(case.feuille)
    for tableau in feuille.tableaux if feuille else ():
        haut, gauche, bas, droite = tableau.zone
        if haut <= case.ligne <= bas and gauche <= case.colonne <= droite:
            return tableau.colonnes[case.colonne - gauche]
    return ""


def _arguments(appel: Appel) -> Iterator[tuple[Argument | None, str, str]]:
    """What each argument is, how the formula writes it, its value; nothing of one that has none."""
    for rang, (expression, valeur) in enumerate(zip(appel.expressions, appel.valeurs, strict=True)):
        declare = appel.fonction.argument(rang)
        inconnue = appel.refus and valeur is None
        yield declare, expression, "" if inconnue else montrer(valeur, declare)


def _courte(expression: str) -> str:
    """``Equipe[[#This Row],[Brut]]`` as Excel shows it inside its table: ``[@Brut]``."""
    return _ICI.sub(r"[@\1]", expression)


def montrer(valeur: Operande, argument: Argument | None = None) -> str:
    """A value as a reader sees it in the sheet; ``argument`` tells what a number stands for."""
    if isinstance(valeur, list):
        donnees = ("=".join(map(montrer, ligne)) for ligne in valeur if any(c is not None for c in ligne))
        return " ; ".join(donnees) if len(valeur) <= ANTECEDENTS_MONTRES else f"{len(valeur)} lignes"
    if isinstance(valeur, ErreurCellule):
        return en_francais(valeur.code)
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if valeur is None:
        return "(vide)" if argument is None or not argument.facultatif else "(non donné)"
    if isinstance(valeur, str):
        return valeur or "(vide)"
    if argument is not None and argument.genre is Genre.DATE:
        return _date(valeur)
    if argument is not None and argument.genre is Genre.MONTANT:
        return en_texte(round(valeur * 100), "EUR")
    return registre.montre(valeur)


def _affichee(valeur: Valeur) -> str:
    """A cell as the sheet shows it: from a thousand on, digits by threes and at most two decimals."""
    if isinstance(valeur, int | float) and not isinstance(valeur, bool) and abs(valeur) >= MILLE:
        return argent.texte_nombre(Fraction(repr(valeur)), 0 if float(valeur).is_integer() else 2)
    return montrer(valeur)


def _date(valeur: float) -> str:
    try:
        return texte_date(lire_date(valeur))
    except ValueError:
        return registre.montre(valeur)
