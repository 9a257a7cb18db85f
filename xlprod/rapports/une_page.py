"""The one-page PDF summary: budget by poste, payroll, salaries under the minimum, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from xlprod.argent import texte_euros, texte_nombre
from xlprod.periodes import texte_date
from xlprod.rapports.donnees import Alerte, UnePage, donnees_une_page

__all__ = ["UnePage", "donnees_une_page", "ecrire_une_page"]

LARGEUR, HAUTEUR = A4
MARGE = 42.0
GAUCHE, DROITE = MARGE, LARGEUR - MARGE
MILIEU = GAUCHE + 292
NUIT, GRIS, PALE = HexColor("#1B2A41"), HexColor("#6B7788"), HexColor("#DDE4EC")
ROUGE, ROSE = HexColor("#A61B1B"), HexColor("#FBE9E7")
NORMAL, GRAS, ITALIQUE = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
ALERTES_MAX, REMARQUES_MAX, ERREURS_MAX = 5, 9, 3
PLANCHER = MARGE + 66
"""Lists stop here: the page is one page whatever its content."""

# Characters that the standard PDF fonts lack, and what replaces them.
_ABSENTS = str.maketrans({"\u202f": "\u00a0", "−": "-", "≤": "<=", "≥": ">=", "ʼ": "’"})


def ecrire_une_page(donnees: UnePage, destination: Path) -> Path:
    """Write the page (A4, one page whatever the content; same data, same bytes)."""
    toile = Canvas(str(destination), pagesize=A4, invariant=1)
    toile.setTitle(f"{donnees.film.titre} : résumé du devis")
    toile.setAuthor(donnees.film.societe)
    page = _Page(toile)
    _entete(page, donnees)
    bas_postes = _postes(page, donnees, page.y)
    bas_masse = _masse(page, donnees, page.y)
    page.y = min(bas_postes, bas_masse) - 30
    _alertes(page, donnees)
    _remarques(page, donnees)
    _pied(page, donnees)
    toile.showPage()
    toile.save()
    return destination


class _Page:
    """A canvas with a pen: ``y`` is where the next line goes."""

    def __init__(self, toile: Canvas) -> None:
        self.toile = toile
        self.y = HAUTEUR - MARGE

    def texte(
        self, x: float, y: float, texte: str, taille: float = 8.5, police: str = NORMAL, couleur: Color = NUIT
    ) -> None:
        self.toile.setFont(police, taille)
        self.toile.setFillColor(couleur)
        self.toile.drawString(x, y, propre(texte))

    def a_droite(
        self, x: float, y: float, texte: str, taille: float = 8.5, police: str = NORMAL, couleur: Color = NUIT
    ) -> None:
        self.toile.setFont(police, taille)
        self.toile.setFillColor(couleur)
        self.toile.drawRightString(x, y, propre(texte))

    def pave(self, x: float, y: float, largeur: float, hauteur: float, couleur: Color) -> None:
        self.toile.setFillColor(couleur)
        self.toile.rect(x, y, largeur, hauteur, stroke=0, fill=1)

    def filet(self, x1: float, x2: float, y: float, couleur: Color = PALE, epaisseur: float = 0.6) -> None:
        self.toile.setStrokeColor(couleur)
        self.toile.setLineWidth(epaisseur)
        self.toile.line(x1, y, x2, y)

    def bandeau(self, x1: float, x2: float, y: float, titre: str, couleur: Color = NUIT) -> None:
        self.pave(x1, y - 5, x2 - x1, 17, couleur)
        self.texte(x1 + 7, y, titre, 9, GRAS, white)

    def paragraphe(
        self, x: float, largeur: float, texte: str, taille: float = 8, lignes: int = 2, couleur: Color = NUIT
    ) -> None:
        """Wrapped text, at most ``lignes`` lines, then the pen goes down."""
        for rang, ligne in enumerate(couper(texte, largeur, taille, lignes)):
            self.texte(x, self.y - rang * (taille + 2), ligne, taille, NORMAL, couleur)
        self.y -= len(couper(texte, largeur, taille, lignes)) * (taille + 2) + 1.5


def propre(texte: str) -> str:
    """Text that the standard fonts can print."""
    return texte.translate(_ABSENTS).encode("cp1252", "replace").decode("cp1252")


def couper(texte: str, largeur: float, taille: float, lignes: int) -> list[str]:
    """Lines that fit the width; the last one ends with an ellipsis when text is left."""
    coupees: list[str] = simpleSplit(propre(texte), NORMAL, taille, largeur)
    if len(coupees) <= lignes:
        return coupees
    return [*coupees[: lignes - 1], ajuster(coupees[lignes - 1] + "…", largeur, taille, NORMAL)]


def ajuster(texte: str, largeur: float, taille: float, police: str) -> str:
    """Text shortened with an ellipsis until it fits."""
    texte = propre(texte)
    if stringWidth(texte, police, taille) <= largeur:
        return texte
    while texte and stringWidth(texte + "…", police, taille) > largeur:
        texte = texte[:-1]
    return texte.rstrip(" …") + "…"


def _entete(page: _Page, donnees: UnePage) -> None:
    film = donnees.film
    page.y -= 10
    page.texte(GAUCHE, page.y + 8, ajuster(film.societe, 300, 9, NORMAL), 9, NORMAL, GRIS)
    page.y -= 14
    page.texte(GAUCHE, page.y, ajuster(film.titre, DROITE - GAUCHE - 170, 22, GRAS), 22, GRAS)
    droite = [
        f"Tournage du {texte_date(film.debut_tournage)} au {texte_date(film.fin_tournage)}",
        f"Droit applicable au {texte_date(film.date_reference)}",
        f"Devis version {film.version}, montants hors taxes",
    ]
    for rang, ligne in enumerate(droite):
        page.a_droite(DROITE, page.y + 24 - rang * 11, ligne, 8, NORMAL, GRIS)
    page.filet(GAUCHE, DROITE, page.y - 9, NUIT, 1.4)
    page.y -= 32


def _postes(page: _Page, donnees: UnePage, y: float) -> float:
    """Left column: postes with their bars, then the totals; returns the bottom."""
    droite = MILIEU - 18
    page.bandeau(GAUCHE, droite, y, "Devis par poste")
    plus_haut = max((montant for _, _, montant in donnees.postes), default=0) or 1
    y -= 21
    for code, libelle, montant in donnees.postes:
        page.texte(GAUCHE + 4, y, code, 8.5, GRAS)
        page.texte(GAUCHE + 18, y, ajuster(libelle, 158, 8.5, NORMAL))
        page.a_droite(droite - 4, y, texte_euros(montant))
        page.pave(
            GAUCHE + 18,
            y - 6.5,
            max(0.5, (droite - GAUCHE - 22) * montant / plus_haut),
            2.4,
            HexColor("#4F76A3"),
        )
        y -= 18.5
    y -= 1
    totaux = [
        ("Coût direct (postes 1 à 9)", donnees.cout_direct),
        (f"Frais généraux ({_pourcent(donnees.film.frais_generaux)})", donnees.frais_generaux),
        (f"Imprévus ({_pourcent(donnees.film.imprevus)})", donnees.imprevus),
    ]
    for rang, (libelle, montant) in enumerate(totaux):
        police = NORMAL if rang else GRAS
        page.filet(GAUCHE, droite, y + 10)
        page.texte(GAUCHE + 4, y, libelle, 8.5, police)
        page.a_droite(droite - 4, y, texte_euros(montant), 8.5, police)
        y -= 15
    page.pave(GAUCHE, y - 11, droite - GAUCHE, 20, NUIT)
    page.texte(GAUCHE + 7, y - 5, "Total général HT", 10.5, GRAS, white)
    page.a_droite(droite - 6, y - 5, texte_euros(donnees.total_general), 10.5, GRAS, white)
    return y - 11


def _pourcent(taux: object) -> str:
    return f"{taux}".replace(".", ",") + "\u00a0%"


def _masse(page: _Page, donnees: UnePage, y: float) -> float:
    """Right column: payroll, then contributions by body; returns the bottom."""
    film = donnees.film
    page.bandeau(MILIEU, DROITE, y, "Masse salariale")
    y -= 21
    taux = texte_nombre(Fraction(100 * donnees.patronales, donnees.brut or 1), 1) + "\u00a0%"
    contrats = f"{len(film.personnes)} contrats, {donnees.personnes} personnes hors figuration"
    for libelle, valeur in (
        ("Salaires bruts", texte_euros(donnees.brut)),
        ("Charges patronales", texte_euros(donnees.patronales)),
        ("Coût employeur", texte_euros(donnees.brut + donnees.patronales)),
        ("Taux moyen de charges", taux),
    ):
        page.texte(MILIEU + 4, y, libelle, 8.5, GRAS if libelle == "Coût employeur" else NORMAL)
        page.a_droite(DROITE - 4, y, valeur, 8.5, GRAS if libelle == "Coût employeur" else NORMAL)
        page.filet(MILIEU, DROITE, y - 4.5)
        y -= 15
    page.texte(MILIEU + 4, y, ajuster(contrats, DROITE - MILIEU - 8, 7.5, ITALIQUE), 7.5, ITALIQUE, GRIS)
    y -= 24
    page.bandeau(MILIEU, DROITE, y, "Charges patronales par caisse")
    y -= 21
    for libelle, montant in donnees.caisses[:9]:
        page.texte(MILIEU + 4, y, ajuster(libelle, 130, 8.5, NORMAL))
        page.a_droite(DROITE - 4, y, texte_euros(montant))
        page.filet(MILIEU, DROITE, y - 4.5)
        y -= 15
    return y + 8


def _alertes(page: _Page, donnees: UnePage) -> None:
    nombre = len(donnees.alertes)
    if not nombre:
        page.bandeau(GAUCHE, DROITE, page.y, "Salaires sous le minimum : aucun", HexColor("#2E6B4F"))
        page.y -= 24
    else:
        pluriel = "s" if nombre > 1 else ""
        titre = f"{nombre} salaire{pluriel} sous le minimum garanti"
        page.bandeau(GAUCHE, DROITE, page.y, titre, ROUGE)
        page.y -= 5
        for alerte in donnees.alertes[:ALERTES_MAX]:
            _alerte(page, alerte)
        page.y -= 20
    if nombre > ALERTES_MAX:
        autres = f"… et {nombre - ALERTES_MAX} autres, voir la feuille Équipe du classeur."
        page.texte(GAUCHE + 8, page.y + 8, autres, 8, ITALIQUE, ROUGE)
        page.y -= 12
    if donnees.erreurs:
        _erreurs(page, donnees.erreurs)


def _alerte(page: _Page, alerte: Alerte) -> None:
    page.pave(GAUCHE, page.y - 27, DROITE - GAUCHE, 27, ROSE)
    qui = alerte.fonction + (f" – {alerte.nom}" if alerte.nom else "")
    page.texte(GAUCHE + 8, page.y - 11, ajuster(qui, 250, 9, GRAS), 9, GRAS, ROUGE)
    manque = (
        f"manque {texte_euros(alerte.manque)} par {alerte.unite}, {texte_euros(alerte.manque_total)} en tout"
    )
    page.a_droite(DROITE - 8, page.y - 11, manque, 9, GRAS, ROUGE)
    minimum = f"minimum {texte_euros(alerte.minimum)} par {alerte.unite}"
    detail = f"Négocié {texte_euros(alerte.brut)}, {minimum} : {alerte.article}"
    page.texte(GAUCHE + 8, page.y - 22, ajuster(detail, DROITE - GAUCHE - 16, 8, NORMAL), 8)
    page.y -= 30


def _erreurs(page: _Page, erreurs: Sequence[str]) -> None:
    titre = f"Total incomplet : {len(erreurs)} contrat(s) non calculé(s)"
    page.bandeau(GAUCHE, DROITE, page.y, titre, ROUGE)
    page.y -= 19
    _liste(page, erreurs, ERREURS_MAX, ROUGE)
    page.y -= 8


def _liste(page: _Page, phrases: Iterable[str], maximum: int, couleur: Color = NUIT) -> None:
    toutes = list(phrases)
    montrees = 0
    while montrees < min(len(toutes), maximum) and page.y > PLANCHER:
        page.texte(GAUCHE + 4, page.y, "•", 8, NORMAL, couleur)
        page.paragraphe(GAUCHE + 14, DROITE - GAUCHE - 18, toutes[montrees], 8, 2, couleur)
        montrees += 1
    if montrees < len(toutes):
        reste = f"… et {len(toutes) - montrees} autres, voir le classeur."
        page.texte(GAUCHE + 14, page.y, reste, 8, ITALIQUE, GRIS)
        page.y -= 11


def _remarques(page: _Page, donnees: UnePage) -> None:
    page.bandeau(GAUCHE, DROITE, page.y, "Hypothèses et points à vérifier")
    page.y -= 20
    _liste(page, donnees.remarques or ["Aucune hypothèse, aucun chiffre à vérifier."], REMARQUES_MAX)
    page.y -= 6
    for phrase in donnees.concordance:
        page.paragraphe(GAUCHE + 4, DROITE - GAUCHE - 8, phrase, 8, 2)


def _pied(page: _Page, donnees: UnePage) -> None:
    page.filet(GAUCHE, DROITE, MARGE + 14)
    page.texte(GAUCHE, MARGE + 4, f"Calculé par {donnees.versions}.", 7, NORMAL, GRIS)
    page.a_droite(DROITE, MARGE + 4, "xlprod n'est pas un conseil juridique.", 7, NORMAL, GRIS)
    sources = (
        "Articles et sources de chaque ligne : feuille Sources du classeur, ou XLPROD.POURQUOI. "
        "Contrats calculés isolément, sans régularisation entre contrats."
    )
    page.texte(GAUCHE, MARGE - 5, ajuster(sources, DROITE - GAUCHE, 7, NORMAL), 7, NORMAL, GRIS)
