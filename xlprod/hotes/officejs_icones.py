"""Pictures of the Office.js add-in: its mark, and one glyph a button, drawn here.

The classic ribbon shows Office's own pictures; web add-ins have to bring theirs.  A glyph is drawn
on a square of 24 units, large, then reduced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from xlprod.classeurs.styles import ENCRE

TAILLES = (16, 32, 80)
"""Sizes that a button and a group must bring."""
TAILLES_MARQUE = (16, 32, 64)
"""Those of the add-in's mark, in Excel's list of add-ins and on the pane."""
UNITES = 24
SURECHANTILLON = 8
BLANC, OR = "#FFFFFF", "#E3B341"
EPAISSEURS = {16: 2.6, 32: 2.0}
"""Width of the line, in units: thicker where the picture is small."""
EPAISSEUR = 1.7

Point = tuple[float, float]


class Crayon:
    """Draws in units on a square picture."""

    def __init__(self, taille: int) -> None:
        self._echelle = SURECHANTILLON * taille / UNITES
        self.taille = taille
        self.image = Image.new("RGBA", (SURECHANTILLON * taille,) * 2)
        self._trait = ImageDraw.Draw(self.image)
        self.epaisseur = EPAISSEURS.get(taille, EPAISSEUR)

    def _points(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._echelle, y * self._echelle) for x, y in points]

    def ligne(self, *points: Point, encre: str = BLANC, epaisseur: float | None = None) -> None:
        """A broken line with round ends."""
        epais = (self.epaisseur if epaisseur is None else epaisseur) * self._echelle
        self._trait.line(self._points(points), fill=encre, width=round(epais), joint="curve")
        for x, y in self._points((points[0], points[-1])):
            self._trait.ellipse((x - epais / 2, y - epais / 2, x + epais / 2, y + epais / 2), fill=encre)

    def arc(self, boite: tuple[float, float, float, float], debut: float, fin: float) -> None:
        """Part of an ellipse, its line inside the box; angles in degrees, clockwise from the right."""
        coins = tuple(v * self._echelle for v in boite)
        self._trait.arc(coins, debut, fin, fill=BLANC, width=round(self.epaisseur * self._echelle))

    def cadre(self, gauche: float, haut: float, droite: float, bas: float, encre: str = BLANC) -> None:
        """A rectangle with rounded corners, not filled."""
        coins = tuple(v * self._echelle for v in (gauche, haut, droite, bas))
        epais = round(self.epaisseur * self._echelle)
        self._trait.rounded_rectangle(coins, 1.6 * self._echelle, outline=encre, width=epais)

    def pave(
        self, gauche: float, haut: float, droite: float, bas: float, encre: str, rayon: float = 0.8
    ) -> None:
        """A filled rectangle with rounded corners."""
        coins = tuple(v * self._echelle for v in (gauche, haut, droite, bas))
        self._trait.rounded_rectangle(coins, rayon * self._echelle, fill=encre)

    def polygone(self, *points: Point, encre: str = BLANC) -> None:
        self._trait.polygon(self._points(points), fill=encre)

    def disque(self, x: float, y: float, rayon: float, encre: str) -> None:
        e = self._echelle
        self._trait.ellipse(((x - rayon) * e, (y - rayon) * e, (x + rayon) * e, (y + rayon) * e), fill=encre)

    def fini(self) -> Image.Image:
        return self.image.resize((self.taille, self.taille), Image.Resampling.LANCZOS)


def _marque(c: Crayon) -> None:
    """A clapper's bars over a cell marked with a cross."""
    for gauche in (4.4, 10.6, 16.8):
        c.polygone((gauche + 1.6, 2.6), (gauche + 4.6, 2.6), (gauche + 2.6, 8), (gauche - 0.4, 8))
    c.ligne((2.6, 9.2), (21.4, 9.2), encre=OR, epaisseur=1.2)
    c.ligne((8.8, 12.2), (15.2, 18.8))
    c.ligne((8.8, 18.8), (15.2, 12.2))


def _page(c: Crayon) -> None:
    """A blank page and a plus: a new budget."""
    c.ligne((6, 12), (6, 5), (14, 5), (18, 9), (18, 12))
    c.ligne((6, 12), (6, 19), (9, 19))
    c.ligne((15.4, 14), (15.4, 20.4), encre=OR, epaisseur=c.epaisseur * 1.15)
    c.ligne((12.2, 17.2), (18.6, 17.2), encre=OR, epaisseur=c.epaisseur * 1.15)


