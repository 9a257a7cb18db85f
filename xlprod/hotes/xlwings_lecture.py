"""An open workbook of classic Excel, read as the snapshot that actions work on.

A sheet is read in two blocks.  ``Value2`` gives amounts as they are kept and dates as serials; an
error of a cell arrives as an integer, every number as a float.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlprod import codes
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur
from xlprod.erreurs import VALEUR, ErreurXlprod
from xlprod.hotes.vba_com import CODES, SCODE
from xlprod.hotes.xlwings_com import lire, refus
from xlprod.registre import PREFIXE_CLASSIQUE, ErreurCellule

if TYPE_CHECKING:
    from xlwings import App, Book, Range, Sheet
    from xlwings.main import Table as Liste

VASTE = 200_000
"""Cells above which a sheet is first reduced to those that hold something."""
CASES_MAX = 5_000_000
_AILLEURS = re.compile(rf"(?:'(?:[^']|'')*'|[\w.-]+)!(?={PREFIXE_CLASSIQUE}\w+\()", re.IGNORECASE)
"""Where Excel last found our functions, when it is not here: ``'C:\\…\\xlprod.xlam'!XLP_NET(``."""


def lire_classeur(app: App, *, fichier: bool = False) -> Instantane:
    """The active workbook; an empty snapshot when none is open.  ``fichier``: with its bytes."""
    livre = app.books.active if app.api.ActiveWorkbook is not None else None
    if livre is None:
        if app.api.ActiveProtectedViewWindow is not None:
            raise ErreurXlprod("classeur en mode protégé : cliquez d'abord sur « Activer la modification »")
        return Instantane("", (), prefixe=PREFIXE_CLASSIQUE, jour=dt.date.today())
    if livre.api.Date1904:
        raise ErreurXlprod(
            "calendrier depuis 1904 (ancien Excel pour Mac) : décochez-le dans les options du classeur, "
            "vérifiez les dates, puis recommencez"
        )
    definis = _noms(livre)
    return Instantane(
        nom=livre.name,
        feuilles=tuple(_feuille(feuille, definis) for feuille in livre.sheets),
        titres=tuple(feuille.Name for feuille in _elements(livre.api.Sheets)),
        noms=definis.get("", {}),
        selection=_selection(app),
        prefixe=PREFIXE_CLASSIQUE,
        jour=dt.date.today(),
        octets=_octets(livre) if fichier else b"",
    )


def _elements(collection: Any) -> Iterator[Any]:
    """Objects of a COM collection, by rank: the one way that early and late binding share."""
    return (collection.Item(rang) for rang in range(1, collection.Count + 1))


def _feuille(feuille: Sheet, definis: Mapping[str, dict[str, str]]) -> Feuille:
    plage = _utile(feuille.used_range)
    valeurs = [[_valeur(c) for c in rangee] for rangee in _rangees(plage.api.Value2)]
    textes = _textes(plage)
    formules = [
        [_formule(texte, valeur) for texte, valeur in zip(rangee, lues, strict=True)]
        for rangee, lues in zip(textes, valeurs, strict=True)
    ]
    return Feuille(
        nom=feuille.name,
        ligne=plage.row,
        colonne=plage.column,
        valeurs=valeurs,
        formules=_sans_copies(plage, formules),
        tableaux=tuple(_tableau(liste) for liste in feuille.tables),
        noms=definis.get(feuille.name, {}),
    )


def _rangees(bloc: Any) -> tuple[tuple[Any, ...], ...]:
    return bloc if isinstance(bloc, tuple) else ((bloc,),)


def _textes(plage: Range) -> list[list[Any]]:
    """``Formula`` of every cell.

    Excel refuses the whole block for one text of more than 8,221 characters, which no formula has:
    the block is then halved, and a cell left alone has no formula.
    """
    try:
        return [list(rangee) for rangee in _rangees(lire(plage.api, "Formula"))]
    except Exception as panne:
        if refus(panne) is None:
            raise
    lignes, colonnes = plage.shape
    if lignes > 1:
        haut = lignes // 2
        bas = plage.offset(haut, 0).resize(lignes - haut, colonnes)
        return _textes(plage.resize(haut, colonnes)) + _textes(bas)
    if colonnes > 1:
        milieu = colonnes // 2
        droite = plage.offset(0, milieu).resize(1, colonnes - milieu)
        return [_textes(plage.resize(1, milieu))[0] + _textes(droite)[0]]
    return [[None]]


def _valeur(cellule: Any) -> Valeur:
    if isinstance(cellule, int) and not isinstance(cellule, bool):
        return ErreurCellule(codes.en_fichier(CODES.get(cellule - SCODE, VALEUR)))
    lue: Valeur = None if cellule == "" else cellule
    return lue


def _formule(texte: Any, valeur: Valeur) -> str | None:
    """``Formula`` of a constant is its text: one that begins with « = » is told by its value."""
    if not isinstance(texte, str) or not texte.startswith("=") or texte == valeur:
        return None
    return _AILLEURS.sub("", texte)


def _utile(plage: Range) -> Range:
    """The part of a used area that holds something: formats alone may stretch it to the last row."""
    lignes, colonnes = plage.shape
    if lignes * colonnes > VASTE:
        compter = plage.sheet.book.app.api.WorksheetFunction.CountA
        total = compter(plage.api)
        lignes = _premier(lignes, lambda n: compter(plage.resize(n, colonnes).api) == total)
        colonnes = _premier(colonnes, lambda n: compter(plage.resize(lignes, n).api) == total)
    if lignes * colonnes > CASES_MAX:
        taille = f"{lignes} lignes sur {colonnes} colonnes"
        raise ErreurXlprod(f"la feuille « {plage.sheet.name} » est trop grande : {taille}")
    return plage.resize(lignes, colonnes)


def _premier(borne: int, suffit: Callable[[int], bool]) -> int:
    """Smallest number of rows that suffices; when none does, all of them."""
    return min(bisect_left(range(1, borne + 1), True, key=suffit) + 1, borne)


def _sans_copies(plage: Range, formules: list[list[str | None]]) -> list[list[str | None]]:
    """Leave an array's formula in its first cell only: Excel repeats it in all that it fills."""
    if not (plage.api.HasArray is not False or getattr(plage.api, "HasSpill", False) is not False):
        return formules
    copies = [
        (i, j)
        for i, rangee in enumerate(formules)
        for j, formule in enumerate(rangee)
        if formule is not None
        and formule in (formules[i - 1][j] if i else None, rangee[j - 1] if j else None)
    ]
    for i, j in copies:
        cellule = plage.api.Cells(i + 1, j + 1)
        if getattr(cellule, "HasSpill", False):
            premiere = cellule.SpillParent
        elif cellule.HasArray:
            premiere = cellule.CurrentArray
        else:
            continue
        if (premiere.Row, premiere.Column) != (plage.row + i, plage.column + j):
            formules[i][j] = None
    return formules


def _tableau(liste: Liste) -> Tableau:
    plage = liste.range
    haut, gauche, (lignes, colonnes) = plage.row, plage.column, plage.shape
    return Tableau(
        nom=liste.api.DisplayName,
        zone=(haut, gauche, haut + lignes - 1, gauche + colonnes - 1),
        colonnes=tuple(colonne.Name for colonne in _elements(liste.api.ListColumns)),
        entete=bool(liste.api.ShowHeaders),
        total=bool(liste.api.ShowTotals),
    )


def _noms(livre: Book) -> dict[str, dict[str, str]]:
    """Names by the sheet that defines them (« 'Ma feuille'!Nom »), "" for the whole workbook."""
    definis: dict[str, dict[str, str]] = {}
    for objet in _elements(livre.api.Names):
        feuille, _, nom = objet.Name.rpartition("!")
        if feuille.startswith("'"):
            feuille = feuille[1:-1].replace("''", "'")
        definis.setdefault(feuille, {})[nom] = lire(objet, "RefersTo")
    return definis


def _selection(app: App) -> Case | None:
    cellule = app.api.ActiveCell
    if cellule is None:  # a chart sheet is in front
        return None
    return Case(cellule.Worksheet.Name, cellule.Row, cellule.Column)


def _octets(livre: Book) -> bytes:
    """The workbook as it is now, changes not saved included; its own file is left alone."""
    with tempfile.TemporaryDirectory(prefix="xlprod-", ignore_cleanup_errors=True) as dossier:
        copie = Path(dossier) / f"copie{Path(livre.name).suffix or '.xlsx'}"
        livre.api.SaveCopyAs(str(copie))
        return copie.read_bytes()
