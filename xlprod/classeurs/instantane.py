"""A workbook as one snapshot: what an action reads, whatever the host it comes from.

A host sends the whole workbook at once (one crossing) and gets one answer back: Office.js is
asynchronous, COM is slow, and an action that has not finished has then changed nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xlprod.classeurs.calcul.lexique import Zone, adresse
from xlprod.codes import en_fichier
from xlprod.registre import ErreurCellule

Valeur = float | int | str | bool | ErreurCellule | None
"""A cell's value; an error bears the code stored in files (``#VALUE!``), a date is its serial."""

NOM_FEUILLE_MAX = 31
BORDS = "' "
"""What Excel refuses at the ends of the name of a sheet, and blanks."""
PLAGE_MAX = 50_000
"""Cells of an area read whole, blank ends included: two columns of one height must stay so."""
INTERDITS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
"""What Excel refuses in the name of a sheet."""


class Case(NamedTuple):
    """A cell: its sheet's name, its row and column from 1."""

    feuille: str
    ligne: int
    colonne: int

    @property
    def adresse(self) -> str:
        """``Équipe!O6``, as a reader writes it."""
        return f"{self.feuille}!{adresse(self.ligne, self.colonne)}"


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table; ``zone`` (top, left, bottom, right) counts its header and its totals row."""

    nom: str
    zone: tuple[int, int, int, int]
    colonnes: tuple[str, ...]
    entete: bool = True
    total: bool = False


@dataclass(frozen=True, slots=True)
class Feuille:
    """The used area of a sheet, from ``ligne``, ``colonne``.

    ``formules`` has the shape of ``valeurs``: the formula with its ``=``, in English, arguments
    separated by commas; None for a constant.  ``noms`` are the names that this sheet alone defines:
    a copied sheet has its own of each.
    """

    nom: str
    ligne: int = 1
    colonne: int = 1
    valeurs: Sequence[Sequence[Valeur]] = field(default=(), repr=False)
    formules: Sequence[Sequence[str | None]] = field(default=(), repr=False)
    tableaux: tuple[Tableau, ...] = ()
    noms: Mapping[str, str] = field(default_factory=dict)

    def valeur(self, ligne: int, colonne: int) -> Valeur:
        trouvee: Valeur = _dans(self.valeurs, ligne - self.ligne, colonne - self.colonne)
        return trouvee

    def formule(self, ligne: int, colonne: int) -> str | None:
        trouvee: str | None = _dans(self.formules, ligne - self.ligne, colonne - self.colonne)
        return trouvee

    def plage(self, zone: Zone) -> list[list[Valeur]]:
        """Rows of cells of an area; an immense one (whole columns) only as far as :meth:`utile` goes."""
        lue = zone if zone.taille <= PLAGE_MAX else self.utile(zone)
        return [
            [self.valeur(ligne, colonne) for colonne in range(lue.c1, lue.c2 + 1)]
            for ligne in range(lue.l1, lue.l2 + 1)
        ]

    def utile(self, zone: Zone) -> Zone:
        """An area without the blank cells beyond the used area; its first cell at least."""
        largeur = max(map(len, self.valeurs), default=0)
        fin_ligne, fin_colonne = self.ligne + len(self.valeurs) - 1, self.colonne + largeur - 1
        return zone._replace(
            l2=min(zone.l2, max(zone.l1, fin_ligne)), c2=min(zone.c2, max(zone.c1, fin_colonne))
        )

    def cellules_calculees(self) -> Iterator[tuple[Case, str]]:
        """Every formula with its place, in reading order."""
        for i, rangee in enumerate(self.formules):
            for j, formule in enumerate(rangee):
                if formule:
                    yield Case(self.nom, self.ligne + i, self.colonne + j), formule


def _dans(rangees: Sequence[Sequence[Any]], i: int, j: int) -> Any:
    if 0 <= i < len(rangees) and 0 <= j < len(rangees[i]):
        return rangees[i][j]
    return None


@dataclass(frozen=True, slots=True)
class Instantane:
    """A workbook at one moment.

    ``titres`` are the names of all its sheets, chart sheets included; ``noms`` maps names
    defined for all of it to what they stand for; ``prefixe`` is how the host spells our functions
    (``XLPROD.``, ``XLP_``, ``_xldudf_XLPROD_``); ``jour`` is the day on the user's clock;
    ``octets`` the saved workbook, for the actions that ask for it.
    """

    nom: str
    feuilles: tuple[Feuille, ...]
    titres: tuple[str, ...] = ()
    noms: Mapping[str, str] = field(default_factory=dict)
    selection: Case | None = None
    prefixe: str = "XLPROD."
    jour: dt.date = dt.date.min
    octets: bytes = field(default=b"", repr=False)

    def feuille(self, nom: str) -> Feuille | None:
        return next((f for f in self.feuilles if f.nom.casefold() == nom.casefold()), None)

    def valeur(self, case: Case) -> Valeur:
        feuille = self.feuille(case.feuille)
        return None if feuille is None else feuille.valeur(case.ligne, case.colonne)

    def formule(self, case: Case) -> str | None:
        feuille = self.feuille(case.feuille)
        return None if feuille is None else feuille.formule(case.ligne, case.colonne)

    def nom_libre(self, voulu: str) -> str:
        """A name no sheet has yet: an action never writes over a sheet that is there."""
        pris = {titre.casefold() for titre in (*self.titres, *(f.nom for f in self.feuilles))}
        base = " ".join(voulu.translate(INTERDITS).split()).strip(BORDS) or "xlprod"
        nom, rang = _couper(base, NOM_FEUILLE_MAX), 1
        while nom.casefold() in pris:
            rang += 1
            suffixe = f" ({rang})"
            nom = _couper(base, NOM_FEUILLE_MAX - len(suffixe)) + suffixe
        return nom


def _couper(nom: str, taille: int) -> str:
    """Excel counts a character outside the basic plane as two, and refuses a name that ends with a quote."""
    return nom.encode("utf-16-le")[: 2 * taille].decode("utf-16-le", "ignore").rstrip(BORDS)


def appelle_xlprod(formule: str) -> bool:
    """Whether a formula may call one of our functions, in any spelling; a quick look at its text."""
    texte = formule.upper()
    return "XLPROD" in texte or "XLP_" in texte


def depuis_json(recu: Mapping[str, Any]) -> Instantane:
    """Snapshot sent by a host; a cell in error is ``{"erreur": "#N/A"}``
    (a host that only knows the French code may give it).

    Keys are those of :class:`Instantane` and :class:`Feuille`; ``selection`` is
    ``[sheet, row, column]``, ``jour`` an ISO date.
    """
    feuilles = tuple(_feuille(f) for f in recu["feuilles"])
    selection = recu.get("selection")
    return Instantane(
        nom=recu["nom"],
        feuilles=feuilles,
        titres=tuple(recu.get("titres") or [f.nom for f in feuilles]),
        noms=recu.get("noms") or {},
        selection=Case(*selection) if selection else None,
        prefixe=recu.get("prefixe") or "XLPROD.",
        jour=dt.date.fromisoformat(recu["jour"]),
    )


def _feuille(recue: Mapping[str, Any]) -> Feuille:
    return Feuille(
        nom=recue["nom"],
        ligne=recue.get("ligne", 1),
        colonne=recue.get("colonne", 1),
        valeurs=[[_lue(c) for c in rangee] for rangee in recue["valeurs"]],
        formules=[[_formule(c) for c in rangee] for rangee in recue["formules"]],
        tableaux=tuple(
            Tableau(t["nom"], tuple(t["zone"]), tuple(t["colonnes"]), t["entete"], t["total"])
            for t in recue.get("tableaux") or ()
        ),
        noms=recue.get("noms") or {},
    )


def _lue(cellule: Any) -> Valeur:
    if isinstance(cellule, Mapping):
        return ErreurCellule(en_fichier(str(cellule["erreur"])))
    return None if cellule == "" else cellule


def _formule(cellule: Any) -> str | None:
    return cellule if isinstance(cellule, str) and cellule.startswith("=") else None
