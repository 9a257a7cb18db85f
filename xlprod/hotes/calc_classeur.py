"""A Calc document as a snapshot: what an action reads.

What Calc answers, seen in LibreOffice 25.2 and kept here on purpose:

* a cell that only holds an error is a formula, printed empty: a file has a constant there;
* every cell of an array formula has its formula, where a file has it in the first one only;
* ``getDataArray`` gives nothing for a cell in error and a number for a truth value, which only its
  number format, or how it shows, tells apart.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uno

from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur
from xlprod.erreurs import SaisieInvalide
from xlprod.hotes.calc_formules import PREFIXE, Ecrivain
from xlprod.registre import ErreurCellule

FILTRE_XLSX = "Calc MS Excel 2007 XML"
CELLULES_MAX = 3_000_000
"""Most cells read from a sheet: a mark lost at the end of a sheet makes a huge one of a small one."""

_CONTENUS, _FORMULES = 1 | 2 | 4 | 16, 16
"""``CellFlags``: numbers, dates, texts, formulas."""
_LOGIQUE = 1024
"""``NumberFormat.LOGICAL``."""
_ERREURS = {
    503: "#NUM!", 521: "#NULL!", 522: "#NUM!", 523: "#NUM!", 524: "#REF!", 525: "#NAME?",
    530: "#NAME?", 531: "#NAME?", 532: "#DIV/0!", 32767: "#N/A",
}  # fmt: skip
"""Calc's numbers of errors as files store them; any other is ``#VALUE!``."""


def lire(contexte: Any, document: Any, avec_octets: bool = False) -> Instantane:
    """The snapshot of a document; ``avec_octets`` adds the bytes of a copy saved as .xlsx."""
    origine = document.NullDate
    if (origine.Year, origine.Month, origine.Day) != (1899, 12, 30):
        depart = f"{origine.Day:02}/{origine.Month:02}/{origine.Year}"
        raise SaisieInvalide(
            f"les dates de ce classeur comptent depuis le {depart} : choisissez le 30/12/1899 dans "
            "Outils ▸ Options ▸ LibreOffice Calc ▸ Calcul, puis vérifiez vos dates"
        )
    lecteur = _Lecteur(contexte, document)
    titres = tuple(document.Sheets.ElementNames)
    tableaux = lecteur.tableaux()
    return Instantane(
        nom=nom(document),
        feuilles=tuple(lecteur.feuille(rang, titre, tableaux) for rang, titre in enumerate(titres)),
        titres=titres,
        noms=lecteur.noms(document),
        selection=selection(document),
        prefixe=PREFIXE,
        jour=dt.date.today(),
        octets=octets_xlsx(document) if avec_octets else b"",
    )


def nom(document: Any) -> str:
    """Name of the file, or what the window's title says of a document never saved."""
    return unquote(document.URL.rpartition("/")[2]) or str(document.Title)


def selection(document: Any) -> Case | None:
    """The selected cell, the first one of an area; None when something else is selected."""
    choisie = document.CurrentSelection
    if choisie is not None and choisie.supportsService("com.sun.star.sheet.SheetCellRanges"):
        choisie = choisie.getByIndex(0) if choisie.Count else None
    if choisie is None or not choisie.supportsService("com.sun.star.sheet.SheetCellRange"):
        return None
    zone = choisie.RangeAddress
    return Case(choisie.Spreadsheet.Name, zone.StartRow + 1, zone.StartColumn + 1)


def octets_xlsx(document: Any) -> bytes:
    """The document as it stands, saved as a copy in Excel's format."""
    filtre = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    filtre.Name, filtre.Value = "FilterName", FILTRE_XLSX
    with tempfile.TemporaryDirectory(prefix="xlprod-") as dossier:
        copie = Path(dossier) / "classeur.xlsx"
        document.storeToURL(copie.as_uri(), (filtre,))
        return copie.read_bytes()


