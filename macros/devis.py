"""« Nouveau devis » and the other workbooks that a button opens."""

from __future__ import annotations

from macros.registre import Deroule, Reponse, action
from xlprod.classeurs.instantane import Instantane

GABARIT = "devis_cinema.xlsx"
SEMAINE = "semaine_tournage.xlsx"
GRILLE = "grille_minima.xlsx"


@action(
    "nouveau",
    groupe="Devis",
    libelle="Nouveau devis",
    aide="Ouvre un devis CNC de long métrage vierge, à compléter ; le classeur ouvert n'est pas touché.",
    touche="N",
    icone="FileNew",
    grand=True,
)
def nouveau(_classeur: Instantane) -> Deroule:
    yield "ouverture du gabarit"
    return Reponse("Nouveau devis : commencez par la feuille Paramètres.", gabarit=GABARIT)


@action(
    "semaine",
    groupe="Devis",
    libelle="Nouvelle semaine",
    aide="Ouvre un classeur de semaines de tournage : horaires par jour, brut de chaque semaine.",
    touche="T",
    icone="Calculator",
)
def semaine(_classeur: Instantane) -> Deroule:
    yield "ouverture du gabarit"
    return Reponse(
        "Semaine de tournage : remplacez les personnes et les horaires d'exemple.", gabarit=SEMAINE
    )


@action(
    "grille",
    groupe="Devis",
    libelle="Grille des minima",
    aide="Ouvre un classeur qui imprime les minima d'une convention à la date et dans l'annexe choisies.",
    touche="G",
    icone="TableInsertExcel",
)
def grille(_classeur: Instantane) -> Deroule:
    yield "ouverture du gabarit"
    return Reponse("Grille des minima : choisissez la convention, la date et l'annexe.", gabarit=GRILLE)
