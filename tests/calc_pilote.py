"""Drives a LibreOffice from outside: run by a Python that knows UNO, told what to do line by line.

Each line received is ``[command, arguments…]`` in JSON; each is answered with one line, the result.
It holds no expectation: tests compare.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno

LOGIQUE = 1024
"""``NumberFormat.LOGICAL``."""
FORMULE, TOUT = 16, 23
"""``CellFlags``: formulas, every content."""
ASPECT = (
    "CellBackColor", "CharColor", "CharFontName", "CharHeight", "CharWeight", "IsTextWrapped", "NumberFormat",
)  # fmt: skip
TEXTES = 12
"""Rows whose shown texts are told."""


class Pilote:
    """One document at a time."""

    def __init__(self, tube: str) -> None:
        self.contexte = _connecter(tube)
        self.bureau = self._service("com.sun.star.frame.Desktop")
        self.document: Any = None

    def _service(self, nom: str) -> Any:
        return self.contexte.ServiceManager.createInstanceWithContext(nom, self.contexte)

    def _feuille(self, nom: str) -> Any:
        return self.document.Sheets.getByName(nom)

    # --- the document ---

    def ouvrir(self, chemin: str, en_lecture: bool = False) -> list[str]:
        """Close what is open, load a file, or a new document."""
        self.fermer()
        adresse = Path(chemin).as_uri() if chemin else "private:factory/scalc"
        self.document = self.bureau.loadComponentFromURL(
            adresse, "_blank", 0, _proprietes({"ReadOnly": en_lecture})
        )
        self.document.CurrentController.Frame.activate()
        return self.feuilles()

    def fermer(self) -> None:
        for document in self._documents():
            document.close(True)

    def _documents(self) -> list[Any]:
        enumeration, trouves = self.bureau.Components.createEnumeration(), []
        while enumeration.hasMoreElements():
            trouves.append(enumeration.nextElement())
        return trouves

    def feuilles(self) -> list[str]:
        return list(self.document.Sheets.ElementNames)

    def choisir(self, feuille: str, adresse: str) -> None:
        controleur = self.document.CurrentController
        controleur.setActiveSheet(self._feuille(feuille))
        controleur.select(self._feuille(feuille).getCellRangeByName(adresse))

    def ecrire(self, feuille: str, adresse: str, formule: str) -> None:
        self._feuille(feuille).getCellRangeByName(adresse).Formula = formule

    def proteger(self, feuille: str) -> None:
        """Protect a sheet, or the structure when no sheet is named."""
        (self._feuille(feuille) if feuille else self.document).protect("")

    def recalculer(self) -> float:
        """Seconds of a full recalculation."""
        debut = time.perf_counter()
        self.document.calculateAll()
        return time.perf_counter() - debut

    def depuis_1904(self) -> None:
        self.document.NullDate = uno.createUnoStruct("com.sun.star.util.Date", 1, 1, 1904)

    def apercu(self) -> None:
        """Show the pages as they would print."""
        cadre = self.document.CurrentController.Frame
        self._service("com.sun.star.frame.DispatchHelper").executeDispatch(
            cadre, ".uno:PrintPreview", "", 0, ()
        )

    def autres(self) -> list[list[Any]]:
        """The other documents that are open: address, whether it can be saved as it is, first sheet."""
        return [
            [d.URL, d.hasLocation(), d.Sheets.getByIndex(0).Name]
            for d in self._documents()
            if d != self.document
        ]

    # --- actions ---

    def action(self, nom: str, oui: bool | None) -> list[Any]:
        """Dispatch an action: whether it succeeded, what it said.  ``None`` leaves its boxes on."""
        lanceur = self._service("com.sun.star.frame.DispatchHelper")
        arguments = _proprietes({} if oui is None else {"Oui": oui})
        cadre = self.document.CurrentController.Frame
        evenement = lanceur.executeDispatch(cadre, f"org.xlprod.calc:{nom}", "", 0, arguments)
        return [evenement.State == 1, evenement.Result]

    def annuler(self) -> list[str]:
        self.document.UndoManager.undo()
        return self.feuilles()

    def retablir(self) -> list[str]:
        self.document.UndoManager.redo()
        return self.feuilles()

    def annulations(self) -> list[list[str]]:
        gestion = self.document.UndoManager
        return [list(gestion.getAllUndoActionTitles()), list(gestion.getAllRedoActionTitles())]

    # --- what is there ---

    def formules(self) -> dict[str, Any]:
        """Everything that the sheets hold, as Calc writes it."""
        return {nom: self._utilisee(nom).getFormulaArray() for nom in self.feuilles()}

    def _utilisee(self, nom: str) -> Any:
        curseur = self._feuille(nom).createCursor()
        curseur.gotoStartOfUsedArea(False)
        curseur.gotoEndOfUsedArea(True)
        return curseur

    def texte(self, feuille: str, adresse: str) -> list[Any]:
        cellule = self._feuille(feuille).getCellRangeByName(adresse)
        return [cellule.Formula, cellule.String]

    def page(self, nom: str, bas: int, droite: int) -> dict[str, Any]:
        """A new sheet: its cells, their looks, the paper, the view."""
        feuille, controleur = self._feuille(nom), self.document.CurrentController
        style = self.document.StyleFamilies.getByName("PageStyles").getByName(feuille.PageStyle)
        titres, pied = feuille.getTitleRows(), style.RightPageFooterContent
        places = [[feuille.getCellByPosition(j, i) for j in range(droite)] for i in range(bas)]
        plage = feuille.getCellRangeByPosition(0, 0, droite - 1, bas - 1)
        aspects = [[cellule.getPropertyValues(ASPECT) for cellule in rangee] for rangee in places]
        return {
            "formules": feuille.queryContentCells(FORMULE).Count,
            "bas": 1 + max(z.EndRow for z in feuille.queryContentCells(TOUT).RangeAddresses),
            "cellules": [
                [self._valeur(valeur, aspect[-1]) for valeur, aspect in zip(*rangees, strict=True)]
                for rangees in zip(plage.getDataArray(), aspects, strict=True)
            ],
            "aspects": [[aspect[:-1] for aspect in rangee] for rangee in aspects],
            "textes": [[cellule.String for cellule in rangee] for rangee in places[:TEXTES]],
            "cadrages": [cellule.HoriJustify.value for cellule in places[titres.StartRow % bas]],
            "largeurs": [feuille.Columns.getByIndex(j).Width for j in range(droite)],
            "hauteurs": [feuille.Rows.getByIndex(i).Height for i in range(min(bas, TEXTES))],
            "titres": [titres.StartRow, titres.EndRow, feuille.getPrintTitleRows()],
            "active": controleur.ActiveSheet.Name,
            "figee": [controleur.hasFrozenPanes(), controleur.SplitRow, controleur.SplitColumn],
            "papier": [
                style.Width,
                style.Height,
                style.IsLandscape,
                style.ScaleToPagesX,
                style.ScaleToPagesY,
            ],
            "pied": style.FooterIsOn and pied.CenterText.getString(),
        }

    def _valeur(self, valeur: Any, format_: int) -> Any:
        """A number shown as a truth value is one."""
        if isinstance(valeur, str) or not self.document.NumberFormats.getByKey(format_).Type & LOGIQUE:
            return valeur
        return bool(valeur)

    def configuration(self) -> dict[str, Any]:
        """The menu as LibreOffice's configuration holds it once the extension is there."""
        menus = self._noeud("/org.openoffice.Office.Addons/AddonUI/OfficeMenuBar")
        menu = menus.getByName("org.xlprod.calc")
        entrees = [menu.Submenu.getByName(nom) for nom in menu.Submenu.ElementNames]
        onglet = self._noeud("/org.openoffice.Office.Addons/AddonUI/OfficeNotebookBar/org.xlprod.calc")
        return {
            "onglet": [[b.URL, b.Title, b.Context] for b in map(onglet.getByName, onglet.ElementNames)],
            "titre": menu.Title,
            "contexte": menu.Context,
            "entrees": [[e.URL, e.Title, e.Context] for e in entrees],
        }

    def commande(self, adresse: str) -> dict[str, Any]:
        """What LibreOffice says of a command to menus and toolbars of Calc."""
        descriptions = self._service("com.sun.star.frame.UICommandDescription")
        calc = descriptions.getByName("com.sun.star.sheet.SpreadsheetDocument")
        return {p.Name: p.Value for p in calc.getByName(adresse) if isinstance(p.Value, str)}

    def _noeud(self, chemin: str) -> Any:
        fournisseur = self._service("com.sun.star.configuration.ConfigurationProvider")
        return fournisseur.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", _proprietes({"nodepath": chemin})
        )

    def finir(self) -> None:
        self.fermer()
        self.bureau.terminate()


def _connecter(tube: str) -> Any:
    local = uno.getComponentContext()
    resolveur = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolveur.resolve(f"uno:pipe,name={tube};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice ne répond pas")


def _proprietes(valeurs: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        uno.createUnoStruct("com.sun.star.beans.PropertyValue", nom, 0, valeur, 0)
        for nom, valeur in valeurs.items()
    )


def servir(pilote: Pilote) -> None:
    for ligne in sys.stdin:
        commande, *arguments = json.loads(ligne)
        methode: Callable[..., Any] = getattr(pilote, commande)
        try:
            reponse: dict[str, Any] = {"rendu": methode(*arguments)}
        except Exception as panne:
            reponse = {"panne": f"{commande}{arguments} : {panne!r}"}
        print(json.dumps(reponse), flush=True)


if __name__ == "__main__":
    servir(Pilote(sys.argv[1]))
