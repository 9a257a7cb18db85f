"""« Nouveau devis »: the blank budget workbook."""

from __future__ import annotations

from macros.registre import Deroule, Reponse, action
from xlprod.classeurs.instantane import Instantane

GABARIT = "devis_cinema.xlsx"


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