def _seuil(c: Crayon) -> None:
    """Bars against a line: salaries and their minimum."""
    for gauche, haut in ((5, 12.6), (10.3, 7), (15.6, 9.6)):
        c.pave(gauche, haut, gauche + 3.4, 19.4, BLANC)
    c.ligne((4, 10.6), (20, 10.6), encre=OR)


def _bulletin(c: Crayon) -> None:
    """A payslip: lines, and the total under them."""
    c.cadre(5, 4, 19, 20)
    c.ligne((8.6, 8.6), (15.4, 8.6))
    c.ligne((8.6, 12.2), (12.6, 12.2))
    c.ligne((8.8, 16.2), (15.2, 16.2), encre=OR, epaisseur=c.epaisseur * 1.15)


def _question(c: Crayon) -> None:
    c.arc((7, 3.6, 17, 13.6), 180, 440)
    c.ligne((12.6, 12.6), (12, 13.2), (12, 15))
    c.disque(12, 19, 1.7, OR)


def _coche(c: Crayon) -> None:
    """A ticked box."""
    c.cadre(4.6, 4.6, 19.4, 19.4)
    c.ligne((8.4, 12.2), (11, 15), (16, 8.8), encre=OR, epaisseur=c.epaisseur * 1.2)


def _maillons(c: Crayon) -> None:
    """Two links of a chain, joined."""
    c.cadre(3, 7.4, 10.4, 16.6)
    c.cadre(13.6, 7.4, 21, 16.6)
    c.ligne((7.4, 12), (16.6, 12), encre=OR)


def _pourcent(c: Crayon) -> None:
    """A percent sign: dated rates."""
    c.arc((4.2, 4.6, 11.2, 11.6), 0, 360)
    c.arc((12.8, 12.4, 19.8, 19.4), 0, 360)
    c.ligne((17.4, 5.2), (6.6, 18.8), encre=OR)


def _cadenas(c: Crayon) -> None:
    """A padlock: amounts that no longer move."""
    c.arc((7.6, 3.8, 16.4, 14.2), 180, 360)
    c.ligne((8.5, 8.6), (8.5, 11))
    c.ligne((15.5, 8.6), (15.5, 11))
    c.pave(5.2, 10.8, 18.8, 20, OR, rayon=1.8)
    c.disque(12, 15.4, 1.5, ENCRE)


def _livre(c: Crayon) -> None:
    """An open book."""
    c.ligne((12, 7.4), (8.6, 5.8), (4, 5.8), (4, 17), (8.6, 17), (12, 18.6))
    c.ligne((12, 7.4), (15.4, 5.8), (20, 5.8), (20, 17), (15.4, 17), (12, 18.6))
    c.ligne((12, 8), (12, 18), encre=OR)


def _deux_lois(c: Crayon) -> None:
    """Two columns side by side, the second one taller: before and after."""
    c.pave(4.6, 10.4, 9, 19.4, BLANC)
    c.pave(15, 5, 19.4, 19.4, OR)


def _semaine(c: Crayon) -> None:
    """A calendar, one of its days marked."""
    c.cadre(4, 5.4, 20, 20)
    c.ligne((4.6, 10), (19.4, 10))
    c.ligne((8.4, 3.6), (8.4, 7))
    c.ligne((15.6, 3.6), (15.6, 7))
    c.pave(12.6, 12.6, 16.8, 16.8, OR)


def _grille(c: Crayon) -> None:
    """A table: rows, and the column of amounts."""
    c.cadre(4, 4, 20, 20)
    c.ligne((4.6, 9.4), (19.4, 9.4))
    c.ligne((4.6, 14.6), (19.4, 14.6))
    c.ligne((14, 4.6), (14, 19.4), encre=OR)


GLYPHES: dict[str, Callable[[Crayon], None]] = {
    "nouveau": _page,
    "semaine": _semaine,
    "grille": _grille,
    "minima": _seuil,
    "salaire": _bulletin,
    "diff": _deux_lois,
    "pourquoi": _question,
    "relier": _maillons,
    "verifier": _coche,
    "figer": _cadenas,
    "baremes": _pourcent,
    "aide": _livre,
}
"""Glyph of each action."""


def dessiner(taille: int, action: str = "") -> Image.Image:
    """Picture of an action's button; without a glyph of its own, the add-in's mark."""
    crayon = Crayon(taille)
    crayon.pave(0.8, 0.8, UNITES - 0.8, UNITES - 0.8, ENCRE, rayon=3.6)
    GLYPHES.get(action, _marque)(crayon)
    return crayon.fini()
