"""How formulas are spelt in the file: our functions, the table's columns, addresses."""

from __future__ import annotations

from xlsxwriter import utility  # type: ignore[import-untyped,unused-ignore]

from xlprod.classeurs import noms

PREFIXE = "_xldudf_XLPROD_"
"""Spelling under which Excel and Calc store ``XLPROD.…``."""


def xlprod(nom: str, *arguments: str) -> str:
    """Call of one of our functions: ``_xldudf_XLPROD_NET(A1,B1)``."""
    return f"{PREFIXE}{nom}({','.join(arguments)})"


def est_xlprod(formule: str) -> bool:
    return PREFIXE in formule


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
