"""The figures of the page: identity, key amounts, budget by poste, payroll."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from reportlab.lib.colors import white
from reportlab.pdfbase.pdfmetrics import stringWidth

from xlprod.argent import texte_euros, texte_nombre
from xlprod.periodes import texte_date
from xlprod.rapports.donnees import UnePage
from xlprod.rapports.page import (
    BLEU,
    DROITE,
    FOND,
    GAUCHE,
    GRAS,
    GRIS,
    NORMAL,
    NUIT,
    PALE,
    Page,
    ajuster,
    propre,
)

MILIEU = GAUCHE + 300
"""Where the right column begins."""

CAISSES_MAX = 8
TITRES = (23, 20, 17, 14)
"""Sizes of the title, the largest that holds it on one line."""


def entete(page: Page, donnees: UnePage) -> None:
    film = donnees.film
    page.y -= 10
    page.texte(GAUCHE, page.y + 6, ajuster(film.societe.upper(), 300, 8), 8, NORMAL, GRIS)
    page.y -= 16
    largeur = DROITE - GAUCHE - 175
    taille = next((t for t in TITRES if stringWidth(propre(film.titre), GRAS, t) <= largeur), TITRES[-1])
    page.texte(GAUCHE, page.y, ajuster(film.titre, largeur, taille, GRAS), taille, GRAS)
    page.texte(GAUCHE, page.y - 14, "Devis prévisionnel : synthèse en une page", 9.5, NORMAL, GRIS)
    jours = f", {film.jours_tournage} jours" if film.jours_tournage else ""
    droite = [
        f"Tournage du {texte_date(film.debut_tournage)} au {texte_date(film.fin_tournage)}{jours}",
        f"Droit de référence : {texte_date(film.date_reference)}",
        f"Devis version {film.version}, montants hors taxes",
    ]
    for rang, ligne in enumerate(droite):
        page.a_droite(DROITE, page.y + 11 - rang * 12.5, ligne, 8, NORMAL, GRIS)
    page.filet(GAUCHE, DROITE, page.y - 23, NUIT, 1.4)
    page.y -= 23 + page.air * 0.8


def reperes(page: Page, donnees: UnePage) -> None:
    """The four figures that a reader looks for first."""
    reperes = (
        (
            f"Total général HT{' (incomplet)' if donnees.manquantes else ''}",
            texte_euros(donnees.total_general),
        ),
        ("Coût direct (postes 1 à 9)", texte_euros(donnees.cout_direct)),
        ("Masse salariale chargée", texte_euros(donnees.cout_employeur)),
        ("Taux moyen de charges", _pourcentage(donnees.taux)),
    )
    gouttiere, hauteur = 9.0, 43.0
    largeur = (DROITE - GAUCHE - 3 * gouttiere) / 4
    for rang, (libelle, valeur) in enumerate(reperes):
        x = GAUCHE + rang * (largeur + gouttiere)
        fond, encre, legende = (FOND, NUIT, GRIS) if rang else (NUIT, white, PALE)
        page.pave(x, page.y - hauteur, largeur, hauteur, fond)
        page.texte(x + 9, page.y - 15, libelle, 7.5, NORMAL, legende)
        page.texte(x + 9, page.y - 33, ajuster(valeur, largeur - 14, 13, GRAS), 13, GRAS, encre)
    page.y -= hauteur + page.air + 12


def postes(page: Page, donnees: UnePage, y: float) -> float:
    """Left column: postes with their bars, then the totals; returns the bottom."""
    droite = MILIEU - 22
    page.titre(GAUCHE, droite, y, "Devis par poste")
    page.a_droite(droite, y, "part du total", 7, NORMAL, GRIS)
    plus_haut = max((montant for _, _, montant in donnees.postes), default=0) or 1
    y -= 18
    for code, libelle, montant in donnees.postes:
        page.texte(GAUCHE, y, code, 8.5, GRAS)
        page.texte(GAUCHE + 14, y, ajuster(libelle, 160, 8.5))
        _montant(page, droite, y, montant, donnees.part(montant))
        piste = droite - GAUCHE - 14
        page.pave(GAUCHE + 14, y - 6.6, piste, 2.6, FOND)
        page.pave(GAUCHE + 14, y - 6.6, piste * max(0, montant) / plus_haut, 2.6, BLEU)
        y -= 19
    y -= 2
    film = donnees.film
    for rang, (libelle, montant) in enumerate(
        (
            ("Coût direct (postes 1 à 9)", donnees.cout_direct),
            (f"Frais généraux ({_taux(film.frais_generaux)} du coût direct)", donnees.frais_generaux),
            (f"Imprévus ({_taux(film.imprevus)} du coût direct)", donnees.imprevus),
        )
    ):
        page.filet(GAUCHE, droite, y + 9.5, PALE if rang else NUIT)
        page.texte(GAUCHE, y, libelle, 8.5, NORMAL if rang else GRAS)
        _montant(page, droite, y, montant, donnees.part(montant), NORMAL if rang else GRAS)
        y -= 14.5
    page.pave(GAUCHE, y - 10, droite - GAUCHE, 19, NUIT)
    page.texte(GAUCHE + 7, y - 4, "Total général HT", 10, GRAS, white)
    page.a_droite(droite - 7, y - 4, texte_euros(donnees.total_general), 10, GRAS, white)
    return y - 10


def _montant(
    page: Page, x: float, y: float, montant: int, part: Fraction | None, police: str = NORMAL
) -> None:
    page.a_droite(x - 40, y, texte_euros(montant), 8.5, police)
    page.a_droite(x, y, _pourcentage(part), 8, NORMAL, GRIS)


def _pourcentage(part: Fraction | None) -> str:
    return "–" if part is None else texte_nombre(part * 100, 1) + "\u00a0%"


def _taux(taux: Decimal) -> str:
    return f"{taux.normalize():f}".replace(".", ",") + "\u00a0%"


def masse(page: Page, donnees: UnePage, y: float) -> float:
    """Right column: payroll, then contributions by body; returns the bottom."""
    figuration = donnees.journees_figuration
    jours = f"{texte_quantite(figuration)} journées" if figuration else "aucune"
    lignes = [
        ("Salaires bruts", texte_euros(donnees.brut)),
        ("Charges patronales", texte_euros(donnees.patronales)),
        ("Coût employeur", texte_euros(donnees.cout_employeur)),
        ("Part du total général", _pourcentage(donnees.part(donnees.cout_employeur))),
        ("Contrats", str(len(donnees.film.personnes))),
        ("Personnes, hors figuration", str(donnees.personnes)),
        ("Figuration", jours),
    ]
    page.titre(MILIEU, DROITE, y, "Masse salariale")
    y = _lignes(page, y - 18, lignes, "Coût employeur") - 17
    page.titre(MILIEU, DROITE, y, "Charges patronales par caisse")
    caisses = donnees.caisses
    if len(caisses) > CAISSES_MAX:
        reste = sum(montant for _, montant in caisses[CAISSES_MAX - 1 :])
        caisses = [*caisses[: CAISSES_MAX - 1], ("Autres caisses", reste)]
    return _lignes(page, y - 18, [(c, texte_euros(m)) for c, m in caisses], "")


def _lignes(page: Page, y: float, lignes: Sequence[tuple[str, str]], forte: str) -> float:
    for libelle, valeur in lignes:
        police = GRAS if libelle == forte else NORMAL
        page.texte(MILIEU, y, ajuster(libelle, 125, 8.5, police), 8.5, police)
        page.a_droite(DROITE, y, valeur, 8.5, police)
        page.filet(MILIEU, DROITE, y - 4.2)
        y -= 13.8
    return y + 8


def texte_quantite(quantite: Decimal) -> str:
    return texte_nombre(quantite, 0 if quantite == quantite.to_integral_value() else 1)
