"""A workbook file as the stand-in for Excel wants it, and the snapshot that must be read from it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from xlprod import codes

_ICI = re.compile(r"\w+\[\[#This Row\],\[([^\]]*)\]\]")
_CACHE = re.compile(r"_xlfn\.|_xlws\.|_xludf\.")

Cellule = tuple[int, int, str, Any, str | None]


def lire(chemin: Path) -> dict[str, Any]:
    """Every cell as Excel shows it: ``[row, column, type, value, formula]``."""
    formules, valeurs = openpyxl.load_workbook(chemin), openpyxl.load_workbook(chemin, data_only=True)
    return {
        "nom": chemin.name,
        "noms": [{"name": n, "formula": f"={d.attr_text}"} for n, d in formules.defined_names.items()],
        "active": ["Récapitulatif", 1, 1],
        "feuilles": [
            {
                "nom": feuille.title,
                "cellules": _cellules(feuille, valeurs[feuille.title]),
                "tableaux": [_tableau(t) for t in feuille.tables.values()],
            }
            for feuille in formules
        ],
    }


def _cellules(formules: Any, valeurs: Any) -> list[Cellule]:
    rendues: list[Cellule] = []
    for rangee in formules.iter_rows():
        for cellule in rangee:
            ecrit, valeur = cellule.value, valeurs.cell(cellule.row, cellule.column).value
            if ecrit is None:
                continue
            texte = str(ecrit.text if isinstance(ecrit, ArrayFormula) else ecrit)
            formule = _formule(texte) if cellule.data_type == "f" else None
            rendues.append((cellule.row, cellule.column, *_valeur(valeur), formule))
    return rendues


def _valeur(valeur: Any) -> tuple[str, Any]:
    if valeur is None:
        return "String", ""
    if isinstance(valeur, dt.datetime):
        return "Double", (valeur - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    if isinstance(valeur, bool):
        return "Boolean", valeur
    if isinstance(valeur, str):
        return ("Error" if valeur in codes.FRANCAIS else "String"), valeur
    return "Double", valeur


def _formule(texte: str) -> str:
    """As Excel spells it once the add-in is there."""
    texte = _CACHE.sub("", texte).replace("_xldudf_XLPROD_", "XLPROD.")
    return _ICI.sub(r"[@[\1]]", texte)


def _tableau(table: Table) -> dict[str, Any]:
    gauche, haut, droite, bas = range_boundaries(table.ref)
    return {
        "nom": table.displayName,
        "zone": [haut, gauche, bas, droite],
        "colonnes": table.column_names,
        "entete": bool(table.headerRowCount),
        "total": bool(table.totalsRowCount),
    }


def instantane(classeur: dict[str, Any]) -> dict[str, Any]:
    """What a host must send of it, ``jour`` apart."""
    return {
        "nom": classeur["nom"],
        "titres": [f["nom"] for f in classeur["feuilles"]],
        "feuilles": [_feuille(f) for f in classeur["feuilles"]],
        "noms": {n["name"]: n["formula"] for n in classeur["noms"]},
        "selection": classeur["active"],
        "prefixe": "XLPROD.",
    }


def _feuille(feuille: dict[str, Any]) -> dict[str, Any]:
    cellules = {(ligne, colonne): suite for ligne, colonne, *suite in feuille["cellules"]}
    lignes, colonnes = [p[0] for p in cellules], [p[1] for p in cellules]
    haut, gauche = min(lignes, default=1), min(colonnes, default=1)
    places = [
        [(ligne, colonne) for colonne in range(gauche, max(colonnes, default=0) + 1)]
        for ligne in range(haut, max(lignes, default=0) + 1)
    ]
    vide = ("Empty", "", None)
    return {
        "nom": feuille["nom"],
        "ligne": haut,
        "colonne": gauche,
        "valeurs": [[_lue(*cellules.get(p, vide)[:2]) for p in rangee] for rangee in places],
        "formules": [[cellules.get(p, vide)[2] for p in rangee] for rangee in places],
        "tableaux": feuille["tableaux"],
        "noms": {n["name"]: n["formula"] for n in feuille.get("noms", ())},
    }


def _lue(genre: str, valeur: Any) -> Any:
    return {"erreur": valeur} if genre == "Error" else valeur
