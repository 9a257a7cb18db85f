"""The one-page PDF summary: budget by poste, payroll, salaries under the minimum, doubts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from xlprod.argent import texte_euros
from xlprod.classeurs.archive import ecriture_atomique
from xlprod.paie.remplacements import TITRE
from xlprod.rapports import tableaux
from xlprod.rapports.donnees import Alerte, UnePage, donnees_une_page
from xlprod.rapports.page import (
    DROITE,
    FOND,
    GAUCHE,
    GRAS,
    GRIS,
    ITALIQUE,
    MARGE,
    NORMAL,
    NUIT,
    ROSE,
    ROUGE,
    VERT,
    Page,
    ajuster,
    couper,
    propre,
)  # fmt: skip
from xlprod.rapports.tableaux import texte_quantite

__all__ = ["UnePage", "donnees_une_page", "ecrire_une_page", "propre"]

ALERTES_MAX, REMARQUES_MAX, ERREURS_MAX, CONCORDANCES_MAX = 5, 12, 2, 2
REMPLACES_MAX = 3
PIED = MARGE + 52
"""Top of the small print: the page is one page whatever its content."""
AIR, AIR_MAX = 11.0, 26.0
"""Space between blocks: at least, and at most when the page has room."""


def ecrire_une_page(donnees: UnePage, destination: Path) -> Path:
    """Write the page (A4, one page whatever the content; same data, same bytes)."""
    # A first drawing, thrown away, tells how much room is left to spread between the blocks.
    essai = Page(Canvas(io.BytesIO(), pagesize=A4), AIR)
    blocs = _dessiner(essai, donnees)
    air = min(AIR_MAX, AIR + max(0.0, essai.y - PIED) / blocs)
    tampon = io.BytesIO()
    toile = Canvas(tampon, pagesize=A4, invariant=1, lang="fr-FR")
    toile.setTitle(propre(f"{donnees.film.titre} : résumé du devis"))
    toile.setAuthor(propre(donnees.film.societe))
    toile.setSubject("Synthèse du devis en une page")
    toile.setCreator("xlprod")
    _dessiner(Page(toile, air), donnees)
    toile.showPage()
    toile.save()
    with ecriture_atomique(destination) as flux:
        flux.write(tampon.getvalue())
    return destination


def _dessiner(page: Page, donnees: UnePage) -> int:
    """Draw everything; returns the number of spaces between blocks."""
    tableaux.entete(page, donnees)
    tableaux.reperes(page, donnees)
    haut = page.y
    page.y = min(tableaux.postes(page, donnees, haut), tableaux.masse(page, donnees, haut))
    blocs = [_erreurs, _alertes, _remplaces, _remarques, _concordance]
    for bloc in blocs:
        page.y -= page.air
        bloc(page, donnees)
    _pied(page, donnees)
    return len(blocs) + 2


def _erreurs(page: Page, donnees: UnePage) -> None:
    """What is not in the totals comes first: nothing else on the page is worth without it."""
    manquantes = donnees.manquantes
    if not manquantes:
        page.y += page.air
        return
    page.y -= 7
    lignes = "lignes non calculées" if len(manquantes) > 1 else "ligne non calculée"
    page.bandeau(GAUCHE, DROITE, page.y, f"Total incomplet : {len(manquantes)} {lignes}", ROUGE)
    page.y -= 17
    _liste(page, manquantes, ERREURS_MAX, ROUGE)


def _alertes(page: Page, donnees: UnePage) -> None:
    nombre = len(donnees.alertes)
    sans = len(donnees.non_compares)
    compares = len(donnees.film.personnes) - sans - len(donnees.erreurs)
    page.y -= 7
    if nombre:
        manque = texte_euros(sum(a.manque_total for a in donnees.alertes))
        titre = f"{nombre} salaire{'s' if nombre > 1 else ''} sous le minimum garanti : il manque {manque}"
        page.bandeau(GAUCHE, DROITE, page.y, titre, ROUGE)
    elif compares > 0:
        page.bandeau(GAUCHE, DROITE, page.y, "Aucun salaire sous le minimum garanti", VERT)
    else:
        page.bandeau(GAUCHE, DROITE, page.y, "Aucun salaire comparé au minimum garanti", GRIS)
    page.y -= 5
    montrees = ALERTES_MAX if not donnees.manquantes else ALERTES_MAX - 2
    for alerte in donnees.alertes[:montrees]:
        _alerte(page, alerte)
    page.y -= 10
    if nombre > montrees:
        page.texte(GAUCHE + 8, page.y, _suite(nombre - montrees, feuille="Équipe"), 8, ITALIQUE, ROUGE)
        page.y -= 11
    if sans:
        texte = f"{sans} salaire{'s' if sans > 1 else ''} sans minimum à comparer : {donnees.non_compares[0]}"
        page.paragraphe(GAUCHE + 8, DROITE - GAUCHE - 16, texte, 7.5, 1, GRIS)
        page.y -= 5
    page.y += 8


def _alerte(page: Page, alerte: Alerte) -> None:
    page.pave(GAUCHE, page.y - 26, DROITE - GAUCHE, 26, ROSE)
    qui = alerte.fonction + (f" – {alerte.nom}" if alerte.nom else "")
    manque = (
        f"manque {texte_euros(alerte.manque)} par {alerte.unite}, {texte_euros(alerte.manque_total)} en tout"
    )
    page.texte(GAUCHE + 8, page.y - 11, ajuster(qui, 245, 8.5, GRAS), 8.5, GRAS, ROUGE)
    page.a_droite(DROITE - 8, page.y - 11, manque, 8.5, GRAS, ROUGE)
    detail = (
        f"{texte_euros(alerte.brut)} par {alerte.unite} × {texte_quantite(alerte.quantite)}, minimum "
        f"{texte_euros(alerte.minimum)} ({alerte.article})"
    )
    page.texte(GAUCHE + 8, page.y - 21.5, ajuster(detail, DROITE - GAUCHE - 16, 8), 8)
    page.y -= 28


def _suite(nombre: int, feuille: str = "") -> str:
    ou = f"la feuille {feuille} du classeur" if feuille else "le classeur"
    return f"… et {nombre} autre{'s' if nombre > 1 else ''}, voir {ou}"


def _liste(
    page: Page, phrases: Sequence[str], maximum: int, couleur: Color = NUIT, taille: float = 8
) -> None:
    """Bulleted sentences, as many as the page still holds."""
    largeur = DROITE - GAUCHE - 12
    montrees = 0
    for phrase in phrases[:maximum]:
        hauteur = len(couper(phrase, largeur, taille, 2)) * (taille + 2) + 12
        if page.y - hauteur < page.plancher:
            break
        page.texte(GAUCHE, page.y, "•", taille, NORMAL, couleur)
        page.paragraphe(GAUCHE + 10, largeur, phrase, taille, 2, couleur)
        montrees += 1
    if montrees < len(phrases):
        page.texte(GAUCHE + 10, page.y, _suite(len(phrases) - montrees), taille, ITALIQUE, GRIS)
        page.y -= taille + 3


def _remarques(page: Page, donnees: UnePage) -> None:
    page.titre(GAUCHE, DROITE, page.y, "Hypothèses et points à vérifier")
    page.y -= 17
    page.plancher = _plancher(donnees)
    _liste(page, donnees.remarques or ["Aucune hypothèse, aucun chiffre à vérifier."], REMARQUES_MAX)


def _plancher(donnees: UnePage) -> float:
    """Where lists stop: above the small print and what says how amounts were checked."""
    return PIED + 8 + 18 * len(donnees.concordance[:CONCORDANCES_MAX])


def _remplaces(page: Page, donnees: UnePage) -> None:
    """What is not the law's: nothing is drawn when all of it is."""
    if not donnees.remplaces:
        page.y += page.air
        return
    page.titre(GAUCHE, DROITE, page.y, TITRE)
    page.y -= 17
    page.plancher = _plancher(donnees) + 40  # the hypotheses keep their title and a line
    _liste(page, donnees.remplaces, REMPLACES_MAX)


