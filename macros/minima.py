"""« Contrôler les minima »: every contract compared with its guaranteed minimum."""

from __future__ import annotations

from macros.registre import Deroule, Reponse, action, par_paquets
from xlprod import argent
from xlprod.classeurs import noms
from xlprod.classeurs.equipe import parametres, rangees
from xlprod.classeurs.instantane import Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page, Style
from xlprod.controles.minima import Comparaison, comparer
from xlprod.textes import pluriel

COLONNES = (
    Colonne("Cellule", 13),
    Colonne("Nom", 22),
    Colonne("Fonction", 36),
    Colonne("Unité", 11),
    Colonne("Brut", 13, "euros"),
    Colonne("Minimum", 13, "euros"),
    Colonne("Écart", 12, "euros"),
    Colonne("Quantité", 10, "nombre"),
    Colonne("Manque au contrat", 15, "euros"),
    Colonne("Constat", 46),
    Colonne("Article", 34),
)
STYLES: dict[str, Style] = {"sous": "alerte", "sans": "reserve", "conforme": "normal"}
"""In the order of the sheet: what must be mended first."""


@action(
    "minima",
    groupe="Social",
    libelle="Contrôler les minima",
    aide="Nouvelle feuille : chaque contrat comparé à son salaire minimum garanti, ce qui manque, l'article.",
    touche="M",
    icone="AccountingFormat",
    grand=True,
)
def controler(classeur: Instantane) -> Deroule:
    """A sheet with one row a contract; those under the minimum first."""
    contrats, plage = rangees(classeur), parametres(classeur)
    comparaisons: list[Comparaison] = []
    for paquet in par_paquets(contrats):
        yield f"contrats contrôlés : {len(comparaisons)} sur {len(contrats)}"
        comparaisons += [comparer(contrat, plage) for contrat in paquet]
    comparaisons.sort(key=lambda c: list(STYLES).index(c.etat))
    manque = sum(c.manque for c in comparaisons)
    phrase = bilan(comparaisons, manque)
    total = Ligne(("Total", *[None] * 7, argent.euros(manque)), "total")
    lignes = [*map(_ligne, comparaisons), total]
    page = Page("Minima", "Salaires minima garantis", f"{phrase} {classeur.nom}.", COLONNES, lignes)
    return Reponse(phrase, (page,))


def bilan(comparaisons: list[Comparaison], manque: int) -> str:
    """``88 contrats : 2 sous le minimum (il manque 1 640,00 €), 1 sans comparaison possible.``"""
    nombre = len(comparaisons)
    sous = sum(c.etat == "sous" for c in comparaisons)
    sans = sum(c.etat == "sans" for c in comparaisons)
    morceaux = [
        f"{sous} sous le minimum (il manque {argent.texte_euros(manque)})"
        if sous
        else "aucun sous le minimum"
    ]
    if sans:
        morceaux.append(f"{sans} sans comparaison possible")
    return f"{nombre} contrat{pluriel(nombre)} : {', '.join(morceaux)}."


def _ligne(comparaison: Comparaison) -> Ligne:
    rangee = comparaison.rangee
    montants = (comparaison.brut, comparaison.minimum, comparaison.ecart)
    return Ligne(
        (
            rangee.case(noms.BRUT_UNITAIRE).adresse,
            rangee.texte(noms.NOM),
            rangee.texte(noms.FONCTION),
            rangee.texte(noms.UNITE),
            *(None if m is None else argent.euros(m) for m in montants),
            None if comparaison.quantite is None else float(comparaison.quantite),
            argent.euros(comparaison.manque) if comparaison.manque else None,
            comparaison.phrase,
            comparaison.article,
        ),
        STYLES[comparaison.etat],
    )
