"""How formulas are spelt in the file: our functions, the table's columns, addresses."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import utility  # type: ignore[import-untyped,unused-ignore]

from xlprod.classeurs import noms
from xlprod.registre import ESPACE, PREFIXE_CLASSIQUE, PREFIXE_FICHIER


@dataclass(frozen=True)
class Ecriture:
    """How a build of the workbook spells our functions."""

    prefixe: str
    """In the file."""

    prefixe_lu: str
    """On screen: what a person reads and types."""

    dynamique: bool
    """Whether their cells are dynamic arrays, which is how Excel keeps results of an Office.js add-in."""

    def appel(self, nom: str, *arguments: str) -> str:
        """Call in a formula: ``_xldudf_XLPROD_NET(A1,B1)``, ``XLP_NET(A1,B1)``."""
        return f"{self.prefixe}{nom}({','.join(arguments)})"

    def nom(self, nom: str) -> str:
        """Name in a sentence: ``XLPROD.NET``, ``XLP_NET``."""
        return f"{self.prefixe_lu}{nom}"

    def en_tableau(self, formule: str) -> bool:
        """Whether the cell of ``formule`` is a dynamic array."""
        return self.dynamique and self.prefixe in formule


COURANTE = Ecriture(PREFIXE_FICHIER, f"{ESPACE}.", dynamique=True)
CLASSIQUE = Ecriture(PREFIXE_CLASSIQUE, PREFIXE_CLASSIQUE, dynamique=False)
"""For Excel without Office.js add-ins: VBA functions, ordinary cells."""


def ici(colonne: str) -> str:
    """Cell of the same row of the table *Equipe*."""
    return f"{noms.TABLE}[[#This Row],[{colonne}]]"


def colonne(nom: str) -> str:
    """Whole column of the table *Equipe*."""
    return f"{noms.TABLE}[{nom}]"


def texte(valeur: str) -> str:
    """Text constant."""
    return '"' + valeur.replace('"', '""') + '"'


def lettre(colonne_: int) -> str:
    """Letters of a column counted from 0: ``27`` → ``AB``."""
    lettres: str = utility.xl_col_to_name(colonne_)
    return lettres


def cellule(ligne: int, colonne_: int) -> str:
    """Relative address of a cell counted from 0: ``(0, 0)`` → ``A1``."""
    adresse: str = utility.xl_rowcol_to_cell(ligne, colonne_)
    return adresse


def fixe(ligne: int, colonne_: int) -> str:
    """Absolute address: ``$A$1``."""
    adresse: str = utility.xl_rowcol_to_cell(ligne, colonne_, row_abs=True, col_abs=True)
    return adresse


def plage(haut: int, gauche: int, bas: int, droite: int, feuille: str = "") -> str:
    """Absolute range, with its sheet when it is given."""
    zone = f"{fixe(haut, gauche)}:{fixe(bas, droite)}"
    return f"'{feuille}'!{zone}" if feuille else zone
