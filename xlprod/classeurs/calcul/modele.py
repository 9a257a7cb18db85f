"""A workbook as recalculation sees it: sheets, cells, formulas, names, tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlprod.classeurs.calcul.lexique import Jeton, Zone, adresse
from xlprod.registre import ErreurCellule

Valeur = float | str | bool | ErreurCellule | None
"""A cell's value; an error bears the code stored in files (``#VALUE!``)."""
Position = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class Formule:
    """A formula cell.  ``etendue`` is the stored area of an array formula.

    ``ancienne`` is the value found in the file.  After analysis ``jetons`` holds plain
    references only, ``lues`` the areas it reads, and ``motif`` says why it cannot be
    computed, when it cannot.
    """

    feuille: int
    ligne: int
    colonne: int
    jetons: list[Jeton]
    ancienne: Valeur = None
    etendue: Zone | None = None
    dynamique: bool = False
    motif: str | None = None
    lues: list[Zone] = field(default_factory=list)
    appelle: bool = False
    """Whether it calls one of our functions."""
    indirecte: bool = False
    """Whether it may read cells that its text does not name (INDIRECT, OFFSET)."""
    deverse: bool = False
    """Whether it reads a spilled area (``A1#``)."""
    vecteurs: list[Zone] = field(default_factory=list)
    """Areas it searches by approximation."""

    @property
    def position(self) -> Position:
        return self.ligne, self.colonne

    @property
    def zone(self) -> Zone:
        """The cells this formula fills."""
        return self.etendue or Zone(self.feuille, self.ligne, self.colonne, self.ligne, self.colonne)


@dataclass(slots=True)
class Tableau:
    """A table of a sheet, for structured references."""

    nom: str
    zone: Zone
    colonnes: list[str]
    entete: bool
    total: bool


@dataclass(slots=True)
class Feuille:
    """A worksheet.  ``deversees`` are the cells filled by an array formula, but its first."""

    rang: int
    nom: str
    partie: str
    constantes: dict[Position, Valeur] = field(default_factory=dict)
    formules: dict[Position, Formule] = field(default_factory=dict)
    deversees: dict[Position, Valeur] = field(default_factory=dict)
    fusions: list[Zone] = field(default_factory=list)
    tableaux: list[Tableau] = field(default_factory=list)
    masquees: set[int] = field(default_factory=set)
    filtree: bool = False
    """Whether a filter is set: its hidden rows do not count in SUBTOTAL."""


@dataclass(slots=True)
class NomDefini:
    """A defined name; ``feuille`` is the rank of the only sheet that knows it, if any."""

    nom: str
    texte: str
    feuille: int | None


@dataclass(slots=True)
class Classeur:
    """A workbook as read: its worksheets (chart sheets left out) and its names."""

    nom: str
    feuilles: list[Feuille]
    noms: list[NomDefini]

    def formules(self) -> Iterator[Formule]:
        """Every formula, sheet by sheet in reading order."""
        for feuille in self.feuilles:
            yield from feuille.formules.values()

    def designer(self, formule: Formule) -> str:
        """``Devis!B12``, for sentences."""
        return designer(self.feuilles[formule.feuille].nom, formule.position)


def designer(feuille: str, position: Position) -> str:
    """Cell named as a reader writes it."""
    return f"{feuille}!{adresse(*position)}"
