"""A page and its pen: text that the standard fonts can print, rules, bands, paragraphs."""

from __future__ import annotations

import unicodedata

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

LARGEUR, HAUTEUR = A4
MARGE = 42.0
GAUCHE, DROITE = MARGE, LARGEUR - MARGE
NUIT, BLEU, GRIS = HexColor("#1B2A41"), HexColor("#4F76A3"), HexColor("#5F6B7A")
PALE, FOND = HexColor("#D5DDE6"), HexColor("#F2F5F8")
ROUGE, ROSE, VERT = HexColor("#A61B1B"), HexColor("#FBE9E7"), HexColor("#2E6B4F")
NORMAL, GRAS, ITALIQUE = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"

# Characters that the standard PDF fonts lack, and what replaces them.
_ABSENTS = str.maketrans(
    {"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-", "−": "-", "≤": "<=", "≥": ">=", "ʼ": "’",
     "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i"}
)  # fmt: skip


def propre(texte: str) -> str:
    """Text that the standard fonts can print; a foreign accent gives way to its bare letter."""
    return "".join(map(_imprimable, texte.translate(_ABSENTS)))


def _imprimable(signe: str) -> str:
    for essai in (signe, unicodedata.normalize("NFKD", signe)[:1]):
        try:
            essai.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return essai
    return "?"


def couper(texte: str, largeur: float, taille: float, lignes: int, police: str = NORMAL) -> list[str]:
    """Lines that fit the width; the last one ends with an ellipsis when text is left."""
    coupees: list[str] = simpleSplit(propre(texte), police, taille, largeur)
    if len(coupees) > lignes:
        coupees[lignes - 1 :] = [coupees[lignes - 1] + "…"]
    return [ajuster(ligne, largeur, taille, police) for ligne in coupees]


def ajuster(texte: str, largeur: float, taille: float, police: str = NORMAL) -> str:
    """Text shortened with an ellipsis until it fits."""
    texte = propre(texte)
    if stringWidth(texte, police, taille) <= largeur:
        return texte
    while texte and stringWidth(texte + "…", police, taille) > largeur:
        texte = texte[:-1]
    return texte.rstrip(" …") + "…"


class Page:
    """A canvas with a pen: ``y`` is where the next line goes, ``air`` the space between blocks.

    ``plancher`` is where a list must stop.
    """

    def __init__(self, toile: Canvas, air: float) -> None:
        self.toile = toile
        self.y = HAUTEUR - MARGE
        self.air = air
        self.plancher = MARGE

    def texte(
        self, x: float, y: float, texte: str, taille: float = 8.5, police: str = NORMAL, couleur: Color = NUIT
    ) -> None:
        self._crayon(taille, police, couleur)
        self.toile.drawString(x, y, propre(texte))

    def a_droite(
        self, x: float, y: float, texte: str, taille: float = 8.5, police: str = NORMAL, couleur: Color = NUIT
    ) -> None:
        self._crayon(taille, police, couleur)
        self.toile.drawRightString(x, y, propre(texte))

    def _crayon(self, taille: float, police: str, couleur: Color) -> None:
        self.toile.setFont(police, taille)
        self.toile.setFillColor(couleur)

    def pave(self, x: float, y: float, largeur: float, hauteur: float, couleur: Color) -> None:
        self.toile.setFillColor(couleur)
        self.toile.rect(x, y, largeur, hauteur, stroke=0, fill=1)

    def filet(self, x1: float, x2: float, y: float, couleur: Color = PALE, epaisseur: float = 0.6) -> None:
        self.toile.setStrokeColor(couleur)
        self.toile.setLineWidth(epaisseur)
        self.toile.line(x1, y, x2, y)

    def bandeau(self, x1: float, x2: float, y: float, titre: str, couleur: Color = NUIT) -> None:
        self.pave(x1, y - 5, x2 - x1, 17, couleur)
        self.texte(x1 + 7, y, ajuster(titre, x2 - x1 - 14, 9, GRAS), 9, GRAS, white)

    def titre(self, x1: float, x2: float, y: float, titre: str) -> None:
        """Title of a block, over a rule."""
        self.texte(x1, y, titre, 9, GRAS)
        self.filet(x1, x2, y - 5, NUIT, 0.9)

    def paragraphe(
        self,
        x: float,
        largeur: float,
        texte: str,
        taille: float = 8,
        lignes: int = 2,
        couleur: Color = NUIT,
        police: str = NORMAL,
    ) -> None:
        """Wrapped text, at most ``lignes`` lines, then the pen goes down."""
        coupees = couper(texte, largeur, taille, lignes, police)
        for rang, ligne in enumerate(coupees):
            self.texte(x, self.y - rang * (taille + 2), ligne, taille, police, couleur)
        self.y -= len(coupees) * (taille + 2) + 1.5