class _Lecteur:
    """Reads the sheets of one document."""

    def __init__(self, contexte: Any, document: Any) -> None:
        self.document = document
        self.ecrivain = Ecrivain(document)
        self.formats: dict[int, int] = {}
        self.textes_logiques = self._textes_logiques(contexte)

    def _textes_logiques(self, contexte: Any) -> tuple[str, ...]:
        """How this document shows FALSE and TRUE."""
        formats = self.document.NumberFormats
        rang = formats.getStandardFormat(_LOGIQUE, self.document.CharLocale)
        creer = contexte.ServiceManager.createInstanceWithContext
        ecrivain = creer("com.sun.star.util.NumberFormatter", contexte)
        ecrivain.attachNumberFormatsSupplier(self.document)
        return tuple(ecrivain.convertNumberToString(rang, valeur) for valeur in (0.0, 1.0))

    def noms(self, porteur: Any) -> dict[str, str]:
        """Names defined by the document or by a sheet, as seen from A1."""
        definis = {}
        for titre in porteur.NamedRanges.ElementNames:
            if titre.startswith("_xlnm."):  # print areas of an .xlsx
                continue
            element = porteur.NamedRanges.getByName(titre)
            depart = element.ReferencePosition
            depart.Row = depart.Column = 0
            if jetons := element.getTokens():
                definis[titre] = "=" + self.ecrivain.ecrire(jetons, depart)
        return definis

    def tableaux(self) -> dict[int, list[Tableau]]:
        """Database ranges, which tables of .xlsx files become, by rank of their sheet."""
        trouves: dict[int, list[Tableau]] = {}
        for titre in self.document.DatabaseRanges.ElementNames:
            base = self.document.DatabaseRanges.getByName(titre)
            zone = base.DataArea
            feuille = self.document.Sheets.getByIndex(zone.Sheet)
            entetes = feuille.getCellRangeByPosition(
                zone.StartColumn, zone.StartRow, zone.EndColumn, zone.StartRow
            )
            entete = bool(base.ContainsHeader)
            titres = entetes.getDataArray()[0] if entete else [""] * (zone.EndColumn - zone.StartColumn + 1)
            colonnes = tuple(_titre(lu) or f"Column{rang}" for rang, lu in enumerate(titres, 1))
            bornes = (zone.StartRow + 1, zone.StartColumn + 1, zone.EndRow + 1, zone.EndColumn + 1)
            tableau = Tableau(titre, bornes, colonnes, entete, bool(base.TotalsRow))
            trouves.setdefault(zone.Sheet, []).append(tableau)
        return trouves

    def feuille(self, rang: int, titre: str, tableaux: dict[int, list[Tableau]]) -> Feuille:
        """Cells of a sheet; rows without any content are empty."""
        feuille = self.document.Sheets.getByIndex(rang)
        bandes = list(_bandes(feuille.queryContentCells(_CONTENUS).RangeAddresses))
        siens, noms = tuple(tableaux.get(rang, ())), self.noms(feuille)
        if not bandes:
            return Feuille(titre, tableaux=siens, noms=noms)
        if (
            sum((bas - haut + 1) * (droite - gauche + 1) for haut, gauche, bas, droite in bandes)
            > CELLULES_MAX
        ):
            dernier = feuille.getCellByPosition(max(b[3] for b in bandes), bandes[-1][2])
            raise SaisieInvalide(
                f"la feuille « {titre} » va jusqu'à la cellule {dernier.AbsoluteName.rpartition('.')[2]} : "
                "effacez ce qui s'y trouve par mégarde, puis recommencez"
            )
        ligne, colonne = bandes[0][0], min(gauche for _, gauche, _, _ in bandes)
        grille = _Grille(ligne, colonne, bandes[-1][2])
        for bande in bandes:
            self._valeurs(feuille, bande, grille)
        self._calculees(feuille, grille)
        return Feuille(titre, ligne + 1, colonne + 1, grille.valeurs, grille.formules, siens, noms)

    def _valeurs(self, feuille: Any, bande: tuple[int, int, int, int], grille: _Grille) -> None:
        haut, gauche, bas, droite = bande
        plage = feuille.getCellRangeByPosition(gauche, haut, droite, bas)
        for i, rangee in enumerate(plage.getDataArray(), haut):
            lues = [None if valeur == "" else valeur for valeur in rangee]
            for j in [j for j, valeur in enumerate(rangee) if valeur is None]:
                numero = feuille.getCellByPosition(gauche + j, i).getError()
                lues[j] = ErreurCellule(_ERREURS.get(numero, "#VALUE!"))
            grille.poser(i, gauche, lues)
        for zones in plage.UniqueCellFormatRanges:
            if self._logique(zones.NumberFormat):
                for zone in zones.RangeAddresses:
                    grille.rendre_logiques(zone)

    def _logique(self, format_: int) -> bool:
        if format_ not in self.formats:
            self.formats[format_] = self.document.NumberFormats.getByKey(format_).Type
        return bool(self.formats[format_] & _LOGIQUE)

    def _calculees(self, feuille: Any, grille: _Grille) -> None:
        place = feuille.getCellByPosition(0, 0).CellAddress
        remplies: set[tuple[int, int]] = set()
        for zone in feuille.queryContentCells(_FORMULES).RangeAddresses:
            plage = feuille.getCellRangeByPosition(
                zone.StartColumn, zone.StartRow, zone.EndColumn, zone.EndRow
            )
            for place.Row, rangee in enumerate(plage.getFormulaArray(), zone.StartRow):
                for place.Column, texte in enumerate(rangee, zone.StartColumn):
                    position = place.Row, place.Column
                    if position in remplies:
                        continue
                    cellule = partial(feuille.getCellByPosition, place.Column, place.Row)
                    if texte.startswith("{"):
                        remplies.update(_matrice(feuille, cellule()))
                    if ecrite := self.ecrivain.traduire(texte, cellule, place):
                        grille.noter(position, "=" + ecrite)
                    valeur = grille.valeur(position)
                    if valeur in (0.0, 1.0) and cellule().String in self.textes_logiques:
                        grille.remplacer(position, bool(valeur))


