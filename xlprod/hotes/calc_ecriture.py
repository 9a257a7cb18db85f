"""What an action answers, written into a Calc document in one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uno
import unohelper
from com.sun.star.document import XUndoAction

from xlprod.classeurs.instantane import Case
from xlprod.classeurs.page import Page
from xlprod.erreurs import SaisieInvalide
from xlprod.hotes import calc_page
from xlprod.hotes.calc_formules import analyseur

Formules = Sequence[tuple[Case, str]]


def refuser_protege(document: Any, pages: Sequence[Page], formules: Formules) -> None:
    """Calc drops in silence what protection forbids: say it before anything is written."""
    if not pages and not formules:
        return
    if document.isReadonly():
        raise SaisieInvalide("ce classeur est ouvert en lecture seule : enregistrez-le sous un autre nom")
    if pages and document.isProtected():
        raise SaisieInvalide(
            "la structure de ce classeur est protégée, aucune feuille ne peut y être ajoutée : "
            "Outils ▸ Protéger la structure du classeur"
        )
    for nom in dict.fromkeys(case.feuille for case, _ in formules):
        if document.Sheets.getByName(nom).isProtected():
            raise SaisieInvalide(f"la feuille « {nom} » est protégée : Outils ▸ Protéger la feuille")


def ecrire(document: Any, titre: str, pages: Sequence[Page], formules: Formules) -> None:
    """Everything in one undo step; after a failure the document is as it was."""
    retour, etape = _Retour(document, titre), _Etape(document, titre, pages, formules)
    annulations = document.UndoManager
    annulations.enterUndoContext(titre)
    annulations.addUndoAction(retour)
    reussie = False  # not a context manager: Python cannot give an exception of UNO its traceback
    try:
        document.lockControllers()
        try:
            for depot in etape.depots:
                depot.faire()
            for page in pages:
                calc_page.ajouter(document, page)
        finally:
            document.unlockControllers()
        etape.montrer()
        reussie = True
    finally:
        annulations.addUndoAction(etape)
        annulations.leaveUndoContext()
        if not reussie and annulations.isUndoPossible():
            annulations.undo()
            annulations.clearRedo()


class _Depot:
    """A formula to put, in Excel's writing; an array formula is replaced over its whole area."""

    def __init__(self, document: Any, case: Case, formule: str) -> None:
        feuille = document.Sheets.getByName(case.feuille)
        cellule = feuille.getCellByPosition(case.colonne - 1, case.ligne - 1)
        self.plage: Any = None
        if cellule.Formula.startswith("{"):
            self.plage = feuille.createCursorByRange(cellule)
            self.plage.collapseToCurrentArray()
        self.cellule = cellule
        self.jetons = analyseur(document).parseFormula(formule.removeprefix("="), cellule.CellAddress)

    def faire(self) -> None:
        if self.plage is None:
            self.cellule.setTokens(self.jetons)
        else:
            self.plage.setArrayTokens(self.jetons)


class _Retour(unohelper.Base, XUndoAction):  # type: ignore[misc]
    """First of the step, so undone last: back to the sheet that was in view."""

    def __init__(self, document: Any, titre: str) -> None:
        self.document, self.Title = document, titre
        self.depart = document.CurrentController.ActiveSheet.Name

    def undo(self) -> None:
        if self.document.Sheets.hasByName(self.depart):
            self.document.CurrentController.setActiveSheet(self.document.Sheets.getByName(self.depart))

    def redo(self) -> None:
        """Nothing: the new sheets come to the front."""


class _Etape(unohelper.Base, XUndoAction):  # type: ignore[misc]
    """Last of the step: what Calc does not redo, paper and view, and array formulas, which it garbles."""

    def __init__(self, document: Any, titre: str, pages: Sequence[Page], formules: Formules) -> None:
        self.document, self.Title, self.pages = document, titre, pages
        self.depots = [_Depot(document, case, formule) for case, formule in formules]

    def undo(self) -> None:
        """Nothing: Calc's own record is right in that direction."""

    def redo(self) -> None:
        """After Calc has done again what it knows to do."""
        annulations = self.document.UndoManager
        for depot in self.depots:
            if depot.plage is not None:
                annulations.lock()  # each time: setting an array formula takes the lock off
                depot.faire()
                annulations.unlock()
        self.montrer()

    def montrer(self) -> None:
        """Set the new sheets up for paper and for the eye; the first one comes to the front."""
        controleur = self.document.CurrentController
        contexte = uno.getComponentContext()
        lanceur = contexte.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", contexte
        )
        for page in reversed(self.pages):
            feuille = self.document.Sheets.getByName(page.nom)
            feuille.PageStyle = calc_page.style(self.document, page.paysage)
            controleur.setActiveSheet(feuille)
            controleur.freezeAtPosition(0, page.plan().entete)
            # A new sheet shows its grid.
            lanceur.executeDispatch(controleur.Frame, ".uno:ToggleSheetGrid", "", 0, ())
