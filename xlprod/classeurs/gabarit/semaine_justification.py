"""Sheet *Justification*: each hour of a week with its article, and the checks of a person's days."""

from __future__ import annotations

from collections.abc import Sequence

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import fixe
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.classeurs.gabarit.semaine_exemple import PREMIER_LUNDI, SALARIES
from xlprod.classeurs.gabarit.semaine_personnes import JOURS, MAJORATIONS, RANG, liste, zone
from xlprod.controles.temps_mesures import ENTETE as ENTETE_CONTROLES
from xlprod.temps.explication import ENTETE_DETAIL

LIGNES_DETAIL, LIGNES_CONTROLES = 24, 18
QUI, QUAND = 3, 4
"""Rows of the two choices."""
ARTICLE = "Article"


def feuille_justification(classeur: Classeur) -> None:
    feuille = classeur.feuille("Justification", "#4B3A7A")
    feuille.largeurs(44, 52, 20, 16, 14, 14, 46, 13)
    feuille.texte(0, 0, "Justification", "titre")
    feuille.texte(1, 0, "Choisir une personne et un jour de la semaine : le détail suit.", "surtitre")
    feuille.brut.set_row(0, 30)
    for ligne, libelle in ((QUI, "Personne"), (QUAND, "Semaine du")):
        feuille.texte(ligne, 0, libelle, "encadre", "libelle", "retrait")
    feuille.texte(QUI, 1, SALARIES[2].nom, "encadre", "saisie", "retrait")
    feuille.date(QUAND, 1, PREMIER_LUNDI, "encadre", "saisie")
    feuille.brut.data_validation(QUI, 1, QUI, 1, {"validate": "list", "source": f"={liste()}"})
    feuille.brut.data_validation(QUAND, 1, QUAND, 1, DATE_ATTENDUE)
    qui, quand = fixe(QUI, 1), fixe(QUAND, 1)

    def de(nom: str) -> str:
        return f"INDEX({zone(RANG[nom])},MATCH({qui},{liste()},0))"

    metier = (de(noms.FONCTION), de(noms.CONVENTION), quand, JOURS)
    majorations, annexe = (f'{de(n)}&""' for n in (MAJORATIONS, noms.ANNEXE))
    detail = feuille.appel("DETAIL_SEMAINE", *metier, majorations, annexe, qui)
    suite = _tableau(feuille, QUAND + 2, "Heures et montants", ENTETE_DETAIL, detail, LIGNES_DETAIL)
    controle = feuille.appel("CONTROLE_TEMPS", *metier, '""', qui)
    _tableau(feuille, suite + 1, "Contrôle des horaires", ENTETE_CONTROLES, controle, LIGNES_CONTROLES)
    feuille.mise_en_page("Justification d’une semaine", paysage=True)
    feuille.brut.fit_to_pages(1, 1)
    feuille.brut.freeze_panes(QUAND + 1, 0)


def _places(entete: Sequence[str]) -> list[int]:
    """Articles share the wide column of both tables."""
    large = ENTETE_DETAIL.index(ARTICLE)
    ecart = large - entete.index(ARTICLE)
    return [rang + (ecart if rang >= entete.index(ARTICLE) else 0) for rang in range(len(entete))]


def _tableau(feuille: Feuille, ligne: int, titre: str, entete: Sequence[str], appel: str, lignes: int) -> int:
    """Rows of a table under its title; blank past the last one, whose first error is seen."""
    feuille.bande(ligne, 0, len(ENTETE_DETAIL) - 1, "bloc")
    feuille.texte(ligne, 0, titre, "bloc")
    places = _places(entete)
    feuille.bande(ligne + 1, 0, len(ENTETE_DETAIL) - 1, "entete")
    for place, nom in zip(places, entete, strict=True):
        feuille.texte(ligne + 1, place, nom, "entete")
    for numero in range(lignes):
        feuille.bande(ligne + 2 + numero, 0, len(ENTETE_DETAIL) - 1, "ligne", "xlprod")
        for rang, nom in enumerate(entete):
            lu = f"INDEX({appel},{numero + 2},{rang + 1})"
            presente = lu if numero == 0 else f'IF(ISERROR({lu}),"",{lu})'
            style = (
                ("euros",) if nom in ("Montant", "Taux ou base")
                else ("nombre_2",) if nom == "Nombre"
                else ("pourcent", "centre") if nom == "Majoration"
                else ("note",) if nom == ARTICLE
                else ("retrait",)
            )  # fmt: skip
            feuille.formule(ligne + 2 + numero, places[rang], presente, "ligne", "xlprod", *style)
    fin = ligne + 2 + lignes
    reste = f'IF(ISERROR(INDEX({appel},{lignes + 2},1)),"","… la suite : fonction dans une cellule vide")'
    feuille.formule(fin, 0, reste, "surtitre")
    return fin