class _Grille:
    """Rows being filled; places are counted from 0."""

    def __init__(self, ligne: int, colonne: int, bas: int) -> None:
        self.ligne, self.colonne = ligne, colonne
        vide: list[Any] = []
        self.valeurs: list[list[Valeur]] = [vide] * (bas - ligne + 1)
        self.formules: list[list[str | None]] = [vide] * (bas - ligne + 1)

    def poser(self, ligne: int, colonne: int, valeurs: list[Valeur]) -> None:
        rangee = [None] * (colonne - self.colonne) + valeurs
        self.valeurs[ligne - self.ligne] = rangee
        self.formules[ligne - self.ligne] = [None] * len(rangee)

    def valeur(self, position: tuple[int, int]) -> Valeur:
        return self.valeurs[position[0] - self.ligne][position[1] - self.colonne]

    def remplacer(self, position: tuple[int, int], valeur: Valeur) -> None:
        self.valeurs[position[0] - self.ligne][position[1] - self.colonne] = valeur

    def noter(self, position: tuple[int, int], formule: str) -> None:
        self.formules[position[0] - self.ligne][position[1] - self.colonne] = formule

    def rendre_logiques(self, zone: Any) -> None:
        """0 and 1 of an area shown as truth values are truth values."""
        for rangee in self.valeurs[zone.StartRow - self.ligne : zone.EndRow - self.ligne + 1]:
            for j in range(
                zone.StartColumn - self.colonne, min(zone.EndColumn - self.colonne + 1, len(rangee))
            ):
                if isinstance(rangee[j], float):
                    rangee[j] = bool(rangee[j])


def _titre(lu: Any) -> str:
    """Header of a column as a table knows it."""
    return f"{lu:.15g}" if isinstance(lu, float) else str(lu or "")


def _bandes(zones: Iterable[Any]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of rows that hold something: top, left, bottom, right, from top to bottom."""
    courante: tuple[int, int, int, int] | None = None
    for zone in sorted(zones, key=lambda z: z.StartRow):
        suivante = zone.StartRow, zone.StartColumn, zone.EndRow, zone.EndColumn
        if courante is None:
            courante = suivante
        elif zone.StartRow <= courante[2] + 1:
            haut, gauche, bas, droite = courante
            courante = haut, min(gauche, suivante[1]), max(bas, suivante[2]), max(droite, suivante[3])
        else:
            yield courante
            courante = suivante
    if courante is not None:
        yield courante


def _matrice(feuille: Any, cellule: Any) -> Iterator[tuple[int, int]]:
    """Places of the array formula that a cell belongs to."""
    curseur = feuille.createCursorByRange(cellule)
    curseur.collapseToCurrentArray()
    zone = curseur.RangeAddress
    for ligne in range(zone.StartRow, zone.EndRow + 1):
        for colonne in range(zone.StartColumn, zone.EndColumn + 1):
            yield ligne, colonne
