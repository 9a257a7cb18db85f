"""A sheet to be added to a workbook, as a model that every host writes the same way.

One titled table, printed on A4: what an action answers.  :meth:`Page.plan` turns it into plain
cells, zones and sizes, so that a host only copies them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xlprod.classeurs import styles
from xlprod.trace import Cellule

Format = Literal["texte", "euros", "nombre", "taux", "date"]
Style = Literal["normal", "section", "total", "alerte", "reserve", "lecture", "discret"]
"""``reserve``: to be verified; ``lecture``: what a disputed text gives under another reading."""

FORMATS: dict[str, str] = {
    "texte": "@",
    "euros": styles.EUROS,
    "nombre": "General",
    "taux": styles.TAUX,
    "date": styles.DATE,
}
"""Number formats, in Excel's English writing."""
TEXTE_MAX = 32_000
"""Longest text: a cell holds 32,767 characters, the apostrophe that some hosts put first included."""
LARGEUR_LISIBLE = 60
"""Longest text that one line of the title may need, in characters."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """How a zone looks; None leaves the host's default.  ``taille`` is in points."""

    fond: str | None = None
    encre: str | None = None
    gras: bool = False
    taille: float = 9
    renvoi: bool = True
    """Whether long texts wrap."""


ASPECTS: dict[str, Aspect] = {
    "normal": Aspect(),
    "titre": Aspect(encre=styles.ENCRE, gras=True, taille=16, renvoi=False),
    "sous_titre": Aspect(encre=styles.GRIS, renvoi=False),
    "entete": Aspect(styles.ENCRE, styles.BLANC, gras=True),
    "section": Aspect(styles.BLEU_CLAIR, styles.ENCRE, gras=True, renvoi=False),
    "total": Aspect(styles.BLEU_CLAIR, styles.ENCRE, gras=True),
    "alerte": Aspect(styles.ALERTE_FOND, styles.ALERTE_TEXTE),
    "reserve": Aspect(styles.RESERVE_FOND, styles.RESERVE_TEXTE),
    "lecture": Aspect(styles.LECTURE_FOND, styles.LECTURE_TEXTE),
    "discret": Aspect(encre=styles.GRIS),
}


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its title, its width in characters, how its cells are shown."""

    titre: str
    largeur: int
    format: Format = "texte"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row of cells, fewer than the columns when the last ones are blank.

    A ``section`` has one text, that runs over the row.
    """

    cellules: tuple[Cellule, ...]
    style: Style = "normal"


@dataclass(frozen=True, slots=True)
class Zone:
    """Rows and columns, bounds included, counted from 1."""

    haut: int
    gauche: int
    bas: int
    droite: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a host writes: a rectangle of cells from A1, then looks, formats, sizes.

    ``aspects`` and ``formats`` are disjoint lists of zones; ``entete`` is the row repeated on each
    printed page, under which the panes are frozen.
    """

    cellules: list[list[Cellule]]
    aspects: list[tuple[Zone, Aspect]]
    formats: list[tuple[Zone, str]]
    largeurs: list[int]
    entete: int


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet: ``nom`` is the name wanted for its tab, made free by the action."""

    nom: str
    titre: str
    sous_titre: str
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[Ligne]

    @property
    def paysage(self) -> bool:
        """Whether the table is too wide for an A4 page upright."""
        return sum(c.largeur for c in self.colonnes) > 95

    def plan(self) -> Plan:
        """Title, subtitle, blank row, header, rows."""
        largeur, entete = len(self.colonnes), 4
        cellules = [
            _completer([self.titre], largeur),
            _completer([self.sous_titre], largeur),
            _completer([], largeur),
            _completer([c.titre for c in self.colonnes], largeur),
            *(_completer(ligne.cellules, largeur) for ligne in self.lignes),
        ]
        aspects = [
            (Zone(1, 1, 1, largeur), ASPECTS["titre"]),
            (Zone(2, 1, 2, largeur), ASPECTS["sous_titre"]),
            (Zone(entete, 1, entete, largeur), ASPECTS["entete"]),
            *_bandes([ligne.style for ligne in self.lignes], entete + 1, largeur),
        ]
        bas = max(entete + len(self.lignes), entete + 1)
        formats = [
            (Zone(entete + 1, rang, bas, rang), FORMATS[c.format]) for rang, c in enumerate(self.colonnes, 1)
        ]
        return Plan(cellules, aspects, formats, [c.largeur for c in self.colonnes], entete)

    def en_json(self) -> dict[str, Any]:
        """For a host that is not Python: the plan, and the table itself for a pane."""
        plan = self.plan()
        return {
            "nom": self.nom,
            "titre": self.titre,
            "sous_titre": self.sous_titre,
            "paysage": self.paysage,
            "colonnes": [{"titre": c.titre, "format": c.format} for c in self.colonnes],
            "lignes": [{"style": ligne.style, "cellules": list(ligne.cellules)} for ligne in self.lignes],
            "cellules": plan.cellules,
            "aspects": [{**_zone(z), **_aspect(a)} for z, a in plan.aspects],
            "formats": [{**_zone(z), "format": f} for z, f in plan.formats],
            "largeurs": plan.largeurs,
            "entete": plan.entete,
        }


def _completer(cellules: Sequence[Cellule], largeur: int) -> list[Cellule]:
    return [*map(_raccourcir, cellules), *[None] * (largeur - len(cellules))]


def _raccourcir(cellule: Cellule) -> Cellule:
    if isinstance(cellule, str) and len(cellule) > TEXTE_MAX:
        return f"{cellule[: TEXTE_MAX - 1]}…"
    return cellule


def _bandes(genres: Sequence[str], premiere: int, largeur: int) -> list[tuple[Zone, Aspect]]:
    """Runs of rows of the same style: one zone each, so that a host formats few."""
    bandes: list[tuple[Zone, Aspect]] = []
    debut = 0
    for rang in range(1, len(genres) + 1):
        if rang == len(genres) or genres[rang] != genres[debut]:
            zone = Zone(premiere + debut, 1, premiere + rang - 1, largeur)
            bandes.append((zone, ASPECTS[genres[debut]]))
            debut = rang
    return bandes


def _zone(zone: Zone) -> dict[str, int]:
    return {"haut": zone.haut, "gauche": zone.gauche, "bas": zone.bas, "droite": zone.droite}


def _aspect(aspect: Aspect) -> dict[str, Any]:
    return {
        "fond": aspect.fond,
        "encre": aspect.encre,
        "gras": aspect.gras,
        "taille": aspect.taille,
        "renvoi": aspect.renvoi,
    }
