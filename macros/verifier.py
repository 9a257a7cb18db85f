"""« Vérifier ce classeur »: every finding of the checks, with its cell and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from macros.baremes import date_reference
from macros.registre import Deroule, Reponse, action, par_paquets
from xlprod.classeurs.cellules import Lecteur
from xlprod.classeurs.equipe import contrats, parametres
from xlprod.classeurs.instantane import Instantane, appelle_xlprod
from xlprod.classeurs.page import Colonne, Ligne, Page, Style
from xlprod.controles import Constat, formules, minima, remplacements
from xlprod.textes import pluriel

COLONNES = (
    Colonne("Gravité", 12),
    Colonne("Cellule", 18),
    Colonne("Constat", 76),
    Colonne("Que faire", 40),
    Colonne("Article", 36),
)
STYLES: dict[str, Style] = {"erreur": "alerte", "alerte": "reserve", "information": "normal"}
"""In the order of the sheet."""


@action(
    "verifier",
    groupe="Contrôles",
    libelle="Vérifier ce classeur",
    aide="Nouvelle feuille : cellules en erreur et leur phrase, montants périmés, formules écrasées, minima.",
    touche="V",
    icone="ErrorChecking",
    grand=True,
)
def verifier(classeur: Instantane) -> Deroule:
    """A sheet with one row a finding, the gravest first; none when all is well."""
    lecteur = Lecteur(classeur)
    cases = [
        case
        for feuille in classeur.feuilles
        for case, formule in feuille.cellules_calculees()
        if appelle_xlprod(formule)
    ]
    constats: list[Constat] = []
    lues = 0
    for paquet in par_paquets(cases):
        yield f"cellules vérifiées : {lues} sur {len(cases)}"
        lues += len(paquet)
        constats += [c for case in paquet for c in formules.cellule(classeur, lecteur, case)]
    yield "tableaux et minima"
    constats += _du_classeur(classeur)
    constats.sort(key=lambda c: list(STYLES).index(c.gravite))
    remplaces = remplacements.du_classeur(classeur, date_reference(classeur)[0])
    bilan = _bilan(constats, len(cases))
    if remplaces:
        bilan += (
            f" {len(remplaces)} chiffre{pluriel(len(remplaces))} du droit remplacé{pluriel(len(remplaces))}."
        )
    if not constats and not remplaces:
        return Reponse(bilan)
    lignes = [
        Ligne((c.gravite, c.case.adresse, c.message, c.remede, c.article), STYLES[c.gravite])
        for c in constats
    ]
    lignes += remplacements.lignes(remplaces, len(COLONNES))
    page = Page("Contrôles", "Contrôle du classeur", f"{bilan} {classeur.nom}.", COLONNES, lignes)
    return Reponse(bilan, (page,))


def _du_classeur(classeur: Instantane) -> Iterator[Constat]:
    for feuille in classeur.feuilles:
        for tableau in feuille.tableaux:
            yield from formules.ecrasees(feuille, tableau)
    plage = parametres(classeur)
    for contrat in contrats(classeur):
        if (constat := minima.comparer(contrat, plage).constat()) is not None:
            yield constat


def _bilan(constats: list[Constat], cellules: int) -> str:
    debut = f"{cellules} cellule{pluriel(cellules)} xlprod vérifiée{pluriel(cellules)} : "
    if not cellules:
        debut = "Aucune cellule n'appelle une fonction xlprod : "
    if not constats:
        return debut + ("rien à signaler." if cellules else "rien à vérifier.")
    comptes: Counter[str] = Counter(c.gravite for c in constats)
    return debut + ", ".join(f"{n} {g}{pluriel(n)}" for g in STYLES if (n := comptes[g])) + "."
