"""A snapshot read from a file by openpyxl: what the hosts' own snapshots are compared with."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau
from xlprod.periodes import serie
from xlprod.registre import ErreurCellule


def lire(fichier: Path, selection: Case | None, prefixe: str, jour: dt.date) -> Instantane:
    """Values as saved, formulas as written."""
    valeurs = openpyxl.load_workbook(fichier, data_only=True)
    formules = openpyxl.load_workbook(fichier)
    return Instantane(
        nom=fichier.name,
        feuilles=tuple(_feuille(f, formules[f.title]) for f in valeurs.worksheets),
        titres=tuple(valeurs.sheetnames),
        noms={nom: f"={defini.attr_text}" for nom, defini in formules.defined_names.items()},
        selection=selection,
        prefixe=prefixe,
        jour=jour,
    )


def _feuille(valeurs: Worksheet, formules: Worksheet) -> Feuille:
    return Feuille(
        nom=valeurs.title,
        valeurs=[[_valeur(c) for c in ligne] for ligne in valeurs.iter_rows()],
        formules=[[_formule(c) for c in ligne] for ligne in formules.iter_rows()],
        tableaux=tuple(
            Tableau(
                table.displayName,
                _zone(table.ref),
                tuple(table.column_names),
                bool(table.headerRowCount),
                bool(table.totalsRowCount),
            )
            for table in formules.tables.values()
        ),
    )


def _zone(adresse: str) -> tuple[int, int, int, int]:
    aire = CellRange(adresse)
    return aire.min_row, aire.min_col, aire.max_row, aire.max_col


def _valeur(cellule: Any) -> Any:
    if cellule.value is None:  # merged cells have nothing else
        return None
    if cellule.data_type == "e":
        return ErreurCellule(cellule.value)
    if cellule.is_date:
        return float(serie(cellule.value.date()))
    return None if cellule.value == "" else cellule.value


def _formule(cellule: Any) -> str | None:
    return str(getattr(cellule.value, "text", cellule.value)) if cellule.data_type == "f" else None


def comme_excel(classeur: Instantane) -> Instantane:
    """Formulas as Excel says them: inside its table, ``Equipe[[#This Row],[Nom]]`` is ``[@Nom]``."""
    return replace(classeur, feuilles=tuple(map(_abregee, classeur.feuilles)))


def _abregee(feuille: Feuille) -> Feuille:
    formules = [list(rangee) for rangee in feuille.formules]
    for tableau in feuille.tableaux:
        haut, gauche, bas, droite = tableau.zone
        for i in range(haut - 1, bas):
            for j in range(gauche - 1, droite):
                if (formule := formules[i][j]) is not None:
                    ligne = re.sub(rf"\b{tableau.nom}\[\[#This Row\],\[([^\]]*)\]\]", _cette_ligne, formule)
                    formules[i][j] = re.sub(rf"\b{tableau.nom}\[", "[", ligne)
    return replace(feuille, formules=formules)


def _cette_ligne(lu: re.Match[str]) -> str:
    return f"[@{lu[1]}]" if re.fullmatch(r"\w+", lu[1]) else f"[@[{lu[1]}]]"