def _concordance(page: Page, donnees: UnePage) -> None:
    """How the amounts were checked, when they were."""
    page.y += page.air - 6  # close to the list above
    for phrase in donnees.concordance[:CONCORDANCES_MAX]:
        page.pave(GAUCHE, page.y - 6, DROITE - GAUCHE, 16, FOND)
        page.pave(GAUCHE, page.y - 6, 3, 16, VERT)
        page.texte(GAUCHE + 10, page.y - 1, ajuster(phrase, DROITE - GAUCHE - 20, 8, GRAS), 8, GRAS, VERT)
        page.y -= 18


def _pied(page: Page, donnees: UnePage) -> None:
    """Small print: sources, limits, versions."""
    page.filet(GAUCHE, DROITE, PIED - 4)
    droite = "xlprod n’est pas un conseil juridique."
    sources = " ; ".join(donnees.sources_courtes())
    minima = f"Minima : {sources}." if sources else "Minima : aucun salaire comparé."
    cotisations = (
        "Article et source de chaque cotisation : feuille Sources du classeur, XLPROD.POURQUOI. "
        "Contrats calculés isolément, sans régularisation entre contrats."
    )
    y = PIED - 13
    for texte, lignes in ((minima, 4), (cotisations, 2)):
        for ligne in couper(texte, DROITE - GAUCHE, 6.5, lignes):
            page.texte(GAUCHE, y, ligne, 6.5, NORMAL, GRIS)
            y -= 8
    page.texte(GAUCHE, MARGE - 12, f"Calculé par {donnees.versions}.", 7, NORMAL, GRIS)
    page.a_droite(DROITE, MARGE - 12, droite, 7, GRAS, GRIS)
